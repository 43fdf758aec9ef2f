// SPDX-License-Identifier: GPL-2.0-or-later
// Indexes with Xapian the usual way, as a baseline for ours: one thread, TermGenerator with the
// English stemmer, positions, title and body, WritableDatabase, one commit at the end. Reads the
// same inputs through the same readers. Prints articles, megabytes of text, seconds and MB/s.
//   termgenerator_add FOLDER PATH...
#include <fmt/format.h>
#include <xapian.h>

#include <chrono>

#include "ingest/input_reader.h"

namespace {

class Adder : public dateline::indexing::InputVisitor {
 public:
  explicit Adder(const std::string& folder) : db_(folder, Xapian::DB_CREATE_OR_OVERWRITE) {
    generator_.set_stemmer(Xapian::Stem("en"));
  }
  void article(dateline::Article&& article, std::uint64_t) override {
    Xapian::Document document;
    generator_.set_document(document);
    generator_.set_termpos(0);
    generator_.index_text(article.title, 3, "S");
    generator_.index_text(article.title);
    generator_.increase_termpos();
    generator_.index_text(article.body);
    const std::string id = "Q" + article.id;
    document.add_boolean_term(id);
    document.set_data(article.title + "\n" + article.body);
    db_.replace_document(id, document);
    bytes += article.title.size() + article.body.size();
    ++articles;
  }
  void commit() { db_.commit(); }
  void begin_input(const dateline::indexing::Input&) override {}
  void rejected(const dateline::indexing::Rejection&) override {}
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

  std::uint64_t articles = 0, bytes = 0;

 private:
  Xapian::WritableDatabase db_;
  Xapian::TermGenerator generator_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: termgenerator_add FOLDER PATH...\n");
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  Adder adder(argv[1]);
  dateline::indexing::read_inputs({argv + 2, argv + argc}, {}, adder);
  adder.commit();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double megabytes = static_cast<double>(adder.bytes) / 1e6;
  fmt::print("{} articles, {:.1f} MB of text in {:.1f} s ({:.2f} MB/s)\n", adder.articles,
             megabytes, seconds, megabytes / seconds);
}
