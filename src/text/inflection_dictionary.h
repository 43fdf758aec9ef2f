// SPDX-License-Identifier: GPL-2.0-or-later
// InflectionDictionary: which words are inflected forms of a word, by a dictionary of hunspell that
// is installed on this machine (Debian: hunspell-pl and the like). TermExpansion and the
// highlighter use it for languages whose dictionaries inflect and do not derive. It reads the .dic
// and .aff files itself: the library compares accents, which the index folds, and loads a
// dictionary in half a second, a search in ten milliseconds.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

class InflectionDictionary {
 public:
  /// That of a language (ISO 639-1), or nullptr if there is none: it is looked for in the folders
  /// of the variable DICPATH, as hunspell does, else in those of Debian. It is read once and lives
  /// as long as the process. Any thread may call.
  static const InflectionDictionary* of(std::string_view language);
  /// The package of Debian that has the dictionary of a language; empty if none is of use.
  static std::string package(std::string_view language);

  /// What decides the words of these languages besides the program: by language the name, size and
  /// hash of its dictionary or of the library of its stemmer; empty where a dictionary would be of
  /// use and none is installed.
  static std::map<std::string, std::string> identities(const std::vector<std::string>& languages);

  InflectionDictionary(std::string_view affixes, std::string words, std::string_view refused_flags);
  ~InflectionDictionary();

  /// The forms that a word may have, folded and ascending, the word itself included; empty where
  /// the dictionary does not inflect it. `accented`: as Token has it; "grève" is no form of
  /// "grever", "greve" may be one. A dictionary form stands for its own forms only: "marche" for no
  /// "marcher".
  std::vector<std::string> forms(std::string_view folded, std::string_view accented) const;
  /// Whether forms() would have any.
  bool inflects(std::string_view folded) const;
  /// Whether the dictionary has the word itself, with a flag of one letter.
  bool has_flag(std::string_view folded, char flag) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline
