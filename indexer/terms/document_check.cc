// SPDX-License-Identifier: GPL-2.0-or-later
#include "document_check.h"

#include <xapian.h>

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

namespace dateline::indexing {
namespace {

/// A term for people: bytes that cannot be shown as dots.
std::string shown(const std::string& term) {
  std::string text = term;
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '.';
  return fmt::format("\"{}\"", text);
}

}  // namespace

void ExpectedDocument::clear() {
  terms_.clear();
  values_.clear();
  length_ = 0;
}

void ExpectedDocument::add_posting(std::string_view term, std::uint32_t position,
                                   std::uint32_t wdf) {
  auto entry = terms_.find(term);
  if (entry == terms_.end()) entry = terms_.emplace(term, Entry{}).first;
  entry->second.wdf += wdf;
  if (position != 0) entry->second.positions.push_back(position);
  length_ += wdf;
}

void ExpectedDocument::add_term(std::string_view term, std::uint32_t wdf) {
  add_posting(term, 0, wdf);
}

void ExpectedDocument::add_value(std::uint32_t slot, std::string_view bytes) {
  values_[slot] = bytes;
}

void ExpectedDocument::finish() {
  for (auto& [term, entry] : terms_) {
    std::ranges::sort(entry.positions);
    const auto repeated = std::ranges::unique(entry.positions);
    entry.positions.erase(repeated.begin(), repeated.end());
  }
}

std::string ExpectedDocument::term_difference(const Xapian::Database& db,
                                              Xapian::docid number) const {
  Xapian::TermIterator found = db.termlist_begin(number);
  const Xapian::TermIterator end = db.termlist_end(number);
  for (const auto& [term, entry] : terms_) {
    const int order = found == end ? 1 : (*found).compare(term);
    if (order < 0) return fmt::format("has the term {}, which its text has not", shown(*found));
    if (order > 0) return fmt::format("lacks the term {}", shown(term));
    if (found.get_wdf() != entry.wdf)
      return fmt::format("counts the term {} {} times, its text {} times", shown(term),
                         found.get_wdf(), entry.wdf);
    if (!std::equal(db.positionlist_begin(number, term), db.positionlist_end(number, term),
                    entry.positions.begin(), entry.positions.end()))
      return fmt::format("has the term {} at other places than its text", shown(term));
    ++found;
  }
  return found == end ? "" : fmt::format("has the term {}, which its text has not", shown(*found));
}

std::string ExpectedDocument::difference(const Xapian::Database& db, Xapian::docid number) const {
  if (std::string terms = term_difference(db, number); !terms.empty()) return terms;
  if (const std::uint64_t found = db.get_doclength(number); found != length_)
    return fmt::format("has the length {}, its text {}", found, length_);
  const Xapian::Document document = db.get_document(number);
  std::map<std::uint32_t, std::string> found;
  for (auto v = document.values_begin(); v != document.values_end(); ++v)
    found[v.get_valueno()] = *v;
  for (const auto& [slot, bytes] : values_)
    if (!found.contains(slot) || found[slot] != bytes)
      return fmt::format("has another value in slot {}", slot);
  return found.size() == values_.size() ? "" : "has a value its article has not";
}

std::string ExpectedDocument::posting_difference(const Xapian::Database& db,
                                                 Xapian::docid number) const {
  for (const auto& [term, entry] : terms_) {
    Xapian::PostingIterator posting = db.postlist_begin(term);
    if (posting != db.postlist_end(term)) posting.skip_to(number);
    if (posting == db.postlist_end(term) || *posting != number)
      return fmt::format("is not in the posting list of {}", shown(term));
    if (posting.get_wdf() != entry.wdf)
      return fmt::format("counts {} times in the posting list of {}, its text {} times",
                         posting.get_wdf(), shown(term), entry.wdf);
  }
  return "";
}

std::uint64_t ExpectedDocument::sum(Xapian::docid number) const {
  std::uint64_t sum = 0;
  for (const auto& [term, entry] : terms_) sum += posting_sum(term, number, entry.wdf);
  for (const auto& [slot, bytes] : values_) sum += value_sum(slot, number, bytes);
  return sum;
}

std::uint64_t posting_sum(std::string_view term, Xapian::docid number, std::uint32_t wdf) {
  return XXH3_64bits_withSeed(term.data(), term.size(), std::uint64_t{number} << 32 | wdf);
}

std::uint64_t value_sum(std::uint32_t slot, Xapian::docid number, std::string_view bytes) {
  constexpr std::uint64_t kValue = 0x9E3779B97F4A7C15;  // no posting's seed
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(),
                              kValue ^ (std::uint64_t{number} << 32 | slot));
}

}  // namespace dateline::indexing
