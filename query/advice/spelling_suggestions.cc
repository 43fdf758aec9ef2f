// SPDX-License-Identifier: GPL-2.0-or-later
#include "spelling_suggestions.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "matching/match.h"
#include "matching/positional.h"
#include "snapshot/term_dictionary.h"
#include "snapshot/word_pattern.h"
#include "spelling.h"
#include "text/analyzer.h"
#include "text/ascii.h"
#include "text/language_name.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;
using schema::FieldId;

constexpr std::size_t kMaxMisspellings = 5;  // of one query
constexpr std::size_t kMaxSuggestions = 3;   // for each
constexpr std::size_t kMaxCandidates = 16;   // that are compared with the rest of the query
constexpr std::size_t kMaxContext = 12;      // other words of the query

// Chosen on headlines of Reuters-21578 with random typing errors (tests/language/spelling_test.cc
// has others).
constexpr double kEditCost = 7;       // an edit divides the likelihood by e to the power of this
constexpr double kChance = 10;        // articles that two words share by chance
constexpr double kOneMeeting = 0.25;  // the weight of a single shared article
constexpr double kNever = 0.5;        // counts as the document frequency of a word in no article
// A word that finds something counts as misspelled only if another word is likelier and this many
// times as frequent.
constexpr double kMuchMoreFrequent = 10;
constexpr std::size_t kShortestDoubted = 3;
// Of a longer word that few articles have, an edit divides by e to the power of this only: others
// have made the same slip.
constexpr double kSlipCost = 5;
constexpr std::size_t kShortestSlip = 6;
constexpr std::uint32_t kRareOf = 2000;  // a rare word is in one of this many articles

/// Calls visit(leaf, whether it is read as written) for the words and values that are not excluded.
template <class Visit>
void for_each_leaf(const Query& query, bool positional, Visit&& visit) {
  if (query.kind == Kind::word || query.kind == Kind::value) visit(query, positional);
  if (query.kind == Kind::negation) return;
  for (std::size_t i = 0; i < query.children.size(); ++i)
    if (query.kind != Kind::not_near || i == 0)
      for_each_leaf(query.children[i], positional || reads_as_written(query.kind), visit);
}

/// Whether the values of a field are names, which can be misspelled.
bool has_names(FieldId field) {
  return field == FieldId::author || field == FieldId::source || field == FieldId::section ||
         field == FieldId::country || field == FieldId::type || field == FieldId::site ||
         field == FieldId::topic || field == FieldId::edition || field == FieldId::language;
}

bool has_digits(std::string_view text) { return std::ranges::any_of(text, is_ascii_digit); }

class MisspellingFinder {
 public:
  MisspellingFinder(const Query& query, Snapshot& snapshot, Deadline& deadline)
      : query_(query),
        snapshot_(snapshot),
        deadline_(deadline),
        dictionary_(snapshot.index(), deadline) {}

  std::vector<Misspelling> find() {
    for_each_leaf(query_, false, [&](const Query& leaf, bool positional) {
      if (misspellings_.size() >= kMaxMisspellings) return;
      if (leaf.kind == Kind::value)
        look_at_value(leaf);
      else if (leaf.form != Form::wildcard && leaf.form != Form::fuzzy)
        look_at_word(leaf, positional);
    });
    return std::move(misspellings_);
  }

 private:
  struct Candidate {
    NearWord near;
    double likely = 0;  // logarithm, but for a constant
  };

  std::uint32_t articles_with(const std::string& term) const {
    return static_cast<std::uint32_t>(snapshot_.index().statistics(term).doc_freq);
  }
  DocSet matched(const Query& query) const { return Matcher(snapshot_, deadline_).match(query); }

  void look_at_value(const Query& leaf) {
    if (!has_names(leaf.field) || leaf.form == Form::prefix || leaf.text.empty()) return;
    const std::string_view prefix =
        leaf.field == FieldId::author ? schema::kAuthorPrefix : schema::field(leaf.field).prefix;
    const std::string term = exact_term(leaf.field, leaf.text);
    if (articles_with(term) != 0) return;
    const std::string value = term.substr(prefix.size());
    Misspelling misspelling{
        &leaf, 0, leaf.text.size(), leaf.text, std::string(schema::field(leaf.field).name), 0, {}};
    if (leaf.field == FieldId::language) misspelling.suggestions = near_languages(value);
    std::vector<Candidate> candidates = likeliest(prefix, value, Stems());
    if (misspelling.suggestions.empty())
      add(std::move(misspelling), candidates);
    else
      misspellings_.push_back(std::move(misspelling));
  }

