// SPDX-License-Identifier: GPL-2.0-or-later
// Random damage to a small archive, and the answers of verify, repair and searches. Every case runs
// the programs as a user would, and its number is its seed. DATELINE_NIGHTLY=1 runs 500 cases.
// DATELINE_DAMAGE=N runs only the Nth and prints the output of the programs.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <xapian.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "catalog/catalog.h"
#include "catalog/query_store.h"
#include "catalog/run_log.h"
#include "support/process.h"
#include "support/support.h"
#include "system/archive_files.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t n) { return n == 0 ? 0 : random() % n; }

void write_file(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class Programs {
 public:
  explicit Programs(const fs::path& outputs) : outputs_(outputs) {}

  Finished run(const char* name, const fs::path& archive, std::vector<std::string> words) const {
    words.insert(words.begin(), {"/usr/bin/timeout", "60", program(name).string()});
    Finished finished =
        Process(std::move(words),
                {{"DATELINE_INDEX", archive.string()}, {"DATELINE_NOW", "2024-12-31T12:00:00Z"}},
                outputs_)
            .wait();
    CHECK(finished.signal == 0);
    CHECK(finished.exit_code != 124);  // it hangs
    if (std::getenv("DATELINE_DAMAGE") != nullptr)
      std::cout << name << " exit " << finished.exit_code << '\n' << finished.err;
    return finished;
  }
  Finished indexer(const fs::path& archive, std::vector<std::string> words) const {
    words.insert(words.begin(), {"--jobs", "1"});
    return run("dateline-indexer", archive, std::move(words));
  }

 private:
  fs::path outputs_;
};

/// Everything an archive says, by kinds: articles by id, other rows, documents.
struct Dump {
  std::map<std::string, std::string> articles;
  std::string rest, index;
  Row next_row = 0;
  bool operator==(const Dump&) const = default;
};

void dump_catalog(const fs::path& folder, Dump& dump) {
  const Catalog catalog(folder, Catalog::Mode::read);
  const auto add = [&](Row row, const std::string& id) {
    const StoredArticle a = *catalog.article(row);
    dump.articles[id] += fmt::format(
        "{} {} {} {} {} {} {} {}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n", row, a.replaces, a.words,
        a.first_seen, a.added, a.source.group, a.section.group, a.author.group, a.article.title,
        a.article.body, a.article.source, a.article.section, a.article.author, a.article.language,
        a.article.url, a.article.published.value_or(-1), a.article.date_text, a.article.type);
  };
  catalog.for_each_current(add);
  catalog.for_each_superseded(add);
  std::ostringstream rest;
  for (const RunRecord& r : catalog.runs().last_runs(100))
    rest << r.command << r.started << r.seconds << r.added << r.updated << r.rejected << '\n';
  for (const RejectedRecord& r : catalog.runs().rejected(100))
    rest << r.input << r.line << r.reason << r.hint << '\n';
  for (const std::string& input : catalog.runs().inputs_read_since(0)) rest << input << '\n';
  for (const SavedQuery& q : catalog.queries().queries())
    rest << q.name << q.text << q.made << '\n';
  for (const std::string& name : catalog.queries().source_groups())
    for (const std::string& source : catalog.queries().source_group(name))
      rest << name << source << '\n';
  dump.rest = rest.str();
  dump.next_row = catalog.next_row();
}

void dump_index(const fs::path& folder, Dump& dump) {
  const std::vector<IndexSegment> segments = Catalog(folder, Catalog::Mode::read).segments();
  std::ostringstream out;
  std::map<std::string, std::string> lists;
  for (const IndexSegment& segment : segments) {
    const Xapian::Database db(terms_folder(folder, segment.number).string());
    for (auto t = db.allterms_begin(); t != db.allterms_end(); ++t)
      for (auto p = db.postlist_begin(*t); p != db.postlist_end(*t); ++p) {
        std::string& list = lists[*t];
        list += fmt::format(" {}:{}/{}", *p, p.get_wdf(), p.get_doclength());
        for (auto at = p.positionlist_begin(); at != p.positionlist_end(); ++at)
          list += fmt::format(",{}", *at);
      }
    for (Xapian::valueno slot = 0; slot <= schema::kLastSlot; ++slot)
      for (auto v = db.valuestream_begin(slot); v != db.valuestream_end(slot); ++v)
        lists[fmt::format("slot {}", slot)] += fmt::format(" {}={}", v.get_docid(), *v);
  }
  for (const auto& [term, list] : lists) out << term << list << '\n';
  dump.index = out.str();
}

Dump dumped(const fs::path& folder) {
  Dump dump;
  dump_catalog(folder, dump);
  dump_index(folder, dump);
  return dump;
}

/// An archive with a bit of everything, and the same two steps earlier.
struct Archives {
  fs::path now, before;
};

Archives made_archives(const TemporaryFolder& folder) {
  const Archives made{folder / "now", folder / "before"};
  const TemporaryVariable clock("DATELINE_NOW", "2024-12-31T12:00:00Z");
  const std::string corpus = (repository_root() / "corpus/articles").string() + "/";
  write_file(folder / "bad.jsonl", "{\"id\": 1\n{\"id\": \"kept\", \"body\": \"One line.\"}\n");
  add_files(made.now, {corpus + "calder-wire.csv", corpus + "meridian-ledger.jsonl",
                       corpus + "ostsee-kurier.jsonl", corpus + "jiangwan-evening.jsonl",
                       (folder / "bad.jsonl").string()});
  {
    Catalog catalog(made.now, Catalog::Mode::write);
    catalog.queries().save({"rates", "\"interest rates\" OR inflation", 1735646400});
    catalog.queries().set_source_group("near", {"Meridian Ledger", "Calder Wire"});
  }
  fs::copy(made.now, made.before, fs::copy_options::recursive);
  std::vector<Article> changed(3);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    changed[i].id = i == 0 ? "kept" : fmt::format("late-{}", i);
    changed[i].title = fmt::format("A late report, number {}", i);
    changed[i].body = "The harbour was closed for repairs on Monday. Nobody was hurt.";
  }
  make_archive(made.now, changed);
  {
    WritableArchive archive(made.now, {});
    std::vector<std::string> unknown;
    archive.remove({"late-2"}, &unknown);
  }
  return made;
}

