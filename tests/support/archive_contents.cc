// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_contents.h"

#include <fmt/format.h>
#include <xapian.h>

#include <map>
#include <set>

#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "catalog/run_log.h"
#include "schema.h"
#include "support.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "upkeep/verify.h"

namespace dateline {

using namespace indexing;
namespace fs = std::filesystem;
namespace {

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string row_text(const StoredArticle& a) {
  return fmt::format("{} words {} first seen {} added {} replaces {}\n", to_json_line(a.article),
                     a.words, a.first_seen, a.added, a.replaces != 0);
}

/// What a segment holds of each document, by its number. Positions are for verify to compare.
std::map<Xapian::docid, std::string> documents_of(const Xapian::Database& db) {
  std::map<Xapian::docid, std::string> texts;
  for (auto p = db.postlist_begin(""); p != db.postlist_end(""); ++p) {
    const Xapian::Document document = db.get_document(*p);
    std::string& text = texts[*p] =
        fmt::format("length {} data {}", db.get_doclength(*p), hex(document.get_data()));
    for (Xapian::valueno slot = 0; slot <= schema::kLastSlot; ++slot)
      if (const std::string value = document.get_value(slot); !value.empty())
        text += fmt::format("\nslot {} {}", slot, hex(value));
  }
  for (auto term = db.allterms_begin(); term != db.allterms_end(); ++term) {
    const std::string name = *term;
    if (name.starts_with("XFrun ")) continue;  // one that failed has a number too
    for (auto p = db.postlist_begin(name); p != db.postlist_end(name); ++p)
      texts[*p] += fmt::format("\n{} {}", name, p.get_wdf());
  }
  return texts;
}

/// Numbers of segments, and how many there are, are as it happens.
std::string files_of(const fs::path& folder, const std::vector<IndexSegment>& segments) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    std::string name = fs::relative(entry.path(), folder).string();
    for (const IndexSegment& segment : segments)
      if (const std::string one = fs::path("terms") / std::to_string(segment.number);
          name == one || name.starts_with(one + "/"))
        name = "terms/N" + name.substr(one.size());
    // Not the journal of who reads here.
    if (!name.starts_with("catalog.db-")) names.insert(name);
  }
  std::string text;
  for (const std::string& name : names) text += "file " + name + '\n';
  return text;
}

}  // namespace

namespace {

ArchiveContents readable_contents_of(const fs::path& folder) {
  ArchiveContents contents;
  std::error_code absent;
  if (const auto size = fs::file_size(folder / "catalog.db", absent); absent || size == 0)
    return contents;
  for (const std::string& problem : verify(folder).problems)
    contents.rest += "problem: " + problem + '\n';
  const Catalog catalog(folder, Catalog::Mode::read);
  const std::vector<IndexSegment> segments = catalog.segments();
  std::uint64_t documents = 0,
                words = 0;  // dead ones left out: a merge may have dropped them or not
  for (const IndexSegment& segment : segments) {
    const Xapian::Database db(terms_folder(folder, segment.number).string());
    std::map<Xapian::docid, std::string> texts = documents_of(db);
    catalog.for_each_current(
        [&](Row row, const std::string& id) {
          contents.articles[id] = row_text(*catalog.article(row)) + texts[row];
          ++documents;
          words += db.get_doclength(row);
        },
        segment.first, segment.last);
  }
  const CatalogCounts counts = catalog.statistics().counts();
  contents.rest += fmt::format("documents {} words {} inputs {} earlier versions {}\n", documents,
                               words, counts.inputs, counts.superseded);
  for (const RejectedRecord& r : catalog.runs().rejected(1000))
    contents.rest += fmt::format("rejected {}:{} {}\n", r.input, r.line, r.reason);
  contents.rest += files_of(folder, segments);
  return contents;
}

}  // namespace

ArchiveContents contents_of(const fs::path& folder) {
  try {
    return readable_contents_of(folder);
  } catch (...) {
    return {{}, std::string("problem: ") + error_of(std::current_exception(), folder).what()};
  }
}

bool between(const ArchiveContents& contents, const ArchiveContents& before,
             const ArchiveContents& after) {
  const auto as_in = [](const ArchiveContents& other, const std::string& id) {
    const auto found = other.articles.find(id);
    return found == other.articles.end() ? std::string() : found->second;
  };
  std::set<std::string> ids;
  for (const ArchiveContents* some : {&contents, &before, &after})
    for (const auto& [id, text] : some->articles) ids.insert(id);
  for (const std::string& id : ids) {
    const std::string text = as_in(contents, id);
    if (text != as_in(before, id) && text != as_in(after, id)) return false;
  }
  return true;
}

std::string difference(const ArchiveContents& expected, const ArchiveContents& found) {
  std::string text;
  const auto list = [&text](const char* what, const ArchiveContents& one,
                            const ArchiveContents& other) {
    for (const auto& [id, article] : one.articles)
      if (!other.articles.contains(id))
        text += fmt::format("{} article {}\n", what, id);
      else if (other.articles.at(id) != article)
        text += fmt::format("{} article {} as: {}\n", what, id, article);
  };
  list("missing", expected, found);
  list("instead", found, expected);
  if (expected.rest != found.rest)
    text += fmt::format("expected:\n{}found:\n{}", expected.rest, found.rest);
  return text;
}

}  // namespace dateline
