// SPDX-License-Identifier: GPL-2.0-or-later
#include "command_table.h"

namespace dateline::indexing {
namespace {

/// The member that is reached through `members`, from CommandLine on.
template <auto... members>
OptionTarget at(CommandLine& line) {
  return &(line.*....*members);
}

constexpr std::string_view kDateOrders[] = {"dmy", "mdy", "ymd"};
constexpr std::string_view kProgress[] = {"auto", "always", "never"};

constexpr CommandOption kCommon[] = {
    {.name = "--index",
     .help = "folder of the archive ($DATELINE_INDEX)",
     .target = at<&CommandLine::index>,
     .default_shown = true},
    {.name = "--quiet",
     .help = "only the last line of the report",
     .target = at<&CommandLine::quiet>},
    {.name = "--progress",
     .help = "live line on stderr",
     .target = at<&CommandLine::progress>,
     .default_shown = true,
     .choices = kProgress},
    {.name = "--json", .help = "the report as one JSON object", .target = at<&CommandLine::json>},
    {.name = "--jobs", .help = "threads (default: all cores)", .target = at<&CommandLine::jobs>},
    {.name = "--memory",
     .help = "bound on buffered work; a record may take a sixteenth of it",
     .target = at<&CommandLine::memory>,
     .default_shown = true},
    {.name = "--wait",
     .help = "seconds to wait for another writer to finish (default: 0, and exit 75)",
     .target = at<&CommandLine::wait>},
    {.name = "--mode",
     .help = "permissions of the archive's files, octal (default: as they are, else 600)",
     .target = at<&CommandLine::mode>},
};

/// Options of the commands that read articles: values for articles that name none.
constexpr CommandOption kReading[] = {
    {.name = "--source",
     .help = "source of articles that name none",
     .target = at<&CommandLine::read, &ReadOptions::source>},
    {.name = "--section",
     .help = "section of articles that name none",
     .target = at<&CommandLine::read, &ReadOptions::section>},
    {.name = "--language",
     .help = "language of articles that name none and that cannot be detected (default: en)",
     .target = at<&CommandLine::read, &ReadOptions::language>},
    {.name = "--timezone",
     .help = "zone of times that name none (default: UTC)",
     .target = at<&CommandLine::read, &ReadOptions::timezone>},
    {.name = "--date-order",
     .help = "how 03/04/2024 is read (default: as the language or other dates of the input show)",
     .target = at<&CommandLine::read, &ReadOptions::date_order>,
     .choices = kDateOrders},
    {.name = "--map",
     .help = "FIELD=KEY: where an article's field is found, e.g. title=data.headline",
     .target = at<&CommandLine::map>},
    {.name = "--filter",
     .help = "KIND=COMMAND: a program that makes text of files of this kind, e.g. doc='antiword -'",
     .target = at<&CommandLine::filter>},
};

constexpr CommandOption kAddInput[] = {
    {.name = "path", .help = "what to read", .target = at<&CommandLine::paths>, .required = true},
    {.name = "--format",
     .help = "format of the input (default: by its content), see: dateline-indexer formats",
     .target = at<&CommandLine::read, &ReadOptions::format>,
     .default_shown = true},
};
constexpr CommandOption kFiles[] = {
    {.name = "--max-expansion",
     .help = "times a packed file may grow beyond 32 MB when it is unpacked",
     .target = at<&CommandLine::read, &ReadOptions::max_expansion>,
     .default_shown = true},
    {.name = "--max-seconds",
     .help = "seconds of a processor a file may take, besides 10 for each MB",
     .target = at<&CommandLine::read, &ReadOptions::max_seconds>,
     .default_shown = true},
    {.name = "--follow-links",
     .help = "read files and folders that links below the folders lead to",
     .target = at<&CommandLine::read, &ReadOptions::follow_links>},
};
constexpr CommandOption kAdd[] = {
    {.name = "--strict", .help = "a bad record stops the run", .target = at<&CommandLine::strict>},
    {.name = "--dry-run",
     .help = "print the articles as JSON Lines, index nothing",
     .target = at<&CommandLine::dry_run>},
    {.name = "--id-prefix",
     .help = "TEXT/ID is the id of articles whose id is not unique by itself",
     .target = at<&CommandLine::id_prefix>},
    {.name = "--list-skipped",
     .help = "each file that is not read, and its kind",
     .target = at<&CommandLine::list_skipped>},
};

constexpr CommandOption kFetchInput[] = {
    {.name = "url",
     .help = "addresses of feeds, of pages that name one, of OPML lists; files of addresses",
     .target = at<&CommandLine::paths>},
};
constexpr CommandOption kFetch[] = {
    {.name = "--full",
     .help = "read the pages that feeds and sitemaps name, and pages named here",
     .target = at<&CommandLine::fetch, &FetchCommand::full>},
    {.name = "--force",
     .help = "read everything anew: also what has not changed, failed lately or is gone",
     .target = at<&CommandLine::fetch, &FetchCommand::force>},
    {.name = "--allow-private",
     .help = "ask addresses of the local network too; kept with feeds that are at one",
     .target = at<&CommandLine::fetch, &FetchCommand::allow_private>},
    {.name = "--ca",
     .help = "file of authorities (PEM) to trust besides the system's; kept with the feeds",
     .target = at<&CommandLine::fetch, &FetchCommand::ca>},
    {.name = "--proxy",
     .help = "proxy to ask through, else $https_proxy and $http_proxy; kept with the feeds",
     .target = at<&CommandLine::fetch, &FetchCommand::proxy>},
    {.name = "--timeout",
     .help = "seconds a request may take",
     .target = at<&CommandLine::fetch, &FetchCommand::timeout>,
     .default_shown = true},
    {.name = "--max-size",
     .help = "bytes an answer may have, unpacked",
     .target = at<&CommandLine::fetch, &FetchCommand::max_size>,
     .default_shown = true},
    {.name = "--parallel",
     .help = "hosts asked at once",
     .target = at<&CommandLine::fetch, &FetchCommand::parallel>,
     .default_shown = true},
    {.name = "--pause",
     .help = "seconds between two requests to one host",
     .target = at<&CommandLine::fetch, &FetchCommand::pause>,
     .default_shown = true},
    {.name = "--user-agent",
     .help = "how it presents itself to servers",
     .target = at<&CommandLine::fetch, &FetchCommand::user_agent>},
};

constexpr CommandOption kWatchInput[] = {
    {.name = "folder",
     .help = "folders, with all below them",
     .target = at<&CommandLine::paths>,
     .required = true},
    {.name = "--format",
     .help = "format of the files (default: by their content)",
     .target = at<&CommandLine::read, &ReadOptions::format>,
     .default_shown = true},
};
constexpr CommandOption kWatch[] = {
    {.name = "--every",
     .help = "seconds between two commits, at least",
     .target = at<&CommandLine::watch, &WatchCommand::every>,
     .default_shown = true},
    {.name = "--id-prefix",
     .help = "TEXT/ID is the id of articles whose id is not unique by itself",
     .target = at<&CommandLine::id_prefix>},
    {.name = "--list-skipped",
     .help = "each file that is not read, and its kind",
     .target = at<&CommandLine::list_skipped>},
};

constexpr CommandOption kRemove[] = {
    {.name = "id", .help = "ids of articles", .target = at<&CommandLine::ids>},
    {.name = "--query",
     .help = "removes what dateline-query finds for it",
     .target = at<&CommandLine::remove, &RemoveCommand::query>},
    {.name = "--source",
     .help = "removes the articles of this source; with --query: of those found",
     .target = at<&CommandLine::remove, &RemoveCommand::source>},
    {.name = "--dry-run",
     .help = "how many it would be, and the first of them; nothing is removed",
     .target = at<&CommandLine::remove, &RemoveCommand::dry_run>},
};

constexpr CommandOption kQuery[] = {
    {.name = "name",
     .help = "letters, digits, - and _",
     .target = at<&CommandLine::saved, &SavedCommand::name>},
    {.name = "text",
     .help = "what to save; without it, what is saved is shown",
     .target = at<&CommandLine::saved, &SavedCommand::rest>},
    {.name = "--remove",
     .help = "forget it",
     .target = at<&CommandLine::saved, &SavedCommand::remove>},
};

constexpr CommandOption kGroup[] = {
    {.name = "name",
     .help = "letters, digits, - and _",
     .target = at<&CommandLine::saved, &SavedCommand::name>},
    {.name = "source",
     .help = "its sources; without them, those it has are shown",
     .target = at<&CommandLine::saved, &SavedCommand::rest>},
    {.name = "--remove",
     .help = "forget it",
     .target = at<&CommandLine::saved, &SavedCommand::remove>},
    {.name = "--import",
     .help = "OPML file: each folder is a group, the titles of its feeds the sources",
     .target = at<&CommandLine::saved, &SavedCommand::import>},
};

constexpr std::string_view kOnePer[] = {"story", "article"};
constexpr CommandOption kAlert[] = {
    {.name = "name",
     .help = "letters, digits, - and _: that of its saved query",
     .target = at<&CommandLine::alert, &AlertCommand::name>},
    {.name = "--query",
     .help = "saves this query under the name (default: the saved one)",
     .target = at<&CommandLine::alert, &AlertCommand::query>},
    {.name = "--one-per",
     .help = "tells one article of each story, or each article (default: story)",
     .target = at<&CommandLine::alert, &AlertCommand::one_per>,
     .choices = kOnePer},
    {.name = "--every-version",
     .help = "tells each version of an article, not only the first that matches",
     .target = at<&CommandLine::alert, &AlertCommand::every_version>},
    {.name = "--first-version",
     .help = "ends --every-version",
     .target = at<&CommandLine::alert, &AlertCommand::first_version>},
    {.name = "--at-most",
     .help = "N/day: the others go out as one digest when the day has ended; or none",
     .target = at<&CommandLine::alert, &AlertCommand::at_most>},
    {.name = "--quiet-hours",
     .help = "as 22-7: nothing is sent then, but afterwards; or none",
     .target = at<&CommandLine::alert, &AlertCommand::quiet_hours>},
    {.name = "--timezone",
     .help = "zone of its days and quiet hours (default: UTC)",
     .target = at<&CommandLine::alert, &AlertCommand::timezone>},
    {.name = "--mail",
     .help = "address that gets mail; or none",
     .target = at<&CommandLine::alert, &AlertCommand::mail>},
    {.name = "--webhook",
     .help = "URL that gets JSON, signed; or none",
     .target = at<&CommandLine::alert, &AlertCommand::webhook>},
    {.name = "--run",
     .help = "command that gets a line of JSON for each article; or none",
     .target = at<&CommandLine::alert, &AlertCommand::command>},
    {.name = "--feed",
     .help = "offers a feed at a secret address of the server",
     .target = at<&CommandLine::alert, &AlertCommand::feed>},
    {.name = "--smtp",
     .help = "server of its mail, smtp:// or smtps:// ($DATELINE_SMTP; else sendmail)",
     .target = at<&CommandLine::alert, &AlertCommand::smtp>},
    {.name = "--mail-from",
     .help = "sender of its mail ($DATELINE_MAIL_FROM)",
     .target = at<&CommandLine::alert, &AlertCommand::mail_from>},
    {.name = "--off",
     .help = "finds and sends nothing until --on",
     .target = at<&CommandLine::alert, &AlertCommand::off>},
    {.name = "--on",
     .help = "ends --off; what arrived meanwhile is not told",
     .target = at<&CommandLine::alert, &AlertCommand::on>},
    {.name = "--remove",
     .help = "forgets the alert; its query stays",
     .target = at<&CommandLine::alert, &AlertCommand::remove>},
    {.name = "--dry-run",
     .help = "what it would tell now; nothing is queued",
     .target = at<&CommandLine::alert, &AlertCommand::dry_run>},
    {.name = "--backtest",
     .help = "how loud it would have been in a span such as 1y; nothing is saved",
     .target = at<&CommandLine::alert, &AlertCommand::backtest>},
};
constexpr CommandOption kDeliver[] = {
    {.name = "--dry-run",
     .help = "what would be told; nothing is queued or sent",
     .target = at<&CommandLine::deliver, &DeliverCommand::dry_run>},
    {.name = "--retry",
     .help = "also tries what failed for good, and what waits for its next attempt",
     .target = at<&CommandLine::deliver, &DeliverCommand::retry>},
};
constexpr CommandOption kDeliverAfter[] = {
    {.name = "--deliver",
     .help = "then tells alerts what is new, as deliver does",
     .target = at<&CommandLine::deliver_after>},
};

constexpr CommandOption kVerify[] = {
    {.name = "--deep",
     .help = "every article word for word, and all of both stores' files",
     .target = at<&CommandLine::deep>},
};

constexpr CommandOption kOptimize[] = {
    {.name = "--forget-versions",
     .help = "also drops earlier versions of articles, for good",
     .target = at<&CommandLine::forget_versions>},
};

constexpr CommandOption kStatus[] = {
    {.name = "source",
     .help = "with --calendar: only these sources",
     .target = at<&CommandLine::sources>},
    {.name = "--calendar",
     .help = "how much each source gave in each week, and the days on which it gave far too little",
     .target = at<&CommandLine::calendar>},
};

constexpr CommandOption kSnapshot[] = {
    {.name = "folder",
     .help = "where to copy: a new or empty folder",
     .target = at<&CommandLine::copy>,
     .required = true},
};

constexpr CommandOption kExport[] = {
    {.name = "--xapian",
     .help = "a new folder for a standard Xapian database, with positions and term lists",
     .target = at<&CommandLine::xapian>},
    {.name = "--sqlite",
     .help = "a new SQLite file of articles, versions and topics, as docs/sqlite.md describes it",
     .target = at<&CommandLine::sqlite>},
};

constexpr Command kCommands[] = {
    {"add",
     "reads articles from files, folders, archives or stdin (-)",
     add,
     {kAddInput, kReading, kFiles, kAdd, kDeliverAfter}},
    {"fetch",
     "polls feeds, those an OPML or text file lists, or all polled before",
     fetch_feeds,
     {kFetchInput, kReading, kFetch, kDeliverAfter}},
    {"watch",
     "adds what appears or changes in folders, until it is stopped",
     watch_folders,
     {kWatchInput, kReading, kFiles, kWatch, kDeliverAfter}},
    {"formats", "lists the formats that are read, with an example of each", list_formats},
    {"remove", "removes articles", remove_articles, {kRemove}},
    {"query",
     "saves a query under a name, for query:NAME; without a name, lists them",
     saved_query,
     {kQuery}},
    {"alert",
     "tells what is new to a saved query; without a name, lists the alerts",
     alert_command,
     {kAlert}},
    {"deliver", "finds what is new to alerts, and sends what waits", deliver_command, {kDeliver}},
    {"group",
     "keeps a group of sources, for source:@NAME; without a name, lists them",
     source_group,
     {kGroup}},
    {"optimize", "merges and compacts the index", optimize, {kOptimize}},
    {"verify", "checks both stores against each other", verify_archive, {kVerify}},
    {"repair", "mends what verify finds, as far as the catalog can be read", repair_archive},
    {"snapshot", "a consistent copy while the archive is in use", snapshot, {kSnapshot}},
    {"export", "all articles in a form for other programs", export_archive, {kExport}},
    {"rebuild", "makes the index anew from the catalog", rebuild},
    {"status", "articles, sources, dates, sizes, runs, rejected records", status, {kStatus}},
};

}  // namespace

std::span<const CommandOption> common_options() { return kCommon; }
std::span<const Command> commands() { return kCommands; }

}  // namespace dateline::indexing
