// SPDX-License-Identifier: GPL-2.0-or-later
// XML in the readers: entities, addresses, and for every format of XML hostile inputs followed by a
// sound record.
#include "readers/xml.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "readers/feed_text.h"
#include "readers/format.h"
#include "support/string_source.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// How a format wraps a title; the title may be any XML.
struct Wrapping {
  const char *name, *begin, *before, *after, *end;
};

constexpr Wrapping kWrappings[] = {
    {"rss", "<rss><channel>", "<item><title>", "</title></item>", "</channel></rss>"},
    {"atom", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry><title>", "</title></entry>",
     "</feed>"},
    {"wxr", "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>", "<item><title>",
     "</title></item>", "</channel></rss>"},
    {"nitf", "", "<nitf><head><title>", "</title></head></nitf>", ""},
    {"newsml", "<newsMessage><itemSet>", "<newsItem guid='g'><contentMeta><headline>",
     "</headline></contentMeta></newsItem>", "</itemSet></newsMessage>"},
};

struct Hostile {
  std::string prolog, title, problem;  // problem: how the rejection ends; empty: it is read
};

std::vector<Hostile> hostile() {
  const std::string bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '" +
                           repeated("&a;", 1000) + "'><!ENTITY c '" + repeated("&b;", 1000) +
                           "'><!ENTITY d '" + repeated("&c;", 1000) + "'>]>";
  return {
      {bomb, "&d;", ""},
      {"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>", "&f;", ""},
      {"<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'>", "&f;", ""},
      {"", repeated("<x>", 20'000) + "x" + repeated("</x>", 20'000), "elements deep"},
      {"", repeated("<x>", 20'000), "elements deep"},
      {"", "<x" + repeated(" a=''", 100'000) + "/>", "more than 500 attributes"},
      {"", "<x" + repeated(" xmlns:a='b'", 20'000) + "/>", "more than 500 attributes"},
      {"", "x" + repeated("<!-- ", 20'000), ""},
      {"", "x" + repeated("<![CDATA[ ", 20'000), ""},
      {"", "x" + repeated("<?p ", 20'000), ""},
      {"", "x" + repeated("<", 20'000) + repeated("&", 20'000), ""},
      {"", "x" + repeated("</y>", 20'000), ""},
      {"", "x<y z=\"" + repeated("w ", 50'000), ""},
      {"", repeated("\xFF\x01\xEF\xBF\xBF", 100) + "x", ""},
  };
}

}  // namespace

TEST_CASE("xml: what is hostile costs one record and little time, in every format") {
  for (const Wrapping& format : kWrappings)
    for (const Hostile& h : hostile()) {
      CAPTURE(format.name);
      CAPTURE(h.title.substr(0, 40));
      const std::string sound = fmt::format("{}sound{}", format.before, format.after);
      const std::string text =
          fmt::format("<?xml version='1.0'?>{}{}{}{}{}\n{}{}", h.prolog, format.begin,
                      format.before, h.title, format.after, sound, format.end);
      const auto start = std::chrono::steady_clock::now();
      StringSource bytes(text);
      const ReadOptions options;
      const auto reader = make_reader(format.name, bytes, options);
      std::vector<Record> records;
      while (auto record = reader->next()) records.push_back(std::move(*record));
      CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(3));
      REQUIRE_FALSE(records.empty());
      const auto* rejection = std::get_if<Rejection>(&records.front());
      if (!h.problem.empty()) {
        REQUIRE(rejection);
        CHECK(rejection->reason.ends_with(h.problem));
      }
      for (const Record& record : records)
        if (const auto* article = std::get_if<Article>(&record)) {
          CHECK(article->title.size() < 400'000);
          CHECK(article->title.find("root:") == std::string::npos);
        }
      const auto* last = std::get_if<Article>(&records.back());
      REQUIRE(last);
      CHECK(last->title.ends_with("sound"));
    }
}

TEST_CASE("xml: entities") {
  struct Case {
    const char *text, *mended;
  };
  for (const Case& c : {
           Case{"a&nbsp;b", "a\u00a0b"},
           Case{"&eacute;&mdash;&hellip;", "é—…"},
           Case{"&amp;&lt;&quot;", "&#38;&#60;&#34;"},
           Case{"AT&T, R&D & co.", "AT&#38;T, R&#38;D &#38; co."},
           Case{"&#233;&#xE9;", "éé"},
           Case{"&#146;", "’"},
           Case{"&#0;&#11;", ""},
           Case{"&madeup;", "&#38;madeup;"},
           Case{"a < b <= c <d>", "a &#60; b &#60;= c <d>"},
           Case{"<![CDATA[&nbsp; < ]]>&nbsp;", "<![CDATA[&nbsp; < ]]>\u00a0"},
           Case{"<!-- & --> &", "<!-- & --> &#38;"},
           Case{"<!-- & <!-- <?", "&#60;!-- &#38; &#60;!-- &#60;?"},
           Case{"<?x & ?><!DOCTYPE x>", "<?x & ?>&#60;!DOCTYPE x>"},
       })
    CHECK(mend_entities(c.text) == c.mended);
}

TEST_CASE("feeds: text in base64, whole and broken") {
  struct Case {
    const char *encoded, *title;
  };
  for (const Case& c : {
           Case{"RmVycnkgbGF0ZQ==", "Ferry late"},
           Case{"RmVycnkgbGF0ZQ", "Ferry late"},
           Case{"RmVycnkgbGF0ZQ=", "Ferry late"},
           Case{"RmVycnkgbGF0ZXI=", "Ferry later"},
           Case{"RmVycnkgbGF0ZXI", "Ferry later"},
           Case{"RmVycnkgc2FpbHM", "Ferry sails"},
           Case{"RmVycnkgc2FpbHNZ", "Ferry sailsY"},
           Case{" RmVy\n cnkg\tbGF0\r\nZQ== ", "Ferry late"},
           Case{"RmVy-cnkg_bGF0.ZQ==", "Ferry late"},
           Case{"RmVycnkg/w==", "Ferry \uFFFD"},
           Case{"RmVycnkgbGF0Z", "Ferry lat"},
           Case{"RmVycnk=IGxhdGU=", "Ferry late"},
           Case{"w5xiZXI=", "Über"},
       }) {
    CAPTURE(c.encoded);
    const std::string feed = fmt::format(
        "<?xml version='1.0'?><feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
        "<title mode='base64'>{}</title><id>tag:x.example,2024:1</id>"
        "<content>The ferry was late.</content></entry></feed>",
        c.encoded);
    StringSource bytes(feed);
    const ReadOptions options;
    const auto reader = make_reader("atom", bytes, options);
    const auto record = reader->next();
    REQUIRE(record);
    REQUIRE(std::holds_alternative<Article>(*record));
    CHECK(std::get<Article>(*record).title == c.title);
  }
}

TEST_CASE("feeds: names of people") {
  struct Case {
    const char *text, *name;
  };
  for (const Case& c : {
           Case{"Ann Okafor", "Ann Okafor"},
           Case{"ann@x.example (Ann Okafor)", "Ann Okafor"},
           Case{"Ann Okafor <ann@x.example>", "Ann Okafor"},
           Case{"\"Okafor, Ann\" <ann@x.example>", "Okafor, Ann"},
           Case{"ann@x.example", "ann@x.example"},
           Case{"noreply@x.example", ""},
           Case{"noreply@x.example (Unknown)", "Unknown"},
           Case{"Ann Okafor (Oslo)", "Ann Okafor (Oslo)"},
           Case{"<b>Ann</b> &amp; Ben", "Ann & Ben"},
       })
    CHECK(person_name(c.text) == c.name);
}
