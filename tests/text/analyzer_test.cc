// SPDX-License-Identifier: GPL-2.0-or-later
// The analyzer: text → tokens, folded forms, stems, exact values, languages.
#include "text/analyzer.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "text/ascii_word.h"
#include "text/charset.h"
#include "text/fold.h"
#include "text/spellings.h"
#include "text/stemmer.h"

using namespace dateline;

namespace {

/// Tokens one after the other: "." before a sentence, "|" before a paragraph; "^" in capitals,
/// "'" with a capital first; accented form in <>; the pair of an ideograph in ().
std::string cut(std::string_view text) {
  Tokenizer tokenizer;
  tokenizer.start(text);
  std::string out;
  for (Token token; tokenizer.next(token);) {
    if (!out.empty()) out += ' ';
    if (token.break_before == Token::Break::sentence) out += ". ";
    if (token.break_before == Token::Break::paragraph) out += "| ";
    if (token.letter_case == Token::Case::all_caps) out += '^';
    if (token.letter_case == Token::Case::capital) out += '\'';
    out += token.folded;
    if (token.accented != token.folded) out.append("<").append(token.accented).append(">");
    if (!token.bigram.empty()) out.append("(").append(token.bigram).append(")");
    CHECK(token.begin < token.end);
    CHECK(token.end <= text.size());
  }
  return out;
}

struct Row {
  const char* text;
  const char* tokens;
};

}  // namespace

