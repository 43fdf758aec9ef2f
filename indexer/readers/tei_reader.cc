// SPDX-License-Identifier: GPL-2.0-or-later
// TEI: texts of libraries and corpora, an article a file, or a whole issue whose articles are
// divisions of the type "article". What the header says of the source is used; the apparatus of the
// edition (page breaks, running heads, notes) is left out.
#include "feed_text.h"
#include "html/html_text.h"
#include "readers.h"
#include "text/plain_text.h"
#include "xml_documents.h"

namespace dateline::indexing {
namespace {

const std::vector<std::string_view> kNoText = {"fw",   "pb",     "cb",        "figure",
                                               "note", "byline", "docAuthor", "teiHeader"};

/// The first text that one of these elements has.
std::string first_line(std::initializer_list<XmlElement> elements) {
  for (const XmlElement& element : elements)
    if (std::string text = element ? element.line() : ""; !text.empty()) return text;
  return {};
}

/// The title of this level ("j" a journal, "a" an article), or any.
std::string title_of(const XmlElement& within, std::string_view level) {
  if (!within) return {};
  for (const XmlElement& title : within.descendants("title"))
    if (level.empty() || title.attribute("level") == level) return title.line();
  return {};
}

/// A date as machines read it, or as it is written.
std::string date_of(const XmlElement& within) {
  if (!within) return {};
  for (const XmlElement& date : within.descendants("date")) {
    for (const char* name : {"when", "when-iso", "notBefore", "from"})
      if (std::string value = date.attribute(name); !value.empty()) return value;
    if (std::string text = date.line(); !text.empty()) return text;
  }
  return {};
}

std::string person(const XmlElement& author) {
  const XmlElement forename = author.descendant("forename"), surname = author.descendant("surname");
  if (surname) return one_line((forename ? forename.line() + " " : "") + surname.line());
  return author.line();
}

std::string authors_of(const XmlElement& within) {
  std::string authors;
  for (const XmlElement& author : within.children("author")) {
    const std::string name = person(author);
    if (!name.empty()) authors.append(authors.empty() ? "" : ", ").append(name);
  }
  return authors;
}

/// What the header says of all that the file holds.
AgencyItem read_header(const XmlElement& tei, bool of_one_article) {
  const XmlElement header = tei.child("teiHeader"), file = header.child("fileDesc"),
                   titles = file.child("titleStmt"), source = file.child("sourceDesc"),
                   published = file.child("publicationStmt"), profile = header.child("profileDesc");
  AgencyItem item;
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 1}, value);
  };
  if (of_one_article) {
    set(ArticleField::title, title_of(titles, "a"));
    set(ArticleField::title, title_of(titles, ""));
  }
  set(ArticleField::author, authors_of(titles));
  for (const char* name : {"bibl", "biblStruct", "biblFull"})
    if (const XmlElement bibl = source ? source.descendant(name) : XmlElement())
      set(ArticleField::author, authors_of(bibl.child("analytic") ? bibl.child("analytic") : bibl));
  set(ArticleField::source, title_of(source, "j"));
  set(ArticleField::source, title_of(titles, "j"));
  set(ArticleField::source, first_line({published.child("publisher")}));
  set(ArticleField::date, date_of(source));
  set(ArticleField::date, date_of(profile.child("creation")));
  set(ArticleField::date, date_of(published));
  const XmlElement language = profile.child("langUsage", "language");
  set(ArticleField::language, tei.language());
  set(ArticleField::language, language.attribute("ident"));
  if (const XmlElement keywords = profile.child("textClass", "keywords"))
    for (const char* name : {"term", "item"})
      for (const XmlElement& term : keywords.descendants(name))
        set(ArticleField::topics, term.line());
  for (const XmlElement& within : {published, source})
    for (const char* name : {"idno", "ptr", "ref"})
      for (const XmlElement& each : within ? within.descendants(name) : std::vector<XmlElement>())
        for (const std::string& address : {each.line(), each.attribute("target")})
          if (address.starts_with("http")) set(ArticleField::url, address);
  return item;
}

void set_text(const XmlElement& text, AgencyItem& item) {
  if (const XmlElement byline = text.descendant("byline"))
    item.parts.set({ArticleField::author, 1}, without_by(byline.line()));
  const std::string body = html_to_text(text.inner_html(kNoText));
  item.parts.set({ArticleField::body, 1}, without_title(body, item.parts[ArticleField::title]));
}

/// The divisions that are articles.
std::vector<XmlElement> articles_of(const XmlElement& text) {
  std::vector<XmlElement> articles;
  for (const XmlElement& division : text.descendants("div"))
    if (lower_ascii(division.attribute("type")).starts_with("arti")) articles.push_back(division);
  return articles;
}

std::vector<AgencyItem> read_tei(const XmlElement& tei) {
  XmlElement text = tei.child("text");
  if (const XmlElement body = text.child("body")) text = body;
  const std::vector<XmlElement> articles = articles_of(text);
  const bool one = articles.size() < 2;
  const AgencyItem header = read_header(tei, one);
  std::vector<AgencyItem> items;
  if (one) {
    set_text(text, items.emplace_back(header));
    return items;
  }
  for (const XmlElement& article : articles) {
    AgencyItem& item = items.emplace_back(header);
    item.parts.set_mapped(ArticleField::title, first_line({article.child("head")}));
    set_text(article, item);
  }
  return items;
}

std::unique_ptr<ArticleReader> make_reader_of(ByteSource& bytes, const ReadOptions& options) {
  static const XmlDocumentFormat format{.roots = {"TEI", "TEI.2"},
                                        .what = "the text",
                                        .no_such_file = "the file is no TEI",
                                        .hint = "it has no element TEI",
                                        .read = read_tei};
  return std::make_unique<XmlDocumentReader>(bytes, options, format);
}

Evidence detect_tei(const InputHead& head) {
  const std::string_view root = head.root_name();
  return evidence_of(root == "TEI" || root == "TEI.2" || root == "teiCorpus", head, tei_format);
}

}  // namespace

constinit const Format tei_format = {.name = "tei",
                                     .help = "TEI, texts of libraries and corpora",
                                     .endings = {".tei.xml", ".tei"},
                                     .detect = detect_tei,
                                     .make = make_reader_of,
                                     .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
  <titleStmt><title>Ferry late</title><author>Ann Smith</author></titleStmt>
  <sourceDesc><bibl><title level="j">Harbour Post</title><date when="1894-05-01"/></bibl>
  </sourceDesc></fileDesc></teiHeader>
  <text><body><p>The ferry was late.</p></body></text></TEI>
)"};

}  // namespace dateline::indexing
