// SPDX-License-Identifier: GPL-2.0-or-later
#include "shared_ids.h"

#include <algorithm>
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

/// The words of a headline, without case and accents.
std::set<std::string> words_of(const std::string& headline) {
  std::string folded = fold_value(headline);
  std::set<std::string> words;
  const auto separates = [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && !is_ascii_letter_or_digit(c);
  };
  for (std::size_t begin = 0; begin < folded.size();) {
    std::size_t end = begin;
    while (end < folded.size() && !separates(folded[end])) ++end;
    if (end > begin) words.insert(folded.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
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
  return !held.input.empty() && !input.empty() && held.input != input;
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
