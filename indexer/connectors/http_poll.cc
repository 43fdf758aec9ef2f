// SPDX-License-Identifier: GPL-2.0-or-later
#include "http_poll.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "certificate_problem.h"
#include "error.h"
#include "http_url.h"
#include "proxy.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostRedirects = 5;

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}
bool is_permanent(long status) { return status == 301 || status == 308; }

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

/// One request with its redirects.
struct Transfer {
  std::size_t number = 0;
  PollRequest request;
  std::string url;  // of the current request
  std::string host;
  HttpResponse response;
  bool permanent = true;  // every redirect so far was
  int redirects = 0;

  const HttpOptions* options = nullptr;
  std::unique_ptr<CURL, EasyDeleter> easy;
  curl_slist* headers = nullptr;
  std::string own_host;   // the one that was to be asked
  std::string proxy;      // it is asked through; empty: none
  std::string refused;    // the local address that was refused
  bool too_long = false;  // the body

  ~Transfer() {
    easy.reset();
    curl_slist_free_all(headers);
  }
};

extern "C" std::size_t take_body(char* data, std::size_t size, std::size_t n, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * n;
  if (transfer.response.body.size() + bytes > transfer.options->max_bytes) {
    transfer.too_long = true;
    return 0;
  }
  transfer.response.body.append(data, bytes);
  return bytes;
}

extern "C" curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  const auto refuses = [&](const std::function<bool(const sockaddr&)>& local) {
    if (!transfer.proxy.empty()) return refused_address(transfer.host, local);
    return local(address->addr) ? address_text(address->addr) : std::string();
  };
  const bool is_own = transfer.host == transfer.own_host;
  if (is_own && !refuses(&is_local_address).empty()) transfer.response.local = true;
  if (!is_own || !transfer.request.allow_private) {
    transfer.refused = refuses(transfer.options->refuses);
    if (!transfer.refused.empty()) return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::string header_of(const Transfer& transfer, const char* name) {
  constexpr std::size_t kLongest = 1000;  // of a validator that is meant as one
  curl_header* header = nullptr;
  if (curl_easy_header(transfer.easy.get(), name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
    return {};
  const std::string value = header->value;
  return value.size() > kLongest ? "" : value;
}

/// The seconds that Retry-After asks for; it may be a date. curl reads the header, too, but its
/// newer versions cut the wait at six hours.
std::chrono::seconds wait_of(const std::string& retry_after) {
  std::int64_t seconds = 0;
  const char* const end = retry_after.data() + retry_after.size();
  const auto read = std::from_chars(retry_after.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end) {
    const std::time_t date = curl_getdate(retry_after.c_str(), nullptr);
    seconds = date < 0 ? 0 : date - std::time(nullptr);
  }
  return std::chrono::seconds(std::max<std::int64_t>(seconds, 0));
}

/// curl's reason for a failed transfer, as a clause.
long proxy_answer(const Transfer& transfer) {
  long status = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_HTTP_CONNECTCODE, &status);
  return status;
}

std::string problem_of(const Transfer& transfer, CURLcode code) {
  if (transfer.too_long)
    return fmt::format("the answer is longer than {} MB", transfer.options->max_bytes >> 20);
  if (!transfer.refused.empty())
    return transfer.refused == transfer.host
               ? fmt::format("{} is an address of a local network", transfer.host)
               : fmt::format("{} is at {}, an address of a local network", transfer.host,
                             transfer.refused);
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return transfer.response.body.empty()
                 ? fmt::format("{} does not answer in time", transfer.host)
                 : "the answer comes too slowly";
    case CURLE_COULDNT_RESOLVE_HOST:
      return fmt::format("there is no host {}", transfer.host);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return fmt::format("there is no host of the proxy {}", masked_url(transfer.proxy));
    case CURLE_COULDNT_CONNECT:
      if (!transfer.proxy.empty())
        return fmt::format("the proxy {} cannot be reached", masked_url(transfer.proxy));
      return fmt::format("{} cannot be reached", transfer.host);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return "the answer is no HTTP";
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
      if (const long answer = proxy_answer(transfer); answer >= 400)
        return fmt::format("the proxy {} answers {}{}", masked_url(transfer.proxy), answer,
                           answer == 407 ? ", it wants a password" : "");
      [[fallthrough]];
    case CURLE_HTTP2_STREAM:
      return "the connection ended before the whole answer was there";
    case CURLE_GOT_NOTHING:
      return "the server closed the connection without an answer";
    case CURLE_SSL_CONNECT_ERROR:
      return fmt::format("{} does not speak TLS, or none that this machine speaks", transfer.host);
    case CURLE_SSL_CACERT_BADFILE:
      return fmt::format("the authorities in {} cannot be read", transfer.request.ca);
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
      return "the answer is packed in a way that cannot be unpacked";
    default:
      return fmt::format("the request failed: {}", curl_easy_strerror(code));
  }
}

template <class Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
    throw Error(fmt::format("libcurl refuses an option: {}", curl_easy_strerror(code)));
}

}  // namespace