  /// The names of the archive's languages that are written nearly so: German for "germn".
  std::vector<std::string> near_languages(const std::string& written) const {
    constexpr std::size_t kShortest = 4, kLettersOfAnEdit = 3;
    std::vector<std::pair<std::size_t, std::string>> near;
    if (written.size() < kShortest) return {};
    const std::size_t most = written.size() / kLettersOfAnEdit;
    for (const std::string& code : snapshot_.languages()) {
      const std::string name = language_name(code);
      const std::size_t edits = edit_distance(fold_value(name), written, most);
      if (edits <= most) near.emplace_back(edits, name);
    }
    std::ranges::sort(near);
    std::vector<std::string> names;
    for (auto& [edits, name] : near)
      if (names.size() < kMaxSuggestions) names.push_back(std::move(name));
    return names;
  }

  void look_at_word(const Query& leaf, bool positional) {
    const bool byline = leaf.field == FieldId::author;
    const std::string_view prefix = byline ? schema::field(leaf.field).prefix : "";
    for (const Part& part : parts_of(leaf.text)) {
      const std::uint32_t written = articles_with(make_term(prefix, part.folded));
      if (written > rare()) continue;
      // A plain word also finds its inflections.
      const std::uint64_t found = positional ? written : matched(leaf).count();
      if (written > 0 && found > rare()) continue;
      const bool unknown = written == 0 && found == 0;
      const bool plain = !has_digits(part.folded);
      if (!unknown && (byline || !plain || characters_of(part.folded).size() < kShortestDoubted))
        continue;
      Misspelling misspelling{&leaf,
                              part.begin,
                              part.end,
                              leaf.text.substr(part.begin, part.end - part.begin),
                              byline ? std::string(schema::field(leaf.field).name) : "",
                              written,
                              {}};
      std::vector<Candidate> candidates;
      if (plain)
        candidates = likeliest(prefix, part.folded, written > 0 ? stems_of(part.folded) : Stems());
      weigh_context(leaf, prefix, candidates);
      if (!unknown) drop_unsure(leaf, part.folded, written, candidates);
      if (unknown || !candidates.empty()) add(std::move(misspelling), candidates);
    }
  }

  /// A word in more articles does not count as misspelled.
  std::uint64_t rare() const {
    return std::max<std::uint64_t>(2, snapshot_.document_count() / kRareOf);
  }

  struct Part {
    std::size_t begin = 0, end = 0;
    std::string folded;
  };
  std::vector<Part> parts_of(const std::string& text) {
    std::vector<Part> parts;
    tokenizer_.start(text);
    for (Token token; tokenizer_.next(token);)
      if (!token.ideograph) parts.push_back({token.begin, token.end, std::string(token.folded)});
    return parts;
  }

  using Stems = std::vector<std::string>;  // by language
  Stems stems_of(const std::string& folded) {
    Stems stems;
    for (const std::string& language : snapshot_.languages())
      stems.emplace_back(snapshot_.stemmer().stem(folded, language));
    return stems;
  }
  bool same_stem(const std::string& word, const Stems& stems) {
    if (stems.empty()) return false;
    const Stems others = stems_of(word);
    for (std::size_t i = 0; i < stems.size(); ++i)
      if (stems[i] == others[i]) return true;
    return false;
  }

  /// The likeliest near words that have none of `stems`, without regard to the rest of the query.
  std::vector<Candidate> likeliest(std::string_view prefix, const std::string& written,
                                   const Stems& stems) {
    std::vector<Candidate> candidates;
    const bool words = prefix.empty();
    for (NearWord& near : near_words(snapshot_.index(), prefix, written, deadline_)) {
      if (words && (has_digits(near.word) || !is_folded(near.word))) continue;
      if (same_stem(near.word, stems)) continue;
      const double likely =
          std::log(near.articles) - kEditCost * misspelling_cost(near.word, written);
      candidates.push_back({std::move(near), likely});
    }
    sort(candidates);
    if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
    return candidates;
  }

