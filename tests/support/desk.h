// SPDX-License-Identifier: GPL-2.0-or-later
// Desk: an archive and the two programs, as somebody who writes scripts uses them: $I is the
// indexer, $Q the search. With readers of CSV and JSON Lines for what they print.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "process.h"
#include "temporary_folder.h"

namespace dateline {

struct Desk {
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", std::string(DATELINE_PROGRAMS) + "/dateline-indexer"},
                    {"Q", std::string(DATELINE_PROGRAMS) + "/dateline-query"},
                    {"DATELINE_NOW", "2024-12-31T12:00:00Z"}},
                   folder.path(), folder.path())
        .wait();
  }
  std::string out(const std::string& script) const {
    const Finished finished = run(script);
    CHECK_MESSAGE(finished.exit_code <= 1, finished.err.substr(0, 300));
    return finished.out;
  }
  void add(const std::string& name, const std::string& text) const {
    folder.write(name, text);
    const Finished added = run("$I --quiet add " + name);
    REQUIRE_MESSAGE(added.exit_code == 0, added.err.substr(0, 300));
  }
  TemporaryFolder folder;
};

inline std::vector<std::vector<std::string>> rows_of(const std::string& csv, char separator = ',') {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"')
      rows.back().back() += csv[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == separator)
      rows.back().emplace_back();
    else if (!quoted && c == '\n')
      rows.push_back({""});
    else
      rows.back().back() += c;
  }
  rows.pop_back();
  return rows;
}

inline std::vector<nlohmann::json> lines_of(const std::string& text) {
  std::vector<nlohmann::json> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(nlohmann::json::parse(line));
  return all;
}

}  // namespace dateline
