// SPDX-License-Identifier: GPL-2.0-or-later
// METS: an issue of a digitised newspaper. Its logical structure names the articles and the blocks
// of their pages, which are ALTO files beside it; an article may go over pages. An issue without
// such a structure is read by its pages.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agency.h"
#include "ocr_pages.h"
#include "readers.h"
#include "text/plain_text.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

/// Types of divisions that are articles, in small letters, and what an article of it is.
constexpr std::pair<std::string_view, std::string_view> kArticleTypes[] = {
    {"article", ""},
    {"advertisement", "advertisement"},
    {"advert", "advertisement"},
    {"ad", "advertisement"},
    {"obituary", "obituary"},
    {"letter", "letter"},
    {"editorial", "editorial"},
    {"review", "review"},
    {"weather", "weather"},
    {"birth", "notice"},
    {"death", "notice"},
    {"marriage", "notice"},
    {"notice", "notice"},
    {"feuilleton", "serial"},
    {"serial", "serial"},
};

std::string type_of(const XmlElement& division) {
  const std::string type = lower_ascii(division.attribute("TYPE"));
  return type.substr(type.find(':') + 1);  // "np:page"
}

/// The title, the day and the language that MODS or Dublin Core say.
struct Description {
  std::string title, date, language;
};

Description description_of(const XmlElement& section) {
  Description read;
  if (const XmlElement info = section.descendant("mods:titleInfo")) {
    const XmlElement article = info.child("mods:nonSort");
    read.title = one_line((article ? article.line() + " " : "") + info.child("mods:title").line());
  }
  const auto first = [&](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
      if (const XmlElement element = section.descendant(name)) return element.line();
    return std::string();
  };
  if (read.title.empty()) read.title = first({"dc:title"});
  read.date = first({"mods:dateIssued", "dc:date"});
  read.language = first({"mods:languageTerm", "dc:language"});
  return read;
}

/// "file://./alto/00001.xml" → "alto/00001.xml".
std::string local_path(std::string path) {
  if (path.starts_with("file:")) path.erase(0, 5);
  while (path.starts_with("/") || path.starts_with("./"))
    path.erase(0, path.starts_with("/") ? 1 : 2);
  return path.find("://") == std::string::npos ? path : std::string();
}

/// The articles of one METS document.
class Issue {
 public:
  Issue(const XmlElement& mets, const ReadOptions& options) : options_(options) {
    for (const XmlElement& section : mets.children("dmdSec"))
      descriptions_[section.attribute("ID")] = description_of(section);
    for (const XmlElement& file : mets.descendants("file")) add_file(file);
    id_ = mets.attribute("OBJID");
    for (const XmlElement& map : mets.children("structMap"))
      for (const XmlElement& division : map.children("div")) find(division);
    if (items_.empty()) add_pages();
  }

  std::deque<Record> records(std::uint64_t line) {
    std::deque<Record> records;
    for (const AgencyItem& item : items_)
      records.push_back(make_agency_record(item, line, "the article", options_));
    for (const auto& [path, page] : pages_)
      if (!page)
        records.push_back(
            Rejection{0, fmt::format("the page {} is missing", path),
                      "articles are read without it; it belongs beside the METS file"});
    for (const std::string& path : cut_pages_) {
      Rejection told = cut_text(0, fmt::format("the page {} ends early", path));
      told.at_end = false;
      records.push_back(std::move(told));
    }
    if (records.empty())
      records.push_back(Rejection{line, "the METS names no page with a text", {}});
    return records;
  }

 private:
  /// A file beside this one, or inside of it.
  void add_file(const XmlElement& file) {
    const std::string id = file.attribute("ID");
    const XmlElement inside = file.descendant("alto");
    files_[id] = inside ? id + ".alto.xml" : local_path(file.child("FLocat").attribute("href"));
    if (inside) pages_[files_[id]] = whole_page(inside);
  }

  static OcrPage whole_page(const XmlElement& root) {
    OcrPage whole;
    for (OcrPage& page : read_ocr_pages(root)) {
      if (whole.number.empty()) whole.number = page.number;
      std::ranges::move(page.blocks, std::back_inserter(whole.blocks));
    }
    return whole;
  }

  /// "hp-1894-05-01" of "a/hp-1894-05-01-mets.xml".
  static std::string stem(std::string_view name) {
    name.remove_prefix(name.find_last_of("/!") + 1);
    name = name.substr(0, name.find('.'));
    const std::string lower = lower_ascii(name);
    for (const std::string_view end : {"-mets", "_mets"})
      if (lower.ends_with(end)) name.remove_suffix(end.size());
    return std::string(name);
  }

