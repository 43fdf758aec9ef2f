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

/// Repairs comments, surplus commas, raw line ends and wrong escapes.
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

/// Whether the quote before `rest` can end a string, because `rest` begins with the next part of
/// JSON.
bool ends_string(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  if (rest.empty() || rest[0] == '}' || rest[0] == ']' || rest[0] == ':') return true;
  if (rest[0] != ',') return false;
  rest.remove_prefix(1);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  return rest.empty() || std::string_view("\"{[}]-0123456789").find(rest[0]) != rest.npos ||
         rest.starts_with("true") || rest.starts_with("false") || rest.starts_with("null");
}

/// Escapes quotes within strings: "He said "no" to it".
std::string with_inner_quotes(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\' && i + 1 < text.size()) {
      out += text[i++];
    } else if (text[i] == '"') {
      if (in_string && !ends_string(text.substr(i + 1)))
        out += '\\';
      else
        in_string = !in_string;
    }
    out += text[i];
  }
  return out;
}

/// The string after `key`, from `from` on; empty if there is none.
std::string value_behind(std::string_view text, std::string_view key, std::size_t from) {
  std::size_t at = text.find(fmt::format("\"{}\"", key), from);
  if (at == std::string_view::npos) return {};
  at = text.find_first_not_of(" \t\r\n:[{", at + key.size() + 2);
  if (at == std::string_view::npos || text[at] != '"') return {};
  return std::string(text.substr(at + 1, text.find('"', at + 1) - at - 1));
}

/// The values that can be found in JSON that cannot be parsed.
json salvaged(std::string_view text) {
  json article = nullptr;
  for (const char* key : {"datePublished", "dateModified", "inLanguage", "articleSection"})
    if (const std::string value = value_behind(text, key, 0); !value.empty()) article[key] = value;
  for (const char* key : {"author", "publisher"})
    if (const std::size_t at = text.find(fmt::format("\"{}\"", key)); at != std::string_view::npos)
      if (const std::string name = value_behind(text, "name", at); !name.empty())
        article[key] = name;
  for (const char* type : {"NewsArticle", "BlogPosting", "Article"})
    if (!article.is_null() && !article.contains("@type") &&
        text.find(fmt::format("\"{}\"", type)) != std::string_view::npos)
      article["@type"] = type;
  return article.contains("@type") ? article : json(nullptr);
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
  // A semicolon, or a second object after the first.
  while (better.ends_with(';')) better.pop_back();
  for (const std::string& candidate : {better, mended(with_inner_quotes(better))}) {
    value = parse(candidate);
    if (!value.is_discarded()) return value;
  }
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
  return salvaged(text);
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
  if (std::find(kinds.begin(), kinds.end(), "WebPage") != kinds.end()) pages_.push_back(&value);
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

std::string JsonLd::first_text(const json& object, const char* key) const {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  const json* value = &*found;
  while (value->is_array() && !value->empty()) value = &value->front();
  if (value->is_object() && value->contains("name")) return first_text(*value, "name");
  return text_of(*value, 0);
}

std::string JsonLd::page_text(const char* key) const {
  for (const json* page : pages_)
    if (std::string found = text(*page, key); !found.empty()) return found;
  return {};
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
