// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_dictionaries.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

#include "catalog_database.h"

namespace dateline {
namespace {

constexpr Row kFirstRows = 200;  // fewer texts are no sample
constexpr std::size_t kSample =
    1 << 20;                 // bytes; of a smaller one a dictionary saves less than it takes
constexpr Row kGrowth = 32;  // so many times the rows: a new one is trained

}  // namespace

std::shared_ptr<const ZstdDictionary> read_dictionary(SQLite::Statement& copies) {
  while (copies.executeStep()) {
    const SQLite::Column bytes = copies.getColumn(0);
    std::string found(static_cast<const char*>(bytes.getBlob()),
                      static_cast<std::size_t>(bytes.getBytes()));
    if (ZstdDictionary::sum(found) != copies.getColumn(1).getInt64())
      continue;  // the other copy may be undamaged
    return std::make_shared<const ZstdDictionary>(std::move(found));
  }
  return nullptr;
}

const ZstdDictionary* TextDictionaries::find(std::uint32_t number) const {
  if (number == 0) return nullptr;
  const auto [known, is_new] = known_.try_emplace(number);
  if (is_new) {
    Use copies(
        database_.prepare("SELECT bytes, sum FROM dictionaries WHERE number = ? ORDER BY copy"));
    copies->bind(1, number);
    known->second = read_dictionary(*copies);
  }
  return known->second.get();
}

std::shared_ptr<const ZstdDictionary> TextDictionaries::newest() const {
  std::uint32_t number = 0;
  {
    Use latest(database_.prepare("SELECT number FROM dictionaries ORDER BY rows DESC LIMIT 1"));
    if (latest->executeStep()) number = latest->getColumn(0).getUInt();
  }
  if (find(number) == nullptr) return nullptr;
  return known_[number];
}

bool TextDictionaries::train(std::span<const std::string_view> texts) {
  constexpr std::size_t kLeast = 256 << 10, kBeginning = 8 << 10;
  std::string samples;
  std::vector<std::size_t> sizes;
  for (const std::string_view text : texts) {
    if (samples.size() >= kSample) break;
    if (text.empty()) continue;
    samples += text.substr(0, kBeginning);  // so that no text outweighs the others
    sizes.push_back(std::min(text.size(), kBeginning));
  }
  if (samples.size() < kLeast || texts.size() < kFirstRows) return false;
  std::string bytes = ZstdDictionary::train(samples, sizes);
  if (bytes.empty()) return false;
  const auto made = std::make_shared<const ZstdDictionary>(std::move(bytes));
  if (find(made->number()) != nullptr) return false;
  Use insert(
      database_.prepare("INSERT INTO dictionaries(number, copy, rows, sum, bytes)"
                        " VALUES(?, 1, ?, ?, ?)"));
  insert->bind(1, made->number());
  insert->bind(2, std::max(database_.next_row() - 1, static_cast<Row>(texts.size())));
  insert->bind(3, ZstdDictionary::sum(made->bytes()));
  insert->bindNoCopy(4, made->bytes().data(), static_cast<int>(made->bytes().size()));
  insert->exec();
  known_[made->number()] = made;
  return true;
}

bool TextDictionaries::train() {
  const Row rows = database_.next_row() - 1;
  {
    Use latest(database_.prepare("SELECT coalesce(max(rows), 0) FROM dictionaries"));
    latest->executeStep();
    const std::int64_t before = latest->getColumn(0).getInt64();
    if (rows < kFirstRows || (before != 0 && rows / kGrowth < before)) return false;
  }
  // Samples are spread evenly over the archive.
  constexpr Row kMost = 2'000;
  const Row step = rows / kMost + 1;
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  Use text(database_.prepare("SELECT body FROM articles WHERE row = ?"));
  for (std::uint64_t row = 1 + rows % step; row <= rows && bytes < kSample; row += step) {
    text->reset();
    text->bind(1, static_cast<std::int64_t>(row));
    if (!text->executeStep()) continue;
    const SQLite::Column column = text->getColumn(0);
    const std::string_view packed(static_cast<const char*>(column.getBlob()),
                                  static_cast<std::size_t>(column.getBytes()));
    std::string body;
    if (!unpack_text(packed, find(dictionary_of(packed)), body)) continue;
    bytes += body.size();
    texts.push_back(std::move(body));
  }
  if (bytes < kSample) return false;
  return train(std::vector<std::string_view>(texts.begin(), texts.end()));
}

void TextDictionaries::store_copies() {
  database_.db.exec(
      "INSERT INTO dictionaries(number, copy, rows, sum, bytes)"
      " SELECT number, 2, rows, sum, bytes FROM dictionaries AS one WHERE copy = 1 AND NOT EXISTS"
      " (SELECT 1 FROM dictionaries WHERE number = one.number AND copy = 2)");
}

}  // namespace dateline
