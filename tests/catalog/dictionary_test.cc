// SPDX-License-Identifier: GPL-2.0-or-later
// Compressed texts and their dictionaries: the space they save, and that no text is lost with a
// dictionary.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/compressed_text.h"
#include "error.h"
#include "support/support.h"
#include "upkeep/repair.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
namespace fs = std::filesystem;

namespace {

/// A text like the others, and unlike each.
std::string body(unsigned number) {
  constexpr const char* kPhrases[] = {
      "The committee will meet again on Thursday to vote on the proposal",
      "Trading volume was lower than in the same week of last year",
      "A spokeswoman for the port said repairs would take until spring",
      "Economists had expected a smaller rise in consumer prices",
      "The minister did not say when the report would be published",
      "Shares of the company fell in early trading and recovered later"};
  std::mt19937 random(number);
  std::string text;
  for (int sentence = 0; sentence < 24; ++sentence)
    text += fmt::format("{}{} ({}, {}).", sentence == 0 ? "" : " ",
                        kPhrases[random() % std::size(kPhrases)], random() % 9'999, random());
  return text;
}

constexpr unsigned kArticles = 1'200;  // some two million bytes

std::vector<Article> articles(unsigned first, unsigned count) {
  std::vector<Article> made(count);
  for (unsigned i = 0; i < count; ++i) {
    made[i].id = fmt::format("a{}", first + i);
    made[i].title = fmt::format("Report {}", first + i);
    made[i].body = body(first + i);
  }
  return made;
}

/// In two runs: the second finds what the first has left.
fs::path made_archive(const TemporaryFolder& folder) {
  make_archive(folder / "archive", articles(0, kArticles));
  make_archive(folder / "archive", articles(kArticles, 20));
  return folder / "archive";
}

std::size_t whole_bodies(const fs::path& archive) {
  const Catalog catalog(archive, Catalog::Mode::read);
  std::size_t whole = 0;
  catalog.for_each_current([&](Row row, const std::string& id) {
    const auto found = catalog.inspect(row);
    const unsigned number = static_cast<unsigned>(std::stoul(id.substr(1)));
    whole += found->damage.empty() && found->stored.article.body == body(number);
  });
  return whole;
}

std::string value_in(const fs::path& archive, const std::string& sql) {
  sqlite3* db = nullptr;
  sqlite3_stmt* query = nullptr;
  REQUIRE(sqlite3_open((archive / "catalog.db").c_str(), &db) == SQLITE_OK);
  REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &query, nullptr) == SQLITE_OK);
  std::string value;
  if (sqlite3_step(query) == SQLITE_ROW)
    value = reinterpret_cast<const char*>(sqlite3_column_text(query, 0));
  sqlite3_finalize(query);
  sqlite3_close(db);
  return value;
}

void zero_page(const fs::path& archive, const std::string& sql) {
  const std::size_t size = std::stoul(value_in(archive, "PRAGMA page_size")),
                    page = std::stoul(value_in(archive, sql));
  std::fstream file(archive / "catalog.db", std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>((page - 1) * size));
  file << std::string(size, '\0');
}

}  // namespace

