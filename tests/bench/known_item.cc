// SPDX-License-Identifier: GPL-2.0-or-later
// Known-item search: articles without their headlines, and random headlines of them as queries. The
// relevant article of a query is that of its headline. Writes FOLDER/bodies.jsonl to be indexed,
// and FOLDER/topics.txt and FOLDER/qrels.txt for dateline-query --topics; see runs/.
//   known_item FOLDER COUNT SEED PATH...
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "ingest/input_reader.h"

namespace {

using dateline::Article;

/// Keeps the articles that have a headline of at least three words and a body.
class Collection : public dateline::indexing::InputVisitor {
 public:
  void article(Article&& article, std::uint64_t) override {
    if (std::ranges::count(article.title, ' ') >= 2 && article.body.size() > 200)
      articles.push_back(std::move(article));
  }
  void begin_input(const dateline::indexing::Input&) override {}
  void rejected(const dateline::indexing::Rejection&) override {}
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

  std::vector<Article> articles;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: known_item FOLDER COUNT SEED PATH...\n");
    return 2;
  }
  const std::string folder = argv[1];
  const std::size_t count = std::stoul(argv[2]);
  Collection collection;
  dateline::indexing::read_inputs({argv + 4, argv + argc}, {}, collection);
  std::ofstream bodies(folder + "/bodies.jsonl");
  for (const Article& article : collection.articles)
    bodies << nlohmann::json{{"id", article.id}, {"body", article.body}, {"language", "en"}}.dump()
           << '\n';
  std::mt19937_64 random(std::stoul(argv[3]));
  const std::size_t indexed = collection.articles.size();
  std::vector<Article>& drawn = collection.articles;
  for (std::size_t i = drawn.size(); i > 1; --i) std::swap(drawn[i - 1], drawn[random() % i]);
  drawn.resize(std::min(count, drawn.size()));
  std::ofstream topics(folder + "/topics.txt"), qrels(folder + "/qrels.txt");
  for (Article& article : drawn) {
    std::ranges::replace(article.title, '<', ' ');  // a ticker's bracket is no tag
    topics << fmt::format("<top>\n<num> {}\n<title> {}\n</top>\n", article.id, article.title);
    qrels << fmt::format("{0} 0 {0} 1\n", article.id);
  }
  fmt::print("{} articles, {} headlines\n", indexed, drawn.size());
}
