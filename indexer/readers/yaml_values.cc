// SPDX-License-Identifier: GPL-2.0-or-later
#include "yaml_values.h"

#include <yaml-cpp/yaml.h>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// Walks a document. The target of an alias counts each time.
class Flattening {
 public:
  KeysAndValues take() { return std::move(values_); }

  void add(const std::string& key, const YAML::Node& node, int depth = 0) {
    if (depth == 1) visited_in_member_ = 0;
    if (!may_visit(depth)) return;
    if (node.IsMap()) {
      if (const std::string name = name_of(node); !name.empty() && !key.empty())
        values_.emplace_back(key, name);
      for (const auto& member : node)
        if (member.first.IsScalar())
          add(key.empty() ? member.first.Scalar() : key + "." + member.first.Scalar(),
              member.second, depth + 1);
    } else if (!key.empty()) {
      if (const std::string text = text_of(node, depth); !text.empty())
        values_.emplace_back(key, text);
    }
  }

 private:
  bool may_visit(int depth) {
    constexpr int kDeepest = 10, kMost = 100'000, kMostInMember = 1'000;
    return depth <= kDeepest && ++visited_ <= kMost && ++visited_in_member_ <= kMostInMember;
  }

  static std::string name_of(const YAML::Node& map) {
    for (const char* key : {"name", "title"})
      if (const YAML::Node name = map[key]; name && name.IsScalar()) return name.Scalar();
    return {};
  }

  std::string text_of(const YAML::Node& node, int depth) {
    if (!may_visit(depth)) return {};
    if (node.IsScalar()) return node.Scalar();
    if (node.IsMap()) return name_of(node);
    std::string joined;
    if (node.IsSequence())
      for (const YAML::Node& item : node)
        if (const std::string text = text_of(item, depth + 1); !trim(text).empty())
          joined.append(joined.empty() ? "" : ", ").append(trim(text));
    return joined;
  }

  KeysAndValues values_;
  int visited_ = 0, visited_in_member_ = 0;  // nodes, and those in the current member
};

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

/// The values of lines such as "title: Rates: the bank waits", which is no valid YAML.
KeysAndValues values_of_lines(std::string_view document) {
  KeysAndValues values;
  for (const std::string_view line : split_lines(document)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 ||
        std::string_view(" \t#-").find(line.front()) != std::string_view::npos)
      continue;
    if (colon + 1 < line.size() && line[colon + 1] != ' ' && line[colon + 1] != '\t') continue;
    const std::string_view value = without_quotes(trim(line.substr(colon + 1)));
    if (!value.empty()) values.emplace_back(without_quotes(trim(line.substr(0, colon))), value);
  }
  return values;
}

}  // namespace

KeysAndValues yaml_values(std::string_view document) {
  try {
    Flattening flattening;
    flattening.add("", YAML::Load(std::string(document)));
    return flattening.take();
  } catch (const YAML::Exception&) {
    return values_of_lines(document);
  }
}

}  // namespace dateline::indexing
