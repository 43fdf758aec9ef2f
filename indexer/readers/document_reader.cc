// SPDX-License-Identifier: GPL-2.0-or-later
// Documents of office programs and of paper: DOCX, ODT, RTF, PDF, XLSX, ODS, EPUB. Their bytes are
// parsed in a process of its own (documents/isolated_parser.h). A manuscript is one article, unless
// it is a download from a database; a sheet is read as CSV is; an EPUB has an article a page.
#include <algorithm>
#include <array>
#include <cstring>
#include <deque>

#include "documents/isolated_parser.h"
#include "download.h"
#include "error.h"
#include "field_map.h"
#include "html/html_text.h"
#include "html_page.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/analyzer.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

using Kind = DocumentPart::Kind;

/// What programs write where nobody gave a name.
bool is_nobody(std::string_view author) {
  return is_one_of(folded(author),
                   "user|admin|administrator|microsoft office user|owner|unknown|windows user|"
                   "author|python-docx|un-named|unnamed|office|benutzer|utilisateur|usuario|"
                   "gebruiker|root|test|calibre|default|microsoft");
}

/// A title a person gave; no name of a file, no program's.
bool is_given_title(std::string_view title) {
  if (title.size() < 4 || title.find(' ') == std::string_view::npos) return false;
  for (const std::string_view begin : {"Microsoft Word", "Microsoft PowerPoint", "untitled"})
    if (title.starts_with(begin)) return false;
  const std::string lower = lower_ascii(title);
  for (const std::string_view end : {".doc", ".docx", ".pdf", ".rtf", ".odt", ".indd", ".qxd"})
    if (lower.ends_with(end)) return false;
  return true;
}

/// A manuscript's head: title, byline and day, each in a paragraph of its own.
class Manuscript {
 public:
  explicit Manuscript(const Document& document) : document_(document) {
    for (const DocumentPart& part : document.parts)
      if (part.kind <= Kind::text) parts_.push_back(&part);
  }

  Article article(const ReadOptions& options) {
    ArticleParts fields;
    const auto set = [&](ArticleField field, std::string_view value) {
      fields.set({field, 5}, value);
    };
    const std::size_t title = find_title();
    std::size_t next = title == kNone ? 0 : title + 1;
    if (title != kNone)
      set(ArticleField::title, one_line(parts_[title]->text));
    else if (is_given_title(document_.title))
      set(ArticleField::title, document_.title);
    for (; next < parts_.size() && next < kHead; ++next) {
      const std::string line = one_line(parts_[next]->text);
      if (is_byline(line))
        set(ArticleField::author, without_preposition(line));
      else if (const auto date = date_line(line); date && date->rest.empty())
        set(ArticleField::date, date->date);
      else
        break;
    }
    if (!is_nobody(document_.author)) set(ArticleField::author, document_.author);
    std::vector<std::string> body;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (i >= next || (title != kNone && i < title)) body.push_back(parts_[i]->text);
    set(ArticleField::body, join_paragraphs(body));
    return make_article(fields, options);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  static constexpr std::size_t kHead = 5;  // paragraphs

  std::size_t find_title() const {
    const std::size_t head = std::min(parts_.size(), kHead);
    for (std::size_t i = 0; i < head; ++i)
      if (parts_[i]->kind == Kind::title) return i;
    if (head > 0 && parts_[0]->kind == Kind::heading) return 0;
    for (std::size_t i = 0; i < head; ++i)
      if (!document_.title.empty() &&
          equal_ignoring_case(one_line(parts_[i]->text), document_.title))
        return i;
    return head > 1 && looks_like_title(parts_[0]->text) ? 0 : kNone;
  }

  static bool is_byline(std::string_view line) {
    constexpr std::size_t kLongest = 80;
    return line.size() <= kLongest && !line.ends_with('.') && without_preposition(line) != line &&
           !without_preposition(line).empty();
  }

  const Document& document_;
  std::vector<const DocumentPart*> parts_;
};

/// The text that a download's readers read: with a PDF's lines.
std::string download_text(const Document& document) {
  std::string text;
  for (const DocumentPart& part : document.parts)
    if (part.kind == Kind::lines) return part.text;
  for (const DocumentPart& part : document.parts) text.append(part.text).append("\n\n");
  return text;
}

void clean(Document& document) {
  for (std::string* text :
       {&document.title, &document.author, &document.date, &document.language, &document.damage})
    clean_text(*text);
  for (DocumentPart& part : document.parts) clean_text(part.text);
}

/// Reads a file whole and parses it once.
class DocumentReader : public ArticleReader {
 public:
  DocumentReader(ByteSource& bytes, const ReadOptions& options, DocumentKind kind)
      : bytes_(bytes), options_(options), kind_(kind) {}

