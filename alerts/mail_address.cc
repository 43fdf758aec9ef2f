// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "error.h"
#include "text/printable_text.h"

namespace dateline::alerts {

void check_address(const std::string& address) {
  const std::size_t at = address.find('@');
  const bool fits =
      at != std::string::npos && at != 0 && at + 1 < address.size() &&
      address.find('@', at + 1) == std::string::npos &&
      std::ranges::all_of(address, [](unsigned char c) {
        return c > ' ' && c != 0x7F &&
               std::string_view("<>,;:\"()[]\\").find(static_cast<char>(c)) == std::string::npos;
      });
  if (!fits)
    throw Error(fmt::format("\"{}\" is no address of mail", printable_text(address)),
                "give one address, such as desk@example.org");
}

}  // namespace dateline::alerts
