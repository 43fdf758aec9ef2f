// SPDX-License-Identifier: GPL-2.0-or-later
// Words that are written in several ways find each other in whole archives: joined, with a hyphen,
// in other letters, with their signs; reports that are no copies; the day of an article.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "dates/dates.h"
#include "results/results.h"
#include "search/searcher.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

namespace {

Article article(std::string id, std::string body, std::string language = "en") {
  Article a;
  a.id = std::move(id);
  a.language = std::move(language);
  a.title = "Notes";
  a.body = std::move(body);
  return a;
}

class Archive {
 public:
  explicit Archive(const std::vector<Article>& articles) {
    REQUIRE(make_archive(folder_ / "archive", articles).added == articles.size());
    searcher_ = std::make_unique<Searcher>(folder_ / "archive");
  }

  Results results(const std::string& query, Dialect dialect = Dialect::standard) {
    SearchRequest asked;
    asked.query.text = query;
    asked.query.dialect = dialect;
    asked.page.limit = 0;
    asked.counts.timeline = Period::day;
    return searcher_->search(asked);
  }

  /// Their ids, in order and without blanks.
  std::string found(const std::string& query, Dialect dialect = Dialect::standard) {
    std::vector<std::string> ids;
    for (const Hit& hit : results(query, dialect).hits) ids.push_back(hit.id);
    std::ranges::sort(ids);
    std::string all;
    for (const std::string& id : ids) all += id;
    return all;
  }

