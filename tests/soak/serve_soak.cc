// SPDX-License-Identifier: GPL-2.0-or-later
// A served archive under load while a writer adds, updates, removes, optimizes and rebuilds: every
// answer is held against laws that only one whole, announced state obeys. Prints figures; exits 1
// when a law was broken or anything but the answer asked for came.
//
//   DATELINE_SOAK_SECONDS  how long, 600 by default
//   DATELINE_SOAK_SEED     of the stream of changes, 1 by default
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "served.h"
#include "support.h"
#include "verify.h"

namespace dateline {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

constexpr std::uint64_t kLedgers = 10;  // rewritten by every commit: they tell its number
constexpr std::size_t kFew = 300, kMany = 3'000;
constexpr unsigned kClients = 12;

struct State {
  std::uint64_t edition = 0, articles = 0;
  auto operator<=>(const State&) const = default;
};

struct Soak {
  explicit Soak(Clock::time_point end_) : end(end_) {}
  const Clock::time_point end;
  std::atomic<std::uint64_t> answers{0}, unchanged{0}, pages{0}, exports{0}, articles{0}, moved{0},
      errors{0};

  bool over() const { return Clock::now() >= end; }
  void check(bool holds, const std::string& law) {
    if (holds) return;
    const std::lock_guard lock(mutex_);
    if (++errors < 20) fmt::print(stderr, "error: {}\n", law);
  }
  void announce(const State& state) {
    const std::lock_guard lock(mutex_);
    announced_.insert(state);
  }
  bool is_announced(const State& state) {
    const std::lock_guard lock(mutex_);
    return announced_.contains(state);
  }

