// SPDX-License-Identifier: GPL-2.0-or-later
// What a researcher takes away: whole texts, references, concordances and tables of counts. Each
// number is compared with that of a search by itself, each export with what was put in.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/desk.h"

using namespace dateline;
using Json = nlohmann::json;

namespace {

/// Articles with everything that is easily lost.
std::string strange_articles() {
  std::string all;
  for (const Json& article : std::vector<Json>{
           {{"id", "q1"},
            {"title", "=SUM(A1) said the \"harbour\", twice"},
            {"body",
             "The quay is shut.\n\nThe ferry, \"Ada\", waits;\tthe crew too.\n\n-10 degrees."},
            {"source", "Quayside Post"},
            {"author", "Ann Quay, Bob Pier"},
            {"date", "2024-03-05T23:30:00-05:00"},
            {"url", "https://quayside.example/1?a=1&b=2"},
            {"section", "Port & Sea"},
            {"topics", {"ferries", "strikes, local"}},
            {"page", "A1"},
            {"edition", "late"}},
           {{"id", "q2"},
            {"title", "No day"},
            {"body", "Nobody knows when. 100% {sure}_~^\\"},
            {"date", "some time in spring"}},
           {{"id", "@q3"},
            {"title", "مرفأ"},
            {"body", "أغلق المرفأ أبوابه يوم الثلاثاء بعد الإضراب الطويل في المدينة."},
            {"source", "Al Mina"},
            {"language", "ar"},
            {"date", "2024-03-09"}},
           {{"title", "An article of the web"},
            {"body", "<p> is a tag, and this is no page. The harbour master said so."},
            {"url", "https://web.example/a"},
            {"type", "opinion"},
            {"country", "nz"},
            {"date", "March 7, 2024"}}})
    all += article.dump() + "\n";
  return all;
}

/// Two outlets over ten weeks, on two subjects, some articles copied by the other outlet.
std::string weeks_of_articles() {
  std::string all;
  int n = 0;
  for (int day = 0; day < 70; ++day)
    for (const std::string outlet : {"Quayside Post", "Pier Gazette"}) {
      if (outlet == "Pier Gazette" && day % 3 == 0) continue;
      const bool oil = (day * 7 + static_cast<int>(outlet.size())) % 4 == 0;
      const int month = day < 31 ? 1 : day < 60 ? 2 : 3;
      const int of_month = day < 31 ? day + 1 : day < 60 ? day - 30 : day - 59;
      all += Json{{"id", fmt::format("w{}", ++n)},
                  {"title", oil ? "Oil price" : "Ferry timetable"},
                  {"body", fmt::format("Report {} on {} by the desk, number {} of many.", day,
                                       oil ? "oil and tankers" : "ferries and gas", n * 37)},
                  {"source", outlet},
                  {"section", day % 2 == 0 ? "Port" : "City"},
                  {"topics", oil ? Json{"energy", "shipping"} : Json{"shipping"}},
                  {"date", fmt::format("2024-{:02}-{:02}", month, of_month)}}
                 .dump() +
             "\n";
    }
  return all;
}

}  // namespace

TEST_CASE("use 24: exports hold the text, and what is exported comes back with equal hashes") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  for (const std::string format : {"jsonl", "csv"}) {
    CAPTURE(format);
    desk.run("$Q --limit 0 --fields all --format " + format + " > all." + format);
    const Finished again = desk.run("$I add all." + format);
    CHECK_MESSAGE(
        again.out.find("added 0  updated 0  unchanged 4  rejected 0") != std::string::npos,
        again.out, again.err);
    desk.run("$I --index other --quiet add all." + format);
    CHECK(desk.out("$Q --limit 0 --fields id,hash --format csv '*' | sort") ==
          desk.out("$Q --index other --limit 0 --fields id,hash --format csv '*' | sort"));
    desk.run("rm -r other");
  }
  const auto lines =
      lines_of(desk.out("$Q --limit 0 --fields id,title,body,topics,published,day,"
                        "published_local,date,story,copies --format jsonl id:q1"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0]["body"] ==
        "The quay is shut.\n\nThe ferry, \"Ada\", waits;\tthe crew too.\n\n-10 degrees.");
  CHECK(lines[0]["topics"] == Json({"ferries", "strikes, local"}));
  CHECK(lines[0]["published"] == "2024-03-06T04:30:00Z");
  CHECK(lines[0]["day"] == "2024-03-05");
  CHECK(lines[0]["published_local"] == "2024-03-05T23:30:00-05:00");
  CHECK(lines[0]["story"] == "q1");
  CHECK(lines[0]["copies"] == 1);
  CHECK(lines[0].size() == 10);
}

