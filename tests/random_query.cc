// SPDX-License-Identifier: GPL-2.0-or-later
#include "random_query.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "dates.h"
#include "parser.h"

namespace dateline {
namespace {

using schema::FieldId;
constexpr Timestamp kDay = 86'400;

/// At most the first `characters` of UTF-8 text.
std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && characters-- == 0) break;
  return text.substr(0, end);
}

}  // namespace

RandomQueries::RandomQueries(std::vector<Article> articles, Timestamp now, std::uint64_t seed)
    : articles_(std::move(articles)), now_(now), random_(seed) {}

/// `count` words somewhere in `text`, with all that lies between them; fewer where it is short.
std::string RandomQueries::raw_words(std::string_view text, std::size_t count) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  tokenizer_.start(text);
  for (Token token; tokenizer_.next(token);) words.emplace_back(token.begin, token.end);
  if (words.empty()) return "nowhere";
  const std::size_t first = below(words.size());
  const std::size_t last = std::min(first + count, words.size()) - 1;
  return std::string(text.substr(words[first].first, words[last].second - words[first].first));
}

/// Mostly the one the query is about: words of different articles seldom meet.
const Article& RandomQueries::some_article() {
  return one_in(4) ? pick(articles_) : articles_[focus_];
}

std::string RandomQueries::any_raw_words(std::size_t count) {
  const Article& article = some_article();
  switch (below(6)) {
    case 0:
      return raw_words(article.title, count);
    case 1:
      return raw_words(article.title + " " + article.body.substr(0, 60), count);  // over the border
    default:
      return raw_words(article.body, count);
  }
}

std::string RandomQueries::word() { return any_raw_words(1); }