 private:
  std::mutex mutex_;
  std::set<State> announced_;
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) {
    return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

class Writer {
 public:
  Writer(Soak& soak, std::filesystem::path folder, std::uint64_t seed)
      : soak_(soak), folder_(std::move(folder)), random_(seed) {
    add(kFew);
  }

  void step() {
    const std::uint64_t kind = random_.below(100);
    if (stories_.size() > kMany) {
      remove(stories_.size() - kFew);
      ++steps_["remove many"];
    } else if (kind < 45) {
      add(1 + random_.below(30));
      ++steps_["add"];
    } else if (kind < 65) {
      update(1 + random_.below(10));
      ++steps_["update"];
    } else if (kind < 85) {
      remove(1 + random_.below(10));
      ++steps_["remove"];
    } else if (kind < 92) {
      WritableArchive(folder_, resources_).optimize();
      ++steps_["optimize"];
    } else if (kind < 97) {
      add(stories_.size());
      ++steps_["add many"];
    } else {
      WritableArchive(folder_, resources_, Catalog::Mode::rebuild).rebuild();
      ++steps_["rebuild"];
    }
  }
  void print() const {
    for (const auto& [name, n] : steps_) fmt::print("{} {}  ", name, n);
    fmt::print("\n");
  }
  std::uint64_t articles() const { return kLedgers + stories_.size(); }

 private:
  static Article article(const std::string& id, const std::string& title, const std::string& body,
                         const std::string& source, const std::string& section) {
    Article a;
    a.id = id;
    a.title = title;
    a.body = body;
    a.source = source;
    a.section = section;
    a.published = 1735646400;
    return a;
  }
  std::vector<Article> ledgers() {
    ++edition_;
    std::vector<Article> all;
    for (std::uint64_t i = 0; i < kLedgers; ++i)
      all.push_back(article(fmt::format("ledger-{}", i), fmt::format("Ledger {}", i),
                            "These are the accounts.", "Ledgers",
                            fmt::format("edition {}", edition_)));
    return all;
  }
  Article story(const std::string& id) {
    std::string body = "A story of";
    for (std::uint64_t i = 5 + random_.below(60); i != 0; --i)
      body += fmt::format(" word{}", random_.below(200));
    return article(id, "Title of " + id, body + ".", fmt::format("Source {}", random_.below(7)),
                   random_.below(4) == 0 ? "" : fmt::format("part {}", random_.below(5)));
  }
  void write(const std::vector<Article>& articles) {
    soak_.announce({edition_, this->articles()});
    make_archive(folder_, articles, resources_);
  }
  void add(std::uint64_t n) {
    std::vector<Article> articles = ledgers();
    for (; n != 0; --n) {
      stories_.push_back(fmt::format("story-{}", ++last_));
      articles.push_back(story(stories_.back()));
    }
    write(articles);
  }
  void update(std::uint64_t n) {
    std::vector<Article> articles = ledgers();
    for (; n != 0; --n) articles.push_back(story(stories_[random_.below(stories_.size())]));
    write(articles);
  }
  void remove(std::uint64_t n) {
    std::vector<std::string> ids, unknown;
    for (; n != 0 && stories_.size() > kFew / 2; --n) {
      std::swap(stories_[random_.below(stories_.size())], stories_.back());
      ids.push_back(stories_.back());
      stories_.pop_back();
    }
    soak_.announce({edition_, articles()});
    WritableArchive(folder_, resources_).remove(ids, &unknown);
  }

  Soak& soak_;
  const std::filesystem::path folder_;
  Random random_;
  const Resources resources_{2, 64 << 20, {}};
  std::vector<std::string> stories_;
  std::uint64_t edition_ = 0, last_ = 0;
  std::map<std::string, std::uint64_t> steps_;
};

class Asker {
 public:
  Asker(Soak& soak, int port, unsigned number)
      : soak_(soak), client_(port), random_(1'000 + number) {}

  void run() {
    while (!soak_.over()) {
      const std::string word = fmt::format("word{}", random_.below(200));
      check_state();
      check_pages(word);
      check_unchanged(word);
      check_article(word);
      if (random_.below(5) == 0) check_export();
      get("/api/complete?q=wor");
      get("/api/feed.json?q=" + word);
    }
  }

 private:
  HttpReply get(const std::string& target, const std::string& headers = {}) {
    const HttpReply reply = client_.get(target, headers);
    ++soak_.answers;
    soak_.check((reply.status == 200 && reply.whole) || reply.status == 304,
                fmt::format("{} {}: {}", reply.status, target, reply.body));
    return reply;
  }

  Json search(const std::string& parameters, std::uint64_t limit) {
    const HttpReply reply = get(fmt::format(
        "/api/search?{}&limit={}&facet=source:0,section:0&timeline=year", parameters, limit));
    if (reply.status != 200) return {{"total", 0}, {"hits", Json::array()}};
    Json json = Json::parse(reply.body);
    const std::uint64_t total = json["total"], offset = json["offset"];
    for (const char* field : {"source", "section"}) {
      std::uint64_t sum = json["missing"][field];
      for (const Json& value : json["facets"][field]) sum += value["count"].get<std::uint64_t>();
      soak_.check(sum == total, fmt::format("{}: {} by {}, of {}", parameters, sum, field, total));
    }
    std::uint64_t dated = json["missing"]["timeline"];
    if (json["timeline"].is_array())
      for (const Json& entry : json["timeline"]) dated += entry["count"].get<std::uint64_t>();
    soak_.check(dated == total, fmt::format("{}: {} by time, of {}", parameters, dated, total));
    const std::uint64_t here = std::min(limit, total - std::min(total, offset));
    soak_.check(json["hits"].size() == here,
                fmt::format("{}: {} hits on a page of {}", parameters, json["hits"].size(), here));
    return json;
  }

  State check_state() {
    const Json all = search("q=*", 1);
    if (!all.contains("facets")) return {};
    State state{0, all["total"]};
    for (const Json& value : all["facets"]["section"]) {
      const std::string name = value["value"];
      if (!name.starts_with("edition ")) continue;
      soak_.check(state.edition == 0 && value["count"] == kLedgers, "two states are mixed");
      state.edition = std::stoull(name.substr(8));
    }
    soak_.check(soak_.is_announced(state),
                fmt::format("edition {} never had {} articles", state.edition, state.articles));
    soak_.check(state.edition >= last_edition_, "an older state follows a newer one");
    last_edition_ = state.edition;
    return state;
  }

  void check_pages(const std::string& word) {
    constexpr std::uint64_t kPage = 20;
    std::set<std::string> revisions, ids;
    std::uint64_t total = 1;
    for (std::uint64_t offset = 0; offset < total; offset += kPage) {
      const Json page = search(fmt::format("q={}&offset={}", word, offset), kPage);
      ++soak_.pages;
      total = page["total"];
      revisions.insert(page.value("revision", ""));
      for (const Json& hit : page["hits"]) {
        ids.insert(hit["id"]);
        soak_.check(hit["title"] == "Title of " + hit["id"].get<std::string>(),
                    "another article's title");
        soak_.check(hit["snippet"].get<std::string>().find("<mark>" + word) != std::string::npos,
                    "a snippet without the word");
      }
    }
    if (revisions.size() > 1)
      ++soak_.moved;
    else
      soak_.check(ids.size() == total,
                  fmt::format("{}: {} articles on the pages, of {}", word, ids.size(), total));
  }

  /// "Not modified" is said of one and the same revision only.
  void check_unchanged(const std::string& word) {
    const std::string target = "/api/search?q=" + word;
    const HttpReply first = get(target);
    const HttpReply second = get(target, "If-None-Match: " + first.header("etag") + "\r\n");
    const HttpReply third = get(target);
    if (first.status != 200 || third.status != 200) return;
    const Json before = Json::parse(first.body), after = Json::parse(third.body);
    if (second.status == 304) ++soak_.unchanged;
    if (before["revision"] == after["revision"]) {
      soak_.check(second.status == 304, "what has not changed is sent again");
      soak_.check(before["hits"] == after["hits"], "one revision, two answers");
    }
  }

  void check_article(const std::string& word) {
    const Json found = search("q=" + word, 3);
    for (const Json& hit : found["hits"]) {
      const std::string id = hit["id"];
      const HttpReply reply = client_.get("/api/article/" + id + "?q=" + word);
      ++soak_.articles;
      if (reply.status == 404) continue;  // removed meanwhile
      soak_.check(reply.status == 200, fmt::format("{} for an article", reply.status));
      if (reply.status != 200) continue;
      const Json article = Json::parse(reply.body);
      soak_.check(article["title"] == "Title of " + id, "another article");
      for (const Json& span : article["spans"])
        soak_.check(
            article["body"].get<std::string>().substr(span["offset"], span["length"]) == word,
            "a span of something else");
    }
  }

  void check_export() {
    const HttpReply reply = get("/api/export?q=story+OR+ledger&match=any");
    ++soak_.exports;
    std::istringstream lines(reply.body);
    std::set<std::string> ids, editions;
    std::uint64_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const Json hit = Json::parse(line);
      ids.insert(hit["id"]);
      if (hit["source"] == "Ledgers") editions.insert(hit["section"]);
    }
    soak_.check(ids.size() == count, "an export has an article twice");
    soak_.check(editions.size() == 1, "an export mixes two states");
    if (editions.size() == 1)
      soak_.check(soak_.is_announced({std::stoull(editions.begin()->substr(8)), count}),
                  fmt::format("{} never had {} articles", *editions.begin(), count));
  }

  Soak& soak_;
  HttpClient client_;
  Random random_;
  std::uint64_t last_edition_ = 0;
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr || *text == '\0' ? otherwise : std::stoull(text);
}

int run() {
  const std::uint64_t seconds = number_from("DATELINE_SOAK_SECONDS", 600);
  const std::uint64_t seed = number_from("DATELINE_SOAK_SEED", 1);
  const TemporaryFolder folder;
  Soak soak(Clock::now() + std::chrono::seconds(seconds));
  Writer writer(soak, folder / "archive", seed);
  std::string metrics;
  {
    const Served served(folder / "archive");
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      while (!soak.over()) try {
          writer.step();
        } catch (const std::exception& e) {
          soak.check(false, fmt::format("the writer: {}", e.what()));
          return;
        }
    });
    for (unsigned i = 0; i < kClients; ++i)
      threads.emplace_back([&, i] {
        try {
          Asker(soak, served.port(), i).run();
        } catch (const std::exception& e) {
          soak.check(false, fmt::format("a client: {}", e.what()));
        }
      });
    for (std::thread& thread : threads) thread.join();
    metrics = served.get("/metrics").body;
  }
  const VerifyReport report = verify(folder / "archive");
  for (const std::string& problem : report.problems) soak.check(false, "verify: " + problem);
  soak.check(report.articles == writer.articles(), "not the articles that were written");
  fmt::print("soak of a server, {} s, seed {}, {} clients\n", seconds, seed, kClients);
  writer.print();
  fmt::print("answers {}  pages {}  not modified {}  articles {}  exports {}\n",
             soak.answers.load(), soak.pages.load(), soak.unchanged.load(), soak.articles.load(),
             soak.exports.load());
  fmt::print("page by page while the state changed {}\n", soak.moved.load());
  std::istringstream lines(metrics);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("dateline_requests_total") || line.starts_with("process_"))
      fmt::print("{}\n", line);
  fmt::print("errors {}\n", soak.errors.load());
  return soak.errors == 0 ? 0 : 1;
}

}  // namespace
}  // namespace dateline

int main() { return dateline::run(); }
