// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer fetch: its report.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/program.h"
#include "commands.h"
#include "connectors/fetch.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "report.h"
#include "text/printable_text.h"
#include "text/url.h"
#include "version.h"

namespace dateline::indexing {
namespace {

using Outcome = FeedReport::Outcome;

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::read:
      return "read";
    case Outcome::unmodified:
      return "unmodified";
    case Outcome::failed:
      return "failed";
    case Outcome::gone:
      return "gone";
    case Outcome::waiting:
      return "waiting";
  }
  return "";
}

Json to_json(const FeedReport& feed) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  Json json = {{"url", masked_url(feed.url)},
               {"outcome", name_of(feed.outcome)},
               {"status", feed.status == 0 ? Json() : Json(feed.status)},
               {"moved_to", text(masked_url(feed.moved_to))}};
  put_counts(json, feed.articles);
  json["pages_read"] = feed.pages_read;
  json["pages_unread"] = feed.pages_unread;
  json["problem"] = text(feed.problem);
  json["hint"] = text(feed.hint);
  json["not_before"] = feed.not_before == 0 ? Json() : Json(format_timestamp(feed.not_before));
  return json;
}

std::string line_of(const FeedReport& feed) {
  std::string line = fmt::format("{}: ", masked_url(feed.url));
  switch (feed.outcome) {
    case Outcome::read:
      line += counts_line(feed.articles);
      break;
    case Outcome::unmodified:
      line += "not modified";
      break;
    case Outcome::failed:
      line += fmt::format("failed: {}", feed.problem);
      break;
    case Outcome::gone:
      line += fmt::format("{}; it is not asked again unless it is named itself", feed.problem);
      break;
    case Outcome::waiting:
      line += fmt::format("left alone: {}", feed.problem);
      break;
  }
  if (feed.pages_unread != 0)
    line += fmt::format("; {} not read: {}", counted(feed.pages_unread, "page"), feed.page_problem);
  if (!feed.moved_to.empty()) line += fmt::format("; from now on at {}", masked_url(feed.moved_to));
  if (feed.not_before != 0)
    line += fmt::format("; asked again after {}", format_timestamp(feed.not_before));
  if (!feed.hint.empty()) line += fmt::format(" ({})", feed.hint);
  return printable_text(line);
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The file of --ca as it is kept: absolute. Throws Error where it holds no certificates.
std::string checked_ca(const std::string& file) {
  if (file.empty()) return {};
  std::ifstream in(file, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open()) throw Error(fmt::format("--ca {} cannot be read", file));
  if (content.find("-----BEGIN ") == std::string::npos)
    throw Error(fmt::format("--ca {} holds no certificate in PEM", file),
                "convert it: openssl x509 -in FILE -out FILE.pem");
  return std::filesystem::absolute(file).string();
}

HttpOptions http_options(const CommandLine& line) {
  const FetchCommand& given = line.fetch;
  if (!(given.timeout >= 0.1 && given.timeout <= 3600))
    throw Error("--timeout takes seconds, from 0.1 to 3600");
  if (!(given.pause >= 0 && given.pause <= 3600)) throw Error("--pause takes seconds, up to 3600");
  if (given.parallel < 1 || given.parallel > 256)
    throw Error("--parallel must be between 1 and 256");
  const auto milliseconds = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  HttpOptions options;
  if (given.allow_private) options.refuses = [](const sockaddr&) { return false; };
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
    if (options.ca.empty()) options.ca = variable(name);
  options.ca_folder = variable("SSL_CERT_DIR");
  options.timeout = milliseconds(given.timeout);
  options.pause = milliseconds(given.pause);
  options.max_bytes = parse_size(given.max_size);
  options.parallel = given.parallel;
  options.user_agent =
      given.user_agent.empty() ? fmt::format("Dateline/{}", kVersion) : given.user_agent;
  return options;
}

void print_json_report(const FetchReport& report) {
  Json feeds = Json::array();
  for (const FeedReport& feed : report.feeds) feeds.push_back(to_json(feed));
  Json json = {{"feeds", feeds}};
  for (const Outcome outcome :
       {Outcome::read, Outcome::unmodified, Outcome::failed, Outcome::gone, Outcome::waiting})
    json[name_of(outcome)] = report.count(outcome);
  put_counts(json, report.articles);
  json["skipped"] = report.articles.skipped_files;
  json["cut_fields"] = report.articles.cut_fields;
  json["stopped"] = report.articles.stopped;
  print_json(json);
}

void print_report(const FetchReport& report, bool quiet) {
  if (!quiet) {
    for (const FeedReport& feed : report.feeds) fmt::print("{}\n", line_of(feed));
    fmt::print("{}: read {}  not modified {}  failed {}  gone {}  left alone {}\n",
               counted(report.feeds.size(), "feed"), report.count(Outcome::read),
               report.count(Outcome::unmodified), report.count(Outcome::failed),
               report.count(Outcome::gone), report.count(Outcome::waiting));
    if (!report.articles.skipped_files.empty())
      fmt::print("{}\n", skipped_files_line(report.articles.skipped_files));
    if (!report.articles.cut_fields.empty())
      fmt::print("{}\n", cut_fields_line(report.articles.cut_fields));
  }
  fmt::print("{}\n", counts_line(report.articles));
}

}  // namespace

int fetch_feeds(CommandLine& line) {
  check_read_options(line);
  FetchOptions options;
  options.http = http_options(line);
  options.force = line.fetch.force;
  options.full = line.fetch.full;
  options.ca = checked_ca(line.fetch.ca);
  options.proxy = line.fetch.proxy;
  options.allow_private = line.fetch.allow_private;
  options.ingest.read = line.read;
  options.ingest.stop = &stop_requested;
  stop_on_signals();
  const FetchReport report = fetch(line.index, line.resources(), line.paths, options);
  if (line.json)
    print_json_report(report);
  else
    print_report(report, line.quiet);
  deliver_afterwards(line);
  if (report.articles.stopped) {
    fmt::print(stderr, kStoppedLine);
    return stopped_exit();
  }
  const bool clean = report.count(Outcome::failed) == 0 && report.articles.rejected == 0;
  return clean ? kDone : kSomeRejected;
}

}  // namespace dateline::indexing
