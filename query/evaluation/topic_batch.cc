// SPDX-License-Identifier: GPL-2.0-or-later
#include "topic_batch.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ostream>

#include "compare_runs.h"
#include "error.h"
#include "measures.h"
#include "results/output_escape.h"
#include "results/presenter.h"
#include "topics.h"

namespace dateline::searching {
namespace {

std::ifstream open_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || in.peek() == std::ifstream::traits_type::eof())
    throw Error(fmt::format("cannot read {}: {}", path, in ? "it is empty" : std::strerror(errno)));
  return in;
}

std::string columns(const std::string& first,
                    const std::array<std::string, Measures::kCount>& rest) {
  std::string line = fmt::format("{:<12}", first);
  for (const std::string& cell : rest) line += fmt::format(" {:>11}", cell);
  return line + '\n';
}

std::string row(const std::string& name, const Measures& measures) {
  std::array<std::string, Measures::kCount> cells;
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = fmt::format("{:.4f}", measures.values[i]);
  return columns(name, cells);
}

std::string heading() {
  std::array<std::string, Measures::kCount> cells;
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = Measures::kNames[i];
  return columns("topic", cells);
}

class Batch {
 public:
  Batch(const BatchRequest& request, Searcher& searcher, std::ostream& out,
        std::ostream& complaints)
      : request_(request), searcher_(searcher), out_(out), complaints_(complaints) {}

  BatchReport run() {
    Complaints complaints;
    std::ifstream topics_file = open_file(request_.topics);
    topics_ = read_topics(topics_file, request_.topics, complaints);
    if (!request_.qrels.empty()) {
      std::ifstream in = open_file(request_.qrels);
      qrels_ = read_qrels(in, request_.qrels, complaints);
    }
    if (!request_.compare.empty()) {
      std::ifstream in = open_file(request_.compare);
      other_ = read_run(in, request_.compare, complaints);
    }
    for (const std::string& complaint : complaints) complain(complaint);
    if (topics_.empty())
      throw Error(fmt::format("{} holds no topics", request_.topics),
                  "a topic is a line \"id<TAB>query\", or a <top> with <num> and <title>");
    request_.qrels.empty() ? write_run() : write_measures();
    out_.flush();
    return report_;
  }

 private:
  void write_run() {
    for (const Topic& topic : topics_)
      search(topic, [&](const Hit& hit) {
        if (out_) out_ << run_line(topic.id, hit);
      });
  }

  void write_measures() {
    std::vector<Measures> ours, theirs;
    if (request_.per_query) out_ << heading();
    for (const Topic& topic : topics_) {
      const auto judged = qrels_.find(topic.id);
      if (judged == qrels_.end() || !has_relevant(judged->second)) {
        complain(fmt::format("topic {} has no relevant article in {}; left out", topic.id,
                             request_.qrels));
        continue;
      }
      std::vector<RunEntry> entries;
      search(topic, [&](const Hit& hit) {
        entries.push_back({trec_id(hit.id), static_cast<float>(hit.score)});
      });
      ours.push_back(measure(trec_order(std::move(entries)), judged->second));
      theirs.push_back(measure(trec_order(other_[topic.id]), judged->second));
      if (request_.per_query) out_ << row(topic.id, ours.back());
    }
    if (ours.empty())
      throw Error(
          fmt::format("{} judges none of the topics of {}", request_.qrels, request_.topics),
          "both must call a topic by the same id");
    if (!request_.per_query) out_ << heading();
    out_ << row(fmt::format("all ({})", ours.size()), mean(ours));
    if (!request_.compare.empty()) write_comparison(ours, theirs);
    out_ << "by trec_eval's definitions; equal scores go by document, descending\n";
  }

  void write_comparison(const std::vector<Measures>& ours, const std::vector<Measures>& theirs) {
    out_ << row(file_name(request_.compare), mean(theirs)) << '\n';
    out_ << fmt::format("{:<12} {:>10} {:>6} {:>6} {:>6} {:>8}\n", "difference", "", "wins",
                        "losses", "ties", "p");
    for (std::size_t i = 0; i < Measures::kCount; ++i) {
      std::vector<double> first, second;
      for (const Measures& m : ours) first.push_back(m.values[i]);
      for (const Measures& m : theirs) second.push_back(m.values[i]);
      const PairedTest test = paired_test(first, second);
      out_ << fmt::format("{:<12} {:>+10.4f} {:>6} {:>6} {:>6} {:>8.4f}\n", Measures::kNames[i],
                          test.difference, test.wins, test.losses, test.ties, test.p);
    }
    out_ << "p: paired randomisation test, two-sided\n";
  }

  /// The name of a file as a row's name.
  static std::string file_name(const std::string& path) {
    return printable_text(path.substr(path.find_last_of('/') + 1));
  }

  template <class Use>
  void search(const Topic& topic, Use&& use) {
    SearchRequest request = request_.search;
    request.query.text = topic.text;
    request.page.ids_only = true;
    request.advice.suggest = false;
    searcher_.search(
        request,
        [&](const Results& found) {
          for (const Note& note : found.notes)
            complaints_ << fmt::format("note: topic {}: {}\n", topic.id,
                                       printable_text(note.message));
        },
        use);
  }

  void complain(const std::string& sentence) {
    ++report_.left_out;
    complaints_ << printable_text(sentence) << '\n';
  }

  const BatchRequest& request_;
  Searcher& searcher_;
  std::ostream& out_;
  std::ostream& complaints_;
  std::vector<Topic> topics_;
  Qrels qrels_;
  Run other_;
  BatchReport report_;
};

}  // namespace

BatchReport run_batch(const BatchRequest& request, Searcher& searcher, std::ostream& out,
                      std::ostream& complaints) {
  return Batch(request, searcher, out, complaints).run();
}

}  // namespace dateline::searching
