// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_expansion.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "text/ascii.h"
#include "text/spellings.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using schema::FieldId;

/// Prefix of the terms a text field has in the index; those of the body are the unprefixed ones.
std::string_view term_prefix(FieldId field) { return schema::field(field).prefix; }

ResolvedWord::Where where_of(FieldId field) {
  switch (field) {
    case FieldId::body:
      return ResolvedWord::Where::body;
    case FieldId::lead:
      return ResolvedWord::Where::lead;
    case FieldId::hlead:
      return ResolvedWord::Where::hlead;
    case FieldId::author:
      return ResolvedWord::Where::byline;
    default:  // terms of the headline stand nowhere else
      return ResolvedWord::Where::anywhere;
  }
}

void append_slots(ResolvedWord&& part, ResolvedWord& phrase) {
  for (TermSlot& slot : part.slots) {
    slot.offset += phrase.length;
    phrase.slots.push_back(std::move(slot));
  }
  phrase.length += part.length;
  phrase.existing += part.existing;
  phrase.expanded += part.expanded;
  if (part.where != ResolvedWord::Where::anywhere) phrase.where = part.where;
}

}  // namespace

const ResolvedWord& TermExpansion::inflected(const Query& word) {
  const auto known = inflected_.find(&word);
  if (known != inflected_.end()) return known->second;
  return inflected_.emplace(&word, resolve_word(word, Reading::stem, false)).first->second;
}

const ResolvedWord& TermExpansion::as_written(const Query& query) {
  const auto known = as_written_.find(&query);
  if (known != as_written_.end()) return known->second;
  const ResolvedWord& resolved =
      as_written_
          .emplace(&query, query.kind == Query::Kind::phrase
                               ? resolve_phrase(query)
                               : resolve_word(query, Reading::as_written, slots_.contains(&query)))
          .first->second;
  if (resolved.existing != 0)
    wildcard_counts_.push_back({&query, resolved.existing, resolved.expanded});
  return resolved;
}

/// The words a plain word stands for, by the languages they do so in. `wide`: all words of its
/// stem, where a language has a stemmer.
std::vector<WordsOfLanguages> TermExpansion::words_of(const WordToken& token, bool wide) {
  const std::string& folded = token.folded;
  std::map<std::string, std::vector<std::string>> languages_of;
  for (const std::string& language : languages_) {
    std::vector<std::string> words;
    if (!may_inflect(folded, language)) continue;
    if (language != "en") {
      const LanguageForms forms(token, language, stemmer_, wide);
      words = forms.listed();
      if (!forms.beginning().empty())
        words = dictionary_.of_beginning(
            forms.beginning(), [&](std::string_view word) { return forms.contains(word); });
      else if (!forms.is_listed())
        std::ranges::copy_if(index_.words_of_stem(language, stemmer_.stem(folded, language)),
                             std::back_inserter(words), [&](const std::string& word) {
                               return forms.contains(word) &&
                                      !std::ranges::binary_search(forms.listed(), word);
                             });
      std::erase_if(words, [&](const std::string& word) { return frequency_(word) == 0; });
    } else {
      words =
          wide ? dictionary_.of_english_stem(folded, stemmer_) : english_forms(folded, frequency_);
    }
    for (const std::string& word : words)
      if (word != folded) languages_of[word].push_back(language);
  }
  std::map<std::vector<std::string>, std::vector<std::string>> by_languages;
  for (const auto& [word, languages] : languages_of)
    by_languages[languages.size() == languages_.size() ? std::vector<std::string>() : languages]
        .push_back(word);
  std::vector<WordsOfLanguages> result{{{std::string(folded)}, {}}};
  for (auto& [languages, words] : by_languages) result.push_back({std::move(words), languages});
  return result;
}

bool TermExpansion::is_term(const std::string& term) const {
  return index_.statistics(term).doc_freq > 0;
}

/// Adds the terms of a word where it is written in two parts or more, as far as there are any. Only
/// initials are more than two, a letter each.
void TermExpansion::add_joined(std::string_view word, bool title, std::vector<std::string>& terms) {
  constexpr std::size_t kMostParts = 5;
  const auto add = [&](std::size_t parts) {
    if (std::string term = joined_term(title, parts, word); is_term(term))
      terms.push_back(std::move(term));
  };
  if (word.size() >= 2) add(2);
  if (word.size() > 2 && word.size() <= kMostParts) add(word.size());
}

