// SPDX-License-Identifier: GPL-2.0-or-later
// Query: a search as a tree. The parser makes it, match, rank and snippet read it.
// It knows fields and words as written; what a word becomes in the index is the matcher's
// business. Standard library (and the schema) only.
//
// Canonical text, what to_text prints and parse_query reads back to the same tree, without a note:
//   query  := and | or | not
//   and    := not ("AND" not)+        or := not ("OR" not)+
//   not    := ["NOT"] (leaf | "(" and ")" | "(" or ")")
//   leaf   := "*" | [field ":"] (word | word "*" | "=" word | '"' word+ '"')
//           | field ":" (value | value "*" | range)
// AND beside OR is always in parentheses, so that the text means the same in every dialect.
// A backslash before a character takes away what the character means to the parser: \AND, 5\*5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema.h"

namespace dateline {

/// Where in the query's text something stands, in bytes.
struct Place {
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct Query {
  enum class Kind {
    all,          // every article: "*", or no query
    none,         // no article: "NOT *", or a query of which nothing is left
    word,         // one word of a text field: `text`, `form`, `field`
    phrase,       // words one after the other: `children` (two or more of kind word, form folded,
                  // same field), `field`
    conjunction,  // all of `children` (two or more, none a conjunction)
    disjunction,  // any of `children` (two or more, none a disjunction)
    negation,     // not `children[0]` (no negation, all or none)
    value,  // an exact field has this value, or begins with it (`form` prefix; without text: has
            // any value): `text`, `field`
    range,  // a number field lies in [from, to): `text` as written, `field`
  };
  /// How a word meets the words of an article.
  enum class Form {
    stem,    // inflections in the article's language, case and accents aside
    folded,  // the same letters, case and accents aside: "word" in quotes, words of a phrase
    exact,   // the same letters and accents, case aside: "=word"
    prefix,  // any ending: "word*"
  };

  Kind kind = Kind::all;
  Form form = Form::stem;
  schema::FieldId field = schema::FieldId::text;
  std::string text;  // word, value, range: as written, without quotes and operators
  std::optional<std::int64_t> from, to;  // range: half-open; absent = unbounded, both: any value
  std::vector<Query> children;
  Place place;  // not part of equality

  /// Same tree; places do not count.
  bool operator==(const Query& other) const;
};

/// The canonical text.
std::string to_text(const Query& query);

}  // namespace dateline
