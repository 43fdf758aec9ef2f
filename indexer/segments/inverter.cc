// SPDX-License-Identifier: GPL-2.0-or-later
#include "inverter.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "index/glass_database.h"
#include "index/glass_format.h"
#include "index/glass_postings.h"
#include "index/glass_table.h"
#include "schema.h"
#include "terms/stem_groups.h"

namespace dateline::indexing::bulk {
namespace {

namespace fs = std::filesystem;

/// Writes the tokens of a segment as a database.
class Inverter {
 public:
  Inverter(TermIds& vocabulary, TokenBuffer tokens, const fs::path& path)
      : in_(std::move(tokens)),
        times_(count_terms(vocabulary.size())),
        terms_(vocabulary),
        order_(vocabulary.sorted(times_)),
        database_(path, glass::WriteOut::later),
        postings_(database_.postlist, database_.positions) {}

  void write() {
    write_stems();
    write_values();
    write_lengths();
    sort_tokens();
    for (std::uint32_t rank = 0; rank < order_.size(); ++rank) write_term(rank);
    database_.finish(statistics());
  }

 private:
  /// An occurrence of a term.
  struct Occurrence {
    std::uint32_t document;  // index
    std::uint32_t packed;
  };
  static constexpr std::uint32_t kTokensAhead = 16;  // whose targets are prefetched

  std::vector<std::uint32_t> count_terms(std::size_t terms) const;
  void write_stems();
  void write_values();
  void write_lengths();
  void sort_tokens();
  void write_term(std::uint32_t rank);
  void write_postings(std::span<const Occurrence> occurrences);
  void sort_positions();
  glass::Statistics statistics() const;

  std::uint32_t tokens_end(std::uint32_t document) const {
    return document + 1 < in_.documents.size() ? in_.documents[document + 1].first_token
                                               : in_.tokens.size();
  }

  TokenBuffer in_;
  std::vector<std::uint32_t> times_;  // of each term, by its number
  const TermIds& terms_;
  const std::vector<std::uint32_t> order_;  // term numbers by rank
  glass::DatabaseWriter database_;
  glass::PostingListWriter postings_;

  Array<Occurrence> occurrences_;
  std::vector<std::uint32_t> begins_;  // by rank, in occurrences_; one more at the end
  std::uint32_t wdf_upper_bound_ = 0;