struct HttpPoll::State {
  struct Host {
    std::deque<std::unique_ptr<Transfer>> waiting;
    bool busy = false;
    Clock::time_point next{};  // the earliest time of the next request
  };

  explicit State(const HttpOptions& given) : options(given), multi(curl_multi_init()) {
    if (multi == nullptr) throw Error("libcurl cannot be used");
  }
  ~State() {
    drop_running();
    curl_multi_cleanup(multi);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void enqueue(std::unique_ptr<Transfer> transfer) {
    transfer->host = host_of(transfer->url);
    hosts[transfer->host].waiting.push_back(std::move(transfer));
    ++queued;
  }

  void prepare(Transfer& transfer) const;
  void prepare_way(Transfer& transfer) const;
  void start(std::unique_ptr<Transfer> transfer);
  Clock::time_point start_what_may();
  void finish(CURL* easy, CURLcode code, const Done& done);
  bool follow(std::unique_ptr<Transfer>& transfer, long status);
  void drop_running() {
    for (const auto& [easy, transfer] : running) curl_multi_remove_handle(multi, easy);
    running.clear();
  }

  const HttpOptions options;
  CURLM* multi;
  std::map<std::string, Host> hosts;
  std::map<CURL*, std::unique_ptr<Transfer>> running;
  std::size_t queued = 0;
};

/// Whom a request goes through, and whom it trusts.
void HttpPoll::State::prepare_way(Transfer& transfer) const {
  const auto set = [&](CURLoption option, auto value) {
    set_option(transfer.easy.get(), option, value);
  };
  const PollRequest& request = transfer.request;
  transfer.proxy =
      request.proxy.empty() ? environment_proxy(transfer.url, transfer.host) : request.proxy;
  set(CURLOPT_PROXY, transfer.proxy.c_str());
  set(CURLOPT_NOPROXY, "");
  // Each request through a proxy opens a socket, so that open_socket looks at its host.
  set(CURLOPT_FRESH_CONNECT, transfer.proxy.empty() ? 0L : 1L);
  set(CURLOPT_FORBID_REUSE, transfer.proxy.empty() ? 0L : 1L);
  // The system's authorities are in libcurl's own folder besides.
  if (const std::string& ca = request.ca.empty() ? options.ca : request.ca; !ca.empty())
    set(CURLOPT_CAINFO, ca.c_str());
  if (!options.ca_folder.empty()) set(CURLOPT_CAPATH, options.ca_folder.c_str());
}

void HttpPoll::State::prepare(Transfer& transfer) const {
  if (transfer.easy == nullptr) transfer.easy.reset(curl_easy_init());
  CURL* const easy = transfer.easy.get();
  if (easy == nullptr) throw Error("libcurl cannot be used");
  const auto set = [easy](CURLoption option, auto value) { set_option(easy, option, value); };
  set(CURLOPT_URL, transfer.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  prepare_way(transfer);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ACCEPT_ENCODING, "");  // all encodings that this libcurl decodes
  set(CURLOPT_COOKIEFILE, "");       // keeps cookies across redirects, but in no file
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::max<std::int64_t>(options.timeout.count() / 3, 1)));
  set(CURLOPT_LOW_SPEED_LIMIT, 100L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.timeout.count() / 2'000 + 1));
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
  curl_slist_free_all(transfer.headers);
  transfer.headers = nullptr;
  const auto add_header = [&](const std::string& line) {
    curl_slist* const longer = curl_slist_append(transfer.headers, line.c_str());
    if (longer != nullptr) transfer.headers = longer;
  };
  add_header(
      "Accept: application/atom+xml, application/rss+xml, application/feed+json, "
      "application/xml;q=0.9, application/json;q=0.9, text/xml;q=0.9, */*;q=0.8");
  if (!transfer.request.etag.empty()) add_header("If-None-Match: " + transfer.request.etag);
  if (!transfer.request.modified.empty())
    add_header("If-Modified-Since: " + transfer.request.modified);
  set(CURLOPT_HTTPHEADER, transfer.headers);
}

void HttpPoll::State::start(std::unique_ptr<Transfer> transfer) {
  prepare(*transfer);
  CURL* const easy = transfer->easy.get();
  hosts[transfer->host].busy = true;
  running.emplace(easy, std::move(transfer));
  if (curl_multi_add_handle(multi, easy) != CURLM_OK) throw Error("libcurl cannot be used");
}

