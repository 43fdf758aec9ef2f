// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_positions.h"

#include <algorithm>

#include "text/ascii.h"
#include "text/spellings.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kLongestText = 4 << 20;  // bytes; the rest of the text is not read

void add_forms(const std::vector<WordToken>& tokens, const WordFrequency& frequency,
               EnglishForms& all) {
  std::vector<std::string> words;
  for (const WordToken& token : tokens) words.push_back(token.folded);
  for (const WordSequence& way : split_or_joined(tokens))
    if (way.size() == 1) words.push_back(way.front());
  for (const std::string& word : words) {
    const std::vector<std::string> forms = english_forms(word, frequency);
    all[word].insert(forms.begin(), forms.end());
  }
}

}  // namespace

EnglishForms english_forms_of(const Query& query, const WordFrequency& frequency) {
  EnglishForms all;
  Tokenizer tokenizer;
  const auto add = [&](const auto& self, const Query& node) -> void {
    if (node.kind == Query::Kind::word &&
        (node.form == Query::Form::stem || node.form == Query::Form::forms))
      add_forms(tokens_of(node, tokenizer), frequency, all);
    for (const Query& child : node.children) self(self, child);
  };
  add(add, query);
  return all;
}

void TextPositions::set(const Article& article) {
  for (std::vector<Word>& words : words_) words.clear();
  joined_.clear();
  for (auto* ends : {&sentence_ends_, &paragraph_ends_, &field_ends_}) ends->clear();
  language_ = article.language;

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
  tokenizer_.start(text.substr(0, kLongestText),
                   part == Part::byline ? std::string_view() : language_);
  Joined last;
  for (Token token; tokenizer_.next(token);) {
    const bool begins = words.empty() || token.break_before != Token::Break::none;
    if (begins && part != Part::byline) end_unit(token.break_before == Token::Break::paragraph);
    if (part == Part::headline && position == schema::kTitleWords + 1) {
      field_ends_.push_back(words.back().position);  // the rest of such a headline counts as body
      position = schema::kBodyPosition;
    }
    if (part != Part::byline) join(token, position, last);
    words.push_back({std::string(token.folded), std::string(token.accented),
                     std::string(token.bigram), token.begin, token.end, position++,
                     token.letter_case, token.acronym, begins, signed_word(token)});
  }
  end_unit(true);  // a byline is one sentence
  const bool runs_on = part == Part::headline && position > schema::kBodyPosition;
  if (!words.empty() && !runs_on) field_ends_.push_back(words.back().position);
  return position;
}

/// Joins a token with `last`, the word before it or a run of initials, as the index does.
void TextPositions::join(const Token& token, std::uint32_t position, Joined& last) {
  constexpr std::uint32_t kMostParts = 5;
  const std::uint32_t parts = last.span.end - last.span.begin + 1;
  const bool is_initial = token.joint == Token::Joint::initial;
  const bool joins = token.joint != Token::Joint::none && (!is_initial || parts < kMostParts) &&
                     may_join(last.word.folded, token);
  const bool initials = joins && is_initial;
  const std::uint32_t begin = initials ? last.span.begin : position - 1;
  if (joins) {
    last.word.folded.append(sign_between(token)).append(token.folded);
    last.span = {begin, position};
    joined_.push_back(last);
  }
  if (initials) return;
  last.word.folded = token.folded;
  last.span = {position, position};
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
  if (!is_new) return pattern;
  pattern.tokens = tokens_of(word, tokenizer_);
  if (is_spelled_freely(word.form) && word.field != FieldId::author)
    pattern.ways = split_or_joined(pattern.tokens);
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
  add_other_ways(word, pattern, reading, found);
  return found;
}

/// Adds the places where the word is written in another number of parts.
void TextPositions::add_other_ways(const Query& word, Pattern& pattern, Reading reading,
                                   std::vector<Span>& found) {
  if (!is_spelled_freely(word.form) || word.field == FieldId::author) return;
  const std::size_t before = found.size();
  const auto add = [&](Span span) {
    if (inside(word.field, span.begin) && inside(word.field, span.end)) found.push_back(span);
  };
  const WordToken& first = pattern.tokens.front();
  const bool may_be_joined = pattern.tokens.size() == 1 && !first.ideograph && first.sign.empty() &&
                             !is_ascii_digit(first.folded.front());
  if (may_be_joined)
    for (Joined& joined : joined_)
      if (joined.word.folded == first.folded ||
          (word.form == Query::Form::forms && fits(word, first, joined.word)) ||
          (is_inflected(word.form) && reading == Reading::stem && !first.acronym &&
           is_form(word, pattern, joined.word)))
        add(joined.span);
  for (const WordSequence& way : pattern.ways)
    if (way.size() == 1)
      for (const Joined& joined : joined_)
        if (is_way(word, pattern, way, &joined.word, reading)) add(joined.span);
  for (const WordSequence& way : pattern.ways)
    for (const std::vector<Word>& in : words_)
      for (std::size_t i = 0; i + way.size() <= in.size(); ++i) {
        const Span span{in[i].position, in[i + way.size() - 1].position};
        if (span.end - span.begin + 1 == way.size() && is_way(word, pattern, way, &in[i], reading))
          add(span);
      }
  if (found.size() == before) return;
  std::ranges::sort(found);
  const auto rest = std::ranges::unique(found);
  found.erase(rest.begin(), rest.end());
}

