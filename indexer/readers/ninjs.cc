// SPDX-License-Identifier: GPL-2.0-or-later
#include "ninjs.h"

#include <algorithm>

#include "agency.h"
#include "dates/dates.h"
#include "feed_text.h"
#include "json_values.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// The name of the first thing in a list ("subject": [{"name": ...}]) that has one.
std::string first_name(JsonObject from, std::initializer_list<std::string_view> lists) {
  for (const std::string_view list : lists) {
    for (const JsonObject thing : json_objects(from, {list})) {
      if (std::string name = json_text(thing, {"name", "literal", "value"}); !name.empty())
        return name;
      for (const JsonObject name : json_objects(thing, {"names"}))
        if (std::string text = json_text(name, {"value"}); !text.empty()) return text;
      for (const char* key : {"code", "qcode", "uri"})
        if (std::string name = subject_name(json_text(thing, {key})); !name.empty()) return name;
    }
    if (std::string text = json_text(from, {list}); !text.empty()) return text;
  }
  return {};
}

/// Adds the names of all things in these lists, and the texts.
void add_topics(JsonObject from, std::initializer_list<std::string_view> lists,
                ArticleParts& parts) {
  for (const JsonValue list : json_members(from, lists)) {
    simdjson::dom::array things;
    if (list.get(things) != simdjson::SUCCESS) continue;
    for (const JsonValue thing : things) {
      parts.add_topic(json_text(thing));
      JsonObject named;
      if (thing.get(named) != simdjson::SUCCESS) continue;
      std::string name = json_text(named, {"name", "literal"});
      for (const JsonObject each : json_objects(named, {"names"}))
        if (name.empty()) name = json_text(each, {"value"});
      for (const char* key : {"code", "qcode", "uri"})
        if (name.empty()) name = subject_name(json_text(named, {key}));
      parts.add_topic(name);
    }
  }
}

/// The value in a list of texts ("headlines": [{"role": "main", "value": ...}]): of the main one,
/// else of the first.
std::string main_value(JsonObject from, std::string_view list) {
  std::string first;
  for (const JsonObject each : json_objects(from, {list})) {
    std::string text = json_text(each, {"value"});
    if (lower_ascii(json_text(each, {"role"})).find("main") != std::string::npos && !text.empty())
      return text;
    if (first.empty()) first = std::move(text);
  }
  return first;
}

/// The whole text, preferably in the form that marks paragraphs.
std::string body_of(JsonObject item) {
  for (const char* key : {"bodyxhtml", "bodyhtml", "bodyhtml5"})
    if (std::string text = feed_body(json_text(item, {key})); !text.empty()) return text;
  std::string plain = feed_body(json_text(item, {"bodytext", "body"}));
  if (!plain.empty()) return plain;
  for (const JsonObject body : json_objects(item, {"bodies", "body"})) {
    const std::string type = lower_ascii(json_text(body, {"contenttype", "mimetype"}));
    std::string text = feed_body(json_text(body, {"value"}));
    if (type.find("html") != std::string::npos && !text.empty()) return text;
    if (plain.empty()) plain = std::move(text);
  }
  if (!plain.empty()) return plain;
  for (const auto member : item)  // a key of the producer: "body_nitf"
    if (plain_key(member.key).starts_with("body"))
      if (std::string text = feed_body(json_text(member.value)); !text.empty()) return text;
  return {};
}

std::string authors_of(JsonObject item) {
  const std::string byline = json_text(item, {"byline", "by"});
  if (!trim(byline).empty()) return feed_title(byline);
  std::string authors;
  for (const JsonObject author : json_objects(item, {"authors", "contributors"})) {
    const std::string name = json_text(author, {"name"});
    if (!name.empty()) authors.append(authors.empty() ? "" : ", ").append(name);
  }
  for (const JsonObject line : json_objects(item, {"bylines"})) {  // of AP
    const std::string name = without_by(feed_title(json_text(line, {"by"})));
    if (!name.empty()) authors.append(authors.empty() ? "" : ", ").append(name);
  }
  return authors;
}

