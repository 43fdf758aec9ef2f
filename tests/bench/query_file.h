// SPDX-License-Identifier: GPL-2.0-or-later
// The queries every program of the benchmark runs: a line each,
// class, words, source, after, before, with tabs between. make_queries writes them, each harness
// reads them and puts them in its own language.
#pragma once

#include <string>
#include <vector>

namespace dateline::bench {

struct BenchQuery {
  std::string kind;                // word, and2, or3, phrase2, word+source, or+facets ...
  std::vector<std::string> words;  // lower case, ASCII letters only
  std::string source;              // empty: any
  std::string after, before;       // YYYY-MM-DD, after <= published < before; empty: any

  bool is(const char* beginning) const { return kind.rfind(beginning, 0) == 0; }
};

/// Throws std::runtime_error.
std::vector<BenchQuery> read_queries(const std::string& path);

/// One line, with its end.
std::string to_line(const BenchQuery& query);

}  // namespace dateline::bench
