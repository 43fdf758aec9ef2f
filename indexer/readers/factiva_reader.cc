// SPDX-License-Identifier: GPL-2.0-or-later
// Factiva: up to a hundred documents a file, as HTML, XML, or the text of an RTF, DOCX or PDF; with
// the codes of its fields ("HD", "LP") or without them, in any language of its pages.
#include <algorithm>
#include <utility>

#include "download.h"
#include "html/html_text.h"
#include "html/html_tree.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// A line of a document, with the code of its field where the file has them.
struct CodedLine {
  std::string code;  // "HD"; empty without codes
  std::string text;
  enum class Kind { plain, title, author, paragraph } kind = Kind::plain;
};

constexpr std::string_view kCodes =
    "HD|SE|BY|AU|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|CLM|ART|"
    "NT|DF|CX";

/// "HARPOS0020240501ek5100001": the source's code and the day stand in it.
bool is_accession_number(std::string_view word) {
  constexpr std::size_t kShortest = 18, kLongest = 40, kEarliest = 4, kLatest = 10;
  if (word.size() < kShortest || word.size() > kLongest || !is_ascii_upper(word[0])) return false;
  if (!std::ranges::all_of(word, is_ascii_letter_or_digit)) return false;
  for (std::size_t at = kEarliest; at <= kLatest; ++at)
    if (is_day(word.substr(at))) return true;
  return false;
}

std::string day_of(std::string_view accession_number) {
  for (std::size_t at = 4; at <= 10; ++at)
    if (is_day(accession_number.substr(std::min(at, accession_number.size()))))
      return std::string(accession_number.substr(at, 8));
  return {};
}

/// The number in "Document HARPOS0020240501ek5100001", "Belge HARPOS…" or "AN …", which ends each
/// document in any language; or empty. No number of another kind looks like it.
std::string accession_number(std::string_view line) {
  constexpr std::size_t kLongest = 80, kLongestWord = 40;
  line = trim(line);
  const std::size_t space = line.find_last_of(" \t");
  if (space == std::string_view::npos || line.size() > kLongest) return {};
  const std::string_view number = line.substr(space + 1), word = trim(line.substr(0, space));
  const bool named = word.size() <= kLongestWord && std::ranges::count(word, ' ') <= 2 &&
                     std::ranges::none_of(word, is_ascii_digit);
  return named && is_accession_number(number) ? std::string(number) : std::string();
}

bool ends_document(std::string_view line) { return !accession_number(line).empty(); }

bool is_time(std::string_view line) {
  return line.size() >= 4 && line.size() <= 20 && is_ascii_digit(line[0]) &&
         line.find(':') != std::string_view::npos &&
         std::ranges::all_of(line.substr(0, 5), [](char c) {
           return is_ascii_digit(c) || c == ':' || c == '.' || c == ' ';
         });
}

/// "4", "A12": a page in a line of its own.
bool is_page(std::string_view line) {
  constexpr std::size_t kLongest = 5;
  return !line.empty() && line.size() <= kLongest && is_ascii_digit(line.back()) &&
         std::ranges::all_of(line, is_ascii_letter_or_digit);
}

/// "HARPOS": a source's code.
bool is_source_code(std::string_view line) {
  return line.size() >= 2 && line.size() <= 8 &&
         std::ranges::all_of(line, [](char c) { return is_ascii_upper(c) || is_ascii_digit(c); }) &&
         is_ascii_upper(line[0]);
}

/// The day of publication, else that of the number, and its time.
void set_day(Download& download, const std::string& day, const std::string& time,
             const std::string& number) {
  const std::string with_time = time.empty() ? day : day + " " + time;
  const std::string known = day_of(number);
  if (!day.empty() && date_line(with_time))
    download.set(ArticleField::date, with_time);
  else if (known.empty() || (!day.empty() && date_line(day)))
    download.set(ArticleField::date, day);
  else
    download.set(ArticleField::date, known);
}

std::optional<Download> finished(Download download) {
  if (download.parts[ArticleField::title].empty() && download.parts.text().empty())
    return std::nullopt;
  return download;
}

