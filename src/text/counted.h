// SPDX-License-Identifier: GPL-2.0-or-later
// A number with its noun, for reports and hints: "1 article", "1412 articles". Used by both
// programs. English only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

/// "1,412".
std::string grouped(std::uint64_t number);

/// The noun that follows the number `n`: plural(2, "article") is "articles", plural(2, "stor", "y",
/// "ies") "stories".
std::string plural(std::uint64_t n, std::string_view stem, std::string_view one = "",
                   std::string_view several = "s");

/// "1 article", "1412 articles".
std::string counted(std::uint64_t n, std::string_view noun);

}  // namespace dateline
