// SPDX-License-Identifier: GPL-2.0-or-later
#include "shared_ids.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "text/analyzer.h"
#include "text/ascii.h"
#include "text/site.h"

namespace dateline::indexing {
namespace {

/// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view id) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return id.size() == kForm.size() && std::ranges::equal(id, kForm, [](char c, char form) {
           return form == '-' ? c == '-' : hex_value(c) >= 0;
         });
}

/// The words of a text in their order, without case and accents.
std::vector<std::string> words_in_order(const std::string& text) {
  std::string folded = fold_value(text);
  std::vector<std::string> words;
  const auto separates = [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !is_ascii_letter_or_digit(c);
  };
  for (std::size_t begin = 0; begin < folded.size();) {
    std::size_t end = begin;
    while (end < folded.size() && !separates(folded[end])) ++end;
    if (end > begin) words.push_back(folded.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::set<std::string> words_of(const std::string& headline) {
  std::vector<std::string> words = words_in_order(headline);
  return {std::make_move_iterator(words.begin()), std::make_move_iterator(words.end())};
}

/// Whether fewer than half of the runs of three words that one text has are in the other.
bool is_another_text(const std::string& one, const std::string& other) {
  const std::vector<std::string> words_before = words_in_order(one),
                                 words_now = words_in_order(other);
  if (words_before == words_now) return false;
  const auto runs_of = [](const std::vector<std::string>& words) {
    std::set<std::string> runs;
    for (std::size_t i = 2; i < words.size(); ++i)
      runs.insert(words[i - 2] + ' ' + words[i - 1] + ' ' + words[i]);
    return runs;
  };
  const std::set<std::string> before = runs_of(words_before), now = runs_of(words_now);
  const auto shared =
      std::ranges::count_if(now, [&](const std::string& run) { return before.contains(run); });
  return static_cast<std::size_t>(shared) * 2 <
         std::max<std::size_t>(1, std::min(before.size(), now.size()));
}

}  // namespace

bool is_unique_by_itself(std::string_view id) {
  return id.starts_with("urn:") || id.starts_with("tag:") ||
         id.find("://") != std::string_view::npos || id.find('@') != std::string_view::npos ||
         is_uuid(id);
}

bool is_of_another_source(const IdHolder& held, const Article& article, std::string_view input) {
  if (!held.source.empty() && !article.source.empty())
    return fold_value(held.source) != fold_value(article.source);
  const std::string before = site_of(held.url), now = site_of(article.url);
  if (!before.empty() && !now.empty()) return before != now;
  return !held.input.empty() && !input.empty() && held.input != input &&
         is_another_text(held.beginning, beginning_of(article.body));
}

std::string beginning_of(const std::string& text) {
  constexpr std::size_t kMost = 1000;  // bytes
  return text.substr(0, kMost);
}

bool is_another_headline(const IdHolder& held, const Article& article, bool of_another_source) {
  const std::set<std::string> before = words_of(held.title), now = words_of(article.title);
  const auto shared =
      std::ranges::count_if(now, [&](const std::string& word) { return before.contains(word); });
  if (before == now) return false;
  // Headlines of two outlets share words such as "the" and "in" by chance.
  const auto fewest = static_cast<std::ptrdiff_t>(std::min(before.size(), now.size()));
  return shared < 2 || (of_another_source && shared * 2 <= fewest);
}

std::vector<std::string> ids_within_source(const Article& article, std::string_view input) {
  const std::string source = article.source.empty() ? site_of(article.url) : article.source;
  if (!source.empty()) return {source + "/" + article.id};
  std::vector<std::string> ids;
  const std::size_t member = input.find('!');
  for (std::size_t at = std::min(member, input.size()); at != std::string_view::npos && at > 0;) {
    at = input.rfind('/', at - 1);
    const std::size_t begin = at == std::string_view::npos ? 0 : at + 1;
    ids.push_back(std::string(input.substr(begin)) + "/" + article.id);
  }
  return ids;
}

}  // namespace dateline::indexing
