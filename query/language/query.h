// SPDX-License-Identifier: GPL-2.0-or-later
// Query: a search as a tree. The parser makes it; matching, ranking and the snippet read it. It has
// fields and words as written. The matcher decides which terms of the index a word means. Includes
// the standard library and the schema only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema.h"

namespace dateline::searching {

/// A range of the query's text, in bytes.
struct SourceSpan {
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct Query {
  enum class Kind {
    all,          // every article: "*", or no query; in a phrase: any one word
    none,         // no article: "NOT *", or a query without any readable part
    word,         // one word of a text field: `text`, `form`, `field`
    phrase,       // slots one after the other: `children` (two or more), `field`. A slot is a word
                  // (form not stem), all (a gap of one word; neither first nor last), or a
                  // disjunction of words and phrases
    conjunction,  // all of `children` (two or more; none a conjunction without boost)
    disjunction,  // any of `children` (two or more; none a disjunction without boost)
    negation,     // not `children[0]` (no negation, all or none)
    value,  // an exact field has this value, or begins with it (`form` prefix; without text: has
            // any value): `text`, `field`
    range,  // a number field lies in [from, to): `text` as written, `field`
    // Positional operators. Their operands have positions in the text: words, phrases, disjunctions
    // of operands, and positional operators. With a `unit` other than words, operands may also be
    // conjunctions and negations, which are evaluated within the unit.
    near,      // children[0] and [1] at most `number` positions apart (`unit` words; `ordered`: [0]
               // first), or in the same `unit`
    not_near,  // children[0] where it is not near children[1]
    at_least,  // children[0] at `number` places or more
    first,     // children[0] in the first `number` words of the headline or of the text
    optional,  // every article; those of children[0] rank higher. Only a clause of a conjunction
               // or the whole query
  };
  /// How a word matches the words of an article. Positional operators read stem as folded, and an
  /// acronym such as "U.S." as all_caps.
  enum class Form {
    stem,      // inflections in the article's language, case and accents aside
    folded,    // the same letters, case and accents aside: "word" in quotes, words of a phrase
    exact,     // the same letters and accents, case aside: "=word"
    prefix,    // of values only: begins with
    wildcard,  // `text` holds * (any letters), *N (up to N letters) or ? (one letter), case and
               // accents aside
    fuzzy,     // at most `number` letters (1 or 2) inserted, left out, changed or swapped
    caps,      // folded, written with a first capital or all in capitals: CAPS(apple)
    all_caps,  // folded, written all in capitals: ALLCAPS(us)
    no_caps,   // folded, written without capitals: NOCAPS(turkey)
    wide,      // all words of its stem, also derived ones: WIDE(organ)
    forms,     // its inflections by the rules of English, also in phrases and distances:
               // FORMS(price); what nexis does with words without quotes
  };
  enum class Unit { words, sentence, paragraph, field };

  Kind kind = Kind::all;
  Form form = Form::stem;
  schema::FieldId field = schema::FieldId::text;
  std::string text;  // word, value, range: as written, without quotes and operators
  std::optional<std::int64_t> from, to;  // range: half-open; absent = unbounded, both: any value
  std::uint32_t number = 0;              // distance, count, words or edits
  Unit unit = Unit::words;               // near and not_near
  bool ordered = false;                  // near and not_near, unit words
  double floor = 0;  // of a disjunction: the share of its weight an article must match (see
                     // Matcher); not part of the text
  double boost = 1;  // factor of the score; on any node outside of positions
  std::vector<Query> children;
  SourceSpan place;  // not part of equality

  /// Equality of trees; places are ignored.
  bool operator==(const Query& other) const;
};

/// Whether a word of this form stands for other forms of it.
constexpr bool is_inflected(Query::Form form) {
  return form == Query::Form::stem || form == Query::Form::wide;
}

}  // namespace dateline::searching
