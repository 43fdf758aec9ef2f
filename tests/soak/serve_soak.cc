// SPDX-License-Identifier: GPL-2.0-or-later
// A served archive under load while a writer adds, updates, removes, optimizes and rebuilds: every
// answer is checked against laws that only a single, announced state satisfies. Prints figures;
// exits 1 when a law was broken or an answer was wrong.
//
//   DATELINE_SOAK_SECONDS  how long, 600 by default
//   DATELINE_SOAK_SEED     of the stream of changes, 1 by default
#include <fmt/format.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "support/served.h"
#include "support/support.h"
#include "writer.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

using Json = nlohmann::json;

constexpr unsigned kClients = 12;

/// What all threads share, and count.
struct Counts : Soak {
  using Soak::Soak;
  std::atomic<std::uint64_t> answers{0}, unchanged{0}, pages{0}, exports{0}, articles{0}, moved{0};
};

class Asker {
 public:
  Asker(Counts& soak, int port, unsigned number)
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

  static Json without_time(const std::string& answer) {
    Json json = Json::parse(answer);
    json.erase("took_ms");
    return json;
  }

  /// "Not modified" is said of one and the same answer only: of one revision, and of one note on
  /// what the archive lacks.
  void check_unchanged(const std::string& word) {
    const std::string target = "/api/search?q=" + word;
    const HttpReply first = get(target);
    const HttpReply second = get(target, "If-None-Match: " + first.header("etag") + "\r\n");
    const HttpReply third = get(target);
    if (first.status != 200 || third.status != 200) return;
    const Json before = Json::parse(first.body), after = Json::parse(third.body);
    if (second.status == 304)
      ++soak_.unchanged;
    else if (second.status == 200)
      soak_.check(without_time(second.body) != without_time(first.body),
                  "what has not changed is sent again");
    if (before["revision"] == after["revision"])
      soak_.check(before["hits"] == after["hits"], "one revision, two answers");
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
    const HttpReply reply = get("/api/export?q=story+OR+ledger+OR+pillar&match=any");
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

  Counts& soak_;
  HttpClient client_;
  Random random_;
  std::uint64_t last_edition_ = 0;
};

int run() {
  const std::uint64_t seconds = number_from("DATELINE_SOAK_SECONDS", 600);
  const std::uint64_t seed = number_from("DATELINE_SOAK_SEED", 1);
  const TemporaryFolder folder;
  Counts soak(folder / "archive", Clock::now() + std::chrono::seconds(seconds));
  Writer writer(soak, seed);
  writer.begin();
  std::string metrics;
  {
    const Served served(soak.folder);
    std::vector<std::thread> threads;
    threads.emplace_back([&] { writer.run(); });
    for (unsigned i = 0; i < kClients; ++i)
      threads.emplace_back([&, i] {
        try {
          Asker(soak, served.port(), i).run();
        } catch (const std::exception& e) {
          soak.complain(fmt::format("a client: {}", e.what()));
        }
      });
    for (std::thread& thread : threads) thread.join();
    metrics = served.get("/metrics").body;
  }
  writer.verify_all();
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
