// SPDX-License-Identifier: GPL-2.0-or-later
// The baseline for our ranking: Xapian's BM25 over an OR of the words' forms, without function
// words. Reads the index of an archive; writes a TREC run for --compare.
//   plain_bm25 ARCHIVE TOPICS K1 B > RUN
#include <fmt/format.h>
#include <xapian.h>

#include <fstream>
#include <iostream>

#include "evaluation/topics.h"
#include "snapshot/bm25.h"
#include "snapshot/snapshot.h"
#include "system/archive_files.h"
#include "text/analyzer.h"

namespace {

using namespace dateline;
using namespace dateline::searching;

Xapian::Query any_word(const std::string& text, const Snapshot& snapshot) {
  std::vector<Xapian::Query> words;
  Tokenizer tokenizer;
  Token token;
  for (tokenizer.start(text); tokenizer.next(token);)
    if (!is_function_word(token.folded)) {
      const auto forms = english_forms(token.folded, snapshot.word_frequency());
      words.emplace_back(Xapian::Query::OP_SYNONYM, forms.begin(), forms.end());
    }
  return {Xapian::Query::OP_OR, words.begin(), words.end()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: plain_bm25 ARCHIVE TOPICS K1 B\n");
    return 2;
  }
  Snapshot snapshot(argv[1]);
  Xapian::Database terms;
  for (const IndexSegment& segment : snapshot.catalog().segments())
    terms.add_database(Xapian::Database(terms_folder(argv[1], segment.number).string()));
  Xapian::Enquire enquire(terms);
  enquire.set_weighting_scheme(Xapian::BM25Weight(std::stod(argv[3]), 0, 1, std::stod(argv[4]), 0));
  std::ifstream file(argv[2]);
  Complaints complaints;
  for (const Topic& topic : read_topics(file, argv[2], complaints)) {
    enquire.set_query(any_word(topic.text, snapshot));
    std::size_t rank = 0;
    const Xapian::MSet best = enquire.get_mset(0, 1000);
    for (auto hit = best.begin(); hit != best.end(); ++hit)
      fmt::print("{} Q0 {} {} {:.6f} bm25\n", topic.id, snapshot.catalog().id(*hit), ++rank,
                 hit.get_weight());
  }
}
