// SPDX-License-Identifier: GPL-2.0-or-later
#include "feed_item.h"

#include <glib.h>

#include <algorithm>
#include <cstdlib>

#include "dates/dates.h"
#include "feed_text.h"
#include "text/plain_text.h"
#include "text/url.h"

namespace dateline::indexing {
namespace {

enum class Role : std::uint8_t {
  title,
  link,
  guid,
  content,
  summary,
  date,
  updated,
  author,
  section,
  language,
  source,
  group,
  topics
};

struct Known {
  std::string_view name;  // in lower case; names of Atom have no prefix
  Role role;
  unsigned rank = 1;  // the lowest wins
};

constexpr Known kKnown[] = {
    {"title", Role::title, 1},
    {"dc:title", Role::title, 2},
    {"media:title", Role::title, 3},
    {"itunes:title", Role::title, 4},
    {"link", Role::link, 2},
    {"url", Role::link, 3},
    {"feedburner:origlink", Role::link, 1},
    {"guid", Role::guid, 1},
    {"id", Role::guid, 2},
    {"dc:identifier", Role::guid, 3},
    {"content:encoded", Role::content, 1},
    {"content", Role::content, 2},
    {"xhtml:body", Role::content, 3},
    {"xhtml:div", Role::content, 3},
    {"body", Role::content, 3},
    {"full-text", Role::content, 4},
    {"fulltext", Role::content, 4},
    {"yandex:full-text", Role::content, 4},
    {"content:items", Role::content, 5},
    {"description", Role::summary, 1},
    {"summary", Role::summary, 1},
    {"excerpt:encoded", Role::summary, 2},
    {"dc:abstract", Role::summary, 3},
    {"dc:description", Role::summary, 3},
    {"media:description", Role::summary, 4},
    {"itunes:summary", Role::summary, 5},
    {"itunes:subtitle", Role::summary, 6},
    {"abstract", Role::summary, 6},
    {"pubdate", Role::date, 1},
    {"published", Role::date, 1},
    {"issued", Role::date, 2},
    {"dc:issued", Role::date, 2},
    {"prism:publicationdate", Role::date, 2},
    {"dc:date", Role::date, 3},
    {"date", Role::date, 3},
    {"created", Role::date, 4},
    {"dc:created", Role::date, 4},
    {"wp:post_date_gmt", Role::date, 5},
    {"wp:post_date", Role::date, 6},
    {"updated", Role::updated, 1},
    {"modified", Role::updated, 2},
    {"dc:modified", Role::updated, 3},
    {"author", Role::author, 2},
    {"dc:creator", Role::author, 1},
    {"dc:author", Role::author, 2},
    {"itunes:author", Role::author, 3},
    {"media:credit", Role::author, 4},
    {"category", Role::section, 1},
    {"prism:section", Role::section, 1},
    {"dc:subject", Role::section, 2},
    {"media:category", Role::section, 3},
    {"itunes:category", Role::section, 3},
    {"itunes:keywords", Role::topics, 1},
    {"media:keywords", Role::topics, 1},
    {"prism:keyword", Role::topics, 1},
    {"language", Role::language, 1},
    {"dc:language", Role::language, 1},
    {"source", Role::source, 1},
    {"dc:publisher", Role::source, 2},
    {"media:group", Role::group, 1},
    {"media:content", Role::group, 1},
};

/// The best value of a role so far.
struct Best {
  std::string value;
  unsigned rank = 0;

  void offer(std::string given, unsigned its_rank) {
    if (trim(given).empty() || (!value.empty() && rank <= its_rank)) return;
    value = std::move(given);
    rank = its_rank;
  }
};

/// The form of a name in the table.
std::string plain_name(const XmlElement& element) {
  std::string name = lower_ascii(element.name());
  if (name.starts_with("atom:") || name.starts_with("a10:")) name.erase(0, name.find(':') + 1);
  if (name.starts_with("dcterms:")) name.replace(0, 7, "dc");
  return name;
}

/// Skips bytes that are not base64. Padding may be missing.
std::string decode_base64(std::string_view text) {
  constexpr std::string_view kPadding = "==";
  std::string bytes(text.size() / 4 * 3 + 6, '\0');
  gint state = 0;  // characters of the current group of four; negative after padding
  guint group = 0;
  gsize size = 0;
  const auto decode = [&](std::string_view part) {
    size += g_base64_decode_step(part.data(), part.size(),
                                 reinterpret_cast<guchar*>(bytes.data() + size), &state, &group);
  };
  decode(text);
  const auto read = static_cast<std::size_t>(std::abs(state));
  if (read >= 2) decode(kPadding.substr(0, 4 - read));
  bytes.resize(size);
  return bytes;
}

/// The content of an element, as HTML or as text.
std::string content_of(const XmlElement& element) {
  if (element.attribute("mode") == "base64") return decode_base64(element.text());
  const std::string type = lower_ascii(element.attribute("type"));
  const bool is_text = type.empty() || type == "text" || type == "html" || type == "xhtml" ||
                       type.starts_with("text/") || type.find("xml") != std::string::npos;
  if (!is_text) return {};
  return element.has_elements() ? element.inner_html() : element.text();
}

/// The body. In RSS 1.0 it may be a list of one.
std::string body_of(const XmlElement& element) {
  const XmlElement value = element.descendant("rdf:value");
  return feed_body(content_of(value ? value : element));
}

/// The title. A text that is declared plain keeps its angle brackets, unless it is clearly HTML.
std::string title_of(const XmlElement& element) {
  const std::string content = content_of(element), type = element.attribute("type");
  if ((type == "text" || type == "text/plain") && content.find("</") == std::string::npos &&
      !element.has_elements())
    return one_line(content);
  return feed_title(content);
}

class ItemReading {
 public:
  explicit ItemReading(bool wxr) : wxr_(wxr) {}

