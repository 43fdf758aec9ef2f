// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses: the id each line of urls/canonical.tsv gives, and the sites it belongs to. Ids are on
// disk, so that a row may be added and none may be changed.
#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ingest/ingest.h"
#include "text/site.h"

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
