// SPDX-License-Identifier: GPL-2.0-or-later
// A request and an answer of HTTP, as the service sees them. The server reads and sends them; this
// header knows no sockets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::searching {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;         // as sent
  std::string_view raw_path;  // its part before "?"
  std::string path;           // decoded
  Pairs parameters;           // decoded, in order
  std::optional<std::string> host;
  std::string authorization, if_none_match;
  std::string base = {};  // "http://localhost:8080", as the client names it
  bool accepts_gzip = false;
  bool has_body = false;
  bool sound = true;             // the target begins with a path
  std::size_t header_bytes = 0;  // of names and values
};

struct HttpAnswer {
  int status = 200;
  std::string type;  // of the body
  std::string body;
  Pairs headers = {};
};

/// Fills what follows from `target`.
void read_target(HttpRequest& request);

/// Whether an Accept-Encoding allows gzip.
bool allows_gzip(std::string_view accept_encoding);

/// Whether an If-None-Match names `etag`, strong or weak.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace dateline::searching
