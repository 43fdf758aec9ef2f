// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of the tours in docs/ are run, and print what they say. A line "    $ COMMAND" is
// run in a shell; the lines below it are its output, up to the next command or to a line that is
// not indented.
// "..." stands for any text, in a line or instead of lines.
#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/desk.h"

using namespace dateline;

namespace {

struct Step {
  std::string command, output;
};

std::vector<Step> steps_of(const std::string& guide) {
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
bool fits(std::string_view text, std::string_view pattern) {
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

void run_guide(const std::string& name) {
  CAPTURE(name);
  const Desk desk;
  const std::filesystem::path root = DATELINE_ROOT;
  std::filesystem::copy(root / "corpus/articles", desk.folder / "downloads",
                        std::filesystem::copy_options::recursive);
  const std::vector<Step> steps = steps_of(file_text(root / "docs" / name));
  CHECK(steps.size() >= 12);
  for (const Step& step : steps) {
    CAPTURE(step.command);
    const Finished finished =
        desk.run("PATH=$(dirname $Q):$PATH NO_COLOR=1; export PATH NO_COLOR; " + step.command);
    CHECK_MESSAGE(finished.exit_code == 0, finished.err);
    CHECK_MESSAGE(fits(finished.out + finished.err, step.output), finished.out);
  }
}

}  // namespace

TEST_CASE("docs: the commands of the tours print what they say") {
  for (const char* const name : {"newsroom.md", "research.md"}) run_guide(name);
  CHECK(fits("one two\nthree\n", "one ...\n...\n"));
  CHECK_FALSE(fits("one two\nthree\n", "two ...\n"));
}