TEST_CASE("text is cut into tokens") {
  const Row rows[] = {
      // plain words, case
      {"", ""},
      {" \t\r\n", ""},
      {"oil", "oil"},
      {"Oil prices", "'oil prices"},
      {"OPEC meets", "^opec meets"},
      {"A plan", "'a plan"},
      {"eBay iPhone", "ebay iphone"},
      {"COVID19", "^covid19"},
      // separators
      {"cease-fire", "cease fire"},
      {"either/or (both)", "either or both"},
      {"snake_case", "snake case"},
      {"one,two;three", "one two three"},
      {"example.com", "example com"},
      {"a@b.org", "a b org"},
      {"#MeToo @someone", "'metoo someone"},
      // apostrophes
      {"don't", "don't"},
      {"don\xE2\x80\x99t", "don't"},
      {"Trump's plan", "'trump plan"},
      {"Trump\xE2\x80\x99s plan", "'trump plan"},
      {"NATO's", "^nato"},
      {"the workers' strike", "the workers strike"},
      // a possessive is dropped whatever stands before it, also what looks elided, and digits
      {"Powell's view", "'powell view"},
      {"Campbell\xE2\x80\x99s", "'campbell"},
      {"Kim Jong-un's visit", "'kim 'jong un visit"},
      {"the G7's call", "the 'g7 call"},
      {"1990's", "1990"},
      {"X's owner", "'x owner"},
      {"NATO'S ROLE", "^nato ^role"},
      {"N\xC3\xA9 o\xC3\xB9", "'ne<n\xC3\xA9> ou<o\xC3\xB9>"},  // one capital is not all
      {"O'Brien", "'o 'brien"},
      {"l'eau d'Or", "l eau d 'or"},
      {"l\xE2\x80\x99\xC3\xA9t\xC3\xA9", "l ete<\xC3\xA9t\xC3\xA9>"},
      {"qu'elle dell'arte", "qu elle dell arte"},
      {"rock 'n' roll", "rock n roll"},
      {"'quoted'", "quoted"},
      {"quest'anno trent’anni", "quest anno trent anni"},
      {"пам'ять памʼять пам’ять", "пам'ять пам'ять пам'ять"},
      {"Oʻzbek O‘zbek O`zbek", "'o zbek 'o zbek 'o zbek"},
      // a Turkish ending is dropped as a possessive is
      {"Ankara'da Türkiye’nin", "'ankara 'turkiye<türkiye>"},
      {"Erdoğan'a Sana'a Xi'an", "'erdogan<erdoğan> 'sana'a 'xi'an"},
      // numbers
      {"3.5 percent", "3.5 percent"},
      {"1,750 tonnes", "1750 tonnes"},
      {"1,234,567", "1234567"},
      {"1,23", "1 23"},
      {"1,2345", "1 2345"},
      {"२०२४ ۲۰۲۴", "2024<२०२४> 2024<۲۰۲۴>"},
      {"2024-08-22", "2024 08 22"},
      {"10:30", "10 30"},
      {"G7 and F16s", "'g7 and 'f16s"},
      {"$60, 50%", "60 50"},
      // acronyms and initials
      {"U.S. troops", "^us troops"},
      {"the U.S.", "the ^us"},
      {"U.N-led", "^un led"},
      {"U.S.'s role", "^us role"},
      {"e.g. this", "eg this"},
      {"9 a.m. U.K.\xE2\x80\x99s", "9 am ^uk"},
      {"J. Smith", "'j 'smith"},
      {"J.R.R. Tolkien", "^jrr 'tolkien"},
      {"AT&T and R&D", "^at&t and ^r&d"},
      {"A & B", "'a 'b"},
      // sentences
      {"It ended. Then it rained.", "'it ended . 'then it rained"},
      {"Really? Yes! No\xE2\x80\xA6 Well", "'really . 'yes . 'no . 'well"},
      {"He said. \xE2\x80\x9CGo.\xE2\x80\x9D They went.", "'he said . 'go . 'they went"},
      {"Mr. Smith and Gov. Jones met.", "'mr 'smith and 'gov 'jones met"},
      {"the U.S. Senate", "the ^us 'senate"},
      {"version 2. and so on", "version 2 and so on"},
      {"in 2024. 12 came", "in 2024 . 12 came"},
      // paragraphs
      {"one\n\ntwo", "one | two"},
      {"one\ntwo", "one | two"},
      {"one\ntwo\n\nthree", "one two | three"},
      {"End.\n\nNext", "'end | 'next"},
      // accents, scripts
      {"\xC3\x89lys\xC3\xA9"
       "e",
       "'elysee<\xC3\xA9lys\xC3\xA9"
       "e>"},
      {"تبریز تبريز", "تبريز<تبریز> تبريز"},
      {"हिन्दी हिंदी", "हिंदी<हिन्दी> हिंदी"},
      {"คืน คน", "คื(คืน) น ค(คน) น"},  // signs tell words apart
      {"E\xCC\x81lan", "'elan<\xC3\xA9lan>"},
      {"S\xC3\xA3o Paulo", "'sao<s\xC3\xA3o> 'paulo"},
      {"Stra\xC3\x9F"
       "e",
       "'strasse"},
      {"H\xC3\xA4user", "'hauser<h\xC3\xA4user>"},
      {"\xC5\x93uvre", "oeuvre<\xC5\x93uvre>"},
      {"\xC5\x81\xC3\xB3"
       "d\xC5\xBA",
       "'lodz<\xC5\x82\xC3\xB3"
       "d\xC5\xBA>"},
      {"\xD0\x9C\xD0\xBE\xD0\xB9", "'\xD0\xBC\xD0\xBE\xD0\xB9"},  // Мой keeps й
      {"\xD1\x91\xD0\xBB\xD0\xBA\xD0\xB0",
       "\xD0\xB5\xD0\xBB\xD0\xBA\xD0\xB0<\xD1\x91\xD0\xBB\xD0\xBA\xD0\xB0>"},
      {"\xCE\x9D\xCE\xAD\xCE\xB1", "'\xCE\xBD\xCE\xB5\xCE\xB1<\xCE\xBD\xCE\xAD\xCE\xB1>"},
      {"\xD9\x83\xD9\x90\xD8\xAA\xD9\x8E\xD8\xA7\xD8\xA8",
       "\xD9\x83\xD8\xAA\xD8\xA7\xD8\xA8<\xD9\x83\xD9\x90\xD8\xAA\xD9\x8E\xD8\xA7\xD8\xA8>"},
      {"\xD8\xA3\xD8\xAD\xD9\x85\xD8\xAF",
       "\xD8\xA7\xD8\xAD\xD9\x85\xD8\xAF<\xD8\xA3\xD8\xAD\xD9\x85\xD8\xAF>"},
      {"\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\x93", "^ab3"},  // full width
      // ideographs: each with the pair it begins
      {"\xE6\xB0\x94\xE5\x80\x99", "\xE6\xB0\x94(\xE6\xB0\x94\xE5\x80\x99) \xE5\x80\x99"},
      {"\xE4\xB8\xAD", "\xE4\xB8\xAD"},
      {"COP28\xE6\xB0\x94\xE5\x80\x99",
       "^cop28 \xE6\xB0\x94(\xE6\xB0\x94\xE5\x80\x99) \xE5\x80\x99"},
      {"\xE6\xB0\x94\xE3\x80\x82\xE5\x80\x99", "\xE6\xB0\x94 . \xE5\x80\x99"},
      {"\xE3\x83\x87\xE3\x83\xBC\xE3\x82\xBF",
       "\xE3\x83\x87(\xE3\x83\x87\xE3\x83\xBC) \xE3\x83\xBC(\xE3\x83\xBC\xE3\x82\xBF) "
       "\xE3\x82\xBF"},
      {"\xEF\xBE\x97\xEF\xBD\xB0\xEF\xBE\x92",  // halfwidth
       "\xE3\x83\xA9(\xE3\x83\xA9\xE3\x83\xBC) \xE3\x83\xBC(\xE3\x83\xBC\xE3\x83\xA1) "
       "\xE3\x83\xA1"},
      // invisible characters and broken bytes
      {"co\xC2\xADoperate", "cooperate"},
      {"zero\xE2\x80\x8Bwidth", "zero width"},
      {"a\x01"
       "b\x7F"
       "c",
       "a b c"},
      {"bad\xFF\xFE"
       "bytes",
       "bad bytes"},
      {"cut \xE6\xB0", "cut"},
      {"\xF0\x9F\x98\x80 smile", "smile"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(cut(row.text) == row.tokens);
  }
}

TEST_CASE("names have other spellings, and a word of endless letters has none") {
  CHECK(other_spellings("munster", "m\u00FCnster") == std::vector<std::string>{"muenster"});
  CHECK(other_spellings("aarhus", "aarhus") == std::vector<std::string>{"\u00E5rhus"});
  CHECK(other_spellings(std::string(100'000, 'a'), std::string(100'000, 'a')).empty());
}

TEST_CASE("any bytes are cut, and every form is valid UTF-8") {
  std::uint64_t random = 88172645463325252ULL;
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (int j = 0; j < 60; ++j) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      text += static_cast<char>(random % 3 == 0 ? random >> 8 : 'a' + random % 20);
    }
    Tokenizer tokenizer;
    tokenizer.start(text);
    std::size_t last_end = 0;
    for (Token token; tokenizer.next(token);) {
      REQUIRE(!token.folded.empty());
      REQUIRE(token.begin >= last_end);
      REQUIRE(token.end > token.begin);
      REQUIRE(valid_utf8(token.folded));
      REQUIRE(valid_utf8(token.accented));
      REQUIRE(valid_utf8(token.bigram));
      last_end = token.end;
    }
  }
}

