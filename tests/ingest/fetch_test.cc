// SPDX-License-Identifier: GPL-2.0-or-later
// fetch against a server with every kind of behaviour: the report, the stored state, the time of
// the next poll, and that no local address is requested unless that is allowed.
#include "connectors/fetch.h"
#include "catalog/catalog_statistics.h"
#include "catalog/feed_store.h"
#include "catalog/run_log.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libdeflate.h>
#include <netinet/in.h>

#include <cstring>
#include <fstream>
#include <set>

#include "catalog/catalog_salvage.h"
#include "connectors/private_address.h"
#include "connectors/robots.h"
#include "error.h"
#include "support/desk.h"
#include "support/http_server.h"
#include "support/process.h"
#include "support/support.h"
#include "upkeep/snapshot_copy.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using Outcome = FeedReport::Outcome;
using Request = HttpServer::Request;
using Client = HttpServer::Client;

namespace {

/// A feed of articles with these ids, in a format that every reader of Dateline knows.
std::string feed_of(const std::vector<std::string>& ids) {
  std::string feed;
  for (const std::string& id : ids)
    feed += R"({"id": ")" + id + R"(", "title": "Title of )" + id + R"(", "body": "Body."})" + "\n";
  return feed;
}

std::string gzip(std::string_view bytes) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(6);
  std::string packed(libdeflate_gzip_compress_bound(compressor, bytes.size()), '\0');
  packed.resize(libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), packed.data(),
                                         packed.size()));
  libdeflate_free_compressor(compressor);
  return packed;
}

/// An archive that is filled from feeds, and a clock that the test moves.
class Fetching {
 public:
  Fetching() {
    options.http.refuses = [](const sockaddr&) { return false; };
    options.http.pause = std::chrono::milliseconds(0);
    options.http.timeout = std::chrono::milliseconds(30'000);
    options.http.user_agent = "Dateline/test";
    options.ingest.read.language = "en";
  }

  FetchReport fetch(const std::vector<std::string>& names) {
    const TemporaryVariable clock("DATELINE_NOW", format_timestamp(now_));
    return dateline::fetch(archive(), {}, names, options);
  }
  FeedReport fetch_one(const std::string& name) {
    const FetchReport report = fetch({name});
    REQUIRE(report.feeds.size() == 1);
    return report.feeds.front();
  }
  FeedState state(const std::string& url) const {
    for (FeedState& feed : Catalog(archive(), Catalog::Mode::write).feeds().all())
      if (feed.url == url) return feed;
    FAIL("no such feed: " << url);
    return {};
  }
  bool has(const std::string& id) const {
    return Catalog(archive(), Catalog::Mode::read).find(id).has_value();
  }
  void wait(Timestamp seconds) { now_ += seconds; }
  Timestamp now() const { return now_; }
  std::filesystem::path archive() const { return folder_ / "archive"; }
  std::filesystem::path path(const char* name) const { return folder_ / name; }

  FetchOptions options;

 private:
  TemporaryFolder folder_;
  Timestamp now_ = 1735646400;  // 2024-12-31T12:00:00Z
};

}  // namespace

TEST_CASE("fetch: 200 with an ETag, then 304; what changes is read again") {
  std::atomic<int> version{1};
  const HttpServer server([&](const Request& request, Client& client) {
    const std::string etag = "\"v" + std::to_string(version) + "\"";
    const std::string validators =
        "ETag: " + etag + "\r\nLast-Modified: Tue, 31 Dec 2024 10:00:00 GMT\r\n";
    if (request.header("if-none-match") == etag) {
      CHECK(request.header("if-modified-since") == "Tue, 31 Dec 2024 10:00:00 GMT");
      client.answer(304, "", validators);
    } else {
      client.answer(200, version == 1 ? feed_of({"a", "b"}) : feed_of({"b", "c"}), validators);
    }
  });
  Fetching fetching;
  const std::string url = server.url("/feed");
  FeedReport first = fetching.fetch_one(url);
  CHECK(first.outcome == Outcome::read);
  CHECK(first.status == 200);
  CHECK(first.articles.added == 2);
  CHECK(server.requests().back().header("user-agent") == "Dateline/test");
  CHECK(server.requests().back().header("accept-encoding").find("gzip") != std::string::npos);
  const FeedReport second = fetching.fetch_one(url);
  CHECK(second.outcome == Outcome::unmodified);
  CHECK(second.status == 304);
  version = 2;
  const FeedReport third = fetching.fetch_one(url);
  CHECK(third.articles.added == 1);
  CHECK(third.articles.unchanged == 1);
  fetching.options.force = true;
  CHECK(fetching.fetch_one(url).status == 200);
  fetching.options.force = false;
  CHECK(fetching.fetch({}).feeds.size() == 1);  // all it knows
  CHECK(verify(fetching.archive(), {true}).problems.empty());
  CHECK(Catalog(fetching.archive(), Catalog::Mode::read).runs().last_runs(1).front().command ==
        "fetch");
}

