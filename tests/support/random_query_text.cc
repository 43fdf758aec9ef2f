// SPDX-License-Identifier: GPL-2.0-or-later
// Queries as people type them: with the operators and spellings of many products, and with
// mistakes.
#include <array>
#include <string>
#include <string_view>

#include "parsing/canonical_text.h"
#include "random_query.h"

namespace dateline {

using namespace searching;

/// A word, a phrase or one of their spellings in any product's language.
std::string RandomQueries::leaf_text() {
  const std::string here = word_here();
  const std::string number = std::to_string(1 + below(12));
  switch (below(30)) {
    case 0:
      return '"' + word_here(2 + below(2)) + '"';
    case 1:
      return "title:" + here;
    case 2:
      return "=" + here;
    case 3:
      return first_characters(word(), 3 + below(3)) + "*";
    case 4:
      return "headline:(" + here + " " + word() + ")";
    case 5:
      return to_text(value_leaf());
    case 6:
      return "date:" + date_text();
    case 7:
      return any_raw_words(4);  // with the punctuation it came with
    case 8:
      return pattern(here);
    case 9:
      return first_characters(here, 4) + pick(std::array{"!", "$2", "*1", "?", "*"});
    case 10:
      return misspelt(here) + pick(std::array{"~", "~1", "~2", "~9"});
    case 11:
      return pick(std::array{"ATLEAST/", "atleast", "REPEAT/"}) + number + "(" + here + ")";
    case 12:
      return "ATLEAST/2 " + here;
    case 13:
      return "FIRST/" + number + " " + here;
    case 14:
      return here + " /F" + number + "/";
    case 15:
      return pick(std::array{"caps", "ALLCAPS", "NoCaps", "headline", "hlead", "body"}) +
             ("(" + here) + ")";
    case 16:
      return pick(std::array{"hlp=", "lp=", "hd=", "intitle:", "td=", "lead:"}) + here;
    case 17:
      return "near" + number + ":\"" + word_here(2) + '"';
    case 18:
      return '"' + word_here(3) + "\"~" + number;
    case 19:
      return '{' + word_here(2) + '}';
    case 20:
      return '"' + here + " * (" + word() + "|" + word_here() + ")\"";
    case 21:
      return pick(std::array{"MAYBE ", "?", "+", "-"}) + here;
    case 22:
      return here + "^" + number;
    case 23:
      return pick(std::array{"date after ", "after:", "before:", "date bef "}) + date_text();
    default:
      return spelt_otherwise(here);
  }
}

std::string RandomQueries::text(int depth) {
  turn_page();
  return write(depth);
}

std::string RandomQueries::write(int depth) {
  static constexpr std::array<std::string_view, 40> kBetween{" ",
                                                             " ",
                                                             " ",
                                                             " ",
                                                             " ",
                                                             " AND ",
                                                             " OR ",
                                                             " OR ",
                                                             " | ",
                                                             " -",
                                                             " NOT ",
                                                             " AND NOT ",
                                                             " & ",
                                                             " BUT NOT ",
                                                             " and ",
                                                             " or ",
                                                             " NEAR/5 ",
                                                             " w/5 ",
                                                             " near5 ",
                                                             " N/8 ",
                                                             " /5 ",
                                                             " NEAR ",
                                                             " ADJ ",
                                                             " adj3 ",
                                                             " PRE/5 ",
                                                             " ONEAR/9 ",
                                                             " P/3 ",
                                                             " +4 ",
                                                             " AROUND(5) ",
                                                             " NOT w/5 ",
                                                             " NOT NEAR/3 ",
                                                             " notnear/9 ",
                                                             " w/s ",
                                                             " /s ",
                                                             " SENTENCE ",
                                                             " w/p ",
                                                             " same ",
                                                             " SAME ",
                                                             " w/seg ",
                                                             " NOT w/s "};
  std::string result;
  open_passage();
  for (std::size_t n = 1 + below(3); n > 0; --n) {
    if (!result.empty()) result += pick(kBetween);
    if (depth > 0 && one_in(3))
      result += '(' + write(depth - 1) + ')';
    else
      result += leaf_text();
  }
  if (one_in(12))
    result += pick(std::array{"\"", ")", " OR", " -", "(", " w/5", "~", "^", " NOT w/s"});
  return result;
}

}  // namespace dateline
