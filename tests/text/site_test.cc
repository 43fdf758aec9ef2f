// SPDX-License-Identifier: GPL-2.0-or-later
// The sites of an address, and the comparison with a query's site.
#include "text/site.h"

#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include "text/analyzer.h"

using namespace dateline;

TEST_CASE("site: the hosts of an address") {
  struct Case {
    const char *url, *sites;
  };
  const Case cases[] = {
      {"https://www.News.BBC.co.uk/a?b=//c", "news.bbc.co.uk bbc.co.uk co.uk"},
      {"http://user:pass@example.org:8080#x", "example.org"},
      {"//example.org/feed", "example.org"},
      {"https://xn--bcher-kva.example./", "bücher.example"},
      {"https://www.XN--Mnchen-3ya.example:443/a", "münchen.example"},
      {"https://Bücher.example/", "bücher.example"},
      {"https://новости.xn--e1afmkfd.example/", "новости.пример.example пример.example"},
      {"https://xn--99999999.example/", "xn--99999999.example"},
      {"http://localhost/", "localhost"},
      {"http://192.168.0.1/", "192.168.0.1"},
      {"http://[::1]:80/", "[::1]"},
      {"/only/a//path", ""},
      {"mailto:ann@example.org", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.url);
    CHECK(fmt::format("{}", fmt::join(sites_of(c.url), " ")) == c.sites);
  }
}

TEST_CASE("site: what a query writes is folded likewise") {
  for (const char* written : {"bbc.co.uk", "www.bbc.co.uk", ".bbc.co.uk", "BBC.co.uk."})
    CHECK(exact_term(schema::FieldId::site, written) == "XHbbc.co.uk");
  for (const char* written : {"xn--mnchen-3ya.example", ".XN--MNCHEN-3YA.example.",
                              "www.münchen.example", "MÜNCHEN.example", "mu\u0308nchen.example"})
    CHECK(exact_term(schema::FieldId::site, written) == "XHmünchen.example");
}
