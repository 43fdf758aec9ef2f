// SPDX-License-Identifier: GPL-2.0-or-later
#include "xapian_export.h"

#include <fmt/format.h>
#include <xapian.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "catalog/catalog.h"
#include "error.h"
#include "terms/document_terms.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

class XapianDocument : public TermSink {
 public:
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    document.add_posting(std::string(term), position, wdf);
  }
  void add_term(std::string_view term, std::uint32_t wdf) override {
    document.add_term(std::string(term), wdf);
  }
  void add_value(std::uint32_t slot, std::string_view bytes) override {
    document.add_value(slot, std::string(bytes));
  }

  Xapian::Document document;
};

std::string data_of(const Article& article) {
  nlohmann::json json{{"id", article.id},
                      {"title", article.title},
                      {"url", article.url},
                      {"source", article.source},
                      {"language", article.language}};
  json["published"] = article.published ? nlohmann::json(*article.published) : nlohmann::json();
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::uint64_t write(const fs::path& archive, const fs::path& folder) {
  Catalog catalog(archive, Catalog::Mode::read);
  catalog.pin();
  Xapian::WritableDatabase database(folder.string(),
                                    Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
  DocumentTerms terms;
  std::uint64_t written = 0;
  catalog.for_each_current([&](Row row, const std::string&) {
    const std::optional<StoredArticle> stored = catalog.article(row);
    if (!stored) return;
    XapianDocument out;
    terms.send(*stored, out);
    out.document.set_data(data_of(stored->article));
    database.replace_document(row, out.document);
    ++written;
  });
  database.commit();
  return written;
}

}  // namespace

std::uint64_t export_to_xapian(const fs::path& archive, const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_empty(folder, error))
    throw Error(fmt::format("{} is there and not an empty folder", folder.string()),
                "name a new folder");
  fs::path loose = folder;  // as Xapian's writer leaves it, before it is compacted
  loose += ".loose";
  const auto remove_both = [&] {
    fs::remove_all(folder, error);
    fs::remove_all(loose, error);
  };
  try {
    const std::uint64_t articles = write(archive, loose);
    Xapian::Database(loose.string()).compact(folder.string(), Xapian::Compactor::FULL);
    fs::remove_all(loose);
    return articles;
  } catch (const Xapian::Error& e) {
    remove_both();
    throw Error(fmt::format("the database {} cannot be written: {}", folder.string(), e.get_msg()));
  } catch (...) {
    remove_both();
    throw;
  }
}

}  // namespace dateline::indexing
