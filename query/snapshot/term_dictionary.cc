// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_dictionary.h"

#include <algorithm>
#include <map>
#include <utility>

#include "index_terms.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What all words of an English stem begin with: the stemmer changes no more than the stem's last
/// two characters ("dying", die), and never the first.
std::string_view common_beginning(std::string_view stem) {
  const auto next = [&](std::size_t at) {
    do ++at;
    while (at < stem.size() && (static_cast<unsigned char>(stem[at]) & 0xC0) == 0x80);
    return at;
  };
  std::vector<std::size_t> ends;  // of characters
  for (std::size_t at = 0; at < stem.size();) ends.push_back(at = next(at));
  if (ends.empty()) return {};
  return stem.substr(0, ends[ends.size() > 3 ? ends.size() - 3 : 0]);
}

}  // namespace

bool is_folded(std::string_view word) { return is_ascii(word) || fold_value(word) == word; }

template <class Visit>
void TermDictionary::for_each_word(std::string_view prefix, std::string_view beginning,
                                   Visit&& visit) {
  const std::string start = std::string(prefix).append(beginning);
  for (IndexTerms terms(index_, start); !terms.at_end(); terms.next()) {
    deadline_.check();
    if (start.empty() && is_ascii_upper(terms.term().front())) {  // a prefix
      terms.skip_to("[");
      if (terms.at_end()) return;
    }
    visit(std::string_view(terms.term()).substr(prefix.size()), terms);
  }
}

WildcardTerms TermDictionary::fitting(const std::vector<WordPattern>& patterns,
                                      std::string_view prefix) {
  std::map<std::string, std::vector<const WordPattern*>> by_beginning;  // each read once
  for (const WordPattern& pattern : patterns) by_beginning[pattern.beginning()].push_back(&pattern);
  std::vector<std::pair<std::uint32_t, std::string>> found;
  for (const auto& [beginning, of_it] : by_beginning)
    for_each_word(prefix, beginning, [&](std::string_view word, const IndexTerms& terms) {
      const auto fits = [&](const WordPattern* pattern) {
        return pattern->fits(word) && is_folded(word) != pattern->accented();
      };
      if (std::ranges::none_of(of_it, fits)) return;
      const std::uint32_t articles = terms.documents();
      if (articles != 0) found.emplace_back(articles, terms.term());
    });
  WildcardTerms expansion;
  expansion.existing = found.size();
  const auto more_frequent = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  const std::size_t used = std::min(found.size(), kMaxExpansions);
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(used),
                            more_frequent);
  for (std::size_t i = 0; i < used; ++i) expansion.terms.push_back(std::move(found[i].second));
  return expansion;
}

std::vector<std::string> TermDictionary::of_beginning(
    std::string_view beginning, const std::function<bool(std::string_view)>& is_form) {
  std::vector<std::string> words;
  for_each_word({}, beginning, [&](std::string_view word, const IndexTerms&) {
    if (is_form(word) && is_folded(word)) words.emplace_back(word);
  });
  return words;
}

std::vector<std::string> TermDictionary::of_english_stem(std::string_view folded,
                                                         Stemmer& stemmer) {
  const std::string stem(stemmer.stem(folded, "en"));
  if (stem.empty()) return {};
  std::vector<std::string> words;
  const auto add = [&](std::string_view word, const IndexTerms&) {
    if (stemmer.stem(word, "en") == stem && is_folded(word)) words.emplace_back(word);
  };
  for_each_word({}, common_beginning(stem), add);
  return words;
}

std::string with_accents(const std::string& folded, const Snapshot& snapshot) {
  const IndexReader& index = snapshot.index();
  const std::string accented = make_term(schema::kAccentPrefix, folded);
  if (index.statistics(accented).doc_freq * 2 <= index.statistics(folded).doc_freq) return folded;
  const std::optional<StoredArticle> article =
      snapshot.archives().article(index.first_document(accented));
  if (!article) return folded;
  Tokenizer tokenizer;
  std::string least;
  for (const std::string* const text : {&article->article.title, &article->article.body})
    for (const WordToken& token : tokens_of(*text, tokenizer))
      if (token.folded == folded && token.accented != folded && !token.accented.empty() &&
          (least.empty() || token.accented < least))
        least = token.accented;
  return least.empty() ? folded : least;
}

}  // namespace dateline::searching
