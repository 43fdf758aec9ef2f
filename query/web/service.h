// SPDX-License-Identifier: GPL-2.0-or-later
// Service: what is served of one archive. Decides of each request whether it may be answered, by
// which route, and on which thread: files of the page at once, searches by the workers, exports,
// which last as long as their clients take, by workers of their own. Knows nothing of sockets.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "exchange.h"
#include "metrics.h"
#include "workers.h"

namespace dateline::searching {

struct Route;

struct ServiceOptions {
  std::string token;         // who asks the API must give it; empty: anyone may ask
  bool local_only = true;    // asked by names of this machine only, unless there is a token
  std::string host;          // a further name it is asked by
  std::size_t searches = 0;  // at a time; 0: as many as there are cores
  std::size_t most_waiting = 128;
  std::size_t exports = 4, most_exports_waiting = 16;
};

class Service {
 public:
  /// Throws Error where there is no archive that can be searched.
  Service(std::filesystem::path folder, ServiceOptions options);
  ~Service();
  /// Answers what is asked already, then nothing but files of the page.
  void stop();

  /// The answer, unless workers give it.
  std::optional<HttpAnswer> handle(const std::shared_ptr<Exchange>& exchange);
  /// `exchange` is over.
  void note(const Exchange& exchange);

  std::string metrics_text() const;

 private:
  std::optional<HttpAnswer> refuse(const HttpRequest& request) const;
  std::optional<HttpAnswer> refuse_client(const HttpRequest& request) const;
  std::optional<HttpAnswer> file(const HttpRequest& request) const;
  std::optional<HttpAnswer> start(const Route& route, const std::shared_ptr<Exchange>& exchange);

  const std::filesystem::path folder_;
  const ServiceOptions options_;
  Metrics metrics_;
  Workers searches_, exports_;
};

}  // namespace dateline::searching
