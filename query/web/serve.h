// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-query --serve: serves an archive's API and page until a signal stops the program. Used
// by serve_main.cc.
#pragma once

#include <filesystem>
#include <string>

namespace dateline::searching {

struct ServeRequest {
  std::string address;  // HOST:PORT
  std::string token;
  unsigned threads = 1;      // of one search
  bool open_to_all = false;  // beyond this machine without a token
};

/// Returns on SIGINT, SIGTERM or SIGHUP. Throws Error.
void serve(const std::filesystem::path& folder, const ServeRequest& request);

}  // namespace dateline::searching
