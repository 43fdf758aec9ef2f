// SPDX-License-Identifier: GPL-2.0-or-later
#include "document_check.h"

#include <xapian.h>

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "index/glass_format.h"
#include "index/position_list.h"
#include "schema.h"
#include "system/archive_files.h"

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

std::string ExpectedDocument::difference(const Xapian::Database& db, Xapian::docid number) const {
  if (const std::uint64_t found = db.get_doclength(number); found != length_)
    return fmt::format("has the length {}, its text {}", found, length_);
  const Xapian::Document document = db.get_document(number);
  for (std::uint32_t slot = 0; slot <= schema::kLastSlot; ++slot) {
    const auto expected = values_.find(slot);
    if (document.get_value(slot) == (expected == values_.end() ? "" : expected->second)) continue;
    if (expected == values_.end()) return "has a value its article has not";
    return fmt::format("has another value in slot {}", slot);
  }
  return "";
}

PostingTables::PostingTables(const std::filesystem::path& segment)
    : postlist(segment / kPostlistFile,
               glass::read_version_file(segment).root(glass::Table::postlist)),
      positions(segment / kPositionsFile) {}

std::string ExpectedDocument::posting_difference(const PostingTables& tables,
                                                 std::uint32_t number) const {
  for (const auto& [term, entry] : terms_) {
    PostingList postings(tables.postlist, term);
    const Posting* const posting = postings.seek(number) ? &postings.chunk().find(number) : nullptr;
    if (posting == nullptr || posting->document != number)
      return fmt::format("is not in the posting list of {}", shown(term));
    if (posting->tf != entry.wdf)
      return fmt::format("counts {} times in the posting list of {}, its text {} times",
                         posting->tf, shown(term), entry.wdf);
    std::vector<std::uint32_t> places;
    PositionList positions(tables.postlist, tables.positions, term);
    if (positions.find(number) == number) positions.read(places);
    if (places != entry.positions)
      return fmt::format("has the term {} at other places than its text", shown(term));
  }
  return "";
}

std::uint64_t ExpectedDocument::sum(Xapian::docid number) const {
  std::uint64_t sum = 0;
  for (const auto& [term, entry] : terms_)
    sum += posting_sum(term, number, entry.wdf, entry.positions);
  for (const auto& [slot, bytes] : values_) sum += value_sum(slot, number, bytes);
  return sum;
}

std::uint64_t posting_sum(std::string_view term, std::uint32_t number, std::uint32_t wdf,
                          std::span<const std::uint32_t> positions) {
  const std::uint64_t sum =
      XXH3_64bits_withSeed(term.data(), term.size(), std::uint64_t{number} << 32 | wdf);
  return positions.empty()
             ? sum
             : XXH3_64bits_withSeed(positions.data(), positions.size_bytes(), sum) + sum;
}

std::uint64_t value_sum(std::uint32_t slot, Xapian::docid number, std::string_view bytes) {
  constexpr std::uint64_t kValue = 0x9E3779B97F4A7C15;  // no posting's seed
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(),
                              kValue ^ (std::uint64_t{number} << 32 | slot));
}

}  // namespace dateline::indexing