TEST_CASE("fetch: RSS and Atom; their relative links start where they came from") {
  const HttpServer server([](const Request& request, Client& client) {
    if (request.path == "/rss") return void(client.answer(302, "", "Location: /news/rss.xml\r\n"));
    if (request.path == "/news/rss.xml")
      return void(client.answer(
          200,
          "<rss version='2.0'><channel><title>Harbour Post</title>"
          "<item><title>Ferry late</title><link>ferry</link><description>Fog.</description></item>"
          "<item><title>Bridge open</title><link>bridge</link></item></channel></rss>",
          "ETag: \"1\"\r\nContent-Type: application/rss+xml\r\n"));
    client.answer(200,
                  "<feed xmlns='http://www.w3.org/2005/Atom'><title>Fjord Times</title>"
                  "<entry><id>tag:fjord.example,2024:1</id><title>Fog</title>"
                  "<link href='/fog'/><updated>2024-12-30T09:30:00Z</updated></entry></feed>",
                  "Content-Type: application/atom+xml\r\n");
  });
  Fetching fetching;
  const FetchReport report = fetching.fetch({server.url("/rss"), server.url("/atom")});
  REQUIRE(report.feeds.size() == 2);
  CHECK(report.feeds[0].articles.added == 2);
  CHECK(report.feeds[1].articles.added == 1);
  CHECK(fetching.has(server.url("/news/ferry")));
  CHECK(fetching.has(server.url("/news/bridge")));
  const Catalog catalog(fetching.archive(), Catalog::Mode::read);
  const auto fog = catalog.article(catalog.find("tag:fjord.example,2024:1").value().row);
  CHECK(fog->article.url == server.url("/fog"));
  CHECK(fog->article.published == 1735551000);
  CHECK(fog->article.source == "Fjord Times");
}

TEST_CASE("fetch: permanent redirects are remembered, others are not") {
  const HttpServer server([&](const Request& request, Client& client) {
    const std::string& path = request.path;
    if (path == "/301") return void(client.answer(301, "", "Location: /308\r\n"));
    if (path == "/308") return void(client.answer(308, "", "Location: /feed#top\r\n"));
    if (path == "/302") return void(client.answer(302, "", "Location: /feed\r\n"));
    if (path == "/mixed") return void(client.answer(301, "", "Location: /302\r\n"));
    if (path == "/lost") return void(client.answer(301, "", "Location: /nothing\r\n"));
    if (path == "/file") return void(client.answer(302, "", "Location: file:///etc/hostname\r\n"));
    if (path == "/loop") return void(client.answer(302, "", "Location: /loop\r\n"));
    if (path == "/nowhere") return void(client.answer(302, ""));
    if (path == "/feed") return void(client.answer(200, feed_of({"a"})));
    client.answer(404, "nothing");
  });
  Fetching fetching;
  struct Case {
    const char *path, *address;  // where it is asked the next time
    const char* problem = "";
  };
  for (const Case& c :
       {Case{"/301", "/feed"}, Case{"/302", "/302"}, Case{"/mixed", "/302"},
        Case{"/lost", "/lost", "the server answers 404, not found"},
        Case{"/file", "/file", "it redirects to file:///etc/hostname, which is no http address"},
        Case{"/loop", "/loop", "it redirects more than 5 times"},
        Case{"/nowhere", "/nowhere", "the server answers 302"}}) {
    CAPTURE(c.path);
    const FeedReport report = fetching.fetch_one(server.url(c.path));
    CHECK(report.problem == c.problem);
    CHECK((report.outcome == Outcome::read) == (*c.problem == '\0'));
    CHECK(fetching.state(server.url(c.path)).address == server.url(c.address));
    CHECK(report.moved_to == (std::string_view(c.path) == c.address ? "" : server.url(c.address)));
  }
}