TEST_CASE("a token is cut from the text the same way alone") {
  // A query's word must become what the same word of an article became.
  for (const char* word :
       {"Trump's", "U.S.", "3.5", "1,750", "AT&T", "don't", "H\xC3\xA4user", "COVID19"}) {
    CAPTURE(word);
    const std::string alone = cut(word);
    CHECK(cut(std::string("before ") + word + " after") == "before " + alone + " after");
  }
}

TEST_CASE("stems are those of the language") {
  struct StemRow {
    const char *language, *one, *other;
  };
  const StemRow rows[] = {
      {"en", "elections", "election"},
      {"en", "rates", "rate"},
      {"de", "wahlen", "wahl"},
      {"de", "hauser", "haus"},
      {"fr", "elections", "election"},
      {"fr", "nationales", "nationale"},
      {"es", "elecciones", "eleccion"},
      {"es", "precios", "precio"},
      {"ru", "\xD0\xB2\xD1\x8B\xD0\xB1\xD0\xBE\xD1\x80\xD0\xB0\xD0\xBC",
       "\xD0\xB2\xD1\x8B\xD0\xB1\xD0\xBE\xD1\x80\xD1\x8B"},
      {"ar", "الانتخابات", "انتخابات"},     // the elections, elections
      {"ar", "والانتخابات", "الانتخابات"},  // and the elections
      {"ar", "سيارات", "سيارة"},            // cars, car
      {"ar", "والرئيس", "رئيس"},
      {"it", "elezioni", "elezione"},
      {"nl", "verkiezingen", "verkiezing"},
      {"sv", "priser", "pris"},
      {"pt", "noticias", "noticia"},
  };
  Stemmer stemmer;
  for (const StemRow& row : rows) {
    CAPTURE(row.one);
    const std::string one(stemmer.stem(row.one, row.language));
    CHECK(one == stemmer.stem(row.other, row.language));
  }
  CHECK(stemmer.stem("wahlen", "en") != stemmer.stem("wahl", "en"));
  CHECK(stemmer.stem("والدته", "ar") == "والد");  // "and the" is no part of it
  CHECK(stemmer.stem("elections", "zh") == "elections");
  CHECK(stemmer.stem("elections", "") == "elections");
  CHECK(stemmer.stem("elections", "no such language") == "elections");
}

