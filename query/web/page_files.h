// SPDX-License-Identifier: GPL-2.0-or-later
// The files of the page, which are part of the program: query/web/page, as CMakeLists.txt lists
// them.
#pragma once

#include <span>
#include <string_view>

namespace dateline::searching {

struct PageFile {
  std::string_view name;  // "index.html"
  std::string_view bytes;
};

std::span<const PageFile> page_files();

}  // namespace dateline::searching
