// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_ld.h"

#include <fmt/format.h>

#include <algorithm>

#include "html_text.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using nlohmann::json;

constexpr int kDeepest = 24;

bool is_article_type(std::string_view type) {
  return type.ends_with("Article") || type.ends_with("BlogPosting") || type == "Report" ||
         type == "LiveBlogPosting";
}

/// Comments, surplus commas, raw line ends and wrong escapes mended.
std::string mended(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = text.substr(i);
    if (in_string) {
      if (c == '\\' && rest.size() > 1) {
        const char next = rest[1];
        if (std::string_view("\"\\/bfnrtu").find(next) != std::string_view::npos) out += c;
        if (next == 'x')
          out += "\\u00";
        else if (next != '\n')
          out += next;
        ++i;
      } else if (c == '\n') {
        out += "\\n";
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out += ' ';
      } else {
        in_string = c != '"';
        out += c;
      }
    } else if (c == '"') {
      in_string = true;
      out += c;
    } else if (rest.starts_with("/*")) {
      i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
    } else if (rest.starts_with("//") || rest.starts_with("<!") || rest.starts_with("--")) {
      const std::size_t cdata = rest.substr(0, 12).find("[CDATA[");
      i = cdata != std::string_view::npos ? i + cdata + 6
                                          : std::min(text.find('\n', i), text.size());
    } else if (rest.starts_with("]]>")) {
      i += 2;
    } else if (c == ',') {
      const std::size_t next = rest.find_first_not_of(" \t\r\n", 1);
      if (next != std::string_view::npos && rest[next] != '}' && rest[next] != ']' &&
          rest[next] != ',')
        out += c;
    } else {
      out += c;
    }
  }
  return std::string(trim(out));
}

bool mentions(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() &&
         (a == b || a.find(b) != std::string::npos || b.find(a) != std::string::npos);
}

}  // namespace

json read_sloppy_json(std::string_view text) {
  const auto parse = [](std::string_view json_text) {
    return json::parse(json_text.begin(), json_text.end(), nullptr, /*allow_exceptions=*/false);
  };
  json value = parse(text);
  if (!value.is_discarded()) return value;
  std::string better = mended(text);
  // A semicolon, or a second object behind the first.
  while (better.ends_with(';')) better.pop_back();
  value = parse(better);
  if (!value.is_discarded()) return value;
  if (better.find("}{") != std::string::npos || better.find("}\n{") != std::string::npos) {
    std::string list;
    for (std::size_t at = 0; at < better.size(); ++at) {
      list += better[at];
      if (better[at] != '}') continue;
      const std::size_t next = better.find_first_not_of(" \t\r\n", at + 1);
      if (next != std::string::npos && better[next] == '{') list += ',';
    }
    value = parse(fmt::format("[{}]", list));
    if (!value.is_discarded()) return value;
  }
  if (better.find("&quot;") != std::string::npos && better.find('"') == std::string::npos)
    return read_sloppy_json(html_to_text(better));
  return nullptr;
}

JsonLd::JsonLd(const std::vector<std::string>& scripts) {
  for (const std::string& script : scripts) documents_.push_back(read_sloppy_json(script));
  for (const json& document : documents_) collect(document, 0);
}

std::vector<std::string> JsonLd::types(const json& object) {
  std::vector<std::string> found;
  const auto add = [&](const json& type) {
    if (!type.is_string()) return;
    const auto& name = type.get_ref<const std::string&>();
    found.push_back(name.substr(name.find_last_of("/:#") + 1));
  };
  if (!object.is_object() || !object.contains("@type")) return found;
  const json& type = object["@type"];
  if (type.is_array())
    for (const json& one : type) add(one);
  else
    add(type);
  return found;
}

void JsonLd::collect(const json& value, int depth) {
  if (depth > kDeepest) return;
  if (value.is_array())
    for (const json& one : value) collect(one, depth + 1);
  if (!value.is_object()) return;
  if (value.contains("@id") && value["@id"].is_string() && value.size() > 1)
    by_id_.emplace_back(value["@id"].get<std::string>(), &value);
  const std::vector<std::string> kinds = types(value);
  if (std::any_of(kinds.begin(), kinds.end(), is_article_type)) articles_.push_back(&value);
  if (std::find(kinds.begin(), kinds.end(), "BreadcrumbList") != kinds.end())
    crumbs_.push_back(&value);
  for (const auto& [key, inner] : value.items()) {
    // Lists of other articles, and the parts of a live blog.
    if (key == "itemListElement" || key == "liveBlogUpdate" || key == "comment" ||
        key == "relatedLink" || key == "citation" || key == "isRelatedTo" || key == "isBasedOn")
      continue;
    if (inner.is_structured()) collect(inner, depth + 1);
  }
}

const json* JsonLd::article(const std::string& title, const std::string& url) const {
  const json* best = nullptr;
  int most = -1;
  for (const json* one : articles_) {
    int rank = 0;
    if (mentions(text(*one, "headline"), title) || mentions(text(*one, "name"), title)) rank += 4;
    if (mentions(text(*one, "url"), url) || mentions(text(*one, "mainEntityOfPage"), url))
      rank += 2;
    if (one->contains("articleBody") || one->contains("liveBlogUpdate")) rank += 1;
    if (rank <= most) continue;
    most = rank;
    best = one;
  }
  return best;
}

std::string JsonLd::text(const json& object, const char* key) const {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : text_of(*found, 0);
}

std::string JsonLd::text_of(const json& value, int depth) const {
  if (depth > kDeepest) return {};
  if (value.is_string()) return std::string(trim(value.get_ref<const std::string&>()));
  if (value.is_number()) return value.dump();
  if (value.is_array()) {
    std::string joined;
    for (const json& one : value) {
      const std::string text = text_of(one, depth + 1);
      if (!text.empty()) joined.append(joined.empty() ? "" : ", ").append(text);
    }
    return joined;
  }
  if (!value.is_object()) return {};
  for (const char* key : {"name", "@value", "url"})
    if (value.contains(key))
      if (std::string text = text_of(value[key], depth + 1); !text.empty()) return text;
  if (!value.contains("@id")) return {};
  const std::string id = text_of(value["@id"], depth + 1);
  for (const auto& [known, object] : by_id_)
    if (known == id && object != &value && object->contains("name"))
      return text_of((*object)["name"], depth + 1);
  return value.size() == 1 ? id : std::string();
}

std::string JsonLd::last_crumb(const std::string& title) const {
  std::string last;
  for (const json* list : crumbs_) {
    const auto steps = list->find("itemListElement");
    if (steps == list->end() || !steps->is_array()) continue;
    std::size_t number = 0;
    for (const json& step : *steps) {
      if (!step.is_object()) continue;
      std::string name = text(step, "name");
      if (name.empty() && step.contains("item")) name = text(step, "item");
      // The first step is the front page.
      if (number++ > 0 && !name.empty() && name.find("//") == std::string::npos &&
          !mentions(name, title))
        last = name;
    }
    if (!last.empty()) break;
  }
  return last;
}

}  // namespace dateline::indexing
