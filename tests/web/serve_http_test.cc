// SPDX-License-Identifier: GPL-2.0-or-later
// HTTP of the API: headers, methods, compression, conditional requests, and access.
#include <doctest/doctest.h>

#include <set>

#include "support/served_sample.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

TEST_CASE("serve: files of the page, and what every answer says") {
  const HttpReply page = served().get("/");
  CHECK(page.status == 200);
  CHECK(page.header("content-type") == "text/html; charset=utf-8");
  CHECK(served().get("/index.html").body == page.body);
  CHECK(page.body == file_text(repository_root() / "query/web/page/index.html"));
  CHECK(served().get("/", "If-None-Match: " + page.header("etag") + "\r\n").status == 304);
  for (const std::string target : {"/", "/api/search?q=x", "/api/nothing", "/metrics"}) {
    CAPTURE(target);
    const HttpReply reply = served().get(target);
    const std::string policy = reply.header("content-security-policy");
    CHECK(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(reply.header("x-content-type-options") == "nosniff");
    CHECK(reply.header("referrer-policy") == "no-referrer");
    CHECK(reply.header("vary") == "Accept-Encoding, X-Forwarded-Proto");
    CHECK(reply.header("access-control-allow-origin").empty());
    CHECK(reply.header("set-cookie").empty());
  }
}

TEST_CASE("serve: an answer that has not changed is not sent again") {
  const std::string target = "/api/search?q=bank&facet=source";
  const HttpReply first = served().get(target);
  const std::string etag = first.header("etag");
  CHECK(etag.starts_with("W/\""));
  CHECK(first.header("cache-control") == "no-cache");
  const HttpReply again = served().get(target, "If-None-Match: \"other\", " + etag + "\r\n");
  CHECK(again.status == 304);
  CHECK(again.header("etag") == etag);
  CHECK(again.body.empty());
  CHECK(served().get(target, "If-None-Match: \"other\"\r\n").status == 200);
  std::set<std::string> etags;
  const std::vector<std::string> different{target,
                                           target + "&limit=5",
                                           "/api/search?q=bank",
                                           "/api/search?q=banks",
                                           "/api/facets?q=bank",
                                           "/api/search?q=bank&match=any"};
  for (const std::string& one : different) etags.insert(served().get(one).header("etag"));
  CHECK(etags.size() == different.size());
}

TEST_CASE("serve: answers are compressed for who takes that") {
  const std::string target = "/api/search?q=bank&limit=50";
  const std::string plain = served().get(target).body;
  for (const std::string accepts : {"gzip", "br, gzip;q=0.5", "*"}) {
    CAPTURE(accepts);
    const HttpReply reply = served().get(target, "Accept-Encoding: " + accepts + "\r\n");
    CHECK(reply.header("content-encoding") == "gzip");
    CHECK(reply.header("vary") == "Accept-Encoding, X-Forwarded-Proto");
    CHECK(reply.body.size() < plain.size() / 2);
    CHECK(comparable(unpacked(reply.body)) == comparable(plain));
  }
  for (const std::string accepts : {"br", "gzip;q=0", "identity"})
    CHECK(served().get(target, "Accept-Encoding: " + accepts + "\r\n").body.size() >
          plain.size() / 2);
}

TEST_CASE("serve: methods, and connections that are kept") {
  const HttpReply get = served().get("/api/search?q=bank");
  const HttpReply head = served().get("/api/search?q=bank", "", "HEAD");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.header("etag") == get.header("etag"));
  for (const std::string method : {"PUT", "DELETE", "PATCH", "OPTIONS", "BREW"}) {
    CAPTURE(method);
    const HttpReply reply = served().get("/api/search", "", method);
    CHECK(reply.status == 405);
    CHECK(reply.header("allow") == "GET, HEAD");
  }
  CHECK(served().get("/api/search", "Content-Length: 5\r\n\r\nhello", "POST").status == 405);
  CHECK(served().get("/api/search", "Content-Length: 5\r\n\r\nhello").status == 413);
  CHECK(served().get("/api/search", "Transfer-Encoding: chunked\r\n").status == 413);
  HttpClient client(served().port());
  for (int i = 0; i < 5; ++i) {
    CHECK(client.get("/api/search?q=bank").status == 200);
    CHECK(client.get("/api/export?q=bank&format=ids").status == 200);
    CHECK(client.get("/api/search?limit=x").status == 400);
    const HttpReply reply = client.get("/");
    CHECK(reply.status == 200);
    CHECK(reply.header("connection").empty());
  }
}

TEST_CASE("serve: limits") {
  const std::string long_text(330'000, 'a');
  CHECK(served().get("/api/search?q=" + long_text).status == 414);
  CHECK(served().get("/api/search?q=" + std::string(320'000, 'a')).status == 200);
  CHECK(served().get("/", "X-Long: " + std::string(20'000, 'a') + "\r\n").status == 431);
  CHECK(served().get("/", "X-Long: " + std::string(10'000, 'a') + "\r\n").status == 200);
  CHECK(served().get("/api/search?q=bank").status == 200);
}

TEST_CASE("serve: who may ask") {
  for (const auto& [host, status] :
       std::vector<std::pair<std::string, int>>{{"localhost", 200},
                                                {"localhost:8080", 200},
                                                {"127.0.0.1:80", 200},
                                                {"[::1]:9", 200},
                                                {"LocalHost:8080", 200},
                                                {"localhost.", 200},
                                                {"localhost..", 421},
                                                {"evil.example", 421},
                                                {"evil.example:80", 421},
                                                {"localhost.evil.example", 421},
                                                {"", 421},
                                                {"127.0.0.1.evil.example", 421}}) {
    CAPTURE(host);
    HttpClient client(served().port());
    client.send("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    CHECK(client.read().status == status);
  }
  ServiceOptions options;
  options.token = "0123456789abcdef";
  const Served guarded(sample_archive(), options);
  CHECK(guarded.get("/").status == 200);  // the page asks for the token
  CHECK(guarded.get("/api/status").status == 401);
  CHECK(guarded.get("/api/status").header("www-authenticate") == "Bearer");
  CHECK(guarded.get("/metrics").status == 401);
  CHECK(guarded.get("/api/status?token=0123456789abcdef").status == 401);
  CHECK(guarded.get("/api/status", "Authorization: Bearer 0123456789abcdeX\r\n").status == 401);
  CHECK(guarded.get("/api/status", "Authorization: Bearer 0123456789abcdef0\r\n").status == 401);
  CHECK(guarded.get("/api/status", "Authorization: Bearer \r\n").status == 401);
  CHECK(guarded.get("/api/status", "Authorization: Basic 0123456789abcdef\r\n").status == 401);
  CHECK(guarded.get("/api/status", "Authorization: bearer 0123456789abcdef\r\n").status == 200);
}