  // Buffers that are reused.
  std::string key_;
  std::vector<std::uint32_t> positions_;
};

std::vector<std::uint32_t> Inverter::count_terms(std::size_t terms) const {
  std::vector<std::uint32_t> times(terms);
  for (std::uint32_t t = 0; t < in_.tokens.size(); ++t) ++times[in_.tokens[t].term];
  return times;
}

/// Writes the stems of the words that occur in documents of each language.
void Inverter::write_stems() {
  static const auto kLanguage =
      static_cast<std::uint32_t>(schema::field(schema::FieldId::language).slot);
  StemGroups groups;
  std::map<std::string_view, std::vector<bool>> occurs;  // by language, then by number of the term
  for (const Value& value : in_.values) {
    const std::string_view language = in_.bytes(value);
    if (value.slot != kLanguage || !groups.takes(language)) continue;
    std::vector<bool>& terms = occurs[language];
    terms.resize(times_.size());
    for (std::uint32_t t = in_.documents[value.document].first_token;
         t < tokens_end(value.document); ++t)
      terms[in_.tokens[t].term] = true;
  }
  for (const auto& [language, terms] : occurs)
    for (std::uint32_t number = 0; number < terms.size(); ++number)
      if (terms[number]) groups.add(terms_.term(number), language);
  for (const auto& [key, tag] : groups.entries()) database_.postlist.add(key, tag);
}

/// Writes the statistics, then the streams, both in the byte order of the encoded slots.
void Inverter::write_values() {
  std::map<std::uint32_t, std::vector<const Value*>> slots;
  for (const Value& value : in_.values) slots[value.slot].push_back(&value);

  std::map<std::string, std::string> statistics;
  std::map<std::string, std::uint32_t> streams;
  for (const auto& [slot, values] : slots) {
    glass::ValueStatistics of_slot;
    for (const Value* value : values) of_slot.add(in_.bytes(*value));
    std::string key(glass::kValueStatistics);
    glass::append_uint_last(key, slot);
    statistics[key] = of_slot.encode();
    std::string stream;
    glass::append_uint(stream, slot);
    streams[stream] = slot;
  }

  for (const auto& [key, tag] : statistics) database_.postlist.add(key, tag);
  glass::ValueStreamWriter stream(database_.postlist);
  for (const auto& [encoded, slot] : streams) {
    stream.begin(slot);
    for (const Value* value : slots[slot])
      stream.add(in_.documents[value->document].number, in_.bytes(*value));
    stream.end();
  }
}

void Inverter::write_lengths() {
  if (in_.documents.empty()) return;
  postings_.begin_lengths();
  for (const Document& document : in_.documents) postings_.add(document.number, document.length);
  postings_.end();
}

/// Groups the tokens by term. The tokens of a term keep their order: by document, then mostly by
/// position.
void Inverter::sort_tokens() {
  std::vector<std::uint32_t>& at = times_;  // from now on the next place of each term
  begins_.reserve(order_.size() + 1);
  begins_.push_back(0);
  for (std::uint32_t number : order_) {
    begins_.push_back(begins_.back() + at[number]);
    at[number] = begins_[begins_.size() - 2];
  }
  occurrences_ = Array<Occurrence>(in_.tokens.size());
  std::uint32_t d = 0;
  in_.tokens.hand_over([&](std::uint32_t t, const Token& token) {
    if (t + 2 * kTokensAhead < in_.tokens.size()) {
      __builtin_prefetch(&at[in_.tokens[t + 2 * kTokensAhead].term], 1);
      __builtin_prefetch(&occurrences_[at[in_.tokens[t + kTokensAhead].term]], 1);
    }
    while (t >= tokens_end(d)) ++d;
    occurrences_[at[token.term]++] = {d, token.packed};
  });
}

void Inverter::write_term(std::uint32_t rank) {
  key_.clear();
  glass::append_escaped(key_, terms_.term(order_[rank]));
  const std::span<const Occurrence> occurrences{occurrences_.get() + begins_[rank],
                                                std::size_t{begins_[rank + 1] - begins_[rank]}};
  std::uint64_t collfreq = 0;
  std::uint32_t termfreq = 0, before = UINT32_MAX;
  for (const Occurrence& occurrence : occurrences) {
    collfreq += in_.packing.wdf(occurrence.packed);
    termfreq += occurrence.document != before ? 1 : 0;
    before = occurrence.document;
  }
  postings_.begin_term(key_, termfreq, checked32(collfreq, "frequency of a term"));
  write_postings(occurrences);
  postings_.end();
}

/// Writes a term's postings with their positions.
void Inverter::write_postings(std::span<const Occurrence> occurrences) {
  for (std::size_t i = 0; i < occurrences.size();) {
    const std::uint32_t document = occurrences[i].document;
    std::uint64_t wdf = 0;
    positions_.clear();
    for (; i < occurrences.size() && occurrences[i].document == document; ++i) {
      wdf += in_.packing.wdf(occurrences[i].packed);
      const std::uint32_t position = in_.packing.position(occurrences[i].packed);
      if (position != 0) positions_.push_back(position);
    }
    sort_positions();
    const std::uint32_t checked = checked32(wdf, "wdf");
    postings_.add(in_.documents[document].number, checked, positions_);
    wdf_upper_bound_ = std::max(wdf_upper_bound_, checked);
  }
}

/// Positions mostly come in order, without repetition.
void Inverter::sort_positions() {
  const auto not_ascending = [](std::uint32_t a, std::uint32_t b) { return a >= b; };
  if (std::adjacent_find(positions_.begin(), positions_.end(), not_ascending) == positions_.end())
    return;
  std::sort(positions_.begin(), positions_.end());
  positions_.erase(std::unique(positions_.begin(), positions_.end()), positions_.end());
}

glass::Statistics Inverter::statistics() const {
  glass::Statistics statistics;
  for (const Document& document : in_.documents) statistics.add_length(document.length);
  if (!in_.documents.empty()) statistics.last_document = in_.documents.back().number;
  statistics.wdf_upper_bound = wdf_upper_bound_;
  return statistics;
}

}  // namespace

void write_inverted(TermIds& vocabulary, TokenBuffer tokens, const fs::path& path) {
  Inverter(vocabulary, std::move(tokens), path).write();
}

}  // namespace dateline::indexing::bulk