TEST_CASE("exact values are compared without case, accents and extra spaces") {
  CHECK(fold_value("Le  Monde ") == "le monde");
  CHECK(fold_value("Gazette du Rh\xC3\xB4ne") == fold_value("GAZETTE DU RHONE"));
  CHECK(fold_value("\xE6\xB1\x9F\xE6\xB9\xBE") == "\xE6\xB1\x9F\xE6\xB9\xBE");
  CHECK(fold_value(" \n") == "");
  CHECK(exact_term(schema::FieldId::source, "BBC News") == "XObbc news");
  CHECK(exact_term(schema::FieldId::id, "Reuters-1") == "QReuters-1");
  CHECK(exact_term(schema::FieldId::author, "Ann Smith") == "XNann smith");
}

TEST_CASE("a long term keeps its beginning and stays different") {
  const std::string a(1000, 'a'), b = a + "b";
  CHECK(make_term("Q", a).size() <= 1 + schema::kMaxTextBytes);
  CHECK(make_term("Q", a) != make_term("Q", b));
  CHECK(make_term("Q", a) == make_term("Q", a));
  CHECK(make_term("Q", "short") == "Qshort");
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "\xC3\xBC";
  for (std::size_t drop = 0; drop < 3; ++drop)
    CHECK(valid_utf8(make_term("S", "xyz" + umlauts.substr(drop * 2))));
}

TEST_CASE("languages are detected where the text tells") {
  CHECK(detect_language(
            "", "The government said on Tuesday that it would raise taxes on fuel next year.") ==
        "en");
  CHECK(detect_language(
            "",
            "Die Regierung teilte am Dienstag mit, dass die Steuern im kommenden Jahr steigen.") ==
        "de");
  CHECK(detect_language(
            "",
            "Le gouvernement a annonc\xC3\xA9 mardi une hausse des taxes pour l'ann\xC3\xA9"
            "e prochaine.") == "fr");
  // Letters that Serbian lacks.
  CHECK(detect_language("",
                        "Паром из Киля в среду опоздал на два часа из-за густого тумана над "
                        "фьордом, сообщила компания-перевозчик.") == "ru");
  CHECK(detect_language("",
                        "Министар је у среду рекао да ће скупштина гласати о буџету идуће "
                        "недеље у Београду.") == "sr");
  CHECK(detect_language("", "1234 5678") == "");
  CHECK(detect_language("", "") == "");
  CHECK(detect_language("A headline alone says little, but it is English all the same", "") ==
        "en");
}

TEST_CASE("names and codes of languages") {
  CHECK(normal_language("en-GB") == "en");
  CHECK(normal_language("EN_us") == "en");
  CHECK(normal_language("German") == "de");
  CHECK(normal_language("deu") == "de");
  CHECK(normal_language("GER") == "de");
  CHECK(normal_language("anglais") == "en");
  CHECK(normal_language("FRAN\u00C7AIS") == "fr");
  CHECK(normal_language("iw") == "he");
  CHECK(normal_language("zh-Hant") == "zh");
  CHECK(normal_language("") == "");
  CHECK(normal_language("klingonish") == "");
}

TEST_CASE("the ASCII letters and digits a text begins with are those a loop over its bytes finds") {
  const auto in = [](char c, char first, char last) { return c >= first && c <= last; };
  // Each byte in each place of eight, among letters of both cases and digits.
  const std::string around = "aZ09zA5mQ7xx";
  for (int byte = 0; byte < 256; ++byte)
    for (std::size_t place = 0; place < around.size(); ++place)
      for (std::size_t size = place + 1; size <= around.size(); ++size) {
        std::string text = around.substr(0, size);
        text[place] = static_cast<char>(byte);
        AsciiWord expected;
        for (const char c : text) {
          const bool capital = in(c, 'A', 'Z'), digit = in(c, '0', '9');
          if (!capital && !digit && !in(c, 'a', 'z')) break;
          ++expected.size;
          expected.capitals += capital;
          expected.digits += digit;
        }
        const AsciiWord word = ascii_word_at(text, 64);
        CAPTURE(byte);
        CAPTURE(text);
        REQUIRE(word.size == expected.size);
        REQUIRE(word.capitals == expected.capitals);
        REQUIRE(word.digits == expected.digits);
      }
  CHECK(ascii_word_at({}, 64).size == 0);
}
