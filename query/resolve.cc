// SPDX-License-Identifier: GPL-2.0-or-later
#include "resolve.h"

#include <map>

namespace dateline {
namespace {

using schema::FieldId;

/// Prefix of the terms a text field has in the index; those of the body are the unprefixed ones.
std::string_view term_prefix(FieldId field) { return schema::field(field).prefix; }

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

/// The tokens one after the other. A run of ideographs is the chain of its pairs.
std::vector<SequenceTerm> sequence_of(const std::vector<WordToken>& tokens,
                                      std::string_view prefix) {
  std::vector<SequenceTerm> sequence;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const WordToken& token = tokens[i];
    const bool follows_pair = i > 0 && !tokens[i - 1].bigram.empty();
    if (token.ideograph && token.bigram.empty() && follows_pair) continue;  // in the pair before it
    sequence.push_back({static_cast<std::uint32_t>(i),
                        make_term(prefix, token.bigram.empty() ? token.folded : token.bigram)});
  }
  return sequence;
}

std::vector<WordToken> tokens_of_leaf(const Query& leaf, Tokenizer& tokenizer) {
  if (leaf.kind == Query::Kind::word) return tokens_of(leaf.text, tokenizer);
  std::vector<WordToken> tokens;
  for (const Query& word : leaf.children)
    for (WordToken& token : tokens_of(word.text, tokenizer)) tokens.push_back(std::move(token));
  return tokens;
}

}  // namespace

std::vector<WordToken> tokens_of(std::string_view text, Tokenizer& tokenizer) {
  std::vector<WordToken> tokens;
  tokenizer.start(text);
  for (Token token; tokenizer.next(token);)
    tokens.push_back({std::string(token.folded), std::string(token.accented),
                      std::string(token.bigram), token.ideograph, token.acronym});
  return tokens;
}

Leaf resolve(const Query& query, const std::vector<std::string>& languages, Tokenizer& tokenizer,
             Stemmer& stemmer) {
  Leaf leaf;
  const std::vector<WordToken> tokens = tokens_of_leaf(query, tokenizer);
  if (tokens.empty()) return leaf;
  const std::string_view prefix = term_prefix(query.field);
  if (query.field == FieldId::body) leaf.where = Leaf::Where::body;
  leaf.sequence = sequence_of(tokens, prefix);
  if (leaf.sequence.size() > 1) {
    leaf.kind = Leaf::Kind::sequence;
    return leaf;
  }
  const WordToken& token = tokens.front();
  const bool byline = query.field == FieldId::author;
  leaf.kind = Leaf::Kind::term;
  if (query.kind == Query::Kind::phrase || token.ideograph || query.form == Query::Form::folded)
    return leaf;
  if (query.form == Query::Form::prefix) {
    leaf.kind = Leaf::Kind::prefix;
  } else if (query.form == Query::Form::exact) {
    leaf.sequence.front().term = make_term(prefix, token.accented);
    if (token.accented == token.folded) {
      leaf.kind = Leaf::Kind::exact;
      leaf.accented_elsewhere =
          make_term(std::string(schema::kAccentPrefix).append(byline ? prefix : ""), token.folded);
    }
  } else if (token.acronym && !byline) {
    leaf.sequence.front().term = make_term(schema::kAllCapsPrefix, token.folded);
    if (query.field == FieldId::title) leaf.where = Leaf::Where::title;
  } else if (!byline) {
    leaf.kind = Leaf::Kind::stems;
    leaf.stems = stems_of(token.folded, prefix, languages, stemmer);
    if (leaf.where == Leaf::Where::body)
      leaf.title_stems = stems_of(token.folded, term_prefix(FieldId::title), languages, stemmer);
  }
  return leaf;
}

}  // namespace dateline
