// SPDX-License-Identifier: GPL-2.0-or-later
// Word diff: what was taken out of a text and what was put into it, word by word (Myers 1986, in
// linear space), and how large an edit of an article is. Used by --diff, --versions and changed:.
// It knows no archive.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dateline {

/// A run of a diff. The runs of `same` and `removed` are the text before, those of `same` and
/// `added` the text after, byte for byte.
struct DiffPart {
  enum class Kind { same, removed, added };
  Kind kind = Kind::same;
  std::string_view text;  // of the text after, or of the one before where it is removed
};

/// As few words as possible differ, but where texts of thousands of words have little in common.
/// Both texts must outlive the parts.
std::vector<DiffPart> word_diff(std::string_view before, std::string_view after);

/// An edit of an article by its words. White space, signs and lines that only say when the article
/// was published or updated do not count.
struct EditSize {
  std::uint64_t removed = 0, added = 0;  // words
  double share = 0;                      // of the words of both versions, 0 to 1
  bool correction = false;               // the version after has a notice of correction that is new
};

struct EditedText {
  std::string_view title, body;
};

EditSize size_of_edit(const EditedText& before, const EditedText& after);

}  // namespace dateline
