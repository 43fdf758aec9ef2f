// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_expansion.h"

#include <map>
#include <utility>

#include "parsing/canonical_text.h"

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

bool in_lead(ResolvedWord::Where where) {
  return where == ResolvedWord::Where::lead || where == ResolvedWord::Where::hlead;
}

/// The stems of a word in each language, those that are equal together. One stem for all of the
/// archive's languages needs no restriction.
std::vector<LanguageTerm> stems_of(std::string_view folded, std::string_view prefix,
                                   const std::vector<std::string>& languages, Stemmer& stemmer) {
  std::map<std::string, std::vector<std::string>> by_stem;
  for (const std::string& language : languages)
    by_stem[std::string(stemmer.stem(folded, language))].push_back(language);
  const std::string full_prefix = std::string(schema::kStemPrefix).append(prefix);
  std::vector<LanguageTerm> stems;
  for (auto& [stem, where] : by_stem) {
    if (by_stem.size() == 1) where.clear();
    stems.push_back({make_term(full_prefix, stem), std::move(where)});
  }
  return stems;
}

void append_slots(ResolvedWord&& part, ResolvedWord& chain) {
  for (TermSlot& slot : part.slots) {
    slot.offset += chain.length;
    chain.slots.push_back(std::move(slot));
  }
  chain.length += part.length;
  chain.existing += part.existing;
  chain.expanded += part.expanded;
  if (part.where != ResolvedWord::Where::anywhere) chain.where = part.where;
}

}  // namespace

ResolvedWord TermExpansion::resolve(const Query& leaf, Reading reading) {
  return leaf.kind == Query::Kind::phrase ? resolve_phrase(leaf) : resolve_word(leaf, reading);
}

ResolvedWord TermExpansion::resolve_word(const Query& word, Reading reading) {
  ResolvedWord leaf;
  const std::vector<WordToken> tokens = tokens_of(word, tokenizer_);
  if (tokens.empty()) return leaf;
  leaf.where = where_of(word.field);
  const WordToken& first = tokens.front();
  const bool byline = word.field == FieldId::author;
  if (tokens.size() == 1 && word.form == Form::stem && reading == Reading::stem && !byline &&
      !first.ideograph && !first.acronym) {
    leaf.kind = ResolvedWord::Kind::stems;
    leaf.stems = stems_of(first.folded, term_prefix(word.field), languages_, stemmer_);
    if (leaf.where == ResolvedWord::Where::body)
      leaf.title_stems = stems_of(first.folded, term_prefix(FieldId::title), languages_, stemmer_);
    if (in_lead(leaf.where)) leaf.written = vocabulary_.of_stem(first.folded, languages_, stemmer_);
    return leaf;
  }
  leaf.kind = ResolvedWord::Kind::chain;
  leaf.length = static_cast<std::uint32_t>(tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const WordToken& token = tokens[i];
    if (token.any_word) continue;
    // A run of ideographs is the chain of its pairs; the last is in the pair before it.
    const bool follows_pair = i > 0 && !tokens[i - 1].bigram.empty();
    if (token.ideograph && token.bigram.empty() && follows_pair) continue;
    TermSlot slot = slot_of(token, word, leaf);
    if (tokens.size() == 1 && word.form == Form::stem && token.acronym && !byline) {
      slot.any_of = {make_term(schema::kAllCapsPrefix, token.folded)};
      if (word.field == FieldId::title) leaf.where = ResolvedWord::Where::title;
    }
    slot.offset = static_cast<std::uint32_t>(i);
    leaf.slots.push_back(std::move(slot));
  }
  return leaf;
}

/// The terms a token of a word that is not stemmed stands for.
TermSlot TermExpansion::slot_of(const WordToken& token, const Query& word, ResolvedWord& leaf) {
  const std::string_view prefix = term_prefix(word.field);
  const bool byline = word.field == FieldId::author;
  TermSlot slot;
  if (token.pattern) {
    const auto [known, is_new] = expansions_.try_emplace(to_text(word) + '\0' + token.folded);
    WildcardTerms& expansion = known->second;
    if (is_new) expansion = vocabulary_.fitting(*token.pattern, prefix);
    leaf.existing += expansion.existing;
    leaf.expanded += expansion.terms.size();
    slot.any_of = expansion.terms;
    return slot;
  }
  const std::string folded = make_term(prefix, token.bigram.empty() ? token.folded : token.bigram);
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
    case Form::no_caps:
      slot.any_of = {folded};
      if (has_case) slot.none_of = {capital, all_caps};
      return slot;
    default:
      slot.any_of = {folded};
      return slot;
  }
  if (word.field == FieldId::title) leaf.where = ResolvedWord::Where::title;
  return slot;
}

/// One chain, where every alternative of a slot is one token.
ResolvedWord TermExpansion::resolve_phrase(const Query& phrase) {
  ResolvedWord chain;
  chain.kind = ResolvedWord::Kind::chain;
  chain.where = where_of(phrase.field);
  chain.length = 0;
  for (const Query& slot : phrase.children) {
    if (slot.kind == Query::Kind::all) {
      ++chain.length;
      continue;
    }
    ResolvedWord part = slot.kind == Query::Kind::word ? resolve_word(slot, Reading::as_written)
                        : slot.kind == Query::Kind::disjunction ? resolve_alternatives(slot)
                                                                : resolve_phrase(slot);
    if (part.kind == ResolvedWord::Kind::phrase) return part;
    if (part.kind == ResolvedWord::Kind::chain) append_slots(std::move(part), chain);
  }
  if (chain.slots.empty()) chain.kind = ResolvedWord::Kind::nothing;
  return chain;
}

ResolvedWord TermExpansion::resolve_alternatives(const Query& slot) {
  ResolvedWord several;
  several.kind = ResolvedWord::Kind::phrase;
  ResolvedWord any;
  any.kind = ResolvedWord::Kind::chain;
  any.slots.resize(1);
  for (const Query& alternative : slot.children) {
    if (alternative.kind != Query::Kind::word) return several;
    ResolvedWord word = resolve_word(alternative, Reading::as_written);
    if (word.kind != ResolvedWord::Kind::chain) continue;
    if (word.length != 1 || !word.slots.front().none_of.empty()) return several;
    if (word.where != ResolvedWord::Where::anywhere) any.where = word.where;
    any.existing += word.existing;
    any.expanded += word.expanded;
    for (std::string& term : word.slots.front().any_of)
      any.slots.front().any_of.push_back(std::move(term));
  }
  return any;
}

}  // namespace dateline::searching