/// The names in "gtour : Travel | gmar : Shipping".
std::vector<std::string> named_codes(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("|\n"), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t colon = part.find(" : ");
    std::string name = one_line(colon == std::string_view::npos ? part : part.substr(colon + 3));
    if (!name.empty() && std::ranges::find(names, name) == names.end())
      names.push_back(std::move(name));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

/// A document with codes.
std::optional<Download> read_coded(const std::vector<CodedLine>& lines) {
  Download download;
  std::string day, time, number, credit;
  std::vector<std::string> body;
  for (const CodedLine& line : lines) {
    const std::string& code = line.code;
    if (code == "HD") download.set(ArticleField::title, one_line(line.text));
    if (code == "SE") download.set(ArticleField::section, one_line(line.text));
    if (code == "CLM") download.set(ArticleField::section, one_line(line.text));
    if (code == "BY" || code == "AU")
      download.set(ArticleField::author, without_preposition(one_line(line.text)));
    if (code == "CR") credit = one_line(line.text);
    if (code == "PD") day = one_line(line.text);
    if (code == "ET") time = one_line(line.text);
    if (code == "SN") download.set(ArticleField::source, one_line(line.text));
    if (code == "LA") download.set(ArticleField::language, language_named(one_line(line.text)));
    if (code == "NS") download.topics = named_codes(line.text);
    if (code == "PG") download.page = one_line(line.text);
    if (code == "ED") download.edition = one_line(line.text);
    if (code == "LP" || code == "TD") body.push_back(line.text);
    if (code == "AN") {
      const std::string text = one_line(line.text);
      number = text.substr(text.find_last_of(' ') + 1);
    }
  }
  download.set(ArticleField::author, without_preposition(credit));
  download.set(ArticleField::id, number);
  download.set(ArticleField::body, join_paragraphs(body));
  set_day(download, day, time, number);
  return finished(std::move(download));
}

/// A document without codes: the head's lines in their order, then paragraphs, then its number.
class PlainDocument {
 public:
  explicit PlainDocument(const std::vector<CodedLine>& lines) : lines_(lines) {}

  std::optional<Download> read() {
    if (lines_.empty()) return std::nullopt;
    const std::string number = accession_number(lines_.back().text);
    download_.set(ArticleField::id, number);
    const std::size_t count = find_word_count();
    if (count == lines_.size()) return std::nullopt;
    read_titles(count);
    const std::size_t text = read_head(count + 1);
    set_day(download_, day_, time_, number);
    std::vector<std::string> body;
    for (std::size_t i = text; i + 1 < lines_.size(); ++i) body.push_back(lines_[i].text);
    download_.set(ArticleField::body, join_paragraphs(body));
    return finished(std::move(download_));
  }

 private:
  std::size_t find_word_count() const {
    constexpr std::size_t kDeepest = 12;
    for (std::size_t i = 0; i < lines_.size() && i < kDeepest; ++i)
      if (is_word_count(lines_[i].text)) return i;
    return lines_.size();
  }

  /// Above the count: section, headline, author. What is marked is known; else the longest line
  /// before a short last one is the headline.
  void read_titles(std::size_t count) {
    std::vector<const CodedLine*> plain;
    const bool marked =
        std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(count),
                    [](const CodedLine& line) { return line.kind == CodedLine::Kind::title; });
    for (std::size_t i = 0; i < count; ++i) {
      const CodedLine& line = lines_[i];
      if (line.kind == CodedLine::Kind::title)
        download_.set(ArticleField::title, one_line(line.text));
      else if (line.kind == CodedLine::Kind::author)
        download_.set(ArticleField::author, without_preposition(one_line(line.text)));
      else if (marked && trim(line.text).empty())
        continue;
      else if (marked)  // the section stands above the headline, the author below it
        download_.set(download_.parts[ArticleField::title].empty() ? ArticleField::section
                                                                   : ArticleField::author,
                      without_preposition(one_line(line.text)));
      else if (!trim(line.text).empty())
        plain.push_back(&line);
    }
    if (!download_.parts[ArticleField::title].empty()) return;
    if (plain.empty()) return;
    std::size_t title = 0;
    if (plain.size() > 2 || (plain.size() == 2 && is_section_before(*plain[0], *plain[1])))
      title = plain.size() > 2 ? plain.size() - 2 : 1;
    download_.set(ArticleField::title, one_line(plain[title]->text));
    if (title > 0) download_.set(ArticleField::section, one_line(plain[title - 1]->text));
    if (title + 1 < plain.size())
      download_.set(ArticleField::author, without_preposition(one_line(plain[title + 1]->text)));
  }

  /// One word or two above a line too long for a name.
  static bool is_section_before(const CodedLine& first, const CodedLine& second) {
    constexpr std::ptrdiff_t kNameWords = 6;
    return std::count(first.text.begin(), first.text.end(), ' ') <= 1 &&
           std::count(second.text.begin(), second.text.end(), ' ') >= kNameWords;
  }

  /// Behind the count: day, time, outlet, code, edition, page, language, copyright. Returns where
  /// the text begins.
  std::size_t read_head(std::size_t at) {
    constexpr std::size_t kDeepest = 12;  // lines
    std::size_t text = at;
    bool source = false, language = false;
    for (std::size_t i = at; i + 1 < lines_.size() && i < at + kDeepest; ++i) {
      const std::string line = one_line(lines_[i].text);
      if (lines_[i].kind == CodedLine::Kind::paragraph) return i;
      if (is_copyright(line)) return i + 1;
      if (day_.empty() && date_line(line))
        day_ = line;
      else if (!day_.empty() && time_.empty() && !source && is_time(line))
        time_ = line;
      else if (!day_.empty() && !source) {
        download_.set(ArticleField::source, line);
        source = true;
      } else if (source && !language && !is_source_code(line) && !language_named(line).empty()) {
        download_.set(ArticleField::language, language_named(line));
        language = true;
      } else if (source && !language && is_page(line)) {
        download_.page = line;
      } else if (language) {
        return i;
      } else {
        constexpr std::size_t kLongestHeadLine = 60;
        if (line.size() > kLongestHeadLine) return i;
      }
      text = i + 1;
    }
    return text;
  }

  const std::vector<CodedLine>& lines_;
  Download download_;
  std::string day_, time_;
};