TEST_CASE("packed texts: with a dictionary and without") {
  std::string samples, text;
  std::vector<std::size_t> sizes;
  for (unsigned number = 0; number < 1'000; ++number) {
    const std::string sample = body(number);
    samples += sample;
    sizes.push_back(sample.size());
  }
  const ZstdDictionary dictionary(ZstdDictionary::train(samples, sizes));
  const ZstdDictionary other(ZstdDictionary::train(samples.substr(0, samples.size() - sizes.back()),
                                                   std::span(sizes).first(sizes.size() - 1)));
  REQUIRE(dictionary.number() != other.number());
  std::size_t plain_bytes = 0, bytes = 0;
  for (unsigned number = 2'000; number < 2'100; ++number) {
    const std::string plain = pack_text(body(number)),
                      packed = pack_text(body(number), &dictionary);
    plain_bytes += plain.size();
    bytes += packed.size();
    CHECK(dictionary_of(plain) == 0);
    CHECK(dictionary_of(packed) == dictionary.number());
    CHECK((unpack_text(plain, nullptr, text) && text == body(number)));
    CHECK(unpacked_size(plain) == text.size());
    CHECK(unpacked_size(packed) == text.size());
    CHECK((unpack_text(packed, &dictionary, text) && text == body(number)));
    CHECK(!unpack_text(packed, nullptr, text));
    CHECK(!unpack_text(packed, &other, text));
    CHECK(!unpack_text(packed.substr(0, packed.size() / 2), &dictionary, text));
    CHECK(text.empty());
  }
  CHECK(bytes * 10 < plain_bytes * 8);
  CHECK((unpack_text(pack_text("", &dictionary), &dictionary, text) && text.empty()));
  CHECK(!unpack_text("", nullptr, text));
  CHECK(unpacked_size("") == 0);
  // A frame that says it holds 2^63 bytes.
  CHECK(unpacked_size(std::string("\x28\xb5\x2f\xfd\xc0\0\0\0\0\0\0\0\0\x80", 14)) == 0);
  CHECK(ZstdDictionary::train("too little", std::vector<std::size_t>{10}).empty());
  CHECK_THROWS_AS(ZstdDictionary("no dictionary"), Error);
}

TEST_CASE("catalog: texts are packed with a dictionary once there are enough") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  make_archive(archive, articles(0, 150));
  CHECK(value_in(archive, "SELECT count(*) FROM dictionaries") == "0");
  make_archive(archive, articles(150, kArticles - 150));
  CHECK(value_in(archive, "SELECT count(*) FROM dictionaries") == "2");
  const std::string plain =
      value_in(archive, "SELECT sum(length(body)) FROM articles WHERE row < 20");
  make_archive(archive, articles(kArticles, 19));
  CHECK(value_in(archive, fmt::format("SELECT sum(length(body)) * 10 < {} * 8 FROM articles WHERE "
                                      "row > {}",
                                      plain, kArticles)) == "1");
  CHECK(value_in(archive, "SELECT count(*) FROM dictionaries") == "2");
  CHECK(whole_bodies(archive) == kArticles + 19);
  CHECK(verify(archive, {true}).problems.empty());
}

TEST_CASE("repair: a dictionary that is damaged costs no article") {
  const struct {
    const char *sql, *page;
  } damages[] = {
      {"UPDATE dictionaries SET bytes = zeroblob(5000) WHERE copy = 1", ""},
      {"UPDATE dictionaries SET sum = 7 WHERE copy = 2", ""},
      {"", "SELECT rootpage FROM sqlite_schema WHERE name = 'dictionaries'"},
      {"", "SELECT 1"},
      {"",
       "SELECT pageno FROM dbstat WHERE name = 'dictionaries' AND pagetype = 'overflow'"
       " ORDER BY path LIMIT 1 OFFSET 5"},
  };
  const TemporaryFolder folder;
  const fs::path sound = made_archive(folder), archive = folder / "damaged";
  for (const auto& damage : damages) {
    CAPTURE(damage.sql);
    CAPTURE(damage.page);
    fs::remove_all(archive);
    fs::copy(sound, archive, fs::copy_options::recursive);
    if (*damage.sql != '\0') value_in(archive, damage.sql);
    if (*damage.page != '\0') zero_page(archive, damage.page);
    CHECK(!verify(archive, {true}).problems.empty());
    const RepairReport repaired = repair(archive, {});
    CHECK(repaired.losses.empty());
    CHECK(whole_bodies(archive) == kArticles + 20);
    CHECK(value_in(archive, "SELECT count(*) FROM dictionaries") == "2");
    CHECK(verify(archive, {true}).problems.empty());
  }
}

TEST_CASE("repair: without its dictionary a text is lost, and named") {
  const TemporaryFolder folder;
  const fs::path archive = made_archive(folder);
  value_in(archive, "UPDATE dictionaries SET bytes = zeroblob(5000)");
  const std::size_t readable = whole_bodies(archive);
  CHECK(readable < kArticles + 20);
  const RepairReport repaired = repair(archive, {});
  CHECK(repaired.losses.size() + readable == kArticles + 20);
  for (const Loss& loss : repaired.losses) CHECK(loss.id == fmt::format("a{}", loss.row - 1));
}
