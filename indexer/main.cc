// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer: the command line, nothing else. Each command is a function of commands.h.
#include <CLI/CLI.hpp>
#include <functional>

#include "cli/program.h"
#include "commands/commands.h"
#include "commands/file_mode.h"
#include "version.h"

// Long: it is the list of all commands and options.
int main(int argc, char** argv) {
  using namespace dateline;
  using namespace dateline::indexing;
  CommandLine line;
  CLI::App app("Indexes news articles for dateline-query.", "dateline-indexer");
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--index", line.index, "folder of the archive ($DATELINE_INDEX)")
      ->capture_default_str();
  app.add_flag("--quiet", line.quiet, "only the last line of the report");
  app.add_option("--progress", line.progress, "live line on stderr")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--json", line.json, "the report as one JSON object");
  app.add_option("--jobs", line.jobs, "threads (default: all cores)");
  app.add_option("--memory", line.memory,
                 "bound on buffered work; a record may take a sixteenth of it")
      ->capture_default_str();
  app.add_option("--wait", line.wait,
                 "seconds to wait for another writer to finish (default: 0, and exit 75)");
  app.add_option("--mode", line.mode,
                 "permissions of the archive's files, octal (default: as they are, else 600)");

  std::function<int(CommandLine&)> command;
  const auto add_command = [&](const char* name, const char* help, int (*run)(CommandLine&)) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&command, run] { command = run; });
    return sub;
  };
  const auto add_read_options = [&](CLI::App* sub) {
    sub->add_option("--source", line.read.source, "source of articles that name none");
    sub->add_option("--section", line.read.section, "section of articles that name none");
    sub->add_option(
        "--language", line.read.language,
        "language of articles that name none and that cannot be detected (default: en)");
    sub->add_option("--timezone", line.read.timezone,
                    "zone of times that name none (default: UTC)");
    sub->add_option("--map", line.map,
                    "FIELD=KEY: where an article's field is found, e.g. title=data.headline");
  };
  CLI::App* sub =
      add_command("add", "reads articles from files, folders, archives or stdin (-)", &add);
  sub->add_option("path", line.paths, "what to read")->required();
  sub->add_option("--format", line.read.format,
                  "format of the input (default: by its content), see: dateline-indexer formats")
      ->capture_default_str();
  add_read_options(sub);
  sub->add_flag("--strict", line.strict, "a bad record stops the run");
  sub->add_flag("--dry-run", line.dry_run, "print the articles as JSON Lines, index nothing");
  sub = add_command("fetch", "polls feeds, those an OPML or text file lists, or all polled before",
                    &fetch_feeds);
  sub->add_option("url", line.paths,
                  "addresses of feeds, of pages that name one, of OPML lists; files of addresses");
  add_read_options(sub);
  sub->add_flag("--force", line.fetch.force,
                "read everything anew: also what has not changed, failed lately or is gone");
  sub->add_flag("--allow-private", line.fetch.allow_private,
                "ask addresses of the local network too");
  sub->add_option("--timeout", line.fetch.timeout, "seconds a request may take")
      ->capture_default_str();
  sub->add_option("--max-size", line.fetch.max_size, "bytes an answer may have, unpacked")
      ->capture_default_str();
  sub->add_option("--parallel", line.fetch.parallel, "hosts asked at once")->capture_default_str();
  sub->add_option("--pause", line.fetch.pause, "seconds between two requests to one host")
      ->capture_default_str();
  sub->add_option("--user-agent", line.fetch.user_agent, "how it presents itself to servers");
  sub = add_command("watch", "adds what appears or changes in folders, until it is stopped",
                    &watch_folders);
  sub->add_option("folder", line.paths, "folders, with all below them")->required();
  sub->add_option("--format", line.read.format, "format of the files (default: by their content)")
      ->capture_default_str();
  add_read_options(sub);
  sub->add_option("--every", line.watch.every, "seconds between two commits, at least")
      ->capture_default_str();
  add_command("formats", "lists the formats that are read, with an example of each", &list_formats);
  sub = add_command("remove", "removes articles", &remove_articles);
  sub->add_option("id", line.ids, "ids of articles")->required();
  sub =
      add_command("query", "saves a query under a name, for query:NAME; without a name, lists them",
                  &saved_query);
  sub->add_option("name", line.saved.name, "letters, digits, - and _");
  sub->add_option("text", line.saved.rest, "what to save; without it, what is saved is shown");
  sub->add_flag("--remove", line.saved.remove, "forget it");
  sub =
      add_command("group", "keeps a group of sources, for source:@NAME; without a name, lists them",
                  &source_group);
  sub->add_option("name", line.saved.name, "letters, digits, - and _");
  sub->add_option("source", line.saved.rest, "its sources; without them, those it has are shown");
  sub->add_flag("--remove", line.saved.remove, "forget it");
  sub->add_option("--import", line.saved.import,
                  "OPML file: each folder is a group, the titles of its feeds the sources");
  add_command("optimize", "merges and compacts the index", &optimize);
  sub = add_command("verify", "checks both stores against each other", &verify_archive);
  sub->add_flag("--deep", line.deep, "every article word for word, and all of both stores' files");
  add_command("repair", "mends what verify finds, as far as the catalog can be read",
              &repair_archive);
  sub = add_command("snapshot", "a consistent copy while the archive is in use", &snapshot);
  sub->add_option("folder", line.copy, "where to copy: a new or empty folder")->required();
  add_command("rebuild", "makes the index anew from the catalog", &rebuild);
  add_command("status", "articles, sources, dates, sizes, runs, rejected records", &status);
  return run_program(app, argc, argv, [&] {
    use_file_mode(line.index, line.mode);
    return command(line);
  });
}
