// SPDX-License-Identifier: GPL-2.0-or-later
// Serves an archive in the test's own process, on a free port.
#pragma once

#include <filesystem>

#include "http_client.h"
#include "text/url.h"
#include "web/server.h"
#include "web/service.h"

namespace dateline {

using namespace searching;

class Served {
 public:
  explicit Served(const std::filesystem::path& folder, const ServiceOptions& options = {},
                  const ServerLimits& limits = {})
      : listener_(listen_at("localhost:0")),
        service_(folder, options),
        server_(
            listener_, limits,
            [this](const std::shared_ptr<Exchange>& exchange) { return service_.handle(exchange); },
            [this](const Exchange& exchange) { service_.note(exchange); }) {}
  ~Served() {
    server_.stop();
    service_.stop();
  }

  int port() const { return listener_.port; }
  /// On a connection of its own.
  HttpReply get(const std::string& target, const std::string& headers = {},
                const std::string& method = "GET") const {
    return HttpClient(port()).get(target, headers, method);
  }

 private:
  Listener listener_;
  Service service_;
  Server server_;
};

}  // namespace dateline
