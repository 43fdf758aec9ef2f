// SPDX-License-Identifier: GPL-2.0-or-later
#include "cjk_segmenter.h"

#include <unicode/brkiter.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query_tree.h"
#include "text/scripts.h"

namespace dateline::searching {
namespace {

using Kind = Query::Kind;

constexpr std::size_t kMaxParts = 64;   // of one word; a longer text is not split
constexpr std::size_t kMaxDepth = 50;   // nested parentheses; a part may add one
constexpr std::int32_t kSplitFrom = 3;  // characters

bool is_unspaced(UChar32 c) { return has_unspaced_words(c) || lengthens_kana(c); }

bool all_unspaced(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    if (!is_unspaced(text.char32At(i))) return false;
  return true;
}

/// "of", "and", "in" and the like, which nearly every article has.
bool is_particle(const icu::UnicodeString& part) {
  static const icu::UnicodeString kChinese =
      icu::UnicodeString::fromUTF8("的了与與和及或在是对對于於之为為等将將被把");
  UErrorCode status = U_ZERO_ERROR;
  if (part.countChar32() != 1) return false;
  return kChinese.indexOf(part) >= 0 ||
         uscript_getScript(part.char32At(0), &status) == USCRIPT_HIRAGANA;
}

using Parts = std::vector<icu::UnicodeString>;

/// The words ICU's dictionary finds. A single character without a word joins the part before it, or
/// at the beginning the part after it: it mostly belongs to a name.
Parts dictionary_words(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  if (!breaks) return {text};
  breaks->setText(text);
  Parts parts;
  bool joins = false;    // the part before takes single characters
  bool unbound = false;  // it is a single character, and takes the next word
  std::int32_t begin = breaks->first();
  for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE;
       begin = std::exchange(end, breaks->next())) {
    icu::UnicodeString part(text, begin, end - begin);
    const bool single = part.countChar32() == 1;
    if (is_particle(part)) {
      joins = unbound = false;
      continue;
    }
    if (joins && (single || unbound)) {
      parts.back() += part;
      unbound = false;
      continue;
    }
    joins = true;
    unbound = single;
    parts.push_back(std::move(part));
  }
  return parts;
}

Parts parts_of(const std::string& word) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(word);
  if (text.length() < kSplitFrom || !all_unspaced(text)) return {};
  Parts parts = dictionary_words(text);
  const bool stable = std::ranges::all_of(parts, [](const icu::UnicodeString& part) {
    return part.length() < kSplitFrom || dictionary_words(part) == Parts{part};
  });
  if (parts.size() < 2 || parts.size() > kMaxParts || !stable) return {};
  return parts;
}

bool is_plain_word(const Query& query) {
  return query.kind == Kind::word && query.form == Query::Form::stem &&
         query.field != schema::FieldId::author;
}

class Splitter {
 public:
  Splitter(Kind kind, std::size_t room) : kind_(kind), room_(room) {}

  void split(Query& query, std::size_t depth) {
    if (depth > kMaxDepth) return;
    if (is_plain_word(query)) {
      std::vector<Query> words = words_of(query);
      if (words.empty()) return;
      const SourceSpan place = query.place;
      query = join(kind_, std::move(words));
      query.place = place;
    } else if (is_compound(query)) {
      std::vector<Query> children;
      for (Query& child : query.children) {
        split(child, depth + 1);
        const bool same = child.kind == query.kind && child.boost == 1;
        if (same)
          std::ranges::move(child.children, std::back_inserter(children));
        else
          children.push_back(std::move(child));
      }
      query.children = std::move(children);
    }
  }

 private:
  std::vector<Query> words_of(const Query& word) {
    std::vector<Query> words;
    const Parts parts = parts_of(word.text);
    if (parts.empty() || parts.size() > room_) return words;
    room_ -= parts.size();
    for (const icu::UnicodeString& part : parts) {
      words.push_back(word);
      words.back().text.clear();
      part.toUTF8String(words.back().text);
    }
    return words;
  }

  const Kind kind_;
  std::size_t room_;  // leaves that may still be added
};

}  // namespace

void split_unspaced(Query& query, const ParseOptions& options) {
  if (options.dialect == Dialect::nexis || options.dialect == Dialect::factiva) return;
  const bool any = options.match_any || options.dialect == Dialect::xapian;
  const std::size_t leaves = count_leaves(query);
  Splitter(any ? Kind::disjunction : Kind::conjunction, kMaxLeaves - std::min(kMaxLeaves, leaves))
      .split(query, 0);
}

}  // namespace dateline::searching
