// SPDX-License-Identifier: GPL-2.0-or-later
#include "dates/dates.h"
#include "dates/written_month.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "error.h"

using namespace dateline;
using namespace std::literals;

namespace {

constexpr Timestamp kDay = 86400;

std::string shown(std::optional<Timestamp> t) { return t ? format_timestamp(*t) : "absent"; }

std::string shown(const std::optional<TimeSpan>& span) {
  if (!span) return "absent";
  return (span->begin ? format_timestamp(*span->begin) : "") + " to " +
         (span->end ? format_timestamp(*span->end) : "");
}

Timestamp at(std::string_view text) {
  const auto t = parse_timestamp(text);
  REQUIRE_MESSAGE(t, text);
  return *t;
}

struct Reading {
  std::string_view text, expected;
};

struct ZoneReading {
  std::string_view text, zone, expected;
};

}  // namespace

TEST_CASE("a month that stands alone is read as its first day, by readers of articles alone") {
  const struct {
    const char *text, *language, *day;
  } cases[] = {
      {"2024-03", "", "2024-03-01"},
      {"2024/3", "", "2024-03-01"},
      {"03/2024", "", "2024-03-01"},
      {" March 2024 ", "en", "2024-03-01"},
      {"Sept. 2023", "", "2023-09-01"},
      {"M\u00E4rz 2024", "de", "2024-03-01"},
      {"marzo de 2024", "es", "2024-03-01"},
      {"2024\u5E743\u6708", "ja", "2024-03-01"},
      {"2024\uB144 3\uC6D4", "ko", "2024-03-01"},
      {"2024-13", "", ""},
      {"0024-03", "", ""},
      {"1012/03", "", ""},
      {"2024", "", ""},
      {"March", "en", ""},
      {"March 2024 issue", "en", ""},
      {"3-2024-1", "", ""},
      {"", "", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const auto found = read_written_month(c.text, c.language);
    CHECK((found ? period_name(*found, Period::day) : "") == c.day);
  }
}

TEST_CASE("parse_timestamp reads") {
  // clang-format off
  const Reading table[] = {
      // feeds in other languages, and of other systems
      {"Do, 15 Jul 2021 08:00:00 +0200", "2021-07-15T06:00:00Z"},
      {"Di, 05 Mär 2024 07:05:00 +0100", "2024-03-05T06:05:00Z"},
      {"5. Dezember 2023", "2023-12-05T00:00:00Z"},
      {"jeu., 05 sept. 2024 07:05:00 +0200", "2024-09-05T05:05:00Z"},
      {"1 août 2024", "2024-08-01T00:00:00Z"},
      {"12 février 2024 07:05", "2024-02-12T07:05:00Z"},
      {"mar, 05 dic 2023 07:05:00 +0100", "2023-12-05T06:05:00Z"},
      {"22 de agosto de 2024", "2024-08-22T00:00:00Z"},
      {"gio, 06 giu 2024 07:05:00 +0200", "2024-06-06T05:05:00Z"},
      {"Пт, 06 дек 1996 10:00:00 +0300", "1996-12-06T07:00:00Z"},
      {"Tuesday, March 5, 2024 - 07:05", "2024-03-05T07:05:00Z"},
      {"Thu, 5 Sept 2024 07:05:00 AEST", "2024-09-04T21:05:00Z"},
      // ISO 8601, RFC 3339
      {"2024-08-22", "2024-08-22T00:00:00Z"},
      {"2024-8-2", "2024-08-02T00:00:00Z"},
      {"2024/08/22", "2024-08-22T00:00:00Z"},
      {"2024-08-22T10:00", "2024-08-22T10:00:00Z"},
      {"2024-08-22T10:00Z", "2024-08-22T10:00:00Z"},
      {"2024-08-22t10:00:00z", "2024-08-22T10:00:00Z"},
      {"2024-08-22 9:05", "2024-08-22T09:05:00Z"},
      {"2024-08-22 10:00:00.5+02:00", "2024-08-22T08:00:00Z"},
      {"2024-08-22T10:00:00,5+0200", "2024-08-22T08:00:00Z"},
      {"2024-08-22T10:00:00.123456789Z", "2024-08-22T10:00:00Z"},
      {"2024-08-22T10:00:00+02", "2024-08-22T08:00:00Z"},
      {"2024-08-22T10:00:00-00:00", "2024-08-22T10:00:00Z"},
      {"2024-08-22T10:00:00 +05:30", "2024-08-22T04:30:00Z"},
      {"2024-08-22T10:00:00-09:30", "2024-08-22T19:30:00Z"},
      {"2024-08-22T00:30:00+02:00", "2024-08-21T22:30:00Z"},
      {"2024-08-22T10Z", "2024-08-22T10:00:00Z"},
      {"2024-08-22Z", "2024-08-22T00:00:00Z"},
      {"2024-08-22+02:00", "2024-08-22T00:00:00Z"},  // a day stays the day it names
      {"20240822", "2024-08-22T00:00:00Z"},
      {"20240822T100000Z", "2024-08-22T10:00:00Z"},
      {"20240822T1000+0200", "2024-08-22T08:00:00Z"},
      {"20240822T100000.25Z", "2024-08-22T10:00:00Z"},
      {"20240822 10:00", "2024-08-22T10:00:00Z"},
      {"20240822103005", "2024-08-22T10:30:05Z"},
      // the calendar
      {"2024-02-29", "2024-02-29T00:00:00Z"},
      {"2000-02-29", "2000-02-29T00:00:00Z"},
      {"0001-01-01", "0001-01-01T00:00:00Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
      {"2024-08-22T24:00:00Z", "2024-08-23T00:00:00Z"},
      {"2024-12-31T24:00", "2025-01-01T00:00:00Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
      {"1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"},
      // RFC 822, 850, 1123
      {"Thu, 22 Aug 2024 10:00:00 GMT", "2024-08-22T10:00:00Z"},
      {"Thu, 22 Aug 2024 10:00:00 +0200", "2024-08-22T08:00:00Z"},
      {"Thu, 22 Aug 2024 10:00:00 +0200 (CEST)", "2024-08-22T08:00:00Z"},
      {"Thu, 22 Aug 2024 10:00:00 -0500 (any comment)", "2024-08-22T15:00:00Z"},
      {"Thu, 22 Aug 2024 10:00:00 (CEST)", "2024-08-22T08:00:00Z"},
      {"thu, 22 aug 2024 10:00:00 gmt", "2024-08-22T10:00:00Z"},
      {"Thu,22 Aug 2024 10:00 UT", "2024-08-22T10:00:00Z"},
      {"Thursday, 22-Aug-24 10:00:00 GMT", "2024-08-22T10:00:00Z"},
      {"22 Aug 24 10:00 EST", "2024-08-22T15:00:00Z"},
      {"22 Aug 24 10:00 EDT", "2024-08-22T14:00:00Z"},
      {"22 Aug 24 10:00 CST", "2024-08-22T16:00:00Z"},
      {"22 Aug 24 10:00 CDT", "2024-08-22T15:00:00Z"},
      {"22 Aug 24 10:00 MST", "2024-08-22T17:00:00Z"},
      {"22 Aug 24 10:00 MDT", "2024-08-22T16:00:00Z"},
      {"22 Aug 24 10:00 PST", "2024-08-22T18:00:00Z"},
      {"22 Aug 24 10:00 PDT", "2024-08-22T17:00:00Z"},
      {"22 Aug 24 10:00 UTC", "2024-08-22T10:00:00Z"},
      {"22 Aug 24 10:00 Z", "2024-08-22T10:00:00Z"},
      {"22 Aug 24 10:00 BST", "2024-08-22T09:00:00Z"},
      {"22 Aug 24 10:00 CET", "2024-08-22T09:00:00Z"},
      {"22 Aug 24 10:00 CEST", "2024-08-22T08:00:00Z"},
      {"22 Aug 49", "2049-08-22T00:00:00Z"},
      {"22 Aug 50", "1950-08-22T00:00:00Z"},
      {"22 Aug 99", "1999-08-22T00:00:00Z"},
      {"22 Aug 00", "2000-08-22T00:00:00Z"},
      {"Fri, 22 Aug 2024", "2024-08-22T00:00:00Z"},  // a wrong weekday says nothing of the date
      // agency
      {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z"},
      {"27-MAR-1987 00:02:59.13\x05\x05\x05RM", "1987-03-27T00:02:59Z"},
      {"27-MAR-1987 00:02:59.13\t\t\tC T", "1987-03-27T00:02:59Z"},
      {"3-MAR-1987  09:15:05.40", "1987-03-03T09:15:05Z"},
      {"  9-APR-1987 00:00:00.00", "1987-04-09T00:00:00Z"},
      {"22AUG2024", "2024-08-22T00:00:00Z"},
      // written out
      {"22 August 2024", "2024-08-22T00:00:00Z"},
      {"August 22, 2024", "2024-08-22T00:00:00Z"},
      {"August 22,2024", "2024-08-22T00:00:00Z"},
      {"AUGUST 22 2024", "2024-08-22T00:00:00Z"},
      {"22 Aug 2024", "2024-08-22T00:00:00Z"},
      {"Aug. 22, 2024", "2024-08-22T00:00:00Z"},
      {"August 22nd, 2024", "2024-08-22T00:00:00Z"},
      {"1st May 2024", "2024-05-01T00:00:00Z"},
      {"3rd June, 2024", "2024-06-03T00:00:00Z"},
      {"Thursday, August 22, 2024", "2024-08-22T00:00:00Z"},
      {"5 Sept 2024", "2024-09-05T00:00:00Z"},
      {"Sept. 5, 2024", "2024-09-05T00:00:00Z"},
      {"January 1, 2024", "2024-01-01T00:00:00Z"},
      {"feb 1 2024", "2024-02-01T00:00:00Z"},
      {"1 mar 2024", "2024-03-01T00:00:00Z"},
      {"1 Apr 2024", "2024-04-01T00:00:00Z"},
      {"1 May 2024", "2024-05-01T00:00:00Z"},
      {"1 Jun 2024", "2024-06-01T00:00:00Z"},
      {"1 jUl 2024", "2024-07-01T00:00:00Z"},
      {"1 OCTOBER 2024", "2024-10-01T00:00:00Z"},
      {"1 Nov 2024", "2024-11-01T00:00:00Z"},
      {"1 december 2024", "2024-12-01T00:00:00Z"},
      {"August 22, 2024 at 3:15 PM", "2024-08-22T15:15:00Z"},
      {"August 22, 2024, 3:15 p.m. EDT", "2024-08-22T19:15:00Z"},
      {"22 August 2024, 12:05am", "2024-08-22T00:05:00Z"},
      {"22 August 2024 12:05 PM", "2024-08-22T12:05:00Z"},
      {"22\u00a0August\u202f2024", "2024-08-22T00:00:00Z"},  // no-break spaces
      // asctime, date(1), JavaScript
      {"Thu Aug 22 10:00:00 2024", "2024-08-22T10:00:00Z"},
      {"Thu Aug  2 10:00:00 2024", "2024-08-02T10:00:00Z"},
      {"Thu Aug 22 10:00:00 CEST 2024", "2024-08-22T08:00:00Z"},
      {"Thu Aug 22 10:00:00 +0000 2024", "2024-08-22T10:00:00Z"},
      {"Thu Aug 22 2024 10:00:00 GMT+0200 (Central European Summer Time)", "2024-08-22T08:00:00Z"},
      // epochs
      {"1724320800", "2024-08-22T10:00:00Z"},
      {"1724320800000", "2024-08-22T10:00:00Z"},
      {"1724320800.75", "2024-08-22T10:00:00Z"},
      {"1724320800999.5", "2024-08-22T10:00:00Z"},
      {"631152000", "1990-01-01T00:00:00Z"},
      {"631152000000", "1990-01-01T00:00:00Z"},
      {"-1", "1969-12-31T23:59:59Z"},
      {"-1.5", "1969-12-31T23:59:58Z"},
      {"-86400", "1969-12-31T00:00:00Z"},
      {"-200000000", "1963-08-31T04:26:40Z"},
      {"-200000000000", "1963-08-31T04:26:40Z"},
      {"-200000000001", "1963-08-31T04:26:39Z"},
      // around it
      {" \t\n2024-08-22\r\n", "2024-08-22T00:00:00Z"},
      {"\x01\x02 2024-08-22 \x7f", "2024-08-22T00:00:00Z"},
      {"22 August\n  2024", "2024-08-22T00:00:00Z"},
      {"22 Aug 2024\t10:00", "2024-08-22T10:00:00Z"},
      {"2024-08-22\0junk"sv, "2024-08-22T00:00:00Z"},
  };
  // clang-format on
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(shown(parse_timestamp(text)) == expected);
  }
}

TEST_CASE("parse_timestamp does not guess") {
  const std::string_view table[] = {
      "",
      " ",
      "\x05",
      "today",
      "n/a",
      "null",
      // not a point in time
      "2024",
      "2024-08",
      "202408",
      "August 2024",
      "22 August",
      "Thursday",
      "10:00",
      // days that do not exist
      "2023-02-29",
      "1900-02-29",
      "29 Feb 2023",
      "2024-06-31",
      "31 June 2024",
      "2024-13-01",
      "2024-00-10",
      "2024-01-00",
      "2024-01-32",
      "0000-00-00",
      "0000-01-01",
      "0000-00-00 00:00:00",
      "00000000",
      "20241301",
      "20240230000000",
      "10000-01-01",
      "0 Aug 2024",
      "32 Aug 2024",
      // times that do not exist
      "2024-08-22T100",
      "20240822T10000",
      "20240822250000",
      // zones that do not exist
      "2024-08-22 10:00 Z (",
      // two readings
      "01/04/63",
      "01/04/1963",
      "1/4/2024",
      "202408221000",
      // numbers that are no epoch
      "0",
      "7",
      "12345",
      "1234567",
      "12345678",
      "17243208001",
      "999999999999999",
      "99999999999999999999999999",
      "-",
      "-0x1",
      "1e9",
      "+1724320800",
      // out of the years 1 to 9999 once in UTC
      "0001-01-01T00:00:00+01:00",
      "9999-12-31T23:59:59-01:00",
      "9999-12-31T24:00:00Z",
      "9999-12-31T23:59:60Z",
      "-99999999999999",
      // something else follows, or stands before
      "2024-08-22 approx",
      "2024-08-22-23",
      "2024-08-22-05",
      "2024-08-22T10:00:00Zulu",
      "2024-08-22T10:00:00Z 5",
      "22 August 2024 edition",
      "22 Aug 10:00",
      "May 5 pages",
      "22 Au 2024",
      "22 Aug 124",
      "22 Aug 20245",
      "August 22, 24",
      "Aug 22 10:00:00 24",
  };
  for (const std::string_view text : table) {
    CAPTURE(text);
    CHECK(shown(parse_timestamp(text)) == "absent");
  }
}

TEST_CASE("a time without a zone is in the zone given") {
  // clang-format off
  const ZoneReading table[] = {
      {"2024-08-22 10:00", "", "2024-08-22T10:00:00Z"},
      {"2024-08-22 10:00", "UTC", "2024-08-22T10:00:00Z"},
      {"2024-08-22 10:00", "Europe/Paris", "2024-08-22T08:00:00Z"},
      {"2024-01-22 10:00", "Europe/Paris", "2024-01-22T09:00:00Z"},
      {"2024-08-22 10:00", "America/New_York", "2024-08-22T14:00:00Z"},
      {"2024-08-22 10:00", "Asia/Kolkata", "2024-08-22T04:30:00Z"},
      {"1987-03-26 15:01:01", "America/New_York", "1987-03-26T20:01:01Z"},
      {"2024-08-22 10:00", "+02:00", "2024-08-22T08:00:00Z"},
      {"2024-08-22 10:00", "-0330", "2024-08-22T13:30:00Z"},
      {"2024-08-22 10:00", "PDT", "2024-08-22T17:00:00Z"},
      // a zone in the text wins
      {"2024-08-22 10:00Z", "Europe/Paris", "2024-08-22T10:00:00Z"},
      {"22 Aug 2024 10:00 EST", "Europe/Paris", "2024-08-22T15:00:00Z"},
      {"1724320800", "Europe/Paris", "2024-08-22T10:00:00Z"},
      // a zone nobody can place does not
      {"Wed, 14 Feb 2018 11:20:05 IST", "Asia/Kolkata", "2018-02-14T05:50:05Z"},
      // a day stays the day it names
      {"2024-08-22", "Asia/Tokyo", "2024-08-22T00:00:00Z"},
      {"22 August 2024", "America/New_York", "2024-08-22T00:00:00Z"},
      // skipped: 02:30 in the offset before the change; repeated: the first
      {"2024-03-31 02:30", "Europe/Paris", "2024-03-31T01:30:00Z"},
      {"2024-10-27 02:30", "Europe/Paris", "2024-10-27T00:30:00Z"},
      {"2024-03-10 02:30", "America/New_York", "2024-03-10T07:30:00Z"},
      {"2024-11-03 01:30", "America/New_York", "2024-11-03T05:30:00Z"},
      {"2024-08-22 10:00", "Mars/Olympus", "absent"},
      {"2024-08-22 10:00", "+25:00", "absent"},
      {"2024-08-22 10:00", "../../etc/passwd", "absent"},
  };
  // clang-format on
  for (const auto& [text, zone, expected] : table) {
    CAPTURE(text);
    CAPTURE(zone);
    CHECK(shown(parse_timestamp(text, zone)) == expected);
  }
}

TEST_CASE("known_zone") {
  for (const char* zone : {"", "UTC", "GMT", "Z", "Europe/Paris", "America/Argentina/Ushuaia",
                           "EST", "+02:00", "-0330", "+05"})
    CHECK_MESSAGE(known_zone(zone), zone);
  for (const char* zone : {" ", "Nowhere", "Europe", "Europe/", "+", "+2", "+02:00x", "UTC+99"})
    CHECK_FALSE_MESSAGE(known_zone(zone), zone);
}

TEST_CASE("parse_span") {
  const Timestamp noon = at("2024-03-31T12:00:00Z");
  // clang-format off
  const Reading table[] = {
      {"2024", "2024-01-01T00:00:00Z to 2025-01-01T00:00:00Z"},
      {"9999", "9999-01-01T00:00:00Z to +10000-01-01T00:00:00Z"},
      {"2024-08", "2024-08-01T00:00:00Z to 2024-09-01T00:00:00Z"},
      {"2024-12", "2024-12-01T00:00:00Z to 2025-01-01T00:00:00Z"},
      {"2024/8", "2024-08-01T00:00:00Z to 2024-09-01T00:00:00Z"},
      {"202402", "2024-02-01T00:00:00Z to 2024-03-01T00:00:00Z"},
      {"2024-08-22", "2024-08-22T00:00:00Z to 2024-08-23T00:00:00Z"},
      {"20240822", "2024-08-22T00:00:00Z to 2024-08-23T00:00:00Z"},
      {"22 August 2024", "2024-08-22T00:00:00Z to 2024-08-23T00:00:00Z"},
      {"2024-W34", "2024-08-19T00:00:00Z to 2024-08-26T00:00:00Z"},
      {"2020-w53", "2020-12-28T00:00:00Z to 2021-01-04T00:00:00Z"},
      {"2024-08-22T10:00:05Z", "2024-08-22T10:00:05Z to 2024-08-22T10:00:06Z"},
      {"2024-08-22 10:00", "2024-08-22T10:00:00Z to 2024-08-22T10:01:00Z"},
      {"2024-08-22T10", "2024-08-22T10:00:00Z to 2024-08-22T11:00:00Z"},
      {"1724320800", "2024-08-22T10:00:00Z to 2024-08-22T10:00:01Z"},
      {"today", "2024-03-31T00:00:00Z to 2024-04-01T00:00:00Z"},
      {" Today ", "2024-03-31T00:00:00Z to 2024-04-01T00:00:00Z"},
      {"YESTERDAY", "2024-03-30T00:00:00Z to 2024-03-31T00:00:00Z"},
      {"24h", "2024-03-30T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"7d", "2024-03-24T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"7 D", "2024-03-24T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"2w", "2024-03-17T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"1m", "2024-02-29T12:00:00Z to 2024-03-31T12:00:01Z"},  // no 31st
      {"3m", "2023-12-31T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"13M", "2023-02-28T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"1y", "2023-03-31T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"0d", "2024-03-31T12:00:00Z to 2024-03-31T12:00:01Z"},
      {"2020..2022", "2020-01-01T00:00:00Z to 2023-01-01T00:00:00Z"},
      {"2024-03-01..2024-03-15", "2024-03-01T00:00:00Z to 2024-03-16T00:00:00Z"},
      {" 2024-03 .. 20240415 ", "2024-03-01T00:00:00Z to 2024-04-16T00:00:00Z"},
      {"2024..2024", "2024-01-01T00:00:00Z to 2025-01-01T00:00:00Z"},
      {"2020..", "2020-01-01T00:00:00Z to "},
      {"..2020", " to 2021-01-01T00:00:00Z"},
      {"7d..", "2024-03-24T12:00:00Z to "},
      {"7d..yesterday", "2024-03-24T12:00:00Z to 2024-03-31T00:00:00Z"},
      {"30d..7d", "2024-03-01T12:00:00Z to 2024-03-24T12:00:01Z"},
      {"..7d", " to 2024-03-24T12:00:01Z"},
      {"", "absent"},
      {"..", "absent"},
      {"...", "absent"},
      {"2020...2021", "absent"},
      {"2022..2020", "absent"},
      {"2020..x", "absent"},
      {"x..2020", "absent"},
      {"1..2..3", "absent"},
      {"0000", "absent"},
      {"2024-13", "absent"},
      {"2024-0", "absent"},
      {"2024-", "absent"},
      {"202413", "absent"},
      {"2024-008", "absent"},
      {"2024--8", "absent"},
      {"2024-+8", "absent"},
      {"2023-02-29", "absent"},
      {"2024-W00", "absent"},
      {"2024-W53", "absent"},
      {"2024-W", "absent"},
      {"-7d", "absent"},
      {"d", "absent"},
      {"7", "absent"},
      {"7x", "absent"},
      {"9999y", "absent"},
      {"99999999d", "absent"},
      {"99999999999999999999d", "absent"},
      {"tomorrow", "absent"},
  };
  // clang-format on
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(shown(parse_span(text, noon)) == expected);
  }
}

TEST_CASE("a span holds its begin and not its end") {
  const auto span = parse_span("2024-08-22", 0);
  REQUIRE(span);
  CHECK(span->contains(at("2024-08-22T00:00:00Z")));
  CHECK(span->contains(at("2024-08-22T23:59:59Z")));
  CHECK_FALSE(span->contains(at("2024-08-23T00:00:00Z")));
  CHECK_FALSE(span->contains(at("2024-08-21T23:59:59Z")));
  CHECK(parse_span("7d", 1000)->contains(1000));
}

TEST_CASE("format_timestamp") {
  CHECK(format_timestamp(0) == "1970-01-01T00:00:00Z");
  CHECK(format_timestamp(-1) == "1969-12-31T23:59:59Z");
  CHECK(format_timestamp(1724320800) == "2024-08-22T10:00:00Z");
  CHECK(format_timestamp(253402300799) == "9999-12-31T23:59:59Z");
  CHECK(format_timestamp(253402300800) == "+10000-01-01T00:00:00Z");
  CHECK(format_timestamp(-62167219200) == "0000-01-01T00:00:00Z");
  CHECK(format_timestamp(-62167219201) == "-0001-12-31T23:59:59Z");
  CHECK(format_timestamp(INT64_MAX) == "+292277026596-12-04T15:30:07Z");
  CHECK(format_timestamp(INT64_MIN) == "-292277022657-01-27T08:29:52Z");
}

TEST_CASE("period_name") {
  struct Row {
    std::string_view time, day, week, month, year;
  };
  // clang-format off
  const Row table[] = {
      {"2024-08-22T10:00:00Z", "2024-08-22", "2024-W34", "2024-08", "2024"},
      {"1969-12-31T23:59:59Z", "1969-12-31", "1970-W01", "1969-12", "1969"},
      {"2005-01-01", "2005-01-01", "2004-W53", "2005-01", "2005"},
      {"2005-01-02T23:59:59Z", "2005-01-02", "2004-W53", "2005-01", "2005"},
      {"2005-01-03", "2005-01-03", "2005-W01", "2005-01", "2005"},
      {"2007-12-31", "2007-12-31", "2008-W01", "2007-12", "2007"},
      {"2010-01-03", "2010-01-03", "2009-W53", "2010-01", "2010"},
      {"2020-12-31", "2020-12-31", "2020-W53", "2020-12", "2020"},
      {"2021-01-03", "2021-01-03", "2020-W53", "2021-01", "2021"},
      {"2021-01-04", "2021-01-04", "2021-W01", "2021-01", "2021"},
      {"2024-12-30", "2024-12-30", "2025-W01", "2024-12", "2024"},
      {"0001-01-01", "0001-01-01", "0001-W01", "0001-01", "0001"},
      {"9999-12-31", "9999-12-31", "9999-W52", "9999-12", "9999"},
  };
  // clang-format on
  for (const Row& row : table) {
    CAPTURE(row.time);
    const Timestamp t = at(row.time);
    CHECK(period_name(t, Period::day) == row.day);
    CHECK(period_name(t, Period::week) == row.week);
    CHECK(period_name(t, Period::month) == row.month);
    CHECK(period_name(t, Period::year) == row.year);
  }
}

TEST_CASE("periods hold their time, tile, and read back as spans") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<Timestamp> times(at("0001-01-08"), at("9998-12-31"));
  for (int i = 0; i < 2000; ++i) {
    const Timestamp t = times(random);
    CAPTURE(t);
    for (const Period period : {Period::day, Period::week, Period::month, Period::year}) {
      const Timestamp begin = period_begin(t, period);
      const Timestamp next = period_next(t, period);
      CHECK(begin <= t);
      CHECK(t < next);
      CHECK(period_begin(next, period) == next);
      CHECK(period_begin(next - 1, period) == begin);
      CHECK(period_name(begin, period) == period_name(next - 1, period));
      CHECK(period_name(begin, period) != period_name(next, period));
      CHECK(begin % kDay == 0);
      const auto span = parse_span(period_name(t, period), 0);
      REQUIRE(span);
      CHECK(*span == TimeSpan{begin, next});
    }
  }
}

TEST_CASE("what format_timestamp writes, parse_timestamp reads") {
  std::mt19937_64 random(2);
  std::uniform_int_distribution<Timestamp> times(at("0001-01-01"), at("9999-12-31T23:59:59Z"));
  for (int i = 0; i < 20000; ++i) {
    const Timestamp t = times(random);
    const auto read = parse_timestamp(format_timestamp(t), "Asia/Tokyo");
    REQUIRE(read);
    CHECK(*read == t);
  }
  for (Timestamp day = at("0001-01-01"); day <= at("9999-12-31"); day += 37 * kDay)
    CHECK(parse_timestamp(period_name(day, Period::day)) == day);
}

TEST_CASE("no bytes throw, and nothing read is out of range") {
  std::mt19937 random(3);
  const std::string_view pieces[] = {"2024", "-",   "08",  "22",    "T",  ":",      "10",
                                     "00",   "Z",   "+",   "Aug",   " ",  ",",      "GMT",
                                     "(",    ")",   "..",  "Thu",   "\t", "\x05",   "7d",
                                     "0",    "a.m", "W34", "today", "99", "\u00a0", "/"};
  const Timestamp first = at("0001-01-01"), last = at("9999-12-31T23:59:59Z");
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) {
      if (random() % 4 == 0)
        text += static_cast<char>(random() % 256);
      else
        text += pieces[random() % std::size(pieces)];
    }
    const auto t = parse_timestamp(text, i % 2 == 0 ? ""sv : std::string_view(text));
    if (t) CHECK((*t >= first && *t <= last));
    const auto span = parse_span(text, 1724320800);
    if (span && span->begin && span->end) CHECK(*span->begin < *span->end);
  }
  CHECK_FALSE(parse_timestamp(std::string(1 << 20, '1')));
  CHECK_FALSE(parse_span(std::string(1 << 20, '.'), 0));
}

TEST_CASE("now is the clock, or DATELINE_NOW") {
  ::unsetenv("DATELINE_NOW");
  CHECK(now() > at("2024-01-01"));
  ::setenv("DATELINE_NOW", "2024-08-22 10:00", 1);
  CHECK(now() == at("2024-08-22T10:00:00Z"));
  ::setenv("DATELINE_NOW", "soon", 1);
  CHECK_THROWS_AS(now(), Error);
  ::unsetenv("DATELINE_NOW");
}