TEST_CASE("fetch: answers that are none are failures in one clause, and asked again later") {
  const std::string whole = feed_of({"a", "b", "c"});
  const std::string bomb = gzip(std::string(100 << 20, ' '));
  const HttpServer server([&](const Request& request, Client& client) {
    const std::string& path = request.path;
    if (path == "/404") client.answer(404, "");
    if (path == "/500") client.answer(500, "");
    if (path == "/503") client.answer(503, "", "Retry-After: 7200\r\n");
    if (path == "/429") client.answer(429, "", "Retry-After: Tue, 31 Dec 2999 10:00:00 GMT\r\n");
    if (path == "/empty") client.answer(200, "\n");
    if (path == "/cut") client.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + whole);
    if (path == "/gone-away") return;
    if (path == "/garbage") client.send("SSH-2.0-OpenSSH_9.2\r\n");
    if (path == "/page") client.answer(200, "<!DOCTYPE html><title>x</title><p>no feed");
    if (path == "/part") client.answer(200, "<head><title>x</title></head><p>no feed");
    if (path == "/text") client.answer(200, "Closed for the night.\n\nCome back at six.\n");
    if (path == "/binary")
      client.answer(200, std::string("\x7f"
                                     "ELF\0\0\0\1\2\3",
                                     10));
    if (path == "/silent")
      while (!server.stopping() && client.send(""))
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (path == "/drip") {
      client.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
      while (!server.stopping() && client.send("{"))
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (path == "/huge") {
      client.send("HTTP/1.1 200 OK\r\nContent-Length: 52428800\r\n\r\n");
      const std::string piece(1 << 20, ' ');
      for (int i = 0; i < 50 && client.send(piece); ++i) {
      }
    }
    if (path == "/bomb") client.answer(200, bomb, "Content-Encoding: gzip\r\n");
    if (path == "/broken-gzip") client.answer(200, "no gzip at all", "Content-Encoding: gzip\r\n");
  });
  Fetching fetching;
  struct Case {
    const char *path, *problem;
    int status = 0;
    Timestamp wait = 300;
    int timeout = 30'000;  // milliseconds
  };
  constexpr Timestamp kMonth = 30 * 24 * 3600;
  for (const Case& c :
       {Case{"/404", "the server answers 404, not found", 404},
        Case{"/500", "the server answers 500, internal error", 500},
        Case{"/503", "the server answers 503, unavailable for now", 503, 7200},
        Case{"/429", "the server answers 429, too many requests", 429, kMonth},
        Case{"/empty", "the answer is empty", 200},
        Case{"/cut", "the connection ended before the whole answer was there"},
        Case{"/gone-away", "the server closed the connection without an answer"},
        Case{"/garbage", "the answer is no HTTP"},
        Case{"/page", "it is a page, and names no feed", 200},
        Case{"/part", "it is a page, and names no feed", 200},
        Case{"/text", "it is a text, and no feed", 200},
        Case{"/binary", "the file is binary, and of no known format", 200},
        Case{"/silent", "127.0.0.1 does not answer in time", 0, 300, 700},
        Case{"/drip", "the answer comes too slowly", 0, 300, 1500},
        Case{"/huge", "the answer is longer than 32 MB"},
        Case{"/bomb", "the answer is longer than 32 MB"},
        Case{"/broken-gzip", "the answer is packed in a way that cannot be unpacked"}}) {
    CAPTURE(c.path);
    fetching.options.http.timeout = std::chrono::milliseconds(c.timeout);
    const FeedReport report = fetching.fetch_one(server.url(c.path));
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.problem == c.problem);
    CHECK(report.status == c.status);
    CHECK(report.not_before == fetching.now() + c.wait);
    const std::size_t asked = server.requests().size();
    const FeedReport soon = fetching.fetch_one(server.url(c.path));
    CHECK(soon.outcome == Outcome::waiting);
    CHECK(soon.problem == c.problem);
    CHECK(server.requests().size() == asked);
  }
  CHECK(Catalog(fetching.archive(), Catalog::Mode::read).statistics().counts().articles == 0);
}