  std::optional<Record> next() override {
    if (!std::exchange(started_, true)) start();
    if (records_.empty()) return std::nullopt;
    Record record = std::move(records_.front());
    records_.pop_front();
    return record;
  }

  std::uint64_t skipped() const override { return skipped_; }

 protected:
  virtual void read(Document document) = 0;

  void add(Record record) { records_.push_back(std::move(record)); }
  void skip() { ++skipped_; }
  const ReadOptions& options() const { return options_; }

 private:
  void start() {
    const std::optional<std::string> raw = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (!raw) return add(too_long(0, options_.max_record_bytes));
    if (raw->empty()) return add(Rejection{0, "the file is empty", {}});
    try {
      Document document = parse_isolated(kind_, *raw);
      clean(document);
      const std::string damage = one_line(document.damage);
      read(std::move(document));
      if (!damage.empty()) tell_of(damage);
    } catch (const Error& error) {
      records_.clear();
      add(Rejection{0, one_line(error.what()), error.hint()});
    }
  }

  /// Articles are kept as far as they could be read; where there is none, this is the reason.
  void tell_of(const std::string& damage) {
    if (std::ranges::any_of(records_, is_article)) return add(cut_text(0, damage));
    for (Record& record : records_)
      if (auto* rejection = std::get_if<Rejection>(&record))
        rejection->reason = damage + ": " + rejection->reason;
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  const DocumentKind kind_;
  std::deque<Record> records_;
  std::uint64_t skipped_ = 0;
  bool started_ = false;
};

class ManuscriptReader : public DocumentReader {
 public:
  using DocumentReader::DocumentReader;

 protected:
  void read(Document document) override {
    if (auto records = read_download_text(download_text(document), options())) {
      for (Record& record : *records) {
        if (auto* rejection = std::get_if<Rejection>(&record)) rejection->line = 0;
        add(std::move(record));
      }
      return;
    }
    const Article article = Manuscript(document).article(options());
    if (!has_text(article)) return add(Rejection{0, "there is no text in the document", {}});
    add(article);
  }
};

class SheetText : public ByteSource {
 public:
  explicit SheetText(std::string_view text) : rest_(text) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min(size, rest_.size());
    std::memcpy(buffer, rest_.data(), n);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
};

class SheetReader : public DocumentReader {
 public:
  using DocumentReader::DocumentReader;

 protected:
  /// A sheet without the columns of articles is none where another has them.
  void read(Document document) override {
    std::vector<Record> read, refused;
    for (const DocumentPart& part : document.parts) {
      if (trim(part.text).empty()) continue;
      SheetText text(part.text);
      const std::unique_ptr<ArticleReader> reader = csv_format.make(text, options());
      std::vector<Record> records;
      bool any = false;
      while (auto record = reader->next()) {
        any = any || std::holds_alternative<Article>(*record);
        records.push_back(std::move(*record));
      }
      std::vector<Record>& kept = any ? read : refused;
      std::move(records.begin(), records.end(), std::back_inserter(kept));
      if (!any) skip();
    }
    if (read.empty()) read = std::move(refused);
    if (read.empty()) read.push_back(Rejection{0, "there is no table in the file", {}});
    for (Record& record : read) add(std::move(record));
  }
};

class EpubReader : public DocumentReader {
 public:
  using DocumentReader::DocumentReader;

 protected:
  void read(Document document) override {
    std::size_t articles = 0;
    for (const DocumentPart& part : document.parts) {
      Record record = read_page(part.text, {}, options());
      if (std::holds_alternative<Rejection>(record)) record = whole_page(part.text);
      auto* const article = std::get_if<Article>(&record);
      if (article == nullptr) {
        skip();  // a cover, an imprint, a list of contents
        continue;
      }
      complete(*article, document);
      ++articles;
      add(std::move(record));
    }
    if (articles == 0) add(Rejection{0, "there is no article in the EPUB", {}});
  }

