// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_positions.h"

#include <algorithm>

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kLongestText = 2 << 20;  // bytes; the rest of the text is not read

}  // namespace

EnglishForms english_forms_of(const Query& query, const WordFrequency& frequency) {
  EnglishForms all;
  Tokenizer tokenizer;
  const auto add = [&](const auto& self, const Query& node) -> void {
    if (node.kind == Query::Kind::word && node.form == Query::Form::stem)
      for (const WordToken& token : tokens_of(node, tokenizer)) {
        const std::vector<std::string> forms = english_forms(token.folded, frequency);
        all[token.folded].insert(forms.begin(), forms.end());
      }
    for (const Query& child : node.children) self(self, child);
  };
  add(add, query);
  return all;
}

void TextPositions::set(const Article& article) {
  for (std::vector<Word>& words : words_) words.clear();
  for (auto* ends : {&sentence_ends_, &paragraph_ends_, &field_ends_}) ends->clear();
  language_ = article.language;
  for (auto& [word, pattern] : patterns_) pattern.stem.clear();

  const std::uint32_t behind_title = cut(article.title, Part::headline, 1);
  cut(article.body, Part::body, std::max(behind_title, schema::kBodyPosition));
  cut(article.author, Part::byline, kBylinePosition);

  const std::uint32_t holds = schema::kBodyPosition + schema::kLeadHolds - 1;
  const auto end = std::ranges::lower_bound(paragraph_ends_, holds);
  lead_end_ = schema::kBodyPosition + schema::kLongestLead - 1;
  if (end != paragraph_ends_.end()) lead_end_ = std::min(lead_end_, *end);
}

/// Cuts one part, whose first word has `position`. Returns the position behind the last word.
std::uint32_t TextPositions::cut(std::string_view text, Part part, std::uint32_t position) {
  std::vector<Word>& words = words_[static_cast<std::size_t>(part)];
  const auto end_unit = [&](bool paragraph) {
    if (words.empty()) return;
    const std::uint32_t last = words.back().position;
    sentence_ends_.push_back(last);
    if (paragraph) paragraph_ends_.push_back(last);
  };
  tokenizer_.start(text.substr(0, kLongestText));
  for (Token token; tokenizer_.next(token);) {
    const bool begins = words.empty() || token.break_before != Token::Break::none;
    if (begins && part != Part::byline) end_unit(token.break_before == Token::Break::paragraph);
    if (part == Part::headline && position == schema::kTitleWords + 1) {
      field_ends_.push_back(words.back().position);  // the rest of such a headline counts as body
      position = schema::kBodyPosition;
    }
    words.push_back({std::string(token.folded), std::string(token.accented),
                     std::string(token.bigram), token.begin, token.end, position++,
                     token.letter_case, token.acronym, begins});
  }
  end_unit(true);  // a byline is one sentence
  const bool runs_on = part == Part::headline && position > schema::kBodyPosition;
  if (!words.empty() && !runs_on) field_ends_.push_back(words.back().position);
  return position;
}

const TextPositions::Word* TextPositions::at(Part part, std::uint32_t position) const {
  const std::vector<Word>& in = words(part);
  const auto found = std::ranges::lower_bound(in, position, {}, &Word::position);
  return found != in.end() && found->position == position ? &*found : nullptr;
}

const std::vector<std::uint32_t>& TextPositions::ends(Query::Unit unit) {
  switch (unit) {
    case Query::Unit::sentence:
      return sentence_ends_;
    case Query::Unit::paragraph:
      return paragraph_ends_;
    default:
      return field_ends_;
  }
}

bool TextPositions::inside(FieldId field, std::uint32_t position) const {
  const bool byline = position >= kBylinePosition;
  const bool headline = position < schema::kBodyPosition;
  switch (field) {
    case FieldId::author:
      return byline;
    case FieldId::title:
      return headline;
    case FieldId::body:
      return !headline && !byline;
    case FieldId::lead:
      return !headline && position <= lead_end_;
    case FieldId::hlead:
      return position <= lead_end_;
    default:
      return !byline;
  }
}

TextPositions::Pattern& TextPositions::pattern_of(const Query& word) {
  const auto [entry, is_new] = patterns_.try_emplace(&word);
  Pattern& pattern = entry->second;
  if (is_new) pattern.tokens = tokens_of(word, tokenizer_);
  return pattern;
}

std::vector<Span> TextPositions::places(const Query& word, Reading reading) {
  std::vector<Span> found;
  Pattern& pattern = pattern_of(word);
  const std::size_t length = pattern.tokens.size();
  if (length == 0) return found;
  for (std::vector<Word>& in : words_)
    for (std::size_t i = 0; i + length <= in.size(); ++i) {
      const Span span{in[i].position, in[i + length - 1].position};
      if (span.end - span.begin + 1 != length) continue;  // over the end of a field
      if (!inside(word.field, span.begin) || !inside(word.field, span.end)) continue;
      if (stands_at(word, pattern, &in[i], reading)) found.push_back(span);
    }
  return found;
}

bool TextPositions::stands_at(const Query& word, Pattern& pattern, Word* at, Reading reading) {
  const WordToken& first = pattern.tokens.front();
  const bool inflected = is_inflected(word.form) && reading == Reading::stem &&
                         pattern.tokens.size() == 1 && !first.ideograph && !first.acronym &&
                         word.field != FieldId::author;
  if (!inflected) {
    for (std::size_t i = 0; i < pattern.tokens.size(); ++i)
      if (!fits(word, pattern.tokens[i], at[i])) return false;
    return true;
  }
  return at->folded == first.folded || is_form(word, pattern, *at);
}

/// Whether a word of the text is another form of the query's, in the article's language.
bool TextPositions::is_form(const Query& word, Pattern& pattern, Word& at) {
  const std::string& typed = pattern.tokens.front().folded;
  if (word.form != Query::Form::wide && language_ == "en") {
    const auto forms = forms_.find(typed);
    return forms != forms_.end() && forms->second.contains(at.folded);
  }
  if (pattern.stem.empty()) pattern.stem = stemmer_.stem(typed, language_);
  if (at.stem.empty()) at.stem = stemmer_.stem(at.folded, language_);
  return at.stem == pattern.stem;
}

/// Whether one part of a query's word fits one word of the text, as written.
bool TextPositions::fits(const Query& word, const WordToken& part, const Word& at) const {
  const bool folds = at.folded == part.folded;
  // Ideographs written together in the query are together in the text.
  if (!part.bigram.empty() && at.bigram != part.bigram) return false;
  const bool all_caps = at.letter_case == Token::Case::all_caps || at.acronym;
  switch (word.form) {
    case Query::Form::wildcard:
    case Query::Form::fuzzy:
      return part.any_word || (part.pattern ? part.pattern->fits(at.folded) : folds);
    case Query::Form::exact:
      return at.accented == part.accented;
    case Query::Form::caps:
      return folds && (all_caps || at.letter_case == Token::Case::capital);
    case Query::Form::all_caps:
      return folds && all_caps;
    case Query::Form::no_caps:
      return folds && !all_caps && at.letter_case != Token::Case::capital;
    case Query::Form::stem:
    case Query::Form::wide:
      return folds && (!part.acronym || all_caps || word.field == FieldId::author);
    default:
      return folds;
  }
}

}  // namespace dateline::searching
