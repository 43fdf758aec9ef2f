// SPDX-License-Identifier: GPL-2.0-or-later
// LanguageForms: which words are forms of a typed word in a language that is not English: those
// that a dictionary of the language lists, else those with the same stem; in German the latter
// without derived words, and with the forms of strong verbs. TermExpansion and TextPositions use
// it, so that what is marked is what was found. Reads no index.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/inflection_dictionary.h"
#include "text/snowball_stemmer.h"
#include "text/stemmer.h"

namespace dateline::searching {

class LanguageForms {
 public:
  /// `wide`: all words of its stem, where the language has a stemmer. The stemmer must outlive it.
  LanguageForms(const WordToken& typed, std::string_view language, Stemmer& stemmer, bool wide);

  /// Whether a dictionary lists all forms; otherwise words of the stem may be forms, too.
  bool is_listed() const { return !listed_.empty() && !german_; }
  /// What all its forms begin with, where the index knows no stems of the language; else empty.
  std::string_view beginning() const { return beginning_; }
  /// Forms that need not have the same stem; folded and ascending.
  const std::vector<std::string>& listed() const { return listed_; }
  bool contains(std::string_view folded) const;

 private:
  std::string typed_, language_, stem_, beginning_;
  Stemmer& stemmer_;
  bool german_ = false;
  const InflectionDictionary* dictionary_ = nullptr;
  const SnowballStemmer* snowball_ = nullptr;
  std::vector<std::string> listed_;
};

}  // namespace dateline::searching
