// SPDX-License-Identifier: GPL-2.0-or-later
// The positional evaluator over small texts: a table of places, and random queries against a plain
// implementation of the definitions.
#include "matching/positional.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include "support/tree.h"

namespace dateline {

using namespace searching;
namespace {

using Spans = std::set<Span>;

/// An article of words between blanks: "." ends a sentence, "/" a paragraph, "|" the headline, "@"
/// the body.
class SmallArticle : public ArticlePositions {
 public:
  explicit SmallArticle(const std::string& text) {
    std::istringstream in(text);
    std::uint32_t position = text.find('|') == std::string::npos ? schema::kBodyPosition : 1;
    for (std::string word; in >> word;) {
      if (word == "." || word == "/" || word == "|" || word == "@") {
        sentences_.push_back(position - 1);
        if (word != ".") paragraphs_.push_back(position - 1);
        if (word == "|") position = schema::kBodyPosition;
        if (word == "@") position = kBylinePosition;
      } else {
        words_.emplace_back(position++, word);
      }
    }
  }

  std::vector<Span> places(const Query& word, Reading) override {
    std::vector<Span> spans;
    for (const auto& [position, text] : words_)
      if (text == word.text) spans.push_back({position, position});
    return spans;
  }
  const std::vector<std::uint32_t>& ends(Query::Unit unit) override {
    return unit == Query::Unit::sentence    ? sentences_
           : unit == Query::Unit::paragraph ? paragraphs_
                                            : fields_;
  }