  static void sort(std::vector<Candidate>& candidates) {
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
      return a.likely != b.likely ? a.likely > b.likely : a.near.word < b.near.word;
    });
  }

  /// Another word of the query, and its articles.
  struct Company {
    const Query* leaf = nullptr;
    DocSet documents;
    double share = 0;  // of all articles
  };

  const std::vector<Company>& context() {
    if (context_) return *context_;
    context_.emplace();
    const double all = snapshot_.document_count();
    for_each_leaf(query_, false, [&](const Query& leaf, bool) {
      const bool pattern = leaf.form == Form::wildcard || leaf.form == Form::fuzzy;
      if (context_->size() >= kMaxContext || leaf.kind != Kind::word || pattern) return;
      DocSet documents = matched(leaf);
      const double share = static_cast<double>(documents.count()) / all;
      if (share > 0 && share < 0.5) context_->push_back({&leaf, std::move(documents), share});
    });
    return *context_;
  }

  /// How much likelier the query's other words make a word: for each of them, the logarithm of the
  /// number of articles they share over the number they would share by chance.
  double company_of(const Query& leaf, const std::string& term, std::uint32_t articles) {
    std::vector<const Company*> others;
    for (const Company& other : context())
      if (other.leaf != &leaf) others.push_back(&other);
    std::vector<double> shared(others.size());
    if (!others.empty()) {
      Postings postings(snapshot_.index(), term);
      for (auto some = postings.next(); !some.empty(); some = postings.next()) {
        deadline_.check();
        for (const Posting& posting : some)
          for (std::size_t i = 0; i < others.size(); ++i)
            if (others[i]->documents.contains(posting.document)) ++shared[i];
      }
    }
    double likelier = 0;
    for (std::size_t i = 0; i < others.size(); ++i) {
      const double met = shared[i] > 1 ? shared[i] - 1 + kOneMeeting : shared[i] * kOneMeeting;
      likelier += std::log((met / others[i]->share + kChance) / (articles + kChance));
    }
    return likelier;
  }

  void weigh_context(const Query& leaf, std::string_view prefix,
                     std::vector<Candidate>& candidates) {
    for (Candidate& candidate : candidates)
      candidate.likely += company_of(leaf, std::string(prefix).append(candidate.near.word),
                                     candidate.near.articles);
    sort(candidates);
  }

  /// For a word that finds something, keeps only suggestions that are much likelier.
  void drop_unsure(const Query& leaf, const std::string& folded, std::uint32_t articles,
                   std::vector<Candidate>& candidates) {
    const double n = articles == 0 ? kNever : articles;
    double likely = std::log(n);
    if (articles > 0) likely += company_of(leaf, make_term("", folded), articles);
    const bool slip = articles > 0 && folded.size() >= kShortestSlip;
    std::erase_if(candidates, [&](const Candidate& candidate) {
      const double eased =
          slip ? (kEditCost - kSlipCost) * misspelling_cost(candidate.near.word, folded) : 0;
      return candidate.near.articles < kMuchMoreFrequent * n || candidate.likely + eased < likely ||
             folded == candidate.near.word + 's';
    });
  }

  void add(Misspelling misspelling, std::vector<Candidate>& candidates) {
    for (Candidate& candidate : candidates)
      if (misspelling.suggestions.size() < kMaxSuggestions)
        misspelling.suggestions.push_back(misspelling.field.empty()
                                              ? with_accents(candidate.near.word, snapshot_)
                                              : std::move(candidate.near.word));
    misspellings_.push_back(std::move(misspelling));
  }

  const Query& query_;
  Snapshot& snapshot_;
  Deadline& deadline_;
  TermDictionary dictionary_;
  Tokenizer tokenizer_;
  std::optional<std::vector<Company>> context_;
  std::vector<Misspelling> misspellings_;
};

/// The node of `copy` that corresponds to `node` in `original`.
Query* counterpart(Query& copy, const Query& original, const Query* node) {
  if (&original == node) return &copy;
  for (std::size_t i = 0; i < original.children.size(); ++i)
    if (Query* found = counterpart(copy.children[i], original.children[i], node)) return found;
  return nullptr;
}

}  // namespace

std::vector<Misspelling> find_misspellings(const Query& query, Snapshot& snapshot,
                                           Deadline& deadline) {
  return MisspellingFinder(query, snapshot, deadline).find();
}

Query corrected(const Query& query, const std::vector<Misspelling>& misspellings,
                std::size_t choice) {
  Query copy = query;
  // From the last one to the first, so that offsets stay valid.
  for (auto misspelling = misspellings.rbegin(); misspelling != misspellings.rend();
       ++misspelling) {
    if (misspelling->suggestions.empty()) continue;
    std::string word =
        misspelling->suggestions[std::min(choice, misspelling->suggestions.size() - 1)];
    if (misspelling->leaf->field == FieldId::language) word = normal_language(word);
    counterpart(copy, query, misspelling->leaf)
        ->text.replace(misspelling->begin, misspelling->end - misspelling->begin, word);
  }
  return copy;
}

}  // namespace dateline::searching
