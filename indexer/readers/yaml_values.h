// SPDX-License-Identifier: GPL-2.0-or-later
// The values of a YAML document (yaml-cpp) by their keys, flattened as front_matter.h describes.
// Their depth and number are limited, aliases included. Used by front_matter.cc.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::indexing {

using KeysAndValues = std::vector<std::pair<std::string, std::string>>;

/// The values of a document. If it is no valid YAML, those of its lines "key: value".
KeysAndValues yaml_values(std::string_view document);

}  // namespace dateline::indexing
