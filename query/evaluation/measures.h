// SPDX-License-Identifier: GPL-2.0-or-later
// Measures: the quality of a ranking by judgments, as NIST's trec_eval 9 defines it. topic_batch
// prints them; the tests compare each with values computed by hand. It reads no index.
#pragma once

#include <array>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace dateline::searching {

/// The faults of lines in a file, a sentence for each. Such a line is left out.
using Complaints = std::vector<std::string>;

using Judgments = std::map<std::string, int>;  // document → grade; above 0 is relevant
using Qrels = std::map<std::string, Judgments>;

struct RunEntry {
  std::string document;
  float score = 0;  // trec_eval reads scores as float, so finer differences are ties
};
using Run = std::map<std::string, std::vector<RunEntry>>;  // by topic

/// "topic 0 document grade" a line. `name` is what complaints call the file.
Qrels read_qrels(std::istream& in, const std::string& name, Complaints& complaints);
/// "topic Q0 document rank score tag" a line; the rank is not looked at.
Run read_run(std::istream& in, const std::string& name, Complaints& complaints);

/// The documents as trec_eval ranks them: by score descending, then by document descending.
std::vector<std::string> trec_order(std::vector<RunEntry> entries);

struct Measures {
  static constexpr std::size_t kCount = 6;
  static constexpr std::array<const char*, kCount> kNames{"MAP",  "nDCG@10",     "P@10",
                                                          "P@30", "recall@1000", "MRR"};
  std::array<double, kCount> values{};  // in the order of kNames
};

/// `ranked`, best first, each document once. All 0 where nothing is relevant. nDCG: gain is the
/// grade, discount log2(rank + 1), the ideal is of all judged documents.
Measures measure(const std::vector<std::string>& ranked, const Judgments& judged);

Measures mean(const std::vector<Measures>& all);

/// Whether any document is relevant: trec_eval leaves other topics out of its means.
bool has_relevant(const Judgments& judged);

}  // namespace dateline::searching
