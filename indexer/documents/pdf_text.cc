// SPDX-License-Identifier: GPL-2.0-or-later
// PDF with a layer of text, by poppler: the text of each page in the order of reading, its columns
// one after another. Heads and feet that repeat on the pages are left out, lines are joined to
// paragraphs, and words that lines divide are whole again.
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "document.h"
#include "error.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr int kMostPages = 20'000;

std::string utf8(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  std::string result(bytes.begin(), bytes.end());
  std::ranges::replace(result, '\f', '\n');
  clean_text(result);
  return result;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split_lines(text)) lines.emplace_back(trim(line));
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// A line without its numbers: "Page 3 of 20" and "Page 4 of 20" are one.
std::string shape_of(std::string_view line) {
  std::string shape;
  for (const char c : line)
    if (!is_ascii_digit(c))
      shape += to_ascii_lower(c);
    else if (!shape.ends_with('#'))
      shape += '#';
  return shape;
}

/// Heads and feet: the first and last two lines of pages that others begin or end with, too.
class RunningLines {
 public:
  explicit RunningLines(const std::vector<std::vector<std::string>>& pages) : pages_(pages.size()) {
    for (const auto& page : pages)
      for (const std::size_t at : edges(page)) ++counts_[shape_of(page[at])];
  }

  void drop(std::vector<std::string>& page) const {
    std::vector<std::size_t> dropped;
    for (const std::size_t at : edges(page))
      if (is_running(page[at])) dropped.push_back(at);
    std::ranges::sort(dropped, std::greater());
    for (const std::size_t at : dropped) page.erase(page.begin() + static_cast<std::ptrdiff_t>(at));
  }

 private:
  /// Where the outermost lines with text are.
  static std::vector<std::size_t> edges(const std::vector<std::string>& page) {
    constexpr std::size_t kEdge = 2;
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < page.size() && found.size() < kEdge; ++i)
      if (!page[i].empty()) found.push_back(i);
    const std::size_t above = found.size();
    for (std::size_t i = page.size(); i-- > 0 && found.size() < above + kEdge;)
      if (!page[i].empty() && std::ranges::find(found, i) == found.end()) found.push_back(i);
    return found;
  }

  bool is_running(const std::string& line) const {
    constexpr std::size_t kLongest = 120;
    if (line.size() > kLongest) return false;
    const std::string shape = shape_of(line);
    if (pages_ > 1 && (shape == "#" || shape == "- # -" || shape == "page #" ||
                       shape == "page # of #" || shape == "# / #" || shape == "#/#"))
      return true;
    const auto found = counts_.find(shape);
    return found != counts_.end() && found->second >= std::max<std::size_t>(3, pages_ / 3);
  }

  std::size_t pages_;
  std::map<std::string, std::size_t> counts_;
};

bool ends_sentence(std::string_view line) {
  for (const std::string_view stop :
       {".", "!", "?", ":", "\xE2\x80\x9D", "\"", "\xC2\xBB", ".)", "\xE2\x80\xA6"})
    if (line.ends_with(stop)) return true;
  return false;
}

bool begins_small(std::string_view line) {
  return !line.empty() && (is_ascii_lower(line.front()) || line.starts_with("\xC3"));
}

/// Joins lines to paragraphs: empty lines part them, and so do sentences that end before their line
/// does.
class ParagraphJoiner {
 public:
  explicit ParagraphJoiner(Document& document) : document_(document) {}

