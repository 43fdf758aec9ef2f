// SPDX-License-Identifier: GPL-2.0-or-later
#include "snippet.h"

#include <algorithm>
#include <set>

namespace dateline {
namespace {

using schema::FieldId;

constexpr std::size_t kLongestText = 2 << 20;  // bytes looked at; beyond it nothing is marked
constexpr std::size_t kMargin = 16;  // bytes kept before the first word and behind the last
constexpr std::string_view kEllipsis = "…";

bool is_space_or_control(unsigned char c) { return c <= ' ' || c == 0x7F; }

/// The last place up to `at` where a character begins or the text ends.
std::size_t character_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

/// Appends text[begin, end) with white space made single and controls gone, and the marks of the
/// matches in it.
template <class Matches>
void append_clean(std::string_view text, std::size_t begin, std::size_t end, const Matches& matches,
                  MarkedText& out) {
  auto match = matches.begin();
  std::size_t open = std::string::npos;  // where the mark being made begins in the output
  const auto close = [&] {
    std::size_t mark_end = out.text.size();
    while (mark_end > open && out.text[mark_end - 1] == ' ') --mark_end;
    if (mark_end > open) out.marks.push_back({open, mark_end});
    open = std::string::npos;
    ++match;
  };
  for (std::size_t i = begin; i < end; ++i) {
    while (match != matches.end() && match->end <= i) {
      if (open != std::string::npos)
        close();
      else
        ++match;
    }
    if (match != matches.end() && open == std::string::npos && i >= match->begin)
      open = out.text.size();
    const auto c = static_cast<unsigned char>(text[i]);
    const bool c1_control =
        c == 0xC2 && i + 1 < end && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1_control) ++i;
    if (!c1_control && !is_space_or_control(c))
      out.text += text[i];
    else if (!out.text.empty() && out.text.back() != ' ')
      out.text += ' ';
  }
  if (open != std::string::npos && match != matches.end()) close();
}

}  // namespace

Highlighter::Highlighter(const Query& query) { collect(query); }

void Highlighter::collect(const Query& query) {
  switch (query.kind) {
    case Query::Kind::word:
    case Query::Kind::phrase: {
      Pattern pattern{&query, {}, {}};
      if (query.kind == Query::Kind::word) pattern.tokens = tokens_of(query.text, tokenizer_);
      for (const Query& word : query.children)
        for (WordToken& token : tokens_of(word.text, tokenizer_))
          pattern.tokens.push_back(std::move(token));
      if (!pattern.tokens.empty() && query.field != FieldId::author)
        patterns_.push_back(std::move(pattern));
      return;
    }
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
      for (const Query& child : query.children) collect(child);
      return;
    default:
      return;  // filters have no words, and what is excluded is not marked
  }
}

std::vector<Highlighter::TextToken> Highlighter::cut(std::string_view text) {
  std::vector<TextToken> tokens;
  tokenizer_.start(text.substr(0, kLongestText));
  for (Token token; tokenizer_.next(token);)
    tokens.push_back({std::string(token.folded), std::string(token.accented),
                      std::string(token.bigram), token.begin, token.end,
                      token.letter_case == Token::Case::all_caps || token.acronym,
                      tokens.empty() || token.break_before != Token::Break::none});
  return tokens;
}

/// Ideographs that are written together in the query are together in the text.
bool Highlighter::continues(const TextToken& token, const WordToken& wanted) {
  return wanted.bigram.empty() || token.bigram == wanted.bigram;
}

/// Whether the pattern stands at `token`, which has at least as many tokens behind it as the
/// pattern.
bool Highlighter::matches(const Pattern& pattern, const TextToken* token,
                          std::string_view language) {
  if (pattern.tokens.size() > 1) {
    for (std::size_t i = 0; i < pattern.tokens.size(); ++i)
      if (token[i].folded != pattern.tokens[i].folded || !continues(token[i], pattern.tokens[i]))
        return false;
    return true;
  }
  const WordToken& wanted = pattern.tokens.front();
  if (pattern.leaf->kind == Query::Kind::phrase) return token->folded == wanted.folded;
  switch (pattern.leaf->form) {
    case Query::Form::prefix:
      return token->folded.starts_with(wanted.folded);
    case Query::Form::exact:
      return token->accented == wanted.accented;
    case Query::Form::folded:
      return token->folded == wanted.folded;
    case Query::Form::stem:
      break;
  }
  if (wanted.acronym) return token->all_caps && token->folded == wanted.folded;
  if (token->folded == wanted.folded) return true;
  // An English stem begins as its word does; elsewhere an article may be part of the word.
  return (language != "en" || token->folded.front() == wanted.folded.front()) &&
         stemmer_.stem(token->folded, language) == pattern.stem;
}

