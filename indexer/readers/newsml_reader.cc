// SPDX-License-Identifier: GPL-2.0-or-later
// NewsML-G2: news items, alone or in a news message, with NITF, XHTML or plain text inside. Items
// without text, such as pictures and packages, are skipped. And NewsML 1.x, of the agencies'
// archives.
#include <algorithm>

#include "agency.h"
#include "feed_text.h"
#include "html/html_text.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

/// The name of a thing: its <name>, preferably in the item's language, else its code.
std::string name_of(const XmlElement& thing, const std::string& language) {
  if (!thing) return {};
  std::string first;
  for (const XmlElement& name : thing.children("name")) {
    const std::string text = feed_title(name.text());
    if (!language.empty() && name.attribute("lang") == language) return text;
    if (first.empty()) first = text;
  }
  if (first.empty()) first = thing.attribute("literal");
  return first;
}

std::string qcode(const XmlElement& thing) {
  const std::string code = thing.attribute("qcode");
  return code.empty() ? thing.attribute("uri") : code;
}

std::string name_or_code(const XmlElement& thing, const std::string& language) {
  const std::string name = name_of(thing, language);
  return name.empty() ? code_of(qcode(thing)) : name;
}

/// The text of the element in the item's language, else of the first.
std::string text_in(const XmlElement& parent, std::string_view name, const std::string& language) {
  std::string first;
  for (const XmlElement& each : parent.children(name)) {
    const std::string text = feed_title(each.has_elements() ? each.inner_html() : each.text());
    if (first.empty()) first = text;
    if (!language.empty() && each.attribute("lang") == language && !text.empty()) return text;
  }
  return first;
}

std::string section_of(const XmlElement& content, const XmlElement& meta,
                       const std::string& language) {
  for (const XmlElement& subject : content.children("subject")) {
    const std::string type = code_of(subject.attribute("type"));
    if (type == "person" || type == "organisation" || type == "geoArea" || type == "poi") continue;
    if (std::string name = name_of(subject, language); !name.empty()) return name;
    if (std::string name = subject_name(qcode(subject)); !name.empty()) return name;
  }
  return name_of(meta.child("service"), language);
}

/// Subjects of all kinds, in the item's language, and key words.
void add_topics(const XmlElement& content, const std::string& language, ArticleParts& parts) {
  for (const XmlElement& subject : content.children("subject")) {
    const std::string name = name_of(subject, language);
    parts.add_topic(name.empty() ? subject_name(qcode(subject)) : name);
  }
  for (const XmlElement& keyword : content.children("keyword")) parts.add_topic(keyword.line());
}

std::string authors_of(const XmlElement& content, const std::string& language) {
  if (const std::string by = text_in(content, "by", language); !by.empty())
    return without_preposition(by);
  std::string authors;
  for (const XmlElement& creator : content.children("creator"))
    if (const std::string name = name_of(creator, language); !name.empty())
      authors.append(authors.empty() ? "" : ", ").append(name);
  return authors;
}

/// The text of dpa, which lists keywords and repeats the headline above it; none where others
/// wrote.
XmlElement main_section(const XmlElement& content) {
  for (const char* name : {"xhtml:section", "section"})
    for (const XmlElement& section : content.descendants(name))
      if (section.attribute("class") == "main") return section;
  return {};
}

/// Fills the body, and what else the content knows; the first one that has text.
void read_content(const XmlElement& set, AgencyItem& item) {
  const auto add = [&](const std::string& text) { item.parts.set({ArticleField::body, 1}, text); };
  for (const XmlElement& inside : set.children()) {
    if (!item.parts[ArticleField::body].empty()) return;
    if (inside.name() == "inlineXML") {
      const std::vector<XmlElement> roots = inside.children();
      if (roots.empty()) {
        add(feed_body(inside.text()));
        continue;
      }
      if (roots.front().name() == "nitf") {
        read_nitf(roots.front(), item);
        continue;
      }
      XmlElement body = main_section(inside);
      for (const char* name : {"xhtml:body", "body"})
        if (!body) body = inside.descendant(name);
      add(html_to_text(body ? body.inner_html() : inside.inner_html({"head"})));
    } else if (inside.name() == "inlineData") {
      add(feed_body(inside.text()));
    }
  }
}

bool is_text_class(std::string_view item_class) {
  static constexpr std::string_view kOthers[] = {"picture", "graphic",   "audio",
                                                 "video",   "animation", "composite"};
  return std::ranges::find(kOthers, lower_ascii(code_of(item_class))) == std::end(kOthers);
}

