// SPDX-License-Identifier: GPL-2.0-or-later
#include "inverter.h"

#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <new>
#include <span>
#include <utility>

#include "index/glass_database.h"
#include "index/glass_format.h"
#include "index/glass_postings.h"
#include "index/glass_table.h"

namespace dateline::indexing::bulk {
namespace {

namespace fs = std::filesystem;

/// Compresses term lists. With zlib at its fastest level a segment would take a quarter more time.
class Deflater {
 public:
  Deflater() : compressor_(libdeflate_alloc_compressor(1)) {
    if (!compressor_) throw std::bad_alloc();
  }

  /// The tag as a raw deflate stream, or empty if that would not be shorter.
  std::string_view deflate(std::string_view tag) {
    if (tag.size() <= glass::kCompressMin) return {};
    buffer_.resize(std::max(buffer_.size(), tag.size()));
    return {buffer_.data(), libdeflate_deflate_compress(compressor_.get(), tag.data(), tag.size(),
                                                        buffer_.data(), tag.size() - 1)};
  }

 private:
  struct Free {
    void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  std::string buffer_;
};

/// The terms by rank, adjacent in memory, each after its length. A term list reads them in this
/// order and refers to them by their places.
class SortedTerms {
 public:
  /// The bytes that can be read after each term, which are copied at once.
  static constexpr std::size_t kReadable = 16;

  SortedTerms(const TermIds& vocabulary, const std::vector<std::uint32_t>& order) {
    places_.reserve(order.size());
    for (std::uint32_t number : order) {
      const std::string_view term = vocabulary.term(number);
      places_.push_back(static_cast<std::uint32_t>(bytes_.size()));
      bytes_.push_back(static_cast<char>(term.size()));
      bytes_.append(term);
    }
    bytes_.append(kReadable, '\0');
  }
  std::uint32_t place(std::uint32_t rank) const { return places_[rank]; }
  std::string_view at(std::uint32_t place) const {
    return {bytes_.data() + place + 1, static_cast<unsigned char>(bytes_[place])};
  }
  void prefetch(std::uint32_t place) const { __builtin_prefetch(bytes_.data() + place); }

 private:
  std::vector<std::uint32_t> places_;
  std::string bytes_;
};

/// The length of the common prefix of two of SortedTerms.
std::size_t shared_bytes(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < most; i += 8) {
    std::uint64_t of_a = 0, of_b = 0;
    std::memcpy(&of_a, a.data() + i, 8);
    std::memcpy(&of_b, b.data() + i, 8);
    if (of_a == of_b) continue;
    const int bits = std::endian::native == std::endian::little ? std::countr_zero(of_a ^ of_b)
                                                                : std::countl_zero(of_a ^ of_b);
    return std::min(most, i + static_cast<std::size_t>(bits) / 8);
  }
  return most;
}

/// The tag of a document's term list: each term as the length of its common prefix with the term
/// before, and the rest. A small wdf shares a byte with that length.
class TermList {
 public:
  void begin(std::uint32_t length, std::size_t terms) {
    buffer_.resize(std::max(buffer_.size(), (terms + 1) * kMostBytes));
    end_ = buffer_.data();
    previous_ = {};
    if (terms == 0) return;
    put_uint(length);
    put_uint(static_cast<std::uint32_t>(terms));
  }

  /// `term` is one of SortedTerms.
  void add(std::string_view term, std::uint32_t wdf) {
    const std::size_t shared = shared_bytes(term, previous_);
    const std::size_t joined = (std::size_t{wdf} + 1) * (previous_.size() + 1) + shared;
    const bool first = previous_.empty();
    const bool join = !first && wdf < kMaxJoinedWdf && joined < 256;
    if (!first) *end_++ = static_cast<char>(join ? joined : shared);
    const std::size_t rest = term.size() - shared;
    *end_++ = static_cast<char>(rest);
    std::memcpy(end_, term.data() + shared, SortedTerms::kReadable);  // mostly the whole rest
    if (rest > SortedTerms::kReadable) std::memcpy(end_, term.data() + shared, rest);
    end_ += rest;
    if (!join) put_uint(wdf);
    previous_ = term;
  }

  std::string_view tag() const { return {buffer_.data(), end_}; }

 private:
  static constexpr std::uint32_t kMaxJoinedWdf = 127;
  static constexpr std::size_t kMostBytes = 2 + 255 + 5 + SortedTerms::kReadable;  // a term

  void put_uint(std::uint32_t v) {
    for (; v >= 0x80; v >>= 7) *end_++ = static_cast<char>(v | 0x80);
    *end_++ = static_cast<char>(v);
  }

  std::vector<char> buffer_;
  char* end_ = nullptr;  // of the tag, in the buffer
  std::string_view previous_;
};

/// Writes the tokens of a segment as a database.
class Inverter {
 public:
  Inverter(TermIds& vocabulary, TokenBuffer tokens, const fs::path& path)
      : in_(std::move(tokens)),
        times_(count_terms(vocabulary.size())),
        order_(vocabulary.sorted(times_)),
        terms_(vocabulary, order_),
        database_(path, glass::Synced::no),
        postings_(database_.postlist, database_.positions),
        list_ends_(in_.documents.size()) {}

