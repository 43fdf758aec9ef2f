// SPDX-License-Identifier: GPL-2.0-or-later
// NITF 3.x: one or more stories in a file.
#include "agency.h"
#include "feed_text.h"
#include "html/html_text.h"
#include "readers.h"
#include "text/plain_text.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

/// The content of the head's <meta name="..." content="..."/> for the first of these names that
/// exists.
std::string meta(const XmlElement& head, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const XmlElement& each : head.children("meta"))
      if (equal_ignoring_case(each.attribute("name"), name))
        if (std::string content = each.attribute("content"); !content.empty()) return content;
  return {};
}

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!trim(value).empty()) return value;
  return {};
}

std::string bylines(const XmlElement& body_head) {
  std::string authors;
  const auto add = [&](const std::string& name) {
    if (!name.empty()) authors.append(authors.empty() ? "" : ", ").append(name);
  };
  for (const XmlElement& byline : body_head.children("byline")) {
    if (byline.attribute("class").starts_with("normalized")) continue;  // "Marsh, John"
    const std::vector<XmlElement> persons = byline.descendants("person");
    for (const XmlElement& person : persons)
      add(without_by(feed_title(person.inner_html({"function"}))));
    if (persons.empty()) add(without_by(feed_title(byline.inner_html({"byttl"}))));
  }
  return authors;
}

/// The content. Some archives repeat the lead in a block before the block of the whole text.
std::string content_html(const XmlElement& body) {
  static const std::vector<std::string_view> kNoText = {"media", "nitf-table-metadata"};
  std::string html;
  for (const XmlElement& content : body.children("body.content")) {
    for (const XmlElement& block : content.children("block"))
      if (block.attribute("class") == "full_text") return block.inner_html(kNoText);
    html += content.inner_html(kNoText);
  }
  return html;
}

std::string content_text(const XmlElement& body) {
  // Text in plain lines, without elements for paragraphs.
  if (const XmlElement content = body.child("body.content"); !content.has_elements())
    return feed_body(content.text());
  return html_to_text(content_html(body));
}

/// <distributor><org>NTB</org></distributor>, or the name alone.
std::string distributor_of(const XmlElement& body_head) {
  const XmlElement distributor = body_head.child("distributor");
  return distributor ? distributor.line() : std::string();
}

/// Key words, subjects of the IPTC, and the descriptors of an archive.
void add_topics(const XmlElement& head, ArticleParts& parts) {
  const XmlElement docdata = head.child("docdata");
  for (const XmlElement& word : docdata.child("key-list").children("keyword"))
    parts.add_topic(word.attribute("key"));
  for (const XmlElement& subject : head.child("tobject").children("tobject.subject")) {
    bool named = false;
    for (const char* level :
         {"tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail"}) {
      named = named || !subject.attribute(level).empty();
      parts.add_topic(subject.attribute(level));
    }
    for (const char* code : {"tobject.subject.refnum", "tobject.subject.code"})
      if (!named) parts.add_topic(subject_name(subject.attribute(code)));
  }
  for (const XmlElement& classifier : docdata.child("identified-content").children("classifier"))
    if (classifier.attribute("type").find("descriptor") != std::string::npos)
      parts.add_topic(classifier.text());
}

std::string version_date(const XmlElement& nitf) {
  const std::string date = nitf.attribute("change.date"), time = nitf.attribute("change.time");
  return time.empty() ? date : date + "T" + time;
}

Status nitf_status(const XmlElement& docdata) {
  const Status told = status_of(docdata.attribute("management-status"));
  if (told != Status::usable) return told;
  for (const XmlElement& message : docdata.children("ed-msg"))
    for (const char* name : {"msg-type", "info"})
      if (const Status status = status_of(message.attribute(name)); status != Status::usable)
        return status;
  return Status::usable;
}

std::optional<AgencyItem> read_item(const XmlElement& nitf) {
  AgencyItem item;
  read_nitf(nitf, item);
  return item;
}