void TermExpansion::add_other_spellings(const WordToken& token, std::string_view prefix,
                                        std::vector<std::string>& terms) const {
  for (const std::string& word : other_spellings(token.folded, token.accented))
    if (std::string term = make_term(prefix, word); is_term(term)) terms.push_back(std::move(term));
}

/// The terms of a plain word: of its forms, of other spellings, and of both where they are written
/// in two parts.
void TermExpansion::set_forms(const WordToken& token, const Query& word, ResolvedWord& resolved) {
  const std::string_view title_prefix = term_prefix(FieldId::title);
  const bool title = word.field == FieldId::title;
  const bool in_body = resolved.where == ResolvedWord::Where::body;
  const auto add = [&](const std::string& text, const std::vector<std::string>& languages) {
    resolved.forms.push_back({make_term(term_prefix(word.field), text), languages});
    if (in_body) resolved.title_forms.push_back({make_term(title_prefix, text), languages});
    std::vector<std::string> joined;
    if (text.size() > 1 && !is_ascii_digit(text.front())) add_joined(text, title, joined);
    for (const std::string& term : joined) {
      resolved.forms.push_back({term, languages});
      if (in_body)
        resolved.title_forms.push_back(
            {std::string(schema::kTitleJoinedPrefix) + term.substr(schema::kJoinedPrefix.size()),
             languages});
    }
  };
  for (const WordsOfLanguages& of : words_of(token, word.form == Form::wide))
    for (const std::string& text : of.words) add(text, of.languages);
  for (const std::string& text : other_spellings(token.folded, token.accented))
    if (is_term(make_term("", text))) add(text, {});
}

/// "cease-fire" is also "ceasefire", and "f16" also "f 16" and "f-16".
void TermExpansion::add_other_ways(const std::vector<WordToken>& tokens, const Query& word,
                                   Reading reading, ResolvedWord& resolved) {
  if (!is_spelled_freely(word.form) || word.field == FieldId::author) return;
  for (const WordSequence& way : split_or_joined(tokens)) {
    ResolvedWord other;
    other.kind = ResolvedWord::Kind::phrase;
    other.where = resolved.where;
    other.length = static_cast<std::uint32_t>(way.size());
    bool all = true;
    for (std::uint32_t i = 0; i < way.size() && all; ++i) {
      const bool inflects =
          way.size() == 1 && (reading == Reading::stem || word.form == Form::forms);
      std::vector<std::string> texts{way[i]};
      if (inflects) texts = english_forms(way[i], frequency_);
      TermSlot slot{i, {}, {}};
      for (const std::string& text : texts)
        if (std::string term = make_term(term_prefix(word.field), text); is_term(term))
          slot.any_of.push_back(std::move(term));
      if (i == 0 && way.size() > 1 && !tokens[0].sign.empty()) {
        const std::size_t sign = tokens[0].sign.size() - tokens[0].folded.size();
        slot.any_of = {make_term(schema::kSignPrefix, tokens[0].sign.substr(0, sign) + way[0])};
      }
      all = !slot.any_of.empty();
      other.slots.push_back(std::move(slot));
    }
    if (all) resolved.others.push_back(std::move(other));
    if (way.size() == 1 && (reading == Reading::stem || word.form == Form::forms))
      for (const std::string& text : english_forms(way[0], frequency_))
        if (text != way[0]) add_joined_way(text, word, resolved);
  }
}

