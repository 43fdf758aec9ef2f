// SPDX-License-Identifier: GPL-2.0-or-later
#include "match.h"

#include <fmt/format.h>

#include <algorithm>

#include "dates.h"

namespace dateline {
namespace {

using schema::FieldId;
using Positions = std::vector<Xapian::termpos>;

/// How costly a clause is to match: cheap ones first, so that the others see few candidates.
int cost(const Query& query) {
  switch (query.kind) {
    case Query::Kind::word:
      return query.form == Query::Form::prefix ? 2 : 0;
    case Query::Kind::phrase:
      return 3;
    case Query::Kind::negation:
      return 4;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction: {
      int highest = 0;
      for (const Query& child : query.children) highest = std::max(highest, cost(child));
      return highest;
    }
    default:
      return 0;
  }
}

bool inside(Xapian::termpos position, Leaf::Where where) {
  switch (where) {
    case Leaf::Where::title:
      return position < schema::kBodyPosition;
    case Leaf::Where::body:
      return position >= schema::kBodyPosition;
    default:
      return true;
  }
}

Positions positions_of(const Xapian::Database& db, std::uint32_t document, const std::string& term,
                       Leaf::Where where) {
  Positions positions;
  const auto end = db.positionlist_end(document, term);
  for (auto p = db.positionlist_begin(document, term); p != end; ++p)
    if (inside(*p, where)) positions.push_back(*p);
  return positions;
}

/// Whether some position of the first term has every other at its distance. `lists` belong to
/// `sequence`; each ascends.
bool any_sequence(const std::vector<SequenceTerm>& sequence, const std::vector<Positions>& lists) {
  const std::uint32_t base = sequence.front().offset;
  std::vector<std::size_t> at(lists.size(), 0);
  for (const Xapian::termpos first : lists.front()) {
    bool all = true;
    for (std::size_t i = 1; i < lists.size() && all; ++i) {
      const Xapian::termpos wanted = first + sequence[i].offset - base;
      while (at[i] < lists[i].size() && lists[i][at[i]] < wanted) ++at[i];
      all = at[i] < lists[i].size() && lists[i][at[i]] == wanted;
    }
    if (all) return true;
  }
  return false;
}

}  // namespace

DocSet Matcher::match(const Query& query, const DocSet* within) {
  DocSet result = snapshot_.no_documents();
  switch (query.kind) {
    case Query::Kind::all:
      return within != nullptr ? *within : snapshot_.all_documents();
    case Query::Kind::none:
      return result;
    case Query::Kind::word:
    case Query::Kind::phrase:
      return match_leaf(query, within);
    case Query::Kind::conjunction:
      return match_conjunction(query, within);
    case Query::Kind::disjunction:
      for (const Query& child : query.children) result |= match(child, within);
      return result;
    case Query::Kind::negation: {
      result = within != nullptr ? *within : snapshot_.all_documents();
      const std::map<const Query*, MatchedLeaf> kept = leaves_;  // what is excluded does not rank
      result -= match(query.children.front(), within);
      leaves_ = kept;
      return result;
    }
    case Query::Kind::value:
      result = match_value(query);
      break;
    case Query::Kind::range:
      result = match_range(query);
      break;
  }
  if (within != nullptr) result &= *within;
  return result;
}

DocSet Matcher::match_conjunction(const Query& query, const DocSet* within) {
  std::vector<const Query*> clauses;
  for (const Query& child : query.children) clauses.push_back(&child);
  std::ranges::stable_sort(clauses, {}, [](const Query* clause) { return cost(*clause); });
  DocSet result = match(*clauses.front(), within);
  for (std::size_t i = 1; i < clauses.size(); ++i) {
    const DocSet candidates = result;
    result = match(*clauses[i], &candidates);
  }
  return result;
}

DocSet Matcher::match_leaf(const Query& query, const DocSet* within) {
  MatchedLeaf matched{resolve(query, snapshot_.languages(), tokenizer_, stemmer_),
                      snapshot_.no_documents()};
  const Leaf& leaf = matched.leaf;
  switch (leaf.kind) {
    case Leaf::Kind::nothing:
      break;
    case Leaf::Kind::stems:
      matched.documents = match_stems(leaf, within);
      break;
    case Leaf::Kind::term:
      matched.documents = match_term(leaf.sequence.front().term, leaf.where, within);
      break;
    case Leaf::Kind::exact:
      matched.documents = match_exact(leaf, within);
      break;
    case Leaf::Kind::sequence:
      matched.documents = match_sequence(leaf, within);
      break;
    case Leaf::Kind::prefix:
      matched.documents = match_prefix(query, leaf, within);
      break;
  }
  DocSet documents = matched.documents;
  leaves_.insert_or_assign(&query, std::move(matched));
  return documents;
}

/// A posting list as a set. With few candidates it is asked for each of them instead of read.
DocSet Matcher::postings(const std::string& term, const DocSet* within) const {
  constexpr std::size_t kReadPerSkip = 16;  // postings that are read in the time of one skip
  const Xapian::Database& db = snapshot_.database();
  DocSet result = snapshot_.no_documents();
  auto posting = db.postlist_begin(term);
  const auto end = db.postlist_end(term);
  if (within == nullptr || within->count() * kReadPerSkip > db.get_termfreq(term)) {
    for (; posting != end; ++posting) result.insert(*posting);
    if (within != nullptr) result &= *within;
    return result;
  }
  for (std::uint32_t wanted = within->next(1); wanted <= within->last();) {
    posting.skip_to(wanted);
    if (posting == end) break;
    if (*posting == wanted)
      result.insert(wanted++);
    else
      wanted = *posting;
    wanted = within->next(wanted);
  }
  return result;
}

DocSet Matcher::languages(const std::vector<std::string>& codes) const {
  const auto of = [&](const std::string& code) {
    return postings(exact_term(FieldId::language, code));
  };
  DocSet result = snapshot_.no_documents();
  for (const std::string& code : codes) {
    if (!code.empty()) {
      result |= of(code);
      continue;
    }
    DocSet unknown = snapshot_.all_documents();
    for (const std::string& known : snapshot_.languages())
      if (!known.empty()) unknown -= of(known);
    result |= unknown;
  }
  return result;
}

DocSet Matcher::match_stems(const Leaf& leaf, const DocSet* within) {
  DocSet result = snapshot_.no_documents();
  for (std::size_t i = 0; i < leaf.stems.size(); ++i) {
    const LanguageTerm& stem = leaf.stems[i];
    DocSet documents = postings(stem.term, within);
    if (!stem.languages.empty() && !documents.empty()) documents &= languages(stem.languages);
    if (leaf.where == Leaf::Where::body) {
      // A stem has no positions. It is in the body where it counts for more than the headline's
      // share.
      const Xapian::Database& db = snapshot_.database();
      const auto weight = static_cast<Xapian::termcount>(schema::field(FieldId::title).weight);
      auto all = db.postlist_begin(stem.term);
      const std::string& title_term = leaf.title_stems[i].term;
      for (auto title = db.postlist_begin(title_term); title != db.postlist_end(title_term);
           ++title) {
        if (!documents.contains(*title)) continue;
        all.skip_to(*title);
        if (all.get_wdf() <= weight * title.get_wdf()) documents.erase(*title);
      }
    }
    result |= documents;
  }
  return result;
}

DocSet Matcher::match_term(const std::string& term, Leaf::Where where, const DocSet* within) {
  DocSet result = postings(term, within);
  if (where == Leaf::Where::anywhere) return result;
  const DocSet candidates = result;
  candidates.for_each([&](std::uint32_t document) {
    if (positions_of(snapshot_.database(), document, term, where).empty()) result.erase(document);
  });
  return result;
}

/// `=resume`: some place of the folded form where it was written without accents.
DocSet Matcher::match_exact(const Leaf& leaf, const DocSet* within) {
  const std::string& term = leaf.sequence.front().term;
  DocSet result = match_term(term, leaf.where, within);
  const DocSet accented = postings(leaf.accented_elsewhere, &result);
  accented.for_each([&](std::uint32_t document) {
    const Positions all = positions_of(snapshot_.database(), document, term, leaf.where);
    const Positions with =
        positions_of(snapshot_.database(), document, leaf.accented_elsewhere, leaf.where);
    if (std::ranges::includes(with, all)) result.erase(document);
  });
  return result;
}

DocSet Matcher::match_sequence(const Leaf& leaf, const DocSet* within) {
  const Xapian::Database& db = snapshot_.database();
  std::vector<const SequenceTerm*> rarest_first;
  for (const SequenceTerm& term : leaf.sequence) rarest_first.push_back(&term);
  std::ranges::stable_sort(rarest_first, {},
                           [&](const SequenceTerm* t) { return db.get_termfreq(t->term); });
  DocSet candidates = postings(rarest_first.front()->term, within);
  for (std::size_t i = 1; i < rarest_first.size() && !candidates.empty(); ++i) {
    const DocSet before = candidates;
    candidates = postings(rarest_first[i]->term, &before);
  }
  DocSet result = snapshot_.no_documents();
  std::vector<Positions> lists(leaf.sequence.size());
  candidates.for_each([&](std::uint32_t document) {
    for (std::size_t i = 0; i < lists.size(); ++i)
      lists[i] = positions_of(db, document, leaf.sequence[i].term, leaf.where);
    if (any_sequence(leaf.sequence, lists)) result.insert(document);
  });
  return result;
}

DocSet Matcher::match_prefix(const Query& query, const Leaf& leaf, const DocSet* within) {
  const Xapian::Database& db = snapshot_.database();
  const std::string& prefix = leaf.sequence.front().term;
  std::vector<std::pair<Xapian::doccount, std::string>> words;
  for (auto term = db.allterms_begin(prefix); term != db.allterms_end(prefix); ++term)
    words.emplace_back(term.get_termfreq(), *term);
  if (words.size() > kMaxExpansions) {
    notes_.push_back({query.place, "wildcard-limit",
                      fmt::format("{}* stands for {} words; the {} most frequent are searched",
                                  query.text, words.size(), kMaxExpansions)});
    exact_ = false;
    std::ranges::partial_sort(words, words.begin() + kMaxExpansions, std::greater<>());
    words.resize(kMaxExpansions);
  }
  DocSet result = snapshot_.no_documents();
  for (const auto& [frequency, word] : words) result |= match_term(word, leaf.where, within);
  return result;
}

DocSet Matcher::match_value(const Query& query) {
  if (query.field == FieldId::story) return match_story(query.text, snapshot_);
  if (query.field == FieldId::changed) return match_changed(query.text, snapshot_);
  if (query.form != Query::Form::prefix) return postings(exact_term(query.field, query.text));
  const Xapian::Database& db = snapshot_.database();
  const std::string prefix = exact_term(query.field, query.text);
  DocSet result = snapshot_.no_documents();
  for (auto term = db.allterms_begin(prefix); term != db.allterms_end(prefix); ++term)
    result |= postings(*term);
  return result;
}

DocSet Matcher::match_range(const Query& query) {
  if (query.field == FieldId::date) return match_dates(query.from, query.to);
  if (query.field == FieldId::copies) return match_copies(query.from, query.to, snapshot_);
  const std::vector<std::int64_t>& values = snapshot_.numbers(query.field).values;
  DocSet result = snapshot_.no_documents();
  for (std::uint32_t document = 1; document < values.size(); ++document) {
    const std::int64_t value = values[document];
    if (value != NumberColumn::kAbsent && (!query.from || value >= *query.from) &&
        (!query.to || value < *query.to))
      result.insert(document);
  }
  return result;
}

/// Whole years, months and days of the span by their terms; what is left at the ends by time of
/// day.
DocSet Matcher::match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to) {
  const Xapian::Database& db = snapshot_.database();
  const std::string year_prefix(schema::kYearPrefix);
  DocSet result = snapshot_.no_documents();
  const auto add = [&](std::string_view prefix, const std::string& name) {
    std::string term(prefix);
    for (const char c : name)
      if (c != '-') term += c;
    result |= postings(term);
  };
  const auto add_part_of_day = [&](Timestamp begin, Timestamp end) {
    std::string term(schema::kDayPrefix);
    for (const char c : period_name(begin, Period::day))
      if (c != '-') term += c;
    postings(term).for_each([&](std::uint32_t document) {
      const std::int64_t time = snapshot_.number(FieldId::date, document);
      if (time >= begin && time < end) result.insert(document);
    });
  };
  for (auto term = db.allterms_begin(year_prefix); term != db.allterms_end(year_prefix); ++term) {
    const std::optional<TimeSpan> year = parse_span((*term).substr(year_prefix.size()), 0);
    if (!year || (from && *year->end <= *from) || (to && *year->begin >= *to)) continue;
    const Timestamp begin = from ? std::max(*from, *year->begin) : *year->begin;
    const Timestamp end = to ? std::min(*to, *year->end) : *year->end;
    for (Timestamp at = begin; at < end;) {
      const auto whole = [&](Period period) {
        return period_begin(at, period) == at && period_next(at, period) <= end;
      };
      if (whole(Period::year)) {
        add(schema::kYearPrefix, period_name(at, Period::year));
        at = period_next(at, Period::year);
      } else if (whole(Period::month)) {
        add(schema::kMonthPrefix, period_name(at, Period::month));
        at = period_next(at, Period::month);
      } else if (whole(Period::day)) {
        add(schema::kDayPrefix, period_name(at, Period::day));
        at = period_next(at, Period::day);
      } else {
        const Timestamp next = std::min(period_next(at, Period::day), end);
        add_part_of_day(at, next);
        at = next;
      }
    }
  }
  return result;
}

}  // namespace dateline
