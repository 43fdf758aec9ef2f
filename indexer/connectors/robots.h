// SPDX-License-Identifier: GPL-2.0-or-later
// Robots: the rules of a server's robots.txt (RFC 9309) for Dateline. Used by full_pages, which
// asks for the file. It makes no requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

class Robots {
 public:
  /// No rules: everything is allowed.
  Robots() = default;
  /// The rules of the groups for `agent` ("dateline"), else those for all ("*").
  Robots(std::string_view text, std::string_view agent);
  /// For a server whose rules cannot be had.
  static Robots nothing_allowed();

  /// Whether the address may be asked. Of the rules that match its path the longest counts.
  bool allows(std::string_view url) const;

 private:
  struct Rule {
    std::string path;  // "*" stands for anything, "$" at the end for the end
    bool allowed = false;
  };
  std::vector<Rule> rules_;
};

}  // namespace dateline::indexing