std::optional<Download> read_lines(const std::vector<CodedLine>& lines) {
  const bool coded = std::ranges::any_of(lines, [](const CodedLine& line) {
    return line.code == "HD" || line.code == "PD" || line.code == "LP";
  });
  return coded ? read_coded(lines) : PlainDocument(lines).read();
}

// HTML

/// Where the next "<div class="article enArticle">" begins at or after `from`; npos.
std::size_t find_article(std::string_view html, std::size_t from) {
  constexpr std::string_view kClass = "article", kBefore = "class=\"";
  for (std::size_t at = html.find(kClass, from); at != std::string_view::npos;
       at = html.find(kClass, at + 1)) {
    if (at < from + kBefore.size() + 5) continue;
    const std::string_view before = html.substr(at - kBefore.size(), kBefore.size());
    const char after = at + kClass.size() < html.size() ? html[at + kClass.size()] : '\0';
    const char quote = before.back();
    if (!before.starts_with("class=") || (quote != '"' && quote != '\'')) continue;
    if (after != ' ' && after != quote) continue;
    const std::size_t tag = html.rfind('<', at);
    if (tag >= from && lower_ascii(html.substr(tag, 5)) == "<div ") return tag;
  }
  return std::string_view::npos;
}

bool is_html(std::string_view text) {
  const std::string_view begin = skip_blanks(text);
  if (!begin.starts_with('<')) return false;
  const std::size_t title = lower_ascii(text.substr(0, 8000)).find("<title>");
  if (title != std::string::npos) {
    const std::string_view words = trim(text.substr(title + 7, 60));
    if (words.starts_with("Factiva") || words.starts_with("Dow Jones Factiva")) return true;
  }
  return find_article(text, 0) != std::string_view::npos &&
         (text.find("Article\">") != std::string_view::npos) &&
         (text.find("articleParagraph") != std::string_view::npos ||
          text.find("<b>HD</b>") != std::string_view::npos);
}

std::vector<DownloadPiece> cut_html(std::string_view html) {
  std::vector<DownloadPiece> pieces;
  std::uint64_t line = 1;
  std::size_t counted = 0;
  for (std::size_t at = find_article(html, 0); at != std::string_view::npos;) {
    const std::size_t next = find_article(html, at + 1);
    line +=
        static_cast<std::uint64_t>(std::ranges::count(html.substr(counted, at - counted), '\n'));
    counted = at;
    pieces.push_back({html.substr(at, next - at), line, {}});
    at = next;
  }
  return pieces;
}

std::string text_of(const GumboNode& node) {
  std::string text;
  for (const HtmlParagraph& paragraph :
       html_paragraphs(node, [](const GumboNode& inner) { return is_unseen(inner); }))
    text.append(text.empty() ? "" : "\n\n").append(paragraph.text);
  return text;
}

/// Collects the lines of an article's element.
class ArticleLines {
 public:
  explicit ArticleLines(const GumboNode& root) { visit(root); }

  std::vector<CodedLine> take() { return std::move(lines_); }

