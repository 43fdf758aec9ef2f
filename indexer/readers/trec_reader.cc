// SPDX-License-Identifier: GPL-2.0-or-later
// TREC collections: <DOC> ... </DOC>, and the older form of the TIME collection, whose articles
// begin with a line "*TEXT 017 01/04/63 PAGE 020". Its judgments number articles from 1, including
// two that the distributed file lacks, between the lines 498 and 501.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "field_map.h"
#include "readers.h"
#include "sgml.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

/// The rank of the address in trecweb's <DOCHDR>, whose other lines are headers of the server.
constexpr unsigned kAddressRank = 98;

/// The field of a tag: by --map, by the collections' short names, then by the common keys.
std::optional<FieldAlias> meaning(std::string_view tag, const std::vector<MappedKey>& mapped) {
  const std::string name = lower_ascii(tag);
  for (const MappedKey& key : mapped)
    if (lower_ascii(key.key) == name) return FieldAlias{key.part, 0};
  if (name == "docno") return FieldAlias{ArticleField::id, 0};
  if (name == "text" || name == "lp" || name == "leadpara")
    return FieldAlias{ArticleField::body, 0};
  if (name == "dochdr") return FieldAlias{ArticleField::url, kAddressRank};
  if (name == "dd") return FieldAlias{ArticleField::date, 99};
  return known_alias(name);
}