TEST_CASE("fetch: a feed that fails is left alone for longer and longer, until it answers") {
  std::atomic<bool> works{false};
  const HttpServer server([&](const Request&, Client& client) {
    works ? client.answer(200, feed_of({"a"})) : client.answer(500, "");
  });
  Fetching fetching;
  const std::string url = server.url("/feed");
  for (const Timestamp wait : {300, 600, 1200, 2400}) {
    CHECK(fetching.fetch_one(url).not_before == fetching.now() + wait);
    fetching.wait(wait - 1);
    CHECK(fetching.fetch_one(url).outcome == Outcome::waiting);
    fetching.wait(1);
  }
  CHECK(fetching.state(url).failures == 4);
  works = true;
  CHECK(fetching.fetch_one(url).outcome == Outcome::read);
  CHECK(fetching.state(url).failures == 0);
  CHECK(fetching.state(url).not_before == 0);
  CHECK(back_off(9) == 76'800);
  CHECK(back_off(10) == 86'400);
  CHECK(back_off(4'000'000'000) == 86'400);
}

TEST_CASE("fetch: what failed for days is kept, and explains a gap of the feed's source") {
  std::atomic<bool> works{true};
  const HttpServer server([&](const Request&, Client& client) {
    works ? client.answer(200, feed_of({"a"})) : client.answer(503, "");
  });
  Fetching fetching;
  fetching.options.ingest.read.source = "Quay Post";
  const std::string url = server.url("/feed");
  const Timestamp day = 86'400, first = fetching.now();
  const auto failures = [&] {
    return Catalog(fetching.archive(), Catalog::Mode::write).feeds().failures();
  };
  fetching.fetch_one(url);
  CHECK(failures().empty());
  works = false;
  fetching.wait(day);
  fetching.fetch_one(url);
  fetching.wait(3 * day);
  fetching.fetch_one(url);
  REQUIRE(failures().size() == 1);
  CHECK(failures().front().end == first + 4 * day);  // and not over
  works = true;
  fetching.wait(2 * day);
  fetching.fetch_one(url);
  fetching.wait(day);
  fetching.fetch_one(url);
  REQUIRE(failures().size() == 1);
  const FeedFailure failure = failures().front();
  CHECK(failure.source == "Quay Post");
  CHECK(failure.url == url);
  CHECK(failure.begin == first);
  CHECK(failure.end == first + 6 * day);
  const std::string reason = explain_gap(failures(), "Quay Post", first + day, first + 3 * day);
  CHECK(reason == fmt::format("{} failed from 2024-12-31 to 2025-01-06: the server answers 503, "
                              "unavailable for now",
                              url));
  CHECK(explain_gap(failures(), "Pier Gazette", first, first + day).empty());
  CHECK(explain_gap(failures(), "Quay Post", first + 7 * day, first + 9 * day).empty());
  std::filesystem::create_directory(fetching.path("salvaged"));
  CHECK(salvage_catalog(fetching.archive(), fetching.path("salvaged"), {}).incomplete.empty());
  CHECK(Catalog(fetching.path("salvaged"), Catalog::Mode::write).feeds().failures().size() == 1);
}

TEST_CASE("fetch: a gap is told with the failure of a feed that explains it") {
  const Desk desk;
  std::string articles;
  for (int day = 0; day < 90; ++day)
    for (int i = 0; i < 12 && (day < 60 || day >= 64); ++i)
      articles += fmt::format(
          R"({{"id": "{0}-{1}", "source": "Quay Post", "body": "Ship {1}.", "date": {2}}})"
          "\n",
          day, i, 1'704'067'200 + day * 86'400);  // from 2024-01-01
  desk.add("quay.jsonl", articles);
  FeedState feed;
  feed.url = "https://quay.example/feed?key=secret";
  feed.new_sources = {"Quay Post"};
  feed.succeeded = 1'704'067'200 + 60 * 86'400;
  feed.failures = 9;
  feed.problem = "no answer in time";
  {
    Catalog catalog(desk.folder / "archive", Catalog::Mode::write);
    catalog.feeds().save({feed});
    feed.succeeded += 4 * 86'400;
    feed.failures = 0;
    catalog.feeds().save({feed});
  }
  const std::string reason =
      "https://quay.example/feed?key=*** failed from 2024-03-01 to 2024-03-05: no answer in time";
  const std::string text = desk.out("$Q --timeline month --gaps ship");
  CHECK_MESSAGE(text.find("of about 48; " + reason) != std::string::npos, text);
  CHECK(desk.out("$Q --timeline month --gaps --format json ship").find(reason) !=
        std::string::npos);
  CHECK(desk.out("$I status --calendar").find("are usual; " + reason) != std::string::npos);
  CHECK(desk.out("$I status --calendar --json").find("\"reason\": \"" + reason) !=
        std::string::npos);
}

TEST_CASE("fetch: a feed that is gone is asked again only when it is named itself") {
  std::atomic<int> status{410};
  const HttpServer server(
      [&](const Request&, Client& client) { client.answer(status, feed_of({"a"})); });
  Fetching fetching;
  const std::string url = server.url("/feed");
  std::ofstream(fetching.path("feeds.txt")) << "# mine\n\n" << url << "  \"news\"\n";
  const std::string list = fetching.path("feeds.txt").string();
  CHECK(fetching.fetch_one(list).outcome == Outcome::gone);
  CHECK(fetching.fetch_one(list).outcome == Outcome::gone);
  CHECK(fetching.fetch({}).count(Outcome::gone) == 1);
  CHECK(server.requests().size() == 1);
  status = 200;
  CHECK(fetching.fetch_one(url).outcome == Outcome::read);
  CHECK_FALSE(fetching.state(url).gone);
  CHECK(fetching.fetch_one(list).outcome == Outcome::read);
}

TEST_CASE("fetch: addresses of the local network are refused, however one gets there") {
  const HttpServer server(
      [&](const Request&, Client& client) { client.answer(200, feed_of({"secret"})); });
  Fetching fetching;
  fetching.options.http.refuses = &is_local_address;
  const std::string port = ":" + std::to_string(server.port());
  for (const std::string host :
       {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]",
        "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "[fd00::1]", "10.0.0.1",
        "169.254.169.254", "192.168.1.1", "172.31.255.1", "100.64.0.1", "224.0.0.1",
        "255.255.255.255"}) {
    CAPTURE(host);
    const FeedReport report = fetching.fetch_one("http://" + host + port + "/feed");
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.problem.ends_with("an address of a local network"));
    CHECK(report.hint == "to ask it all the same: --allow-private");
    CHECK(report.not_before == 0);
  }
  CHECK(server.requests().empty());
  CHECK_FALSE(fetching.has("secret"));
}

TEST_CASE("fetch: a redirect to a local address is refused") {
  const HttpServer secret(
      [&](const Request&, Client& client) { client.answer(200, feed_of({"secret"})); });
  const HttpServer server([&](const Request&, Client& client) {
    client.answer(301, "", "Location: " + secret.url("/feed") + "\r\n");
  });
  Fetching fetching;
  fetching.options.http.refuses = [&](const sockaddr& address) {  // this server is as if public
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    return is_local_address(address) && ntohs(four.sin_port) != server.port();
  };
  const FeedReport report = fetching.fetch_one(server.url("/feed"));
  CHECK(report.outcome == Outcome::failed);
  CHECK(report.problem == "127.0.0.1 is an address of a local network");
  CHECK(server.requests().size() == 1);
  CHECK(secret.requests().empty());
  CHECK(fetching.state(server.url("/feed")).address == server.url("/feed"));
}

TEST_CASE("fetch: one connection at a time to a host, with a pause between requests") {
  const HttpServer server([&](const Request& request, Client& client) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    client.answer(200, feed_of({request.path}));
  });
  Fetching fetching;
  fetching.options.http.pause = std::chrono::milliseconds(100);
  std::vector<std::string> urls;
  for (int i = 0; i < 6; ++i) urls.push_back(server.url("/feed" + std::to_string(i)));
  CHECK(fetching.fetch(urls).articles.added == 6);
  CHECK(server.most_at_once() == 1);
  const std::vector<Request> requests = server.requests();
  REQUIRE(requests.size() == 6);
  for (std::size_t i = 1; i < requests.size(); ++i)
    CHECK(requests[i].time - requests[i - 1].time >= std::chrono::milliseconds(95));
}

