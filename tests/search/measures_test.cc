// SPDX-License-Identifier: GPL-2.0-or-later
// Measures of a ranking, each computed by hand, and the files they are read from.
#include "evaluation/measures.h"
#include "results/presenter.h"

#include <doctest/doctest.h>

#include <iterator>
#include <sstream>

#include "evaluation/compare_runs.h"

namespace dateline {

using namespace searching;
namespace {

enum Which { map, ndcg10, p10, p30, recall1000, rr };

/// "x a y b": the documents found, in order.
std::vector<std::string> ranking(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// `n` documents that nobody judged.
std::string unjudged(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) text += " u" + std::to_string(i);
  return text + ' ';
}

}  // namespace

TEST_CASE("measures by hand") {
  // log2 of 2, 3, 4, 5: 1, 1.58496, 2, 2.32193
  const Judgments graded{{"a", 2}, {"b", 1}, {"c", 1}, {"no", 0}, {"spam", -1}};
  const Judgments one{{"a", 1}};
  const double ideal = 2 + 1 / 1.58496 + 1 / 2.0;
  struct Case {
    const char* name;
    std::string ranked;
    const Judgments& judged;
    Which measure;
    double value;
  };
  const Case cases[] = {
      {"average precision counts what was not found", "x a y b", graded, map,
       (1 / 2.0 + 2 / 4.0) / 3},
      {"nDCG: the grade is the gain", "x a y b", graded, ndcg10,
       (2 / 1.58496 + 1 / 2.32193) / ideal},
      {"nDCG looks at ten", unjudged(10) + "a", one, ndcg10, 0},
      {"nDCG of the tenth", unjudged(9) + "a", one, ndcg10, 1 / 3.459432},
      {"nDCG: the ideal looks at ten too", "a", one, ndcg10, 1},
      {"P@10 is of ten, however few were found", "a", one, p10, 0.1},
      {"P@10 leaves out the eleventh", unjudged(10) + "a", one, p10, 0},
      {"P@30 has the thirtieth", unjudged(29) + "a", one, p30, 1 / 30.0},
      {"P@30 leaves out the next", unjudged(30) + "a", one, p30, 0},
      {"recall", "x a y b", graded, recall1000, 2 / 3.0},
      {"recall looks at a thousand", unjudged(1000) + "a", one, recall1000, 0},
      {"recall has the thousandth", unjudged(999) + "a", one, recall1000, 1},
      {"reciprocal rank", "x y b a", graded, rr, 1 / 3.0},
      {"average precision has no depth", unjudged(1999) + "a", one, map, 1 / 2000.0},
      {"grade 0 and below is not relevant", "no spam a", graded, rr, 1 / 3.0},
      {"all found at the top", "a b c", graded, map, 1},
      {"the best order", "a b c", graded, ndcg10, 1},
      {"grades out of order", "b a c", graded, ndcg10, (1 + 2 / 1.58496 + 1 / 2.0) / ideal},
      {"nothing found", "", graded, map, 0},
      {"nothing found", "", graded, ndcg10, 0},
      {"nothing found", "", graded, rr, 0},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(measure(ranking(c.ranked), c.judged).values[c.measure] ==
          doctest::Approx(c.value).epsilon(1e-5));
  }
  const Judgments none{{"a", 0}};
  CHECK_FALSE(has_relevant(none));
  CHECK(measure({"a"}, none).values == Measures{}.values);
  CHECK(mean({Measures{{1, 0, 0.5, 0, 0, 0}}, Measures{{0, 0, 1, 0, 0, 1}}}).values ==
        std::array<double, 6>{0.5, 0, 0.75, 0, 0, 0.5});
}

TEST_CASE("a run is ranked as trec_eval ranks it") {
  CHECK(trec_order({{"d1", 1}, {"d3", 2}, {"d2", 2}, {"d10", 2}}) ==
        std::vector<std::string>{"d3", "d2", "d10", "d1"});
  // Scores are floats there: these two are one.
  CHECK(trec_order({{"a", static_cast<float>(10.00000011)}, {"b", static_cast<float>(10.0)}}) ==
        std::vector<std::string>{"b", "a"});
}

TEST_CASE("lines of judgments and runs that cannot be read are told and left out") {
  Complaints complaints;
  std::istringstream qrels_text("1 0 d1 1\n\n1 0 d2\n1 0 d3 one\r\n1 0 d1 2\n2\t0\td4\t-1\r\n");
  const Qrels qrels = read_qrels(qrels_text, "q.txt", complaints);
  CHECK(qrels == Qrels{{"1", {{"d1", 1}}}, {"2", {{"d4", -1}}}});
  CHECK(complaints == Complaints{"q.txt:3: is not \"topic 0 document grade\"; left out",
                                 "q.txt:4: is not \"topic 0 document grade\"; left out",
                                 "q.txt:5: d1 is judged twice for topic 1; left out"});

  complaints.clear();
  std::istringstream run_text("1 Q0 d1 1 2.5 x\n1 Q0 d2 2 much x\n1 Q0 d1 3 1 x\n1 Q0 d3 1\n");
  const Run run = read_run(run_text, "r", complaints);
  REQUIRE(run.at("1").size() == 1);
  CHECK(run.at("1").front().document == "d1");
  CHECK(run.at("1").front().score == 2.5F);
  CHECK(complaints == Complaints{"r:2: is not \"topic Q0 document rank score tag\"; left out",
                                 "r:3: d1 is there twice for topic 1; left out",
                                 "r:4: is not \"topic Q0 document rank score tag\"; left out"});
}

TEST_CASE("ids in files that are split at white space") {
  CHECK(trec_id("reuters-42") == "reuters-42");
  CHECK(trec_id("long title") == "long%20title");
  CHECK(trec_id("a\tb%") == "a%09b%25");
  CHECK(trec_id("") == "%");
}

TEST_CASE("the paired test by hand") {
  struct Case {
    std::vector<double> first, second;
    std::size_t wins, losses, ties;
    double p;
  };
  const Case cases[] = {
      {{0.5, 0.5}, {0.5, 0.5}, 0, 0, 2, 1},
      {{1, 1, 1}, {0, 0, 0}, 3, 0, 0, 2 / 8.0},    // +++ and ---
      {{0, 0, 0}, {1, 1, 1}, 0, 3, 0, 2 / 8.0},    // two-sided
      {{3, 1, 0.5}, {1, 0, 1}, 2, 1, 0, 4 / 8.0},  // differences 2, 1, -0.5: sums 3.5 and 2.5
      {{1, 0, 0.3}, {0, 1, 0.3}, 1, 1, 1, 1},      // sum 0: every assignment is as large
  };
  for (const Case& c : cases) {
    const PairedTest test = paired_test(c.first, c.second);
    CHECK(test.wins == c.wins);
    CHECK(test.losses == c.losses);
    CHECK(test.ties == c.ties);
    CHECK(test.p == doctest::Approx(c.p));
  }
  // Twenty topics, drawn: all alike is next to impossible by chance, half and half is not.
  std::vector<double> better(20, 0.2), mixed(20, 0.2), none(20, 0);
  for (std::size_t i = 0; i < 10; ++i) mixed[i] = -0.2;
  CHECK(paired_test(better, none).p < 0.001);
  CHECK(paired_test(mixed, none).p == doctest::Approx(1));
  CHECK(paired_test(better, none).p == paired_test(better, none).p);
  CHECK(paired_test(better, none).difference == doctest::Approx(0.2));
}

}  // namespace dateline