std::string_view first_word(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

/// Collects the parts of one <DOC>.
class TrecDocument {
 public:
  TrecDocument(std::string_view text, const std::vector<MappedKey>& mapped) : mapped_(mapped) {
    SgmlScanner scanner(text);
    while (const std::optional<SgmlPiece> piece = scanner.next()) take(*piece);
    close();
    parts_.set_mapped(ArticleField::body, join_paragraphs(paragraphs_));
  }

  const ArticleParts& parts() const { return parts_; }
  const std::vector<std::string>& tags() const { return tags_; }

 private:
  void take(const SgmlPiece& piece) {
    if (piece.kind == SgmlPiece::Kind::text) {
      if (current_) text_ += decode_entities(piece.content);
    } else if (equal_ignoring_case(piece.content, "p")) {
      if (in_body()) end_paragraph();
    } else if (piece.kind == SgmlPiece::Kind::close) {
      if (equal_ignoring_case(piece.content, tag_))
        close();
      else
        text_ += ' ';
    } else if (const std::optional<FieldAlias> found = meaning(piece.content, mapped_);
               found && !in_body()) {
      close();
      current_ = found;
      tag_ = piece.content;
      tags_.emplace_back(piece.content);
    } else {
      text_ += ' ';
    }
  }

  bool in_body() const { return current_ && current_->part == ArticleField::body; }

  /// Ends a paragraph at <P>. The lines before it are one paragraph.
  void end_paragraph() {
    if (std::string paragraph = one_line(text_); !paragraph.empty())
      paragraphs_.push_back(std::move(paragraph));
    text_.clear();
    marked_ = true;
  }

  void close() {
    if (in_body() && marked_)
      end_paragraph();
    else if (in_body())
      for (std::string& paragraph : split_paragraphs(text_))
        paragraphs_.push_back(std::move(paragraph));
    else if (current_ && current_->rank == kAddressRank)
      parts_.set(*current_, first_word(text_));
    else if (current_)
      parts_.set(*current_, one_line(text_));
    current_.reset();
    tag_ = {};
    marked_ = false;
    text_.clear();
  }

  const std::vector<MappedKey>& mapped_;
  ArticleParts parts_;
  std::vector<std::string> paragraphs_, tags_;
  std::optional<FieldAlias> current_;  // the field of the open element, if known
  std::string_view tag_;
  std::string text_;
  bool marked_ = false;  // the open element marks its paragraphs
};

/// "01/04/63" → "1963-01-04": the collection is American and of the 1960s.
std::string iso_date(std::string_view date) {
  if (date.size() != 8) return {};
  return fmt::format("19{}-{}-{}", date.substr(6, 2), date.substr(0, 2), date.substr(3, 2));
}

class TrecReader : public StreamReader {
 public:
  TrecReader(ByteSource& bytes, const ReadOptions& options)
      : StreamReader(bytes, options), mapped_(mapped_keys(options)) {}

  std::optional<Record> next() override {
    if (!started_) start();
    skip_used();
    return starred_ ? next_starred() : next_document();
  }

 private:
  /// Finds the first character that is no white space, in which the two forms differ.
  void start() {
    started_ = true;
    stream_.has(1024);
    const std::string_view head = stream_.window().substr(0, 1024);
    starred_ = trim(head).starts_with('*');
    if (starred_) stream_.skip(head.find('*'));
  }

  std::optional<Record> next_document() {
    const std::optional<SgmlRecord> record = next_record(stream_, "<DOC>", "</DOC>");
    if (!record) return std::nullopt;
    used_ = record->size;
    line_ = stream_.line();
    if (!record->problem.empty()) return Rejection{line_, record->problem, {}};
    const TrecDocument document(record->text, mapped_);
    Article article = make_article(document.parts(), options_);
    if (!has_text(article)) return no_text(line_, "the <DOC>", document.tags());
    return article;
  }

  std::optional<Record> next_starred() {
    while (stream_.has(5) && !stream_.window().starts_with('*')) stream_.skip_line();
    if (!stream_.window().starts_with("*TEXT")) return std::nullopt;
    std::size_t end = stream_.find('*', 1);
    while (end != std::string_view::npos && !marks_article(end)) end = stream_.find('*', end + 1);
    line_ = stream_.line();
    const std::string_view text = stream_.window().substr(0, end);
    count_article(text);
    used_ = text.size();
    if (text.size() > stream_.limit()) return too_long(line_, stream_.limit());
    return read_starred(text);
  }

  /// True when a line "*TEXT" or "*STOP" begins there.
  bool marks_article(std::size_t at) {
    stream_.has(at + 5);
    const std::string_view mark = stream_.window().substr(at, 5);
    return stream_.window()[at - 1] == '\n' && (mark == "*TEXT" || mark == "*STOP");
  }

  void count_article(std::string_view text) {
    constexpr std::string_view kBeforeLost = "498", kAfterLost = "501";
    const std::string number(text.substr(std::min(text.find(' ') + 1, text.size()), 3));
    ordinal_ += number_ == kBeforeLost && number == kAfterLost ? 3 : 1;
    number_ = number;
  }

  Record read_starred(std::string_view text) const {
    const std::size_t head_end = std::min(text.find('\n'), text.size());
    Article article;
    article.body = one_line(text.substr(head_end));
    article.title = title_from(article.body);
    if (!has_text(article)) return no_text(line_, "the article", {});
    article.id = fmt::format("time-{}", ordinal_);
    const std::string head = one_line(text.substr(0, head_end));  // "*TEXT 017 01/04/63 PAGE 020"
    const std::size_t date_begin = std::min(head.find(' ', 6), head.size());
    const std::string_view date =
        trim(std::string_view(head).substr(date_begin, head.find(" PAGE") - date_begin));
    set_date(article, iso_date(date), options_);
    article.date_text = date;
    fill_defaults(article, options_);
    if (article.source.empty()) article.source = "TIME";
    return article;
  }

  std::vector<MappedKey> mapped_;
  bool started_ = false;
  bool starred_ = false;       // "*TEXT" instead of <DOC>
  std::uint64_t ordinal_ = 0;  // the article's number in a starred file, from 1
  std::string number_;         // in its first line, three digits
};

Evidence detect_trec(const InputHead& head) {
  const bool documents = head.text.starts_with('<') &&
                         has_tag(head.text.substr(0, kSgmlProlog), "<DOC>") &&
                         has_tag(head.text, "<DOCNO>");
  return evidence_of(documents || head.text.starts_with("*TEXT "), head, trec_format);
}

}  // namespace

constinit const Format trec_format = {.name = "trec",
                                      .help = "TREC collections: <DOC> ... </DOC>",
                                      .endings = {".trec"},
                                      .detect = detect_trec,
                                      .make = make<TrecReader>,
                                      .example = R"(<DOC>
<DOCNO>HP-1</DOCNO>
<DATE>1 May 2024</DATE>
<HEADLINE>Ferry late</HEADLINE>
<TEXT>The ferry was late.</TEXT>
</DOC>
)"};

}  // namespace dateline::indexing
