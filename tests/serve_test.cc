// SPDX-License-Identifier: GPL-2.0-or-later
// The HTTP API: what the command line says, every way a request can be wrong, and clients that are
// slow, leave, or are too many.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libxml/parser.h>
#include <zlib.h>

#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <thread>

#include "deadline.h"
#include "process.h"
#include "routes.h"
#include "served.h"
#include "support.h"

using namespace dateline;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

/// The sample archive, made once.
const std::filesystem::path& sample_archive() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    add_files(folder.path(), {(repository_root() / "corpus").string()});
    return true;
  }();
  (void)made;
  return folder.path();
}

Served& served() {
  static Served server(sample_archive());
  return server;
}

/// What the command line prints on the sample archive.
std::string printed(std::vector<std::string> arguments) {
  const TemporaryFolder outputs;
  arguments.insert(arguments.begin(),
                   {program("dateline-query").string(), "--index", sample_archive().string()});
  return Process(arguments, {}, outputs.path()).wait().out;
}

/// Without what differs from one answer to the next, and what only the API says.
std::string comparable(const std::string& json) {
  const std::string timeless =
      std::regex_replace(json, std::regex("\"took_ms\":[0-9.e+-]+"), "\"took_ms\":0");
  return std::regex_replace(timeless, std::regex("\"revision\":\"[^\"]*\",\n?"), "");
}

