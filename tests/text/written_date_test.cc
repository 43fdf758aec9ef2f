// SPDX-License-Identifier: GPL-2.0-or-later
// Dates as pages, bylines and tables print them.
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "dates/dates.h"

using namespace dateline;

namespace {

std::string shown(std::optional<Timestamp> t) { return t ? format_timestamp(*t) : "absent"; }

struct Reading {
  std::string_view text, expected;
};

}  // namespace

TEST_CASE("dates as people write them") {
  // clang-format off
  const Reading table[] = {
      // numbers, where the order is certain
      {"22.08.2024", "2024-08-22T00:00:00Z"},
      {"3.4.2024", "2024-04-03T00:00:00Z"},  // dots are day, month, year wherever they are used
      {"30.10.23", "2023-10-30T00:00:00Z"},
      {"22/08/2024 14:05", "2024-08-22T14:05:00Z"},
      {"11/19/2019 1:03:00 PM", "2019-11-19T13:03:00Z"},
      {"08-22-2024", "2024-08-22T00:00:00Z"},
      {"04/04/2024", "2024-04-04T00:00:00Z"},
      {"Fri, 26/06/2020", "2020-06-26T00:00:00Z"},
      {"2016.12.20", "2016-12-20T00:00:00Z"},
      {"2016. 12. 20.", "2016-12-20T00:00:00Z"},
      {"2008-011-09T06:20:30+00:00", "2008-11-09T06:20:30Z"},
      {"13.07.2021 18:15 Uhr", "2021-07-13T18:15:00Z"},
      {"Stand: 13.07.2021, 18.15 Uhr", "2021-07-13T18:15:00Z"},
      {"05/03/2024 às 10h15", "2024-03-05T10:15:00Z"},  // words of a language that writes the day first
      {"05/03/2024 um 10:15 Uhr", "2024-03-05T10:15:00Z"},
      {"٢٢/٠٨/٢٠٢٤", "2024-08-22T00:00:00Z"},
      // months and weekdays of many languages
      {"7 Mart 2019", "2019-03-07T00:00:00Z"},
      {"5 marca 2024", "2024-03-05T00:00:00Z"},
      {"5. března 2024", "2024-03-05T00:00:00Z"},
      {"5 березня 2024", "2024-03-05T00:00:00Z"},
      {"5. maaliskuuta 2024 klo 7.05", "2024-03-05T07:05:00Z"},
      {"2024. március 5.", "2024-03-05T00:00:00Z"},
      {"Τρι, 06 Ιούλ 2010 09:00:00 EST", "2010-07-06T14:00:00Z"},
      {"Selasa, 5 Maret 2024 10:15 WIB", "2024-03-05T03:15:00Z"},
      {"5 mars 2024 kl. 07:05", "2024-03-05T07:05:00Z"},
      {"20 de dezembro de 2016 às 09:31", "2016-12-20T09:31:00Z"},
      {"20 de dezembro de 2016 às 09h31", "2016-12-20T09:31:00Z"},
      {"4 февраля 2017 г.", "2017-02-04T00:00:00Z"},
      {"Jueves 9 de Mayo de 2019", "2019-05-09T00:00:00Z"},
      {"mardi 20 décembre 2016", "2016-12-20T00:00:00Z"},
      {"Le 6 Novembre 2018 à 17:30", "2018-11-06T17:30:00Z"},
      {"Le 1er août 2018 à 17h", "2018-08-01T17:00:00Z"},
      {"22 Augustus 2024", "2024-08-22T00:00:00Z"},
      {"2016년 12월 20일", "2016-12-20T00:00:00Z"},
      {"2012년 03월 09일  13:40:10", "2012-03-09T13:40:10Z"},
      {"2024年3月14日 下午2:05", "2024-03-14T14:05:00Z"},
      {"5 tháng 3, 2024", "2024-03-05T00:00:00Z"},
      {"٥ مارس ٢٠٢٤", "2024-03-05T00:00:00Z"},
      // words round it, and the time first
      {"on 22 August 2024", "2024-08-22T00:00:00Z"},
      {"9:31 AM, Dec 20, 2016", "2016-12-20T09:31:00Z"},
      {"09:31, 20 December 2016", "2016-12-20T09:31:00Z"},
      {"December 20, 2016 | 9:31am EST", "2016-12-20T14:31:00Z"},
      {"Published 9:31 a.m. ET Dec. 20, 2016", "2016-12-20T14:31:00Z"},
      {"Updated: August 13, 2010, 5:02 PM ET", "2010-08-13T21:02:00Z"},
      {"March 3, 2024 Sunday", "2024-03-03T00:00:00Z"},
      // zones
      {"Tue, 07 Mar 2023 20:19:00 America/Los_Angeles", "2023-03-08T04:19:00Z"},
      {"2016-12-20T09:31:15+05:30[Asia/Kolkata]", "2016-12-20T04:01:15Z"},
      {"Tue, 07 Mar 2023 20:19:00 UTC+5", "2023-03-07T15:19:00Z"},
      {"Tue, 07 Mar 2023 20:19:00 GMT+5:30", "2023-03-07T14:49:00Z"},
      {"2024-08-22T10:00+2", "2024-08-22T08:00:00Z"},
      {"Tue, 07 Mar 2023 20:19:00 -700", "2023-03-08T03:19:00Z"},
      {"Tue, 07 Mar 2023 20:19:00 -0800 PST", "2023-03-08T04:19:00Z"},
      {"Tue, 10 Mar 2015 09:12:00 MET", "2015-03-10T08:12:00Z"},
      {"Tue, 10 Mar 2015 09:12:00 PKT", "2015-03-10T04:12:00Z"},
      {"Wed, 11 July 2004 14:05:00 ET", "2004-07-11T18:05:00Z"},
      // a zone of two meanings, or of none, leaves the day
      {"Wed, 14 Feb 2018 11:20:05 IST", "2018-02-14T00:00:00Z"},
      {"2024-08-22 10:00 XYZ", "2024-08-22T00:00:00Z"},
      {"2024-08-22 10:00 (somewhere)", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:00+020", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:00+24:00", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:00+02:60", "2024-08-22T00:00:00Z"},
      {"22 Aug 2024 10:00:00 A", "2024-08-22T00:00:00Z"},  // military letters were specified wrongly
      // so does a time that does not exist
      {"31-MAR-1987 605:12:19.12", "1987-03-31T00:00:00Z"},
      {"2024-08-22T", "2024-08-22T00:00:00Z"},
      {"2024-08-22T25:00", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:60", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:0", "2024-08-22T00:00:00Z"},
      {"22 August 2024 13:05 PM", "2024-08-22T00:00:00Z"},
      {"2018년 2월 14일 오후 3시 20분", "2018-02-14T15:20:00Z"},
      {"2018年2月14日(水) 11:20", "2018-02-14T11:20:00Z"},
      {"2018年2月14日水曜日 11:20", "2018-02-14T11:20:00Z"},
      {"2018年2月14日 星期三 11:20", "2018-02-14T11:20:00Z"},
      {"平成30年2月14日", "2018-02-14T00:00:00Z"},
      {"二〇一八年二月十四日", "2018-02-14T00:00:00Z"},
      {"二零一八年十二月三十一日 星期一", "2018-12-31T00:00:00Z"},
      {"一九九八年十月二十日", "1998-10-20T00:00:00Z"},
      {"2018年十月十日", "2018-10-10T00:00:00Z"},
      {"昭和五十年五月一日", "1975-05-01T00:00:00Z"},
      {"۱۳۹۶/۱۱/۲۵", "2018-02-14T00:00:00Z"},  // of Iran's calendar
      {"۱۳۹۶-۱۱-۲۵ ۱۱:۲۰", "2018-02-14T11:20:00Z"},
      {"۲۰۱۸/۰۲/۱۴", "2018-02-14T00:00:00Z"},
      {"۱۴۴۵/۱۱/۲۵", "absent"},  // it may be of Islam's
      {"二月", "absent"},
      {"令和元年5月1日", "2019-05-01T00:00:00Z"},
      {"民國107年2月14日", "2018-02-14T00:00:00Z"},
      {"quarta-feira, 14 de fevereiro de 2018 às 11h20", "2018-02-14T11:20:00Z"},
      {"Woensdag 14 februari 2018 om 11:20 uur", "2018-02-14T11:20:00Z"},
      {"2018-02-14 11:20 uur", "2018-02-14T11:20:00Z"},
      {"14 februarie 2018, ora 11:20", "2018-02-14T11:20:00Z"},
      {"14 лютого 2018 р., 11:20", "2018-02-14T11:20:00Z"},
      {"14 Şubat 2018 saat 11:20", "2018-02-14T11:20:00Z"},
      {"14 tháng 2 năm 2018", "2018-02-14T00:00:00Z"},
      {"2018. gada 14. februāris", "2018-02-14T00:00:00Z"},
      {"14 בפברואר 2018", "2018-02-14T00:00:00Z"},
      {"14 กุมภาพันธ์ 2561", "2018-02-14T00:00:00Z"},  // Thailand counts from the Buddha
      {"/Date(1518607205000)/", "2018-02-14T11:20:05Z"},
      {"2018-02-14 11:20 Etc/GMT+3", "2018-02-14T14:20:00Z"},  // the sign of these names is turned
      {"14 ก.พ. 2561", "2018-02-14T00:00:00Z"},
      {"14 شباط 2018", "2018-02-14T00:00:00Z"},  // of the Levant
      {"٣ أيار ٢٠١٨", "2018-05-03T00:00:00Z"},
      {"14 كانون الأول 2018", "2018-12-14T00:00:00Z"},
      {"۲۵ بهمن ۱۳۹۶", "2018-02-14T00:00:00Z"},  // of the calendar of Iran
      {"30 اسفند 1399", "2021-03-20T00:00:00Z"},  // a leap year there
      {"Thứ Tư, 14/02/2018", "2018-02-14T00:00:00Z"},
      // no dates
      {"31.06.2024", "absent"},
      {"13/13/2024", "absent"},
      {"3/4/2024", "absent"},
      {"03-04-24", "absent"},
      {"1.2.3", "absent"},
      {"version 22.08.2024", "absent"},
      {"22.08.2024 reported", "absent"},
      {"5 listopada 2024", "absent"},  // November in Polish, October in Croatian
      {"May 5 pages", "absent"},
  };
  // clang-format on
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(shown(parse_timestamp(text)) == expected);
  }
}

