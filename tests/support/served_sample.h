// SPDX-License-Identifier: GPL-2.0-or-later
// Serves the sample archive, with helpers for tests of its answers.
#pragma once

#include <doctest/doctest.h>
#include <zlib.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "process.h"
#include "served.h"
#include "support.h"

namespace dateline {

using namespace indexing;
using namespace searching;

/// The sample archive, made once.
inline const std::filesystem::path& sample_archive() {
  static const TemporaryFolder folder;
  static const bool made = [] {
    add_files(folder.path(), {(repository_root() / "corpus").string()});
    return true;
  }();
  (void)made;
  return folder.path();
}

inline Served& served() {
  static Served server(sample_archive());
  return server;
}

/// What the command line prints on the sample archive.
inline std::string printed(std::vector<std::string> arguments) {
  const TemporaryFolder outputs;
  arguments.insert(arguments.begin(),
                   {program("dateline-query").string(), "--index", sample_archive().string()});
  return Process(arguments, {}, outputs.path()).wait().out;
}

/// Without what differs from one answer to the next, and what only the API says.
inline std::string comparable(const std::string& json) {
  const std::string timeless =
      std::regex_replace(json, std::regex("\"took_ms\":[0-9.e+-]+"), "\"took_ms\":0");
  return std::regex_replace(timeless, std::regex("\"revision\":\"[^\"]*\",\n?"), "");
}

inline std::string unpacked(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string out(4 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

inline double gauge(const std::string& metrics, const std::string& name) {
  const std::size_t at = metrics.find("\n" + name + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(metrics.substr(at + name.size() + 2));
}

}  // namespace dateline
