// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "matching/match.h"
#include "results/terminal_text.h"
#include "text/analyzer.h"
#include "text/ascii.h"
#include "text/inflection_dictionary.h"
#include "text/language_name.h"
#include "text/snowball_stemmer.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;

std::string articles(std::size_t n) {
  return fmt::format("{} {}", grouped(n), plural(n, "article"));
}

/// The data that each warning is computed from.
struct Context {
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

/// Warns that "us" finds "US", too. Acronyms are short, so longer words are not checked.
void warn_of_acronym(const Query& word, const WordToken& token, const Context& context,
                     std::vector<std::string>& out) {
  constexpr std::size_t kLongest = 4;  // letters
  constexpr std::size_t kRare = 20;    // one in so many
  if (token.folded.size() > kLongest) return;
  Query in_body = word;  // headlines of some sources are all capitals
  if (in_body.field == schema::FieldId::text) in_body.field = schema::FieldId::body;
  const std::size_t capitals = context.matched(with_form(in_body, Form::all_caps)).count();
  if (token.acronym) {
    const std::size_t small = context.matched(with_form(in_body, Form::no_caps)).count();
    if (small > 0)
      out.push_back(fmt::format(
          "\"{}\" is looked for in capitals, with or without dots; {} with \"{}\" in small letters "
          "{} passed over.",
          word.text, articles(small), token.folded, small == 1 ? "is" : "are"));
    return;
  }
  const std::size_t small = context.matched(with_form(in_body, Form::no_caps)).count();
  if (small == 0 || capitals * kRare < small) return;
  out.push_back(fmt::format(
      "\"{0}\" is one word whatever its case: ALLCAPS({0}) is in {1}, NOCAPS({0}) in {2}.",
      word.text, articles(capitals), articles(small)));
}

/// Warns that `Turkey` finds "turkey", too.
void warn_of_capital(const Query& word, const Context& context, std::vector<std::string>& out) {
  const char first = word.text.front(), second = word.text.size() > 1 ? word.text[1] : 'A';
  if (!is_ascii_upper(first) || is_ascii_upper(second)) return;
  const std::size_t all = context.matched(with_form(word, Form::folded)).count();
  const std::size_t capital = context.matched(with_form(word, Form::caps)).count();
  if (capital == 0 || capital * 2 >= all) return;
  out.push_back(
      fmt::format("\"{0}\" is read in any case: {1} of the {2} with just this word never have it "
                  "with a capital; CAPS({0}) leaves those out.",
                  word.text, grouped(all - capital), articles(all)));
}

/// Warns that `exports` under NEAR does not find "export".
void warn_of_inflections(const Query& word, const WordToken& token, const DocSet& documents,
                         const Context& context, std::vector<std::string>& out) {
  constexpr std::size_t kShortest = 3;  // of a wildcard's beginning
  const std::string language =
      context.snapshot.languages().empty() ? std::string() : context.snapshot.languages().front();
  const std::string stem(context.snapshot.stemmer().stem(token.folded, language));
  const auto differ = std::ranges::mismatch(stem, token.folded);
  const std::string beginning(stem.begin(), differ.in1);
  if (beginning.size() < kShortest || (static_cast<unsigned char>(beginning.back()) & 0x80) != 0)
    return;
  Query wildcard = with_form(word, Form::wildcard);
  wildcard.text = beginning + '*';
  DocSet others = context.matched(wildcard);
  others &= context.matched(with_form(word, Form::stem));
  others -= documents;
  if (others.empty()) return;
  out.push_back(fmt::format(
      "\"{}\" is looked for as it is written here; {} more {} it in another form, which {} finds.",
      word.text, grouped(others.count()), others.count() == 1 ? "article has" : "articles have",
      wildcard.text));
}

/// Warns that `housed` finds mostly other forms of "house".
void warn_of_minority(const Query& word, const DocSet& documents, const Context& context,
                      std::vector<std::string>& out) {
  constexpr std::size_t kSmallShare = 4;  // one in so many
  const std::size_t all = documents.count();
  const std::size_t typed = context.matched(with_form(word, Form::folded)).count();
  if (typed * kSmallShare >= all) return;
  if (typed == 0) {
    out.push_back(fmt::format("\"{}\" itself is in no article; other forms of it are.", word.text));
    return;
  }
  out.push_back(fmt::format("\"{0}\" itself is in {1} of the {2}; in quotes it finds those only.",
                            word.text, grouped(typed), articles(all)));
}

/// Warns that articles in Polish have just the word as it is typed, where no dictionary of Polish
/// is installed.
void warn_of_language(const DocSet& documents, const Context& context,
                      std::vector<std::string>& out) {
  static constexpr std::array<std::string_view, 7> kNotInflected{"zh", "ja", "th", "lo",
                                                                 "km", "my", "vi"};
  const CodeColumn& languages = context.snapshot.codes(schema::FieldId::language);
  for (const std::string& language : context.snapshot.languages()) {
    if (language.empty() || language == "en" || context.snapshot.stemmer().knows(language) ||
        std::ranges::find(kNotInflected, language) != kNotInflected.end() ||
        InflectionDictionary::of(language) != nullptr || SnowballStemmer::of(language) != nullptr)
      continue;
    std::size_t count = 0;
    documents.for_each([&](std::uint32_t document) {
      count += languages.names[languages.codes[document]] == language;
    });
    if (count == 0) continue;
    const std::string package = InflectionDictionary::package(language);
    out.push_back(
        fmt::format("{} of these {} in {}, whose inflected forms are not known here{}.",
                    articles(count), count == 1 ? "is" : "are", language_name(language),
                    package.empty() ? "" : fmt::format("; Debian's package {} has them", package)));
  }
}

void warn_of_word(const Query& word, bool as_written, const DocSet& documents,
                  const Context& context, std::vector<std::string>& out) {
  const bool of_text = word.field != schema::FieldId::author;
  const std::optional<WordToken> token = only_token(word);
  if (!token || !of_text || word.form != Form::stem || documents.empty()) return;
  warn_of_acronym(word, *token, context, out);
  if (token->acronym) return;
  if (as_written)
    warn_of_inflections(word, *token, documents, context, out);
  else
    warn_of_minority(word, documents, context, out);
  if (!as_written) warn_of_language(documents, context, out);
  if (out.empty()) warn_of_capital(word, context, out);
}

/// Warns of a phrase of words that nearly all articles have.
void warn_of_phrase(const Query& phrase, const Context& context, std::vector<std::string>& out) {
  const std::uint64_t half_of_all = context.snapshot.document_count() / 2;
  const auto half = static_cast<double>(half_of_all);
  Tokenizer tokenizer;
  for (const Query& slot : phrase.children) {
    if (slot.kind == Kind::all) continue;
    if (slot.kind != Kind::word) return;
    for (const WordToken& token : tokens_of(slot.text, tokenizer))
      if (context.snapshot.index().statistics(make_term("", token.folded)).doc_freq <= half) return;
  }
  out.emplace_back(
      "Each of its words is in more than half of all articles; they are looked for all the same.");
}

void warn_of_range(const Query& range, const Context& context, std::vector<std::string>& out) {
  if (range.field != schema::FieldId::date) return;
  const std::vector<std::int64_t>& values = context.snapshot.numbers(range.field).values;
  std::size_t absent = 0;
  context.snapshot.all_documents().for_each(
      [&](std::uint32_t document) { absent += values[document] == NumberColumn::kAbsent; });
  if (absent > 0)
    out.push_back(fmt::format("{} of the archive {} no date, so no date clause finds {}.",
                              articles(absent), absent == 1 ? "has" : "have",
                              absent == 1 ? "it" : "them"));
}

}  // namespace

std::vector<std::string> query_warnings(const Query& clause, bool as_written,
                                        const DocSet& documents, Snapshot& snapshot,
                                        Deadline& deadline) {
  const Context context{snapshot, deadline};
  std::vector<std::string> out;
  const bool compound = clause.kind == Kind::negation || clause.kind == Kind::conjunction ||
                        clause.kind == Kind::disjunction;
  if (documents.empty() && !compound) out.emplace_back("No article matches this.");
  if (clause.kind == Kind::word)
    warn_of_word(clause, as_written, documents, context, out);
  else if (clause.kind == Kind::phrase && !documents.empty())
    warn_of_phrase(clause, context, out);
  else if (clause.kind == Kind::range)
    warn_of_range(clause, context, out);
  return out;
}

}  // namespace dateline::searching
