// SPDX-License-Identifier: GPL-2.0-or-later
// Makes queries from the articles that will be searched: words, conjunctions, disjunctions,
// phrases, with and without filters, a number of each class. One half has no function words and, of
// single words, all orders of frequency; the other takes words as they come in running text. Words
// of one query are of one article, so that it finds something. The same articles make the same
// queries. Prints the number of articles, and the megabytes of titles and bodies, on stderr.
//   make_queries ARTICLES.jsonl COUNT > QUERIES.tsv
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dates/dates.h"
#include "json_lines.h"
#include "query_file.h"

namespace {

using namespace dateline;
using bench::BenchQuery;

constexpr std::size_t kSample = 20'000;  // articles that words are drawn from, at most
constexpr std::int64_t kDay = 86'400;

constexpr std::array<std::string_view, 48> kFunctionWords{
    "about", "after", "all", "also", "an",    "and",  "are",  "as",    "at",   "be",
    "been",  "but",   "by",  "for",  "from",  "had",  "has",  "have",  "he",   "his",
    "if",    "in",    "is",  "it",   "its",   "more", "no",   "not",   "of",   "on",
    "or",    "said",  "she", "some", "than",  "that", "the",  "their", "they", "this",
    "to",    "up",    "was", "were", "which", "who",  "will", "with"};

bool is_function_word(std::string_view word) {
  return std::ranges::binary_search(kFunctionWords, word);
}

/// Words that stand in a query language for something else, even in lower case in some.
bool is_operator(std::string_view word) {
  return word == "and" || word == "or" || word == "not" || word == "near";
}

/// Runs of words with a single space between them, in lower case: what every tokeniser reads alike.
using Run = std::vector<std::string>;

struct Sampled {
  std::vector<Run> runs;
  std::vector<std::string> words;  // all of them, in order
  std::string source;
  Timestamp published = 0;
};

std::string lower_letters(std::string_view token) {
  std::string word;
  for (const char c : token) {
    const char small = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (small < 'a' || small > 'z') return {};
    word += small;
  }
  return word;
}

Sampled sampled(const bench::Record& record) {
  constexpr std::string_view kPunctuation = ".,;:!?()\"";
  Sampled article{{}, {}, std::string(record.source), record.published};
  Run run;
  const auto close = [&] {
    if (!run.empty()) article.runs.push_back(std::move(run));
    run.clear();
  };
  for (std::string_view rest = record.body; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of(" \n\t"), rest.size());
    std::string_view token = rest.substr(0, end);
    const char separator = end < rest.size() ? rest[end] : '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t letters = std::min(token.find_first_of(kPunctuation), token.size());
    const bool punctuated = letters < token.size();
    const bool only_at_end = token.find_first_not_of(kPunctuation, letters) == token.npos;
    const std::string word = only_at_end ? lower_letters(token.substr(0, letters)) : "";
    if (word.size() < 2 || is_operator(word)) {
      close();
      continue;
    }
    article.words.push_back(word);
    run.push_back(word);
    if (punctuated || separator != ' ') close();
  }
  close();
  return article;
}

class QueryMaker {
 public:
  explicit QueryMaker(const std::string& path) {
    std::size_t records = 0, bytes = 0;
    bench::read_json_lines(path, [&](const bench::Record& record) {
      // Reservoir sampling: each article as likely, in one reading.
      ++records;
      bytes += record.text_bytes();
      const std::size_t place = articles_.size() < kSample ? articles_.size() : below(records);
      if (place >= kSample) return;
      Sampled article = sampled(record);
      if (article.words.size() < 10) return;
      if (place == articles_.size()) articles_.emplace_back();
      articles_[place] = std::move(article);
    });
    fmt::print(stderr, "{} {:.1f}\n", records, static_cast<double>(bytes) / 1e6);
    if (articles_.empty()) throw std::runtime_error("no article of ten words in " + path);
    count_words();
  }

  /// `plain`: without function words.
  BenchQuery word(bool plain) {
    if (!plain) return {"word", {one_of(any().words)}, {}, {}, {}};
    const std::vector<std::string>& band = bands_[next_band_++ % bands_.size()];
    return {"word", {one_of(band)}, {}, {}, {}};
  }

  BenchQuery several(const std::string& kind, std::size_t count, bool plain) {
    return {kind, words_of(any(), count, plain), {}, {}, {}};
  }