/// AP's Media API wraps each item: {"meta": {...}, "item": {...}}.
JsonObject item_of(JsonObject object) {
  const std::vector<JsonObject> wrapped = json_objects(object, {"item"});
  const bool own = !json_text(object, {"uri", "guid"}).empty();
  return own || wrapped.empty() ? object : wrapped.front();
}

/// Not to be shown before a time that is still to come.
bool is_embargoed(JsonObject item) {
  const auto until = parse_timestamp(json_text(item, {"embargoed"}));
  return until && *until > now();
}

bool is_text_type(std::string_view type) {
  const std::string plain = lower_ascii(code_of(type));
  return plain != "picture" && plain != "video" && plain != "audio" && plain != "graphic" &&
         plain != "composite" && plain != "animation";
}

}  // namespace

bool Ninjs::has_keys(std::string_view text) {
  static constexpr std::string_view kAny[] = {
      "\"pubstatus\"",        "\"versioncreated\"",  "\"firstcreated\"",
      "\"body_xhtml\"",       "\"headlines\"",       "\"bodies\"",
      "\"description_text\"", "\"copyrightholder\"", "\"usageterms\""};
  const std::string lower = lower_ascii(text);
  const auto has = [&](std::string_view key) { return lower.find(key) != std::string::npos; };
  // Superdesk says "guid" for "uri"; so do feeds, which say no more of ninjs.
  if (has("\"uri\"")) return std::ranges::any_of(kAny, has);
  return has("\"guid\"") && has("\"versioncreated\"") &&
         (has("\"pubstatus\"") || has("\"body_html\"") || has("\"firstcreated\""));
}

std::optional<Record> Ninjs::read(std::string_view json, std::uint64_t line) {
  JsonObject object;
  if (parse_json(parser_, json).get(object) != simdjson::SUCCESS)
    return Rejection{line, "the object is not valid JSON", {}};
  object = item_of(object);
  AgencyItem item;
  for (const MappedKey& key : mapped_) {
    JsonValue value;
    if (object[key.key].get(value) == simdjson::SUCCESS)
      item.parts.set_mapped(key.part, json_text(value));
  }
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 1}, value);
  };
  set(ArticleField::id, json_text(object, {"uri", "guid"}));
  for (const std::string& title : {json_text(object, {"headline"}), main_value(object, "headlines"),
                                   json_text(object, {"title", "name", "slugline"})})
    set(ArticleField::title, feed_title(title));
  set(ArticleField::body, body_of(object));
  const std::string type = json_text(object, {"type"});
  const bool no_story = item.parts[ArticleField::body].empty() && !is_text_type(type);
  for (const std::string& summary :
       {json_text(object, {"descriptiontext"}), json_text(object, {"descriptionhtml"}),
        json_text(object, {"descriptionsummary"}), main_value(object, "descriptions")})
    set(ArticleField::body, feed_body(summary));
  set(ArticleField::date,
      json_text(object, {"firstpublished", "firstcreated", "contentcreated", "versioncreated"}));
  set(ArticleField::source, first_name(object, {"source", "provider", "infosources", "infosource",
                                                "copyrightholder", "creditline"}));
  set(ArticleField::author, authors_of(object));
  set(ArticleField::section, first_name(object, {"service", "section", "subject", "subjects"}));
  add_topics(object, {"subject", "subjects", "keywords"}, item.parts);
  set(ArticleField::language, json_text(object, {"language"}));
  set(ArticleField::type, first_name(object, {"genre", "genres"}));
  for (const std::string& address :
       {json_text(object, {"url", "href"}), json_text(object, {"uri"})})
    if (address.starts_with("http")) set(ArticleField::url, address);
  item.version = version_of(json_text(object, {"version"}), json_text(object, {"versioncreated"}));
  item.status = status_of(json_text(object, {"pubstatus"}));
  if (item.status == Status::usable && is_embargoed(object)) item.status = Status::withheld;
  if (no_story && item.status == Status::usable) return std::nullopt;
  return make_agency_record(item, line, "the object", options_);
}

bool Ninjs::is_article(std::string_view json) {
  JsonObject object;
  if (parse_json(parser_, json).get(object) != simdjson::SUCCESS) return false;
  return !json_text(item_of(object), {"uri", "guid"}).empty();
}

}  // namespace dateline::indexing
