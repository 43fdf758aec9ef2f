// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-serve: the HTTP API and the page of an archive. dateline-query --serve becomes this
// program. It is a program of its own because libmicrohttpd brings the libraries of its TLS, and to
// load them takes longer than many a search on the command line.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/secret_option.h"
#include "system/archive_files.h"
#include "system/version_text.h"
#include "web/serve.h"

int main(int argc, char** argv) {
  using namespace dateline;
  std::string index = default_index().string();
  searching::ServeRequest request;
  const std::vector<HelpSection> more{
      {"Examples", {{"dateline-serve localhost:8080", "the page is at http://localhost:8080"}}},
      {"Exit codes",
       {{"0", "stopped by a signal"}, {"2", "the command line is wrong, or an error"}}},
      {"Environment",
       {{"DATELINE_INDEX", "folder of the archive, without --index"},
        {"DATELINE_TOKEN", "the token, without --token"}}},
  };
  CLI::App app("Serves the archive dateline-indexer made over HTTP, with a page to search by.",
               "dateline-serve");
  app.set_version_flag("--version", version_text);
  app.add_option("address", request.address, "HOST:PORT, for instance localhost:8080")->required();
  app.add_option("--index", index, "folder of the archive ($DATELINE_INDEX)")
      ->capture_default_str();
  app.add_option("--token", request.token,
                 "clients of the API must send it as Authorization: Bearer")
      ->envname("DATELINE_TOKEN");
  app.add_option("--threads", request.threads, "threads of one search")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  app.add_flag("--open-to-all", request.open_to_all,
               "beyond this machine: anyone may search, without a token");
  return run_program(app, more, argc, argv, [&] {
    note_visible_secret(argc, argv, "--token", "give it in $DATELINE_TOKEN");
    searching::serve(index, request);
    return 0;
  });
}