/// The files that hold an archive, as paths within it.
std::vector<std::string> stores(const fs::path& folder) {
  std::vector<std::string> names{"catalog.db", "catalog.db"};  // as often as the index's
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder / "terms"))
    if (entry.is_regular_file() && entry.path().filename() != "flintlock")
      names.push_back(fs::relative(entry.path(), folder).string());
  std::ranges::sort(names);
  return names;
}

enum Kind { kBytes, kZeros, kCut, kRemoved, kOlder };
constexpr const char* kKinds[] = {"bytes changed", "zeros", "cut off", "removed", "an older one"};

struct Damage {
  bool to_catalog;
  Kind kind;
  std::string what;
};

/// Does one random thing.
Damage damage(Random& random, const fs::path& archive, const fs::path& before) {
  constexpr Kind kShares[] = {kBytes, kBytes, kBytes, kBytes, kZeros,
                              kZeros, kCut,   kCut,   kOlder, kRemoved};
  const std::vector<std::string> names = stores(archive);
  const std::string name = names[below(random, names.size())];
  const fs::path file = archive / name;
  std::string bytes = file_text(file);
  const std::size_t at = below(random, bytes.size());
  const Kind kind = kShares[below(random, std::size(kShares))];
  std::string how = fmt::format("at {} of {}", at, bytes.size());
  if (kind == kBytes) {
    const std::size_t flips = 1 + below(random, 3);
    how = fmt::format("{} {}", flips, how);
    for (std::size_t i = at; i < std::min(at + flips, bytes.size()); ++i)
      bytes[i] = static_cast<char>(bytes[i] ^ (1 + below(random, 255)));
  } else if (kind == kZeros) {
    constexpr std::size_t kSizes[] = {512, 4096, 8192};
    const std::size_t size = kSizes[below(random, 3)], from = at / size * size;
    how = fmt::format("{} {}", size, how);
    for (std::size_t i = from; i < std::min(from + size, bytes.size()); ++i) bytes[i] = '\0';
  } else if (kind == kCut) {
    bytes.resize(at);
  }
  fs::remove(file);
  if (kind == kOlder && fs::exists(before / name))
    fs::copy_file(before / name, file);
  else if (kind != kRemoved && kind != kOlder)
    write_file(file, bytes);
  return {name == "catalog.db", kind, fmt::format("{}: {} ({})", name, kKinds[kind], how)};
}

