// SPDX-License-Identifier: GPL-2.0-or-later
// CountColumn: the values of one field for each document, as numbers, for count_articles. A field
// may have several values an article (topics, the domains of an address). Reads the snapshot's
// columns and the terms of the index.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "count_request.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

class CountColumn {
 public:
  /// Of a period the names are those of all periods from `begin` to before `end`, in order; where
  /// both are 0, of those between the first and the last article of `documents`.
  CountColumn(const CountField& field, const DocSet& documents, Timestamp begin, Timestamp end,
              Snapshot& snapshot);

  /// Of a period: the day is outside of the span.
  static constexpr std::uint32_t kOutside = 0xFFFFFFFF;

  /// Indexes into names() of a document; 0 alone where it has none; or kOutside.
  std::span<const std::uint32_t> values(std::uint32_t document) const {
    if (!several_.empty()) {
      const std::vector<std::uint32_t>& all = several_[document];
      return all.empty() ? std::span(&kNone, 1) : std::span<const std::uint32_t>(all);
    }
    return {&one_[document], 1};
  }
  const std::vector<std::string>& names() const { return names_; }  // [0] is ""
  std::string& name(std::size_t code) { return names_[code]; }
  bool is_period() const { return period_; }
  /// Of a period: its first second.
  Timestamp begin_of(std::uint32_t code) const { return begins_[code]; }
  /// The period that begins then; 0 where there is none.
  std::uint32_t code_of(Timestamp begin) const;

  /// Makes one value of all but the `most` with the highest counts. Returns how many those are.
  std::uint64_t cut(std::size_t most, const DocSet& documents);

 private:
  void read_codes(schema::FieldId field, Snapshot& snapshot);
  void read_terms(schema::FieldId field, Snapshot& snapshot);
  void read_days(const std::string& period, const DocSet& documents, Timestamp begin, Timestamp end,
                 Snapshot& snapshot);

  static constexpr std::uint32_t kNone = 0;
  bool period_ = false;
  std::vector<std::uint32_t> one_;
  std::vector<std::vector<std::uint32_t>> several_;
  std::vector<std::string> names_{""};
  std::vector<Timestamp> begins_{0};
};

/// What values that were cut away are called.
inline constexpr std::string_view kOtherValue = "(other)";

/// The period that holds an instant, by the name of the field: "2024-Q3" of a quarter.
std::string period_label(Timestamp instant, std::string_view field);
Timestamp period_start(Timestamp instant, std::string_view field);
Timestamp period_after(Timestamp instant, std::string_view field);

}  // namespace dateline::searching