/// Starts the requests that are due. Returns the time of the next one.
Clock::time_point HttpPoll::State::start_what_may() {
  const Clock::time_point now = Clock::now();
  Clock::time_point next = now + std::chrono::hours(1);
  for (auto& [name, host] : hosts) {
    if (host.busy || host.waiting.empty()) continue;
    if (host.next > now) {
      next = std::min(next, host.next);
    } else if (running.size() < options.parallel) {
      std::unique_ptr<Transfer> transfer = std::move(host.waiting.front());
      host.waiting.pop_front();
      --queued;
      start(std::move(transfer));
    }
  }
  return next;
}

/// True when the answer is a redirect that is followed: the transfer then waits again.
bool HttpPoll::State::follow(std::unique_ptr<Transfer>& transfer, long status) {
  HttpResponse& response = transfer->response;
  if (!is_redirect(status)) return false;
  char* location = nullptr;
  curl_easy_getinfo(transfer->easy.get(), CURLINFO_REDIRECT_URL, &location);
  if (location == nullptr) return false;
  const std::string target = http_url(location);
  if (target.empty()) {
    response.problem =
        fmt::format("it redirects to {}, which is no http address", masked_url(location));
    return false;
  }
  if (++transfer->redirects > kMostRedirects) {
    response.problem = fmt::format("it redirects more than {} times", kMostRedirects);
    return false;
  }
  transfer->permanent = transfer->permanent && is_permanent(status);
  if (transfer->permanent) response.moved_to = target;
  transfer->url = target;
  response.body.clear();
  enqueue(std::move(transfer));
  return true;
}

void HttpPoll::State::finish(CURL* easy, CURLcode code, const Done& done) {
  const auto found = running.find(easy);
  std::unique_ptr<Transfer> transfer = std::move(found->second);
  running.erase(found);
  curl_multi_remove_handle(multi, easy);
  Host& host = hosts[transfer->host];
  host.busy = false;
  host.next = Clock::now() + options.pause;

  HttpResponse& response = transfer->response;
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) {
    response.problem = problem_of(*transfer, code);
    response.refused = !transfer->refused.empty();
    if (code == CURLE_PEER_FAILED_VERIFICATION && !response.refused) {
      long verified = 0;
      curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
      CertificateProblem certificate = certificate_problem(transfer->host, verified);
      response.problem = std::move(certificate.problem);
      response.hint = std::move(certificate.hint);
    }
    if (code == CURLE_SSL_CACERT_BADFILE)
      response.hint = "give a file of certificates in PEM: --ca FILE";
    if (response.refused) response.hint = "to ask it all the same: --allow-private";
    if (transfer->too_long) response.hint = "to take it all the same: --max-size";
  } else if (follow(transfer, status)) {
    return;
  } else if (response.problem.empty()) {
    response.status = static_cast<int>(status);
    response.etag = header_of(*transfer, "ETag");
    response.modified = header_of(*transfer, "Last-Modified");
    response.retry_after = wait_of(header_of(*transfer, "Retry-After"));
  }
  response.url = transfer->url;
  if (!response.problem.empty()) response.body.clear();
  done(transfer->number, std::move(response));
}

HttpPoll::HttpPoll(const HttpOptions& options) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_ = std::make_unique<State>(options);
}

HttpPoll::~HttpPoll() = default;

bool HttpPoll::empty() const { return state_->queued == 0; }

void HttpPoll::add(std::size_t number, PollRequest request) {
  auto transfer = std::make_unique<Transfer>();
  transfer->number = number;
  transfer->url = request.url;
  transfer->request = std::move(request);
  transfer->options = &state_->options;
  transfer->own_host = host_of(transfer->url);
  state_->enqueue(std::move(transfer));
}

void HttpPoll::run(const Done& done, const std::function<bool()>& pause,
                   const std::function<bool()>& stop) {
  constexpr std::chrono::milliseconds kLongestWait{200};  // so that a stop is noticed
  State& state = *state_;
  for (;;) {
    if (stop()) {
      state.drop_running();
      for (auto& [name, host] : state.hosts) {
        host.busy = false;
        host.waiting.clear();
      }
      state.queued = 0;
      return;
    }
    const bool resting = pause();
    Clock::time_point next = Clock::now() + kLongestWait;
    if (!resting) next = std::min(next, state.start_what_may());
    if (state.running.empty() && (resting || state.queued == 0)) return;
    int still_running = 0;
    curl_multi_perform(state.multi, &still_running);
    int left = 0;
    bool finished = false;
    while (const CURLMsg* message = curl_multi_info_read(state.multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      state.finish(message->easy_handle, message->data.result, done);
      finished = true;
    }
    if (finished) continue;
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now());
    curl_multi_poll(state.multi, nullptr, 0,
                    static_cast<int>(std::max<std::int64_t>(wait.count(), 1)), nullptr);
  }
}

}  // namespace dateline::indexing
