// SPDX-License-Identifier: GPL-2.0-or-later
#include "secret_option.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "error.h"
#include "text/plain_text.h"

namespace dateline {

void note_visible_secret(int argc, char** argv, std::string_view option, std::string_view instead) {
  const std::string with_value = fmt::format("{}=", option);
  const bool given = std::any_of(argv, argv + argc, [&](const char* word) {
    return word == option || std::string_view(word).starts_with(with_value);
  });
  if (given)
    fmt::print(stderr,
               "note: other users of this machine can read {} in the list of processes; {}\n",
               option, instead);
}

std::string secret_in_file(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::string secret(trim(line));
  if (secret.empty())
    throw Error(
        fmt::format("{} {}", path, file.is_open() ? "begins with no token" : "cannot be read"),
        "its first line is the token");
  return secret;
}

}  // namespace dateline
