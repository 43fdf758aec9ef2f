// SPDX-License-Identifier: GPL-2.0-or-later
// Europresse (Eureka.cc): up to a thousand documents a file as HTML, in the present layout and the
// older one, or as the text of an RTF, DOCX or PDF. Each document names its number
// ("news·20240501·HP·001"), in which the day stands; the certificate below it has a day of its own.
#include <algorithm>

#include "download.h"
#include "html/html_text.h"
#include "html/html_tree.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kDot = "\xC2\xB7";  // between the parts of a number

/// The first number in a text, "news·20240501·HP·001"; empty when there is none.
std::string document_number(std::string_view text) {
  for (std::size_t at = text.find(kDot); at != std::string_view::npos;
       at = text.find(kDot, at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_ascii_lower(text[begin - 1])) --begin;
    const std::string_view rest = text.substr(at + kDot.size());
    if (begin == at || rest.size() < 10 || !is_day(rest) || !rest.substr(8).starts_with(kDot))
      continue;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n<\"", at), text.size());
    return std::string(text.substr(begin, end - begin));
  }
  return {};
}

std::string day_of(std::string_view number) {
  const std::size_t at = number.find(kDot);
  return at == std::string_view::npos ? "" : std::string(number.substr(at + kDot.size(), 8));
}

std::vector<std::string_view> comma_parts(std::string_view line) {
  std::vector<std::string_view> parts;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(','), line.size());
    parts.push_back(trim(line.substr(0, end)));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return parts;
}

std::string joined(const std::vector<std::string_view>& parts, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text.append(i == from ? "" : ", ").append(parts[i]);
  return text;
}

/// "mercredi" of "mercredi, 1 mai 2024": it reads as one date without the comma, too.
bool is_weekday_before(std::string_view word, const std::string& date) {
  if (word.find(' ') != std::string_view::npos) return false;
  const auto read = date_line(std::string(word) + " " + date);
  return read && read->rest.empty();
}

/// "Région, mercredi 1 mai 2024, p. 4": the section stands before the date. The number's day wins
/// where the date cannot be read.
void read_header(std::string_view header, const std::string& number, Download& download) {
  const std::vector<std::string_view> parts = comma_parts(header);
  download.page = page_in(header);
  for (std::size_t from = parts.size(); from-- > 0;)
    for (std::size_t to = parts.size(); to > from; --to) {
      const std::string text = joined(parts, from, to);
      const auto date = date_line(text);
      if (!date || !date->rest.empty()) continue;
      const bool weekday = from > 0 && is_weekday_before(parts[from - 1], text);
      download.set(ArticleField::section, joined(parts, 0, from - (weekday ? 1 : 0)));
      return download.set(ArticleField::date, date->date);
    }
  download.set(ArticleField::date, day_of(number));
}

/// "Le Port du Nord • Édition du soir": the edition stands behind the dot.
std::string_view outlet_of(std::string_view name) {
  constexpr std::string_view kBullet = "\xE2\x80\xA2";
  return trim(name.substr(0, name.find(kBullet)));
}

std::optional<Download> finished(Download download) {
  if (download.parts[ArticleField::title].empty() && download.parts.text().empty())
    return std::nullopt;
  return download;
}

// HTML

bool has_class(const GumboNode& node, std::string_view wanted) {
  const std::string names = " " + std::string(attribute(node, "class")) + " ";
  return names.find(" " + std::string(wanted) + " ") != std::string::npos;
}

bool has_class(const GumboNode& node, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(wanted, [&](std::string_view name) { return has_class(node, name); });
}

template <class Test>
const GumboNode* find(const GumboNode& node, Test test) {
  if (node.type != GUMBO_NODE_ELEMENT) return nullptr;
  if (test(node)) return &node;
  for (const GumboNode* child : children(node))
    if (const GumboNode* found = find(*child, test)) return found;
  return nullptr;
}

std::string text_of(const GumboNode& node) {
  std::string text;
  for (const HtmlParagraph& paragraph : html_paragraphs(node, [](const GumboNode& inner) {
         return is_unseen(inner) || tag_of(inner) == GUMBO_TAG_ASIDE ||
                tag_of(inner) == GUMBO_TAG_FOOTER;
       }))
    text.append(text.empty() ? "" : "\n\n").append(paragraph.text);
  return text;
}

std::string line_of(const GumboNode* node) {
  return node == nullptr ? std::string() : one_line(text_of(*node));
}

