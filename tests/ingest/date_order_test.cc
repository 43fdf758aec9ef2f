// SPDX-License-Identifier: GPL-2.0-or-later
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.h"
#include "readers/date_order_reader.h"
#include "readers/format.h"
#include "support/string_source.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

std::vector<std::string> dates_of(std::string_view csv, ReadOptions options = {}) {
  StringSource source(csv);
  DateOrderReader reader(make_reader("csv", source, options), options);
  std::vector<std::string> dates;
  while (const auto record = reader.next()) {
    const auto* article = std::get_if<Article>(&*record);
    dates.push_back(article == nullptr   ? "rejected"
                    : article->published ? format_timestamp(*article->published).substr(0, 10)
                                         : "none");
    CHECK(reader.line() == dates.size() + 1);
  }
  return dates;
}

using Dates = std::vector<std::string>;

constexpr std::string_view kHead = "title,date,body\n";

/// Ends with an error behind two articles.
class BreakingReader final : public ArticleReader {
 public:
  std::optional<Record> next() override {
    if (given_ == 2) throw Error("the input breaks off");
    Article article;
    article.title = std::to_string(++given_);
    article.date_text = "03/04/2024";
    return article;
  }

 private:
  int given_ = 0;
};

}  // namespace

TEST_CASE("date order: one certain date of an input decides for all of it") {
  const std::string head(kHead);
  CHECK(dates_of(head + "A,03/04/2024,x\nB,22/04/2024,x\nC,05/04/2024,x\n") ==
        Dates{"2024-04-03", "2024-04-22", "2024-04-05"});
  CHECK(dates_of(head + "A,03/04/2024,x\nB,04/22/2024,x\n") == Dates{"2024-03-04", "2024-04-22"});
  CHECK(dates_of(head + "A,03-04-24,x\nB,x,x\nC,22-04-24,x\n") ==
        Dates{"2024-04-03", "none", "2024-04-22"});
}

TEST_CASE("date order: without a certain date, and with dates of both orders, none is guessed") {
  const std::string head(kHead);
  CHECK(dates_of(head + "A,03/04/2024,x\nB,05/04/2024,x\n") == Dates{"none", "none"});
  CHECK(dates_of(head + "B,22/04/2024,x\nC,04/22/2024,x\nA,03/04/2024,x\n") ==
        Dates{"2024-04-22", "2024-04-22", "none"});
  CHECK(dates_of(head + "B,22/04/2024,x\nA,03/04/2024,x\nC,04/22/2024,x\n") ==
        Dates{"2024-04-22", "none", "2024-04-22"});
  CHECK(dates_of(head + "A,03/04/2024,x\nC,04/22/2024,x\nB,22/04/2024,x\n") ==
        Dates{"none", "2024-04-22", "2024-04-22"});
}

TEST_CASE("date order: where outlets of one input write different orders, each one's own decides") {
  const std::string head = "title,source,date,body\n";
  CHECK(dates_of(head + "A,Post,03/04/2024,x\nB,Times,03/04/2024,x\nC,Wire,03/04/2024,x\n"
                        "D,Post,22/04/2024,x\nE,Times,04/22/2024,x\n") ==
        Dates{"2024-04-03", "2024-03-04", "none", "2024-04-22", "2024-04-22"});
  CHECK(dates_of(head + "A,Post,22/04/2024,x\nB,Post,04/22/2024,x\nC,Post,03/04/2024,x\n"
                        "D,Wire,04/25/2024,x\nE,Wire,03/04/2024,x\n") ==
        Dates{"2024-04-22", "2024-04-22", "none", "2024-04-25", "2024-03-04"});
}

TEST_CASE("date order: an undated article of an export stays undated, whatever stands beside it") {
  const std::string head = "id,title,source,published,date,hash,story,copies,body\n",
                    dated = "a,Quay,Post,2024-04-22T00:00:00Z,22/04/2024,00,a,1,x\n",
                    undated = "b,Fog,Wire,,03/04/2024,00,b,1,y\n";
  CHECK(dates_of(head + dated + undated) == Dates{"2024-04-22", "none"});
  CHECK(dates_of(head + undated + dated) == Dates{"none", "2024-04-22"});
}