/// A code of NewsML 1.x: <Status FormalName="Usable"/>.
std::string formal_name(const XmlElement& element) { return element.attribute("FormalName"); }

/// The first component below `news` that has a text: pictures stand beside it, and translations.
XmlElement text_component(const XmlElement& news) {
  for (const XmlElement& component : news.descendants("NewsComponent"))
    for (const XmlElement& content : component.children("ContentItem")) {
      const std::string media = lower_ascii(formal_name(content.child("MediaType")));
      const XmlElement data = content.child("DataContent");
      if (data && (media.empty() || media.find("text") != std::string::npos)) return component;
    }
  return {};
}

/// The text of a component: NITF, XHTML, paragraphs, or plain.
void read_data(const XmlElement& component, AgencyItem& item) {
  for (const XmlElement& content : component.children("ContentItem")) {
    const XmlElement data = content.child("DataContent");
    if (!data || !item.parts[ArticleField::body].empty()) continue;
    if (const XmlElement nitf = data.descendant("nitf")) {
      read_nitf(nitf, item);
      continue;
    }
    XmlElement body = data.descendant("body.content");
    for (const char* name : {"xhtml:body", "body"})
      if (!body) body = data.descendant(name);
    if (!body) body = data;
    item.parts.set({ArticleField::body, 1}, body.has_elements()
                                                ? html_to_text(body.inner_html({"media", "head"}))
                                                : feed_body(body.text()));
  }
}

/// The id without the number of the revision, which is the version.
std::string newsml1_id(const XmlElement& identifier) {
  std::string id = identifier.child("PublicIdentifier").line();
  const std::string revision = identifier.child("RevisionId").line();
  const std::size_t colon = id.rfind(':');
  if (colon != std::string::npos && !revision.empty()) {
    const std::string last = id.substr(colon + 1);
    const std::string update = identifier.child("RevisionId").attribute("Update");
    if (last == revision || last == revision + update) id.resize(colon);
  }
  if (!id.empty()) return id;
  const std::string item = identifier.child("NewsItemId").line();
  if (item.empty()) return {};
  return "urn:newsml:" + identifier.child("ProviderId").line() + ":" +
         identifier.child("DateId").line() + ":" + item;
}

std::string section_of_newsml1(const XmlElement& metadata) {
  for (const XmlElement& code :
       metadata ? metadata.descendants("SubjectCode") : std::vector<XmlElement>())
    for (const char* level : {"Subject", "SubjectMatter", "SubjectDetail"})
      if (std::string name = subject_name(formal_name(code.child(level))); !name.empty())
        return name;
  return {};
}

/// Subjects by their codes, and what the agency calls key words.
void add_newsml1_topics(const XmlElement& component, ArticleParts& parts) {
  const XmlElement descriptive = component.child("DescriptiveMetadata");
  if (descriptive)
    for (const XmlElement& code : descriptive.descendants("SubjectCode"))
      for (const char* level : {"Subject", "SubjectMatter", "SubjectDetail"})
        parts.add_topic(subject_name(formal_name(code.child(level))));
  for (const XmlElement& property : descriptive.children("Property"))
    if (equal_ignoring_case(formal_name(property), "keyword"))
      parts.add_topic(property.attribute("Value"));
  for (const XmlElement& line : component.child("NewsLines").children("KeywordLine"))
    parts.add_topic(line.line());
}

std::optional<AgencyItem> read_newsml1(const XmlElement& news) {
  const XmlElement identifier = news.child("Identification", "NewsIdentifier"),
                   management = news.child("NewsManagement");
  AgencyItem item;
  item.version = version_of(identifier.child("RevisionId").line(),
                            management.child("ThisRevisionCreated").line());
  item.status = status_of(formal_name(management.child("Status")));
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 1}, value);
  };
  set(ArticleField::id, newsml1_id(identifier));
  const XmlElement component = text_component(news);
  if (!component && item.status == Status::usable) return std::nullopt;
  const XmlElement outer = news.child("NewsComponent");
  for (const XmlElement& at : {component, outer}) {  // what the inner one does not say
    if (!at) continue;
    const XmlElement lines = at.child("NewsLines"), admin = at.child("AdministrativeMetadata"),
                     descriptive = at.child("DescriptiveMetadata");
    set(ArticleField::title, feed_title(lines.child("HeadLine").text()));
    set(ArticleField::title, feed_title(lines.child("NewsLine", "NewsLineText").text()));
    set(ArticleField::author, without_preposition(feed_title(lines.child("ByLine").text())));
    set(ArticleField::source, formal_name(admin.child("Provider", "Party")));
    set(ArticleField::source, formal_name(admin.child("Source", "Party")));
    set(ArticleField::language, formal_name(descriptive.child("Language")));
    set(ArticleField::language, at.language());
    set(ArticleField::section, section_of_newsml1(descriptive));
    set(ArticleField::type, formal_name(descriptive.child("Genre")));
    add_newsml1_topics(at, item.parts);
  }
  for (const char* date : {"FirstCreated", "ThisRevisionCreated"})
    set(ArticleField::date, management.child(date).line());
  set(ArticleField::date, identifier.child("DateId").line());
  if (component) read_data(component, item);
  return item;
}

