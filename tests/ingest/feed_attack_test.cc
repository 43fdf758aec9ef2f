// SPDX-License-Identifier: GPL-2.0-or-later
// fetch in hostile or difficult networks: certificates that are not good, authorities of one's own,
// proxies, secrets in addresses, clocks that were wrong. The servers are the test's own, one of
// them openssl's; the certificates are made as the test begins.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "catalog/feed_store.h"
#include "connectors/fetch.h"
#include "connectors/proxy.h"
#include "support/http_server.h"
#include "support/process.h"
#include "support/support.h"
#include "text/url.h"

using namespace dateline;
using namespace dateline::indexing;
using Json = nlohmann::json;
using Outcome = FeedReport::Outcome;

namespace {

const std::string kFeed =
    "{\"id\": \"pilot-1\", \"title\": \"Pilots strike\", \"body\": \"The pilots of the bar.\"}\n"
    "{\"id\": \"pilot-2\", \"title\": \"Pilots return\", \"body\": \"They came back.\"}\n";

/// A folder with an archive in it, and the programs run there.
struct Desk {
  Finished run(const std::string& script, Environment more = {}) const {
    more["DATELINE_INDEX"] = (folder / "archive").string();
    more["I"] = program("dateline-indexer").string();
    for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy",
                             "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY"})
      more.emplace(name, "");  // of the machine of the test
    return Process({"/bin/bash", "-c", script}, more, folder.path(), folder.path()).wait();
  }
  Json fetch(const std::string& words, const Environment& more = {}) const {
    return Json::parse(run("$I --json fetch " + words, more).out);
  }
  TemporaryFolder folder;
};

/// The folder has ca.crt, an authority, and certificates with their keys: good, old, other (for
/// another host), own (signed by itself).
void make_certificates(const Desk& desk) {
  desk.folder.write("make.sh", R"(set -e
new='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
openssl req -x509 $new -keyout ca.key -out ca.crt -subj '/CN=Harbour Authority' -days 30
openssl req -x509 $new -keyout own.key -out own.crt -subj /CN=localhost -days 30 \
  -addext subjectAltName=DNS:localhost
touch index
cat > ca.conf <<END
[ca]
default_ca = authority
[authority]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = names
unique_subject = no
[names]
commonName = supplied
END
sign() {
  printf "subjectAltName=DNS:$2" > san
  openssl req $new -keyout $1.key -out $1.csr -subj "/CN=$2"
  openssl ca -batch -notext -config ca.conf -cert ca.crt -keyfile ca.key -extfile san \
    -startdate 20200101000000Z -enddate $3 -in $1.csr -out $1.crt
}
sign good localhost 20991231000000Z
sign old localhost 20200201000000Z
sign other harbour.example 20991231000000Z
)");
  const Finished made = desk.run("bash make.sh");
  CAPTURE(made.err);
  REQUIRE(made.exit_code == 0);
  desk.folder.write("feed", kFeed);
}

