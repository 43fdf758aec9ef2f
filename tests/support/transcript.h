// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of a guide and what it says they print. A line "    $ COMMAND" is run in a shell;
// the lines below it are its output, up to the next command or to a line that is not indented.
// "..." stands for any text, in a line or instead of lines. Used by the tests of docs/.
#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

struct Step {
  std::string command, output;
};

inline std::vector<Step> steps_of(const std::string& guide) {
  std::vector<Step> steps;
  bool open = false;
  std::string blank;  // lines that count only if more follows
  std::istringstream in(guide);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("    $ ")) {
      steps.push_back({line.substr(6), {}});
      open = true;
      blank.clear();
    } else if (open && line.starts_with("    ")) {
      steps.back().output += blank + line.substr(4) + '\n';
      blank.clear();
    } else if (open && line.empty()) {
      blank += '\n';
    } else {
      open = false;
    }
  }
  return steps;
}

/// Whether a text is what a pattern says, in which "..." is any text.
inline bool fits(std::string_view text, std::string_view pattern) {
  const std::size_t dots = pattern.find("...");
  if (dots == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, dots))) return false;
  text.remove_prefix(dots);
  pattern.remove_prefix(dots + 3);
  if (pattern.empty() || pattern == "\n") return true;
  for (std::size_t at = 0; at <= text.size(); ++at)
    if (fits(text.substr(at), pattern)) return true;
  return false;
}

}  // namespace dateline