const std::vector<std::vector<std::string>> kQueries{
    {"--limit", "0", "--format", "jsonl", "--no-snippet"},
    {"--facet", "source,language,month", "--limit", "5", "--format", "csv", "harbour OR rates"},
    {"--limit", "3", "--format", "csv", "\"the city\" OR *bank*"},
};

/// Of one kind of damage to one store.
struct Tally {
  int runs = 0, harmless = 0, by_verify = 0, by_deep = 0;
  int repaired = 0, with_losses = 0, refused = 0;
  int answered = 0, declined = 0, different = 0;

  Tally& operator+=(const Tally& o) {
    for (int Tally::*n : {&Tally::runs, &Tally::harmless, &Tally::by_verify, &Tally::by_deep,
                          &Tally::repaired, &Tally::with_losses, &Tally::refused, &Tally::answered,
                          &Tally::declined, &Tally::different})
      this->*n += o.*n;
    return *this;
  }
};

void print_line(const std::string& store, const std::string& kind, const Tally& t) {
  fmt::print("{:8} {:14} {:5} {:9} {:8} {:8} {:9} {:7} {:8} {:9} {:9} {:9}\n", store, kind, t.runs,
             t.harmless, t.by_verify, t.by_deep, t.repaired, t.with_losses, t.refused, t.answered,
             t.declined, t.different);
}

class DamageRun {
 public:
  explicit DamageRun(const TemporaryFolder& folder)
      : archives_(made_archives(folder)),
        programs_(folder.path()),
        work_(folder / "work"),
        expected_(dumped(archives_.now)) {
    REQUIRE(verify(archives_.now, {true}).problems.empty());
    answers_ = answers(archives_.now);
    for (const Finished& answer : answers_) REQUIRE(answer.exit_code == 0);
  }

  void run(std::uint64_t number) {
    Random random(number);
    fs::remove_all(work_);
    fs::copy(archives_.now, work_, fs::copy_options::recursive);
    const Damage done = damage(random, work_, archives_.before);
    INFO("case ", number, ": ", done.what);
    if (std::getenv("DATELINE_DAMAGE") != nullptr) std::cout << done.what << '\n';
    Tally& tally = tallies_[{done.to_catalog, done.kind}];
    ++tally.runs;
    check_searches(tally);
    if (done.kind == kBytes) CHECK(tally.different == 0);  // no silently wrong answer
    const bool seen = detected({"verify"});
    tally.by_verify += seen;
    if (detected({"verify", "--deep"})) {
      ++tally.by_deep;
      check_repair(tally);
    } else {
      CHECK(!seen);
      ++tally.harmless;
      CHECK((dumped(work_) == expected_));
      check_answers();
    }
  }

  Tally print() const {
    fmt::print("{:21} {:>7} {:>9} {:>8} {:>8} {:>9} {:>7} {:>8} {:>9} {:>9} {:>9}\n", "damage to",
               "runs", "harmless", "verify", "--deep", "repaired", "losses", "refused", "answered",
               "declined", "different");
    Tally all;
    for (const auto& [key, tally] : tallies_) {
      print_line(key.first ? "catalog" : "index", kKinds[key.second], tally);
      all += tally;
    }
    print_line("all", "", all);
    return all;
  }

 private:
  std::vector<Finished> answers(const fs::path& archive) const {
    std::vector<Finished> all;
    for (const auto& query : kQueries)
      all.push_back(programs_.run("dateline-query", archive, query));
    return all;
  }