TEST_CASE("fetch: lists of feeds: OPML in a file, OPML at an address, lines of a text file") {
  std::string opml;
  const HttpServer server([&](const Request& request, Client& client) {
    client.answer(200, request.path == "/opml" ? opml : feed_of({request.path}));
  });
  opml =
      "<?xml version='1.0'?><opml version='2.0'><body><outline text='World'><outline text='A'"
      " xmlUrl='" +
      server.url("/a") + "'/></outline><outline text='B' xmlUrl='" + server.url("/b") +
      "'/><outline text='Bad' xmlUrl='gopher://c.example/'/></body></opml>";
  Fetching fetching;
  std::ofstream(fetching.path("feeds.opml")) << opml;
  std::ofstream(fetching.path("feeds.txt")) << server.url("/c") << "\n" << server.url("/a") << "\n";
  const FetchReport report =
      fetching.fetch({fetching.path("feeds.opml").string(), fetching.path("feeds.txt").string()});
  REQUIRE(report.feeds.size() == 4);
  CHECK(report.articles.added == 3);
  CHECK(report.feeds[2].url == "gopher://c.example/");
  CHECK(report.feeds[2].problem == "this is no http or https address");
  const FetchReport again = fetching.fetch({server.url("/opml")});
  CHECK(again.feeds.size() == 3);
  CHECK(again.articles.unchanged == 2);
  CHECK(fetching.fetch({}).feeds.size() == 3);  // the list is no feed
  std::ofstream(fetching.path("bad.txt")) << server.url("/c") << "\n\n# ours\nask the harbour\n";
  const FetchReport bad = fetching.fetch({fetching.path("bad.txt").string()});
  REQUIRE(bad.feeds.size() == 2);
  CHECK(bad.feeds[1].url == "ask the harbour");
  CHECK(bad.feeds[1].problem ==
        "not an address (" + fetching.path("bad.txt").string() + ", line 4)");
  std::ofstream(fetching.path("feed.xml")) << "<rss version='2.0'/>";
  CHECK_THROWS_AS(fetching.fetch({fetching.path("feed.xml").string()}), Error);
  CHECK_THROWS_AS(fetching.fetch({"harbour-post.example"}), Error);
}

