// SPDX-License-Identifier: GPL-2.0-or-later
// SnowballStemmer: stems of languages that Xapian has no stemmer for: Greek, Hindi, Serbian. It
// calls libstemmer where that is installed (Debian: libstemmer0d), as dictionaries are used where
// they are. A search uses it; no index depends on it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dateline {

class SnowballStemmer {
 public:
  /// That of a language (ISO 639-1), or nullptr if there is none, or if DICPATH is empty, which
  /// stands for no dictionaries. It lives as long as the process. Any thread may call.
  static const SnowballStemmer* of(std::string_view language);
  /// The file of the library that of() uses; empty if none.
  static std::string library();

  ~SnowballStemmer();
  std::string stem(std::string_view folded) const;

 private:
  struct State;
  explicit SnowballStemmer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dateline