std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string out(4 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

double gauge(const std::string& metrics, const std::string& name) {
  const std::size_t at = metrics.find("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(metrics.substr(at + name.size() + 2));
}

/// Whether `condition` comes true within some seconds.
bool soon(const std::function<bool()>& condition) {
  for (int i = 0; i < 500; ++i, std::this_thread::sleep_for(10ms))
    if (condition()) return true;
  return false;
}

}  // namespace

TEST_CASE("serve: a search is what the command line prints") {
  struct Row {
    std::string parameters;
    std::vector<std::string> arguments;
  };
  const Row rows[] = {
      {"q=bank", {"bank"}},
      {"", {}},
      {"q=bank&limit=3&offset=2", {"bank", "--limit", "3", "--offset", "2"}},
      {"q=%22central+bank%22&sort=newest", {"\"central bank\"", "--sort", "newest"}},
      {"q=bank&facet=source:10,year&facet=language",
       {"bank", "--facet", "source:10,year", "--facet", "language"}},
      {"q=bank&timeline=year&snippet=0", {"bank", "--timeline", "year", "--no-snippet"}},
      {"q=bank+rate&match=any&floor=0.3", {"bank rate", "--match", "any", "--floor", "0.3"}},
      {"q=bank&language=en&language=de&after=2020&before=2024-06",
       {"bank", "--language", "en", "--language", "de", "--after", "2020", "--before", "2024-06"}},
      {"q=oil+w/5+gas&dialect=nexis&explain=1", {"oil w/5 gas", "--dialect", "nexis", "--explain"}},
      {"q=bank&sort=fresh&half-life=100&fresh-floor=0.5",
       {"bank", "--sort", "fresh", "--half-life", "100", "--fresh-floor", "0.5"}},
      {"q=eartquake", {"eartquake"}},
      {"q=eartquake&correct=1", {"eartquake", "--correct"}},
      {"q=bank&group=1&expand=1", {"bank", "--group", "--expand"}},
      {"q=%22unclosed+%28bank", {"\"unclosed (bank"}},
      {"q=%D8%A7%D9%84%D8%A8%D9%86%D9%83", {"البنك"}},
      {"q=%E9%93%B6%E8%A1%8C", {"银行"}},
      {"q=bank&timeout=5", {"bank", "--timeout", "5"}},
  };
  for (Row row : rows) {
    CAPTURE(row.parameters);
    const HttpReply reply = served().get("/api/search?" + row.parameters);
    CHECK(reply.status == 200);
    CHECK(reply.header("content-type") == "application/json");
    row.arguments.insert(row.arguments.end(), {"--format", "json"});
    CHECK(comparable(reply.body) == comparable(printed(row.arguments)));
    CHECK(Json::parse(reply.body)["revision"].is_string());
  }
  CHECK(comparable(served().get("/api/complete?q=interest+ra&limit=5").body) ==
        comparable(printed({"--complete", "interest ra", "--limit", "5", "--format", "json"})));
  const std::string id = Json::parse(served().get("/api/search?q=bank").body)["hits"][0]["id"];
  CHECK(comparable(served().get("/api/search?similar=" + percent_encoded(id)).body) ==
        comparable(printed({"--similar", id, "--format", "json"})));
}

TEST_CASE("serve: an export is what the command line prints") {
  for (const std::string format : {"jsonl", "csv", "ids"}) {
    CAPTURE(format);
    const HttpReply reply = served().get("/api/export?q=the&format=" + format);
    CHECK(reply.status == 200);
    CHECK(reply.whole);
    CHECK(reply.header("content-disposition").starts_with("attachment; filename=\"dateline."));
    const std::string expected = printed({"the", "--limit", "0", "--format", format});
    CHECK(expected.size() > 1000);
    CHECK(reply.body == expected);
    const HttpReply packed =
        served().get("/api/export?q=the&format=" + format, "Accept-Encoding: gzip\r\n");
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(unpacked(packed.body) == expected);
  }
  const HttpReply head = served().get("/api/export", "", "HEAD");
  CHECK(head.status == 200);
  CHECK(head.header("content-disposition") == "attachment; filename=\"dateline.jsonl\"");
  CHECK(served().get("/api/export?q=nosuchword").body.empty());
  CHECK(served().get("/api/export?similar=nothing").status == 400);
}

TEST_CASE("serve: what is wrong with a request") {
  struct Row {
    std::string target;
    int status;
    std::string parameter;
  };
  const Row rows[] = {
      {"/api/search?colour=red", 400, "colour"},
      {"/api/search?limit=0", 400, "limit"},
      {"/api/search?limit=1001", 400, "limit"},
      {"/api/search?limit=many", 400, "limit"},
      {"/api/search?limit=-1", 400, "limit"},
      {"/api/search?limit=", 400, "limit"},
      {"/api/search?limit=10&limit=20", 400, "limit"},
      {"/api/search?offset=99999999999999999999", 400, "offset"},
      {"/api/search?sort=random", 400, "sort"},
      {"/api/search?after=soon", 400, "after"},
      {"/api/search?facet=colour", 400, "facet"},
      {"/api/search?facet=source:x", 400, "facet"},
      {"/api/search?facet=source,", 400, "facet"},
      {"/api/search?floor=2", 400, "floor"},
      {"/api/search?half-life=nan", 400, "half-life"},
      {"/api/search?timeout=0", 400, "timeout"},
      {"/api/search?timeout=1e9", 400, "timeout"},
      {"/api/search?explain=perhaps", 400, "explain"},
      {"/api/search?q=%22bank&strict=1", 400, "strict"},
      {"/api/search?similar=nosuch", 404, "similar"},
      {"/api/export?format=pdf", 400, "format"},
      {"/api/status?q=x", 400, "q"},
      {"/api/article/nosuch", 404, ""},
      {"/api/article/", 404, ""},
      {"/api/nothing", 404, ""},
      {"/nothing.html", 404, ""},
      {"/../etc/passwd", 404, ""},
      {"/%2e%2e/%2e%2e/etc/passwd", 404, ""},
      {"/index.html%00.js", 404, ""},
      {"//index.html", 404, ""},
      {"*", 400, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    const HttpReply reply = served().get(row.target);
    CHECK(reply.status == row.status);
    REQUIRE(reply.header("content-type") == "application/problem+json");
    const Json problem = Json::parse(reply.body);
    CHECK(problem["status"] == row.status);
    CHECK(!problem["title"].get<std::string>().empty());
    CHECK(problem.value("parameter", "") == row.parameter);
  }
}

TEST_CASE("serve: no query is an error") {
  for (const std::string query :
       {"%22", "%28%28%28", "AND+OR", "NEAR/5", "date:..", "%00%01%ff", "*", "a*+b~", "%25", "w/s",
        "title:", "%ed%a0%80", "%F0%9F%93%B0", "query:nosuch"}) {
    CAPTURE(query);
    CHECK(served().get("/api/search?q=" + query).status == 200);
    CHECK(served().get("/api/suggest?q=" + query).status == 200);
    CHECK(served().get("/api/complete?q=" + query).status == 200);
    CHECK(served().get("/api/facets?q=" + query + "&facet=source").status == 200);
    CHECK(served().get("/api/feed.json?q=" + query).status == 200);
    const std::string atom = served().get("/api/feed.atom?q=" + query).body;
    xmlDoc* const document = xmlReadMemory(atom.data(), static_cast<int>(atom.size()), nullptr,
                                           nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR);
    CHECK(document != nullptr);
    xmlFreeDoc(document);
  }
  std::string words;
  while (words.size() < 100'000) words += "%D8%A7%D9%84%D8%A8%D9%86%D9%83+";  // of 300,000 bytes
  CHECK(served().get("/api/search?q=" + words).status == 200);
}

TEST_CASE("serve: one article with what matches in it") {
  const Json hits =
      Json::parse(served().get("/api/search?q=%22central+bank%22&limit=50").body)["hits"];
  REQUIRE(hits.size() > 3);
  for (const Json& hit : hits) {
    const std::string id = hit["id"];
    CAPTURE(id);
    const HttpReply reply =
        served().get("/api/article/" + percent_encoded(id) + "?q=%22central+bank%22");
    REQUIRE(reply.status == 200);
    const Json article = Json::parse(reply.body);
    CHECK(article["id"] == id);
    CHECK(article["title"] == hit["title"]);
    CHECK(!article["spans"].empty());
    for (const Json& span : article["spans"]) {
      const std::string text = article[span["field"].get<std::string>()];
      std::string marked = text.substr(span["offset"], span["length"]);
      std::ranges::transform(marked, marked.begin(),
                             [](unsigned char c) { return std::tolower(c); });
      CHECK(marked.starts_with("central"));
      CHECK(marked.find("bank") != std::string::npos);
    }
  }
  const std::string id = hits[0]["id"];
  CHECK(Json::parse(served().get("/api/article/" + percent_encoded(id)).body)["spans"].empty());
}

TEST_CASE("serve: ids with any character") {
  const TemporaryFolder folder;
  const std::string ids[] = {"https://example.example/a/b?c=d&e=f#g", "100% true", "a+b",
                             "新闻/一"};
  std::vector<Article> articles;
  for (const std::string& id : ids) {
    Article article;
    article.id = id;
    article.title = "About " + id;
    article.body = "A text about a thing.";
    articles.push_back(article);
  }
  make_archive(folder / "a", articles);
  const Served server(folder / "a");
  for (const std::string& id : ids) {
    CAPTURE(id);
    const HttpReply reply = server.get("/api/article/" + percent_encoded(id));
    CHECK(reply.status == 200);
    CHECK(Json::parse(reply.body)["id"] == id);
  }
  CHECK(server.get("/api/article/https://example.example/a/b%3Fc=d&e=f%23g").status == 200);
}

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
    CHECK(reply.header("vary") == "Accept-Encoding");
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

TEST_CASE("serve: commits are seen without a restart") {
  const TemporaryFolder folder;
  const auto article = [](const std::string& id, const std::string& body) {
    Article one;
    one.id = id;
    one.title = "Harbour " + id;
    one.body = body;
    return one;
  };
  make_archive(folder / "a", {article("one", "The harbour opens.")});
  const Served server(folder / "a");
  HttpReply before = server.get("/api/search?q=harbour");
  CHECK(Json::parse(before.body)["total"] == 1);
  for (int round = 2; round < 6; ++round) {
    make_archive(folder / "a", {article(std::to_string(round), "The harbour closes.")});
    for (int i = 0; i < 8; ++i) {  // whichever worker answers
      const HttpReply after = server.get("/api/search?q=harbour&facet=language",
                                         "If-None-Match: " + before.header("etag") + "\r\n");
      REQUIRE(after.status == 200);
      CHECK(Json::parse(after.body)["total"] == round);
    }
  }
  WritableArchive(folder / "a", Resources{}).optimize();
  CHECK(Json::parse(server.get("/api/search?q=harbour").body)["total"] == 5);
  before = server.get("/api/search?q=query:ships");
  CHECK(Json::parse(before.body)["total"] == 0);
  Catalog(folder / "a", Catalog::Mode::write).save_query({"ships", "harbour", 0});
  const HttpReply after =
      server.get("/api/search?q=query:ships", "If-None-Match: " + before.header("etag") + "\r\n");
  REQUIRE(after.status == 200);
  CHECK(Json::parse(after.body)["total"] == 5);
}

TEST_CASE("serve: feeds") {
  const HttpReply atom = served().get("/api/feed.atom?q=bank");
  CHECK(atom.header("content-type") == "application/atom+xml");
  xmlDoc* const document = xmlReadMemory(atom.body.data(), static_cast<int>(atom.body.size()),
                                         nullptr, nullptr, XML_PARSE_NONET);
  REQUIRE(document != nullptr);
  std::size_t entries = 0;
  std::set<std::string> of_feed;
  for (const xmlNode* node = xmlDocGetRootElement(document)->children; node; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    const std::string name = reinterpret_cast<const char*>(node->name);
    of_feed.insert(name);
    if (name != "entry") continue;
    ++entries;
    std::set<std::string> of_entry;
    for (const xmlNode* child = node->children; child; child = child->next)
      if (child->type == XML_ELEMENT_NODE)
        of_entry.insert(reinterpret_cast<const char*>(child->name));
    for (const char* needed : {"id", "title", "updated", "link"}) CHECK(of_entry.contains(needed));
  }
  xmlFreeDoc(document);
  for (const char* needed : {"id", "title", "updated", "author", "link"})
    CHECK(of_feed.contains(needed));
  CHECK(atom.body.find("rel=\"self\" type=\"application/atom+xml\" "
                       "href=\"http://localhost/api/feed.atom?q=bank\"") != std::string::npos);

  const HttpReply reply = served().get("/api/feed.json?q=bank");
  CHECK(reply.header("content-type") == "application/feed+json");
  const Json feed = Json::parse(reply.body);
  CHECK(feed["version"] == "https://jsonfeed.org/version/1.1");
  CHECK(feed["feed_url"] == "http://localhost/api/feed.json?q=bank");
  REQUIRE(feed["items"].size() == entries);
  CHECK(entries ==
        std::min<std::size_t>(50, Json::parse(served().get("/api/search?q=bank").body)["total"]));
  std::set<std::string> ids;
  std::string newest = "9999";
  for (const Json& item : feed["items"]) {
    ids.insert(item["id"]);
    CHECK(atom.body.find("<id>" + item["id"].get<std::string>() + "</id>") != std::string::npos);
    if (!item.contains("date_published")) continue;
    CHECK(item["date_published"] <= newest);
    newest = item["date_published"];
  }
  CHECK(ids.size() == entries);
}

TEST_CASE("serve: the description says what there is") {
  const Json document = Json::parse(served().get("/api/openapi.json").body);
  CHECK(document["openapi"] == "3.1.0");
  CHECK(document["paths"].size() == routes().size());
  for (const Route& route : routes()) {
    CAPTURE(route.path);
    const Json& get = document["paths"][std::string(route.path)]["get"];
    REQUIRE(get.is_object());
    const bool has_id = route.path.ends_with("{id}");
    CHECK(get["parameters"].size() == route.parameters.size() + (has_id ? 1 : 0));
    std::string path(route.path.substr(0, route.path.size() - (has_id ? 4 : 0)));
    if (has_id)
      path += percent_encoded(
          Json::parse(served().get("/api/search").body)["hits"][0]["id"].get<std::string>());
    for (const Json& parameter : get["parameters"]) {
      if (parameter["in"] == "path") continue;
      CAPTURE(parameter["name"]);
      CHECK(!parameter["description"].get<std::string>().empty());
      const Json schema = parameter["schema"]["type"] == "array" ? parameter["schema"]["items"]
                                                                 : parameter["schema"];
      const std::string name = parameter["name"];
      std::string value = "2020";  // of any text
      if (name == "facet") value = "source:3";
      if (schema.contains("enum"))
        value = schema["enum"].back().is_string() ? schema["enum"].back().get<std::string>()
                                                  : schema["enum"].back().dump();
      else if (schema.contains("minimum"))
        value = schema["minimum"].dump();
      const int status = served().get(path + "?" + name + "=" + value).status;
      CHECK((status == 200 || (name == "similar" && status == 404) ||
             (name == "timeout" && status == 504)));
      if (schema.contains("minimum") && schema["minimum"] > 0)
        CHECK(served().get(path + "?" + name + "=0").status == 400);
      if (schema.contains("maximum"))
        CHECK(served().get(path + "?" + name + "=1" + schema["maximum"].dump()).status == 400);
    }
  }
}

TEST_CASE("serve: status and metrics") {
  const Json status = Json::parse(served().get("/api/status").body);
  CHECK(status["articles"] == Json::parse(served().get("/api/search").body)["total"]);
  std::size_t sum = 0;
  for (const Json& source : status["sources"]) sum += source["count"].get<std::size_t>();
  CHECK(sum > 0);
  CHECK(sum <= status["articles"]);
  CHECK(status["first_day"] <= status["last_day"]);
  served().get("/api/search?limit=x");
  const std::string metrics = served().get("/metrics").body;
  CHECK(metrics.find("dateline_requests_total{route=\"search\",status=\"400\"}") !=
        std::string::npos);
  CHECK(gauge(metrics, "dateline_requests_in_flight") == 1);
  CHECK(gauge(metrics, "process_resident_memory_bytes") > 1e6);
}

TEST_CASE("serve: more than the queue holds is refused") {
  ServiceOptions options;
  options.most_waiting = 0;
  const Served full(sample_archive(), options);
  const HttpReply reply = full.get("/api/search?q=bank");
  CHECK(reply.status == 503);
  CHECK(reply.header("retry-after") == "1");
  CHECK(full.get("/").status == 200);
  CHECK(gauge(full.get("/metrics").body, "dateline_rejected_total") == 1);

  Workers workers(sample_archive(), 1, 2);
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> done{0};
  const auto work = [&](const auto&) {
    gone.wait();
    ++done;
  };
  CHECK(workers.add(work));
  REQUIRE(soon([&] { return workers.busy() == 1; }));
  CHECK(workers.add(work));
  CHECK(workers.add(work));
  CHECK(!workers.add(work));
  go.set_value();
  workers.stop();
  CHECK(done == 3);
}

TEST_CASE("serve: a search ends when its client leaves") {
  std::atomic<bool> given_up{true};
  SearchRequest request;
  request.text = "the AND NOT (a* OR b*)";
  request.given_up = &given_up;
  CHECK_THROWS_AS(
      {
        for (int i = 0; i < 1000; ++i) Searcher(sample_archive()).search(request);
      },
      GivenUp);

  std::shared_ptr<Exchange> held;
  std::atomic<bool> over{false};
  const Listener listener = listen_at("localhost:0");
  Server server(
      listener, {},
      [&](const std::shared_ptr<Exchange>& exchange) {
        held = exchange;
        over = true;
        return std::optional<HttpAnswer>();
      },
      [](const Exchange&) {});
  {
    HttpClient client(listener.port);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(soon([&] { return over.load(); }));
    CHECK(!held->left());
  }
  CHECK(soon([&] { return held->left().load(); }));
  held->answer({200, "text/plain", "too late", {}});
  server.stop();
}

TEST_CASE("serve: who is slow to ask is cut off") {
  ServerLimits limits;
  limits.request_seconds = 0.5;
  limits.idle_seconds = 60;
  const Served server(sample_archive(), {}, limits);
  HttpClient idle(server.port()), dripping(server.port()), body(server.port());
  idle.connect();
  CHECK(body.send("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx"));
  CHECK(body.read().status == 413);
  CHECK(dripping.send("GET / HTTP/1.1\r\n"));
  bool open = true;
  for (int i = 0; open && i < 100; ++i) {
    open = dripping.send("X: y\r\n");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(!open);
  CHECK(idle.closes_within(3000));
  CHECK(server.get("/api/search?q=bank").status == 200);
}

TEST_CASE("serve: who has said all and asked nothing is let go") {
  for (const std::string nothing : {"\r\n\r\n", "GET", "GARBAGE\r\n\r\n", ""}) {
    CAPTURE(nothing);
    HttpClient client(served().port());
    client.send(nothing);
    client.end();
    CHECK(client.closes_within(5000));
  }
}

TEST_CASE("serve: who is slow to take an answer is cut off, and holds up nothing") {
  ServerLimits limits;
  limits.slow_seconds = 0.5;
  limits.slowest_answer = 1 << 20;
  const Listener listener = listen_at("localhost:0");
  std::thread writer;
  std::atomic<bool> given_up{false};
  std::atomic<std::size_t> written{0};
  Server server(
      listener, limits,
      [&](const std::shared_ptr<Exchange>& exchange) {
        writer = std::thread([&, exchange] {
          try {
            exchange->begin_stream({200, "text/plain", "", {}});
            for (; written < 1u << 30; written += 10'000) exchange->write(std::string(10'000, 'x'));
          } catch (const GivenUp&) {
            given_up = true;
          }
          exchange->end_stream(false);
        });
        return std::optional<HttpAnswer>();
      },
      [](const Exchange&) {});
  HttpClient client(listener.port);
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(soon([&] { return given_up.load(); }));
  CHECK(written < 64u << 20);  // what sockets hold, and no more
  writer.join();
  server.stop();
}

TEST_CASE("serve: many connections are kept beside few searches") {
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(std::make_unique<HttpClient>(served().port()));
  for (int round = 0; round < 3; ++round) {
    for (const auto& client : clients)
      client->send("GET /api/search?q=bank HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (const auto& client : clients) CHECK(client->read().status == 200);
  }
}

TEST_CASE("serve: the program") {
  const TemporaryFolder outputs;
  const auto started = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {program("dateline-query").string(), "--index", sample_archive().string()});
    return Process(arguments, {}, outputs.path());
  };
  {
    Process server = started({"--serve", "localhost:0"});
    REQUIRE(soon([&] { return file_text(outputs / "err").ends_with("\n"); }));
    const std::string line = file_text(outputs / "err");
    const std::string expected = "serving " + sample_archive().string() + " on http://localhost:";
    REQUIRE(line.starts_with(expected));
    CHECK(HttpClient(std::stoi(line.substr(expected.size()))).get("/api/search").status == 200);
    HttpClient waiting(std::stoi(line.substr(expected.size())));
    waiting.get("/");  // its connection stays open
    ::kill(server.number(), SIGTERM);
    CHECK(server.wait().exit_code == 0);
  }
  for (const auto& [arguments, message] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--serve", "8080"}, "is not HOST:PORT"},
           {{"--serve", "localhost:http"}, "is not HOST:PORT"},
           {{"--serve", "nowhere.invalid:0"}, "is no address of this machine"},
           {{"--serve", "0.0.0.0:0"}, "can be reached from other machines"},
           {{"--serve", "0.0.0.0:0", "--token", "short"}, "a token has at least 16 characters"},
           {{"--serve", "localhost:" + std::to_string(served().port())}, "another program does"},
           {{"--index", "/nonexistent", "--serve", "localhost:0"}, ""}}) {
    CAPTURE(arguments.back());
    const Finished finished = started(arguments).wait();
    CHECK(finished.exit_code == 2);
    CHECK(finished.err.find(message) != std::string::npos);
  }
}