  /// A search answers as before, or says why it cannot. What no search can know (an older file that
  /// stands in the place of the present one) is counted.
  void check_searches(Tally& tally) const {
    const std::vector<Finished> found = answers(work_);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].exit_code == 2) {
        CHECK(found[i].err.find("error: ") != std::string::npos);
        ++tally.declined;
      } else {
        ++(found[i].out == answers_[i].out ? tally.answered : tally.different);
      }
    }
    const Finished status = programs_.indexer(work_, {"status"});
    CHECK((status.exit_code == 0 || status.err.starts_with("error: ")));
  }

  bool detected(const std::vector<std::string>& command) const {
    const Finished verified = programs_.indexer(work_, command);
    INFO("verify: ", verified.out, verified.err);
    if (verified.exit_code == 0) return false;
    CHECK(verified.exit_code == 2);
    const bool named = verified.out.starts_with("problem: ") ||
                       verified.err.starts_with("error: the catalog of ");  // is missing
    CHECK(named);
    CHECK(verified.err.starts_with("error: "));
    CHECK(verified.err.find("hint: ") != std::string::npos);
    return true;
  }

  void check_answers() const {
    const std::vector<Finished> found = answers(work_);
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i].out == answers_[i].out);
  }

  void check_repair(Tally& tally) const {
    const Finished repaired = programs_.indexer(work_, {"repair"});
    INFO("repair: ", repaired.out, repaired.err);
    if (std::getenv("DATELINE_DAMAGE") != nullptr) std::cout << repaired.out;
    if (repaired.exit_code == 2) {
      ++tally.refused;
      CHECK(repaired.err.starts_with("error: "));
      CHECK(repaired.err.find("hint: ") != std::string::npos);
      return;
    }
    ++(repaired.exit_code == 0 ? tally.repaired : tally.with_losses);
    const VerifyReport after = verify(work_, {true});
    for (const Finding& finding : after.findings)
      CHECK(finding.about == Finding::About::known_loss);
    CHECK((repaired.exit_code == 1 || after.problems.empty()));
    const Dump found = dumped(work_);
    const auto told = [&](const std::string& id) {
      return repaired.out.find("article " + id + " ") != std::string::npos;
    };
    for (const auto& [id, article] : expected_.articles) {
      INFO(id);
      const auto same = found.articles.find(id);
      if (!told(id)) CHECK((same != found.articles.end() && same->second == article));
    }
    for (const auto& [id, article] : found.articles) CHECK(expected_.articles.contains(id));
    // A row is never used twice; but a catalog of before knows nothing of later ones.
    CHECK((found.next_row >= expected_.next_row || repaired.exit_code == 1));
    CHECK((found.rest == expected_.rest || repaired.exit_code == 1 ||
           repaired.out.find("rows of the table") != std::string::npos));
    if (repaired.exit_code == 0) check_answers();
  }

  const Archives archives_;
  const Programs programs_;
  const fs::path work_;
  const Dump expected_;
  std::vector<Finished> answers_;
  std::map<std::pair<bool, Kind>, Tally> tallies_;
};

}  // namespace

TEST_CASE("damage at random is detected, and repaired or refused") {
  const char* const nightly = std::getenv("DATELINE_NIGHTLY");
  const char* const only = std::getenv("DATELINE_DAMAGE");
  const std::uint64_t cases = nightly != nullptr && *nightly == '1' ? 500 : 20;
  const TemporaryFolder folder;
  DamageRun damaged(folder);
  if (only != nullptr) {
    damaged.run(std::stoull(only));
    return;
  }
  for (std::uint64_t number = 1; number <= cases; ++number) damaged.run(number);
  constexpr std::uint64_t kAbsentColumns = 216;  // a flipped byte leaves a row without its columns
  if (cases < kAbsentColumns) damaged.run(kAbsentColumns);
  fmt::print(
      "{} damages, seeds 1 to {}; of searches before any repair: answered as before, declined "
      "with an error, different\n",
      cases, cases);
  const Tally all = damaged.print();
  CHECK(all.by_deep > all.runs / 3);
}