ResolvedWord TermExpansion::resolve_word(const Query& word, Reading reading, bool in_phrase) {
  ResolvedWord resolved;
  const std::vector<WordToken> tokens = tokens_of(word, tokenizer_);
  if (tokens.empty()) return resolved;
  resolved.where = where_of(word.field);
  const WordToken& first = tokens.front();
  const bool byline = word.field == FieldId::author;
  if (tokens.size() == 1 && is_inflected(word.form) && reading == Reading::stem && !byline &&
      !first.ideograph && !first.acronym && first.sign.empty()) {
    resolved.kind = ResolvedWord::Kind::forms;
    set_forms(first, word, resolved);
    add_other_ways(tokens, word, reading, resolved);
    return resolved;
  }
  resolved.kind = ResolvedWord::Kind::phrase;
  resolved.length = static_cast<std::uint32_t>(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const WordToken& token = tokens[i];
    if (token.any_word) continue;
    // A run of ideographs is the phrase of its pairs. The pair before the last one holds it.
    const bool follows_pair = i > 0 && !tokens[i - 1].bigram.empty();
    if (token.ideograph && token.bigram.empty() && follows_pair) continue;
    TermSlot slot = slot_of(token, word, resolved);
    if (tokens.size() == 1 && is_inflected(word.form) && token.acronym && !byline) {
      slot.any_of = {make_term(schema::kAllCapsPrefix, token.folded)};
      if (word.field == FieldId::title) resolved.where = ResolvedWord::Where::title;
    }
    slot.offset = static_cast<std::uint32_t>(i);
    resolved.slots.push_back(std::move(slot));
  }
  if (word.form == Form::folded && !in_phrase && !is_name_with_ampersand(tokens)) return resolved;
  add_other_ways(tokens, word, reading, resolved);
  if (tokens.size() == 1) add_joined_ways(first, word, resolved);
  return resolved;
}

/// Adds the places where a word that is not inflected is written in several parts.
void TermExpansion::add_joined_ways(const WordToken& token, const Query& word,
                                    ResolvedWord& resolved) {
  if (!is_spelled_freely(word.form) || token.ideograph || !token.sign.empty() ||
      word.field == FieldId::author || is_ascii_digit(token.folded.front()))
    return;
  std::vector<std::string> texts{token.folded};
  if (word.form == Form::forms) texts = english_forms(token.folded, frequency_);
  for (const std::string& text : texts) add_joined_way(text, word, resolved);
}

void TermExpansion::add_joined_way(const std::string& text, const Query& word,
                                   ResolvedWord& resolved) {
  const bool title = word.field == FieldId::title;
  const std::size_t prefix =
      title ? schema::kTitleJoinedPrefix.size() : schema::kJoinedPrefix.size();
  std::vector<std::string> terms;
  add_joined(text, title, terms);
  for (std::string& term : terms) {
    ResolvedWord other;
    other.kind = ResolvedWord::Kind::phrase;
    other.where = resolved.where;
    other.length = static_cast<std::uint32_t>(term[prefix] - '0');
    other.slots.push_back({0, {std::move(term)}, {}});
    resolved.others.push_back(std::move(other));
  }
}

/// The terms a token of a word that is not inflected stands for.
TermSlot TermExpansion::slot_of(const WordToken& token, const Query& word, ResolvedWord& resolved) {
  const std::string_view prefix = term_prefix(word.field);
  const bool byline = word.field == FieldId::author;
  TermSlot slot;
  if (token.pattern) {
    const WildcardTerms& expansion = wildcard_terms(token, prefix);
    resolved.existing += expansion.existing;
    resolved.expanded += expansion.terms.size();
    slot.any_of = expansion.terms;
    return slot;
  }
  const std::string folded = make_term(prefix, token.bigram.empty() ? token.folded : token.bigram);
  if (!token.sign.empty() && !byline) {
    slot.any_of = {make_term(schema::kSignPrefix, token.sign)};
    if (word.field == FieldId::title) resolved.where = ResolvedWord::Where::title;
    return slot;
  }
  if (token.ideograph) {  // is never a capital
    if (word.form != Form::caps && word.form != Form::all_caps) slot.any_of = {folded};
    return slot;
  }
  const bool has_case = !byline;  // bylines are indexed without
  const std::string all_caps = make_term(schema::kAllCapsPrefix, token.folded);
  const std::string capital = make_term(schema::kCapitalPrefix, token.folded);
  switch (word.form) {
    case Form::exact:
      slot.any_of = {make_term(prefix, token.accented)};
      if (token.accented == token.folded)
        slot.none_of = {make_term(schema::accent_prefix(word.field), token.folded)};
      return slot;
    case Form::caps:
      slot.any_of = has_case ? std::vector{capital, all_caps} : std::vector{folded};
      break;
    case Form::all_caps:
      slot.any_of = {has_case ? all_caps : folded};
      break;
    case Form::forms:
      for (const std::string& form : english_forms(token.folded, frequency_))
        slot.any_of.push_back(make_term(prefix, form));
      if (!byline) add_other_spellings(token, prefix, slot.any_of);
      return slot;
    case Form::no_caps:
      slot.any_of = {folded};
      if (has_case) slot.none_of = {capital, all_caps};
      return slot;
    default:
      slot.any_of = {folded};
      if (is_spelled_freely(word.form) && !byline)
        if (!byline) add_other_spellings(token, prefix, slot.any_of);
      return slot;
  }
  if (word.field == FieldId::title) resolved.where = ResolvedWord::Where::title;
  return slot;
}

