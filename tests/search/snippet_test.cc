// SPDX-License-Identifier: GPL-2.0-or-later
// The marks in a headline and a passage, and the choice of the passage.
#include "search/snippet.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

#include "parsing/parser.h"
#include "text/charset.h"

namespace dateline {

using namespace searching;
namespace {

/// The text with its marks as brackets.
std::string bracketed(const MarkedText& marked) {
  std::string text;
  std::size_t at = 0;
  for (const MarkedText::Mark& mark : marked.marks) {
    text.append(marked.text, at, mark.begin - at).append("[");
    text.append(marked.text, mark.begin, mark.end - mark.begin).append("]");
    at = mark.end;
  }
  return text.append(marked.text, at);
}

Article article_of(std::string_view title, std::string_view body, std::string_view language) {
  Article article;
  article.title = title;
  article.body = body;
  article.language = language;
  return article;
}

std::string headline(const std::string& query, std::string_view title,
                     std::string_view language = "en") {
  const Query parsed = parse_query(query).query;
  Highlighter highlighter(parsed, english_forms_of(parsed, [](std::string_view) { return 1.0; }));
  const Article article = article_of(title, "", language);
  highlighter.set(article);
  return bracketed(highlighter.headline());
}

std::string passage(const std::string& query, std::string_view body,
                    std::string_view language = "en", std::size_t length = 240) {
  const Query parsed = parse_query(query).query;
  Highlighter highlighter(parsed, english_forms_of(parsed, [](std::string_view) { return 1.0; }));
  const Article article = article_of("", body, language);
  highlighter.set(article);
  return bracketed(highlighter.passage(length));
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// Marks ascend, hold something, do not touch, and lie between characters of valid text.
void check_sound(const MarkedText& marked) {
  REQUIRE(valid_utf8(marked.text));
  std::size_t last = 0;
  bool first = true;
  for (const MarkedText::Mark& mark : marked.marks) {
    REQUIRE(mark.begin < mark.end);
    REQUIRE(mark.end <= marked.text.size());
    REQUIRE((first || mark.begin > last));
    REQUIRE(valid_utf8(marked.text.substr(0, mark.begin)));
    REQUIRE(valid_utf8(marked.text.substr(0, mark.end)));
    last = mark.end;
    first = false;
  }
  for (const char c : marked.text)
    REQUIRE_FALSE((static_cast<unsigned char>(c) < ' ' || c == 0x7F));
  REQUIRE(marked.text.find("  ") == std::string::npos);
}

}  // namespace

TEST_CASE("what is marked in a headline") {
  struct Row {
    std::string query, title, language, marked;
  };
  const Row rows[] = {
      {"oil", "Oil prices fall", "en", "[Oil] prices fall"},
      {"price", "Oil prices fall", "en", "Oil [prices] fall"},
      {"\"price\"", "Oil prices fall", "en", "Oil prices fall"},
      {"prices falling", "Oil prices fall", "en", "Oil [prices] [fall]"},
      {"oil | gas", "Gas, oil and gas", "en", "[Gas], [oil] and [gas]"},
      {"trump", "Trump's plan", "en", "[Trump's] plan"},
      {"*", "Oil prices fall", "en", "Oil prices fall"},
      {"", "Oil prices fall", "en", "Oil prices fall"},
      // a phrase is marked as a whole, its words elsewhere are not
      {"\"oil prices\"", "Oil prices, oil and prices", "en", "[Oil prices], oil and prices"},
      {"\"climate change\"", "Climate: change", "en", "[Climate: change]"},
      {"\"a b\" \"b c\"", "a b c", "en", "[a b c]"},
      {"cease-fire", "A cease-fire, no fire, no cease", "en", "A [cease-fire], no fire, no cease"},
      // wildcards, exact forms, accents, acronyms
      {"econ*", "Economy and economics", "en", "[Economy] and [economics]"},
      {"=resume", "Resume or résumé", "en", "[Resume] or résumé"},
      {"=résumé", "Resume or résumé", "en", "Resume or [résumé]"},
      {"resume", "Resume or résumé", "en", "[Resume] or [résumé]"},
      {"U.S.", "U.S. tells us: US first", "en", "[U.S.] tells us: [US] first"},
      {"a.m.", "I am up at 9 a.m.", "en", "I am up at 9 [a.m.]"},
      {"1750", "1,750 tonnes", "en", "[1,750] tonnes"},
      // stems of the article's language
      {"häuser", "Das Haus", "de", "Das [Haus]"},
      {"häuser", "Das Haus", "en", "Das Haus"},
      {"مدينة", "المدينة اليوم", "ar", "[المدينة] اليوم"},  // the article is a prefix
      // ideographs
      {"经济", "中国经济增长", "zh", "中国[经济]增长"},
      {"\"中国经济\"", "中国经济增长，中国", "zh", "[中国经济]增长，中国"},
      {"中国经济", "中国经济增长，中国", "zh", "[中国经济]增长，[中国]"},  // two words
      {"国经", "中国。经济", "zh", "中国。经济"},
      {"中", "中中国", "zh", "[中中]国"},
      // excluded words, filters, other fields
      {"oil -prices", "Oil prices", "en", "[Oil] prices"},
      {"oil NOT (prices OR fall)", "Oil prices fall", "en", "[Oil] prices fall"},
      {"NOT (NOT oil)", "Oil prices", "en", "[Oil] prices"},
      {"source:oil prices", "Oil prices", "en", "Oil [prices]"},
      {"author:oil prices", "Oil prices", "en", "Oil [prices]"},
      {"title:oil", "Oil prices", "en", "[Oil] prices"},
      {"body:oil", "Oil prices", "en", "Oil prices"},
      // white space and control characters
      {"oil", " \t Oil \n\n prices ", "en", "[Oil] prices"},
      {"\"oil prices\"", "Oil \n prices", "en", "[Oil prices]"},
      {"oil", "Big\x1BOil\x7F\xC2\x85now", "en", "Big [Oil] now"},
      {"oil", "", "en", ""},
  };
  for (const Row& row : rows) {
    INFO("query: ", row.query, ", title: ", row.title);
    CHECK(headline(row.query, row.title, row.language) == row.marked);
  }
}

TEST_CASE("which passage is shown") {
  const std::string filler = repeated("Nothing of note was said here. ", 12);
  SUBCASE("the beginning where nothing matches") {
    CHECK(passage("zebra", "One two three.", "en") == "One two three.");
    CHECK(passage("zebra", "one two three four", "en", 9) == "one two …");
    CHECK(passage("title:one", "one two", "en") == "one two");
  }
  SUBCASE("whole sentences begin without an ellipsis") {
    CHECK(passage("zebra", filler + "The zebra ran. Then it sat.", "en", 60) ==
          "The [zebra] ran. Then it sat.");
  }
  SUBCASE("a few words before the match where the sentence began long ago") {
    const std::string text =
        repeated("some words and ", 30) + "a zebra " + repeated("and more words ", 30);
    const std::string shown = passage("zebra", text, "en", 80);
    CHECK(shown.starts_with("… "));
    CHECK(shown.ends_with(" …"));
    CHECK(shown.find("words and a [zebra] and more") != std::string::npos);
    CHECK(shown.size() <= 80 + 16);
  }
  SUBCASE("the place with most different parts of the query wins") {
    const std::string text = "Oil oil oil. " + filler + "Gas and oil met. " + filler +
                             "Oil, gas and coal at last. " + filler;
    CHECK(passage("oil | gas | coal", text, "en", 60)
              .starts_with("[Oil], [gas] and [coal] at last."));
    CHECK(passage("oil | gas", text, "en", 40)
              .starts_with("[Gas] and [oil] met."));  // the earlier of equals
    CHECK(passage("oil", text, "en", 40).starts_with("[Oil] [oil] [oil]."));
  }
  SUBCASE("a phrase is looked for as a whole") {
    CHECK(
        passage("\"oil price\"", "Oil fell. " + filler + "The oil price rose. " + filler, "en", 40)
            .starts_with("The [oil price] rose."));
  }
  SUBCASE("ideographs") {
    const std::string chinese =
        repeated("今天天气很好。", 20) + "中国经济增长。" + repeated("明天会下雨。", 20);
    CHECK(passage("经济", chinese, "zh", 60).starts_with("中国[经济]增长。明天"));
    CHECK(passage("经济", chinese, "zh", 60).ends_with(" …"));
  }
  SUBCASE("what is no word at either end") {
    CHECK(passage("oil", "oil。。。。。。。。。。", "en") == "[oil]。。。。。");
    CHECK(passage("oil", repeated("-", 5000) + " oil", "en").size() < 300);
    CHECK(passage("oil", "— «Oil» —", "en") == "— «[Oil]» —");
    CHECK(passage("oil", "...", "en") == "");
    CHECK(passage("oil", "", "en") == "");
  }
}

TEST_CASE("words far apart are shown in two passages") {
  const std::string filler = repeated("Nothing of note was said here. ", 30);
  const std::string text = "The quay stood empty. " + filler + "A pilot boat left. " + filler +
                           "At dusk the lantern was lit. " + filler;
  SUBCASE("in the order of the text, whichever is asked for first") {
    for (const char* query : {"lantern quay", "quay lantern"}) {
      const std::string shown = passage(query, text);
      CHECK(shown.starts_with("The [quay] stood empty. Nothing"));
      CHECK(shown.find(" … At dusk the [lantern] was lit. Nothing") != std::string::npos);
      CHECK(shown.ends_with(" …"));
      CHECK(shown.size() <= 240 + 3 * 5);
    }
  }
  SUBCASE("the second shows what the first does not") {
    const std::string shown = passage("quay empty lantern pilot boat", text);
    CHECK(shown.starts_with("The [quay] stood [empty]. "));
    CHECK(shown.find(" … A [pilot] [boat] left. ") != std::string::npos);
    CHECK(shown.find("lantern") == std::string::npos);
  }
  SUBCASE("one passage where it holds all, and where there is one word only") {
    CHECK(passage("quay empty", text).find(" … ") == std::string::npos);
    CHECK(passage("note", text).find(" … ") == std::string::npos);
    CHECK(passage("zebra", text).find(" … ") == std::string::npos);
  }
}

TEST_CASE("an article of three megabytes has its passage, and that of its end") {
  const std::string filler = repeated("Nothing of note was said here. ", 50'000);
  const std::string shown =
      passage("quay lantern", filler + "The quay stood empty. " + filler + "A lantern was lit.");
  CHECK(shown.find("[quay]") != std::string::npos);
  CHECK(shown.ends_with("A [lantern] was lit."));
}

TEST_CASE("a phrase that the passage cuts is marked as far as it is shown") {
  const std::string body = repeated("filler word ", 30) + "one two three four five six seven. " +
                           repeated("filler word ", 30);
  const std::string shown =
      passage("\"one two three four\" OR five OR six OR seven", body, "en", 30);
  CAPTURE(shown);
  CHECK(shown.find(" [five] [six] [seven].") != std::string::npos);
  CHECK(shown.find("four]") != std::string::npos);
}

TEST_CASE("marks are sound, whatever the text and the query") {
  const std::string_view pieces[] = {
      "oil",  "Oil",  " ",    " ",      " ",         " ",        "\n\n", ". ",       "-",
      "经",   "济",   "经济", "é",      "e\xCC\x81", "\xC2\xAD", "\x01", "\xFF",     "中。",
      "U.S.", "’s",   "😀",    "prices", "price",     "\xE6\xB0", "\t",   "\xC2\x85", "。。。。。。",
      "«",    "1,750"};
  const char* queries[] = {"oil",
                           "经 | 济 | oil",
                           "oil AND 经 AND prices AND 1750",
                           "\"oil price\" | price",
                           "经济 | 济经 | \"oil oil\"",
                           "oi* | pri* | e",
                           "=é | é | U.S.",
                           "\"经 济\" | 1750 | s",
                           "\"经济 oil\" | 中"};
  std::mt19937_64 random(11);
  for (const char* text : queries) {
    const Query query = parse_query(text).query;
    Highlighter highlighter(query, english_forms_of(query, [](std::string_view) { return 1.0; }));
    for (int i = 0; i < 400; ++i) {
      std::string body;
      for (std::uint64_t n = random() % 60; n > 0; --n)
        body += pieces[random() % std::size(pieces)];
      clean_text(body);  // as the readers do
      CAPTURE(body);
      const Article article = article_of(body, body, "en");
      highlighter.set(article);
      check_sound(highlighter.headline());
      check_sound(highlighter.passage(20 + random() % 100));
      check_sound(highlighter.passage(130 + random() % 100));
    }
  }
}

}  // namespace dateline