  void add_page(const std::vector<std::string>& lines) {
    bool first = true;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].empty()) {
        end_paragraph();
        continue;
      }
      if (i == 0 || lines[i - 1].empty()) widest_ = width_of_block(lines, i);
      // The first line of a page may go on with a paragraph of the page before.
      if (std::exchange(first, false) && broken_ && begins_small(lines[i])) reopen();
      add_line(lines[i]);
      const std::string_view next = i + 1 < lines.size() ? std::string_view(lines[i + 1]) : "";
      if (is_last_of_paragraph(lines[i], next)) end_paragraph();
    }
    if (first) return;
    end_paragraph();
    broken_ = !document_.parts.empty() && !ends_sentence(document_.parts.back().text);
  }

 private:
  /// How wide the lines of a block are; not by its longest, which may be two lines that poppler
  /// joined because a hyphen parted them.
  static std::size_t width_of_block(const std::vector<std::string>& lines, std::size_t from) {
    std::vector<std::size_t> widths;
    for (; from < lines.size() && !lines[from].empty(); ++from)
      widths.push_back(lines[from].size());
    std::ranges::sort(widths);
    return std::min(widths.back(), widths[widths.size() / 2] * 5 / 4);
  }

  /// The next line's first word had room in it: a sentence ends there, or a title does.
  bool is_last_of_paragraph(std::string_view line, std::string_view next) const {
    const std::size_t word = std::min(next.find(' '), next.size());
    const bool had_room = (line.size() + 1 + word) * 10 < widest_ * 9;
    return had_room && (ends_sentence(line) || (paragraph_lines_ == 1 && looks_like_title(line)));
  }

  void add_line(std::string_view line) {
    constexpr std::string_view kSoftHyphen = "\xC2\xAD";
    ++paragraph_lines_;
    if (text_.ends_with(kSoftHyphen)) {
      text_.resize(text_.size() - kSoftHyphen.size());
    } else if (text_.size() > 1 && text_.ends_with('-') && begins_small(line) &&
               !is_ascii_digit(text_[text_.size() - 2])) {
      text_.pop_back();
    } else if (!text_.empty()) {
      text_ += ' ';
    }
    text_ += line;
  }

  void end_paragraph() {
    paragraph_lines_ = 0;
    if (text_.empty()) return;
    document_.parts.push_back({DocumentPart::Kind::text, std::move(text_)});
    text_.clear();
  }

  void reopen() {
    if (document_.parts.empty()) return;
    text_ = std::move(document_.parts.back().text);
    document_.parts.pop_back();
    paragraph_lines_ = 2;
  }

  Document& document_;
  std::string text_;
  std::size_t paragraph_lines_ = 0;
  std::size_t widest_ = 0;  // line of the block
  bool broken_ = false;     // the last page ended within a paragraph
};

/// Whether something of the PDF follows its last end mark, or there is none.
bool ends_early(std::string_view bytes) {
  const std::size_t end = bytes.rfind("%%EOF");
  return end == std::string_view::npos || bytes.find(" obj", end) != std::string_view::npos ||
         bytes.find("stream", end) != std::string_view::npos;
}

}  // namespace

Document parse_pdf(std::string_view bytes, const DocumentLimits& limits) {
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);  // no one reads it
  const std::unique_ptr<poppler::document> pdf(
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
  const bool cut = ends_early(bytes);
  if (!pdf) throw Error(cut ? "the PDF ends early" : "the PDF is broken");
  if (pdf->is_locked()) throw Error("the PDF is locked by a password");
  Document document;
  if (cut) document.damage = "the file ends early";
  document.title = one_line(utf8(pdf->get_title()));
  document.author = one_line(utf8(pdf->get_author()));
  const int pages = pdf->pages();
  if (pages > kMostPages) throw Error("the PDF has too many pages");
  std::vector<std::vector<std::string>> texts;
  std::uint64_t total = 0;
  for (int i = 0; i < pages; ++i) {
    const std::unique_ptr<poppler::page> page(pdf->create_page(i));
    if (!page) {
      if (!cut) document.damage = fmt::format("page {} is broken", i + 1);
      continue;
    }
    const std::string text =
        utf8(page->text(page->page_rect(), poppler::page::non_raw_non_physical_layout));
    total += text.size();
    if (total > limits.text_bytes) throw Error("the PDF holds too much text");
    texts.push_back(lines_of(text));
  }
  const bool scanned = std::ranges::all_of(texts, [](const auto& lines) { return lines.empty(); });
  if (scanned && cut) throw Error("the PDF ends early, and nothing of its text can be read");
  if (pages > 0 && scanned)
    throw Error("the PDF holds pictures of its pages, and no text",
                "have it read first, for example by: ocrmypdf FILE.pdf FILE.pdf");
  const RunningLines running(texts);
  ParagraphJoiner joiner(document);
  std::string all;
  for (std::vector<std::string>& lines : texts) {
    running.drop(lines);
    joiner.add_page(lines);
    for (const std::string& line : lines) all.append(line).append("\n");
  }
  document.parts.push_back({DocumentPart::Kind::lines, std::move(all)});
  return document;
}

}  // namespace dateline::indexing
