// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of feeds: what the arguments of fetch stand for. Reads files, asks no network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct ListedFeed {
  std::string url;     // as http_url makes it, or as written where it is no address
  bool named = false;  // on the command line itself, so that it is asked even if it was gone
  bool valid = true;   // an address that can be asked
};

/// The feeds `names` stand for, each once, in order: an address is itself, a file is a list of
/// them: OPML, or an address a line ("#" begins a comment). Throws Error.
std::vector<ListedFeed> listed_feeds(const std::vector<std::string>& names);

/// The feeds of an OPML list that came from `name`. Throws Error when it is none.
std::vector<ListedFeed> feeds_of_opml(std::string_view opml, const std::string& name);

}  // namespace dateline::indexing
