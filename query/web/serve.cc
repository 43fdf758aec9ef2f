// SPDX-License-Identifier: GPL-2.0-or-later
#include "serve.h"

#include <fmt/format.h>
#include <signal.h>

#include <optional>

#include "error.h"
#include "server.h"
#include "service.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kShortestToken = 16;

/// Signals that end the program are waited for by one thread, and reach no other.
class StopSignals {
 public:
  StopSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    struct sigaction before {};
    ::sigaction(SIGHUP, nullptr, &before);
    if (before.sa_handler != SIG_IGN) ::sigaddset(&signals_, SIGHUP);  // ignored under nohup
    ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void wait() const {
    int which = 0;
    ::sigwait(&signals_, &which);
  }

 private:
  sigset_t signals_{};
};

std::string without_port(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

}  // namespace

void serve(const std::filesystem::path& folder, const ServeRequest& request) {
  if (!request.token.empty() && request.token.size() < kShortestToken)
    throw Error(fmt::format("a token has at least {} characters", kShortestToken),
                "make one with: openssl rand -hex 16");
  const StopSignals signals;
  const Listener listener = listen_at(request.address);
  if (!listener.loopback && request.token.empty() && !request.open_to_all)
    throw Error(fmt::format("{} can be reached from other machines", request.address),
                "give a --token, or --open-to-all to let anyone search");
  ServiceOptions options;
  options.token = request.token;
  options.threads = request.threads;
  options.local_only = listener.loopback;
  options.host = without_port(request.address);
  auto service = std::make_unique<Service>(folder, options);
  Server server(
      listener, ServerLimits{},
      [&](const std::shared_ptr<Exchange>& exchange) { return service->handle(exchange); },
      [&](const Exchange& exchange) { service->note(exchange); });
  fmt::print(stderr, "serving {} on http://{}:{}\n", folder.string(), without_port(request.address),
             listener.port);
  signals.wait();
  server.stop();
  service->stop();
}

}  // namespace dateline::searching
