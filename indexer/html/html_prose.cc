// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_prose.h"

#include <algorithm>
#include <iterator>

#include "text/ascii.h"

namespace dateline::indexing {
namespace {

bool is_cell_of_table(const HtmlParagraph& block) {
  const GumboTag tag = tag_of(*block.block);
  return block.text.find('\n') != std::string::npos && (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH);
}

bool is_list(const HtmlParagraph& block) {
  return block.text.starts_with("- ") || is_cell_of_table(block);
}

bool is_quote(const GumboNode& node) {
  for (const GumboNode* at = &node; at != nullptr; at = at->parent) {
    const GumboTag tag = tag_of(*at);
    if (tag == GUMBO_TAG_BLOCKQUOTE || tag == GUMBO_TAG_FIGURE || tag == GUMBO_TAG_ASIDE ||
        tag == GUMBO_TAG_Q)
      return true;
    if (lower_ascii(attribute(*at, "class")).find("quote") != std::string::npos) return true;
  }
  return false;
}

/// An element for paragraphs, not one for the layout of a page.
bool is_paragraph(const HtmlParagraph& block) {
  const GumboTag tag = tag_of(*block.block);
  return tag == GUMBO_TAG_P || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_BLOCKQUOTE ||
         tag == GUMBO_TAG_PRE;
}

/// "We won", in quotation marks.
bool is_spoken(std::string_view text) {
  const auto quoted = [&](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) &&
           text.ends_with(close);
  };
  return quoted("\"", "\"") || quoted("\xE2\x80\x9C", "\xE2\x80\x9D") ||
         quoted("\xE2\x80\x9E", "\xE2\x80\x9C") || quoted("\xC2\xAB", "\xC2\xBB") ||
         quoted("\xC2\xBB", "\xC2\xAB");
}

/// Clears a run of paragraphs that repeats the run before it: pages hold a text once for small
/// screens and once for large ones. A paragraph that a speaker repeats stays.
void drop_second_copies(std::vector<HtmlParagraph>& found, std::vector<std::string>& letters) {
  constexpr std::size_t kShortest = 150;  // letters; a repetition this long is no coincidence
  constexpr std::size_t kLongestRun = 200;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t longest = std::min((found.size() - i) / 2, kLongestRun);
    for (std::size_t run = longest; run > 0; --run) {
      std::size_t same = 0, total = 0;
      while (same < run && letters[i + same] == letters[i + run + same])
        total += letters[i + same++].size();
      if (same < run || total < kShortest) continue;
      const auto from = static_cast<std::ptrdiff_t>(i + run);
      const auto to = static_cast<std::ptrdiff_t>(i + 2 * run);
      found.erase(found.begin() + from, found.begin() + to);
      letters.erase(letters.begin() + from, letters.begin() + to);
      break;
    }
  }
}

/// Clears pull quotes, which repeat a part of the text in large type.
void drop_pulled_quotes(std::vector<HtmlParagraph>& found,
                        const std::vector<std::string>& letters) {
  constexpr std::size_t kShortest = 20, kMostQuotes = 100;
  std::string longer;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!is_quote(*found[i].block)) longer.append(letters[i]).append("\n");
  std::size_t quotes = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (letters[i].size() >= kShortest && is_quote(*found[i].block) && ++quotes < kMostQuotes &&
        longer.find(letters[i]) != std::string::npos)
      found[i].text.clear();
}

}  // namespace

std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (is_ascii_letter_or_digit(c) || c < 0) letters += to_ascii_lower(c);
  }
  return letters;
}

bool ends_sentence(std::string_view text) {
  static constexpr std::string_view kEnds[] = {".",
                                               "!",
                                               "?",
                                               ":",
                                               "\xE2\x80\xA6",
                                               "\xE3\x80\x82",
                                               "\xEF\xBC\x81",
                                               "\xEF\xBC\x9F",
                                               "\xD8\x9F",
                                               "\xE0\xA5\xA4",
                                               "\xDB\x94"};
  static constexpr std::string_view kQuotes[] = {"\"",
                                                 "'",
                                                 ")",
                                                 "]",
                                                 " ",
                                                 "\xE2\x80\x9D",
                                                 "\xE2\x80\x99",
                                                 "\xC2\xBB",
                                                 "\xE2\x80\x9C",
                                                 "\xE3\x80\x8D",
                                                 "\xE3\x80\x8F",
                                                 "\xEF\xBC\x89"};
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view quote : kQuotes)
      if (text.ends_with(quote)) {
        text.remove_suffix(quote.size());
        cut = true;
      }
  }
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [&](std::string_view end) { return text.ends_with(end); });
}

void trim_ends(std::vector<HtmlParagraph>& found) {
  const auto stays = [](const HtmlParagraph& block) {
    if (block.text.size() >= kLongParagraph) return true;
    const std::size_t shortest = is_paragraph(block) ? 3 : kLongParagraph / 2;
    return block.text.size() >= shortest && (ends_sentence(block.text) || is_spoken(block.text));
  };
  const auto heads = [](const HtmlParagraph& block) {
    const GumboTag tag = tag_of(*block.block);
    return is_heading(tag) && tag != GUMBO_TAG_H1;
  };
  auto first = std::find_if(found.begin(), found.end(), stays);
  while (first != found.begin() && heads(*std::prev(first))) --first;
  found.erase(found.begin(), first);
  while (!found.empty() && (!stays(found.back()) || is_heading(tag_of(*found.back().block))) &&
         !is_list(found.back()))
    found.pop_back();
}

void drop_repeated(std::vector<HtmlParagraph>& found) {
  std::vector<std::string> letters;
  for (const HtmlParagraph& block : found) letters.push_back(letters_of(block.text));
  drop_second_copies(found, letters);
  drop_pulled_quotes(found, letters);
  std::erase_if(found, [](const HtmlParagraph& block) { return block.text.empty(); });
}

}  // namespace dateline::indexing
