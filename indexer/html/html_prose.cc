// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_prose.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

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
    return block.text.size() >= kLongParagraph ||
           (ends_sentence(block.text) && block.text.size() >= kLongParagraph / 2);
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
  constexpr std::size_t kShortest = 20;
  std::vector<std::string> letters;
  std::size_t total = 0;
  for (const HtmlParagraph& block : found) {
    letters.push_back(letters_of(block.text));
    total += letters.back().size();
  }
  std::unordered_set<std::string> seen;
  std::string longer;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!is_quote(*found[i].block)) longer.append(letters[i]).append("\n");
  constexpr std::size_t kMostQuotes = 100;
  std::size_t quotes = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (letters[i].size() < kShortest) continue;
    const bool pulled = is_quote(*found[i].block) && ++quotes < kMostQuotes &&
                        longer.find(letters[i]) != std::string::npos;
    if (pulled || !seen.insert(letters[i]).second) found[i].text.clear();
  }
  std::erase_if(found, [](const HtmlParagraph& block) { return block.text.empty(); });
}

}  // namespace dateline::indexing
