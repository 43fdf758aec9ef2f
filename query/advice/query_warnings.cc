// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "matching/match.h"
#include "results/terminal_text.h"
#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;

std::string articles(std::size_t n) {
  return fmt::format("{} {}", grouped(n), plural(n, "article"));
}

/// One state of the archive, asked until a deadline.
struct ParsedRequest {
  Snapshot& snapshot;
  Deadline& deadline;

  DocSet matched(const Query& query) const { return Matcher(snapshot, deadline).match(query); }
};

Query with_form(Query word, Form form) {
  word.form = form;
  word.boost = 1;
  return word;
}

/// The only token of a word, if it is one of letters with case.
std::optional<WordToken> only_token(const Query& word) {
  Tokenizer tokenizer;
  std::vector<WordToken> tokens = tokens_of(word.text, tokenizer);
  if (tokens.size() != 1 || tokens.front().ideograph) return std::nullopt;
  return std::move(tokens.front());
}

/// "us" finds "US" too: only of short words, which acronyms are.
void tell_acronym(const Query& word, const WordToken& token, const ParsedRequest& asked,
                  std::vector<std::string>& out) {
  constexpr std::size_t kLongest = 4;  // letters
  constexpr std::size_t kRare = 20;    // one in so many
  if (token.folded.size() > kLongest) return;
  Query in_body = word;  // headlines of some sources are all capitals
  if (in_body.field == schema::FieldId::text) in_body.field = schema::FieldId::body;
  const std::size_t capitals = asked.matched(with_form(in_body, Form::all_caps)).count();
  if (token.acronym) {
    const std::size_t small = asked.matched(with_form(in_body, Form::no_caps)).count();
    if (small > 0)
      out.push_back(fmt::format(
          "\"{}\" is looked for in capitals, with or without dots; {} with \"{}\" in small letters "
          "{} passed over.",
          word.text, articles(small), token.folded, small == 1 ? "is" : "are"));
    return;
  }
  const std::size_t small = asked.matched(with_form(in_body, Form::no_caps)).count();
  if (small == 0 || capitals * kRare < small) return;
  out.push_back(fmt::format(
      "\"{0}\" is one word whatever its case: ALLCAPS({0}) is in {1}, NOCAPS({0}) in {2}.",
      word.text, articles(capitals), articles(small)));
}

/// `Turkey` finds "turkey" too.
void tell_capital(const Query& word, const ParsedRequest& asked, std::vector<std::string>& out) {
  const char first = word.text.front(), second = word.text.size() > 1 ? word.text[1] : 'A';
  if (!is_ascii_upper(first) || is_ascii_upper(second)) return;
  const std::size_t all = asked.matched(with_form(word, Form::folded)).count();
  const std::size_t capital = asked.matched(with_form(word, Form::caps)).count();
  if (capital == 0 || capital * 2 >= all) return;
  out.push_back(
      fmt::format("\"{0}\" is read in any case: {1} of the {2} with just this word never have it "
                  "with a capital; CAPS({0}) leaves those out.",
                  word.text, grouped(all - capital), articles(all)));
}

/// `exports` under NEAR does not find "export".
void tell_inflections(const Query& word, const WordToken& token, const DocSet& documents,
                      const ParsedRequest& asked, std::vector<std::string>& out) {
  constexpr std::size_t kShortest = 3;  // of a wildcard's beginning
  const std::string language =
      asked.snapshot.languages().empty() ? std::string() : asked.snapshot.languages().front();
  const std::string stem(asked.snapshot.stemmer().stem(token.folded, language));
  const auto differ = std::ranges::mismatch(stem, token.folded);
  const std::string beginning(stem.begin(), differ.in1);
  if (beginning.size() < kShortest || (static_cast<unsigned char>(beginning.back()) & 0x80) != 0)
    return;
  Query wildcard = with_form(word, Form::wildcard);
  wildcard.text = beginning + '*';
  DocSet others = asked.matched(wildcard);
  others &= asked.matched(with_form(word, Form::stem));
  others -= documents;
  if (others.empty()) return;
  out.push_back(fmt::format(
      "\"{}\" is looked for as it is written here; {} more {} it in another form, which {} finds.",
      word.text, grouped(others.count()), others.count() == 1 ? "article has" : "articles have",
      wildcard.text));
}

void tell_of_word(const Query& word, bool as_written, const DocSet& documents,
                  const ParsedRequest& asked, std::vector<std::string>& out) {
  const bool of_text = word.field != schema::FieldId::author;
  const std::optional<WordToken> token = only_token(word);
  if (!token || !of_text || word.form != Form::stem || documents.empty()) return;
  tell_acronym(word, *token, asked, out);
  if (token->acronym) return;
  if (as_written) tell_inflections(word, *token, documents, asked, out);
  if (out.empty()) tell_capital(word, asked, out);
}

/// A phrase of nothing but words that are everywhere.
void tell_of_phrase(const Query& phrase, const ParsedRequest& asked,
                    std::vector<std::string>& out) {
  const std::size_t half = asked.snapshot.all_documents().count() / 2;
  Tokenizer tokenizer;
  for (const Query& slot : phrase.children) {
    if (slot.kind == Kind::all) continue;
    if (slot.kind != Kind::word) return;
    for (const WordToken& token : tokens_of(slot.text, tokenizer))
      if (asked.snapshot.database().get_termfreq(make_term("", token.folded)) <= half) return;
  }
  out.emplace_back(
      "Each of its words is in more than half of all articles; they are looked for all the same.");
}

void tell_of_range(const Query& range, const ParsedRequest& asked, std::vector<std::string>& out) {
  if (range.field != schema::FieldId::date) return;
  const std::vector<std::int64_t>& values = asked.snapshot.numbers(range.field).values;
  std::size_t absent = 0;
  asked.snapshot.all_documents().for_each(
      [&](std::uint32_t document) { absent += values[document] == NumberColumn::kAbsent; });
  if (absent > 0)
    out.push_back(fmt::format("{} of the archive {} no date, so no date clause finds {}.",
                              articles(absent), absent == 1 ? "has" : "have",
                              absent == 1 ? "it" : "them"));
}

}  // namespace

std::vector<std::string> pitfalls_of(const Query& clause, bool as_written, const DocSet& documents,
                                     Snapshot& snapshot, Deadline& deadline) {
  const ParsedRequest asked{snapshot, deadline};
  std::vector<std::string> out;
  const bool compound = clause.kind == Kind::negation || clause.kind == Kind::conjunction ||
                        clause.kind == Kind::disjunction;
  if (documents.empty() && !compound) out.emplace_back("No article matches this.");
  if (clause.kind == Kind::word)
    tell_of_word(clause, as_written, documents, asked, out);
  else if (clause.kind == Kind::phrase && !documents.empty())
    tell_of_phrase(clause, asked, out);
  else if (clause.kind == Kind::range)
    tell_of_range(clause, asked, out);
  return out;
}

}  // namespace dateline::searching