TEST_CASE("fetch: a page leads to its feed, which is asked from then on") {
  const HttpServer server([&](const Request& request, Client& client) {
    if (request.path == "/") {
      client.answer(200,
                    "<html><head><link rel='alternate' type='application/rss+xml' title='Comments'"
                    " href='/comments/feed'><link rel='Alternate home' type='application/atom+xml;"
                    " charset=utf-8' href='feed.atom'></head><body>Hello</body></html>",
                    "Content-Type: text/html\r\n");
    } else {
      client.answer(200, feed_of({request.path}), "Content-Type: text/html\r\n");
    }
  });
  Fetching fetching;
  const FeedReport report = fetching.fetch_one(server.url("/"));
  CHECK(report.outcome == Outcome::read);
  CHECK(report.moved_to == server.url("/feed.atom"));
  CHECK(fetching.has("/feed.atom"));
  fetching.fetch({});
  CHECK(server.requests().back().path == "/feed.atom");
  CHECK(server.requests().size() == 3);
}

TEST_CASE("fetch: packed bodies are unpacked, packed files too") {
  const HttpServer server([&](const Request& request, Client& client) {
    if (request.path == "/encoded")
      client.answer(200, gzip(feed_of({"a"})), "Content-Encoding: gzip\r\n");
    else
      client.answer(200, gzip(feed_of({"b"})));
  });
  Fetching fetching;
  CHECK(fetching.fetch({server.url("/encoded"), server.url("/file.gz")}).articles.added == 2);
}

TEST_CASE("fetch: what cannot be read of a feed is told, and it is read again the next time") {
  const HttpServer server([&](const Request& request, Client& client) {
    CHECK(request.header("if-none-match").empty());
    client.answer(200, feed_of({"a"}) + "{\"title\": \n", "ETag: \"1\"\r\n");
  });
  Fetching fetching;
  for (int i = 0; i < 2; ++i) {
    const FeedReport report = fetching.fetch_one(server.url("/feed"));
    CHECK(report.outcome == Outcome::read);
    CHECK(report.articles.rejected == 1);
    CHECK(report.problem == "the line is not valid JSON");
  }
}

TEST_CASE("fetch: what it knows of feeds outlives a snapshot, a rebuild and salvage") {
  std::atomic<int> known{0};
  const HttpServer server([&](const Request& request, Client& client) {
    if (!request.header("if-none-match").empty()) ++known;
    client.answer(request.header("if-none-match").empty() ? 200 : 304, feed_of({"a"}),
                  "ETag: \"1\"\r\n");
  });
  Fetching fetching;
  fetching.fetch({server.url("/feed")});
  const std::string url = server.url("/feed");
  snapshot_copy(fetching.archive(), fetching.path("copy"), {});
  CHECK(Catalog(fetching.path("copy"), Catalog::Mode::write).feeds().all().front().etag == "\"1\"");
  std::filesystem::create_directory(fetching.path("salvaged"));
  const Salvage salvage = salvage_catalog(fetching.archive(), fetching.path("salvaged"), {});
  CHECK(salvage.incomplete.empty());
  CHECK(Catalog(fetching.path("salvaged"), Catalog::Mode::write).feeds().all().front().url == url);
  WritableArchive(fetching.archive(), {}, Catalog::Mode::rebuild).rebuild();
  CHECK(fetching.fetch({}).count(Outcome::unmodified) == 1);
  CHECK(known == 1);
}

TEST_CASE("fetch: an archive of before learns of feeds, and loses nothing by not having known") {
  const TemporaryFolder folder;
  std::filesystem::copy(repository_root() / "tests/archives/tables-2", folder / "old",
                        std::filesystem::copy_options::recursive);
  std::filesystem::create_directory(folder / "salvaged");
  CHECK(salvage_catalog(folder / "old", folder / "salvaged", {}).incomplete.empty());
  Catalog catalog(folder / "old", Catalog::Mode::rebuild);  // its index is of an earlier analysis
  CHECK(catalog.feeds().all().empty());
  FeedState feed;
  feed.url = "https://harbour-post.example/feed";
  catalog.feeds().save({feed});
  CHECK(catalog.feeds().all().size() == 1);
  CHECK(catalog.check(true).empty());
}

