// SPDX-License-Identifier: GPL-2.0-or-later
// What is looked at before a query is saved: how it is read, and how much it finds; and how loud an
// alert of it would have been. Used by the commands query and alert. It saves nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "article.h"
#include "language/note.h"

namespace dateline::alerts {

struct QueryCheck {
  std::string canonical;               // the query as it is read
  std::vector<searching::Note> notes;  // where that is not as it was written, and the like
  std::uint64_t articles = 0;          // that it finds now
};

/// Throws Error for an archive that cannot be searched, and for an empty query.
QueryCheck check_query(const std::filesystem::path& folder, const std::string& text, Timestamp now);

/// What a query finds of a span of time, by publication: as many as a search with --after counts.
struct Backtest {
  struct Week {
    std::string name;                         // 2024-W34
    std::uint64_t articles = 0, stories = 0;  // a story counts in the week of its first article
  };
  using Counted = std::vector<std::pair<std::string, std::uint64_t>>;
  Timestamp from = 0, to = 0;
  std::uint64_t articles = 0, stories = 0;
  std::vector<Week> weeks;   // those with articles
  Counted outlets, loudest;  // most articles first: sources, days
};

/// `span` as in "1y". Throws Error.
Backtest backtest(const std::filesystem::path& folder, const std::string& text,
                  const std::string& span, Timestamp now);

}  // namespace dateline::alerts