bool TextPositions::is_way(const Query& word, const Pattern& pattern, const WordSequence& way,
                           const Word* at, Reading reading) const {
  if (way.size() == 1) {
    if (at->folded == way[0]) return true;
    const bool inflects = reading == Reading::stem || word.form == Query::Form::forms;
    const auto forms = forms_.find(way[0]);
    return inflects && forms != forms_.end() && forms->second.contains(at->folded);
  }
  const WordToken& whole = pattern.tokens.front();
  const std::size_t sign = whole.sign.empty() ? 0 : whole.sign.size() - whole.folded.size();
  const bool signs = sign == 0 || at->sign == whole.sign.substr(0, sign) + way[0];
  for (std::size_t i = 0; i < way.size(); ++i)
    if (at[i].folded != way[i]) return false;
  return signs;
}

/// Whether a word of the text is a part of the query's word; `freely`: in another spelling too.
bool TextPositions::is_same(const WordToken& part, const Word& at, bool freely) const {
  if (!part.sign.empty() && part.sign != at.sign) return false;
  if (at.folded == part.folded) return true;
  if (!freely) return false;
  const std::vector<std::string> others = other_spellings(part.folded, part.accented);
  return std::ranges::any_of(
      others, [&](const std::string& other) { return other == at.folded || other == at.accented; });
}

bool TextPositions::stands_at(const Query& word, Pattern& pattern, Word* at, Reading reading) {
  const WordToken& first = pattern.tokens.front();
  const bool inflected = is_inflected(word.form) && reading == Reading::stem &&
                         pattern.tokens.size() == 1 && !first.ideograph && !first.acronym &&
                         first.sign.empty() && word.field != FieldId::author;
  if (!inflected) {
    for (std::size_t i = 0; i < pattern.tokens.size(); ++i)
      if (!fits(word, pattern.tokens[i], at[i])) return false;
    return true;
  }
  return is_same(first, *at, true) || is_form(word, pattern, *at);
}

/// Whether a word of the text is another form of the query's, in the article's language.
bool TextPositions::is_form(const Query& word, Pattern& pattern, Word& at) {
  const WordToken& typed = pattern.tokens.front();
  const bool wide = word.form == Query::Form::wide;
  if (!wide && language_ == "en") {
    if (!std::exchange(pattern.has_english, true))
      if (const auto forms = forms_.find(typed.folded); forms != forms_.end())
        pattern.english = &forms->second;
    return pattern.english != nullptr && pattern.english->contains(at.folded);
  }
  const auto forms = pattern.forms.try_emplace(language_, typed, language_, stemmer_, wide).first;
  return forms->second.contains(at.folded);
}

bool TextPositions::fits_pattern(const Query& word, const WordToken& part, const Word& at) {
  const auto fits_so = [&](const WordPattern& spelling) {
    return spelling.accented() ? at.accented != at.folded && spelling.fits(at.accented)
                               : spelling.fits(at.folded);
  };
  return part.pattern->fits(at.folded) ||
         (word.field != FieldId::author && std::ranges::any_of(part.spellings, fits_so));
}

/// Whether one part of a query's word fits one word of the text, as written.
bool TextPositions::fits(const Query& word, const WordToken& part, const Word& at) const {
  const bool freely = is_spelled_freely(word.form) && word.field != FieldId::author;
  const bool folds = is_same(part, at, freely);
  // Ideographs written together in the query are together in the text.
  if (!part.bigram.empty() && at.bigram != part.bigram) return false;
  const bool all_caps = at.letter_case == Token::Case::all_caps || at.acronym;
  switch (word.form) {
    case Query::Form::wildcard:
    case Query::Form::fuzzy:
      return part.any_word || (part.pattern ? fits_pattern(word, part, at) : folds);
    case Query::Form::exact:
      return at.accented == part.accented && (part.sign.empty() || part.sign == at.sign);
    case Query::Form::caps:
      return folds && (all_caps || at.letter_case == Token::Case::capital);
    case Query::Form::all_caps:
      return folds && all_caps;
    case Query::Form::no_caps:
      return folds && !all_caps && at.letter_case != Token::Case::capital;
    case Query::Form::forms: {
      const auto forms = forms_.find(part.folded);
      return folds || (forms != forms_.end() && forms->second.contains(at.folded));
    }
    case Query::Form::stem:
    case Query::Form::wide:
      return folds && (!part.acronym || all_caps || word.field == FieldId::author);
    default:
      return folds;
  }
}

}  // namespace dateline::searching