 private:
  std::vector<std::pair<std::uint32_t, std::string>> words_;
  std::vector<std::uint32_t> sentences_, paragraphs_;
  std::vector<std::uint32_t> fields_{schema::kBodyPosition - 1, kBylinePosition - 1};
};

/// Headline "h1", body "1", byline "b1".
std::string shown(std::uint32_t position) {
  if (position >= kBylinePosition) return fmt::format("b{}", position - kBylinePosition + 1);
  if (position >= schema::kBodyPosition)
    return fmt::format("{}", position - schema::kBodyPosition + 1);
  return fmt::format("h{}", position);
}

std::string shown(const Span& span) {
  return span.begin == span.end ? shown(span.begin) : shown(span.begin) + "-" + shown(span.end);
}

struct Case {
  const char *text, *query, *spans, *marked;
};

// The last column: the words that are marked, with what they belong to: a word or a phrase.
const Case kCases[] = {
    {"a b c a", "a", "1 4", "1a 4a"},
    {"a b c a", "d", "", ""},
    // Phrases
    {"a b a c b a b", "(phrase a b)", "1-2 6-7", "1p 2p 6p 7p"},
    {"a x b a y y b a b", "(phrase a * b)", "1-3", "1p 3p"},
    {"a x b b", "(phrase a * * b)", "1-4", "1p 4p"},
    {"a x b b", "(phrase a * b b)", "1-4", "1p 3p 4p"},
    {"a b c a d c a e c", "(phrase a (or b d) c)", "1-3 4-6", "1p 2p 3p 4p 5p 6p"},
    {"a b c d a d x a b d", "(phrase a (or b (phrase b c)) d)", "1-4 8-10",
     "1p 2p 3p 4p 8p 9p 10p"},
    {"a b c d", "(phrase a (or b (phrase b c)) (or d (phrase c d)))", "1-4", "1p 2p 3p 4p"},
    {"a a a", "(phrase a a)", "1-2 2-3", "1p 2p 3p"},
    {"a . b", "(phrase a b)", "1-2", "1p 2p"},
    {"a | b", "(phrase a b)", "", ""},
    // Distance
    {"a b", "(near 1 a b)", "1-2", "1a 2b"},
    {"b a", "(near 1 a b)", "1-2", "1b 2a"},
    {"b a", "(pre 1 a b)", "", ""},
    {"a x x b", "(near 2 a b)", "", ""},
    {"a x x b", "(near 3 a b)", "1-4", "1a 4b"},
    {"a a x b b", "(pre 3 a b)", "1-4 2-4 2-5", "1a 2a 4b 5b"},
    {"a x a b b", "(pre 2 a b)", "3-4 3-5", "3a 4b 5b"},
    {"a x a b x b", "(pre 3 a b)", "1-4 3-4 3-6", "1a 3a 4b 6b"},
    {"a a", "(near 5 a a)", "1-2", "1a 1a 2a 2a"},
    {"a b", "(near 5 a (phrase a b))", "", ""},
    {"a a b", "(near 5 a (phrase a b))", "1-3", "1a 2p 3p"},
    {"a x x c b", "(near 1 (near 3 a c) b)", "1-5", "1a 4c 5b"},
    {"a x c x x b", "(near 1 (near 3 a c) b)", "", ""},
    {"a b x x a", "(near 3 (near 1 a b) a)", "1-5", "1a 2b 5a"},
    {"a | b", "(near 500 a b)", "", ""},
    {"a | x a b @ b", "(near 500 a b)", "2-3", "2a 3b"},
    {"x @ a b", "(near 1 a b)", "b1-b2", "b1a b2b"},
    // Not near
    {"a b x x a", "(not-near 2 a b)", "5", "5a"},
    {"b a x x a", "(not-pre 2 a b)", "2 5", "2a 5a"},
    {"a b a", "(not-near 5 a (phrase a b))", "", ""},
    {"a b x a", "(not-near 1 a (phrase a b))", "4", "4a"},
    {"a b c a", "(not-near 0 a (phrase a b c))", "4", "4a"},
    {"a b", "(not-near 500 b c)", "2", "2b"},
    {"x b | a", "(not-near 500 a b)", "1", "1a"},
    {"a | b @ a", "(not-near 500 a b)", "h1 b1", "h1a b1a"},
    {"b | x a x b @ a", "(not-near 500 a b)", "b1", "b1a"},
    // Units
    {"a x b . b c . c a", "(near s a b)", "1 3", "1a 3b"},
    {"b a . b . a", "(near s a b)", "1 2", "1b 2a"},
    {"a . b / a / b", "(near p a b)", "1 2", "1a 2b"},
    {"a | b c @ a", "(near f b c)", "1 2", "1b 2c"},
    {"a | b c @ a", "(near f a c)", "", ""},
    {"a | b c @ a d", "(near f a d)", "b1 b2", "b1a b2d"},
    {"a b . a b c . a", "(near s a (and b (not c)))", "1 2", "1a 2b"},
    {"a b . a b c . a", "(near s a (not c))", "1 6", "1a 6a"},
    {"a b . a c . b c d", "(near s (or (and b c) a) (or d b))", "1 2 5 6 7",
     "1a 2b 2b 5b 5b 6c 7d"},
    {"a . b x c", "(near s (phrase a b) c)", "", ""},
    {"a b . x c", "(near s (near 2 a b) c)", "", ""},
    {"a b x c", "(near s (near 2 a b) c)", "1-2 4", "1a 2b 4c"},
    {"a b . a x", "(not-near s a b)", "3", "3a"},
    {"a b . c . a d", "(not-near s (or a c) (or b d))", "3", "3c"},
    {"a b . c / a c", "(near p (near s a b) c)", "1 2 3", "1a 2b 3c"},
    {"a b . c / a c", "(near 1 (near s a b) c)", "2-3", "2b 3c"},
    // Times and beginnings
    {"a b a", "(atleast 2 a)", "1 3", "1a 3a"},
    {"a b a", "(atleast 3 a)", "", ""},
    {"a b a", "(atleast 3 (or a b))", "1 2 3", "1a 2b 3a"},
    {"a b a", "(atleast 3 (or a a))", "", ""},
    {"a b x a b", "(near 1 (atleast 2 a) b)", "1-2 4-5", "1a 2b 4a 5b"},
    {"a b a", "(first 2 a)", "1", "1a"},
    {"a b a", "(first 2 (phrase b a))", "", ""},
    {"x a a | a x a @ x a a", "(first 2 a)", "h2 1 b2", "h2a 1a b2a"},
    {"a b a b", "(atleast 2 (first 3 a))", "1 3", "1a 3a"},
    // What has no place
    {"a b", "(near 5 a (not b))", "", ""},
    {"a b", "(near 5 a *)", "", ""},
};

TEST_CASE("where words, phrases and distances stand") {
  for (const Case& c : kCases) {
    SmallArticle article(c.text);
    const Query query = read_tree(c.query);
    std::string spans, marked;
    for (const Span& span : find_spans(query, article))
      spans += (spans.empty() ? "" : " ") + shown(span);
    for (const MatchedWord& word : find_matched_words(query, article))
      marked += (marked.empty() ? "" : " ") + shown(word.span) +
                (word.leaf->kind == Query::Kind::phrase ? "p" : word.leaf->text);
    CAPTURE(c.text);
    CAPTURE(c.query);
    CHECK(spans == c.spans);
    CHECK(marked == c.marked);
  }
}

TEST_CASE("what is marked of a whole query") {
  const struct {
    const char *text, *query, *marked;
  } cases[] = {
      {"a b c d", "(and a (or b (phrase c d)))", "1a 2b 3p 4p"},
      {"a b c d", "(and a (not b))", "1a"},
      {"a b c d", "(and a (maybe d))", "1a 4d"},
      {"a b a x x b", "(and (near 1 a b) x)", "1a 2b 3a 4x 5x"},
      {"a b", "(and a (near 1 a b))", "1a 1a 2b"},
  };
  for (const auto& c : cases) {
    SmallArticle article(c.text);
    std::string marked;
    const Query query = read_tree(c.query);
    for (const MatchedWord& word : find_matched_words(query, article))
      marked += (marked.empty() ? "" : " ") + shown(word.span) +
                (word.leaf->kind == Query::Kind::phrase ? "p" : word.leaf->text);
    CAPTURE(c.query);
    CHECK(marked == c.marked);
  }
}

/// The definitions, with every pair looked at.
Spans plain_spans(const Query& query, SmallArticle& article);

bool holds_in(const Query& query, Span unit, SmallArticle& article) {
  const auto holds = [&](const Query& child) { return holds_in(child, unit, article); };
  switch (query.kind) {
    case Query::Kind::conjunction:
      return std::ranges::all_of(query.children, holds);
    case Query::Kind::disjunction:
      return std::ranges::any_of(query.children, holds);
    case Query::Kind::negation:
      return !holds(query.children[0]);
    default:
      return std::ranges::any_of(plain_spans(query, article), [&](const Span& span) {
        return span.begin >= unit.begin && span.end <= unit.end;
      });
  }
}

void add_inside(const Query& query, Span unit, SmallArticle& article, Spans& spans) {
  if (!holds_in(query, unit, article)) return;
  if (query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction) {
    for (const Query& child : query.children) add_inside(child, unit, article, spans);
  } else if (query.kind != Query::Kind::negation) {
    for (const Span& span : plain_spans(query, article))
      if (span.begin >= unit.begin && span.end <= unit.end) spans.insert(span);
  }
}

Spans plain_near(const Spans& a, const Spans& b, std::uint32_t distance) {
  Spans hulls;
  for (const Span& x : a)
    for (const Span& y : b) {
      if (y.begin <= x.end || y.begin - x.end > distance) continue;
      const bool next = std::ranges::none_of(b, [&](const Span& other) {
        return other.begin > x.end && std::pair(other.begin, other.end) < std::pair(y.begin, y.end);
      });
      const bool last = std::ranges::none_of(a, [&](const Span& other) {
        return other.end < y.begin && std::pair(other.end, other.begin) > std::pair(x.end, x.begin);
      });
      if (next || last) hulls.insert({x.begin, y.end});
    }
  return hulls;
}

Spans plain_spans(const Query& query, SmallArticle& article) {
  const auto of = [&](std::size_t i) { return plain_spans(query.children[i], article); };
  Spans spans;
  switch (query.kind) {
    case Query::Kind::word: {
      const std::vector<Span> places = article.places(query, Reading::as_written);
      return {places.begin(), places.end()};
    }
    case Query::Kind::phrase: {
      spans = of(0);
      for (std::size_t i = 1; i < query.children.size(); ++i) {
        Spans longer;
        for (const Span& before : spans)
          if (query.children[i].kind == Query::Kind::all)
            longer.insert({before.begin, before.end + 1});
          else
            for (const Span& behind : of(i))
              if (behind.begin == before.end + 1) longer.insert({before.begin, behind.end});
        spans = longer;
      }
      return spans;
    }
    case Query::Kind::disjunction:
      for (std::size_t i = 0; i < query.children.size(); ++i) spans.merge(of(i));
      return spans;
    case Query::Kind::at_least:
      spans = of(0);
      return spans.size() >= query.number ? spans : Spans{};
    case Query::Kind::first:
      for (const Span& span : of(0))
        if (span.end < schema::kBodyPosition + query.number) spans.insert(span);
      return spans;
    case Query::Kind::near:
    case Query::Kind::not_near:
      break;
    default:
      return {};
  }
  if (query.unit != Query::Unit::words) {
    std::vector<std::uint32_t> ends = article.ends(query.unit);
    ends.push_back(~std::uint32_t{0});
    for (std::uint32_t begin = 0; const std::uint32_t end : ends) {
      const Span unit{begin, end};
      if (holds_in(query.children[0], unit, article) &&
          holds_in(query.children[1], unit, article) == (query.kind == Query::Kind::near)) {
        add_inside(query.children[0], unit, article, spans);
        if (query.kind == Query::Kind::near) add_inside(query.children[1], unit, article, spans);
      }
      begin = end + 1;
    }
    return spans;
  }
  if (query.kind == Query::Kind::near) {
    spans = plain_near(of(0), of(1), query.number);
    if (!query.ordered) spans.merge(plain_near(of(1), of(0), query.number));
    return spans;
  }
  const Spans others = of(1);
  for (const Span& x : of(0))
    if (std::ranges::none_of(others, [&](const Span& y) {
          if (y.begin > x.end) return y.begin - x.end <= query.number;
          if (y.end < x.begin) return !query.ordered && x.begin - y.end <= query.number;
          return true;
        }))
      spans.insert(x);
  return spans;
}

TEST_CASE("the evaluator finds what the definitions say") {
  std::mt19937 random(20240822);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto word = [&] { return std::string(1, static_cast<char>('a' + below(4))); };
  const std::function<std::string(int, bool)> tree = [&](int depth, bool in_unit) -> std::string {
    const auto child = [&] { return " " + tree(depth - 1, in_unit); };
    const auto unit_child = [&] { return " " + tree(depth - 1, true); };
    const std::string n = std::to_string(1 + below(6));
    const char* unit = below(2) == 0 ? "s" : "p";
    if (depth == 0) return word();
    switch (below(in_unit ? 13 : 11)) {
      case 0:
        return word();
      case 1:
        return "(phrase " + word() + (below(2) == 0 ? " * " : " ") + word() + ")";
      case 2:
        return "(phrase " + word() + " (or " + word() + " (phrase " + word() + " " + word() +
               ")) " + word() + ")";
      case 3:
        return "(or" + child() + child() + ")";
      case 4:
        return "(near " + n + child() + child() + ")";
      case 5:
        return "(pre " + n + child() + child() + ")";
      case 6:
        return "(not-near " + n + child() + child() + ")";
      case 7:
        return "(not-pre " + n + child() + child() + ")";
      case 8:
        return fmt::format("({}near {}{}{})", below(2) == 0 ? "" : "not-", unit, unit_child(),
                           unit_child());
      case 9:
        return "(atleast " + n + child() + ")";
      case 10:
        return "(first " + std::to_string(1 + below(30)) + child() + ")";
      case 11:
        return "(and" + child() + child() + ")";
      default:
        return "(not" + child() + ")";
    }
  };
  std::size_t found = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (unsigned words = 1 + below(40); words > 0; --words) {
      text += word() + " ";
      if (below(8) == 0) text += below(3) == 0 ? "/ " : ". ";
    }
    const std::string query_text = tree(static_cast<int>(below(4)), false);
    const Query query = read_tree(query_text);
    SmallArticle article(text);
    const std::vector<Span> spans = find_spans(query, article);
    const Spans expected = plain_spans(query, article);
    found += expected.size();
    if (std::ranges::equal(spans, expected)) continue;
    CAPTURE(text);
    FAIL_CHECK(query_text);
  }
  CHECK(found > 5'000);
}

TEST_CASE("no phrase goes from a long headline to the body") {
  std::string headline, stars;
  for (std::uint32_t i = 1; i < schema::kTitleWords; ++i) headline += "x ";
  for (std::uint32_t i = schema::kTitleWords + 1; i < schema::kBodyPosition; ++i) stars += " *";
  SmallArticle article(headline + "a | b");
  CHECK(find_spans(read_tree("(phrase a" + stars + " b)"), article).empty());
  CHECK(find_spans(read_tree("(near 500 a b)"), article).empty());
}

TEST_CASE("nested distances over a long text take no long time") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += i % 3 == 0 ? "a " : "b ";
  SmallArticle article(text);
  std::string nested = "a";
  for (int i = 0; i < 20; ++i) nested = fmt::format("(near 500 {} {})", nested, i % 2 ? "a" : "b");
  CHECK(find_spans(read_tree(nested), article).size() > 1000);
}

}  // namespace
}  // namespace dateline
