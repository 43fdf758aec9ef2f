// SPDX-License-Identifier: GPL-2.0-or-later
// TREC collections: <DOC> ... </DOC>, with what each paper of the disks, AQUAINT and Gigaword has
// of its own; and the older form of the TIME collection, whose articles begin with a line
// "*TEXT 017 01/04/63 PAGE 020". Its judgments count articles from 1, and count
// two that the distributed file has lost, between those of the lines 498 and 501.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "field_map.h"
#include "readers.h"
#include "sgml.h"
#include "text/ascii.h"
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
  if (name == "ti") return FieldAlias{ArticleField::title, 1};        // FBIS
  if (name == "name") return FieldAlias{ArticleField::source, 52};    // San Jose Mercury News
  if (name == "pg.col") return FieldAlias{ArticleField::page, 50};    // its page and column
  if (name == "subject") return FieldAlias{ArticleField::topics, 1};  // Los Angeles Times
  if (name == "so") return FieldAlias{ArticleField::source, 50};      // Wall Street Journal
  if (name == "pub") return FieldAlias{ArticleField::source, 51};     // Financial Times
  if (name == "date1") return FieldAlias{ArticleField::date, 50};     // FBIS
  if (name == "dochdr") return FieldAlias{ArticleField::url, kAddressRank};
  if (name == "dd") return FieldAlias{ArticleField::date, 99};
  return known_alias(name);
}

