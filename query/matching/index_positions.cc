// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_positions.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>

#include "schema.h"

namespace dateline::searching {
namespace {

using Positions = std::vector<std::uint32_t>;

/// The positions a word reads, as one text: words that read the same have the same key.
std::string key_of(const ResolvedWord& word) {
  std::string text =
      std::to_string(static_cast<int>(word.where)) + ' ' + std::to_string(word.length);
  const auto add = [&](char kind, const std::vector<std::string>& terms) {
    for (const std::string& term : terms) text.append(1, '\0').append(1, kind).append(term);
  };
  for (const TermSlot& slot : word.slots) {
    text.append(1, '\0').append(std::to_string(slot.offset));
    add('+', slot.any_of);
    add('-', slot.none_of);
  }
  return text;
}

bool is_single(const ResolvedWord& word) {
  return word.kind == ResolvedWord::Kind::phrase && word.length == 1 &&
         word.slots[0].none_of.empty();
}

/// Positions of bylines are counted from 1 here.
bool is_in_one_field(const ResolvedWord& word, const Span& span) {
  return word.where == ResolvedWord::Where::byline || in_one_field(span.begin, span.end);
}

/// Calls visit(position) for each position at which a phrase begins, until it returns true; returns
/// whether it did. `lists[i]` are the positions of `slots[i]`.
template <class Visit>
bool visit_phrase(const std::vector<const Positions*>& lists, const std::vector<TermSlot>& slots,
                  std::vector<std::size_t>& at, Visit&& visit) {
  at.assign(lists.size(), 0);
  for (const std::uint32_t first : *lists[0]) {
    const std::uint32_t begin = first - slots[0].offset;
    bool all = true;
    for (std::size_t i = 1; i < lists.size() && all; ++i) {
      const Positions& list = *lists[i];
      const std::uint32_t wanted = begin + slots[i].offset;
      while (at[i] < list.size() && list[at[i]] < wanted) ++at[i];
      if (at[i] == list.size()) return false;
      all = list[at[i]] == wanted;
    }
    if (all && visit(begin)) return true;
  }
  return false;
}

}  // namespace

std::uint32_t lead_end(const std::vector<std::uint32_t>& paragraph_ends) {
  const std::uint32_t longest = schema::kBodyPosition + schema::kLongestLead - 1;
  const auto end =
      std::ranges::lower_bound(paragraph_ends, schema::kBodyPosition + schema::kLeadHolds - 1);
  return end == paragraph_ends.end() ? longest : std::min(*end, longest);
}

TermPositions::TermPositions(const IndexReader& index, const std::vector<std::string>& terms) {
  for (const std::string& term : terms) {
    heap_.emplace_back(0, terms_.size());
    terms_.emplace_back(index, term);
  }
}

const std::vector<std::uint32_t>& TermPositions::read(std::uint32_t document) {
  positions_.clear();
  if (terms_.size() == 1 && !heap_.empty()) {
    const bool found = terms_.front().find(document) == document;
    if (found) terms_.front().read(positions_);
    lists_read_ += found;
    return positions_;
  }
  std::size_t here = 0;
  while (!heap_.empty() && heap_.front().first <= document) {
    std::ranges::pop_heap(heap_, std::greater<>());
    auto& [at, term] = heap_.back();
    PositionLists& lists = terms_[term];
    at = lists.find(document);
    if (at == document) {
      lists.read(positions_);
      ++here;
      at = document + 1;  // or later
    }
    if (at == PositionLists::kNone)
      heap_.pop_back();
    else
      std::ranges::push_heap(heap_, std::greater<>());
  }
  lists_read_ += here;
  if (here > 1) {
    std::ranges::sort(positions_);
    const auto rest = std::ranges::unique(positions_);
    positions_.erase(rest.begin(), rest.end());
  }
  return positions_;
}

struct IndexPositions::Source {
  Source(const IndexReader& index, ResolvedWord resolved) : word(std::move(resolved)) {
    for (const TermSlot& slot : word.slots) {
      any_of.emplace_back(index, slot.any_of);
      none_of.emplace_back(index, slot.none_of);
      double sum = 0;
      for (const std::string& term : slot.any_of) sum += index.statistics(term).doc_freq;
      frequency = std::min(frequency, static_cast<std::size_t>(sum));
    }
  }