/// openssl's server, which serves the files of the folder with one of the certificates.
class TlsServer {
 public:
  TlsServer(const Desk& desk, const std::string& name)
      : process_({"/usr/bin/env", "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                  name + ".crt", "-key", name + ".key", "-WWW"},
                 {}, outputs_.path(), desk.folder.path()) {
    const std::string begin = "ACCEPT 127.0.0.1:";
    for (int i = 0; i < 600 && port_.empty(); ++i) {
      const std::string told = file_text(outputs_ / "out");
      const std::size_t at = told.find(begin), end = told.find('\n', at);
      if (at != std::string::npos && end != std::string::npos)
        port_ = told.substr(at + begin.size(), end - at - begin.size());
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    REQUIRE(!port_.empty());
  }
  std::string url() const { return "https://localhost:" + port_ + "/feed"; }

 private:
  TemporaryFolder outputs_;
  Process process_;
  std::string port_;
};

}  // namespace

TEST_CASE(
    "attack 06, an own authority: it is given by option or variable, and kept with the feed") {
  const Desk desk;
  make_certificates(desk);
  const TlsServer server(desk, "good");
  const std::string local = "--allow-private --pause 0 --force ";
  const Json unknown = desk.fetch(local + server.url());
  CHECK(unknown["feeds"][0]["problem"] ==
        "the certificate of localhost is from an authority that is not known here");
  CHECK(unknown["feeds"][0]["hint"].get<std::string>().find("--ca FILE") != std::string::npos);
  CHECK(desk.fetch(local + server.url(), {{"SSL_CERT_FILE", "ca.crt"}})["added"] == 2);
  CHECK(desk.fetch(local + server.url(), {{"CURL_CA_BUNDLE", "ca.crt"}})["unchanged"] == 2);
  CHECK(desk.fetch(local + server.url())["failed"] == 1);  // a variable is not kept
  CHECK(desk.fetch(local + "--ca ca.crt " + server.url())["unchanged"] == 2);
  const Json kept = desk.fetch("--pause 0 --force");  // neither option is given again
  CHECK(kept["failed"] == 0);
  CHECK(kept["unchanged"] == 2);
  CHECK(desk.run("$I fetch --ca none " + server.url()).err.find("--ca none cannot be read") !=
        std::string::npos);
  CHECK(desk.run("$I fetch --ca feed " + server.url()).err.find("holds no certificate") !=
        std::string::npos);
}

TEST_CASE("attack 06, an own authority: each fault of a certificate has its own sentence") {
  const Desk desk;
  make_certificates(desk);
  for (const auto& [name, problem] : std::vector<std::pair<std::string, std::string>>{
           {"old", "the certificate of localhost has expired"},
           {"other", "the certificate that localhost sends is for another host"},
           {"own", "the certificate of localhost is signed by no authority, but by itself"}}) {
    CAPTURE(name);
    const TlsServer server(desk, name);
    const Json report = desk.fetch("--allow-private --ca ca.crt " + server.url());
    CHECK(report["feeds"][0]["problem"] == problem);
    CHECK(report["added"] == 0);
  }
  const TlsServer own(desk, "own");
  CHECK(desk.fetch("--allow-private --ca own.crt " + own.url())["added"] == 2);
}

TEST_CASE("attack 06, a proxy: by option or variable, never to the local network") {
  const HttpServer proxy([](const HttpServer::Request& request, HttpServer::Client& client) {
    client.answer(200, request.path.starts_with("http://") ? kFeed : "not asked as a proxy");
  });
  const std::string address = fmt::format("http://127.0.0.1:{}", proxy.port());
  const std::string feed = "http://feeds.harbour-post.invalid/all";
  const Desk desk;
  const std::string quick = "--pause 0 --force ";
  CHECK(desk.fetch(quick + feed, {{"http_proxy", ""}})["failed"] == 1);
  CHECK(desk.fetch(quick + feed, {{"http_proxy", address}})["added"] == 2);
  const Environment excepted{{"http_proxy", address},
                             {"no_proxy", "a.example, .harbour-post.invalid"}};
  CHECK(desk.fetch(quick + feed, excepted)["failed"] == 1);
  // What a proxy may reach for us is what we may ask ourselves.
  for (const char* local : {"http://10.2.3.4/x", "http://[::1]/x", "http://localhost/x",
                            "http://169.254.169.254/x", "http://2130706433/x"}) {
    CAPTURE(local);
    const std::size_t before = proxy.requests().size();
    const Json refused = desk.fetch(quick + "'" + local + "'", {{"http_proxy", address}});
    CHECK(refused["feeds"][0]["problem"].get<std::string>().find("local network") !=
          std::string::npos);
    CHECK(refused["feeds"][0]["hint"] == "to ask it all the same: --allow-private");
    CHECK(proxy.requests().size() == before);
  }
  CHECK(desk.fetch(quick + "--proxy " + address + " " + feed)["unchanged"] == 2);
  CHECK(desk.fetch(quick + feed)["unchanged"] == 2);  // it is kept
  CHECK(desk.fetch(quick + "--proxy http://u:pw7@127.0.0.1:1 " + feed)["feeds"][0]["problem"] ==
        "the proxy http://u:***@127.0.0.1:1 cannot be reached");
}

TEST_CASE("attack 06, a proxy: which one the environment names") {
  const TemporaryVariable http("http_proxy", "http://a:1"), https("https_proxy", ""),
      none("no_proxy", "harbour.example,.quay.example, 10.0.0.1"), all("all_proxy", "http://b:2");
  CHECK(environment_proxy("http://x.example/", "x.example") == "http://a:1");
  CHECK(environment_proxy("https://x.example/", "x.example") == "http://b:2");
  CHECK(environment_proxy("http://harbour.example/", "harbour.example").empty());
  CHECK(environment_proxy("http://a.HARBOUR.example/", "a.HARBOUR.example").empty());
  CHECK(environment_proxy("http://notharbour.example/", "notharbour.example") == "http://a:1");
  CHECK(environment_proxy("http://quay.example/", "quay.example").empty());
  CHECK(environment_proxy("http://10.0.0.1/", "10.0.0.1").empty());
}

TEST_CASE(
    "attack 06: --allow-private is kept for the feed's own host, not for where it redirects") {
  std::string target;
  const HttpServer server([&](const HttpServer::Request& request, HttpServer::Client& client) {
    if (request.path == "/moved")
      client.answer(302, "", "Location: " + target + "\r\n");
    else
      client.answer(200, kFeed);
  });
  const Desk desk;
  const std::string feed = fmt::format("http://localhost:{}/feed", server.port());
  CHECK(desk.fetch(feed)["failed"] == 1);
  CHECK(desk.fetch("--pause 0 --force --allow-private " + feed)["added"] == 2);
  CHECK(desk.fetch("--force")["unchanged"] == 2);
  target = fmt::format("http://127.0.0.1:{}/feed", server.port());
  const std::string moved = fmt::format("http://localhost:{}/moved", server.port());
  CHECK(desk.fetch("--pause 0 --allow-private " + moved)["unchanged"] == 2);
  const Json later = desk.fetch("--pause 0 --force");
  CHECK(later["read"] == 1);
  CHECK(later["feeds"][1]["problem"] == "127.0.0.1 is an address of a local network");
}

TEST_CASE("attack 07, secrets of feed addresses: used to ask, shown nowhere") {
  const HttpServer server([](const HttpServer::Request& request, HttpServer::Client& client) {
    const bool asked_right = request.header("authorization") == "Basic YW5uOnMzY3JldA==";
    if (request.path.find("key=hidden7") == std::string::npos || !asked_right)
      client.answer(401, "");
    else if (request.path.starts_with("/redirect"))
      client.answer(302, "", "Location: ftp://ann:s3cret@harbour.example/?token=hidden7\r\n");
    else
      client.answer(200, R"(<rss><channel><title>Quay</title><item><title>Pilots</title>)"
                         R"(<link>/pilots</link><description>They strike.</description></item>)"
                         R"(<item></item></channel></rss>)");
  });
  const Desk desk;
  const auto feed = [&](const std::string& path) {
    return fmt::format("'http://ann:s3cret@127.0.0.1:{}{}?key=hidden7&page=1'", server.port(),
                       path);
  };
  const std::string all = feed("/rss") + " " + feed("/redirect") + " 'htps://ann:s3/cret@x/'";
  std::string told;
  for (const std::string options : {"", "--json ", "--quiet "}) {
    const Finished run =
        desk.run("$I " + options + "fetch --allow-private --pause 0 --force " + all);
    told += run.out + run.err;
  }
  for (const char* command : {"status", "status --json", "fetch", "fetch --json", "verify",
                              "fetch --wait 0 --json ann:s3cret@harbour.example"}) {
    const Finished run = desk.run(std::string("$I ") + command);
    told += run.out + run.err;
  }
  CAPTURE(told);
  CHECK(told.find("http://ann:***@127.0.0.1") != std::string::npos);
  CHECK(told.find("key=***&page=1") != std::string::npos);
  CHECK(told.find("it redirects to ftp://ann:***@harbour.example/?token=***") != std::string::npos);
  for (const char* secret : {"s3cret", "hidden7", "s3/cret"}) {
    CAPTURE(secret);
    CHECK(told.find(secret) == std::string::npos);
  }
  // No article has it either, whose link is relative to that address.
  const Finished found =
      Process({program("dateline-query").string(), "--format", "jsonl", "pilots"},
              {{"DATELINE_INDEX", (desk.folder / "archive").string()}}, desk.folder.path())
          .wait();
  CHECK(Json::parse(found.out)["url"] == fmt::format("http://127.0.0.1:{}/pilots", server.port()));
}

TEST_CASE("attack 07, secrets of feed addresses: what is masked") {
  for (const auto& [url, shown] : std::vector<std::pair<std::string, std::string>>{
           {"https://quay.example/feed", "https://quay.example/feed"},
           {"https://quay.example/@ann/feed?page=2", "https://quay.example/@ann/feed?page=2"},
           {"https://quay.example:8080/@ann", "https://quay.example:8080/@ann"},
           {"https://ann@quay.example/", "https://***@quay.example/"},
           {"https://ann:pw@quay.example:80/x", "https://ann:***@quay.example:80/x"},
           {"https://ann:p@w@quay.example/", "https://ann:***@quay.example/"},
           {"https://ann:p/w@quay.example/", "https://ann:***@quay.example/"},
           {"https://[::1]:80/a@b", "https://[::1]:80/a@b"},
           {"https://q.example/?a=1&Access_Token=x;y=2#k",
            "https://q.example/?a=1&Access_Token=***;y=2#k"},
           {"https://q.example/?api-key=x&keyword=oil",
            "https://q.example/?api-key=***&keyword=oil"},
           {"https://q.example/?X-Amz-Signature=ab", "https://q.example/?X-Amz-Signature=***"},
           {"feed:https://u:p@q.example", "feed:https://u:***@q.example"},
           {"ann:pw@quay.example", "ann:***@quay.example"}}) {
    CAPTURE(url);
    CHECK(masked_url(url) == shown);
  }
  CHECK(base_address("https://ann:pw@quay.example/a/b?token=x#y") == "https://quay.example/a/b");
}

TEST_CASE("attack 13, a clock that was wrong: a feed is not left alone for years") {
  const HttpServer server(
      [](const HttpServer::Request&, HttpServer::Client& client) { client.answer(200, kFeed); });
  const TemporaryFolder folder;
  const auto fetch_at = [&](const std::string& time, const std::string& url) {
    const TemporaryVariable clock("DATELINE_NOW", time);
    FetchOptions options;
    options.http.refuses = [](const sockaddr&) { return false; };
    options.http.pause = std::chrono::milliseconds(0);
    options.ingest.read.language = "en";
    return fetch(folder / "archive", {},
                 url.empty() ? std::vector<std::string>{} : std::vector{url}, options)
        .feeds.at(0);
  };
  const std::string dead = "http://127.0.0.1:1/feed";
  CHECK(fetch_at("2034-05-01T10:00:00Z", dead).outcome == Outcome::failed);
  CHECK(fetch_at("2024-05-01T10:00:00Z", "").outcome == Outcome::failed);   // asked, not left alone
  CHECK(fetch_at("2024-05-01T10:01:00Z", "").outcome == Outcome::waiting);  // as it should be
  // A clock that was days ahead, too.
  CHECK(fetch_at("2024-05-09T10:00:00Z", dead).outcome == Outcome::failed);
  CHECK(fetch_at("2024-05-01T12:00:00Z", "").outcome == Outcome::failed);
  // What a server asked for is kept to.
  const HttpServer busy([](const HttpServer::Request&, HttpServer::Client& client) {
    client.answer(503, "", "Retry-After: 1728000\r\n");  // twenty days
  });
  const TemporaryFolder other;
  const auto at = [&](const std::string& time) {
    const TemporaryVariable clock("DATELINE_NOW", time);
    FetchOptions options;
    options.http.refuses = [](const sockaddr&) { return false; };
    options.ingest.read.language = "en";
    return fetch(other / "archive", {}, {busy.url("/feed")}, options).feeds.at(0).outcome;
  };
  CHECK(at("2024-05-01T10:00:00Z") == Outcome::failed);
  CHECK(at("2024-05-20T10:00:00Z") == Outcome::waiting);
  CHECK(at("2024-05-22T10:00:00Z") == Outcome::failed);
}
