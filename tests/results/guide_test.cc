// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of the tours in docs/ are run, and print what they say (support/transcript.h).
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/desk.h"
#include "support/transcript.h"

using namespace dateline;

namespace {

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
