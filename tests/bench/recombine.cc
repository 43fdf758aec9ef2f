// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a collection of any size from a small one. The sentences of an article are drawn from a few
// neighbouring articles, so that words keep their co-occurrence. One article in eight gets a new
// name, so that the vocabulary keeps growing. With sources (a few large, many small), sections,
// authors and dates over ten years. The same seed makes the same bytes.
//   recombine COUNT SEED PATH... > ARTICLES.jsonl
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "dates/dates.h"
#include "ingest/input_reader.h"
#include "text/plain_text.h"

namespace {

using dateline::Article;

struct Origin {
  std::string title;
  std::vector<std::string> sentences;
};

class Origins : public dateline::indexing::InputVisitor {
 public:
  void article(Article&& article, std::uint64_t) override {
    Origin origin{article.title, {}};
    for (std::string_view rest = article.body; !rest.empty();) {
      const std::string_view paragraph = rest.substr(0, rest.find("\n\n"));
      rest.remove_prefix(std::min(rest.size(), paragraph.size() + 2));
      for (std::string_view left = paragraph; !left.empty();) {
        const std::string_view sentence = dateline::first_sentence(left);
        if (sentence.size() > 20) origin.sentences.push_back(dateline::one_line(sentence));
        left = dateline::trim(left.substr(std::max<std::size_t>(sentence.size(), 1)));
      }
    }
    if (origin.sentences.size() >= 3) origins.push_back(std::move(origin));
  }
  void begin_input(const dateline::indexing::Input&) override {}
  void rejected(const dateline::indexing::Rejection&) override {}
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

  std::vector<Origin> origins;
};

class Recombiner {
 public:
  Recombiner(const std::vector<Origin>& origins, std::uint64_t seed)
      : origins_(origins), random_(seed) {}

  nlohmann::ordered_json article(std::size_t number) {
    constexpr std::size_t kNear = 12, kSentencesAParagraph = 3;
    const std::size_t place = below(origins_.size());
    const auto near = [&]() -> const Origin& {
      return origins_[(place + below(kNear)) % origins_.size()];
    };
    std::string body;
    const std::size_t sentences = length();
    for (std::size_t i = 0; i < sentences; ++i) {
      if (i != 0) body += i % kSentencesAParagraph == 0 ? "\n\n" : " ";
      body += one_of(near().sentences);
      if (below(8) == 0) body += fmt::format(" {} had no comment.", name());
    }
    constexpr std::array kSections{"business", "politics", "world", "markets",
                                   "sport",    "science",  "local", "culture"};
    constexpr std::int64_t kFirstDay = 1'388'534'400, kSeconds = 10 * 365 * 86'400LL;  // 2014
    return {{"id", fmt::format("g{:07}", number)},
            {"title", origins_[place].title},
            {"body", body},
            {"source", fmt::format("Outlet {:02}", skewed(60))},
            {"section", kSections[skewed(kSections.size())]},
            {"author", fmt::format("Reporter {:04}", skewed(2000))},
            {"language", "en"},
            {"date",
             dateline::format_timestamp(kFirstDay + static_cast<std::int64_t>(below(kSeconds)))}};
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }

  /// Low numbers often, high ones rarely: all orders of magnitude alike.
  std::size_t skewed(std::size_t n) {
    const double share = static_cast<double>(below(1 << 20)) / (1 << 20);
    return static_cast<std::size_t>(std::pow(static_cast<double>(n) + 1, share)) - 1;
  }

  /// Sentences: 4 to 64, half of them at most 16.
  std::size_t length() {
    return static_cast<std::size_t>(4 * std::pow(2.0, static_cast<double>(below(400)) / 100));
  }

  std::string name() {
    constexpr std::array<std::string_view, 20> kSyllables{
        "bar", "den", "fol", "gri", "han", "jor", "kel", "lam", "mor", "nev",
        "ost", "pol", "ral", "sen", "tov", "ul",  "vas", "wen", "yar", "zim"};
    std::string name;
    for (std::size_t i = 0, n = 2 + below(3); i < n; ++i)
      name += kSyllables[below(kSyllables.size())];
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
  }

  const std::vector<Origin>& origins_;
  std::mt19937_64 random_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: recombine COUNT SEED PATH...\n");
    return 2;
  }
  Origins read;
  dateline::indexing::read_inputs({argv + 3, argv + argc}, {}, read);
  if (read.origins.empty()) {
    fmt::print(stderr, "error: no article of three sentences there\n");
    return 2;
  }
  std::ios::sync_with_stdio(false);
  Recombiner recombiner(read.origins, std::stoul(argv[2]));
  const std::size_t count = std::stoul(argv[1]);
  for (std::size_t i = 0; i < count; ++i) std::cout << recombiner.article(i).dump() << '\n';
}