  const Description& described(const XmlElement& division) const {
    static const Description none;
    std::string id = division.attribute("DMDID");
    const auto found = descriptions_.find(id.substr(0, id.find(' ')));
    return found == descriptions_.end() ? none : found->second;
  }

  /// Goes through the divisions; what is said of an outer one holds for those inside.
  void find(const XmlElement& division) {
    const std::string type = type_of(division);
    const auto known = std::ranges::find(kArticleTypes, type,
                                         &std::pair<std::string_view, std::string_view>::first);
    if (known != std::end(kArticleTypes)) return add_article(division, known->second);
    const Description& own = described(division);
    if (issue_.title.empty()) issue_.title = own.title;
    if (!own.date.empty()) issue_.date = own.date;
    if (!own.language.empty()) issue_.language = own.language;
    for (const XmlElement& inner : division.children("div")) find(inner);
  }

  void set_issue(AgencyItem& item, const std::string& part) const {
    const Description* described = &issue_;
    if (issue_.date.empty() && issue_.title.empty() && !descriptions_.empty())
      described = &descriptions_.begin()->second;
    item.parts.set({ArticleField::source, 1}, described->title);
    item.parts.set({ArticleField::date, 1}, described->date);
    item.parts.set({ArticleField::language, 1}, described->language);
    item.parts.set({ArticleField::id, 1}, issue_id(*described) + "/" + part);
  }

  /// A name without a digit, as "mets.xml", is that of every issue: then title and day tell them
  /// apart.
  std::string issue_id(const Description& issue) const {
    if (!id_.empty()) return id_;
    const std::string name = stem(options_.name);
    if (std::ranges::any_of(name, is_ascii_digit) || issue.date.empty()) return name;
    return one_line(issue.title + " " + issue.date);
  }

  void add_article(const XmlElement& division, std::string_view type) {
    std::vector<std::string> heading, body;
    used_.clear();
    collect(division, false, heading, body);
    const Description& own = described(division);
    const std::string label = division.attribute("LABEL");
    AgencyItem item;
    set_issue(item, division.attribute("ID"));
    for (const std::string& title : {own.title, label, one_line(join_paragraphs(heading))})
      item.parts.set({ArticleField::title, 1}, title);
    item.parts.set({ArticleField::type, 1}, type);
    set_print(item);
    item.parts.set({ArticleField::body, 1},
                   join_paragraphs(join_broken(body.empty() ? heading : body)));
    if (!heading.empty() || !body.empty()) items_.push_back(std::move(item));
  }

  /// The paragraphs below a division, those of its headings apart.
  void collect(const XmlElement& division, bool in_heading, std::vector<std::string>& heading,
               std::vector<std::string>& body) {
    for (const XmlElement& inside : division.children()) {
      if (inside.name() == "div") {
        const std::string type = type_of(inside);
        const bool head = type == "heading" || type == "headline" || type == "title";
        collect(inside, in_heading || head, heading, body);
      }
      if (inside.name() != "fptr") continue;
      for (const XmlElement& area : inside.descendants("area"))
        add_area(area.attribute("FILEID"), area.attribute("BEGIN"), in_heading ? heading : body);
    }
  }

  void add_area(const std::string& file, const std::string& begin,
                std::vector<std::string>& paragraphs) {
    const auto path = files_.find(file);
    if (path == files_.end() || path->second.empty()) return;
    const std::optional<OcrPage>& page = page_of(path->second);
    if (!page) return;
    for (const OcrBlock& block : page->blocks) {
      if (block.id != begin && (block.group != begin || begin.empty())) continue;
      paragraphs.push_back(block.text);
      used_.push_back(block);
      if (used_.size() == 1) first_page_ = page->number;
    }
  }

  /// The page where the article begins, and how sure the program was of its words.
  void set_print(AgencyItem& item) const {
    if (!used_.empty()) item.parts.set({ArticleField::page, 1}, first_page_);
    item.ocr_confidence = mean_confidence(used_);
  }

