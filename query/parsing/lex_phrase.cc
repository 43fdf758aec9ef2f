// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex_phrase.h"

#include <algorithm>
#include <utility>

#include "language/characters.h"
#include "language/query_escape.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;
using Form = Query::Form;

/// A straight quotation mark closes a straight one; any mark closes it if it is the last straight
/// one. Any mark closes a typographic one. A closing brace closes an opening one.
bool closes_phrase(const QueryScanner& in, CodePoint opener, std::size_t begin, CodePoint c) {
  if (opener == '{') return c == '}';
  if (opener == '"' && begin < in.last_straight_quote) return c == '"';
  return is_quote(c);
}

/// The signs right behind a phrase: * makes it the prefix of a value, ~5 is the distance of its
/// words, ^3 its boost.
void lex_phrase_suffix(QueryScanner& in, QueryToken& phrase, bool is_value) {
  if (in.here() == '*') {
    ++in.position;
    phrase.starred = true;
  }
  while (!is_value && (in.here() == '~' || in.here() == '^')) {
    const std::size_t begin = in.position++;
    while (is_ascii_digit(in.here()) || in.here() == '.') ++in.position;
    const std::string_view digits = in.text.substr(begin + 1, in.position - begin - 1);
    const auto number = read_digits(digits);
    const double boost = read_boost(digits);
    if (in.text[begin] == '~' && number)
      phrase.number = std::max(1U, in.limited(*number, kMaxDistance, in.since(begin)));
    else if (in.text[begin] == '^' && boost != 0)
      phrase.boost = boost;
    else
      in.notes.add(in.since(begin), "not-understood",
                   "\"{}\" after a phrase is not understood and is left out.",
                   shortened(in.written(in.since(begin))));
  }
}

void push_phrase(QueryScanner& in, ScannedWord content, std::size_t begin, bool closed) {
  const bool is_value = !in.tokens.empty() && in.tokens.back().kind == Kind::field &&
                        schema::field(in.tokens.back().scope.field).kind != schema::Kind::text;
  std::vector<PhrasePiece> pieces;
  std::size_t leaves = 1;
  if (!is_value) {
    pieces = split_phrase(content);
    const auto counts = [](const PhrasePiece& piece) {
      return piece.kind == PhrasePiece::Kind::word || piece.kind == PhrasePiece::Kind::gap;
    };
    leaves = static_cast<std::size_t>(std::count_if(pieces.begin(), pieces.end(), counts));
    const std::size_t wanted = std::max<std::size_t>(leaves, 1);
    leaves = wanted;
    if (!in.take_leaves(leaves)) return;
    for (std::size_t i = 0, room = leaves; leaves < wanted && i < pieces.size(); ++i)
      if (counts(pieces[i]) && room-- == 0) pieces.resize(i);
  } else if (!in.take_leaves(leaves)) {
    return;
  }
  QueryToken* phrase = in.push(Kind::phrase, begin);
  if (phrase == nullptr) return;
  phrase->form = Form::folded;
  phrase->word = std::move(content);
  phrase->pieces = std::move(pieces);
  if (closed && !in.google()) lex_phrase_suffix(in, *phrase, is_value);
  phrase->place = in.since(begin);
}

}  // namespace

void lex_phrase(QueryScanner& in) {
  const std::size_t begin = in.position;
  const CodePoint opener = next_code_point(in.text, in.position);
  const std::size_t opener_end = in.position;
  ScannedWord content;
  const auto append = [&](CodePoint c, bool escaped) {
    append_code_point(content.text, c);
    if (escaped)
      content.shape.resize(content.text.size(), 'x');
    else
      content.shape.append(content.text, content.shape.size());
  };
  bool closed = false;
  while (!in.at_end() && !closed) {
    const CodePoint c = next_code_point(in.text, in.position);
    if (c == '\\' && opener != '{' && (is_quote(in.peek()) || is_ascii_punctuation(in.peek()))) {
      append(next_code_point(in.text, in.position), true);
    } else if (closes_phrase(in, opener, begin, c)) {
      closed = true;
    } else if (!is_blank(c)) {
      append(c, false);
    } else if (!content.text.empty() && content.text.back() != ' ') {
      append(' ', false);
    }
  }
  if (!content.text.empty() && content.text.back() == ' ') content.keep(0, content.text.size() - 1);
  if (!closed)
    in.notes.add({begin, opener_end - begin}, "unbalanced-quote",
                 "A quotation mark is never closed; the phrase runs to the end of the query.");
  push_phrase(in, std::move(content), begin, closed);
}

void lex_quoted(QueryScanner& in, const std::string& quoted, std::size_t end) {
  const std::size_t begin = in.position;
  ScannedWord content{quoted.substr(1, quoted.size() - 2), {}};
  for (const char c : content.text) content.shape += is_ascii_punctuation(c) ? 'x' : c;
  in.position = end;
  push_phrase(in, std::move(content), begin, true);
}

void lex_exact(QueryScanner& in) {
  const std::size_t begin = in.position++;
  const std::size_t tokens = in.tokens.size();
  if (is_quote(in.peek()) || in.here() == '{') {
    lex_phrase(in);
    if (in.tokens.size() > tokens) {
      in.tokens.back().form = Form::exact;
      in.tokens.back().place.length += in.tokens.back().place.offset - begin;
      in.tokens.back().place.offset = begin;
    }
    return;
  }
  in.push_word(in.scan_word(), begin, true);
  if (in.tokens.size() == tokens && !in.cut)
    in.notes.add(in.since(begin), "stray-operator",
                 "\"{}\" has no word to be exact about and is left out.",
                 shortened(in.written(in.since(begin))));
}

}  // namespace dateline::searching