 private:
  void visit(const GumboNode& node) {
    if (ended_ || node.type != GUMBO_NODE_ELEMENT || is_unseen(node)) return;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_TR) return add_row(node);
    const bool leaf = tag == GUMBO_TAG_P || (tag == GUMBO_TAG_DIV && !holds_blocks(node)) ||
                      tag == GUMBO_TAG_SPAN || tag == GUMBO_TAG_B;
    if (!leaf) {
      for (const GumboNode* child : children(node)) visit(*child);
      return;
    }
    std::string text = text_of(node);
    if (trim(text).empty()) return;
    CodedLine line{{}, std::move(text)};
    if (has_headline(node))
      line.kind = CodedLine::Kind::title;
    else if (attribute(node, "class").find("author") != std::string_view::npos)
      line.kind = CodedLine::Kind::author;
    else if (tag == GUMBO_TAG_P)
      line.kind = CodedLine::Kind::paragraph;
    add(std::move(line));
  }

  void add(CodedLine line) {
    const bool last = ends_document(one_line(line.text));
    lines_.push_back(std::move(line));
    ended_ = last;  // what follows is the service's
  }

  /// "<td><b>HD</b></td><td>...</td>".
  void add_row(const GumboNode& row) {
    std::vector<std::string> cells;
    for (const GumboNode* cell : children(row))
      if (tag_of(*cell) == GUMBO_TAG_TD || tag_of(*cell) == GUMBO_TAG_TH)
        cells.push_back(text_of(*cell));
    if (cells.size() < 2) {
      for (const GumboNode* cell : children(row)) visit(*cell);
      return;
    }
    lines_.push_back({one_line(cells[0]), cells[1]});
  }

  static bool holds_blocks(const GumboNode& node) {
    return std::ranges::any_of(children(node), [](const GumboNode* child) {
      return child->type == GUMBO_NODE_ELEMENT && is_block(tag_of(*child));
    });
  }

  /// "enHeadline", on the element or one within.
  static bool has_headline(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return false;
    if (attribute(node, "id") == "hd" ||
        attribute(node, "class").find("Headline") != std::string_view::npos)
      return true;
    return std::ranges::any_of(children(node),
                               [](const GumboNode* child) { return has_headline(*child); });
  }

  std::vector<CodedLine> lines_;
  bool ended_ = false;
};

std::optional<Download> read_html(const DownloadPiece& piece) {
  const std::string_view html = piece.text;
  const HtmlTree tree(html);
  return read_lines(ArticleLines(tree.root()).take());
}

// Text

/// The number of a document stands in it.
bool is_text(std::string_view text) {
  if (skip_blanks(text).starts_with('<')) return false;
  return std::ranges::any_of(numbered_lines(text),
                             [](const NumberedLine& line) { return ends_document(line.text); });
}

std::vector<DownloadPiece> cut_text(std::string_view text) {
  return cut_behind(text, ends_document);
}

/// The code a line begins with: "HD Ferry late", or "HD" alone; empty when there is none.
std::string_view code_of_line(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \t\xC2"));
  return word.size() >= 2 && is_one_of(word, kCodes) ? word : std::string_view();
}

/// Stands alone in the head of a document without codes, or ends it.
bool is_head_line(std::string_view line) {
  return is_word_count(line) || is_copyright(line) || ends_document(line) ||
         date_line(line).has_value();
}

/// The lines of a block without codes. Those of a head stand alone; others are wrapped, and belong
/// together where none is long.
void add_plain(const TextBlock& block, std::vector<CodedLine>& lines) {
  constexpr std::size_t kWidest = 100;
  const bool wrapped = std::ranges::all_of(
      block.lines, [](std::string_view line) { return line.size() <= kWidest; });
  bool head = std::ranges::any_of(block.lines, is_word_count);
  std::string paragraph;
  const auto close = [&] {
    if (!paragraph.empty()) lines.push_back({{}, std::exchange(paragraph, {})});
  };
  for (const std::string_view line : block.lines) {
    if (head || !wrapped || is_head_line(line)) close();
    paragraph.append(paragraph.empty() ? "" : " ").append(line);
    if (head || !wrapped || is_head_line(line)) close();
    head = head && !is_copyright(line);
  }
  close();
}

