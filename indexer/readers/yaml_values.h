// SPDX-License-Identifier: GPL-2.0-or-later
// The values of a YAML document (yaml-cpp) by their keys, flattened as front_matter.h describes.
// Bounded in depth and number, whatever a document refers to.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::indexing {

using KeysAndValues = std::vector<std::pair<std::string, std::string>>;

/// Of a document that is no YAML: what its lines "key: value" say.
KeysAndValues yaml_values(std::string_view document);

}  // namespace dateline::indexing
