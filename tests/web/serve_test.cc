// SPDX-License-Identifier: GPL-2.0-or-later
// The HTTP API: it answers as the command line does, in each form, and reports every fault of a
// request.
#include <doctest/doctest.h>
#include <libxml/parser.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "catalog/query_store.h"
#include "catalog/run_log.h"
#include "support/served_sample.h"
#include "web/routes.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
using Json = nlohmann::json;

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

TEST_CASE("serve: a receipt is the one that the command line writes") {
  const auto cited = [](const std::string& text) {
    Json receipt = Json::parse(text);
    CHECK(receipt["cite"].get<std::string>().find(receipt["ids_sha256"]) != std::string::npos);
    receipt.erase("made"), receipt.erase("cite"), receipt["resolved"].erase("now");
    return receipt;
  };
  TemporaryFolder folder;
  const auto written = [&](std::vector<std::string> arguments) {
    const std::filesystem::path file = folder / "receipt.json";
    arguments.insert(arguments.end(), {"--receipt", file.string()});
    printed(arguments);
    std::ifstream stream(file);
    return cited(std::string(std::istreambuf_iterator<char>(stream), {}));
  };
  const auto given = [&](const std::string& parameters) {
    const HttpReply reply = served().get("/api/receipt?" + parameters);
    CHECK(reply.status == 200);
    return cited(reply.body);
  };
  CHECK(given("q=bank") == written({"bank"}));
  CHECK(given("q=bank")["total"] > 0);
  CHECK(given("q=bank&with-ids=1&language=en&language=de&after=2020") ==
        written({"bank", "--with-ids", "--language", "en", "--language", "de", "--after", "2020"}));
  CHECK(given("q=bank+rate&match=any&floor=0.3&dialect=google&facet=year") ==
        written({"bank rate", "--match", "any", "--floor", "0.3", "--dialect", "google", "--facet",
                 "year"}));
  CHECK(given("q=bank&as-of=row:40")["as_of"] == "row:40");
  // Relative dates count from the time that is given, wherever it stands among the parameters.
  const auto total = [&](const std::string& target) {
    return Json::parse(served().get(target).body)["total"].get<std::uint64_t>();
  };
  const std::uint64_t found = total("/api/search?after=2024-01-01");
  CHECK(found > 0);
  CHECK(total("/api/receipt?after=10d&now=2024-01-11T00:00:00Z") == found);
  CHECK(total("/api/receipt?q=date:10d..&now=2024-01-11T00:00:00Z") == found);
  CHECK(total("/api/receipt?after=10d") == 0);
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
      {"/api/receipt?now=soon", 400, "now"},
      {"/api/receipt?with-ids=perhaps", 400, "with-ids"},
      {"/api/receipt?limit=10", 400, "limit"},
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

TEST_CASE("serve: with another dictionary of inflections an answer is another one") {
  const TemporaryFolder folder;
  Article article;
  article.id = "a";
  article.language = "pl";
  article.body = "Nowy most stoi.";
  make_archive(folder / "a", {article});
  std::filesystem::create_directory(folder / "words");
  folder.write("words/pl_PL.aff", "SET UTF-8\nSFX A Y 1\nSFX A 0 u .\n");
  folder.write("words/pl_PL.dic", "1\nmost/A\n");
  const auto etag_with = [&](const std::string& path) {
    const TemporaryVariable dictionaries("DICPATH", path);
    return Served(folder / "a").get("/api/search?q=most").header("etag");
  };
  const std::string words = (folder / "words").string(), without = etag_with("");
  CHECK(etag_with("") == without);
  CHECK(etag_with(words) != without);
  folder.write("words/pl_PL.dic", "2\nmost/A\ndom/A\n");
  std::filesystem::rename(folder / "words", folder / "more");
  CHECK(etag_with((folder / "more").string()) != etag_with(words));
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
  Catalog(folder / "a", Catalog::Mode::write).queries().save({"ships", "harbour", 0});
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
  for (const Json& item : feed["items"]) {
    ids.insert(item["id"]);
    CHECK(atom.body.find("<id>" + item["id"].get<std::string>() + "</id>") != std::string::npos);
  }
  CHECK(ids.size() == entries);
  // By arrival where nothing else is asked: so a reader of the feed misses nothing that comes late.
  for (const auto& [order, date] :
       {std::pair("arrival", "date_modified"), {"published", "date_published"}}) {
    std::string newest = "9999";
    const std::string target = std::string("/api/feed.json?q=bank&order=") + order;
    for (const Json& item : Json::parse(served().get(target).body)["items"]) {
      if (!item.contains(date)) continue;
      CHECK(item[date] <= newest);
      newest = item[date];
    }
  }
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
      if (name == "fields") value = route.path == "/api/counts" ? "source,year" : "title,body";
      if (name == "as-of") value = "0d";  // as of now
      if (name == "now") value = "2024-08-22T12:00:00Z";
      if (schema.contains("enum"))
        value = schema["enum"].back().is_string() ? schema["enum"].back().get<std::string>()
                                                  : schema["enum"].back().dump();
      else if (schema.contains("minimum"))
        value = schema["minimum"].dump();
      std::string beside;  // what the route needs besides
      if (route.path == "/api/counts" && name != "fields") beside = "fields=year&";
      if (route.path.starts_with("/api/diff/")) beside = name == "from" ? "to=1&" : "from=1&";
      const std::string asked = path + "?" + beside + name + "=";
      const int status = served().get(asked + value).status;
      // Without its secret an alert is not there.
      CHECK((status == 200 || ((name == "similar" || route.own_secret) && status == 404) ||
             (name == "timeout" && status == 504)));
      if (schema.contains("minimum") && schema["minimum"] > 0)
        CHECK(served().get(asked + "0").status == 400);
      if (schema.contains("maximum"))
        CHECK(served().get(asked + "1" + schema["maximum"].dump()).status == 400);
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

TEST_CASE("what an archive lacks is said by each answer, the status, the metrics and exports") {
  const TemporaryFolder folder;
  const std::filesystem::path archive = folder / "archive";
  Article tide;
  tide.id = "tide";
  tide.body = "The tide rises.";
  make_archive(archive, {tide});
  const Served served(archive);
  const auto search = [&] { return served.get("/api/search?q=tide"); };
  const auto state = [&] { return Json::parse(served.get("/api/status").body)["incomplete"]; };
  const auto metric = [&](const std::string& line) {
    return served.get("/metrics").body.find("\n" + line + "\n") != std::string::npos;
  };
  const HttpReply complete = search();
  CHECK(Json::parse(complete.body)["query"]["notes"].empty());
  CHECK(state().is_null());
  CHECK(metric("dateline_archive_incomplete 0"));
  HttpReply under_way;
  {
    WritableArchive died(archive, {});
    died.catalog().begin();
    died.catalog().runs().begin_run("add", now());
    died.catalog().commit();
    under_way = search();
    CHECK(Json::parse(under_way.body)["query"]["notes"][0]["code"] == "incomplete-archive");
    CHECK(state()["state"] == "under_way");
    CHECK(metric("dateline_archive_add_under_way 1"));
    CHECK(metric("dateline_archive_last_add_failed 0"));
  }
  const HttpReply failed = search();
  CHECK(failed.body.find("the last add failed at ") != std::string::npos);
  CHECK(state()["state"] == "failed");
  CHECK(state()["message"].get<std::string>().find("must be added again") != std::string::npos);
  CHECK(metric("dateline_archive_incomplete 1"));
  CHECK(metric("dateline_archive_last_add_failed 1"));
  CHECK(served.get("/api/export?q=tide&format=csv").header("dateline-incomplete").find("failed") !=
        std::string::npos);
  CHECK(complete.header("etag") != under_way.header("etag"));
  CHECK(under_way.header("etag") != failed.header("etag"));
  CHECK(
      served.get("/api/search?q=tide", "If-None-Match: " + failed.header("etag") + "\r\n").status ==
      304);
  make_archive(archive, {tide});
  CHECK(search().header("etag") == complete.header("etag"));
  CHECK(state().is_null());
}

TEST_CASE("what the archive lacks does not change between an answer and its ETag") {
  const TemporaryFolder folder;
  Article tide;
  tide.id = "tide";
  make_archive(folder / "archive", {tide});
  Searcher searcher(folder / "archive");
  CHECK(!searcher.incomplete(now()));
  {
    WritableArchive died(folder / "archive", {});
    died.catalog().begin();
    died.catalog().runs().begin_run("add", now());
    died.catalog().commit();
    CHECK(!searcher.incomplete(now()));
    searcher.refresh();
    CHECK(searcher.incomplete(now())->state == "under_way");
  }
  CHECK(searcher.incomplete(now())->state == "under_way");
  searcher.refresh();
  CHECK(searcher.incomplete(now())->state == "failed");
}

TEST_CASE("an article says where it came from") {
  const TemporaryFolder folder;
  Article tide;
  tide.id = "tide";
  tide.body = "The tide rises.";
  make_archive(folder / "archive", {tide});
  const Served served(folder / "archive");
  const Json from = Json::parse(served.get("/api/article/tide").body)["from"];
  CHECK(from["input"].get<std::string>().ends_with("/articles.jsonl"));
  CHECK(from["line"] == 1);
  CHECK(from["run"] == 1);
  const Json found = Json::parse(served.get("/api/search?q=from:articles.jsonl").body);
  CHECK(found["total"] == 1);
  CHECK(found["hits"][0]["from"] == from);
}
