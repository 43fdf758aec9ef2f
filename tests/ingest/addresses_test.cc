// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of addresses that fetch refuses, and of the feeds that pages name. No network is used.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>

#include "connectors/feed_discovery.h"
#include "connectors/private_address.h"

using namespace dateline;
using namespace dateline::indexing;

TEST_CASE("addresses: local addresses, a line each") {
  struct Case {
    const char* text;
    bool local;
  };
  for (const Case& c : {Case{"8.8.8.8", false},
                        Case{"9.255.255.255", false},
                        Case{"10.0.0.0", true},
                        Case{"10.255.255.255", true},
                        Case{"11.0.0.0", false},
                        Case{"100.63.255.255", false},
                        Case{"100.64.0.0", true},
                        Case{"100.127.255.255", true},
                        Case{"100.128.0.0", false},
                        Case{"126.255.255.255", false},
                        Case{"127.255.255.255", true},
                        Case{"0.1.2.3", true},
                        Case{"169.254.169.254", true},
                        Case{"172.15.255.255", false},
                        Case{"172.16.0.0", true},
                        Case{"172.31.255.255", true},
                        Case{"172.32.0.0", false},
                        Case{"192.0.0.1", true},
                        Case{"192.168.0.1", true},
                        Case{"192.169.0.1", false},
                        Case{"198.18.0.1", true},
                        Case{"223.255.255.255", false},
                        Case{"224.0.0.1", true},
                        Case{"255.255.255.255", true},
                        Case{"2606:4700::1111", false},
                        Case{"2a00:1450::1", false},
                        Case{"::", true},
                        Case{"::1", true},
                        Case{"::ffff:8.8.8.8", false},
                        Case{"::ffff:10.0.0.1", true},
                        Case{"64:ff9b::8.8.8.8", false},
                        Case{"64:ff9b::10.0.0.1", true},
                        Case{"64:ff9b:1::1", true},
                        Case{"2002:0808:0808::1", false},
                        Case{"2002:7f00:0001::1", true},
                        Case{"2001:0:1::1", true},
                        Case{"2001:db8::1", true},
                        Case{"fc00::1", true},
                        Case{"fdff::1", true},
                        Case{"fe80::1", true},
                        Case{"fec0::1", true},
                        Case{"ff02::1", true},
                        Case{"100::1", true}}) {
    CAPTURE(c.text);
    sockaddr_storage address{};
    sockaddr_in four{};
    sockaddr_in6 six{};
    if (::inet_pton(AF_INET, c.text, &four.sin_addr) == 1) {
      four.sin_family = AF_INET;
      std::memcpy(&address, &four, sizeof four);
    } else {
      REQUIRE(::inet_pton(AF_INET6, c.text, &six.sin6_addr) == 1);
      six.sin6_family = AF_INET6;
      std::memcpy(&address, &six, sizeof six);
    }
    CHECK(is_local_address(reinterpret_cast<const sockaddr&>(address)) == c.local);
  }
  sockaddr other{};
  other.sa_family = AF_UNIX;
  CHECK(is_local_address(other));
}

TEST_CASE("addresses: feeds of pages") {
  struct Case {
    const char *html, *feed;
  };
  for (const Case& c : {
           Case{"<link rel=alternate type=application/rss+xml href=//other.example/rss>",
                "https://other.example/rss"},
           Case{"<base href='/sub/'><link rel=alternate type='application/feed+json' href=f.json>",
                "https://page.example/sub/f.json"},
           Case{"<link rel=alternate hreflang=de href=/de><link rel=alternate"
                " type='application/atom+xml' href='feed:https://page.example/a'>",
                ""},
           Case{"<link rel=stylesheet type=text/xml href=/x>", ""},
           Case{"<body><p>late <link rel=alternate type=text/xml href='?feed=1'>",
                "https://page.example/news/?feed=1"},
           Case{"", ""},
       }) {
    CAPTURE(c.html);
    CHECK(feed_of_page(c.html, "https://page.example/news/") == c.feed);
  }
}
