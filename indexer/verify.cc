// SPDX-License-Identifier: GPL-2.0-or-later
#include "verify.h"

#include <fmt/format.h>
#include <xapian.h>

#include <sstream>

#include "analyzer.h"
#include "program.h"

namespace dateline {
namespace {

/// Collects problems; the count goes on when the list is full.
class Problems {
 public:
  explicit Problems(std::vector<std::string>& list) : list_(list) {}
  ~Problems() {
    if (more_ != 0) list_.push_back(fmt::format("... and {} more", more_));
  }
  void add(std::string problem) {
    constexpr std::size_t kListed = 100;
    if (list_.size() < kListed)
      list_.push_back(std::move(problem));
    else
      ++more_;
  }

 private:
  std::vector<std::string>& list_;
  std::uint64_t more_ = 0;
};

/// Both lists ascend: one walk finds what only one of them has.
void compare_documents(const Catalog& catalog, const Xapian::Database& db, VerifyReport& report,
                       Problems& problems) {
  Xapian::PostingIterator document = db.postlist_begin("");
  const Xapian::PostingIterator end = db.postlist_end("");
  const auto only_in_index = [&] {
    problems.add(fmt::format("document {} is in the index but not in the catalog", *document));
    ++document;
  };
  catalog.for_each_current([&](Row row, const std::string& id) {
    ++report.articles;
    while (document != end && *document < row) only_in_index();
    if (document == end || *document != row) {
      problems.add(
          fmt::format("article {} (row {}) is in the catalog but not in the index", id, row));
      return;
    }
    ++document;
    const std::string term = exact_term(schema::FieldId::id, id);
    const Xapian::PostingIterator holder = db.postlist_begin(term);
    if (db.get_termfreq(term) != 1 || holder == db.postlist_end(term) || *holder != row)
      problems.add(fmt::format("id {} should be on document {} alone, and is on {} documents", id,
                               row, db.get_termfreq(term)));
  });
  while (document != end) only_in_index();
}

void check_index(const Catalog& catalog, const std::string& terms, VerifyReport& report,
                 Problems& problems) {
  std::ostringstream output;
  if (const std::size_t errors = Xapian::Database::check(terms, 0, &output); errors != 0)
    problems.add(fmt::format("index: Xapian finds {} errors: {}", errors, output.str()));
  const Xapian::Database db(terms);
  report.documents = db.get_doccount();
  compare_documents(catalog, db, report, problems);
  for (const auto& [key, version] :
       {std::pair<const char*, int>{"dateline.format", schema::kFormatVersion},
        {"dateline.analysis", schema::kAnalysisVersion}})
    if (const std::string found = db.get_metadata(key); found != std::to_string(version))
      problems.add(fmt::format("the index says {} is \"{}\", the catalog {}", key, found, version));
}

}  // namespace

VerifyReport verify(const std::filesystem::path& folder) {
  VerifyReport report;
  Problems problems(report.problems);
  const Catalog catalog(folder, Catalog::Mode::read);
  const CatalogCounts counts = catalog.counts();
  if (counts.pending + counts.removing != 0)
    problems.add(
        fmt::format("{} articles wait to be indexed and {} to be removed: an earlier run did not "
                    "finish, and the next command that writes will finish it",
                    counts.pending, counts.removing));
  if (const std::string found = catalog.check_integrity(); !found.empty())
    problems.add("catalog: " + found);
  if (catalog.generation() == 0) {
    report.articles = counts.articles;
    if (counts.articles != 0) problems.add("there is no index");
    return report;
  }
  try {
    check_index(catalog, terms_folder(folder, catalog.generation()).string(), report, problems);
  } catch (const Xapian::Error& e) {
    problems.add(fmt::format("the index cannot be read: {}", e.get_description()));
  }
  return report;
}

}  // namespace dateline