std::optional<Download> read_text(const DownloadPiece& piece) {
  const std::string_view document = piece.text;
  std::vector<CodedLine> lines;
  const std::vector<TextBlock> blocks = text_blocks(document);
  const bool coded = std::ranges::any_of(blocks, [](const TextBlock& block) {
    return std::ranges::any_of(block.lines, [](std::string_view line) {
      return code_of_line(line) == "HD" || code_of_line(line) == "PD";
    });
  });
  for (const TextBlock& block : blocks) {
    if (!coded) {
      add_plain(block, lines);
      continue;
    }
    bool fresh = true;  // a paragraph of its own
    for (const std::string_view line : block.lines) {
      const std::string_view code = code_of_line(line);
      if (!code.empty()) {
        lines.push_back({std::string(code), std::string(trim(line.substr(code.size())))});
      } else if (!lines.empty()) {
        const std::string part = (fresh && !lines.back().text.empty() ? "\n\n" : " ");
        lines.back().text.append(lines.back().text.empty() ? "" : part).append(line);
      } else {
        lines.push_back({{}, std::string(line)});
      }
      fresh = false;
    }
  }
  return read_lines(lines);
}

// XML

std::string paragraphs_of(const XmlElement& element) {
  std::vector<std::string> paragraphs;
  for (const XmlElement& paragraph : element.children("paragraph"))
    if (std::string text = paragraph.line(); !text.empty()) paragraphs.push_back(std::move(text));
  return paragraphs.empty() ? element.line() : join_paragraphs(paragraphs);
}

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

std::optional<AgencyItem> read_xml(const XmlElement& article) {
  AgencyItem item;
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 5}, value);
  };
  const std::string number = article.child("accessionNo").line();
  set(ArticleField::id, number);
  set(ArticleField::title, one_line(paragraphs_of(article.child("headline"))));
  set(ArticleField::author, without_preposition(first_of(
                                {article.child("byline").line(), article.child("credit").line()})));
  set(ArticleField::source, article.child("sourceName").line());
  set(ArticleField::section,
      first_of({article.child("sectionName").line(), article.child("columnName").line()}));
  set(ArticleField::language, article.child("baseLanguage").line());
  const XmlElement published = article.child("publicationDate");
  set(ArticleField::date,
      first_of({published.child("dateTime").line(), published.child("date").line(),
                article.child("publicationDateTime").line(), published.line(), day_of(number)}));
  for (const XmlElement& subject : article.children("newsSubject")) {
    std::string name = first_of({subject.child("name").line(), subject.attribute("code")});
    if (!name.empty() && std::ranges::find(item.topics, name) == item.topics.end())
      item.topics.push_back(std::move(name));
  }
  item.page = article.child("page").line();
  const std::string lead = paragraphs_of(article.child("leadParagraph"));
  const std::string tail = paragraphs_of(article.child("tailParagraphs"));
  set(ArticleField::body, lead + (lead.empty() || tail.empty() ? "" : "\n\n") + tail);
  return item;
}

const DownloadService& service() {
  static const AgencyFormat xml{.elements = {"article"},
                                .wrapper = "PPSResponse",
                                .what = "the document",
                                .no_such_file = "the file is no download from Factiva",
                                .hint = "it holds no article",
                                .read = read_xml};
  static const DownloadService made{
      {{is_html, cut_html, read_html}, {is_text, cut_text, read_text}},
      &xml,
      "a download from Factiva"};
  return made;
}

Evidence detect_factiva(const InputHead& head) {
  const bool xml = !head.xml.empty() && contains(head.content, "global.factiva.com");
  return evidence_of(xml || is_download(head.content, service()), head, factiva_format);
}

std::unique_ptr<ArticleReader> make_factiva(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, service());
}

}  // namespace

const DownloadService& factiva_service() { return service(); }

constinit const Format factiva_format = {
    .name = "factiva",
    .help = "downloads from Factiva, many documents a file: HTML, XML, text",
    .endings = {".factiva.html", ".factiva.xml", ".factiva.txt"},
    .detect = detect_factiva,
    .make = make_factiva,
    .example = R"(<html><head><title>Factiva</title></head><body>
<div class="article enArticle"><table>
<tr><td><b>HD</b></td><td>Ferry late</td></tr>
<tr><td><b>PD</b></td><td>1 May 2024</td></tr>
<tr><td><b>SN</b></td><td>Harbour Post</td></tr>
<tr><td><b>LP</b></td><td><p>The ferry from Kiel was late.</p></td></tr>
<tr><td><b>AN</b></td><td>Document HARPOS0020240501ek5100001</td></tr>
</table></div>
</body></html>
)"};

}  // namespace dateline::indexing
