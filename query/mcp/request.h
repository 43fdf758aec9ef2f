// SPDX-License-Identifier: GPL-2.0-or-later
// What the tools that search have in common: the parameters of filters, requests made of arguments,
// and handles of articles. A handle is a row of the archive, "17", or of several archives "2.17",
// so that no answer has to repeat an article's id.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "search/searcher.h"

namespace dateline::searching {

inline constexpr ToolParameter kSourceParameter{
    "source", ToolParameter::Kind::texts, "only articles of these outlets", false, 1, 20};
inline constexpr ToolParameter kSectionParameter{
    "section", ToolParameter::Kind::texts, "only articles of these sections", false, 1, 20};
inline constexpr ToolParameter kLanguageParameter{
    "language", ToolParameter::Kind::texts, "only articles in these languages: en, de", false, 1,
    20};
inline constexpr ToolParameter kAfterParameter{
    "after", ToolParameter::Kind::text,
    "only articles of this day or later: 2024, 2024-03, 2024-03-05, 7d"};
inline constexpr ToolParameter kBeforeParameter{"before", ToolParameter::Kind::text,
                                                "only articles before this day: 2024-04"};

/// A request for a query with the filters among the arguments. Throws Error.
SearchRequest request_for(const std::string& query, const ToolArguments& arguments);

/// The query as it was read: "canonical", "notes" on how it was read, and under "untrusted_notes"
/// what the archive says of its words.
void add_reading(const Results& results, const SearchRequest& request,
                 nlohmann::ordered_json& answer);

std::string handle_of(std::uint32_t document, const Snapshot& snapshot);
/// The id of the article that a handle names; an older version's handle names the article as it is
/// now. Throws Error.
std::string id_of(const std::string& handle, const Snapshot& snapshot);

}  // namespace dateline::searching
