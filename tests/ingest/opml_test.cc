// SPDX-License-Identifier: GPL-2.0-or-later
// Groups of sources from the lists feed readers export.
#include "connectors/opml.h"

#include <doctest/doctest.h>

#include <fstream>

#include "error.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

std::map<std::string, std::vector<std::string>> groups_of(const char* opml) {
  const TemporaryFolder folder;
  std::ofstream(folder / "feeds.opml") << opml;
  return read_opml(folder / "feeds.opml");
}

}  // namespace

TEST_CASE("opml: folders are groups, feeds their sources") {
  const auto groups = groups_of(
      R"(<opml version="2.0"><body>
           <outline text="World"><outline text="Calder Wire" xmlUrl="http://c.example/"/>
             <outline text="Europe"><outline text="x" title="Ostsee-Kurier" xmlUrl="http://o.example/">
             </outline></outline></outline>
           <outline text="Loose" xmlUrl="http://l.example/"/>
         </body></opml>)");
  CHECK(groups == std::map<std::string, std::vector<std::string>>{
                      {"Europe", {"Ostsee-Kurier"}}, {"World", {"Calder Wire", "Ostsee-Kurier"}}});
}

TEST_CASE("opml: what is none is refused") {
  for (const char* bad : {"", "<rss/>", "<opml><body><outline></body></opml>",
                          "<!DOCTYPE opml [<!ENTITY x SYSTEM '/etc/hostname'>]>"
                          "<opml><outline text='a'><outline text='&x;' url='u'/></outline></opml>"})
    CHECK_THROWS_AS(groups_of(bad), Error);
}