/// The element's next sibling that has a text.
const GumboNode* next_sibling(const GumboNode& node) {
  if (node.parent == nullptr) return nullptr;
  const auto siblings = children(*node.parent);
  const auto self = std::ranges::find(siblings, &node);
  for (auto next = self == siblings.end() ? self : self + 1; next != siblings.end(); ++next)
    if ((*next)->type == GUMBO_NODE_ELEMENT && !line_of(*next).empty()) return *next;
  return nullptr;
}

/// In an element of its own, or right below the title.
std::string author_of(const GumboNode& root, const GumboNode* title) {
  const GumboNode* named = find(root, [](const GumboNode& node) {
    return has_class(node, {"docAuthors", "DocAuthors", "sm-margin-bottomNews", "docAuthor"});
  });
  if (named == nullptr && title != nullptr) {
    const GumboNode* block = title;
    while (block->parent != nullptr && block->parent->type == GUMBO_NODE_ELEMENT &&
           has_class(*block->parent, "titreArticle"))
      block = block->parent;
    const GumboNode* next = next_sibling(*block);
    if (next != nullptr && (tag_of(*next) == GUMBO_TAG_DIV || tag_of(*next) == GUMBO_TAG_P) &&
        !has_class(*next, {"DocText", "docOcurrContainer"}))
      named = next;
  }
  constexpr std::size_t kLongest = 200;
  const std::string author = line_of(named);
  return author.size() <= kLongest ? without_preposition(author) : std::string();
}

std::optional<Download> read_html(const DownloadPiece& piece) {
  const std::string_view html = piece.text;
  const HtmlTree tree(html);
  const GumboNode& root = tree.root();
  const auto by_class = [&](std::initializer_list<std::string_view> names) {
    return find(root, [names](const GumboNode& node) { return has_class(node, names); });
  };
  Download download;
  const std::string number = document_number(html);
  download.set(ArticleField::id, number);
  download.set(ArticleField::source, outlet_of(line_of(by_class({"DocPublicationName"}))));
  const GumboNode* header = by_class({"DocHeader"});
  if (header == nullptr)
    if (const GumboNode* above = by_class({"DocTitreSousSection"})) header = next_sibling(*above);
  read_header(line_of(header), number, download);
  const GumboNode* title = by_class({"titreArticleVisu", "TitreArticleVisu", "rdp__articletitle"});
  if (title == nullptr) title = by_class({"titreArticle", "TitreArticle"});
  download.set(ArticleField::title, line_of(title));
  download.set(ArticleField::author, author_of(root, title));
  const GumboNode* text = by_class({"docOcurrContainer"});
  if (text == nullptr) text = by_class({"DocText"});
  if (text != nullptr) download.set(ArticleField::body, text_of(*text));
  return finished(std::move(download));
}

bool is_html(std::string_view text) {
  if (!skip_blanks(text).starts_with('<')) return false;
  return text.find("DocPublicationName") != std::string_view::npos &&
         (text.find("DocText") != std::string_view::npos ||
          text.find("itreArticleVisu") != std::string_view::npos);
}

/// A document begins with its <article>, or, in the older layout, with its outlet.
std::vector<DownloadPiece> cut_html(std::string_view html) {
  const bool elements = html.find("<article") != std::string_view::npos;
  const std::string_view mark = elements ? "<article" : "DocPublicationName";
  std::vector<DownloadPiece> pieces;
  std::uint64_t line = 1;
  std::size_t counted = 0;
  const auto begin_of = [&](std::size_t at) {
    return elements || at == std::string_view::npos ? at : html.rfind('<', at);
  };
  // The style of the page names the classes, too.
  const std::size_t body = lower_ascii(html).find("<body");
  std::size_t at = html.find(mark, body == std::string::npos ? 0 : body);
  while (at != std::string_view::npos) {
    const std::size_t next = html.find(mark, at + mark.size());
    const std::size_t begin = begin_of(at);
    line +=
        static_cast<std::uint64_t>(std::ranges::count(html.substr(counted, begin - counted), '\n'));
    counted = begin;
    const std::string_view piece = html.substr(begin, begin_of(next) - begin);
    if (piece.find("DocPublicationName") != std::string_view::npos)
      pieces.push_back({piece, line, {}});
    at = next;
  }
  return pieces;
}

// Text

bool ends_document(std::string_view line) {
  constexpr std::size_t kLongest = 120;
  return line.size() <= kLongest && !document_number(line).empty();
}

