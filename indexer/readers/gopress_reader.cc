// SPDX-License-Identifier: GPL-2.0-or-later
// Mediargus and GoPress, the databases of the Belgian press, as text: first a list of all documents
// with outlet, day and page, then their texts in the same order.
#include <algorithm>

#include "download.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// A document in the list: "1. Title", and below it "De Kaai, woensdag 1 mei 2024, p. 4, 213w."
struct Entry {
  std::string title, source, day;
  std::string_view text;  // both lines
};

/// The outlet and day of a line of the list; nothing for any other line.
std::optional<Entry> listed(std::string_view line) {
  if (!line.ends_with("w.") && !line.ends_with('w')) return std::nullopt;
  std::vector<std::string_view> parts;
  for (std::string_view rest = line; !rest.empty();) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    parts.push_back(trim(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  for (std::size_t i = parts.size(); i-- > 1;) {
    if (!date_line(parts[i])) continue;
    Entry entry;
    for (std::size_t k = 0; k < i; ++k) entry.source.append(k == 0 ? "" : ", ").append(parts[k]);
    entry.day = parts[i];
    return entry;
  }
  return std::nullopt;
}

/// "12. Title" → "Title".
std::string numbered_title(const TextBlock& block) {
  const std::string title = block.joined();
  const std::size_t first = title.find_first_of("0123456789");
  if (first > 3) return {};
  const std::size_t stop = title.find_first_not_of("0123456789", first);
  if (stop == std::string::npos || !title.substr(stop).starts_with(". ")) return {};
  return std::string(trim(std::string_view(title).substr(stop + 2)));
}

/// "30-11-2011, p.23": above a text.
bool is_text_head(std::string_view line) {
  constexpr std::string_view kForm = "dd-dd-dddd, p.";
  constexpr std::size_t kLongest = 24;
  return line.size() < kLongest &&
         std::ranges::equal(line.substr(0, kForm.size()), kForm, [](char c, char form) {
           return form == 'd' ? is_ascii_digit(c) : c == form;
         });
}

std::optional<Entry> entry_of(const TextBlock& title, const TextBlock& line) {
  std::optional<Entry> entry = listed(line.joined());
  if (entry) entry->title = numbered_title(title);
  if (!entry || entry->title.empty()) return std::nullopt;
  const char* const begin = title.first().data();
  const std::string_view last = line.lines.back();
  entry->text = {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
  return entry;
}

std::vector<Entry> entries_of(std::string_view text) {
  std::vector<Entry> entries;
  const std::vector<TextBlock> blocks = text_blocks(text);
  for (std::size_t i = 1; i < blocks.size() && !is_text_head(blocks[i].first()); ++i)
    if (auto entry = entry_of(blocks[i - 1], blocks[i])) entries.push_back(std::move(*entry));
  return entries;
}

bool is_text(std::string_view text) {
  constexpr std::size_t kHead = 8000;
  return !skip_blanks(text).starts_with('<') && !entries_of(text.substr(0, kHead)).empty();
}

constexpr std::size_t kHeadBlocks = 4;  // editions and the title stand in them

/// The block of a text that is its title; the count of blocks where none is.
std::size_t find_title(const std::vector<TextBlock>& blocks, const std::string& title) {
  for (std::size_t i = 0; i < blocks.size() && i < kHeadBlocks; ++i)
    if (folded(blocks[i].joined()) == folded(title)) return i;
  return blocks.size();
}

/// The texts, each with its entry. A text that is missing leaves its entry out.
std::vector<DownloadPiece> cut(std::string_view text) {
  constexpr std::size_t kAhead = 10;  // entries whose texts may be missing
  const std::vector<Entry> entries = entries_of(text);
  std::vector<DownloadPiece> pieces = cut_below(text, is_text_head);
  std::size_t next = 0;
  for (DownloadPiece& piece : pieces) {
    const std::vector<TextBlock> blocks = text_blocks(piece.text.substr(0, 4000));
    std::size_t found = next;
    for (std::size_t i = next; i < std::min(next + kAhead, entries.size()); ++i)
      if (find_title(blocks, entries[i].title) < blocks.size()) {
        found = i;
        break;
      }
    if (found < entries.size()) piece.about = entries[found].text;
    next = found + 1;
  }
  return pieces;
}

std::optional<Download> read(const DownloadPiece& piece) {
  Download download;
  const std::vector<TextBlock> about = text_blocks(piece.about);
  const auto entry = about.size() == 2 ? entry_of(about[0], about[1]) : std::nullopt;
  const std::vector<TextBlock> blocks = text_blocks(piece.text);
  if (blocks.empty()) return std::nullopt;
  std::size_t title = 0;
  if (entry) {
    title = find_title(blocks, entry->title);
    download.set(ArticleField::title, entry->title);
    download.set(ArticleField::source, entry->source);
    download.set(ArticleField::date, entry->day);
    download.page = page_in(about[1].joined());
    if (title < blocks.size() && title > 0) download.edition = blocks[0].joined();
  } else {
    download.set(ArticleField::title, blocks[0].joined());
  }
  const std::size_t from = title == blocks.size() ? 0 : title + 1;
  std::size_t end = blocks.size();
  constexpr std::string_view kRights = "\xC2\xA9";
  if (end > from && blocks[end - 1].first().starts_with(kRights)) --end;
  download.set(ArticleField::body, block_paragraphs(blocks, from, end));
  return download;
}

Evidence detect_gopress(const InputHead& head) {
  return evidence_of(is_download(head.content, gopress_service()), head, gopress_format);
}

std::unique_ptr<ArticleReader> make_gopress(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, gopress_service());
}

}  // namespace

const DownloadService& gopress_service() {
  static const DownloadService service{{{is_text, cut, read}}, nullptr, "a download from GoPress"};
  return service;
}

constinit const Format gopress_format = {
    .name = "gopress",
    .help = "downloads from Mediargus and GoPress: a list of documents, then their texts",
    .endings = {".gopress.txt"},
    .detect = detect_gopress,
    .make = make_gopress,
    .example = R"(1. Ferry late

De Kaai, woensdag 1 mei 2024, p. 4, 6w.

The ferry from Kiel was late.





01-05-2024, p.4

Ferry late

The ferry from Kiel was late.

© De Kaai
)"};

}  // namespace dateline::indexing
