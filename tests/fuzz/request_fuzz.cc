// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz entry of the HTTP API: any bytes after the first are the address of a request, its
// parameters, a header, or the whole request, to a server in this process, over a socket. The first
// byte chooses which, and of what route.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "support/served.h"
#include "support/support.h"

namespace {

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

int port() {
  static const TemporaryFolder folder;
  static const std::filesystem::path archive = [] {
    std::vector<std::string> paths;
    for (const char* name : {"harbour-post.json", "jiangwan-evening.jsonl"})
      paths.push_back((repository_root() / "corpus/articles" / name).string());
    add_files(folder / "archive", paths);
    return folder / "archive";
  }();
  static const Served served(archive);
  return served.port();
}

void require(bool holds, const char* law, const std::string& request, const HttpReply& reply) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n%s\n%d %s\n", law, request.c_str(), reply.status,
               reply.body.c_str());
  std::abort();
}

/// Without what would end it.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\r' || c == '\n' || c == ' ' || c == '\0') c = '+';
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 100'000) return 0;
  static constexpr std::array kRoutes{"/api/search",    "/api/article/a", "/api/complete",
                                      "/api/suggest",   "/api/facets",    "/api/export",
                                      "/api/feed.atom", "/api/feed.json"};
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string route = kRoutes[data[0] / 8 % kRoutes.size()];
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  static HttpClient kept(port());
  std::string request;
  switch (data[0] % 8) {
    case 0:
      request = "GET /" + one_line(bytes) + host + "\r\n";
      break;
    case 1:
      request = "GET " + route + host + one_line(bytes) + "\r\n\r\n";
      break;
    case 2: {  // whatever it is: the connection is ended behind it
      HttpClient client(port());
      client.send(bytes);
      client.send("\r\n\r\n");
      client.end();
      const HttpReply reply = client.read();
      require(reply.status != 500, "no request is the server's fault", bytes, reply);
      return 0;
    }
    case 3:
      request = "GET " + route + "?q=" + percent_encoded(bytes) + host + "\r\n";
      break;
    case 4:
      request = "GET /api/article/" + percent_encoded(bytes) + "?q=a" + host + "\r\n";
      break;
    default:
      request = "GET " + route + "?" + one_line(bytes) + host + "\r\n";
      break;
  }
  HttpReply reply;
  for (int i = 0; i < 2 && reply.status == 0; ++i) {  // what was kept may be closed by now
    if (kept.send(request)) reply = kept.read();
    if (reply.status == 0) kept.close();
  }
  const bool one = data[0] % 8 != 1 && data[0] % 8 != 0;  // others may be more than one request
  require(reply.status != 500, "no request is the server's fault", request, reply);
  require(!one || reply.status != 0, "every request is answered", request, reply);
  if (reply.header("content-type").find("json") != std::string::npos &&
      reply.header("content-type") != "application/x-ndjson")
    require(nlohmann::json::accept(reply.body), "JSON is sound", request, reply);
  if (data[0] % 8 == 3)
    require(reply.status == 200 || reply.status == 404, "no query is an error", request, reply);
  if (!one) kept.close();
  return 0;
}