bool is_text(std::string_view text) {
  if (skip_blanks(text).starts_with('<')) return false;
  return text.find(kDot) != std::string_view::npos &&
         std::ranges::any_of(numbered_lines(text),
                             [](const NumberedLine& line) { return ends_document(line.text); });
}

std::vector<DownloadPiece> cut_text(std::string_view text) {
  return cut_behind(text, ends_document);
}

bool is_certificate(std::string_view line) {
  const std::string words = folded(line.substr(0, 80));
  return words.starts_with("certificat emis") || words.starts_with("ce certificat") ||
         words.starts_with("certificate issued") || words.starts_with("zertifikat") ||
         words.starts_with("certificado emitido") || words.starts_with("document emis") ||
         words.starts_with("numero de document") || words.starts_with("document number");
}

/// Outlet, a line with section, date and page, title, author, text; or the date first, then outlet
/// and page in one line.
std::optional<Download> read_text(const DownloadPiece& piece) {
  const std::string_view document = piece.text;
  Download download;
  const std::string number = document_number(document);
  download.set(ArticleField::id, number);
  const std::vector<TextBlock> blocks = text_blocks(document);
  std::vector<std::string> lines;  // of the head: above the text
  std::size_t header = blocks.size();
  for (std::size_t i = 0; i < blocks.size() && header == blocks.size(); ++i)
    for (const std::string_view line : blocks[i].lines) {
      Download found;
      read_header(line, {}, found);
      if (line.size() > 120 || found.parts[ArticleField::date].empty()) {
        lines.emplace_back(line);
        continue;
      }
      read_header(line, number, download);
      header = i;
      break;
    }
  if (header == blocks.size()) download.set(ArticleField::date, day_of(number));
  // What follows the header in its own block and below.
  std::vector<std::string_view> rest;
  std::size_t next = header == blocks.size() ? 0 : header + 1;
  if (!lines.empty()) download.set(ArticleField::source, outlet_of(lines.back()));
  const auto is_end = [](const TextBlock& block) {
    return is_copyright(block.first()) || is_certificate(block.first()) ||
           ends_document(block.first());
  };
  const auto take_outlet = [&] {  // "Le Port du Nord • p. 4 • 512 mots"
    constexpr std::string_view kBullet = "\xE2\x80\xA2";
    if (next < blocks.size() && blocks[next].first().find(kBullet) != std::string_view::npos)
      download.parts.set_mapped(ArticleField::source, outlet_of(blocks[next++].first()));
  };
  take_outlet();
  if (next < blocks.size() && !is_end(blocks[next]))
    download.set(ArticleField::title, blocks[next++].joined());
  constexpr std::size_t kLongestName = 60;
  if (next + 1 < blocks.size() && !is_end(blocks[next + 1]) &&
      blocks[next].joined().size() <= kLongestName && !blocks[next].first().ends_with('.'))
    download.set(ArticleField::author, without_preposition(blocks[next++].joined()));
  std::size_t end = next;
  while (end < blocks.size() && !is_end(blocks[end])) ++end;
  download.set(ArticleField::body, block_paragraphs(blocks, next, end));
  return finished(std::move(download));
}

const DownloadService& service() {
  static const DownloadService made{
      {{is_html, cut_html, read_html}, {is_text, cut_text, read_text}},
      nullptr,
      "a download from Europresse"};
  return made;
}

Evidence detect_europresse(const InputHead& head) {
  return evidence_of(is_download(head.content, service()), head, europresse_format);
}

std::unique_ptr<ArticleReader> make_europresse(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, service());
}

}  // namespace

const DownloadService& europresse_service() { return service(); }

constinit const Format europresse_format = {
    .name = "europresse",
    .help = "downloads from Europresse (Eureka.cc), many documents a file: HTML, text",
    .endings = {".europresse.html", ".europresse.txt"},
    .detect = detect_europresse,
    .make = make_europresse,
    .example = R"(<!DOCTYPE html><html><body>
<article>
  <header>
    <span class="DocPublicationName">Harbour Post</span>
    <span class="DocHeader">News, 1 May 2024, p. 4</span>
    <div class="titreArticle"><p class="titreArticleVisu">Ferry late</p></div>
  </header>
  <div class="DocText"><p>The ferry from Kiel was late.</p></div>
  <footer><p>news·20240501·HP·001</p></footer>
</article>
</body></html>
)"};

}  // namespace dateline::indexing
