// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/charset.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace dateline;
using namespace std::string_view_literals;

TEST_CASE("charset: what is valid UTF-8") {
  struct Case {
    std::string_view bytes;
    bool valid;
  };
  for (const Case& c : {Case{"", true}, Case{"plain", true}, Case{"caf\xC3\xA9", true},
                        Case{"\xF0\x9F\x93\xB0", true}, Case{"\xE9", false}, Case{"\xC3", false},
                        Case{"\xC0\xAF", false}, Case{"\xED\xA0\xBD", false},
                        Case{"\xF4\x90\x80\x80", false}, Case{"a\x80", false}}) {
    CAPTURE(std::string(c.bytes));
    CHECK(valid_utf8(c.bytes) == c.valid);
  }
}

TEST_CASE("charset: bytes to text") {
  struct Case {
    const char* what;
    std::string_view bytes, declared, text;
  };
  static const Case cases[] = {
      {"empty", "", "", ""},
      {"ASCII", "plain", "", "plain"},
      {"UTF-8", "caf\xC3\xA9", "", "caf\xC3\xA9"},
      {"UTF-8 with its mark",
       "\xEF\xBB\xBF"
       "caf\xC3\xA9",
       "", "caf\xC3\xA9"},
      {"only a mark", "\xEF\xBB\xBF", "", ""},
      {"a mark inside",
       "a\xEF\xBB\xBF"
       "b",
       "", "ab"},
      {"UTF-16 little endian", "\xFF\xFEh\0\xE9\0"sv, "", "h\xC3\xA9"},
      {"UTF-16 big endian", "\xFE\xFF\0h\0\xE9"sv, "", "h\xC3\xA9"},
      {"UTF-16 with a pair", "\xFF\xFE\x3D\xD8\xF0\xDC"sv, "", "\xF0\x9F\x93\xB0"},
      {"UTF-16 with half a pair",
       "\xFF\xFE\x3D\xD8"
       "a\0"sv,
       "",
       "\xEF\xBF\xBD"
       "a"},
      {"UTF-16 cut in a character",
       "\xFF\xFE"
       "a\0b"sv,
       "", "a\xEF\xBF\xBD"},
      {"UTF-16 without a mark", "h\0e\0l\0l\0o\0 \0t\0h\0e\0r\0e\0"sv, "", "hello there"},
      {"UTF-32", "\xFF\xFE\0\0h\0\0\0"sv, "", "h"},
      {"Windows-1252", "caf\xE9 \x93quoted\x94", "", "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D"},
      {"declared Latin 1 is Windows-1252", "\x80 5", "ISO-8859-1", "\xE2\x82\xAC 5"},
      {"declared", "\xCF\xF0\xE8\xE2\xE5\xF2", "windows-1251",
       "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
      {"declared Shift-JIS", "\x93\xFA\x96\x7B", "Shift_JIS", "\xE6\x97\xA5\xE6\x9C\xAC"},
      {"a mark wins over what is declared", "\xEF\xBB\xBF\xC3\xA9", "windows-1252", "\xC3\xA9"},
      {"declared and unknown", "caf\xC3\xA9", "no-such-charset", "caf\xC3\xA9"},
      {"declared UTF-8 and not", "caf\xE9", "utf-8", "caf\xC3\xA9"},
      {"UTF-8 with a stray byte", "\xC3\xA9\xC3\xA9\xC3\xA9 \xFF", "",
       "\xC3\xA9\xC3\xA9\xC3\xA9 \xEF\xBF\xBD"},
      {"UTF-8 with a line of Latin 1", "\xC3\xA9\xC3\xA9\xC3\xA9\nr\xE9sum\xE9\n", "",
       "\xC3\xA9\xC3\xA9\xC3\xA9\nr\xC3\xA9sum\xC3\xA9\n"},
      {"UTF-8 cut at the end", "\xC3\xA9\xC3\xA9 \xE2\x82", "", "\xC3\xA9\xC3\xA9 \xEF\xBF\xBD"},
      {"surrogate in UTF-8", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xED\xA0\xBD", "",
       "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"control characters",
       "a\0b\x01"
       "c\x7F"
       "d\te\nf\r\n"sv,
       "", "a b c d\te\nf\r\n"},
      {"C1 controls",
       "a\xC2\x85"
       "b\xC2\x9F"
       "c\xC2\xA0",
       "",
       "a\xE2\x80\xA6"
       "b\xC5\xB8"
       "c\xC2\xA0"},
      {"C1 controls that Windows-1252 lacks",
       "a\xC2\x81"
       "b\xC2\x9D"
       "c",
       "", "a b c"},
      {"an apostrophe of Windows-1252 read as Latin 1", "the pilot\xC2\x92s", "",
       "the pilot\xE2\x80\x99s"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    CHECK(to_utf8(c.bytes, c.declared) == c.text);
  }
}

TEST_CASE("charset: short texts of Central Europe are not read as those of Western Europe") {
  CHECK(to_utf8("Most nad Wis\xB3\xB9 zamkni\xEAty") == "Most nad Wisłą zamknięty");
  CHECK(to_utf8("W\xF3jt za\xBF\xB9"
                "da\xB3 dop\xB3"
                "at") == "Wójt zażądał dopłat");
  CHECK(to_utf8("Go\xB6"
                "cie w G\xB1"
                "binie, g\xB3"
                "osy") == "Goście w Gąbinie, głosy");
  CHECK(to_utf8("9 m\xB3 of caf\xE9 sold, note\xB9") == "9 m³ of café sold, note¹");
  CHECK(to_utf8("\xBFQu\xE9 pasa?") == "¿Qué pasa?");
}

TEST_CASE("charset: guessed from a longer text") {
  // Each sentence in its legacy charset, and what it says.
  struct Case {
    const char* what;
    std::string_view bytes, text;
  };
  static const Case cases[] = {
      {"Russian, KOI8-R",
       "\xF0\xD2\xC5\xDA\xC9\xC4\xC5\xCE\xD4 \xD0\xCF\xC4\xD0\xC9\xD3\xC1\xCC \xCE\xCF\xD7\xD9\xCA "
       "\xDA\xC1\xCB\xCF\xCE \xCF \xCE\xC1\xCC\xCF\xC7\xC1\xC8 \xC9 \xC2\xC0\xC4\xD6\xC5\xD4\xC5",
       "\xD0\x9F\xD1\x80\xD0\xB5\xD0\xB7\xD0\xB8\xD0\xB4\xD0\xB5\xD0\xBD\xD1\x82 "
       "\xD0\xBF\xD0\xBE\xD0\xB4\xD0\xBF\xD0\xB8\xD1\x81\xD0\xB0\xD0\xBB "
       "\xD0\xBD\xD0\xBE\xD0\xB2\xD1\x8B\xD0\xB9 \xD0\xB7\xD0\xB0\xD0\xBA\xD0\xBE\xD0\xBD \xD0\xBE "
       "\xD0\xBD\xD0\xB0\xD0\xBB\xD0\xBE\xD0\xB3\xD0\xB0\xD1\x85 \xD0\xB8 "
       "\xD0\xB1\xD1\x8E\xD0\xB4\xD0\xB6\xD0\xB5\xD1\x82\xD0\xB5"},
      {"German, Windows-1252",
       "Die L\xE4nder sollen k\xFCnftig f\xFCr h\xF6here Geb\xFChren zust\xE4ndig sein, hei\xDFt "
       "es.",
       "Die L\xC3\xA4nder sollen k\xC3\xBCnftig f\xC3\xBCr h\xC3\xB6here Geb\xC3\xBChren "
       "zust\xC3\xA4ndig sein, hei\xC3\x9Ft es."},
      {"German, MacRoman",
       "Der K\x9Fstenbote\rDie M\x9Ahle schlo\xA7 fr\x9Fh, \xD2sehr fr\x9Fh\xD3.\r",
       "Der K\xC3\xBCstenbote\rDie M\xC3\xB6hle schlo\xC3\x9F fr\xC3\xBCh, "
       "\xE2\x80\x9Csehr fr\xC3\xBCh\xE2\x80\x9D.\r"},
      {"English, Windows-1252 with old line ends", "The miller\x92s wife\rShe said \x93no\x94.\r",
       "The miller\xE2\x80\x99s wife\rShe said \xE2\x80\x9Cno\xE2\x80\x9D.\r"},
      {"two Russian words, Windows-1251", "\xCC\xEE\xF1\xF2 \xE7\xE0\xEA\xF0\xFB\xF2",
       "\xD0\x9C\xD0\xBE\xD1\x81\xD1\x82 \xD0\xB7\xD0\xB0\xD0\xBA\xD1\x80\xD1\x8B\xD1\x82"},
      {"Russian cells, Latin names", "title;date\n\xCC\xEE\xF1\xF2 \xE7\xE0\xEA\xF0\xFB\xF2;2024",
       "title;date\n\xD0\x9C\xD0\xBE\xD1\x81\xD1\x82 "
       "\xD0\xB7\xD0\xB0\xD0\xBA\xD1\x80\xD1\x8B\xD1\x82;2024"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    CHECK(to_utf8(c.bytes) == c.text);
  }
}

TEST_CASE("charset: pieces of any size decode as the whole does") {
  const std::string_view texts[] = {
      "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xB0 end\n",
      "\xFF\xFEh\0\xE9\0\x3D\xD8\xF0\xDC\n\0z\0"sv,
      "\xEF\xBB\xBF"
      "a\xC2\x85"
      "b\n",
  };
  for (const std::string_view bytes : texts) {
    const std::string whole = to_utf8(bytes);
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
      CAPTURE(size);
      Utf8Decoder decoder;
      std::string text;
      for (std::size_t at = 0; at < bytes.size(); at += size)
        decoder.decode(bytes.substr(at, size), false, text);
      decoder.decode({}, true, text);
      CHECK(text == whole);
    }
  }
}

TEST_CASE("charset: anything becomes clean text") {
  std::uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525 + 1013904223;
      bytes += static_cast<char>(state >> (round % 3 == 0 ? 24 : 20));
    }
    std::string text = to_utf8(bytes);
    REQUIRE(valid_utf8(text));
    std::string again = text;
    clean_text(again);
    REQUIRE(again == text);
  }
}

TEST_CASE("charset: single characters") {
  std::string text;
  for (const char32_t c :
       {U'a', U'\u00E9', U'\u20AC', U'\U0001F4F0', char32_t{0xD800}, char32_t{0x110000}})
    append_utf8(text, c);
  CHECK(text == "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\xB0\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("charset: binary data") {
  CHECK(looks_binary("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01"sv));
  CHECK(looks_binary("%PDF-1.7 ..."));
  CHECK_FALSE(looks_binary("\xFF\xFEh\0i\0"sv));
  CHECK_FALSE(looks_binary("plain \x1B[1mtext\x1B[0m with colours"));
  CHECK_FALSE(looks_binary(""));
}
