// SPDX-License-Identifier: GPL-2.0-or-later
// The terms of an article do not depend on the articles before it, or on the sink.
#include "terms/document_terms.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dateline {

using namespace indexing;
namespace {

/// Everything sent, as lines.
class Sent : public TermSink {
 public:
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    lines.insert(fmt::format("{} at {} weighs {}", term, position, wdf));
  }
  void add_term(std::string_view term, std::uint32_t wdf) override { add_posting(term, 0, wdf); }
  void add_value(std::uint32_t slot, std::string_view bytes) override {
    lines.insert(fmt::format("slot {}: {}", slot, bytes));
  }
  std::multiset<std::string> lines;
};

WordForms& forms_of(TermCache& table, std::string_view word, std::uint16_t context) {
  TermCache::Lookup lookup;
  table.prefetch(word, context, lookup);
  return table.find(lookup);
}

StoredArticle article(std::string language, std::string title, std::string body,
                      std::string author) {
  StoredArticle stored;
  stored.article.title = std::move(title);
  stored.article.body = std::move(body);
  stored.article.author = std::move(author);
  stored.article.language = std::move(language);
  return stored;
}

const std::vector<StoredArticle> kArticles{
    article("en", "Universities report records",
            "The US and the U.N. reported. Records fell, NATO's "
            "too: 1,750 in 3.5 days at AT&T.",
            "Élise Records"),
    article("de", "Universities in Berlin", "Die Records der Universitäten wurden gezählt.",
            "Us Nato"),
    article("", "", "Records " + std::string(40, 'x') + " 東京 café " + std::string(300, 'y'), ""),
    article("en", std::string(300, 'y') + " records", "Élise reported the US records.", "records"),
};

TEST_CASE("an article is sent the same after others and to other sinks") {
  DocumentTerms used;
  Sent first, second;
  for (int round = 0; round < 2; ++round)
    for (const StoredArticle& stored : kArticles)
      for (Sent* sink : {&first, &second}) {
        Sent fresh;
        DocumentTerms().send(stored, fresh);
        sink->lines.clear();
        if (round == 1) sink->renumber();
        used.send(stored, *sink);
        CHECK(sink->lines == fresh.lines);
        CHECK(fresh.lines.size() > 8);
      }
}

TEST_CASE("forms of words are kept by word and context") {
  TermCache table;
  const std::uint16_t english = table.context("en", true), german = table.context("de", true),
                      byline = table.context("en", false);
  CHECK(std::set{english, german, byline}.size() == 3);
  CHECK(table.context("en", true) == english);
  constexpr std::uint32_t kWords = 20'000;
  for (std::uint32_t i = 0; i < kWords; ++i) {
    WordForms& forms = forms_of(table, fmt::format("word{}", i), i % 2 == 0 ? english : german);
    CHECK(forms.word == kNoForm);
    forms.word = i;
  }
  for (std::uint32_t i = 0; i < kWords; ++i) {
    const std::string word = fmt::format("word{}", i);
    CHECK(forms_of(table, word, i % 2 == 0 ? english : german).word == i);
    if (i < 100) CHECK(forms_of(table, word, i % 2 == 0 ? german : english).word == kNoForm);
  }
  const std::string long_word(30, 'a');
  forms_of(table, long_word, english).word = 7;
  CHECK(forms_of(table, long_word, english).word == kNoForm);
  std::uint32_t more = 0;
  while (!table.full()) forms_of(table, fmt::format("{}", more++), byline);
  table.clear();
  CHECK(!table.full());
  CHECK(forms_of(table, "word0", english).word == kNoForm);
}

}  // namespace
}  // namespace dateline