TEST_CASE("what stands round a date decides between its readings") {
  const auto read = [](std::string_view text, std::string_view language, DayMonthOrder order) {
    const auto date = read_date(text, DateContext{{}, language, order});
    return date ? format_timestamp(date->time) : "absent";
  };
  CHECK(read("3/4/2024", "", DayMonthOrder::dmy) == "2024-04-03T00:00:00Z");
  CHECK(read("3/4/2024", "", DayMonthOrder::mdy) == "2024-03-04T00:00:00Z");
  CHECK(read("3/22/2024", "", DayMonthOrder::dmy) == "2024-03-22T00:00:00Z");  // certain
  CHECK(read("3.4.2024", "", DayMonthOrder::mdy) == "2024-04-03T00:00:00Z");
  CHECK(read("5 listopada 2024", "pl", DayMonthOrder::unknown) == "2024-11-05T00:00:00Z");
  CHECK(read("5 listopada 2024", "hr", DayMonthOrder::unknown) == "2024-10-05T00:00:00Z");
  CHECK(read("1396-11-25", "fa", DayMonthOrder::unknown) == "2018-02-14T00:00:00Z");
  CHECK(read("1396-11-25", "ar", DayMonthOrder::unknown) == "absent");
  CHECK(read("14/02/2561", "th", DayMonthOrder::dmy) == "2018-02-14T00:00:00Z");
  CHECK(usual_order("fr") == DayMonthOrder::dmy);
  CHECK(usual_order("en-US") == DayMonthOrder::mdy);
  CHECK(usual_order("en") == DayMonthOrder::unknown);

  const auto proved = [](std::string_view text) { return read_date(text, {})->order; };
  CHECK(proved("22/08/2024") == DayMonthOrder::dmy);
  CHECK(proved("08/22/2024") == DayMonthOrder::mdy);
  CHECK(proved("04/04/2024") == DayMonthOrder::unknown);
  CHECK(proved("2024-08-22") == DayMonthOrder::unknown);
}

TEST_CASE("the offset a date gives is told") {
  const auto offset = [](std::string_view text) { return read_date(text, {})->offset; };
  CHECK(offset("2024-08-22T10:00:00+02:00") == 7200);
  CHECK(offset("2024-08-22T10:00:00Z") == 0);
  CHECK(offset("Tue, 07 Mar 2023 20:19:00 America/Los_Angeles") == -8 * 3600);
  CHECK_FALSE(offset("2024-08-22T10:00:00").has_value());
  CHECK_FALSE(offset("2024-08-22").has_value());
}
