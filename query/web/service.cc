// SPDX-License-Identifier: GPL-2.0-or-later
#include "service.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "dates/dates.h"
#include "etag.h"
#include "page_files.h"
#include "problem.h"
#include "routes.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

std::size_t cores() { return std::max(1u, std::thread::hardware_concurrency()); }

/// Takes as long whatever is wrong with it.
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
  HttpAnswer answer = problem(503, "Too many ask at once", "The queue of searches is full.",
                              "ask again in a moment");
  answer.headers.emplace_back("Retry-After", "1");
  return answer;
}

/// The route of a path, and what of the path is an id.
const Route* route_of(const std::string& path, std::string& id) {
  for (const Route& route : routes()) {
    if (!route.path.ends_with("{id}")) {
      if (path == route.path) return &route;
      continue;
    }
    const std::string_view prefix = route.path.substr(0, route.path.size() - 4);
    if (!path.starts_with(prefix) || path.size() == prefix.size()) continue;
    id = path.substr(prefix.size());
    return &route;
  }
  return nullptr;
}

}  // namespace

Service::Service(std::filesystem::path folder, ServiceOptions options)
    : folder_((Searcher(folder), std::move(folder))),
      options_(std::move(options)),
      searches_(folder_, options_.searches == 0 ? cores() : options_.searches,
                options_.most_waiting),
      exports_(folder_, options_.exports, options_.most_exports_waiting) {}

Service::~Service() = default;

void Service::stop() {
  searches_.stop();
  exports_.stop();
}

std::optional<HttpAnswer> Service::refuse(const HttpRequest& request) const {
  if (!request.sound) return problem(400, "Not an address", "An address begins with a slash.");
  // A page of elsewhere whose name has been made to lead here must not read the archive.
  if (options_.local_only && options_.token.empty()) {
    const std::string_view host = request.host ? without_port(*request.host) : "";
    if (host != "localhost" && host != "127.0.0.1" && host != "[::1]" &&
        (options_.host.empty() || host != options_.host))
      return problem(
          421, "Not a name of this server",
          fmt::format("It is asked for as {}.", request.host ? *request.host : "nothing"),
          "take localhost, or start it with a token");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    HttpAnswer answer = problem(405, "Nothing can be changed here",
                                fmt::format("{} is not answered.", request.method));
    answer.headers.emplace_back("Allow", "GET, HEAD");
    if (request.has_body) answer.headers.emplace_back("Connection", "close");
    return answer;
  }
  if (!request.has_body) return std::nullopt;
  HttpAnswer answer = problem(413, "A request here has no body", "Everything is in its address.");
  answer.headers.emplace_back("Connection", "close");
  return answer;
}

std::optional<HttpAnswer> Service::refuse_client(const HttpRequest& request) const {
  if (options_.token.empty()) return std::nullopt;
  constexpr std::string_view kScheme = "bearer ";
  if (lower_ascii(request.authorization.substr(0, kScheme.size())) == kScheme &&
      same(std::string_view(request.authorization).substr(kScheme.size()), options_.token))
    return std::nullopt;
  HttpAnswer answer = problem(401, "A token is needed", "This archive is not for everyone.",
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
  std::string id;
  const Route* const route = route_of(request.path, id);
  if (route == nullptr)
    return problem(404, "Nothing is here", fmt::format("There is no {}.", request.path),
                   "what there is: /api/openapi.json");
  exchange->route = route->name;
  if (auto refused = refuse_client(request)) return refused;
  return start(*route, exchange);
}

std::optional<HttpAnswer> Service::start(const Route& route,
                                         const std::shared_ptr<Exchange>& exchange) {
  const auto asked = std::make_shared<ParsedRequest>();
  asked->request = &exchange->request;
  asked->search.now = now();
  asked->search.cancelled = &exchange->left();
  std::string path_id;
  route_of(exchange->request.path, path_id);
  asked->id = path_id;
  if (auto wrong = read_parameters(exchange->request.parameters, route.parameters, *asked))
    return wrong;
  if (route.at_once) return route.at_once(*asked, *this);
  const Route* const chosen = &route;
  const bool queued = (route.stream ? exports_ : searches_).add([=](const auto& searcher) {
    try {
      Searcher& opened = searcher();
      if (chosen->stream) return chosen->stream(*asked, opened, *exchange);
      if (exchange->left()) throw SearchCancelled("the client has left");
      const std::string etag = etag_of(chosen->name, *asked, opened.revision());
      if (names_etag(exchange->request.if_none_match, etag))
        return exchange->answer(not_modified(etag));
      HttpAnswer answer = chosen->search(*asked, opened);
      if (answer.status == 200) {
        // The search may have gone over to a newer state.
        answer.headers.emplace_back("ETag", etag_of(chosen->name, *asked, opened.revision()));
        answer.headers.emplace_back("Cache-Control", "no-cache");
      }
      exchange->answer(std::move(answer));
    } catch (...) {
      if (exchange->status() != 0) return exchange->end_stream(false);  // it has begun
      exchange->answer(problem_of(std::current_exception()));
    }
  });
  if (queued) return std::nullopt;
  metrics_.reject();
  return busy();
}

void Service::note(const Exchange& exchange) {
  const std::chrono::duration<double> took = Exchange::Clock::now() - exchange.began();
  if (exchange.route.empty()) metrics_.begin();  // it never came here
  metrics_.end(exchange.route.empty() ? "none" : exchange.route, exchange.status(), took.count());
}

std::string Service::metrics_text() const {
  return metrics_.text(
      {{"dateline_queue_length", {"Searches that wait.", static_cast<double>(searches_.waiting())}},
       {"dateline_searches_running", {"Searches at work.", static_cast<double>(searches_.busy())}},
       {"dateline_exports_running", {"Exports at work.", static_cast<double>(exports_.busy())}},
       {"dateline_archives_open", {"Archives that are served.", 1}},
       {"process_resident_memory_bytes", {"Resident memory.", resident_bytes()}}});
}

}  // namespace dateline::searching