/// The same word with other letters, or another word.
std::string RandomQueries::spelt_otherwise(std::string word) {
  switch (below(8)) {
    case 0:
      for (char& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
      return word;
    case 1:
      for (char& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
      return word;
    case 2:
      return word + "s";
    case 3: {
      Token token;
      tokenizer_.start(word);
      return tokenizer_.next(token) ? std::string(token.folded) : word;
    }
    case 4:
      return one_in(3) ? "zzyx" + word : word;  // in no article
    default:
      return word;
  }
}

Query RandomQueries::word_leaf() {
  static constexpr std::array kFields{FieldId::text,  FieldId::text, FieldId::text,  FieldId::text,
                                      FieldId::title, FieldId::body, FieldId::author};
  Query leaf;
  leaf.field = pick(kFields);
  const auto raw = [&](std::size_t count) {
    return leaf.field == FieldId::author ? raw_words(some_article().author, count)
                                         : any_raw_words(count);
  };
  if (one_in(3)) {  // what the parser makes of a quotation
    std::string quoted = raw(2 + below(3));
    std::ranges::replace_if(
        quoted, [](char c) { return c == '"' || c == '\\'; }, ' ');
    const std::string field(schema::field(leaf.field).name);
    Query phrase = parse_query(field + ":\"" + quoted + "\"").query;
    if (phrase.kind == Query::Kind::phrase || phrase.kind == Query::Kind::word) return phrase;
  }
  leaf.kind = Query::Kind::word;
  leaf.text = spelt_otherwise(raw(1));
  switch (below(8)) {
    case 0:
      leaf.form = Query::Form::folded;
      break;
    case 1:
      leaf.form = Query::Form::exact;
      break;
    case 2: {
      const std::string beginning(first_characters(leaf.text, 3 + below(4)));
      if (parse_query(beginning + "*").query.form != Query::Form::prefix)
        break;  // too short for a *
      leaf.form = Query::Form::prefix;
      leaf.text = beginning;
      break;
    }
    default:
      break;
  }
  return leaf;
}

Query RandomQueries::value_leaf() {
  const Article& article = some_article();
  const std::array<std::pair<FieldId, const std::string*>, 5> values{
      {{FieldId::source, &article.source},
       {FieldId::section, &article.section},
       {FieldId::language, &article.language},
       {FieldId::id, &article.id},
       {FieldId::url, &article.url}}};
  const auto& [field, value] = pick(values);
  Query leaf;
  leaf.kind = Query::Kind::value;
  leaf.field = field;
  leaf.text = value->empty() ? "nobody" : spelt_otherwise(*value);
  if (one_in(3)) {
    leaf.form = Query::Form::prefix;
    leaf.text = first_characters(leaf.text, 1 + below(24));
    while (leaf.text.ends_with(' ')) leaf.text.pop_back();
  }
  return leaf;
}

/// A date near one that an article has, in some precision.
std::string RandomQueries::date_text() {
  const Timestamp near =
      some_article().published.value_or(now_) + static_cast<Timestamp>(below(5)) * kDay - 2 * kDay;
  const std::string time = format_timestamp(near);
  switch (below(6)) {
    case 0:
      return time.substr(0, 4);
    case 1:
      return time.substr(0, 7);
    case 2:
      return time;
    default:
      return time.substr(0, 10);
  }
}

Query RandomQueries::range_leaf() {
  std::string text;
  switch (below(10)) {
    case 0:
      text = "words:>" + std::to_string(below(400));
      break;
    case 1:
      text = "words:" + std::to_string(below(200)) + ".." + std::to_string(200 + below(200));
      break;
    case 2:
      text = "words:<=" + std::to_string(below(400));
      break;
    case 3:
      text = "seen:" + std::to_string(1 + below(60)) + "d";
      break;
    case 4:
      text = "date:" + std::to_string(1 + below(900)) + "d";
      break;
    case 5:
      text = "date:.." + date_text();
      break;
    case 6:
      text = "date:" + date_text() + "..";
      break;
    case 7:
      text = "date:" + date_text() + ".." + date_text();
      break;  // backwards at times
    default:
      text = "date:" + date_text();
      break;
  }
  Query leaf = parse_query(text, {now_, false}).query;
  leaf.place = {};
  return leaf;
}

Query RandomQueries::leaf() {
  switch (below(8)) {
    case 0:
      return value_leaf();
    case 1:
      return range_leaf();
    case 2:
      return one_in(8) ? Query{} : word_leaf();
    default:
      return word_leaf();
  }
}

Query RandomQueries::tree(int depth) {
  focus_ = below(articles_.size());
  return grow(depth);
}

Query RandomQueries::grow(int depth) {
  if (depth <= 0 || one_in(4)) return leaf();
  Query query;
  if (one_in(5)) {
    query.kind = Query::Kind::negation;
    query.children.push_back(grow(depth - 1));
    const Query::Kind inner = query.children.front().kind;
    const bool sound =
        inner != Query::Kind::negation && inner != Query::Kind::all && inner != Query::Kind::none;
    return sound ? query : query.children.front();
  }
  query.kind = one_in(2) ? Query::Kind::conjunction : Query::Kind::disjunction;
  for (std::size_t n = 2 + below(2); n > 0; --n) {
    Query child = grow(depth - 1);
    if (child.kind != query.kind)
      query.children.push_back(std::move(child));
    else
      for (Query& grandchild : child.children) query.children.push_back(std::move(grandchild));
  }
  return query;
}

std::string RandomQueries::leaf_text() {
  switch (below(10)) {
    case 0:
      return '"' + any_raw_words(2 + below(2)) + '"';
    case 1:
      return "title:" + word();
    case 2:
      return "=" + word();
    case 3:
      return std::string(first_characters(word(), 3 + below(3))) + "*";
    case 4:
      return "headline:(" + word() + " " + word() + ")";
    case 5:
      return to_text(value_leaf());
    case 6:
      return "date:" + date_text();
    case 7:
      return any_raw_words(4);  // with the punctuation it came with
    default:
      return spelt_otherwise(word());
  }
}

std::string RandomQueries::text(int depth) {
  focus_ = below(articles_.size());
  return write(depth);
}

std::string RandomQueries::write(int depth) {
  static constexpr std::array<std::string_view, 10> kBetween{
      " ", " ", " ", " AND ", " OR ", " OR ", " | ", " -", " NOT ", " AND NOT "};
  std::string result;
  for (std::size_t n = 1 + below(3); n > 0; --n) {
    if (!result.empty()) result += pick(kBetween);
    if (depth > 0 && one_in(3))
      result += '(' + write(depth - 1) + ')';
    else
      result += leaf_text();
  }
  if (one_in(12)) result += pick(std::array<std::string_view, 5>{"\"", ")", " OR", " -", "("});
  return result;
}

SearchRequest RandomQueries::request() {
  SearchRequest request;
  request.now = now_;
  const auto fill = [&](std::vector<std::string>& filter, std::string Article::*value) {
    if (!one_in(10)) return;
    for (std::size_t n = 1 + below(2); n > 0; --n)
      if (const std::string& one = some_article().*value; !one.empty())
        filter.push_back(spelt_otherwise(one));
  };
  fill(request.sources, &Article::source);
  fill(request.sections, &Article::section);
  fill(request.authors, &Article::author);
  fill(request.languages, &Article::language);
  if (one_in(8)) request.after = some_article().published;
  if (one_in(8)) request.before = some_article().published;
  request.sort = one_in(2) ? Sort::newest : Sort::oldest;
  request.limit = 1 + below(20);
  return request;
}

}  // namespace dateline
