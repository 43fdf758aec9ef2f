// SPDX-License-Identifier: GPL-2.0-or-later
// Mojibake is repaired; intended text is not changed.
#include "text/mojibake.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "text/charset.h"

namespace fs = std::filesystem;
using namespace dateline;

namespace {

/// UTF-8 read as Windows-1252 (with control characters where that has nothing) and saved again.
std::string garbled(const std::string& text) {
  static const char32_t kWindows[] = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? kWindows[byte - 0x80] : byte);
  }
  return out;
}

/// The lines of every file of the sample archive that is not packed.
std::vector<std::string> corpus_lines() {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DATELINE_ROOT) / "corpus")) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("mojibake: undone") {
  struct Case {
    const char *text, *undone;
  };
  for (const Case& c : {
           Case{"Un cafÃ© Ã\u00A0 MontrÃ©al", "Un café à Montréal"},
           Case{"cafÃ©", "café"},
           Case{"Itâ€™s â€œoverâ€\u009D â€“ reallyâ€¦", "It’s “over” – really…"},
           Case{"Itâ€™s â€œoverâ€ he said. â€œNoâ€ .", "It’s “over” he said. “No”."},
           Case{"Â£5m and 20Â°C", "£5m and 20°C"},
           Case{"â‚¬30", "€30"},
           Case{"cÅ“ur et Å“uvre", "cœur et œuvre"},
           Case{"cafÃƒÂ©", "café"},
           Case{"ItÃ¢â‚¬â„¢s", "It’s"},
           Case{"ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"},
           Case{"ðŸ˜€ fine", "😀 fine"},
           Case{"MÃ¼nchen und KÃ¶ln â€“ mit â€žStilâ€œ", "München und Köln – mit „Stil“"},
           Case{"ZaÅ¼Ã³Å‚Ä‡ gÄ™Å›lÄ…", "Zażółć gęślą"},
           Case{"DÃ‰CÃˆS", "DÉCÈS"},
           Case{"“Already right” but cafÃ©", "“Already right” but café"},
       }) {
    CAPTURE(c.text);
    std::string text = c.text;
    CHECK(undo_mojibake(text));
    CHECK(text == c.undone);
  }
}

TEST_CASE("mojibake: what was meant is left alone") {
  for (const char* text : {
           "NÃO, SÃO PAULO, IRMÃ, AMANHÃ",
           "“ATÉ AMANHÃ”",
           "«MAÇû",
           "MANHÃ… e tarde",
           "AMANHà– TALVEZ",
           "Ã™ is a letter and a sign",
           "ÂNGELA FOI À PRAIA; Â» não é nada",
           "PÂTE À CHOUX « PÂTÉ »",
           "L’âne – « à l’abri »",
           "„Das macht Spaß“, sagt er.",
           "GRÖßE „FÜR ALLE“ – SÜ“",
           "Han står på…”",
           "”PÅ” och Å” i Å…",
           "« LIBERTÉ »",
           "« voilà » – et « l’été »",
           "ESPAÑA – «MAÑANA»",
           "CORAÇÃO®",
           "Τα Ã και τα ©",
           "По-русски: â€™",
           "韦布望远镜 Ã© 首批照片公布",
           "Grüße, größer, Ã©tranger",
           "Çelik, Ğ ve Şükrü",
           "Trần Hưng Đạo, Nguyễn Ánh, Lâm Đồng",
           "naïve façade Ångström Øre",
           "5 × 3 ÷ 2 ± 1 ° ² ³ µ",
           "",
       }) {
    CAPTURE(text);
    std::string same = text;
    CHECK_FALSE(undo_mojibake(same));
    CHECK(same == text);
  }
}

TEST_CASE("mojibake: no line of the sample archive is touched, and each is mended when garbled") {
  const std::vector<std::string> lines = corpus_lines();
  REQUIRE(lines.size() > 300);
  std::size_t mended = 0;
  for (const std::string& line : lines) {
    CAPTURE(line.substr(0, 60));
    std::string text = line;
    CHECK_FALSE(undo_mojibake(text));
    CHECK((text == line));
    for (int times = 1; times <= 2; ++times) {
      text = garbled(text);
      if (text == line) continue;
      std::string again = text;
      CHECK(undo_mojibake(again));
      CHECK((again == line));
      ++mended;
    }
  }
  CHECK(mended > 300);
}

TEST_CASE("mojibake: any text ends, and stays UTF-8") {
  std::uint32_t state = 7;
  for (int run = 0; run < 20'000; ++run) {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      state = state * 1664525 + 1013904223;
      append_utf8(text,
                  state >> 30 == 0 ? 0x20 + (state >> 8) % 0x2100 : 0x80 + (state >> 8) % 0x80);
    }
    undo_mojibake(text);
    CHECK(valid_utf8(text));
  }
}