  ResolvedWord word;
  std::size_t frequency = std::numeric_limits<std::size_t>::max();  // of its rarest slot
  std::vector<TermPositions> any_of, none_of;                       // by slot
  std::vector<const Positions*> lists;                              // by slot, in the article
  std::vector<Positions> rest;                                      // of slots with none_of
  std::vector<std::size_t> at;
  std::uint32_t document = 0;  // of `spans`
  std::vector<Span> spans;
};

IndexPositions::IndexPositions(const IndexReader& index)
    : index_(index),
      sentence_marks_(index, {std::string(schema::kSentenceMark)}),
      paragraph_marks_(index, {std::string(schema::kParagraphMark)}) {}

IndexPositions::~IndexPositions() = default;

Query IndexPositions::prepare(const Query& query, const ResolvedOf& resolved_of) {
  if (query.kind == Query::Kind::word || query.kind == Query::Kind::phrase) {
    const ResolvedWord& word = resolved_of(query);
    if (word.kind != ResolvedWord::Kind::nested) return prepare_word(word);
  }
  if (query.kind == Query::Kind::disjunction) return prepare_alternatives(query, resolved_of);
  Query prepared;
  prepared.kind = query.kind;
  prepared.number = query.number;
  prepared.unit = query.unit;
  prepared.ordered = query.ordered;
  if (query.kind == Query::Kind::phrase && !resolved_of(query).pairs.empty())
    return prepare_pairs(query, resolved_of);
  for (const Query& child : query.children) {
    Query part = prepare(child, resolved_of);
    // A slot without a word, "&", is not one.
    if (query.kind == Query::Kind::phrase && part.kind == Query::Kind::none) continue;
    prepared.children.push_back(std::move(part));
  }
  if (prepared.children.empty()) prepared.kind = Query::Kind::none;
  // Where the rarer operand is missing, the other is not read.
  if (prepared.kind == Query::Kind::near && !prepared.ordered &&
      frequency(prepared.children[1]) < frequency(prepared.children[0]))
    std::swap(prepared.children[0], prepared.children[1]);
  return prepared;
}

/// A phrase with slots that are also one word with the next slot.
Query IndexPositions::prepare_pairs(const Query& phrase, const ResolvedOf& resolved_of) {
  const ResolvedWord& resolved = resolved_of(phrase);
  ResolvedWord one;
  one.kind = ResolvedWord::Kind::phrase;
  one.where = resolved.where;
  Query prepared;
  prepared.kind = Query::Kind::phrase;
  for (std::size_t i = 0; i < phrase.children.size(); ++i) {
    Query part = prepare(phrase.children[i], resolved_of);
    if (const auto pair = resolved.pairs.find(i); pair != resolved.pairs.end()) {
      Query both, either;
      both.kind = Query::Kind::phrase;
      both.children = {std::move(part), prepare(phrase.children[++i], resolved_of)};
      one.slots = {{0, {pair->second}, {}}};
      either.kind = Query::Kind::disjunction;
      either.children = {std::move(both), source_for(one)};
      part = std::move(either);
    }
    if (part.kind != Query::Kind::none) prepared.children.push_back(std::move(part));
  }
  return prepared;
}

/// About how many articles have the words of a prepared tree.
std::size_t IndexPositions::frequency(const Query& tree) const {
  if (tree.kind == Query::Kind::word) return sources_[tree.number]->frequency;
  if (tree.children.empty()) return 0;
  std::size_t sum = 0, least = std::numeric_limits<std::size_t>::max();
  for (const Query& child : tree.children) {
    const std::size_t one = frequency(child);
    sum += one;
    least = std::min(least, one);
  }
  return tree.kind == Query::Kind::disjunction ? sum : least;
}

/// Words of one token are read together.
Query IndexPositions::prepare_alternatives(const Query& query, const ResolvedOf& resolved_of) {
  Query prepared;
  prepared.kind = Query::Kind::disjunction;
  std::map<ResolvedWord::Where, std::vector<std::string>> singles;
  for (const Query& child : query.children) {
    const ResolvedWord* word = child.kind == Query::Kind::word ? &resolved_of(child) : nullptr;
    if (word == nullptr || !is_single(*word) || !word->others.empty()) {
      prepared.children.push_back(prepare(child, resolved_of));
      continue;
    }
    const std::vector<std::string>& terms = word->slots[0].any_of;
    std::vector<std::string>& all = singles[word->where];
    all.insert(all.end(), terms.begin(), terms.end());
  }
  for (auto& [where, terms] : singles) {
    std::ranges::sort(terms);
    const auto rest = std::ranges::unique(terms);
    terms.erase(rest.begin(), rest.end());
    ResolvedWord word;
    word.kind = ResolvedWord::Kind::phrase;
    word.where = where;
    word.slots.push_back({0, std::move(terms), {}});
    prepared.children.push_back(source_for(word));
  }
  return prepared.children.size() == 1 ? Query(prepared.children.front()) : prepared;
}

/// A word, or the ways to write it as alternatives.
Query IndexPositions::prepare_word(const ResolvedWord& word) {
  if (word.others.empty()) return source_for(word);
  Query prepared;
  prepared.kind = Query::Kind::disjunction;
  prepared.children.push_back(source_for(word));
  for (const ResolvedWord& other : word.others) prepared.children.push_back(source_for(other));
  std::erase_if(prepared.children,
                [](const Query& child) { return child.kind == Query::Kind::none; });
  return prepared;
}

Query IndexPositions::source_for(const ResolvedWord& word) {
  Query prepared;
  if (word.kind == ResolvedWord::Kind::nothing) {
    prepared.kind = Query::Kind::none;
    return prepared;
  }
  const auto [entry, is_new] = known_sources_.try_emplace(key_of(word), sources_.size());
  if (is_new) sources_.push_back(std::make_unique<Source>(index_, word));
  prepared.kind = Query::Kind::word;
  prepared.number = static_cast<std::uint32_t>(entry->second);
  return prepared;
}

void IndexPositions::move_to(std::uint32_t document) {
  document_ = document;
  ends_.clear();
}

std::vector<Span> IndexPositions::places(const Query& word, Reading) {
  Source& source = *sources_[word.number];
  if (source.document != document_) {
    source.spans = read(source);
    source.document = document_;
  }
  return source.spans;
}

/// False where a slot has no position.
bool IndexPositions::read_lists(Source& source) {
  for (const TermPositions& terms : source.any_of)
    if (!terms.may_be_in(document_)) return false;
  const std::vector<TermSlot>& slots = source.word.slots;
  source.lists.resize(slots.size());
  source.rest.resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    source.lists[i] = &source.any_of[i].read(document_);
    if (!source.lists[i]->empty() && !slots[i].none_of.empty()) {
      source.rest[i].clear();
      std::ranges::set_difference(*source.lists[i], source.none_of[i].read(document_),
                                  std::back_inserter(source.rest[i]));
      source.lists[i] = &source.rest[i];
    }
    if (source.lists[i]->empty()) return false;
  }
  return true;
}