TEST_CASE("fetch: files in an answer that are not read are counted by kind, in text and JSON") {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& script) {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", program("dateline-indexer").string()}},
                   folder.path(), folder.path())
        .wait();
  };
  folder.write("feed.jsonl", feed_of({"a"}));
  folder.write("quay.jpg", std::string("\xff\xd8\xff\0", 4));
  REQUIRE(run("ln -s feed.jsonl again.jsonl && tar czf all.tgz feed.jsonl quay.jpg again.jsonl")
              .exit_code == 0);
  const std::string packed = file_text(folder / "all.tgz");
  const HttpServer server(
      [&](const Request&, Client& client) { client.answer(200, packed, "ETag: \"1\"\r\n"); });
  const std::string fetch = "$I fetch --allow-private --force --pause 0 " + server.url("/all.tgz");
  CHECK(run(fetch).out.ends_with(
      "\nskipped 1 jpg, 1 link\nadded 1  updated 0  unchanged 0  rejected 0\n"));
  const nlohmann::json report = nlohmann::json::parse(run(fetch + " --json").out);
  CHECK(report["skipped"] == nlohmann::json{{"link", 1}, {"jpg", 1}});
}

namespace {

/// A page of an article with this text.
std::string page_of(const std::string& title, const std::string& text,
                    const std::string& head = {}) {
  return "<html><head><title>" + title + "</title>" + head +
         "<link rel='alternate' type='application/rss+xml' href='/feed'></head><body><nav><a "
         "href='/'>Home</a></nav><article><h1>" +
         title + "</h1><p>" + text + "</p></article></body></html>";
}

constexpr const char* kPloughs =
    "Two ploughs cleared the pass on Tuesday, and the bus to Sula ran again at noon, three days "
    "after the snow had fallen. The council paid for a third plough, which will come in March.";

/// A site with a feed of these pages, robots.txt and a sitemap of news.
class Site {
 public:
  std::atomic<int> edition{1};
  HttpServer server{[this](const Request& request, Client& client) { answer(request, client); }};

  std::size_t asked(const std::string& path) const {
    std::size_t times = 0;
    for (const Request& request : server.requests()) times += request.path == path ? 1 : 0;
    return times;
  }

 private:
  void answer(const Request& request, Client& client) {
    const std::string& path = request.path;
    if (path == "/robots.txt")
      client.answer(200, "User-agent: *\nDisallow: /closed/\n\nUser-agent: other\nDisallow: /\n");
    else if (path == "/feed")
      client.answer(200, feed());
    else if (path == "/map.xml")
      client.answer(200,
                    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
                    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>" +
                        server.url("/news/map") +
                        "</loc><news:news><news:publication><news:name>Sula Post</news:name>"
                        "</news:publication><news:publication_date>2023-02-07</"
                        "news:publication_date><news:title>Bus runs</news:title></news:news>"
                        "</url><url><loc>" +
                        server.url("/about") + "</loc></url></urlset>");
    else if (path == "/maps.xml.gz")
      client.answer(200, gzip("<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                              "<sitemap><loc>" +
                              server.url("/pages.xml.gz") + "</loc></sitemap></sitemapindex>"));
    else if (path == "/pages.xml.gz")
      client.answer(200, gzip("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" +
                              entry("/news/old", "2019-03-01") + entry("/", "") +
                              entry("/news/new", "2021-05-02T10:00:00Z") + "</urlset>"));
    else if (path == "/")
      client.answer(200, "<html><head><title>Sula Post</title></head><body></body></html>");
    else if (path == "/news/gone")
      client.answer(404, "");
    else if (request.header("if-none-match") == "\"1\"")
      client.answer(304, "", "ETag: \"1\"\r\n");
    else if (path == "/news/paid")
      client.answer(200, page_of("Paid", "Only the beginning of the report is shown here to all.",
                                 "<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
                                 "\"isAccessibleForFree\": \"False\"}</script>"));
    else
      client.answer(200, page_of("Ploughs", kPloughs), "ETag: \"1\"\r\n");
  }

  std::string entry(const std::string& path, const std::string& changed) const {
    return "<url><loc>" + server.url(path) + "</loc>" +
           (changed.empty() ? "" : "<lastmod>" + changed + "</lastmod>") + "</url>";
  }

  std::string feed() const {
    std::string items;
    for (const std::string path : {"/news/open", "/news/paid", "/news/gone", "/closed/one"})
      items += "<item><title>Of " + path + (path == "/news/open" && edition == 2 ? ", again" : "") +
               "</title><link>" + server.url(path) + "</link><guid>" + server.url(path) +
               "</guid><description>A teaser.</description></item>";
    return "<rss version='2.0'><channel><title>Sula Post</title>" + items + "</channel></rss>";
  }
};

Article article_at(const Fetching& fetching, const std::string& id) {
  const Catalog catalog(fetching.archive(), Catalog::Mode::read);
  const auto known = catalog.find(id);
  REQUIRE(known);
  return catalog.article(known->row)->article;
}

}  // namespace

