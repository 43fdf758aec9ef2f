// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of feeds: turns the arguments of fetch into addresses. Used by the command fetch. It reads
// files and uses no network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct ListedFeed {
  std::string url;     // as http_url makes it, or as written where it is no address
  bool named = false;  // on the command line itself, so that it is polled even if it was gone
  bool valid = true;   // an address that can be polled
  std::string problem = "this is no http or https address";  // where it is not
};

/// The feeds of `names`, each once, in order. A name is an address or a file that lists addresses:
/// OPML, or one address a line ("#" begins a comment). Throws Error.
std::vector<ListedFeed> listed_feeds(const std::vector<std::string>& names);

/// The feeds of an OPML list that came from `name`. Throws Error when it is no OPML.
std::vector<ListedFeed> feeds_of_opml(std::string_view opml, const std::string& name);

}  // namespace dateline::indexing
