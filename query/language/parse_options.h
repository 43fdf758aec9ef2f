// SPDX-License-Identifier: GPL-2.0-or-later
// ParseOptions: the dialect and the clock by which a query is read, and the limits of its size.
// Used by the parser and all that call it. It reads nothing itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "article.h"

namespace dateline::searching {

/// The service whose syntax a query is read by. The tree and its canonical text are the same in
/// all.
enum class Dialect { standard, nexis, factiva, google, xapian };

/// The dialect of that name ("default" is standard).
constexpr std::optional<Dialect> find_dialect(std::string_view name) {
  if (name == "default") return Dialect::standard;
  if (name == "nexis") return Dialect::nexis;
  if (name == "factiva") return Dialect::factiva;
  if (name == "google") return Dialect::google;
  if (name == "xapian") return Dialect::xapian;
  return std::nullopt;
}

struct ParseOptions {
  Timestamp now = 0;       // relative dates count from it
  bool match_any = false;  // bare words side by side are joined by OR instead of AND
  Dialect dialect = Dialect::standard;
};

// Limits of a query; the rest is left out with a note. A tree is never deeper than
// 2 * kMaxNesting + 3 nodes, so walking it may recurse.
inline constexpr std::size_t kMaxLeaves = 4096;  // words and gaps, of phrases too, values, ranges
inline constexpr std::size_t kMaxNesting = 100;  // parentheses, as written and as printed
inline constexpr std::size_t kMaxNotes = 100;
inline constexpr std::uint32_t kMaxDistance = 500;   // of proximity operators
inline constexpr std::uint32_t kMaxCount = 100'000;  // of ATLEAST/n and FIRST/n
inline constexpr double kMinBoost = 0.01, kMaxBoost = 1000;

}  // namespace dateline::searching
