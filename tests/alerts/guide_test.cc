// SPDX-License-Identifier: GPL-2.0-or-later
// The commands of docs/alerts.md are run, and print what it says (support/transcript.h): from a
// list of feeds to the first mail. The feed is served here, on an address of this machine.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "support/desk.h"
#include "support/http_server.h"
#include "support/transcript.h"

using namespace dateline;

namespace {

std::string item(int number, const std::string& title, const std::string& text) {
  return fmt::format(
      "<item><guid>https://quay.example/{0}</guid><link>https://quay.example/{0}</link>"
      "<title>{1}</title><description>{2}</description>"
      "<pubDate>Mon, 30 Dec 2024 {3:02}:00:00 GMT</pubDate></item>",
      number, title, text, number);
}

std::string feed(bool later) {
  std::string items = item(1, "Ferries run again", "The ferries run again after the storm.") +
                      item(2, "Harbour dispute", "Pilots of the harbour speak of a strike.") +
                      item(3, "Market", "Fish was dear at the market.");
  if (later)
    items = item(5, "Pilots walk out", "The strike in the harbour began at noon.") +
            item(6, "School opens", "A school opens near the bridge.") + items;
  return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Quay Post</title>"
         "<link>https://quay.example/</link>" +
         items + "</channel></rss>";
}

}  // namespace

TEST_CASE("docs/alerts.md: its commands print what it says") {
  std::atomic<bool> later = false;
  const HttpServer server([&](const HttpServer::Request&, HttpServer::Client& client) {
    client.answer(200, feed(later), "Content-Type: application/rss+xml\r\n");
  });
  const Desk desk;
  desk.folder.write("feeds.opml",
                    "<opml version=\"2.0\"><body><outline type=\"rss\" text=\"Quay Post\" "
                    "xmlUrl=\"" +
                        server.url("/rss") + "\"/></body></opml>");
  // The guide asks a feed of the network, the test one of this machine.
  desk.folder.write(
      "bin/dateline-indexer",
      "#!/bin/bash\nfor word; do [ \"$word\" = fetch ] && set -- \"$@\" --allow-private"
      "; done\nexec $I \"$@\"\n");
  REQUIRE(desk.run("chmod +x bin/dateline-indexer").exit_code == 0);
  const std::vector<Step> steps =
      steps_of(file_text(std::filesystem::path(DATELINE_ROOT) / "docs/alerts.md"));
  CHECK(steps.size() >= 8);
  int minute = 0;
  for (const Step& step : steps) {
    CAPTURE(step.command);
    if (step.command.find("--deliver") != std::string::npos) later = true;
    minute += 10;
    const Finished finished = desk.run(fmt::format(
        "export PATH=$PWD/bin:$(dirname $Q):$PATH NO_COLOR=1 DATELINE_SENDMAIL='cat > mail.eml' "
        "DATELINE_NOW=2024-12-31T{:02}:{:02}:00Z; {}",
        12 + minute / 60, minute % 60, step.command));
    CHECK_MESSAGE(finished.exit_code == 0, finished.err);
    CHECK_MESSAGE(fits(finished.out, step.output), finished.out);
  }
}
