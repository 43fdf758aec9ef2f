// SPDX-License-Identifier: GPL-2.0-or-later
#include "stemmer.h"

#include <xapian.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "ascii.h"

namespace dateline {
namespace {

/// A word prepared for the Arabic stemmer, which removes the article, and a plural's ending only
/// behind an article. So "and the" becomes "the", and a plural without an article gets one.
std::string arabic_noun(std::string word) {
  constexpr std::string_view kArticle = "ال", kPlural = "ات", kParent = "والد";
  constexpr std::array<std::string_view, 2> kAnd{"و", "ف"};
  constexpr std::array<std::string_view, 4> kArticles{"ال", "بال", "كال", "لل"};
  constexpr std::size_t kShortest = 10;  // bytes: five letters
  const auto begins_with = [&](std::string_view beginning) { return word.starts_with(beginning); };
  for (const std::string_view conjunction : kAnd)
    if (word.size() >= kShortest && begins_with(std::string(conjunction).append(kArticle)) &&
        !begins_with(kParent))
      return word.substr(conjunction.size());
  if (word.size() >= kShortest && word.ends_with(kPlural) &&
      std::ranges::none_of(kArticles, begins_with))
    word.insert(0, kArticle);
  return word;
}

}  // namespace

struct Stemmer::State {
  struct Language {
    Xapian::Stem stem;
    bool known = true;
    std::unordered_map<std::string, std::string> cache;
  };
  std::map<std::string, Language, std::less<>> languages;
  std::string result;

  Language& language(std::string_view code) {
    if (auto found = languages.find(code); found != languages.end()) return found->second;
    Language made;
    try {
      made.stem = Xapian::Stem(std::string(code));
    } catch (const Xapian::InvalidArgumentError&) {
      made.known = false;  // a word is its own stem
    }
    return languages.emplace(std::string(code), std::move(made)).first->second;
  }
};

Stemmer::Stemmer() : state_(std::make_unique<State>()) {}
Stemmer::~Stemmer() = default;

bool Stemmer::knows(std::string_view code) { return !code.empty() && state_->language(code).known; }

std::string_view Stemmer::stem(std::string_view folded, std::string_view code) {
  constexpr std::size_t kCacheWords = 200'000;
  State::Language& language = state_->language(code);
  if (language.stem.is_none()) {
    state_->result = folded;
    return state_->result;
  }
  state_->result.assign(folded);
  auto found = language.cache.find(state_->result);
  if (found == language.cache.end()) {
    if (language.cache.size() >= kCacheWords) language.cache.clear();
    std::string stem = language.stem(code == "ar" ? arabic_noun(state_->result) : state_->result);
    if (stem.empty()) stem = state_->result;
    found = language.cache.emplace(state_->result, std::move(stem)).first;
  }
  return found->second;
}

bool may_inflect(std::string_view folded, std::string_view language) {
  static constexpr std::array<std::string_view, 9> kNotLatin{"ar", "el", "hi", "hy", "ne",
                                                             "ru", "ta", "uk", "yi"};
  constexpr unsigned char kFirstGreek = 0xCD;  // bytes of UTF-8 below it begin Latin letters
  const auto first = static_cast<unsigned char>(folded.front());
  const bool other_letters = std::ranges::find(kNotLatin, language) != kNotLatin.end();
  return !is_ascii_digit(folded.front()) &&
         (other_letters == (first >= kFirstGreek) || language == "sr");  // has two alphabets
}

}  // namespace dateline