TEST_CASE("an export of undated articles comes back undated, and dated ones with their offsets") {
  const Desk desk;
  desk.add("post.csv", "id,title,source,date,text\na,Quay is shut,Post,25/04/2024,The quay.\n");
  desk.add("wire.csv", "id,title,source,date,text\nb,Fog,Wire,03/04/2024,x\nc,Ice,Wire,,x\n");
  desk.add("local.jsonl",
           R"({"id":"d","title":"Night","text":"x","date":"2024-04-30T23:30:00-05:00"})");
  const std::string shown = "--limit 0 --sort oldest --fields id,published,day --format csv '*'";
  const std::string before = desk.out("$Q " + shown);
  CHECK(before.find("\nb,,\n") != std::string::npos);
  for (const std::string fields : {"--fields all ", ""})
    for (const std::string format : {"csv", "jsonl"}) {
      CAPTURE(fields);
      CAPTURE(format);
      desk.run("$Q --limit 0 " + fields + "--format " + format + " '*' > all." + format);
      desk.run("rm -rf other; $I --index other --quiet add all." + format);
      const std::string after = desk.out("$Q --index other " + shown);
      if (format == "jsonl" || !fields.empty()) CHECK(after == before);
      CHECK(after.find("\nb,,\n") != std::string::npos);
      CHECK(after.find("\nc,,\n") != std::string::npos);
    }
}

TEST_CASE("CSV cells are the values as they are, and guarded only when that is asked for") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  const auto plain = rows_of(desk.out("$Q --format csv --fields id,title --sort oldest"));
  CHECK(plain[1] == std::vector<std::string>{"q1", "=SUM(A1) said the \"harbour\", twice"});
  const auto safe = rows_of(desk.out("$Q --format csv --csv-safe --fields id,title --sort oldest"));
  CHECK(safe[1] == std::vector<std::string>{"q1", "'=SUM(A1) said the \"harbour\", twice"});
  CHECK(desk.out("$Q --format csv --csv-safe --fields id 'source:\"Al Mina\"'") == "id\n@q3\n");
  CHECK(desk.out("$Q --format csv --bom --fields id id:q1") == "\xEF\xBB\xBFid\nq1\n");
  CHECK(desk.out("$Q --format csv --separator ';' --fields id,source id:q1") ==
        "id;source\nq1;Quayside Post\n");
}

TEST_CASE("what an option cannot do in a format is said") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  for (const std::string options :
       {"--fields id --format ris", "--fields nonsense --format csv", "--csv-safe --format jsonl",
        "--window 3 --format csv", "--counts source --format ris", "--counts nonsense",
        "--counts source,section,author,week", "--format svg", "--separator '\"' --format csv"}) {
    CAPTURE(options);
    const Finished refused = desk.run("$Q " + options + " harbour");
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("error: ") != std::string::npos);
    CHECK(refused.out.empty());
  }
  for (const std::string options : {"--facet source", "--timeline month"}) {
    const Finished told = desk.run("$Q " + options + " --format csv harbour");
    CHECK(told.exit_code == 0);
    CHECK(told.err.find("note: csv has no place for") == 0);
  }
  CHECK(desk.run("$Q --show nobody").exit_code == 1);
}

TEST_CASE("--show prints a whole article in each format") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  const std::string text = desk.out("$Q --show q1");
  for (const char* const part :
       {"The quay is shut.\n", "Quayside Post", "A1", "2024-03-05", "ferries; strikes, local"})
    CHECK(text.find(part) != std::string::npos);
  const Json json = Json::parse(desk.out("$Q --show q1 --format json"));
  CHECK(json["hits"][0]["body"].get<std::string>().starts_with("The quay is shut."));
  CHECK(json["archive"]["id"].get<std::string>().size() == 36);
  CHECK(desk.out("$Q --show q1 --format ris").starts_with("TY  - NEWS\n"));
}

