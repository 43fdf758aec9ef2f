// SPDX-License-Identifier: GPL-2.0-or-later
#include "service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <thread>

#include "dates/dates.h"
#include "error.h"
#include "etag.h"
#include "page_files.h"
#include "problem.h"
#include "request/deadline.h"
#include "routes.h"
#include "saved/saved_stores.h"
#include "search/incompleteness.h"
#include "text/ascii.h"
#include "text/inflection_dictionary.h"

namespace dateline::searching {
namespace {

std::size_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// Compares in constant time.
bool same(std::string_view given, std::string_view secret) {
  unsigned difference = given.size() != secret.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    difference |= static_cast<unsigned char>(given[i] ^ secret[i % secret.size()]);
  return difference == 0;
}

/// "localhost:8080" → "localhost".
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool port = colon != std::string_view::npos && host.find(']', colon) == host.npos &&
                    host.find_first_not_of("0123456789", colon + 1) == host.npos;
  return port ? host.substr(0, colon) : host;
}

/// As hosts are compared: without the port, in lower case, and without the full stop of a name that
/// is complete.
std::string plain_host(std::string_view host) {
  std::string name = lower_ascii(without_port(host));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::string_view type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"}};
  for (const auto& [ending, type] : kTypes)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

HttpAnswer not_modified(const std::string& etag) {
  return {304, "", "", {{"ETag", etag}, {"Cache-Control", "no-cache"}}};
}

HttpAnswer busy() {
  HttpAnswer answer =
      problem(503, "The server is busy", "The queue of searches is full.", "try again in a second");
  answer.headers.emplace_back("Retry-After", "1");
  return answer;
}

struct RouteMatch {
  const Route* route = nullptr;  // null where no route has the path
  std::string id;                // the part of the path that is an id
};

RouteMatch match_route(const std::string& path) {
  for (const Route& route : routes()) {
    if (!route.path.ends_with("{id}")) {
      if (path == route.path) return {&route, {}};
      continue;
    }
    const std::string_view prefix = route.path.substr(0, route.path.size() - 4);
    if (path.starts_with(prefix) && path.size() > prefix.size())
      return {&route, path.substr(prefix.size())};
  }
  return {};
}

/// The same of what is saved, which changes while the archive stays as it is.
void answer_saved(const ParsedRequest& parsed, Searcher& searcher, Exchange& exchange) {
  HttpAnswer answer = parsed.route->search(parsed, searcher);
  const std::string etag = etag_of(answer.body);
  if (answer.status == 200 && names_etag(exchange.request.if_none_match, etag))
    return exchange.answer(not_modified(etag));
  if (answer.status == 200) answer.headers.emplace_back("ETag", etag);
  answer.headers.emplace_back("Cache-Control", "private, no-cache");
  exchange.answer(std::move(answer));
}

/// Answers by a search, or with 304 where the client has the answer already.
void answer_search(const ParsedRequest& parsed, Searcher& searcher, Exchange& exchange) {
  if (parsed.route->own_secret) return answer_saved(parsed, searcher, exchange);
  std::string state = searcher.revision();
  // An answer that says how far an add has come is another one when it has come further.
  if (const std::optional<Incompleteness> incomplete = searcher.incomplete(parsed.search.now))
    state.append("\n").append(incomplete->message);
  for (const auto& [language, dictionary] :
       InflectionDictionary::identities(searcher.snapshot().languages()))
    state.append("\n").append(dictionary);
  const std::string etag = etag_of(parsed, state);
  if (names_etag(exchange.request.if_none_match, etag)) return exchange.answer(not_modified(etag));
  HttpAnswer answer = parsed.route->search(parsed, searcher);
  if (answer.status == 200) {
    answer.headers.emplace_back("ETag", etag);
    answer.headers.emplace_back("Cache-Control", "no-cache");
  }
  exchange.answer(std::move(answer));
}

/// The work of a worker on a request.
void answer_request(ParsedRequest& parsed, const std::function<Searcher&()>& searcher,
                    Exchange& exchange) {
  try {
    Searcher& opened = searcher();
    if (exchange.disconnected()) throw SearchCancelled("the client has disconnected");
    parsed.query = parse_query(parsed.search);
    std::optional<Searcher> past;
    if (!parsed.search.as_of.empty())
      past.emplace(opened.past(parsed.search.as_of, parsed.search.now));
    Searcher& searched = past ? *past : opened;
    if (parsed.route->stream)
      parsed.route->stream(parsed, searched, exchange);
    else
      answer_search(parsed, searched, exchange);
  } catch (...) {
    if (exchange.status() != 0) return exchange.end_stream(false);  // its head is sent already
    exchange.answer(problem_of(std::current_exception()));
  }
}

}  // namespace

Service::Service(std::filesystem::path folder, ServiceOptions options)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      searches_(folder_, options_.searches == 0 ? cores() : options_.searches,
                options_.most_waiting, options_.threads),
      exports_(folder_, options_.exports, options_.most_exports_waiting, options_.threads) {
  const Searcher opens(folder_);  // throws where the archive cannot be searched
}

Service::~Service() = default;

void Service::stop() {
  searches_.stop();
  exports_.stop();
}

std::optional<HttpAnswer> Service::refuse(const HttpRequest& request) const {
  if (!request.sound)
    return problem(400, "The address is malformed", "An address begins with a slash.");
  // DNS rebinding: a foreign page must not read the archive by a name that leads to this machine.
  if (options_.local_only && options_.token.empty()) {
    const std::string host = request.host ? plain_host(*request.host) : "";
    if (host != "localhost" && host != "127.0.0.1" && host != "[::1]" &&
        (options_.host.empty() || host != plain_host(options_.host)))
      return problem(
          421, "The host name is not this server's",
          fmt::format("The request names the host {}.", request.host ? *request.host : "nothing"),
          "take localhost, or start the server with a token");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    HttpAnswer answer =
        problem(405, "The method is not allowed",
                fmt::format("The server answers GET and HEAD, not {}.", request.method));
    answer.headers.emplace_back("Allow", "GET, HEAD");
    if (request.has_body) answer.headers.emplace_back("Connection", "close");
    return answer;
  }
  if (!request.has_body) return std::nullopt;
  HttpAnswer answer = problem(413, "The request has a body", "Parameters belong in the address.");
  answer.headers.emplace_back("Connection", "close");
  return answer;
}

std::optional<HttpAnswer> Service::refuse_client(const HttpRequest& request) const {
  if (options_.token.empty()) return std::nullopt;
  constexpr std::string_view kScheme = "bearer ";
  if (lower_ascii(request.authorization.substr(0, kScheme.size())) == kScheme &&
      same(std::string_view(request.authorization).substr(kScheme.size()), options_.token))
    return std::nullopt;
  HttpAnswer answer = problem(401, "A token is needed", "The archive is not public.",
                              "send the header Authorization: Bearer TOKEN");
  answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

std::optional<HttpAnswer> Service::file(const HttpRequest& request) const {
  const std::string_view name = request.path == "/" ? std::string_view("index.html")
                                                    : std::string_view(request.path).substr(1);
  const auto found = std::ranges::find(page_files(), name, &PageFile::name);
  if (found == page_files().end()) return std::nullopt;
  const std::string etag = etag_of(found->bytes);
  if (names_etag(request.if_none_match, etag)) return not_modified(etag);
  return HttpAnswer{200,
                    std::string(type_of(found->name)),
                    std::string(found->bytes),
                    {{"ETag", etag}, {"Cache-Control", "no-cache"}}};
}

std::optional<HttpAnswer> Service::handle(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request;
  metrics_.begin();
  exchange->route = "none";
  if (auto refused = refuse(request)) return refused;
  if (auto answer = file(request)) {
    exchange->route = "page";
    return answer;
  }
  RouteMatch match = match_route(request.path);
  if (match.route == nullptr)
    return problem(404, "There is no such page", fmt::format("There is no {}.", request.path),
                   "the routes of the API: /api/openapi.json");
  exchange->route = match.route->name;
  if (!match.route->own_secret)
    if (auto refused = refuse_client(request)) return refused;
  const auto parsed = std::make_shared<ParsedRequest>();
  parsed->request = &request;
  parsed->route = match.route;
  parsed->id = std::move(match.id);
  return start(parsed, exchange);
}

std::optional<HttpAnswer> Service::start(const std::shared_ptr<ParsedRequest>& parsed,
                                         const std::shared_ptr<Exchange>& exchange) {
  const Route& route = *parsed->route;
  parsed->search.now = now();
  parsed->search.cancelled = &exchange->disconnected();
  if (auto wrong = read_parameters(exchange->request.parameters, route.parameters, *parsed))
    return wrong;
  if (route.at_once) return route.at_once(*parsed, *this);
  Workers& workers = route.stream ? exports_ : searches_;
  const bool queued =
      workers.add([=](const auto& searcher) { answer_request(*parsed, searcher, *exchange); });
  if (queued) return std::nullopt;
  metrics_.reject();
  return busy();
}

void Service::note(const Exchange& exchange) {
  const std::chrono::duration<double> took = Exchange::Clock::now() - exchange.began();
  if (exchange.route.empty()) metrics_.begin();  // the server answered it
  metrics_.end(exchange.route.empty() ? "none" : exchange.route, exchange.status(), took.count());
}

namespace {

struct AlertGauges {
  double waiting = 0, failing = 0;
};

AlertGauges alert_gauges(const std::filesystem::path& folder) {
  AlertGauges gauges;
  try {
    const SavedStores saved(folder);
    const std::map<std::string, AlertCounts> counts = saved.alerts().counts();
    for (const Alert& alert : saved.alerts().all()) {
      const auto found = counts.find(alert.name);
      const bool failing =
          found != counts.end() && found->second.retrying + found->second.failed != 0;
      if (found != counts.end()) gauges.waiting += static_cast<double>(found->second.waiting);
      gauges.failing += failing || !alert.problem.empty() ? 1 : 0;
    }
  } catch (const Error&) {
    // Searches will tell what is wrong with it.
  }
  return gauges;
}

}  // namespace

std::string Service::metrics_text() const {
  const std::optional<Incompleteness> incomplete = present_incompleteness(folder_, now());
  const AlertGauges alerts = alert_gauges(folder_);
  const auto is = [&](std::string_view state) {
    return incomplete && incomplete->state == state ? 1.0 : 0.0;
  };
  return metrics_.text(
      {{"dateline_archive_incomplete",
        {"1: the archive lacks something of what it was given.", incomplete ? 1.0 : 0.0}},
       {"dateline_archive_add_under_way", {"1: articles are being added.", is("under_way")}},
       {"dateline_archive_last_add_failed",
        {"1: the last addition failed; it must be repeated.", is("failed")}},
       {"dateline_archive_articles_waiting",
        {"Articles that were read and cannot be found yet.",
         incomplete ? static_cast<double>(incomplete->waiting) : 0.0}},
       {"dateline_alerts_waiting", {"Hits that alerts have not told yet.", alerts.waiting}},
       {"dateline_alerts_failing",
        {"Alerts whose last delivery or search failed.", alerts.failing}},
       {"dateline_queue_length", {"Searches that wait.", static_cast<double>(searches_.waiting())}},
       {"dateline_searches_running", {"Searches at work.", static_cast<double>(searches_.busy())}},
       {"dateline_exports_running", {"Exports at work.", static_cast<double>(exports_.busy())}},
       {"dateline_archives_open", {"Archives that are served.", 1}},
       {"process_resident_memory_bytes", {"Resident memory.", resident_bytes()}}});
}

}  // namespace dateline::searching