TEST_CASE("fetch --full: pages replace teasers, robots.txt is kept to, nothing is asked twice") {
  Site site;
  Fetching fetching;
  fetching.options.full = true;
  const std::string url = site.server.url("/feed");
  const FeedReport first = fetching.fetch_one(url);
  CHECK(first.articles.added == 4);
  CHECK(first.pages_read == 2);
  CHECK(first.pages_unread == 2);
  CHECK(site.asked("/closed/one") == 0);
  CHECK(site.asked("/robots.txt") == 1);
  const Article open = article_at(fetching, site.server.url("/news/open"));
  CHECK(open.body == kPloughs);
  CHECK(open.title == "Of /news/open");
  CHECK(open.type.empty());
  CHECK(article_at(fetching, site.server.url("/news/paid")).type == "summary");
  CHECK(article_at(fetching, site.server.url("/closed/one")).body == "A teaser.");

  SUBCASE("a plain fetch brings no teaser back") { fetching.options.full = false; }
  SUBCASE("an item that changed is asked with its ETag") { site.edition = 2; }
  const FeedReport second = fetching.fetch_one(url);
  CHECK(second.articles.added == 0);
  CHECK(second.articles.updated == 0);
  CHECK(site.asked("/news/open") == static_cast<std::size_t>(site.edition));
  CHECK(article_at(fetching, site.server.url("/news/open")).body == kPloughs);
}

TEST_CASE("fetch --full: the page of one article, and a sitemap of news") {
  Site site;
  Fetching fetching;
  CHECK(fetching.fetch_one(site.server.url("/map.xml")).outcome == Outcome::failed);
  fetching.wait(24 * 60 * 60);
  fetching.options.full = true;
  CHECK(fetching.fetch_one(site.server.url("/news/named")).articles.added == 1);
  CHECK(fetching.fetch_one(site.server.url("/news/named")).outcome == Outcome::unmodified);
  CHECK(fetching.fetch_one(site.server.url("/map.xml")).articles.added == 1);
  CHECK(site.asked("/about") == 0);
  const Article mapped = article_at(fetching, site.server.url("/news/map"));
  CHECK(mapped.title == "Bus runs");
  CHECK(mapped.source == "Sula Post");
  CHECK(mapped.body == kPloughs);
  // A page is no feed, which a fetch of all feeds would ask.
  CHECK(fetching.fetch({}).feeds.size() == 1);
}

TEST_CASE(
    "fetch --full: gzipped sitemaps of any pages; pages without an article are left at rest") {
  Site site;
  Fetching fetching;
  fetching.options.full = true;
  const FetchReport first = fetching.fetch({site.server.url("/maps.xml.gz")});
  CHECK(first.articles.added == 2);
  CHECK(article_at(fetching, site.server.url("/news/old")).body == kPloughs);
  // The page that was changed last is asked first.
  std::vector<std::string> asked;
  for (const Request& request : site.server.requests())
    if (request.path.starts_with("/news/")) asked.push_back(request.path);
  CHECK(asked == std::vector<std::string>{"/news/new", "/news/old"});
  fetching.wait(24 * 60 * 60);
  const FetchReport second = fetching.fetch({site.server.url("/maps.xml.gz")});
  CHECK(second.articles.added == 0);
  CHECK(site.asked("/") == 1);
  CHECK(site.asked("/news/old") == 1);
}

TEST_CASE("fetch --full: a public feed leads to no local address") {
  Site site;
  Fetching fetching;
  fetching.options.full = true;
  fetching.options.http.refuses = [](const sockaddr& address) { return is_local_address(address); };
  fetching.options.allow_private = false;
  CHECK(fetching.fetch_one(site.server.url("/feed")).outcome == Outcome::failed);
  CHECK(site.server.requests().empty());
}

TEST_CASE("robots.txt: the longest rule counts, a group of our own beats the general one") {
  const Robots robots(
      "# all\nUser-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow:\n",
      "dateline");
  CHECK_FALSE(robots.allows("https://sula.example/a/c"));
  CHECK(robots.allows("https://sula.example/a/b/c"));
  CHECK(robots.allows("https://sula.example"));
  CHECK_FALSE(robots.allows("https://sula.example/x/y.pdf"));
  CHECK(robots.allows("https://sula.example/x/y.pdf?page=2"));
  const Robots own(
      "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Dateline\nDisallow: /x\n",
      "dateline");
  CHECK(own.allows("https://sula.example/news"));
  CHECK_FALSE(own.allows("https://sula.example/x"));
  CHECK_FALSE(Robots::nothing_allowed().allows("https://sula.example/"));
  CHECK(Robots().allows("https://sula.example/"));
  std::string stars = "User-agent: *\nDisallow: /" + std::string(2000, '*') + "b\n";
  CHECK(Robots(stars, "dateline").allows("https://sula.example/" + std::string(20'000, 'a')));
}