  /// Of each clause its text and its count.
  std::vector<std::string> explained(const std::string& query) {
    SearchRequest asked;
    asked.query.text = query;
    asked.advice.explain = true;
    std::vector<std::string> lines;
    for (const ExplainedClause& clause : searcher_->search(asked).explanation)
      lines.push_back(clause.text + " " + std::to_string(clause.count));
    return lines;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Searcher> searcher_;
};

Archive& compounds() {
  static Archive archive({
      article("a", "The drawbridge was closed. Old lamp-posts stood near the bridge tower."),
      article("b", "Two draw-bridges were closed after the lamppost fell."),
      article("c", "They draw bridge cards."),
      article("d", "Ms O'Hanlon flew an X-14 over the quay."),
      article("e", "Ms OHanlon flew an X14 there, said o hanlon."),
      article("f", "P. Q. Marlow met the U. T. council."),
      article("g", "P.Q. Marlow met the UT council."),
      article("h", "PQ Marlow stayed at home; a week long wait."),
  });
  return archive;
}

}  // namespace

TEST_CASE("a word joined and one with a hyphen are one word, inflected too") {
  Archive& archive = compounds();
  CHECK(archive.found("drawbridge") == "ab");
  CHECK(archive.found("draw-bridge") == "abc");
  CHECK(archive.found("lamppost") == "ab");
  CHECK(archive.found("lamp-posts") == "ab");
  CHECK(archive.found("title:drawbridge") == "");
  CHECK(archive.found("body:drawbridge") == "ab");
}

TEST_CASE("= and quotation marks around one word tell the ways to write it apart") {
  Archive& archive = compounds();
  CHECK(archive.found("=drawbridge") == "a");
  CHECK(archive.found("\"drawbridge\"") == "a");
  CHECK(archive.found("=lamppost") == "b");
  CHECK(archive.found("\"lamp-posts\"") == "a");
}

TEST_CASE("a phrase goes over a word written in two parts") {
  Archive& archive = compounds();
  CHECK(archive.found("\"old lampposts stood\"") == "a");
  CHECK(archive.found("\"the lamp-post fell\"") == "b");
  CHECK(archive.found("\"draw-bridge was closed\"") == "a");
}

TEST_CASE("a name with & is one word, with blanks around the sign and without") {
  Archive archive({
      article("a", "The V&W index fell. Spending on T&S rose."),
      article("b", "The V & W index fell. Spending on T & S rose."),
      article("c", "A letter V stood before W, and T before S."),
      article("d", "Brock &\nHale sold the mill; v& w is a dance."),
      article("e", "Brock&Hale sold the mill. Chapter 3 & 4 of it, 3&4."),
      article("f", "Brock, Hale and others. 34 chapters; vw is no name."),
  });
  for (const char* query : {"V&W", "\"V&W\"", "\"V & W\"", "\"v  & w\"", "title:z OR v&w"})
    CHECK(archive.found(query) == "abd");
  CHECK(archive.found("\"Brock & Hale sold\"") == "de");
  CHECK(archive.found("\"Brock&Hale sold\"") == "de");
  CHECK(archive.found("\"the v&w index\"") == "ab");
  CHECK(archive.found("\"the V & W index\"") == "ab");
  CHECK(archive.found("T&S PRE/1 rose") == "ab");
  CHECK(archive.found("=V&W") == "a");
  CHECK(archive.found("=\"V & W\"") == "bd");
  CHECK(archive.found("ALLCAPS(V&W)") == "a");
  CHECK(archive.found("\"3 & 4\"") == "e");
  CHECK(archive.found("34") == "f");
}

TEST_CASE("a phrase finds letters and a number that are written as one word") {
  Archive archive({
      article("a", "The Zarlo 12 goes on sale in May."),
      article("b", "The new Zarlo12 goes on sale in May."),
      article("c", "Twelve Zarlo phones, 12 in all."),
      article("d", "A 7.5 kW motor."),
      article("e", "A 7.5kW motor, and a 75 kW one."),
  });
  CHECK(archive.found("\"Zarlo 12\"") == "ab");
  CHECK(archive.found("zarlo12") == "ab");
  CHECK(archive.found("\"zarlo 12 goes on sale\"") == "ab");
  CHECK(archive.found("\"new zarlo 12\" PRE/1 goes") == "b");
  CHECK(archive.found("\"zarlo 12\" NEAR/3 sale") == "ab");
  CHECK(archive.found("\"7.5 kW motor\"") == "de");
  CHECK(archive.found("=\"Zarlo 12\"") == "a");
  CHECK(archive.found("NOT \"Zarlo 12\"") == "cde");
}

TEST_CASE("wildcards know the spellings of German and of the north") {
  Archive archive({
      article("a", "Die Windkraftförderung läuft aus.", "de"),
      article("b", "Die Foerderung laeuft.", "de"),
      article("c", "Die Forderung ist hoch.", "de"),
      article("d", "Havnen i Århus.", "da"),
      article("e", "The Foerderer met the forderers."),
  });
  CHECK(archive.found("*foerderung") == "ab");
  CHECK(archive.found("*förderung") == "abc");
  CHECK(archive.found("förder*") == "bce");
  CHECK(archive.found("foerder*") == "be");
  CHECK(archive.found("aarh*") == "d");
  CHECK(archive.found("f?erderung") == "b");
}

TEST_CASE("a Korean noun typed with a particle is found with others and without") {
  Archive archive({
      article("a", "항구에서는 새 다리를 세웠다.", "ko"),
      article("b", "다리가 길다. 새항구를 보았다.", "ko"),
      article("c", "정치가 몇 명과 화가.", "ko"),
      article("d", "정치를 말했다.", "ko"),
  });
  CHECK(archive.found("항구") == "ab");
  CHECK(archive.found("항구를") == "ab");
  CHECK(archive.found("항구에서는") == "ab");
  CHECK(archive.found("다리는") == "ab");
  CHECK(archive.found("\"다리를\"") == "a");
  CHECK(archive.found("정치가") == "c");
  CHECK(archive.found("=다리를") == "a");
}

TEST_CASE("a site is found by its letters and by Punycode, in counts under its letters") {
  Article letters = article("a", "One text of a paper."), punycode = article("b", "Another text.");
  letters.url = "https://www.münster-bote.example/1";
  punycode.url = "https://xn--mnster-bote-thb.example/2";
  Archive archive({letters, punycode});
  for (const char* query : {"site:münster-bote.example", "site:xn--mnster-bote-thb.example",
                            "domain:XN--MNSTER-BOTE-THB.example", "site:www.Münster-Bote.example"})
    CHECK(archive.found(query) == "ab");
  CHECK(archive.found("site:muenster.example") == "");
}

TEST_CASE("distances count from the nearer end of a word in two parts") {
  Archive& archive = compounds();
  CHECK(archive.found("\"lampposts\" NEAR/1 stood") == "");
  CHECK(archive.found("lampposts PRE/1 stood") == "a");
  CHECK(archive.found("old PRE/1 lampposts") == "a");
}

TEST_CASE("--explain counts a word under an operator in all the ways it is written") {
  Archive& archive = compounds();
  CHECK(archive.explained("drawbridges NEAR/9 closed").at(1) == "drawbridges 1");
  CHECK(archive.explained("U.T. NEAR/9 council").at(1) == "U.T. 2");
}

TEST_CASE("a word in two parts is marked as a whole") {
  const Results results = compounds().results("drawbridge");
  for (const Hit& hit : results.hits) {
    if (hit.id != "b") continue;
    REQUIRE(hit.snippet.marks.size() == 1);
    const auto& mark = hit.snippet.marks.front();
    CHECK(hit.snippet.text.substr(mark.begin, mark.end - mark.begin) == "draw-bridges");
  }
}

TEST_CASE("names with an apostrophe, models and initials are one word in all their ways") {
  Archive& archive = compounds();
  CHECK(archive.found("ohanlon") == "de");
  CHECK(archive.found("o'hanlon") == "de");
  CHECK(archive.found("x14") == "de");
  CHECK(archive.found("X-14") == "de");
  CHECK(archive.found("\"P. Q. Marlow\"") == "fgh");
  CHECK(archive.found("\"P.Q. Marlow\"") == "fgh");
  CHECK(archive.found("\"pq marlow\"") == "fgh");
  CHECK(archive.found("\"U.T. council\"") == "fg");
}

TEST_CASE("letters that a keyboard lacks are found in their other spelling") {
  Archive archive({article("a", "Der Zug nach Lüdenbrück fährt.", "de"),
                   article("b", "Der Zug nach Luedenbrueck faehrt.", "de"),
                   article("c", "Der Zug nach Ludenbruck.", "de"),
                   article("d", "Broen ved Ågård.", "da"), article("e", "Broen ved Aagaard.", "da"),
                   article("f", "山國銀行發表", "zh"), article("g", "山国银行发表", "zh")});
  CHECK(archive.found("Lüdenbrück") == "abc");
  CHECK(archive.found("luedenbrueck") == "ab");
  CHECK(archive.found("\"Luedenbrueck\"") == "ab");
  CHECK(archive.found("=luedenbrueck") == "b");
  CHECK(archive.found("Ågård") == "de");
  CHECK(archive.found("aagaard") == "de");
  CHECK(archive.found("山国银行") == "fg");
  CHECK(archive.found("山國銀行") == "fg");
}

TEST_CASE("a sign that is typed is looked for") {
  Archive archive({article("a", "It cost £7m in all."), article("b", "It cost $7m in all."),
                   article("c", "It cost 7m in all."), article("d", "It cost $7 m in all."),
                   article("e", "Written in C++ by hand."), article("f", "Vitamin C by hand."),
                   article("g", "See #quayside now."), article("h", "The quayside, now.")});
  CHECK(archive.found("£7m") == "a");
  CHECK(archive.found("\"$7m\"") == "b");
  CHECK(archive.found("$7m") == "bd");
  CHECK(archive.found("7m") == "abcd");
  CHECK(archive.found("C++") == "e");
  CHECK(archive.found("c hand") == "ef");
  CHECK(archive.found("#quayside") == "gh");
  CHECK(archive.found("quayside") == "gh");
}

TEST_CASE("Nexis finds other forms of words without quotation marks") {
  Archive archive({article("a", "The ferry fare rose."), article("b", "Ferry fares rose."),
                   article("c", "The fares of two ferries.")});
  CHECK(archive.found("ferry fare", Dialect::nexis) == "ab");
  CHECK(archive.found("\"ferry fare\"", Dialect::nexis) == "a");
  CHECK(archive.found("ferry w/4 fare", Dialect::nexis) == "abc");
  CHECK(archive.found("FORMS(\"ferry fare\")") == "ab");
}

TEST_CASE("an article is of the day it had where it was written") {
  Article evening = article("a", "The fireworks.");
  evening.published = parse_timestamp("2022-01-01T02:30:00Z");
  evening.utc_offset = -5 * 3600;
  Article morning = article("b", "The sweepers.");
  morning.published = parse_timestamp("2022-01-01T02:30:00Z");
  Archive archive({evening, morning});
  CHECK(archive.found("date:2021") == "a");
  CHECK(archive.found("date:2021-12-31") == "a");
  CHECK(archive.found("date:2022-01") == "b");
  CHECK(archive.found("date:>=2022-01-01") == "b");
  CHECK(archive.found("date:>2022-01-01T01:00") == "ab");
  CHECK(archive.found("date:2021-12-31..2022-01-01") == "ab");
  const Results all = archive.results("*");
  REQUIRE(all.timeline);
  REQUIRE(all.timeline->entries.size() == 2);
  CHECK(all.timeline->entries.front().date == "2021-12-31");
}

TEST_CASE("a field without a word finds the articles that have it") {
  Article signed_one = article("a", "Ships.");
  signed_one.author = "Ann Quayle";
  Archive archive({signed_one, article("b", "Boats.")});
  CHECK(archive.found("author:*") == "a");
  CHECK(archive.found("-author:*") == "b");
  CHECK(archive.found("title:* body:* lead:*") == "ab");
}

TEST_CASE("reports of other weeks and of other companies are no copies") {
  const std::string rest =
      " people applied for permits to moor a boat in the inner basin, the harbour office said on "
      "Friday. The office counts applications each week and publishes the figure with that of the "
      "week before, and with the number of boats that wait for a place at the northern quay.";
  Article first = article("a", "A total of 412" + rest + " It had been 398 with 1207 waiting.");
  first.published = parse_timestamp("2023-03-03");
  Article second = article("b", "A total of 377" + rest + " It had been 409 with 1184 waiting.");
  second.published = parse_timestamp("2023-03-10");
  Article copy =
      article("c", "A total of 412" + rest + " It had been 398 with 1207 waiting. (Ends)");
  copy.published = parse_timestamp("2023-03-04");
  Archive archive({first, second, copy});
  CHECK(archive.found("copies:>1") == "ac");
}

TEST_CASE("daily reports that differ in a fraction or in a number in words are no copies") {
  const auto report = [](std::string id, const std::string& sum, const std::string& rate) {
    Article a = article(
        std::move(id),
        "The island bank entered the money market to add " + sum +
            " crowns of reserves through agreements with dealers, a speaker for the bank said. "
            "Dealers said that notes of the treasury traded at " +
            rate +
            " when the bank began its operation in the morning to help the local banks for a "
            "while.");
    a.published = parse_timestamp("2023-03-03");
    return a;
  };
  Archive archive({report("a", "two billion", "6-5/16 pct"),
                   report("b", "two billion", "6-1/8 pct"), report("c", "1.5 billion", "six pct"),
                   report("d", "2 billion", "6-5/16 pct")});
  CHECK(archive.found("copies:>1") == "ad");
}

TEST_CASE("a report and its first half are copies") {
  const std::string half =
      "The ferry to the outer isles will stay in port until Monday, the harbour office said, "
      "because its new engine has to be looked at once more. Two hundred travellers were taken "
      "home "
      "by fishing boats in the night. The master of the ferry told reporters that nobody had been "
      "in "
      "danger when the engine stopped off the lighthouse.";
  const std::string rest =
      " The yard that built it sent four men and a crate of parts by the mail plane. They found a "
      "crack in a pipe, and hope to mend it within a day. Shops on the isles have bread for three "
      "more days, said the mayor, who asked the navy for help. A cutter with flour and medicine is "
      "under way from the mainland and is expected in the evening.";
  Article whole = article("a", half + rest), first = article("b", half);
  whole.published = first.published = parse_timestamp("2023-03-03");
  Archive archive({whole, first});
  CHECK(archive.found("copies:>1") == "ab");
}