std::string_view first_word(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

/// The value of an attribute in the tag at the start of `text`: <DOC id="AFP_ENG_1994…">.
std::string attribute_of(std::string_view text, std::string_view name) {
  const std::string_view tag = text.substr(0, text.find('>'));
  const std::size_t at = tag.find(" " + std::string(name) + "=");
  if (at == std::string_view::npos) return {};
  std::string_view value = tag.substr(at + name.size() + 2);
  const char quote = value.empty() ? '\0' : value.front();
  if (quote != '"' && quote != '\'') return std::string(value.substr(0, value.find(' ')));
  value.remove_prefix(1);
  return std::string(value.substr(0, value.find(quote)));
}

/// "AFP_ENG_19940512.0004", "APW19980601.0001", "AP880212-0001": what stands before the day.
struct DocNumber {
  std::string_view letters;  // "AFP_ENG_"
  std::string_view digits;   // "19940512", "880212"
};

DocNumber number_of(std::string_view docno) {
  docno = trim(docno);
  const std::size_t begin = std::min(docno.find_first_of("0123456789"), docno.size());
  const std::string_view rest = docno.substr(begin);
  return {docno.substr(0, begin), rest.substr(0, rest.find_first_not_of("0123456789"))};
}

/// The agencies whose letters a document's number begins with; empty for papers.
std::string agency_of(std::string_view docno) {
  static constexpr std::string_view kAgencies[] = {"AFP", "APW", "AP",  "CNA", "LTW", "NYT",
                                                   "WPB", "XIN", "XIE", "XIA", "REU", "RTM"};
  const std::string_view letters = number_of(docno).letters;
  const std::string_view name = letters.substr(0, letters.find('_'));
  const auto found = std::ranges::find(kAgencies, name);
  return found == std::end(kAgencies) ? std::string() : std::string(*found);
}

bool is_digits(std::string_view text, std::size_t size) {
  return text.size() == size && std::ranges::all_of(text, is_ascii_digit);
}

/// "870324" → "1987-03-24"; the collections are of one century.
std::string day_of_six(std::string_view digits) {
  return fmt::format("19{}-{}-{}", digits.substr(0, 2), digits.substr(2, 2), digits.substr(4, 2));
}

/// The day in a document's number; empty for none. The Los Angeles Times begins with the month.
std::string date_of_number(std::string_view docno) {
  const auto [letters, digits] = number_of(docno);
  if (letters.empty()) return {};
  if (is_digits(digits, 8)) return std::string(digits);
  if (!is_digits(digits, 6)) return {};
  if (letters == "LA")
    return day_of_six(fmt::format("{}{}", digits.substr(4), digits.substr(0, 4)));
  return letters == "AP" || letters == "WSJ" || letters == "FR" ? day_of_six(digits)
                                                                : std::string();
}

/// "= 870324", "910514", "03/24/87", "January 1, 1989, Sunday, Home Edition" as dates that are read
/// anywhere.
std::string collection_date(std::string_view date) {
  if (date.starts_with('=')) date = trim(date.substr(1));
  if (is_digits(date, 6)) return day_of_six(date);
  if (date.size() == 8 && date[2] == '/' && date[5] == '/')
    return day_of_six(fmt::format("{}{}{}", date.substr(6), date.substr(0, 2), date.substr(3, 2)));
  // An American date, behind which the weekday and the edition stand.
  const std::size_t comma = date.find(", ");
  if (!date.empty() && is_ascii_upper(date.front()) && comma != std::string_view::npos &&
      is_digits(date.substr(comma + 2, 4), 4))
    return std::string(date.substr(0, comma + 6));
  return std::string(date);
}

/// The Wall Street Journal's headline: lines that go on begin with "@", below "----" stand decks,
/// and the last line may name the author.
void set_headline(std::string_view text, FieldAlias alias, ArticleParts& parts) {
  std::string title;
  for (const std::string_view line : split_lines(text)) {
    std::string_view plain = trim(line);
    while (plain.starts_with('@')) plain = trim(plain.substr(1));
    if (!title.empty() && (plain.starts_with("----") || plain.starts_with("By "))) {
      const std::size_t by = text.rfind("By ");
      if (by != std::string_view::npos)
        parts.set({ArticleField::author, 60}, one_line(text.substr(by, text.find('\n', by) - by)));
      break;
    }
    title.append(title.empty() ? "" : " ").append(plain);
  }
  // "FT  14 MAY 91 / Ferry late"
  const std::size_t slash = title.find(" / ");
  if (title.starts_with("FT ") && slash != std::string::npos) title = title.substr(slash + 3);
  parts.set(alias, one_line(title));
}

/// "WALL STREET JOURNAL (J), PAGE A4" names a page.
void set_paper(std::string_view text, FieldAlias alias, ArticleParts& parts) {
  const std::string line = one_line(text);
  const std::size_t page = line.find(", PAGE ");
  if (page != std::string::npos) parts.set({ArticleField::page, 50}, line.substr(page + 7));
  parts.set(alias, line);
}

/// ZIFF's "PC Week  Nov 6 1989 v6 n44 p75(2)": the paper, the day and the page.
void set_journal(std::string_view text, FieldAlias alias, ArticleParts& parts) {
  constexpr std::string_view kMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
  const std::string line = one_line(text.substr(0, 300));
  std::vector<std::string_view> words;
  for (std::size_t begin = 0, end = 0; begin < line.size(); begin = end + 1) {
    end = std::min(line.find(' ', begin), line.size());
    words.push_back(std::string_view(line).substr(begin, end - begin));
  }
  const auto is_number = [](std::string_view word, std::size_t least, std::size_t most) {
    return word.size() >= least && word.size() <= most && std::ranges::all_of(word, is_ascii_digit);
  };
  for (std::size_t i = 1; i + 3 < words.size(); ++i) {
    std::string_view day = words[i + 1];
    if (day.ends_with(',')) day.remove_suffix(1);
    if (words[i].size() < 3 || kMonths.find(words[i].substr(0, 3)) == std::string_view::npos ||
        !is_number(day, 1, 2) || !is_number(words[i + 2], 4, 4) || !words[i + 3].starts_with('v'))
      continue;
    const auto name = static_cast<std::size_t>(words[i].data() - line.data()) - 1;
    parts.set(alias, line.substr(0, name));
    parts.set({ArticleField::date, 60}, fmt::format("{} {} {}", words[i], day, words[i + 2]));
    for (const std::string_view word : std::span(words).subspan(i + 3))
      if (word.size() > 1 && word.starts_with('p') && word[1] <= 'Z')
        parts.set({ArticleField::page, 50}, std::string(word.substr(1, word.find('(') - 1)));
    return;
  }
  parts.set(alias, line);
}

/// What FBIS has above its text: "Language: English Article Type: BFN [Text]".
std::string_view without_fbis_head(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  if (!trim(text).starts_with("Language:")) return text;
  const std::size_t mark = text.substr(0, kLongest).find("[Text]");
  return mark == std::string_view::npos ? text : text.substr(mark + 6);
}

/// The author in a line of its own between AQUAINT's headline and text, "By MARIA LOPEZ, Associated
/// Press Writer"; or empty.
std::string byline_in(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view plain = trim(line);
    if (plain.size() > kLongest || !equal_ignoring_case(plain.substr(0, 3), "by ")) continue;
    const std::string author = one_line(plain.substr(3));
    const std::size_t comma = std::min(author.find(", "), author.size());
    const std::string office = lower_ascii(std::string_view(author).substr(comma));
    const bool role = office.find("writer") != std::string::npos ||
                      office.find("press") != std::string::npos ||
                      office.find("editor") != std::string::npos;
    return role ? author.substr(0, comma) : author;
  }
  return {};
}

/// Collects the parts of one <DOC>.
class TrecDocument {
 public:
  TrecDocument(std::string_view text, const std::vector<MappedKey>& mapped)
      : mapped_(mapped), has_text_(has_tag(text, "<TEXT>")) {
    const std::string id = attribute_of(text, "id"), type = attribute_of(text, "type");
    parts_.set({ArticleField::id, 2}, id);
    parts_.set({ArticleField::type, 99}, type == "other" || type == "multi" ? "" : type);
    SgmlScanner scanner(text);
    while (const std::optional<SgmlPiece> piece = scanner.next()) take(*piece);
    close();
    if (paragraphs_.empty())
      paragraphs_ = split_paragraphs(loose_);
    else
      parts_.set({ArticleField::author, 70}, byline_in(loose_));
    parts_.set_mapped(ArticleField::body, join_paragraphs(paragraphs_));
    if (parts_[ArticleField::title].empty()) parts_.set({ArticleField::title, 90}, first_line_);
    const std::string& number = parts_[ArticleField::id];
    parts_.set({ArticleField::date, 98}, date_of_number(number));
    parts_.set({ArticleField::source, 98}, agency_of(number));
  }