  void write() {
    write_values();
    write_lengths();
    sort_tokens();
    for (std::uint32_t rank = 0; rank < order_.size(); ++rank) write_term(rank);
    sort_postings();
    for (std::uint32_t d = 0; d < in_.documents.size(); ++d) write_document(d);
    database_.finish(statistics());
  }

 private:
  // An occurrence of a term. Postings replace occurrences in place.
  struct Occurrence {
    std::uint32_t document;  // index
    std::uint32_t packed;    // the wdf in a posting
  };
  // Prefetched into the cache:
  static constexpr std::uint32_t kAhead = 8;         // terms of a list
  static constexpr std::uint32_t kTokensAhead = 16;  // targets of tokens
  struct ListedTerm {
    std::uint32_t place;
    std::uint32_t wdf;
  };

  std::vector<std::uint32_t> count_terms(std::size_t terms) const;
  void write_values();
  void write_lengths();
  void sort_tokens();
  void write_term(std::uint32_t rank);
  void write_postings(std::span<Occurrence> occurrences);
  void sort_positions();
  void sort_postings();
  void write_document(std::uint32_t document);
  void write_slots_used(std::uint32_t document);
  glass::Statistics statistics() const;

  std::uint32_t tokens_end(std::uint32_t document) const {
    return document + 1 < in_.documents.size() ? in_.documents[document + 1].first_token
                                               : in_.tokens.size();
  }
  std::size_t values_end(std::uint32_t document) const {
    return document + 1 < in_.documents.size() ? in_.documents[document + 1].first_value
                                               : in_.values.size();
  }

  TokenBuffer in_;
  std::vector<std::uint32_t> times_;        // of each term, by its number
  const std::vector<std::uint32_t> order_;  // term numbers by rank
  const SortedTerms terms_;
  glass::DatabaseWriter database_;
  glass::PostingListWriter postings_;

  Array<Occurrence> occurrences_;
  std::vector<std::uint32_t> begins_;     // by rank, in occurrences_; one more at the end
  std::vector<std::uint32_t> termfreqs_;  // by rank
  Array<ListedTerm> listed_;
  std::vector<std::uint32_t> list_ends_;  // by document, in listed_
  std::uint32_t wdf_upper_bound_ = 0;

  Deflater deflater_;
  TermList list_;
  // Buffers that are reused.
  std::string key_;
  std::string tag_;
  std::vector<std::uint32_t> positions_;
  std::vector<std::uint32_t> slots_;
};

std::vector<std::uint32_t> Inverter::count_terms(std::size_t terms) const {
  std::vector<std::uint32_t> times(terms);
  for (std::uint32_t t = 0; t < in_.tokens.size(); ++t) ++times[in_.tokens[t].term];
  return times;
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
  glass::append_escaped(key_, terms_.at(terms_.place(rank)));
  const std::span<Occurrence> occurrences{occurrences_.get() + begins_[rank],
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
  termfreqs_.push_back(termfreq);
}

/// Writes a term's postings with their positions. The postings take the place of its occurrences.
void Inverter::write_postings(std::span<Occurrence> occurrences) {
  std::size_t postings = 0;
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
    occurrences[postings++] = {document, checked};
    ++list_ends_[document];
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

/// Groups the postings by document, and within a document by term.
void Inverter::sort_postings() {
  std::vector<std::uint32_t>& at = list_ends_;  // first the count, then the place, then the end
  std::uint32_t total = 0;
  for (std::uint32_t& a : at) total += std::exchange(a, total);
  listed_ = Array<ListedTerm>(total);
  for (std::uint32_t rank = 0; rank < order_.size(); ++rank)
    for (std::uint32_t i = begins_[rank]; i < begins_[rank] + termfreqs_[rank]; ++i)
      listed_[at[occurrences_[i].document]++] = {terms_.place(rank), occurrences_[i].packed};
  occurrences_.reset();
}

void Inverter::write_document(std::uint32_t document) {
  const std::uint32_t begin = document == 0 ? 0 : list_ends_[document - 1];
  const std::uint32_t end = list_ends_[document];
  list_.begin(in_.documents[document].length, end - begin);
  for (std::uint32_t i = begin; i < end; ++i) {
    terms_.prefetch(listed_[std::min(i + kAhead, end - 1)].place);
    list_.add(terms_.at(listed_[i].place), listed_[i].wdf);
  }

  key_.clear();
  glass::append_sortable(key_, in_.documents[document].number);
  const std::string_view deflated = deflater_.deflate(list_.tag());
  database_.termlist.add(key_, deflated.empty() ? list_.tag() : deflated, !deflated.empty());
  write_slots_used(document);
}

void Inverter::write_slots_used(std::uint32_t document) {
  slots_.clear();
  for (std::size_t v = in_.documents[document].first_value; v < values_end(document); ++v)
    slots_.push_back(in_.values[v].slot);
  if (slots_.empty()) return;
  std::sort(slots_.begin(), slots_.end());
  tag_.clear();
  std::uint32_t expected = 0;
  for (std::uint32_t slot : slots_) {
    glass::append_uint(tag_, slot - expected);
    expected = slot + 1;
  }
  key_.push_back('\0');
  database_.termlist.add(key_, tag_);
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
