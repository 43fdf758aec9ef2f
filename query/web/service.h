// SPDX-License-Identifier: GPL-2.0-or-later
// Service: the API and the page of one archive. It decides for each request whether it is allowed,
// which route answers it, and on which thread: files of the page at once, searches on workers,
// exports, which last as long as their clients take, on workers of their own. It knows nothing of
// sockets.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "exchange.h"
#include "metrics.h"
#include "workers.h"

namespace dateline::searching {

struct ParsedRequest;

struct ServiceOptions {
  std::string token;         // a client of the API must send it; empty: anyone may search
  bool local_only = true;    // without a token, only names of this machine are allowed as host
  std::string host;          // a further name that is allowed
  std::size_t searches = 0;  // at a time; 0: as many as there are cores
  unsigned threads = 1;      // of each
  std::size_t most_waiting = 128;
  std::size_t exports = 4, most_exports_waiting = 16;
};

class Service {
 public:
  /// Throws Error where there is no archive that can be searched.
  Service(std::filesystem::path folder, ServiceOptions options);
  ~Service();
  /// Answers the requests that wait. After it, only files of the page are served.
  void stop();

  /// The answer, or nothing where a worker gives it.
  std::optional<HttpAnswer> handle(const std::shared_ptr<Exchange>& exchange);
  /// Counts an exchange that is over.
  void note(const Exchange& exchange);

  std::string metrics_text() const;

 private:
  std::optional<HttpAnswer> refuse(const HttpRequest& request) const;
  std::optional<HttpAnswer> refuse_client(const HttpRequest& request) const;
  std::optional<HttpAnswer> file(const HttpRequest& request) const;
  std::optional<HttpAnswer> start(const std::shared_ptr<ParsedRequest>& parsed,
                                  const std::shared_ptr<Exchange>& exchange);

  const std::filesystem::path folder_;
  const ServiceOptions options_;
  Metrics metrics_;
  Workers searches_, exports_;
};

}  // namespace dateline::searching
