// SPDX-License-Identifier: GPL-2.0-or-later
// Stemmer: the stem of a word in a language, by Xapian's stemmers. Both flows use it: the indexer
// groups the words of an archive by it, a search looks the groups up. English words have no stems
// but a lexicon (english_words.h); dictionaries are in inflection_dictionary.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dateline {

/// Stems, cached by language. Not shared between threads: each has its own.
class Stemmer {
 public:
  Stemmer();
  ~Stemmer();
  /// The stem of a folded word in `language` (ISO 639-1); the word itself where no stemmer
  /// exists. The view is valid until the next call.
  std::string_view stem(std::string_view folded, std::string_view language);
  /// Whether a stemmer exists.
  bool knows(std::string_view language);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a folded word may have other forms in a language: it is written in the language's
/// letters.
bool may_inflect(std::string_view folded, std::string_view language);

}  // namespace dateline