  void take(const XmlElement& element) {
    const std::string name = plain_name(element);
    for (const Known& known : kKnown)
      if (known.name == name) take(element, known);
  }

  FeedItem finish(const XmlElement& item, const std::vector<MappedKey>& mapped);

 private:
  void take(const XmlElement& element, const Known& known);
  void take_link(const XmlElement& element, unsigned rank);
  void take_author(const XmlElement& element, unsigned rank);
  void take_section(const XmlElement& element, unsigned rank);
  void take_keywords(const std::string& list);
  void take_body(const XmlElement& element, Best& best, unsigned rank) {
    if (best.value.empty() || rank < best.rank)
      best.offer(wxr_ ? wordpress_body(element.text()) : body_of(element), rank);
  }

  const bool wxr_;
  Best title_, link_, guid_, guid_link_, content_, summary_, section_, language_, source_, updated_;
  std::vector<std::string> authors_, topics_;
  unsigned author_rank_ = 0;
  std::map<unsigned, std::string> dates_;  // by rank
};

void ItemReading::take_link(const XmlElement& element, unsigned rank) {
  const std::string address = element.attribute("href");
  if (address.empty()) return link_.offer(element.resolved(element.line(), {}), rank);
  const std::string relation = lower_ascii(element.attribute("rel"));
  if (!relation.empty() && relation != "alternate") return;
  const std::string type = lower_ascii(element.attribute("type"));
  const bool page = type.empty() || type.find("html") != std::string::npos;
  link_.offer(element.resolved(address, {}), page ? rank : rank + 2);
}

void ItemReading::take_author(const XmlElement& element, unsigned rank) {
  if (element.name() == "media:credit" && element.attribute("role") != "author") return;
  std::string name;
  for (const XmlElement& child : element.children())
    if (plain_name(child) == "name") name = person_name(child.text());
  if (name.empty() && !element.has_elements()) name = person_name(element.text());
  if (name.empty() || (!authors_.empty() && rank > author_rank_)) return;
  if (rank < author_rank_) authors_.clear();
  author_rank_ = rank;
  if (std::ranges::find(authors_, name) == authors_.end()) authors_.push_back(name);
}

void ItemReading::take_section(const XmlElement& element, unsigned rank) {
  const std::string domain = element.attribute("domain");
  if (wxr_ && domain != "category" && domain != "post_tag") return;
  std::string name = element.attribute("label");
  if (name.empty()) name = element.attribute("term");
  if (name.empty()) name = feed_title(element.text());
  if (name.empty()) name = element.attribute("text");
  if (equal_ignoring_case(name, "uncategorized")) return;
  name = feed_title(name);
  topics_.push_back(name);
  if (!wxr_ || domain == "category") section_.offer(name, rank);
}

/// "Hochwasser, Semperoper".
void ItemReading::take_keywords(const std::string& list) {
  for (std::string_view rest = list; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    topics_.push_back(feed_title(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void ItemReading::take(const XmlElement& element, const Known& known) {
  switch (known.role) {
    case Role::title:
      return title_.offer(title_of(element), known.rank);
    case Role::link:
      return take_link(element, known.rank);
    case Role::guid: {
      const std::string guid = element.line();
      guid_.offer(guid, known.rank);
      if (element.name() == "guid" &&
          !equal_ignoring_case(element.attribute("isPermaLink"), "false"))
        guid_link_.offer(guid, known.rank);
      return;
    }
    case Role::content:
      return take_body(element, content_, known.rank);
    case Role::summary:
      return take_body(element, summary_, known.rank);
    case Role::date:
      // WordPress writes the year 0 for a missing date.
      if (std::string date = element.line(); !date.empty() && !date.starts_with("0000-00-00") &&
                                             date.find(" -0001") == std::string::npos) {
        if (known.name == "wp:post_date_gmt") date += "Z";
        dates_.emplace(known.rank, date);
      }
      return;
    case Role::updated:
      return updated_.offer(element.line(), known.rank);
    case Role::author:
      return take_author(element, known.rank);
    case Role::section:
      return take_section(element, known.rank);
    case Role::language:
      return language_.offer(element.line(), known.rank);
    case Role::source:
      if (!element.has_elements()) source_.offer(feed_title(element.text()), known.rank);
      for (const XmlElement& child : element.children())
        if (plain_name(child) == "title") source_.offer(title_of(child), known.rank);
      return;
    case Role::topics:
      return take_keywords(element.text());
    case Role::group:
      for (const XmlElement& child : element.children()) take(child);
      return;
  }
}

FeedItem ItemReading::finish(const XmlElement& item, const std::vector<MappedKey>& mapped) {
  FeedItem made;
  for (const MappedKey& key : mapped)
    made.parts.set_mapped(key.part, feed_title(item.descendant(key.key).text()));
  const auto set = [&](ArticleField part, const std::string& value) {
    made.parts.set({part, 1}, value);
  };
  set(ArticleField::title, title_.value);
  // Some feeds have only a picture or a first line in the element of the whole text.
  const bool whole = content_.value.size() >= summary_.value.size();
  set(ArticleField::body, whole ? content_.value : summary_.value);
  if (!updated_.value.empty()) dates_.emplace(9, updated_.value);
  for (const auto& [rank, date] : dates_)
    if (parse_timestamp(date)) set(ArticleField::date, date);
  if (!dates_.empty()) set(ArticleField::date, dates_.begin()->second);
  std::string authors;
  for (const std::string& author : authors_)
    authors.append(authors.empty() ? "" : ", ").append(without_by(author));
  set(ArticleField::author, authors);
  set(ArticleField::section, section_.value);
  for (const std::string& topic : topics_) made.parts.add_topic(topic);
  set(ArticleField::language, language_.value.empty() ? item.language() : language_.value);
  if (!is_http_url(source_.value)) set(ArticleField::source, source_.value);
  const std::string about = item.attribute("about");
  made.guid = guid_.value.empty() ? about : guid_.value;
  made.url = link_.value;
  if (made.url.empty() && is_http_url(guid_link_.value)) made.url = guid_link_.value;
  if (made.url.empty() && is_http_url(about)) made.url = about;
  made.updated =
      updated_.value.empty() && !dates_.empty() ? dates_.begin()->second : updated_.value;
  return made;
}

/// Whether a post of a WordPress export is public.
bool is_published(const XmlElement& item) {
  const std::string type = item.child("wp:post_type").line(),
                    status = item.child("wp:status").line();
  return (type.empty() || type == "post") && (status.empty() || status == "publish") &&
         item.child("wp:post_password").line().empty();
}

}  // namespace

FeedHead read_feed_head(const std::string& text) {
  const XmlDocument document(text);
  XmlElement feed = document.root();
  FeedHead head;
  if (!feed) return head;
  for (const XmlElement& child : feed.children())
    if (plain_name(child) == "channel") feed = child;
  Best link, language;
  for (const XmlElement& child : feed.children()) {
    const std::string name = plain_name(child);
    if (name == "title" && head.title.empty()) head.title = title_of(child);
    if (name == "link" && child.attribute("href").empty()) link.offer(child.line(), 1);
    if (name == "link") {
      const std::string relation = child.attribute("rel");
      const std::string address = child.resolved(child.attribute("href"), {});
      if (relation.empty() || relation == "alternate") link.offer(address, 2);
      if (relation == "self" && is_http_url(address)) link.offer(address, 3);
    }
    if (name == "language" || name == "dc:language") language.offer(child.line(), 1);
    if (name == "author")
      for (const XmlElement& part : child.children())
        if (plain_name(part) == "name" && head.author.empty())
          head.author = person_name(part.text());
    if (name == "wp:author") {
      const std::string shown = child.child("wp:author_display_name").line();
      if (!shown.empty()) head.authors[child.child("wp:author_login").line()] = shown;
    }
  }
  head.link = feed.resolved(link.value, {});
  head.language = language.value.empty() ? feed.language() : language.value;
  return head;
}

std::optional<FeedItem> read_feed_item(const XmlElement& item, const std::vector<MappedKey>& mapped,
                                       bool wxr) {
  if (wxr && !is_published(item)) return std::nullopt;
  ItemReading reading(wxr);
  for (const XmlElement& child : item.children()) reading.take(child);
  return reading.finish(item, mapped);
}

}  // namespace dateline::indexing