TEST_CASE("references: RIS, BibTeX and CSL") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  const std::string ris = desk.out("$Q --format ris --sort oldest --limit 0 '*'");
  for (const char* const line :
       {"AU  - Ann Quay\n", "AU  - Bob Pier\n", "T2  - Quayside Post\n", "DA  - 2024/03/05/\n",
        "PY  - 2024\n", "KW  - strikes, local\n", "SP  - A1\n", "AN  - @q3\n", "ER  - \n"})
    CHECK(ris.find(line) != std::string::npos);
  // A day nobody knows is no first of January.
  const std::string undated = desk.out("$Q --format ris id:q2");
  CHECK(undated.find("DA  - ") == std::string::npos);
  CHECK(undated.find("PY  - ") == std::string::npos);
  const std::string bibtex = desk.out("$Q --format bibtex id:q1");
  CHECK(bibtex.starts_with("@article{q1,\n  author = {{Ann Quay} and {Bob Pier}},\n"));
  CHECK(bibtex.find("url = {https://quayside.example/1?a=1&b=2}") != std::string::npos);
  CHECK(desk.out("$Q --format bibtex 'source:\"Al Mina\"'").starts_with("@article{_40q3,"));
  const Json csl = Json::parse(desk.out("$Q --format csl --limit 0 --sort oldest '*'"));
  REQUIRE(csl.size() == 4);
  CHECK(csl[0]["author"] == Json::array({{{"literal", "Ann Quay"}}, {{"literal", "Bob Pier"}}}));
  CHECK(csl[0]["issued"]["date-parts"] == Json::array({{2024, 3, 5}}));
  CHECK_FALSE(csl[3].contains("issued"));
}

TEST_CASE("references: a date that names no day is cited as its month") {
  const Desk desk;
  const Json article = {
      {"id", "m1"}, {"title", "Tides"}, {"body", "High."}, {"date", "March 2024"}};
  desk.add("month.jsonl", article.dump() + "\n");
  CHECK(desk.out("$Q --format ris '*'").find("DA  - 2024/03//\n") != std::string::npos);
  CHECK(desk.out("$Q --format bibtex '*'").find("{2024-03}") != std::string::npos);
  const Json csl = Json::parse(desk.out("$Q --format csl '*'"));
  CHECK(csl[0]["issued"]["date-parts"] == Json::parse("[[2024, 3]]"));
}

TEST_CASE("kwic has each match between its words") {
  const Desk desk;
  desk.add("strange.jsonl", strange_articles());
  const auto rows = rows_of(desk.out("$Q --format kwic --window 2 ferry"), '\t');
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] ==
        std::vector<std::string>{"id", "published", "source", "field", "left", "node", "right"});
  CHECK(rows[1][0] == "q1");
  CHECK(rows[1][4] == "shut. The");
  CHECK(rows[1][5] == "ferry");
  CHECK(rows[1][6].find("Ada") != std::string::npos);
}

TEST_CASE("counts are those of the queries one by one") {
  const Desk desk;
  desk.add("weeks.jsonl", weeks_of_articles());
  const auto number = [&](const std::string& query) {
    return std::to_string(
        Json::parse(desk.out("$Q --limit 1 --format json " + query))["total"].get<int>());
  };
  const auto rows =
      rows_of(desk.out("$Q --counts source,month --compare oil --compare gas --format csv"));
  CHECK(rows[0] == std::vector<std::string>{"query", "source", "month", "count", "total"});
  CHECK(rows.size() == 1 + 2 * 2 * 3);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const std::string filters = fmt::format("--source '{}' 'date:{}", rows[i][1], rows[i][2]);
    CHECK(rows[i][3] == number(fmt::format("{} {}'", filters, rows[i][0])));
    CHECK(rows[i][4] == number(filters + "'"));
  }
  const auto topics = rows_of(desk.out("$Q --counts topic,section oil --format csv"));
  for (std::size_t i = 1; i < topics.size(); ++i)
    CHECK(topics[i][2] ==
          number(fmt::format("'oil topic:{} section:{}'", topics[i][0], topics[i][1])));
  CHECK(topics.size() == 1 + 2 * 2);
  const Json json = Json::parse(desk.out("$Q --counts source,week,section oil --format json"));
  int sum = 0;
  for (const Json& row : json["rows"]) sum += row["count"].get<int>();
  CHECK(sum == json["queries"][0]["total"]);
  CHECK(desk.out("$Q --counts source:1,year oil --format csv").find("(other),2024,") !=
        std::string::npos);
}

TEST_CASE("use 16: every period of an asked span is there, and one without articles is no zero") {
  const Desk desk;
  desk.add("weeks.jsonl", weeks_of_articles());
  const auto rows = rows_of(
      desk.out("$Q --counts month --after 2023-11 --before 2024-06 --share oil --format csv"));
  REQUIRE(rows.size() == 1 + 7);
  CHECK(rows[1] == std::vector<std::string>{"2023-11", "0", "0", "", "", ""});
  CHECK(rows[7] == std::vector<std::string>{"2024-05", "0", "0", "", "", ""});
  const Json timeline = Json::parse(desk.out(
      "$Q oil --timeline month --after 2023-11 --before 2024-06 --format json"))["timeline"];
  REQUIRE(timeline.size() == 7);
  CHECK(timeline[0] == Json{{"date", "2023-11"}, {"count", 0}, {"held", 0}});
  CHECK(timeline[2]["held"].get<int>() > timeline[2]["count"].get<int>());
  CHECK(desk.out("$Q oil --timeline month --after 2023-11 --before 2024-06")
            .find("no articles held") != std::string::npos);
}