const WildcardTerms& TermExpansion::wildcard_terms(const WordToken& token,
                                                   std::string_view prefix) {
  std::vector<WordPattern> patterns{*token.pattern};
  if (prefix != term_prefix(FieldId::author))
    patterns.insert(patterns.end(), token.spellings.begin(), token.spellings.end());
  const auto [known, is_new] = wildcard_terms_.try_emplace({std::string(prefix), patterns});
  if (is_new) known->second = dictionary_.fitting(patterns, prefix);
  return known->second;
}

/// The slots of a phrase that the archive also writes as one word with the next slot.
std::map<std::size_t, std::string> TermExpansion::pairs_of(const Query& phrase) {
  std::map<std::size_t, std::string> pairs;
  for (std::size_t i = 0; i + 1 < phrase.children.size(); ++i) {
    const std::string one = as_one_word(phrase.children[i], phrase.children[i + 1], tokenizer_);
    if (one.empty()) continue;
    if (std::string term = make_term(term_prefix(phrase.field), one); is_term(term))
      pairs.emplace(i, std::move(term));
    ++i;
  }
  return pairs;
}

/// One phrase of terms, where every alternative of a slot is one token; else nested.
ResolvedWord TermExpansion::resolve_phrase(const Query& phrase) {
  ResolvedWord resolved;
  resolved.kind = ResolvedWord::Kind::phrase;
  resolved.where = where_of(phrase.field);
  resolved.length = 0;
  for (const Query& slot : phrase.children) {
    slots_.insert(&slot);
    for (const Query& alternative : slot.children) slots_.insert(&alternative);
  }
  resolved.pairs = pairs_of(phrase);
  if (!resolved.pairs.empty()) {
    resolved.kind = ResolvedWord::Kind::nested;
    return resolved;
  }
  for (const Query& slot : phrase.children) {
    if (slot.kind == Query::Kind::all) {
      ++resolved.length;
      continue;
    }
    ResolvedWord part = slot.kind == Query::Kind::word
                            ? resolve_word(slot, Reading::as_written, true)
                        : slot.kind == Query::Kind::disjunction ? resolve_alternatives(slot)
                                                                : resolve_phrase(slot);
    if (!part.others.empty()) part.kind = ResolvedWord::Kind::nested;  // of other lengths
    if (part.kind == ResolvedWord::Kind::nested) return part;
    if (part.kind == ResolvedWord::Kind::phrase) append_slots(std::move(part), resolved);
  }
  if (resolved.slots.empty()) resolved.kind = ResolvedWord::Kind::nothing;
  return resolved;
}

ResolvedWord TermExpansion::resolve_alternatives(const Query& slot) {
  ResolvedWord several;
  several.kind = ResolvedWord::Kind::nested;
  ResolvedWord any;
  any.kind = ResolvedWord::Kind::phrase;
  any.slots.resize(1);
  for (const Query& alternative : slot.children) {
    if (alternative.kind != Query::Kind::word) return several;
    ResolvedWord word = resolve_word(alternative, Reading::as_written, true);
    if (word.kind != ResolvedWord::Kind::phrase) continue;
    if (word.length != 1 || !word.slots.front().none_of.empty() || !word.others.empty())
      return several;
    if (word.where != ResolvedWord::Where::anywhere) any.where = word.where;
    any.existing += word.existing;
    any.expanded += word.expanded;
    for (std::string& term : word.slots.front().any_of)
      any.slots.front().any_of.push_back(std::move(term));
  }
  return any;
}

}  // namespace dateline::searching
