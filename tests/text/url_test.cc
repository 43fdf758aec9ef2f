// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses: the id each line of urls/canonical.tsv gives, and the sites it belongs to. Ids are on
// disk, so that a row may be added and none may be changed.
#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "html/resolve_url.h"
#include "text/site.h"
#include "text/url.h"

using namespace dateline;
using namespace dateline::indexing;

TEST_CASE("url: the id and the sites of each address of the table") {
  std::ifstream table(std::filesystem::path(TEST_DATA_DIR) / "urls" / "canonical.tsv");
  REQUIRE(table);
  std::size_t rows = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with("# ")) continue;
    ++rows;
    CAPTURE(line);
    const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
    REQUIRE(second != std::string::npos);
    const std::string url = line.substr(0, first);
    const std::string id = line.substr(first + 1, second - first - 1);
    CHECK(canonical_url(url) == id);
    CHECK(fmt::format("{}", fmt::join(sites_of(url), " ")) == line.substr(second + 1));
  }
  CHECK(rows >= 266);
}

TEST_CASE("url: white space and bytes that are no text stay in an id") {
  for (const std::string rest : {"a\tb", "a\nb", "a\r\n", "\x01", "\xff\xfe", "\xc3"}) {
    CAPTURE(rest);
    CHECK(canonical_url("HTTP://News.Example:80/" + rest) == "http://news.example/" + rest);
    CHECK(canonical_url(rest) == rest);
  }
  CHECK(canonical_url("").empty());
  CHECK(canonical_url(std::string("HTTP://X.example/\0A", 19)) ==
        std::string("http://x.example/\0A", 19));
}

TEST_CASE("url: relative addresses") {
  struct Case {
    const char *address, *base, *resolved;
  };
  for (const Case& c : {
           Case{"/a", "https://x.example/b/c", "https://x.example/a"},
           Case{"a?b=c", "https://x.example/b/c", "https://x.example/b/a?b=c"},
           Case{"//y.example/a", "https://x.example/", "https://y.example/a"},
           Case{" https://y.example/a ", "https://x.example/", "https://y.example/a"},
           Case{"../a", "https://x.example/b/c/d", "https://x.example/b/a"},
           Case{"/größe x", "https://x.example/", "https://x.example/gr%C3%B6%C3%9Fe%20x"},
           Case{"https://y.example/größe", "https://x.example/", "https://y.example/größe"},
           Case{"?p=2", "https://x.example/b/c?p=1#t", "https://x.example/b/c?p=2"},
           Case{"#t", "https://x.example/b/c?p=1", "https://x.example/b/c?p=1#t"},
           Case{"a/../b/./c", "https://x.example/b/c", "https://x.example/b/b/c"},
           Case{"..", "https://x.example/b/c/d", "https://x.example/b/"},
           Case{"../../../a", "https://x.example/b/c", "https://x.example/a"},
           Case{"/a?b=http://y.example", "https://x.example",
                "https://x.example/a?b=http://y.example"},
           Case{"a", "https://x.example", "https://x.example/a"},
           Case{"/a%20b", "https://x.example/", "https://x.example/a%20b"},
           Case{"HTTPS://Y.example/a", "https://x.example/", "HTTPS://Y.example/a"},
           Case{"a", "blog/", "blog/a"},
           Case{"mailto:ann@x.example", "https://x.example/", "mailto:ann@x.example"},
           Case{"urn:x:1", "https://x.example/", "urn:x:1"},
           Case{"a b", "", "a b"},
           Case{"", "https://x.example/", ""},
       })
    CHECK(resolve_url(c.address, c.base) == c.resolved);
}

TEST_CASE("url: addresses of the web") {
  for (const char* url :
       {"http://x.example", "https://x.example/a", "HTTP://x.example", "https://"})
    CHECK(is_http_url(url));
  for (const char* text : {"", "http:", "http:/x.example", "//x.example", "www.x.example",
                           "ftp://x.example", "xhttp://x.example", " http://x.example"})
    CHECK_FALSE(is_http_url(text));
}

TEST_CASE("url: percent encoding") {
  CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encoded("a b/ä\n%") == "a%20b%2F%C3%A4%0A%25");
  CHECK(percent_decoded("a%20b%2f%C3%A4+c", false) == "a b/ä+c");
  CHECK(percent_decoded("a+b%2Bc", true) == "a b+c");
  for (const char* text : {"%", "%4", "%zz", "%4z", "%-1", "100%"})
    CHECK(percent_decoded(text, false) == text);
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  CHECK(percent_decoded(percent_encoded(bytes), true) == bytes);
}