TEST_CASE("shares have their denominator and the interval of Wilson") {
  const Desk desk;
  desk.add("weeks.jsonl", weeks_of_articles());
  for (const Json& row :
       Json::parse(desk.out("$Q --counts source,week --share oil --format json"))["rows"]) {
    if (row["total"] == 0) {
      CHECK(row["share"].is_null());
      continue;
    }
    const double n = row["total"], p = row["count"].get<double>() / n, z = 1.959963984540054;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double reach = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    CHECK(row["share"].get<double>() == doctest::Approx(p));
    CHECK(row["low"].get<double>() == doctest::Approx(std::max(0.0, middle - reach)));
    CHECK(row["high"].get<double>() == doctest::Approx(std::min(1.0, middle + reach)));
  }
}

TEST_CASE("stories count once in each cell") {
  const Desk desk;
  std::string all;
  std::string text;
  for (int i = 0; i < 80; ++i) text += fmt::format("word{} ", i * i);
  for (int i = 0; i < 3; ++i)
    all += Json{{"id", fmt::format("c{}", i)},
                {"title", "Wire"},
                {"body", text},
                {"source", i == 0 ? "Pier Gazette" : "Quayside Post"},
                {"date", "2024-01-05"}}
               .dump() +
           "\n";
  desk.add("copies.jsonl", all);
  const auto rows = rows_of(desk.out("$Q --counts source --count stories wire --format csv"));
  REQUIRE(rows.size() == 3);
  CHECK(rows[1] == std::vector<std::string>{"Pier Gazette", "1", "1"});
  CHECK(rows[2] == std::vector<std::string>{"Quayside Post", "1", "1"});
  const auto lines = lines_of(desk.out("$Q --format jsonl wire"));
  for (const Json& line : lines) CHECK(line["copies"] == 3);
}

TEST_CASE("gaps of collection are told, and a source with one is not in the panel") {
  const Desk desk;
  std::string all;
  int n = 0;
  for (int day = 0; day < 120; ++day)
    for (const std::string outlet : {"Quayside Post", "Pier Gazette"})
      for (int i = 0; i < 12; ++i) {
        if (outlet == "Pier Gazette" && day >= 60 && day < 64) continue;  // not collected
        const std::string date =
            fmt::format("{}", 1'704'067'200 + day * 86'400);  // from 2024-01-01
        all += Json{{"id", fmt::format("g{}", ++n)},
                    {"title", "Harbour report"},
                    {"body", fmt::format("Ships {} of day {}.", n * 31, day)},
                    {"source", outlet},
                    {"date", date}}
                   .dump() +
               "\n";
      }
  desk.add("gaps.jsonl", all);
  const Json json = Json::parse(desk.out("$Q --timeline month --gaps --format json ships"));
  REQUIRE(json["gaps"].size() == 1);
  CHECK(json["gaps"][0]["source"] == "Pier Gazette");
  CHECK(json["gaps"][0]["from"] == "2024-03-01");
  CHECK(json["gaps"][0]["to"] == "2024-03-04");
  CHECK(json["rows"][2]["gap_days"] == 4);
  const Json panel = Json::parse(desk.out("$Q --counts source --panel --format json ships"));
  CHECK(panel["panel"] == 1);
  CHECK(panel["rows"].size() == 1);
  CHECK(panel["rows"][0]["source"] == "Quayside Post");
}

TEST_CASE("a chart is well-formed, has numbers, a legend, and hatches what is not held") {
  const Desk desk;
  desk.add("weeks.jsonl", weeks_of_articles());
  const std::string svg = desk.out(
      "$Q --compare 'oil' --compare 'gas & <ferry>' --timeline month --after 2023-11 "
      "--before 2024-06 --format svg");
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(svg.find("class=\"gap\"") != std::string::npos);
  CHECK(svg.find(">oil</text>") != std::string::npos);
  CHECK(svg.find("gas &amp; &lt;ferry&gt;") != std::string::npos);
  CHECK(svg.find(">2024-01</text>") != std::string::npos);
}