/// Nothing for what has no text by its nature.
std::optional<AgencyItem> read_item(const XmlElement& news) {
  if (news && news.name() == "packageItem") return std::nullopt;
  if (news && news.name() == "NewsItem") return read_newsml1(news);
  const XmlElement meta = news.child("itemMeta"), content = news.child("contentMeta");
  AgencyItem item;
  item.version = version_of(news.attribute("version"), meta.child("versionCreated").line());
  item.status = status_of(qcode(meta.child("pubStatus")));
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 1}, value);
  };
  set(ArticleField::id, news.attribute("guid"));
  std::string language = content.child("language").attribute("tag");
  if (language.empty()) language = news.language();
  set(ArticleField::language, language);
  set(ArticleField::title, text_in(content, "headline", language));
  set(ArticleField::author, authors_of(content, language));
  for (const std::string& date :
       {meta.child("firstCreated").line(), content.child("contentCreated").line(),
        meta.child("versionCreated").line()})
    set(ArticleField::date, date);
  set(ArticleField::source, name_or_code(meta.child("provider"), language));
  set(ArticleField::source, name_or_code(content.child("infoSource"), language));
  set(ArticleField::source, text_in(content, "creditline", language));
  set(ArticleField::section, section_of(content, meta, language));
  add_topics(content, language, item.parts);
  set(ArticleField::type, name_or_code(content.child("genre"), language));
  for (const XmlElement& link : meta.children("link"))
    if (const std::string address = link.attribute("href");
        address.starts_with("http") &&
        link.attribute("contenttype").find("html") != std::string::npos)
      set(ArticleField::url, address);
  read_content(news.child("contentSet"), item);
  if (item.parts[ArticleField::body].empty() && item.status == Status::usable &&
      !is_text_class(qcode(meta.child("itemClass"))))
    return std::nullopt;
  for (const char* name : {"description", "abstract"})
    for (const XmlElement& summary : content.children(name))
      set(ArticleField::body,
          feed_body(summary.has_elements() ? summary.inner_html() : summary.text()));
  for (const std::string& title :
       {text_in(meta, "title", language), text_in(content, "slugline", language)})
    set(ArticleField::title, title);
  return item;
}

std::unique_ptr<ArticleReader> make_reader_of(ByteSource& bytes, const ReadOptions& options) {
  static const AgencyFormat format{
      .elements = {"newsItem", "packageItem", "NewsItem"},
      .wrapper = "newsMessage",
      .what = "the news item",
      .no_such_file = "the file is no NewsML",
      .hint = "its root is none of newsMessage, newsItem, packageItem and NewsML",
      .read = read_item};
  return std::make_unique<AgencyReader>(bytes, options, format);
}

Evidence detect_newsml(const InputHead& head) {
  const std::string_view root = head.root_name();
  const bool known = root == "newsMessage" || root == "newsItem" || root == "packageItem" ||
                     root == "NewsML" || root == "NewsItem";
  return known ? Evidence::certain : Evidence::none;
}

}  // namespace

constinit const Format newsml_format = {
    .name = "newsml",
    .help = "NewsML 1.x and G2: news items and messages of agencies",
    .endings = {".newsml.xml"},
    .detect = detect_newsml,
    .make = make_reader_of,
    .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:harbour-post.example,2024:1"
    version="1" standard="NewsML-G2" standardversion="2.30" conformance="power" xml:lang="en">
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <provider><name>Harbour Post</name></provider>
    <versionCreated>2024-05-01T09:30:00Z</versionCreated>
    <pubStatus qcode="stat:usable"/>
  </itemMeta>
  <contentMeta><headline>Ferry late</headline><by>Ann Smith</by></contentMeta>
  <contentSet>
    <inlineXML contenttype="application/xhtml+xml">
      <html xmlns="http://www.w3.org/1999/xhtml"><body><p>The ferry was late.</p></body></html>
    </inlineXML>
  </contentSet>
</newsItem>
)"};

}  // namespace dateline::indexing