  const std::optional<OcrPage>& page_of(const std::string& path) {
    const auto [found, added] = pages_.try_emplace(path);
    if (!added || !options_.beside) return found->second;
    const std::optional<std::string> content = options_.beside(path);
    bool cut = false;
    if (content)
      if (const auto document = read_xml(*content, options_, {"alto"}, cut))
        found->second = whole_page(document->element());
    if (cut) cut_pages_.push_back(path);
    return found->second;
  }

  /// Each page as an article, where the file knows no other.
  void add_pages() {
    for (const auto& [file, path] : files_) {
      const std::string lower = lower_ascii(fmt::format("{} {}", path, file));
      if (!lower_ascii(path).ends_with(".xml") ||
          (lower.find("alto") == std::string::npos && lower.find("ocr") == std::string::npos))
        continue;
      const std::optional<OcrPage>& page = page_of(path);
      if (!page || page->blocks.empty()) continue;
      std::vector<std::string> paragraphs;
      for (const OcrBlock& block : page->blocks) paragraphs.push_back(block.text);
      AgencyItem item;
      set_issue(item, file);
      item.parts.set({ArticleField::body, 1}, join_paragraphs(join_broken(paragraphs)));
      item.parts.set({ArticleField::page, 1}, page->number);
      item.ocr_confidence = mean_confidence(page->blocks);
      items_.push_back(std::move(item));
    }
  }

  const ReadOptions& options_;
  std::map<std::string, Description> descriptions_;  // by the id of their section
  std::map<std::string, std::string> files_;         // paths by ids
  std::map<std::string, std::optional<OcrPage>> pages_;
  std::vector<std::string> cut_pages_;  // paths
  Description issue_;
  std::string id_;
  std::vector<OcrBlock> used_;  // of the article
  std::string first_page_;
  std::vector<AgencyItem> items_;
};

class MetsReader : public ArticleReader {
 public:
  MetsReader(ByteSource& bytes, const ReadOptions& options)
      : options_(options), records_(bytes, options, {"mets"}, CutRecord::keep) {}

  std::optional<Record> next() override {
    while (queue_.empty()) {
      auto cut = records_.next();
      if (!cut && std::exchange(any_, true)) return std::nullopt;
      if (!cut) return Rejection{1, "the file is no METS", "it has no element mets"};
      any_ = true;
      if (auto* rejection = std::get_if<Rejection>(&*cut)) return std::move(*rejection);
      const XmlElement mets = std::get<XmlRecord>(*cut).element();
      if (mets) queue_ = Issue(mets, options_).records(records_.line());
      if (records_.is_cut())
        std::erase_if(queue_, [](const Record& record) { return !is_article(record); });
    }
    Record record = std::move(queue_.front());
    queue_.pop_front();
    return record;
  }

  std::uint64_t line() const override { return records_.line(); }
  TextOrigin origin() const override { return records_.origin(); }

 private:
  const ReadOptions& options_;
  XmlRecords records_;
  std::deque<Record> queue_;
  bool any_ = false;
};

Evidence detect_mets(const InputHead& head) {
  return evidence_of(head.root_name() == "mets", head, mets_format);
}

}  // namespace

constinit const Format mets_format = {.name = "mets",
                                      .help = "METS with ALTO: issues of digitised newspapers",
                                      .endings = {".mets.xml", ".mets"},
                                      .detect = detect_mets,
                                      .make = make<MetsReader>,
                                      .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" OBJID="hp-1">
  <dmdSec ID="I"><mdWrap MDTYPE="MODS"><xmlData><mods:mods>
    <mods:titleInfo><mods:title>Harbour Post</mods:title></mods:titleInfo>
    <mods:originInfo><mods:dateIssued>1894-05-01</mods:dateIssued></mods:originInfo>
  </mods:mods></xmlData></mdWrap></dmdSec>
  <fileSec><fileGrp><file ID="F1"><FContent><xmlData>
    <alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace>
      <TextBlock ID="B1"><TextLine><String CONTENT="The"/><String CONTENT="ferry"/></TextLine>
      <TextLine><String CONTENT="was"/><String CONTENT="late."/></TextLine></TextBlock>
    </PrintSpace></Page></Layout></alto></xmlData></FContent></file></fileGrp></fileSec>
  <structMap TYPE="LOGICAL"><div TYPE="Newspaper" DMDID="I">
    <div TYPE="ARTICLE" ID="D1" LABEL="Ferry late"><div TYPE="BODY">
      <fptr><area FILEID="F1" BEGIN="B1"/></fptr></div></div></div></structMap>
</mets>
)"};

}  // namespace dateline::indexing
