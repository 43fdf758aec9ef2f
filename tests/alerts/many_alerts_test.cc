// SPDX-License-Identifier: GPL-2.0-or-later
// Ten thousand alerts over a thousand new articles, in the time of two cores for ten seconds. And
// what they find is what searches find.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

#include "catalog/catalog.h"
#include "catalog/version_store.h"
#include "saved/saved_stores.h"
#include "support/desk.h"

using namespace dateline;

namespace {

constexpr int kOld = 4'000, kNew = 1'000, kAlerts = 10'000;

/// A word of a vocabulary whose first words are the most frequent.
std::string word(std::mt19937& random) {
  const double x = std::uniform_real_distribution<>(0, 1)(random);
  const int rank = static_cast<int>(30'000 * x * x * x);
  std::string text;
  for (int i = 0, n = rank + 26; i < 4; ++i, n /= 26) text += static_cast<char>('a' + n % 26);
  return "w" + text;
}

std::string articles(int first, int count, std::mt19937& random) {
  std::string lines;
  for (int i = first; i < first + count; ++i) {
    std::string body;
    for (int n = 0; n < 150; ++n) body += word(random) + (n % 12 == 11 ? ". " : " ");
    lines += fmt::format(R"({{"id":"a{}","title":"{} {}","body":"{}","source":"Paper {}"}})"
                         "\n",
                         i, word(random), word(random), body, i % 40);
  }
  return lines;
}

/// As media monitors write them: names and words, some in phrases, some near each other.
std::string query(std::mt19937& random) {
  const auto w = [&] { return word(random); };
  switch (random() % 5) {
    case 0:
      return w() + " " + w();
    case 1:
      return fmt::format("({} OR {} OR {}) AND {}", w(), w(), w(), w());
    case 2:
      return fmt::format("\"{} {}\" OR title:{}", w(), w(), w());
    case 3:
      return fmt::format("{} NEAR/8 {}", w(), w());
    default:
      return fmt::format("({} OR {}) NOT {}", w(), w(), w());
  }
}

}  // namespace

TEST_CASE("10,000 alerts over 1,000 new articles take no more than two cores for ten seconds") {
  const Desk desk;
  std::mt19937 random(28);
  desk.add("old.jsonl", articles(0, kOld, random));
  {
    SavedStores saved(desk.folder / "archive");
    const Row last = Catalog(desk.folder / "archive", Catalog::Mode::read).versions().last_row();
    saved.alerts().begin();
    for (int i = 0; i < kAlerts; ++i) {
      Alert alert;
      alert.name = fmt::format("alert{}", i);
      alert.per_story = false;
      alert.feed = true;
      alert.secret = "0";
      alert.last_row = last;
      saved.queries().save({alert.name, query(random), 0});
      saved.alerts().save(alert);
    }
    saved.alerts().commit();
  }
  desk.add("new.jsonl", articles(kOld, kNew, random));
  const Finished finished =
      desk.run("TIMEFORMAT='%U %S %R'; time $I --quiet --jobs 2 deliver; echo");
  REQUIRE_MESSAGE(finished.exit_code == 0, finished.err.substr(0, 300));
  double user = 0, system = 0, real = 0;
  std::istringstream(finished.err.substr(finished.err.rfind('\n', finished.err.size() - 2) + 1)) >>
      user >> system >> real;
  MESSAGE(finished.out, user, " s user, ", system, " s system, ", real, " s");
  CHECK(user + system < 20);
  const SavedStores saved(desk.folder / "archive");
  for (int i = 0; i < kAlerts; i += kAlerts / 20) {
    const std::string name = fmt::format("alert{}", i);
    std::set<std::string> hits, found;
    for (const AlertHit& hit : saved.alerts().newest_hits(name, 0, 0, kNew))
      hits.insert(hit.article);
    std::istringstream ids(desk.out(fmt::format("$Q --limit 0 --format ids query:{}", name)));
    for (std::string id; std::getline(ids, id);)
      if (std::stoi(id.substr(1)) >= kOld) found.insert(id);
    CHECK(hits == found);
  }
}
