// SPDX-License-Identifier: GPL-2.0-or-later
// Random queries over random texts through the highlighter: all marked text is valid.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "parsing/parser.h"
#include "search/snippet.h"
#include "text/charset.h"

using namespace dateline;
using namespace dateline::searching;

namespace {

using Generator = std::mt19937;

const std::string& one_of(const std::vector<std::string>& list, Generator& random) {
  return list[random() % list.size()];
}

const std::vector<std::string> kWords{
    "oil",     "Oil",      "oils",   "price", "prices", "U.S.",    "US",         "us",
    "AT&T",    "3.5",      "a",      "b",     "résumé", "Resume",  "Élysée",     "l'eau",
    "Trump's", "haus",     "Häuser", "中国",  "中",     "国人",    "東京タワー", "ｶﾞ",
    "ไทย",     "한국",     "ﬁn",     "ß",     "İ",      "e\u0301", "\u0301",     "\u200D",
    "\u00AD",  "x\u00ADy", "Ⅷ",      "½",     "1,750",  "москва",  "العربية",    "𝒳"};
const std::vector<std::string> kGaps{
    " ", " ",  " ",    "",     "\n",     "\n\n",   "\t",     ". ",     ", ",     "—",
    "“", "” ", "\x01", "\x7F", "\u0085", "\u009F", "\u00A0", "\u200B", "\u2028", "...",
    "-", "'",  "’",    "。",   "😀",      "\r\n",   "&",      "\u0600"};
const std::vector<std::string> kBadBytes{"\xFF",     "\xC2", "\xE2\x80",
                                         "\xF0\x9F", "\x80", "\xED\xA0\x80"};
const std::vector<std::string> kSigns{" ",       " ",      " ",  " OR ", " NOT ",    " AND ",
                                      "\"",      "\"",     "*",  "(",    ")",        " =",
                                      " title:", " body:", " -", "-",    " author:", ""};

std::string random_text(bool well_formed, Generator& random) {
  std::string text;
  for (std::size_t n = random() % (random() % 4 == 0 ? 300 : 30); n > 0; --n) {
    text += one_of(kWords, random) + one_of(kGaps, random);
    if (!well_formed && random() % 4 == 0) text += one_of(kBadBytes, random);
  }
  return text;
}

std::string random_query(Generator& random) {
  std::string text;
  for (std::size_t n = random() % 8; n > 0; --n)
    text += one_of(kSigns, random) + one_of(kWords, random) + one_of(kSigns, random);
  return text;
}

Article article_of(std::string_view title, std::string_view body, std::string_view language) {
  Article article;
  article.title = title;
  article.body = body;
  article.language = language;
  return article;
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < ' ' || c == 0x7F) return true;
    if (c == 0xC2 && i + 1 < text.size() &&
        (static_cast<unsigned char>(text[i + 1]) & 0xE0) == 0x80)
      return true;
  }
  return false;
}

bool continues_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// Empty, or what is wrong.
std::string fault_of(const MarkedText& result, bool well_formed) {
  std::size_t last_end = 0;
  for (const MarkedText::Mark& mark : result.marks) {
    if (mark.begin >= mark.end) return "empty mark";
    if (mark.end > result.text.size()) return "mark outside the text";
    if (&mark != &result.marks.front() && mark.begin <= last_end) return "marks meet";
    if (well_formed && (continues_character(result.text, mark.begin) ||
                        continues_character(result.text, mark.end)))
      return "mark inside a character";
    last_end = mark.end;
  }
  if (well_formed && !valid_utf8(result.text)) return "ill-formed text";
  if (well_formed && has_control_character(result.text)) return "control character";
  if (result.text.find("  ") != std::string::npos) return "two spaces";
  if (result.text.starts_with(' ') || result.text.ends_with(' ')) return "space at an end";
  return {};
}

}  // namespace

TEST_CASE("random queries: any marked text is fit to print") {
  Generator random(7);
  std::size_t marks = 0, left_out = 0;
  for (int round = 0; round < 2000; ++round) {
    const bool well_formed = round % 4 != 3;
    const std::string query_text = random_query(random);
    const std::string text = random_text(well_formed, random);
    const std::string language = one_of({"en", "de", "fr", "zh", ""}, random);
    const std::size_t length = 1 + random() % 300;
    CAPTURE(query_text);
    CAPTURE(text);
    CAPTURE(language);
    CAPTURE(length);
    const ParsedQuery parsed = parse_query(query_text);
    Highlighter highlighter(parsed.query,
                            english_forms_of(parsed.query, [](std::string_view) { return 1.0; }));
    const Article article = article_of(text, text, language);
    highlighter.set(article);
    const MarkedText title = highlighter.headline();
    const MarkedText part = highlighter.passage(length);
    CHECK(fault_of(title, well_formed) == "");
    CHECK(fault_of(part, well_formed) == "");
    marks += title.marks.size() + part.marks.size();
    left_out += part.text.find("…") != std::string::npos ? 1 : 0;
  }
  CHECK(marks > 2000);  // the texts are worth the trouble
  CHECK(left_out > 300);
}

TEST_CASE("marks of phrases, forms, pairs and acronyms side by side") {
  struct Row {
    std::string_view query, language, text, expected;
  };
  const Row rows[] = {
      {R"("oil prices" OR oil)", "en", "oil, oil prices", "[oil], [oil prices]"},
      {R"(oil NOT "gas prices")", "en", "Oil, gas prices", "[Oil], gas prices"},
      {"wahlen", "de", "Die Wahl", "Die [Wahl]"},
      {"élys*", "fr", "Elysee, Élysées", "[Elysee], [Élysées]"},
      {"=price", "en", "price prices", "[price] prices"},
      {"北京 中国", "zh", "中国北京市", "[中国北京]市"},
      {"us", "en", "U.S. tells us", "[U.S.] tells [us]"},
      {"oil date:2024", "en", "Oil in 2024", "[Oil] in 2024"},
      {"oil words:>100", "en", "Oil, 100 words", "[Oil], 100 words"},
      {"title:\"oil and\" body:gas", "en", "Oil and gas", "[Oil and] gas"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const ParsedQuery parsed = parse_query(row.query);
    Highlighter highlighter(parsed.query,
                            english_forms_of(parsed.query, [](std::string_view) { return 1.0; }));
    const Article article = article_of(row.text, "", row.language);
    highlighter.set(article);
    const MarkedText m = highlighter.headline();
    std::string s = m.text;
    for (auto k = m.marks.rbegin(); k != m.marks.rend(); ++k)
      s.insert(k->end, 1, ']'), s.insert(k->begin, 1, '[');
    CHECK(s == row.expected);
  }
}

TEST_CASE("a run of matches that begins before the passage is marked in it") {
  std::string body;
  for (int i = 0; i < 100; ++i) body += "中";
  const ParsedQuery parsed = parse_query("中 OR oil");
  Highlighter highlighter(parsed.query,
                          english_forms_of(parsed.query, [](std::string_view) { return 1.0; }));
  const Article article = article_of("", body + " oil", "zh");
  highlighter.set(article);
  const MarkedText shown = highlighter.passage(40);
  CHECK(shown.marks.size() == 2);
}
