// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace dateline::bench {

std::vector<BenchQuery> read_queries(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<BenchQuery> queries;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    BenchQuery query;
    std::string words;
    std::getline(cells, query.kind, '\t');
    std::getline(cells, words, '\t');
    std::getline(cells, query.source, '\t');
    std::getline(cells, query.after, '\t');
    std::getline(cells, query.before, '\t');
    std::istringstream each(words);
    for (std::string word; each >> word;) query.words.push_back(word);
    if (query.words.empty()) throw std::runtime_error(path + ": a query without words: " + line);
    queries.push_back(std::move(query));
  }
  return queries;
}

std::string to_line(const BenchQuery& query) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\n", query.kind, fmt::join(query.words, " "), query.source,
                     query.after, query.before);
}

}  // namespace dateline::bench
