// SPDX-License-Identifier: GPL-2.0-or-later
#include "measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <istream>
#include <set>
#include <sstream>
#include <string_view>

namespace dateline::searching {
namespace {

/// Calls use(columns, line number) for each line that is not blank.
template <class Use>
void for_each_row(std::istream& in, Use&& use) {
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::istringstream words(line);
    std::vector<std::string> columns;
    for (std::string word; words >> word;) columns.push_back(std::move(word));
    if (!columns.empty()) use(columns, number);
  }
}

template <class Number>
bool read_number(const std::string& text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

double discounted(int grade, std::size_t rank) {
  return grade / std::log2(static_cast<double>(rank) + 1);
}

double ideal_gain(const Judgments& judged, std::size_t depth) {
  std::vector<int> grades;
  for (const auto& [document, grade] : judged)
    if (grade > 0) grades.push_back(grade);
  std::ranges::sort(grades, std::greater<>());
  double gain = 0;
  for (std::size_t i = 0; i < std::min(depth, grades.size()); ++i)
    gain += discounted(grades[i], i + 1);
  return gain;
}

}  // namespace

Qrels read_qrels(std::istream& in, const std::string& name, Complaints& complaints) {
  Qrels qrels;
  for_each_row(in, [&](const std::vector<std::string>& columns, std::size_t number) {
    int grade = 0;
    if (columns.size() != 4 || !read_number(columns[3], grade))
      complaints.push_back(
          fmt::format("{}:{}: is not \"topic 0 document grade\"; left out", name, number));
    else if (!qrels[columns[0]].emplace(columns[2], grade).second)
      complaints.push_back(fmt::format("{}:{}: {} is judged twice for topic {}; left out", name,
                                       number, columns[2], columns[0]));
  });
  return qrels;
}

Run read_run(std::istream& in, const std::string& name, Complaints& complaints) {
  Run run;
  std::map<std::string, std::set<std::string>> known;
  for_each_row(in, [&](const std::vector<std::string>& columns, std::size_t number) {
    float score = 0;
    if (columns.size() != 6 || !read_number(columns[4], score))
      complaints.push_back(fmt::format(
          "{}:{}: is not \"topic Q0 document rank score tag\"; left out", name, number));
    else if (!known[columns[0]].insert(columns[2]).second)
      complaints.push_back(fmt::format("{}:{}: {} is there twice for topic {}; left out", name,
                                       number, columns[2], columns[0]));
    else
      run[columns[0]].push_back({columns[2], score});
  });
  return run;
}

std::vector<std::string> trec_order(std::vector<RunEntry> entries) {
  std::ranges::sort(entries, [](const RunEntry& a, const RunEntry& b) {
    return a.score != b.score ? a.score > b.score : a.document > b.document;
  });
  std::vector<std::string> documents;
  for (RunEntry& entry : entries) documents.push_back(std::move(entry.document));
  return documents;
}

bool has_relevant(const Judgments& judged) {
  return std::ranges::any_of(judged, [](const auto& entry) { return entry.second > 0; });
}

Measures measure(const std::vector<std::string>& ranked, const Judgments& judged) {
  const auto relevant = static_cast<double>(
      std::ranges::count_if(judged, [](const auto& entry) { return entry.second > 0; }));
  if (relevant == 0) return {};
  double precisions = 0, gain10 = 0, found = 0, found10 = 0, found30 = 0, found1000 = 0, first = 0;
  for (std::size_t rank = 1; rank <= ranked.size(); ++rank) {
    const auto judgment = judged.find(ranked[rank - 1]);
    if (judgment == judged.end() || judgment->second <= 0) continue;
    ++found;
    precisions += found / static_cast<double>(rank);
    if (found == 1) first = static_cast<double>(rank);
    if (rank <= 10) ++found10, gain10 += discounted(judgment->second, rank);
    if (rank <= 30) ++found30;
    if (rank <= 1000) ++found1000;
  }
  return {{precisions / relevant, gain10 / ideal_gain(judged, 10), found10 / 10, found30 / 30,
           found1000 / relevant, first > 0 ? 1 / first : 0}};
}

Measures mean(const std::vector<Measures>& all) {
  Measures mean;
  for (const Measures& one : all)
    for (std::size_t i = 0; i < Measures::kCount; ++i)
      mean.values[i] += one.values[i] / static_cast<double>(all.size());
  return mean;
}

}  // namespace dateline::searching