  const ArticleParts& parts() const { return parts_; }
  const std::vector<std::string>& tags() const { return tags_; }

 private:
  void take(const SgmlPiece& piece) {
    if (piece.kind == SgmlPiece::Kind::text) {
      const std::string text = decode_entities(without_marks(piece.content));
      if (current_)
        text_ += text;
      else if (outside_)
        loose_ += text;
    } else if (equal_ignoring_case(piece.content, "doc")) {
      outside_ = true;
    } else if (has_text_ && equal_ignoring_case(piece.content, "body")) {
      // It holds the headline and the text.
    } else if (equal_ignoring_case(piece.content, "p")) {
      if (in_body()) end_paragraph();
    } else if (piece.kind == SgmlPiece::Kind::close) {
      outside_ = true;
      if (equal_ignoring_case(piece.content, tag_)) {
        close();
        current_ = std::exchange(after_title_, std::nullopt);
        if (current_) tag_ = "text";
      } else {
        text_ += ' ';
      }
    } else if (in_body() && equal_ignoring_case(piece.content, "doctitle")) {
      // The Federal Register has its title inside of the text, below the department's name.
      text_.clear();
      close();
      current_ = FieldAlias{ArticleField::title, 1};
      tag_ = piece.content;
      after_title_ = FieldAlias{ArticleField::body, 0};
    } else if (const std::optional<FieldAlias> found = meaning(piece.content, mapped_);
               found && !in_body()) {
      close();
      current_ = found;
      tag_ = piece.content;
      tags_.emplace_back(piece.content);
    } else {
      outside_ = false;
      text_ += ' ';
    }
  }

  /// Without the typesetter's marks of AQUAINT ("&UR;", "&Cx1f;") and of ZIFF ("&M;", "&O;").
  static std::string without_marks(std::string_view text) {
    static constexpr std::string_view kMarks[] = {"UR", "LR", "QL", "QR", "QC", "UQ", "LQ", "UL",
                                                  "LL", "HT", "TL", "TR", "FL", "M",  "O"};
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
      const std::string_view rest = text.substr(at);
      const std::size_t end = rest.substr(0, 8).find(';');
      const std::string_view name = rest.substr(1, end - 1);
      const bool mark =
          rest.front() == '&' && end != std::string_view::npos &&
          (std::ranges::find(kMarks, name) != std::end(kMarks) || name.starts_with("Cx"));
      if (mark)
        plain += ' ';
      else
        plain += rest.front();
      at += mark ? end + 1 : 1;
    }
    return plain;
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
      add_text(without_fbis_head(text_));
    else if (current_ && current_->part == ArticleField::title)
      set_headline(text_, *current_, parts_);
    else if (current_ && current_->part == ArticleField::date)
      parts_.set(*current_, collection_date(one_line(text_)));
    else if (current_ && equal_ignoring_case(tag_, "journal"))
      set_journal(text_, *current_, parts_);
    else if (current_ && current_->part == ArticleField::source)
      set_paper(text_, *current_, parts_);
    else if (current_ && current_->rank == kAddressRank)
      parts_.set(*current_, first_word(text_));
    else if (current_)
      parts_.set(*current_, one_line(text_));
    current_.reset();
    tag_ = {};
    marked_ = false;
    text_.clear();
  }

  /// A text without a headline may begin with one, in a line of its own.
  void add_text(std::string_view text) {
    const std::string_view begin = trim(text);
    const std::string_view line = trim(begin.substr(0, begin.find('\n')));
    if (paragraphs_.empty() && line.size() < begin.size() && looks_like_title(line))
      first_line_ = one_line(line);
    for (std::string& paragraph : split_paragraphs(text))
      paragraphs_.push_back(std::move(paragraph));
  }

  const std::vector<MappedKey>& mapped_;
  const bool has_text_;  // there is a <TEXT>
  bool outside_ = true;  // of all elements but <DOC>
  ArticleParts parts_;
  std::string loose_, first_line_;
  std::vector<std::string> paragraphs_, tags_;
  std::optional<FieldAlias> current_;      // the field of the open element, if known
  std::optional<FieldAlias> after_title_;  // the field around a title
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
    const std::optional<SgmlRecord> record = next_record(stream_, "<DOC", "</DOC>");
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
  const std::string_view prolog = head.text.substr(0, kSgmlProlog);
  const bool documents = head.text.starts_with('<') && has_tag(prolog, "<DOC>") &&
                         (has_tag(head.text, "<DOCNO>") || has_tag(head.text, "<DOCID>"));
  const bool gigaword = head.text.starts_with("<DOC ") && has_tag(head.text, "<TEXT>") &&
                        !attribute_of(head.text, "id").empty();
  return evidence_of(documents || gigaword || head.text.starts_with("*TEXT "), head, trec_format);
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
