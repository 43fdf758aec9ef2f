// SPDX-License-Identifier: GPL-2.0-or-later
// How answers of tools are built: what an article brought as untrusted values, sentences, and the
// bound on the size of an answer. Used by the tools. It searches nothing.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::searching {

/// Bytes of an answer's line.
inline constexpr std::size_t kMostAnswerBytes = 16'000;

/// The answer of a call: the value, and again as text for clients that know no other.
nlohmann::ordered_json tool_result(const nlohmann::ordered_json& value);

bool is_short_enough(const nlohmann::ordered_json& answer);

/// Drops the last values of a list in the answer until the answer is short enough. Returns how
/// many.
std::size_t shorten(nlohmann::ordered_json& answer,
                    const nlohmann::ordered_json::json_pointer& list);

/// Null where the text is empty.
nlohmann::ordered_json untrusted(std::string_view text, std::size_t most = 300);

/// At most eight of them.
nlohmann::ordered_json sentences(const std::vector<std::string>& sentences);

}  // namespace dateline::searching
