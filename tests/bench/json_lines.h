// SPDX-License-Identifier: GPL-2.0-or-later
// Articles of a JSON Lines file, as `dateline-indexer add --dry-run` prints them: the records every
// program of the benchmark reads. Used by the generator of queries and by the peers written in C++.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "article.h"

namespace dateline::bench {

struct Record {
  std::string id, title, body, source;
  Timestamp published = 0;

  std::size_t text_bytes() const { return title.size() + body.size(); }
};

/// Calls `use` with each record, in order. Throws std::runtime_error.
void read_json_lines(const std::string& path, const std::function<void(const Record&)>& use);

}  // namespace dateline::bench