std::unique_ptr<ArticleReader> make_reader_of(ByteSource& bytes, const ReadOptions& options) {
  static const AgencyFormat format{.elements = {"nitf"},
                                   .wrapper = {},
                                   .what = "the story",
                                   .no_such_file = "the file is no NITF",
                                   .hint = "its root is not nitf",
                                   .read = read_item};
  return std::make_unique<AgencyReader>(bytes, options, format);
}

Evidence detect_nitf(const InputHead& head) {
  return head.root_name() == "nitf" ? Evidence::certain : Evidence::none;
}

}  // namespace

void read_nitf(const XmlElement& nitf, AgencyItem& item) {
  const XmlElement head = nitf.child("head"), docdata = head.child("docdata"),
                   pubdata = head.child("pubdata"), key = docdata.child("du-key"),
                   body = nitf.child("body"), body_head = body.child("body.head");
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 5}, value);
  };
  set(ArticleField::id,
      first_of({key.attribute("key"), docdata.child("doc-id").attribute("id-string"),
                nitf.attribute("uno")}));
  const XmlElement headline = body_head.child("hedline");
  set(ArticleField::title,
      first_of({feed_title(headline.child("hl1").inner_html()),
                headline.has_elements() ? "" : feed_title(headline.text()),
                feed_title(head.child("title").inner_html()), feed_title(headline.inner_html())}));
  set(ArticleField::body, content_text(body));
  set(ArticleField::body, html_to_text(body_head.child("abstract").inner_html()));
  set(ArticleField::author, bylines(body_head));
  set(ArticleField::date,
      first_of({docdata.child("date.issue").attribute("norm"),
                pubdata.attribute("date.publication"),
                docdata.child("date.release").attribute("norm"),
                body_head.child("dateline", "story.date").attribute("norm"), version_date(nitf),
                meta(head, {"publication_date", "pubdate", "date"})}));
  set(ArticleField::source,
      first_of({pubdata.attribute("name"), distributor_of(body_head),
                docdata.child("doc.copyright").attribute("holder"),
                meta(head, {"source", "provider"}), docdata.child("doc-id").attribute("regsrc")}));
  const XmlElement subject = head.child("tobject", "tobject.subject");
  const std::string sections = meta(head, {"section", "online_sections", "dsk", "category"});
  set(ArticleField::section,
      first_of({pubdata.attribute("position.section"), subject.attribute("tobject.subject.type"),
                sections.substr(0, sections.find(';')),
                subject_name(subject.attribute("tobject.subject.refnum")),
                subject_name(subject.attribute("tobject.subject.code"))}));
  add_topics(head, item.parts);
  set(ArticleField::language,
      first_of({nitf.attribute("lang"), body.attribute("lang"), meta(head, {"language", "lang"})}));
  for (const std::string& address :
       {pubdata.attribute("ex-ref"), meta(head, {"url", "canonical", "link"})})
    if (address.starts_with("http")) set(ArticleField::url, address);
  const std::string type =
      head.child("tobject", "tobject.property").attribute("tobject.property.type");
  if (!equal_ignoring_case(type, "current")) set(ArticleField::type, type);
  if (item.version == 0)
    item.version = version_of(first_of({key.attribute("version"), key.attribute("generation")}),
                              version_date(nitf));
  if (item.status == Status::usable) item.status = nitf_status(docdata);
}

constinit const Format nitf_format = {.name = "nitf",
                                      .help = "NITF 3.x, the text of agencies",
                                      .endings = {".nitf.xml", ".nitf"},
                                      .detect = detect_nitf,
                                      .make = make_reader_of,
                                      .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<nitf>
  <head>
    <title>Ferry late</title>
    <docdata><doc-id id-string="hp-1"/><date.issue norm="20240501T093000Z"/></docdata>
  </head>
  <body>
    <body.head><hedline><hl1>Ferry late</hl1></hedline><byline>Ann Smith</byline></body.head>
    <body.content><block><p>The ferry was late.</p></block></body.content>
  </body>
</nitf>
)"};

}  // namespace dateline::indexing
