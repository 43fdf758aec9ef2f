// SPDX-License-Identifier: GPL-2.0-or-later
// The contract of the catalog's hashes and names.
#include "catalog/catalog.h"
#include "catalog/query_store.h"

#include <doctest/doctest.h>

#include "error.h"

using namespace dateline;

TEST_CASE("catalog: country and type change the content, each in its own way") {
  Article plain;
  plain.title = "Title";
  Article there = plain, kind = plain;
  there.country = "nz";
  kind.type = "nz";
  CHECK(content_hash(plain) != content_hash(there));
  CHECK(content_hash(plain) != content_hash(kind));
  CHECK(content_hash(there) != content_hash(kind));
}

TEST_CASE("catalog: names of saved queries and groups") {
  CHECK(normal_name("Brexit-2_uk") == "brexit-2_uk");
  CHECK(normal_name("Élysée") == "elysee");
  for (const char* bad : {"", "a b", "@agencies", "a:b"}) CHECK_THROWS_AS(normal_name(bad), Error);
}
