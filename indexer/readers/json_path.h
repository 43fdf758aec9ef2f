// SPDX-License-Identifier: GPL-2.0-or-later
// JsonPath: the text at a path in a JSON object, as --map and the layouts of records name one:
// "data.headline", "authors[].name", "authors[0].name", "blocks[type=text,lead].content". Used by
// json_article.cc; knows no field of an article.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// A value as text; arrays joined by `separator`. Of an object what names it ({"name": "Ann
/// Smith"},
/// {"rendered": "Headline"}, {"family": "Smith", "given": "Ann"}). Empty for what has none.
std::string json_value_text(simdjson::dom::element value, std::string_view separator);

/// The steps of a path, from the outside in.
std::vector<std::string_view> json_path_steps(std::string_view path);

/// The text at `path`: a key that is written so, or the steps of a path. A step into an array that
/// is no number goes into each of its elements.
std::string json_text_at(simdjson::dom::object from, std::string_view path,
                         std::string_view separator);

/// The number of values that the steps behind the first key lead to.
std::size_t json_values_at(simdjson::dom::object from, std::string_view path);

}  // namespace dateline::indexing
