// SPDX-License-Identifier: GPL-2.0-or-later
// Helpers for tests of whole archives: an archive made from files or from a list of articles,
// variables of the environment, the folder of the repository. Archives are made by the indexer's
// own ingest().
#pragma once

#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "dates/dates.h"
#include "ingest/archive_writer.h"
#include "ingest/ingest.h"
#include "temporary_folder.h"

namespace dateline {

using namespace indexing;

/// The folder of the repository; DATELINE_ROOT is a compile definition.
inline std::filesystem::path repository_root() { return DATELINE_ROOT; }

/// An environment variable with another value for a while. DATELINE_NOW sets the clock.
class TemporaryVariable {
 public:
  TemporaryVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = ::getenv(name)) {
      before_ = before;
      was_set_ = true;
    }
    ::setenv(name, value.c_str(), 1);
  }
  ~TemporaryVariable() {
    if (was_set_)
      ::setenv(name_, before_.c_str(), 1);
    else
      ::unsetenv(name_);
  }
  TemporaryVariable(const TemporaryVariable&) = delete;
  TemporaryVariable& operator=(const TemporaryVariable&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool was_set_ = false;
};

/// One JSON object, as the indexer reads it.
inline std::string to_json_line(const Article& article) {
  nlohmann::json object = nlohmann::json::object();
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
  };
  set("id", article.id);
  set("title", article.title);
  set("body", article.body);
  set("source", article.source);
  set("url", article.url);
  set("section", article.section);
  set("author", article.author);
  set("language", article.language);
  set("country", article.country);
  set("type", article.type);
  set("page", article.page);
  set("edition", article.edition);
  if (!article.topics.empty()) object["topics"] = article.topics;
  set("date", !article.published   ? article.date_text
              : article.utc_offset ? format_local_time(*article.published, *article.utc_offset)
                                   : format_timestamp(*article.published));
  return object.dump();
}

/// One run of the indexer over `paths`, with the program's defaults.
inline IngestReport add_files(const std::filesystem::path& folder,
                              const std::vector<std::string>& paths,
                              const Resources& resources = {}) {
  WritableArchive archive(folder, resources);
  IngestOptions options;
  options.read.language = "en";
  return ingest(archive, paths, options);
}

/// One run of the indexer over the articles. The archive is made when it is missing.
inline IngestReport make_archive(const std::filesystem::path& folder,
                                 const std::vector<Article>& articles,
                                 const Resources& resources = {}) {
  const TemporaryFolder input;
  const std::filesystem::path file = input / "articles.jsonl";
  {
    std::ofstream out(file);
    for (const Article& article : articles) out << to_json_line(article) << '\n';
  }
  return add_files(folder, {file.string()}, resources);
}

}  // namespace dateline
