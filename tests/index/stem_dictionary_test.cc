// SPDX-License-Identifier: GPL-2.0-or-later
// The dictionary of stems: segments have it, merges join it, and a search reads it.
#include "index/stem_dictionary.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xapian.h>

#include <memory>
#include <string>
#include <vector>

#include "schema.h"
#include "segments/merge.h"
#include "segments/segment.h"
#include "support/support.h"
#include "text/analyzer.h"
#include "text/stemmer.h"

namespace dateline {

using namespace indexing;
namespace {

void add(Segment& segment, std::uint32_t number, const std::string& language,
         const std::vector<std::string>& terms) {
  segment.begin_document(number);
  std::uint32_t position = 0;
  for (const std::string& term : terms) segment.add_posting(term, ++position, 1);
  const int slot = schema::field(schema::FieldId::language).slot;
  if (!language.empty()) segment.add_value(static_cast<std::uint32_t>(slot), language);
}

/// What Xapian's own reader finds.
std::string words(const std::filesystem::path& segment, const std::string& language,
                  const std::string& word) {
  Stemmer stemmer;
  const std::string key = stem_key(language, stemmer.stem(word, language));
  const std::string tag = Xapian::Database(segment.string()).get_metadata(key.substr(2));
  return fmt::format("{}", fmt::join(words_of_stem(tag), " "));
}

}  // namespace

TEST_CASE("the dictionary of stems of a segment, and of two that are merged") {
  const TemporaryFolder folder;
  const std::unique_ptr<Segment> segment = make_bulk_segment();
  add(*segment, 1, "de", {"haus", "hauses", "Shaus", "häuser", "1987", std::string(90, 'h')});
  add(*segment, 2, "de", {"haus", "preis"});
  add(*segment, 3, "en", {"hause", "houses"});
  add(*segment, 4, "id", {"membeli"});
  segment->write(folder / "first");
  add(*segment, 5, "de", {"hause", "preises"});
  add(*segment, 6, "", {"hausen"});
  add(*segment, 7, "xx", {"hausen"});
  segment->write(folder / "second");
  CHECK(words(folder / "first", "de", "haus") == "haus hauses");
  CHECK(words(folder / "first", "de", "1987").empty());
  CHECK(words(folder / "first", "en", "house").empty());
  CHECK(words(folder / "first", "id", "beli") == "membeli");
  CHECK(words(folder / "second", "de", "hauses") == "hause");

  MergeOptions options;
  options.left_out = {2};
  merge_databases({folder / "first", folder / "second"}, folder / "merged", options);
  CHECK(words(folder / "merged", "de", "haus") == "haus hause hauses");
  CHECK(words(folder / "merged", "de", "preis") == "preis preises");
  CHECK(words(folder / "merged", "id", "beli") == "membeli");
}

TEST_CASE("a tag of stems holds its words in order, and once") {
  CHECK(stem_tag({"b", "a", "b"}) == "a\nb");
  CHECK(words_of_stem("a\nb") == std::vector<std::string_view>{"a", "b"});
  CHECK(words_of_stem("").empty());
}

}  // namespace dateline