 private:
  Record whole_page(std::string_view html) const {
    constexpr std::size_t kShortest = 400;  // bytes of a page that is one
    const std::string text = html_to_text(html);
    if (text.size() < kShortest) return Rejection{0, "the page holds no text", {}};
    ArticleParts parts;
    parts.set({ArticleField::body, 5}, text);
    return make_article(parts, options());
  }

  /// What the publication says of all its pages.
  void complete(Article& article, const Document& document) const {
    if (article.source.empty() || article.source == options().source)
      article.source = document.title.empty() ? options().source : document.title;
    if (article.author.empty() && !is_nobody(document.author)) article.author = document.author;
    if (article.language.empty()) article.language = normal_language(document.language);
    if (!article.published && !document.date.empty()) set_date(article, document.date, options());
  }
};

// Which file is which: a zip names its first members in its first bytes.

bool is_zip(const InputHead& head) { return head.bytes.starts_with("PK\x03\x04"); }

bool is_package(const InputHead& head, std::string_view mark, const Format& format) {
  return is_zip(head) && (contains(head.bytes, mark) ||
                          (has_ending(head, format) && !contains(head.bytes, "mimetypeapp")));
}

bool is_open_document(const InputHead& head, std::string_view kind) {
  const std::string mark = "opendocument." + std::string(kind);
  return is_zip(head) ? contains(head.bytes.substr(0, 200), mark)
                      : !head.xml.empty() && contains(head.root_tag(), mark);
}

Evidence certain_if(bool told) { return told ? Evidence::certain : Evidence::none; }

Evidence detect_document(const InputHead& head) {
  return certain_if(head.text.starts_with("{\\rtf") || is_open_document(head, "text") ||
                    is_package(head, "word/document", document_format));
}
Evidence detect_sheet(const InputHead& head) {
  return certain_if(is_open_document(head, "spreadsheet") ||
                    is_package(head, "xl/workbook", sheet_format));
}
Evidence detect_epub(const InputHead& head) {
  return certain_if(is_package(head, "mimetypeapplication/epub+zip", epub_format));
}
Evidence detect_pdf(const InputHead& head) {
  constexpr std::size_t kDeepest = 1024;  // rubbish may stand before it
  return certain_if(
      contains(head.bytes.substr(0, kDeepest), "%PDF-") &&
      (head.binary || head.bytes.starts_with("%PDF-") || has_ending(head, pdf_format)));
}

template <class Reader, DocumentKind kind>
std::unique_ptr<ArticleReader> make_document(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<Reader>(bytes, options, kind);
}

}  // namespace

constinit const Format document_format = {
    .name = "document",
    .help = "DOCX, ODT and RTF: a manuscript, or a download from a database",
    .endings = {".docx", ".docm", ".odt", ".rtf"},
    .detect = detect_document,
    .make = make_document<ManuscriptReader, DocumentKind::manuscript>,
    .example = R"({\rtf1\ansi {\b Ferry late}\par
By Ann Smith\par
The ferry from Kiel was late, for there was fog on the fjord.\par
})"};

constinit const Format pdf_format = {
    .name = "pdf",
    .help = "PDF with a layer of text: an article, or a download from a database",
    .endings = {".pdf"},
    .detect = detect_pdf,
    .make = make_document<ManuscriptReader, DocumentKind::pdf>,
    .example = {}};

constinit const Format sheet_format = {
    .name = "sheet",
    .help = "XLSX and ODS: a table with a header, an article a row",
    .endings = {".xlsx", ".xlsm", ".ods", ".fods"},
    .detect = detect_sheet,
    .make = make_document<SheetReader, DocumentKind::sheet>,
    .example = {}};

constinit const Format epub_format = {.name = "epub",
                                      .help = "EPUB: an issue or a book, an article a page",
                                      .endings = {".epub"},
                                      .detect = detect_epub,
                                      .make = make_document<EpubReader, DocumentKind::epub>,
                                      .example = {}};

}  // namespace dateline::indexing
