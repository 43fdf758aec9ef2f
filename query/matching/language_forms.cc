// SPDX-License-Identifier: GPL-2.0-or-later
#include "language_forms.h"

#include <algorithm>

#include "text/german_words.h"

namespace dateline::searching {
namespace {

std::string_view first_characters(std::string_view word, std::size_t number) {
  const auto continues = [&](std::size_t at) {
    return at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80;
  };
  std::size_t end = 0;
  for (; end < word.size() && number > 0; --number)
    for (++end; continues(end);) ++end;
  return word.substr(0, end);
}

}  // namespace

LanguageForms::LanguageForms(const WordToken& typed, std::string_view language, Stemmer& stemmer,
                             bool wide)
    : typed_(typed.folded),
      language_(language),
      stem_(stemmer.stem(typed.folded, language)),
      stemmer_(stemmer),
      german_(language == "de"),
      snowball_(SnowballStemmer::of(language)) {
  if (snowball_ != nullptr) {
    stem_ = snowball_->stem(typed.folded);
    beginning_ = first_characters(typed.folded, 2);
    return;
  }
  if (wide && stemmer.knows(language)) return;
  dictionary_ = InflectionDictionary::of(language);
  if (german_)
    listed_ = strong_verb_forms(typed.folded);
  else if (dictionary_ != nullptr)
    listed_ = dictionary_->forms(typed.folded, typed.accented);
}

bool LanguageForms::contains(std::string_view folded) const {
  const bool listed = std::ranges::binary_search(listed_, folded);
  if (listed || is_listed()) return listed;
  if (snowball_ != nullptr)
    return folded.starts_with(beginning_) && snowball_->stem(folded) == stem_;
  if (stemmer_.stem(folded, language_) != stem_) return false;
  if (dictionary_ == nullptr) return true;
  return german_ ? !is_german_derivation(typed_, folded, dictionary_)
                 : !dictionary_->inflects(folded);
}

}  // namespace dateline::searching