std::vector<Highlighter::Match> Highlighter::find(const std::vector<TextToken>& text, Part part,
                                                  std::string_view language) {
  std::vector<const Pattern*> asked;
  for (Pattern& pattern : patterns_) {
    const FieldId field = pattern.leaf->field;
    if (field == FieldId::title && part != Part::headline) continue;
    if (field == FieldId::body && part != Part::body) continue;
    pattern.stem = stemmer_.stem(pattern.tokens.front().folded, language);
    asked.push_back(&pattern);
  }
  std::vector<Match> found;
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const Pattern* pattern : asked) {
      const std::size_t length = pattern->tokens.size();
      if (i + length > text.size() || !matches(*pattern, &text[i], language)) continue;
      found.push_back({static_cast<std::size_t>(pattern - patterns_.data()), text[i].begin,
                       text[i + length - 1].end});
    }
  return found;
}

namespace {

/// Overlapping and touching matches joined, ascending.
template <class Match>
std::vector<Match> joined(std::vector<Match> matches) {
  std::ranges::sort(matches, {}, &Match::begin);
  std::vector<Match> result;
  for (const Match& match : matches) {
    if (!result.empty() && match.begin <= result.back().end)
      result.back().end = std::max(result.back().end, match.end);
    else
      result.push_back(match);
  }
  return result;
}

}  // namespace

MarkedText Highlighter::headline(std::string_view title, std::string_view language) {
  MarkedText result;
  append_clean(title, 0, title.size(), joined(find(cut(title), Part::headline, language)), result);
  while (result.text.ends_with(' ')) result.text.pop_back();
  return result;
}

MarkedText Highlighter::passage(std::string_view body, std::string_view language,
                                std::size_t length) {
  MarkedText result;
  const std::vector<TextToken> text = cut(body);
  if (text.empty()) return result;
  const std::vector<Match> found = find(text, Part::body, language);

  // The window that holds the most different patterns, then the most matches; the earliest of
  // equals.
  std::size_t best = 0;
  std::pair<std::size_t, std::size_t> best_worth{0, 0};
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::set<std::size_t> different;
    std::size_t n = 0;
    for (std::size_t j = i; j < found.size() && found[j].end <= found[i].begin + length * 3 / 4;
         ++j, ++n)
      different.insert(found[j].pattern);
    if (const std::pair worth{different.size(), n}; worth > best_worth) {
      best_worth = worth;
      best = i;
    }
  }

  // It begins at the sentence's beginning where that is near, else a few words before the first
  // match.
  std::size_t first = 0;
  if (!found.empty()) {
    const std::size_t start = found[best].begin;
    first = static_cast<std::size_t>(std::ranges::upper_bound(text, start, {}, &TextToken::begin) -
                                     text.begin()) -
            1;
    const std::size_t reach = length / 4;
    for (std::size_t t = first; start - text[t].begin <= reach; --t) {
      first = t;
      if (text[t].begins_sentence || t == 0) break;
    }
  }
  const bool from_the_start = first == 0 && text[0].begin <= kMargin;
  const std::size_t begin = from_the_start ? 0 : text[first].begin;
  std::size_t last = first;
  while (last + 1 < text.size() && text[last + 1].end <= begin + length) ++last;
  const bool to_the_end = last + 1 == text.size();
  const std::size_t end =
      to_the_end ? character_start(body, text[last].end + kMargin) : text[last].end;

  std::vector<Match> inside;
  for (const Match& match : found)
    if (match.begin >= begin && match.begin < end)
      inside.push_back({match.pattern, match.begin, std::min(match.end, end)});
  if (first != 0 && !text[first].begins_sentence) result.text = std::string(kEllipsis) + " ";
  append_clean(body, begin, end, joined(inside), result);
  while (result.text.ends_with(' ')) result.text.pop_back();
  if (!to_the_end) result.text.append(" ").append(kEllipsis);
  return result;
}

}  // namespace dateline
