// SPDX-License-Identifier: GPL-2.0-or-later
#include "random_query.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "dates/dates.h"
#include "parsing/parser.h"

namespace dateline {

using namespace searching;
namespace {

using schema::FieldId;
constexpr Timestamp kDay = 86'400;

bool holds_optional(const Query& query) {
  return query.kind == Query::Kind::optional || std::ranges::any_of(query.children, holds_optional);
}

Query one_word(FieldId field, Query::Form form, std::string text) {
  Query word;
  word.kind = Query::Kind::word;
  word.form = form;
  word.field = field;
  word.text = std::move(text);
  return word;
}

/// Adds a clause or an alternative; one that is a group of the same kind dissolves in it.
void add_part(Query& group, Query part) {
  if (part.kind != group.kind || part.boost != 1)
    group.children.push_back(std::move(part));
  else
    for (Query& child : part.children) group.children.push_back(std::move(child));
}

}  // namespace

/// A word, in any form.
Query RandomQueries::word_in(FieldId field) {
  const bool byline = field == FieldId::author;
  const std::string raw = byline ? raw_words(some_article().author, 1) : word_here();
  Query leaf = one_word(field, Query::Form::stem, raw);
  switch (below(14)) {
    case 0:
      leaf.form = Query::Form::folded;
      break;
    case 1:
      leaf.form = Query::Form::exact;
      break;
    case 2:
    case 3:
      if (std::string pattern = this->pattern(raw); !pattern.empty()) {
        leaf.form = Query::Form::wildcard;
        leaf.text = std::move(pattern);
      }
      return leaf;
    case 4:
      if (!is_plain(raw)) return leaf;
      leaf.text = misspelt(raw);
      if (!is_plain(leaf.text)) return leaf;
      leaf.form = Query::Form::fuzzy;
      leaf.number = 1 + static_cast<std::uint32_t>(below(2));
      return leaf;
    case 5:
    case 6:
      if (!byline)
        leaf.form = pick(std::array{Query::Form::caps, Query::Form::all_caps, Query::Form::no_caps,
                                    Query::Form::forms});
      break;
    default:
      break;
  }
  leaf.text = spelt_otherwise(leaf.text);
  return leaf;
}

/// Words one after the other, at times with a gap, with alternatives or with other forms.
Query RandomQueries::phrase(FieldId field) {
  const std::size_t count = 2 + below(3);
  std::string quoted =
      field == FieldId::author ? raw_words(some_article().author, count) : word_here(count);
  std::ranges::replace_if(
      quoted,
      [](char c) {
        return static_cast<unsigned char>(c) < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
               !(c >= '0' && c <= '9') && c != '.' && c != ',' && c != '-' && c != '\'';
      },
      ' ');
  const std::string name(schema::field(field).name);
  Query phrase = parse_query(name + ":\"" + quoted + "\"").query;
  const bool is_word = phrase.kind == Query::Kind::word;
  if (is_word) return phrase;
  if (phrase.kind != Query::Kind::phrase) return word_in(field);
  Query& slot = phrase.children[1];
  switch (below(10)) {
    case 0:
    case 1:
      if (phrase.children.size() > 2) slot = Query{};
      break;
    case 2:
    case 3: {
      Query any;
      any.kind = Query::Kind::disjunction;
      any.children = {one_word(field, Query::Form::folded, "zzyx"), std::move(slot)};
      if (phrase.children.size() > 2) {  // one of two words beside the two one after the other
        Query both;
        both.kind = Query::Kind::phrase;
        both.field = field;
        both.children = {any.children[1], phrase.children[2]};
        any.children.push_back(std::move(both));
      }
      slot = std::move(any);
      break;
    }
    case 4:
      for (Query& word : phrase.children) word.form = Query::Form::exact;
      break;
    case 5: {
      const Query::Form form = pick(std::array{Query::Form::caps, Query::Form::all_caps,
                                               Query::Form::no_caps, Query::Form::forms});
      if (field != FieldId::author)
        for (Query& word : phrase.children) word.form = form;
      break;
    }
    case 6:
      if (std::string pattern = this->pattern(slot.text); !pattern.empty())
        slot = one_word(field, Query::Form::wildcard, std::move(pattern));
      break;
    default:
      break;
  }
  return phrase;
}

Query RandomQueries::operand(int depth) {
  static constexpr std::array kFields{FieldId::text, FieldId::text,  FieldId::text,
                                      FieldId::text, FieldId::text,  FieldId::text,
                                      FieldId::body, FieldId::hlead, FieldId::title};
  const FieldId field = pick(kFields);
  if (one_in(5)) return phrase(field);
  if (depth <= 0 || one_in(2)) return word_in(field);
  if (one_in(2)) return positional(depth - 1);
  Query any;
  any.kind = Query::Kind::disjunction;
  for (std::size_t n = 2 + below(2); n > 0; --n) add_part(any, operand(depth - 1));
  return any;
}

/// Of an operator that speaks of sentences, paragraphs or fields.
Query RandomQueries::unit_operand(int depth) {
  if (depth <= 0 || !one_in(3)) return operand(depth);
  Query all;
  all.kind = Query::Kind::conjunction;
  add_part(all, operand(depth - 1));
  for (std::size_t n = 1 + below(2); n > 0; --n) {
    Query clause = unit_operand(depth - 1);
    if (one_in(3)) {
      Query excluded;
      excluded.kind = Query::Kind::negation;
      excluded.children.push_back(std::move(clause));
      clause = std::move(excluded);
    }
    add_part(all, std::move(clause));
  }
  return all;
}

Query RandomQueries::positional(int depth) {
  Query query;
  switch (below(10)) {
    case 0:
    case 1:
      query.kind = Query::Kind::first;
      query.number = static_cast<std::uint32_t>(1 + below(one_in(3) ? 150 : 30));
      query.children = {operand(depth)};
      return query;
    case 2:
    case 3:
      query.kind = Query::Kind::at_least;
      query.number = static_cast<std::uint32_t>(2 + below(3));
      query.children = {operand(depth)};
      return query;
    case 4:
    case 5:
      query.kind = Query::Kind::not_near;
      break;
    default:
      query.kind = Query::Kind::near;
  }
  if (one_in(3)) {
    query.unit =
        pick(std::array{Query::Unit::sentence, Query::Unit::paragraph, Query::Unit::field});
    query.children = {unit_operand(depth), unit_operand(depth)};
  } else {
    query.number = static_cast<std::uint32_t>(1 + below(one_in(4) ? 50 : 10));
    query.ordered = one_in(3);
    query.children = {operand(depth), operand(depth)};
  }
  return query;
}

Query RandomQueries::word_leaf() {
  static constexpr std::array kFields{FieldId::text, FieldId::text,  FieldId::text,
                                      FieldId::text, FieldId::title, FieldId::body,
                                      FieldId::lead, FieldId::hlead, FieldId::author};
  const FieldId field = pick(kFields);
  if (one_in(3)) open_passage();
  Query leaf = one_in(3) ? phrase(field) : word_in(field);
  if (one_in(12)) leaf.boost = pick(std::array{0.5, 2.0, 3.0});
  return leaf;
}

Query RandomQueries::value_leaf() {
  const Article& article = some_article();
  std::string site = article.url.substr(std::min(article.url.find("//") + 2, article.url.size()));
  site.erase(std::min(site.find('/'), site.size()));
  if (one_in(2)) site.erase(0, site.find('.') + 1);
  const std::string changed(pick(std::array{"yes", "no", "title", "body", "date"}));
  const std::string topic = article.topics.empty() ? std::string() : pick(article.topics);
  const std::array<std::pair<FieldId, const std::string*>, 12> values{
      {{FieldId::source, &article.source},
       {FieldId::section, &article.section},
       {FieldId::language, &article.language},
       {FieldId::country, &article.country},
       {FieldId::type, &article.type},
       {FieldId::topic, &topic},
       {FieldId::page, &article.page},
       {FieldId::edition, &article.edition},
       {FieldId::id, &article.id},
       {FieldId::url, &article.url},
       {FieldId::site, &site},
       {FieldId::changed, &changed}}};
  const auto& [field, value] = pick(values);
  Query leaf;
  leaf.kind = Query::Kind::value;
  leaf.field = field;
  leaf.text = value->empty() ? "nobody" : *value;
  if (field == FieldId::changed || field == FieldId::site) return leaf;
  if (field != FieldId::language) leaf.text = spelt_otherwise(leaf.text);  // which has one name
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
  switch (below(12)) {
    case 0:
      return value_leaf();
    case 1:
      return range_leaf();
    case 2:
      return one_in(8) ? Query{} : word_leaf();
    case 3:
    case 4:
    case 5:
    case 6:
      open_passage();
      return positional(2);
    default:
      return word_leaf();
  }
}

Query RandomQueries::tree(int depth) {
  turn_page();
  return grow(depth);
}

Query RandomQueries::grow(int depth) {
  if (depth <= 0 || one_in(4)) return leaf();
  if (!one_in(5)) return combination(depth);
  Query query;
  query.kind = Query::Kind::negation;
  query.children.push_back(grow(depth - 1));
  const Query& inner = query.children.front();
  const bool sound = inner.kind != Query::Kind::negation && inner.kind != Query::Kind::all &&
                     inner.kind != Query::Kind::none && !holds_optional(inner);
  return sound ? query : query.children.front();
}

Query RandomQueries::combination(int depth) {
  Query query;
  query.kind = one_in(2) ? Query::Kind::conjunction : Query::Kind::disjunction;
  for (std::size_t n = 2 + below(2); n > 0; --n) add_part(query, grow(depth - 1));
  if (query.kind == Query::Kind::conjunction && one_in(8)) {
    Query liked;
    liked.kind = Query::Kind::optional;
    liked.children = {word_leaf()};
    query.children.push_back(std::move(liked));
  }
  if (one_in(20)) query.boost = 2;
  return query;
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
  fill(request.filters.sources, &Article::source);
  fill(request.filters.sections, &Article::section);
  fill(request.filters.authors, &Article::author);
  fill(request.filters.languages, &Article::language);
  if (one_in(8)) request.filters.after = some_article().published;
  if (one_in(8)) request.filters.before = some_article().published;
  request.order.sort = one_in(2) ? Sort::newest : Sort::oldest;
  request.page.limit = 1 + below(20);
  return request;
}

}  // namespace dateline