TEST_CASE("date order: the language of the text decides where nothing else does") {
  const std::string head(kHead),
      text =
          "Le bac de midi a quitté le quai avec une heure de retard, car le brouillard cachait "
          "les balises du chenal et le capitaine a préféré attendre.";
  CHECK(dates_of(head + "Le bac attend,03/04/2024,\"" + text + "\"\n") == Dates{"2024-04-03"});
  CHECK(dates_of(head + "Le bac attend,03/04/2024,\"" + text + "\"\nB,04/22/2024,x\n") ==
        Dates{"2024-03-04", "2024-04-22"});
}

TEST_CASE("date order: a time, a zone, and the parts of a day stand in columns of their own") {
  const auto instant = [](std::string_view csv) {
    const ReadOptions options;
    StringSource source(csv);
    DateOrderReader reader(make_reader("csv", source, options), options);
    const Article article = std::get<Article>(*reader.next());
    return article.published ? format_timestamp(*article.published) : "none";
  };
  CHECK(instant("title,date,time,body\nA,2024-05-01,23:30,x\n") == "2024-05-01T23:30:00Z");
  CHECK(instant("title,time,date,timezone,body\nA,23:30,2024-05-01,+02:00,x\n") ==
        "2024-05-01T21:30:00Z");
  CHECK(instant("title,Datum,Uhrzeit,body\nA,13.05.2024,7:05,x\n") == "2024-05-13T07:05:00Z");
  CHECK(instant("title,year,month,day,body\nA,2024,5,1,x\n") == "2024-05-01T00:00:00Z");
  CHECK(instant("title,year,month,day,body\nA,2024,May,12,x\n") == "2024-05-12T00:00:00Z");
  CHECK(instant("title,time,body\nA,2024-05-01T10:00:00Z,x\n") == "2024-05-01T10:00:00Z");
  CHECK(instant("title,year,body\nA,2024,x\n") == "none");
}

TEST_CASE("date order: columns that name a date in other languages and other words") {
  for (const std::string_view name :
       {"Data", "Дата публикации", "发布时间", "掲載日", "التاريخ", "تاريخ", "Ημερομηνία",
        "Data de publicação", "Päivämäärä", "Publiceringsdatum", "Datum vydání", "Load Date",
        "Issue Date", "Print Date", "Air Date"}) {
    CAPTURE(name);
    CHECK(dates_of("title," + std::string(name) + ",body\nA,2024-05-13,x\n") ==
          Dates{"2024-05-13"});
  }
}

TEST_CASE("date order: the option and the article's language decide") {
  ReadOptions options;
  options.date_order = "dmy";
  const std::string head(kHead);
  CHECK(dates_of(head + "A,03/04/2024,x\n", options) == Dates{"2024-04-03"});
  options.date_order = "mdy";
  CHECK(dates_of(head + "A,03/04/2024,x\n", options) == Dates{"2024-03-04"});
  options.date_order = "ymd";
  CHECK(dates_of(head + "A,24/03/04,x\n", options) == Dates{"2024-03-04"});
  CHECK(dates_of("title,date,language,body\nA,03/04/2024,fr,x\nB,03/04/2024,en-US,x\n") ==
        Dates{"2024-04-03", "2024-03-04"});
}

TEST_CASE("date order: articles that wait are given before the error that ends their input") {
  const ReadOptions options;
  DateOrderReader reader(std::make_unique<BreakingReader>(), options);
  CHECK(std::get<Article>(*reader.next()).title == "1");
  CHECK(std::get<Article>(*reader.next()).title == "2");
  CHECK_THROWS_AS(reader.next(), Error);
  CHECK_FALSE(reader.next());
}
