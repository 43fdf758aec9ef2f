// SPDX-License-Identifier: GPL-2.0-or-later
// layouts/records.json has a record of each row of the table of layouts, in its order, and an odd
// one: null, a list or a string where the layout has an object. records.expected.json beside it has
// what is read of them; UPDATE_GOLDEN=1 writes it, and it must then be read with care.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "dates/dates.h"
#include "readers/json_article.h"
#include "readers/record_layouts.h"

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using namespace dateline;
using namespace dateline::indexing;

namespace {

ordered_json file_of(const fs::path& path) {
  std::ifstream file(path);
  return file ? ordered_json::parse(file) : ordered_json();
}

/// What is read of a record; null for one that is passed over.
ordered_json read_of(const ordered_json& given) {
  const ReadOptions options;
  JsonArticle reader(options);
  const auto record = reader.read(given.dump(), 1);
  if (!record) return nullptr;
  ordered_json read;
  if (const auto* rejection = std::get_if<Rejection>(&*record)) {
    read["rejected"] = rejection->reason;
    return read;
  }
  const auto& article = std::get<Article>(*record);
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) read[key] = value;
  };
  put("id", article.id);
  put("title", article.title);
  put("body", article.body);
  put("source", article.source);
  put("url", article.url);
  put("section", article.section);
  put("author", article.author);
  put("language", article.language);
  put("country", article.country);
  put("type", article.type);
  put("page", article.page);
  if (!article.topics.empty()) read["topics"] = article.topics;
  if (article.published) read["published"] = format_timestamp(*article.published);
  if (article.status == Status::cancelled) read["status"] = "cancelled";
  return read;
}

/// The number of the row that a record is of.
std::size_t row_of(const ordered_json& record) {
  const Layout* const found =
      find_layout([&](std::string_view key) { return record.contains(std::string(key)); });
  return found == nullptr ? layouts().size() : static_cast<std::size_t>(found - layouts().data());
}

}  // namespace

TEST_CASE("layouts: a record and an odd one of each row read as expected") {
  const fs::path folder = fs::path(TEST_DATA_DIR) / "layouts";
  const ordered_json samples = file_of(folder / "records.json");
  ordered_json read = ordered_json::array();
  REQUIRE(samples.size() == layouts().size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    CAPTURE(layouts()[i].name);
    CHECK(samples[i]["layout"] == std::string(layouts()[i].name));
    CHECK(row_of(samples[i]["good"]) == i);
    CHECK(row_of(samples[i]["odd"]) == i);
    read.push_back({{"good", read_of(samples[i]["good"])}, {"odd", read_of(samples[i]["odd"])}});
    CHECK(read.back()["good"].contains("title"));
  }
  const fs::path expected = folder / "records.expected.json";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << read.dump(1) << "\n";
  const ordered_json wanted = file_of(expected);
  REQUIRE(wanted.size() == read.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    CAPTURE(layouts()[i].name);
    CHECK(read[i].dump(1) == wanted[i].dump(1));
  }
}