  BenchQuery phrase(std::size_t count, bool plain) {
    for (;;) {
      const Sampled& article = any();
      if (article.runs.empty()) continue;
      const Run& run = one_of(article.runs);
      if (run.size() < count) continue;
      const auto first = run.begin() + static_cast<std::ptrdiff_t>(below(run.size() - count + 1));
      const Run words(first, first + static_cast<std::ptrdiff_t>(count));
      if (plain && std::ranges::any_of(words, is_function_word)) continue;
      return {fmt::format("phrase{}", count), words, {}, {}, {}};
    }
  }

  BenchQuery word_of_source(bool plain) {
    const Sampled& article = any();
    return {"word+source", words_of(article, 1, plain), article.source, {}, {}};
  }

  /// From a week to half of the time that the archive covers, with the article in it.
  BenchQuery of_time(bool plain) {
    const Sampled& article = any();
    const std::int64_t half = std::max<std::int64_t>((last_ - first_) / 2, 8 * kDay);
    const std::int64_t length = half >> below(6);
    const std::int64_t begin =
        article.published - static_cast<std::int64_t>(below(static_cast<std::size_t>(length)));
    return {"and2+date", words_of(article, 2, plain), {}, day(begin), day(begin + length + kDay)};
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }
  const Sampled& any() { return one_of(articles_); }
  static std::string day(Timestamp time) { return format_timestamp(time).substr(0, 10); }

  std::vector<std::string> words_of(const Sampled& first, std::size_t count, bool plain) {
    const Sampled* article = &first;
    std::vector<std::string> words;
    for (std::size_t tries = 0; words.size() < count; ++tries) {
      if (tries > 100) {  // it has too few different ones
        article = &any();
        words.clear();
        tries = 0;
      }
      const std::string& word = one_of(article->words);
      if (std::ranges::find(words, word) == words.end() && !(plain && is_function_word(word)))
        words.push_back(word);
    }
    return words;
  }

  /// Words by the share of articles that have them: a band for each power of ten.
  void count_words() {
    std::unordered_map<std::string_view, std::size_t> articles_with;
    first_ = last_ = articles_.front().published;
    for (const Sampled& article : articles_) {
      const std::unordered_set<std::string_view> different(article.words.begin(),
                                                           article.words.end());
      for (const std::string_view word : different) ++articles_with[word];
      first_ = std::min(first_, article.published);
      last_ = std::max(last_, article.published);
    }
    std::vector<std::vector<std::string>> bands(8);
    for (const auto& [word, count] : articles_with) {
      if (is_function_word(word)) continue;
      std::size_t band = 0;
      for (std::size_t share = articles_.size() / count; share >= 10; share /= 10) ++band;
      bands[std::min(band, bands.size() - 1)].emplace_back(word);
    }
    for (std::vector<std::string>& band : bands) {
      if (band.empty()) continue;
      std::ranges::sort(band);
      bands_.push_back(std::move(band));
    }
  }

  std::mt19937_64 random_{21578};
  std::vector<Sampled> articles_;
  std::vector<std::vector<std::string>> bands_;
  std::size_t next_band_ = 0;
  Timestamp first_ = 0, last_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    fmt::print(stderr, "usage: make_queries ARTICLES.jsonl COUNT\n");
    return 2;
  }
  QueryMaker maker(argv[1]);
  const std::size_t of_class = std::stoul(argv[2]);
  const auto print = [&](auto&& make) {
    for (std::size_t i = 0; i < of_class; ++i) fmt::print("{}", to_line(make(i % 2 == 0)));
  };
  print([&](bool plain) { return maker.word(plain); });
  for (const std::size_t count : {2, 3})
    print([&](bool plain) { return maker.several(fmt::format("and{}", count), count, plain); });
  for (const std::size_t count : {2, 3, 4})
    print([&](bool plain) { return maker.several(fmt::format("or{}", count), count, plain); });
  for (const std::size_t count : {2, 3, 4})
    print([&](bool plain) { return maker.phrase(count, plain); });
  print([&](bool plain) { return maker.word_of_source(plain); });
  print([&](bool plain) { return maker.of_time(plain); });
  std::size_t count = 0;
  print([&](bool plain) { return maker.several("or+facets", 2 + count++ / 2 % 3, plain); });
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
