// SPDX-License-Identifier: GPL-2.0-or-later
#include "autocomplete.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "matching/match.h"
#include "snapshot/index_terms.h"
#include "snapshot/term_dictionary.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kWeighed = 20;  // completions that are counted together with the words before
constexpr std::size_t kHeadlines = 50;  // articles that are read

/// The text typed so far: whole words, and the beginning of a word.
struct Typed {
  std::vector<std::string> before;  // terms
  std::string last;                 // folded
  std::string text;                 // up to the last word, as typed
  bool ideograph = false;           // the last word is one ideograph; another may follow
};

std::optional<Typed> read(std::string_view prefix) {
  Tokenizer tokenizer;
  tokenizer.start(prefix);
  Typed typed;
  std::size_t tokens = 0;
  for (Token token; tokenizer.next(token); ++tokens) {
    if (tokens > 0 && !typed.last.empty()) typed.before.push_back(typed.last);
    // A pair of ideographs is one term; the last ideograph is completed.
    if (!token.bigram.empty()) typed.before.emplace_back(token.bigram);
    typed.last = token.bigram.empty() ? std::string(token.folded) : std::string();
    typed.ideograph = token.ideograph;
    typed.text = prefix.substr(0, token.begin);
  }
  if (tokens == 0) return std::nullopt;
  return typed;
}

struct Ending {
  std::uint32_t articles = 0;
  std::string word;
};

class Completer {
 public:
  Completer(std::size_t count, Snapshot& snapshot, Deadline& deadline)
      : count_(count),
        snapshot_(snapshot),
        deadline_(deadline),
        dictionary_(snapshot.index(), deadline) {}

  std::vector<Completions::Words> words(const Typed& typed) {
    std::vector<Completions::Words> words;
    const std::size_t most = typed.before.empty() ? count_ : kWeighed;
    std::vector<Ending> found = endings(typed, "", most);
    if (!typed.before.empty()) found = best_beside(with_all(typed.before, FieldId::text), found);
    for (const Ending& ending : found)
      if (words.size() < count_)
        words.push_back({typed.text + with_accents(ending.word, snapshot_), ending.articles});
    return words;
  }

  /// The endings that share most articles with the words before, and how many they share.
  std::vector<Ending> best_beside(const DocSet& beside, const std::vector<Ending>& frequent_first) {
    std::vector<Ending> best;
    for (const Ending& ending : frequent_first) {
      // No word shares more articles than it has.
      if (best.size() >= count_ && ending.articles <= best[count_ - 1].articles) break;
      const std::size_t shared = with_any({ending.word}, FieldId::text, &beside).count();
      if (shared == 0) continue;
      best.push_back({static_cast<std::uint32_t>(shared), ending.word});
      sort(best);
    }
    return best;
  }

  std::vector<Completions::Headline> headlines(const Typed& typed, std::string_view prefix) {
    const std::string_view field = schema::field(FieldId::title).prefix;
    std::vector<std::string> last;
    for (Ending& ending : endings(typed, field, kWeighed)) last.push_back(std::move(ending.word));
    const DocSet before = with_all(typed.before, FieldId::title);
    std::vector<std::uint32_t> documents;
    with_any(last, FieldId::title, typed.before.empty() ? nullptr : &before)
        .for_each([&](std::uint32_t document) { documents.push_back(document); });
    const std::string wanted = fold_value(prefix);
    std::vector<Completions::Headline> beginning, others;
    for (std::size_t i = 0; i < std::min(documents.size(), kHeadlines); ++i) {
      deadline_.check();
      const std::uint32_t document = documents[documents.size() - 1 - i];
      const std::string title = snapshot_.archives().title(document);
      auto& list = fold_value(title).starts_with(wanted) ? beginning : others;
      const auto known = std::ranges::find(list, title, &Completions::Headline::title);
      if (known == list.end())
        list.push_back({title, snapshot_.archives().id(document), 1});
      else
        ++known->articles;
    }
    std::ranges::move(others, std::back_inserter(beginning));
    if (beginning.size() > count_) beginning.resize(count_);
    return beginning;
  }

 private:
  static void sort(std::vector<Ending>& endings) {
    std::ranges::sort(endings, [](const Ending& a, const Ending& b) {
      return a.articles != b.articles ? a.articles > b.articles : a.word < b.word;
    });
  }

  /// The words with the typed beginning that are in most articles.
  std::vector<Ending> endings(const Typed& typed, std::string_view field, std::size_t most) {
    std::vector<Ending> found;
    std::uint32_t least = 0;  // an ending among the first `most` has more articles
    const std::string start = std::string(field).append(typed.last);
    for (IndexTerms terms(snapshot_.index(), start); !terms.at_end(); terms.next()) {
      deadline_.check();
      if (terms.in_all() <= least) continue;
      const std::uint32_t articles = terms.documents();
      if (articles <= least) continue;
      std::string word = terms.term().substr(field.size());
      if (!is_folded(word)) continue;
      found.push_back({articles, std::move(word)});
      if (found.size() < 4 * most) continue;
      sort(found);
      found.resize(most);
      least = found.back().articles;
    }
    sort(found);
    // A single ideograph is completed by its pairs.
    if (typed.ideograph && found.size() > 1)
      std::erase_if(found, [&](const Ending& ending) { return ending.word == typed.last; });
    if (found.size() > most) found.resize(most);
    return found;
  }

  static Query word_query(const std::string& word, FieldId field) {
    Query query;
    query.kind = Query::Kind::word;
    query.form = Query::Form::folded;
    query.field = field;
    query.text = word;
    return query;
  }

  DocSet with_all(const std::vector<std::string>& words, FieldId field) {
    DocSet result = snapshot_.all_documents();
    for (const std::string& word : words)
      result = Matcher(snapshot_, deadline_).match(word_query(word, field), &result);
    return result;
  }

  DocSet with_any(const std::vector<std::string>& words, FieldId field, const DocSet* within) {
    DocSet result = snapshot_.no_documents();
    for (const std::string& word : words)
      result |= Matcher(snapshot_, deadline_).match(word_query(word, field), within);
    return result;
  }

  const std::size_t count_;
  Snapshot& snapshot_;
  Deadline& deadline_;
  TermDictionary dictionary_;
};

}  // namespace

Completions autocomplete(std::string_view prefix, std::size_t count, Snapshot& snapshot,
                         Deadline& deadline) {
  Completions completions;
  completions.prefix = prefix;
  const std::optional<Typed> typed = read(prefix);
  if (!typed || count == 0) return completions;
  Completer completer(count, snapshot, deadline);
  completions.words = completer.words(*typed);
  completions.headlines = completer.headlines(*typed, prefix);
  return completions;
}

}  // namespace dateline::searching
