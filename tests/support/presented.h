// SPDX-License-Identifier: GPL-2.0-or-later
// Results made by hand and their output by a presenter, for the tests of output formats.
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "results/presenter.h"

namespace dateline {

using namespace searching;

/// "a [b] c" with the marks in brackets.
inline MarkedText marked(std::string_view text) {
  MarkedText result;
  for (char c : text) {
    if (c == '[')
      result.marks.push_back({result.text.size(), 0});
    else if (c == ']')
      result.marks.back().end = result.text.size();
    else
      result.text += c;
  }
  return result;
}

inline std::string bracketed(const MarkedText& text) {
  std::string result = text.text;
  for (auto mark = text.marks.rbegin(); mark != text.marks.rend(); ++mark) {
    result.insert(mark->end, 1, ']');
    result.insert(mark->begin, 1, '[');
  }
  return result;
}

inline Hit hit_of(std::uint64_t rank, std::string id, std::string title) {
  Hit hit;
  hit.rank = rank;
  hit.id = std::move(id);
  hit.title = std::move(title);
  return hit;
}

inline Hit full_hit() {
  Hit hit = hit_of(1, "reuters-42", "Oil prices rise");
  hit.score = 12.5;
  hit.source = "Reuters";
  hit.section = "crude";
  hit.author = "Ann Smith";
  hit.language = "en";
  hit.url = "https://example.org/42";
  hit.published = 1724320800;
  hit.words = 1312;
  hit.from = {"crude.jsonl", 42, 3};
  hit.title_marked = marked("[Oil] prices rise");
  hit.snippet = marked("Crude [oil] rose <2%> & \"more\" as traders waited.");
  return hit;
}

inline Results results_of(std::vector<Hit> hits) {
  Results results;
  results.query_text = "oil";
  results.canonical = "oil";
  results.total = hits.size();
  results.limit = 10;
  results.hits = std::move(hits);
  return results;
}

inline std::string printed(const Results& results, OutputFormat format, bool color = false,
                           int width = 40) {
  std::ostringstream out;
  present(out, results, {format, color, width});
  return out.str();
}

inline bool is_valid_utf8(const std::string& text) {
  try {
    const auto dumped = nlohmann::json(text).dump();
    return !dumped.empty();
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

/// A row of a table: what goes in and what a user gets.
struct Escaped {
  std::string_view input, expected;
};

}  // namespace dateline