std::vector<Span> IndexPositions::read(Source& source) {
  std::vector<Span> spans;
  if (!read_lists(source)) return spans;
  visit_phrase(source.lists, source.word.slots, source.at, [&](std::uint32_t begin) {
    if (const Span span{begin, begin + source.word.length - 1}; is_in_one_field(source.word, span))
      spans.push_back(span);
    return false;
  });
  if (source.word.where != ResolvedWord::Where::anywhere) keep_inside(source.word.where, spans);
  return spans;
}

bool IndexPositions::has(const Query& word) {
  Source& source = *sources_[word.number];
  if (source.word.where != ResolvedWord::Where::anywhere) return !read(source).empty();
  return read_lists(source) &&
         visit_phrase(source.lists, source.word.slots, source.at, [&source](std::uint32_t begin) {
           return is_in_one_field(source.word, {begin, begin + source.word.length - 1});
         });
}

void IndexPositions::keep_inside(ResolvedWord::Where where, std::vector<Span>& spans) {
  if (where == ResolvedWord::Where::byline) {  // its positions begin at 1
    for (Span& span : spans) {
      span.begin += kBylinePosition - 1;
      span.end += kBylinePosition - 1;
    }
    return;
  }
  const bool title = where == ResolvedWord::Where::title || where == ResolvedWord::Where::hlead;
  const bool body = where != ResolvedWord::Where::title;
  const bool whole_body = where == ResolvedWord::Where::body;
  std::optional<std::uint32_t> last;  // of the lead; read when it is needed
  std::erase_if(spans, [&](const Span& span) {
    if (span.begin < schema::kBodyPosition) return !title;
    if (whole_body || !body) return !body;
    if (span.end >= schema::kBodyPosition + schema::kLongestLead) return true;
    if (!last) last = lead_end(ends(Query::Unit::paragraph));
    return span.end > *last;
  });
}

const std::vector<std::uint32_t>& IndexPositions::ends(Query::Unit unit) {
  const auto [entry, is_new] = ends_.try_emplace(unit);
  Positions& ends = entry->second;
  if (!is_new) return ends;
  if (unit == Query::Unit::sentence) ends = sentence_marks_.read(document_);
  if (unit == Query::Unit::paragraph) ends = paragraph_marks_.read(document_);
  for (const std::uint32_t border : {schema::kBodyPosition - 1, kBylinePosition - 1}) {
    const auto at = std::ranges::lower_bound(ends, border);
    if (at == ends.end() || *at != border) ends.insert(at, border);
  }
  return ends;
}

std::size_t IndexPositions::lists_read() const {
  std::size_t all = sentence_marks_.lists_read() + paragraph_marks_.lists_read();
  for (const std::unique_ptr<Source>& source : sources_)
    for (const auto* slots : {&source->any_of, &source->none_of})
      for (const TermPositions& terms : *slots) all += terms.lists_read();
  return all;
}

}  // namespace dateline::searching
