// SPDX-License-Identifier: GPL-2.0-or-later
#include "verify_index.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>
#include <sstream>

#include "catalog/journal.h"
#include "index/position_list.h"
#include "schema.h"
#include "terms/document_check.h"
#include "terms/document_terms.h"
#include "text/analyzer.h"

namespace dateline::indexing {
namespace {

using About = Finding::About;

constexpr std::size_t kListed = 100;

void add_missing(Row row, const std::string& id, Findings& findings) {
  findings.add(About::missing, row,
               fmt::format("article {} (row {}) is in the catalog but not in the index", id, row));
}

/// One walk over the rows of a segment and its documents side by side, and what it gathers.
class IndexCheck {
 public:
  /// `before`: the last row of the segment before.
  IndexCheck(const Catalog& catalog, const SegmentFolder& segment, Row before, const DeadRows& dead,
             const VerifyOptions& options, VerifyReport& report, Findings& findings)
      : catalog_(catalog),
        dead_(dead),
        segment_(segment.segment),
        before_(before),
        db_(segment.path.string()),
        tables_(segment.path),
        options_(options),
        report_(report),
        findings_(findings) {}

  void run() {
    last_ = db_.get_lastdocid();
    if (last_ > segment_.last)
      findings_.add(About::index, 0,
                    fmt::format("segment {} says its last document is {}, the catalog {}",
                                segment_.number, last_, segment_.last));
    if (last_ >= catalog_.next_row()) {
      findings_.add(About::index, 0,
                    fmt::format("the index says its last document is {}, the catalog's last row "
                                "is {}",
                                last_, catalog_.next_row() - 1));
      if (last_ > 2 * std::uint64_t{catalog_.next_row()} + 1'000'000) return;  // it is damaged
    }
    if (options_.deep) sums_.assign(std::size_t{last_} + 1, 0);
    walk();
    if (options_.deep) {
      add_posting_lists();
      add_values();
      compare_sums();
    }
  }

  /// Of the documents it has walked over.
  std::size_t dead_documents() const { return dead_documents_; }

 private:
  void walk();
  void pass_extra(Xapian::docid number);
  void visit(Row row, const std::string& id, bool current);
  void check_id(Row row, const std::string& id);
  void compare(Row row, const std::string& id, bool current);
  void check_totals(Xapian::doccount documents, std::uint64_t length, std::uint32_t shortest,
                    std::uint32_t longest);
  void add_posting_lists();
  void add_values();
  void compare_sums();
  bool in_range(Xapian::docid number, const std::string& list);

  const Catalog& catalog_;
  const DeadRows& dead_;
  const IndexSegment segment_;
  const Row before_;
  const Xapian::Database db_;
  const PostingTables tables_;
  const VerifyOptions& options_;
  VerifyReport& report_;
  Findings& findings_;
  Xapian::docid last_ = 0;
  std::size_t dead_documents_ = 0;
  std::optional<std::unordered_map<Row, std::string>> ids_;  // read when the first is needed
  DocumentTerms terms_;
  ExpectedDocument expected_;
  std::uint64_t stride_ = 1, until_compared_ = 0;
  /// By document: the sum over the index minus the sum over the catalog. 0 = equal.
  std::vector<std::uint64_t> sums_;
  std::vector<bool> compared_;
};

bool in(const std::vector<Row>& rows, Row row) { return std::ranges::binary_search(rows, row); }

/// Rows and documents both ascend: one walk finds what only one of them has. Articles that are
/// removed, or marked so, or replaced, are still in the index.
void IndexCheck::walk() {
  const std::vector<Row> removing = catalog_.journal().removing();
  if (!options_.deep && options_.sample != 0) {
    stride_ = std::max<std::uint64_t>(1, report_.articles / options_.sample);
    until_compared_ = std::random_device()() % stride_;
  }
  compared_.assign(std::size_t{last_} + 1, false);
  Xapian::PostingIterator document = db_.postlist_begin("");
  const Xapian::PostingIterator end = db_.postlist_end("");
  std::uint64_t length = 0;
  std::uint32_t shortest = UINT32_MAX, longest = 0;
  Xapian::doccount documents = 0, living = 0;
  const auto next = [&] {
    ++documents;
    living += in(dead_.superseded, *document) || in(dead_.removed, *document) ? 0 : 1;
    const std::uint32_t own = document.get_doclength();
    length += own;
    shortest = std::min(shortest, own);
    longest = std::max(longest, own);
    ++document;
  };
  const auto pass_documents = [&](Row before) {
    while (document != end && *document < before) {
      if (!in_range(*document, "documents")) {
        document = end;
        break;
      }
      if (!in(removing, *document) && !in(dead_.removed, *document)) pass_extra(*document);
      next();
    }
  };
  catalog_.for_each_held(
      [&](Row row, const std::string& id, bool current) {
        pass_documents(row);
        if (document != end && !in_range(*document, "documents")) document = end;
        if (document == end || *document != row) {
          add_missing(row, id, findings_);
          return;
        }
        if (current == in(dead_.superseded, row))
          findings_.add(
              About::index, row,
              fmt::format("article {} (row {}) is {} in the catalog, and searches {} it", id, row,
                          current ? "current" : "superseded", current ? "leave out" : "find"));
        visit(row, id, current);
        next();
      },
      before_ + 1, segment_.last);
  pass_documents(UINT32_MAX);
  report_.documents += living;
  dead_documents_ = documents - living;
  check_totals(documents, length, shortest, longest);
}

/// Reports a document without a row. The term of its id shows which article it was.
void IndexCheck::pass_extra(Xapian::docid number) {
  if (!ids_) ids_ = ids_in(db_);
  const auto id = ids_->find(number);
  findings_.add(About::extra, number,
                fmt::format("document {} (article {}) is in the index but not in the catalog",
                            number, id == ids_->end() ? "unknown" : id->second));
}

/// The id leads to this document alone, but for dead ones.
void IndexCheck::check_id(Row row, const std::string& id) {
  const std::string term = exact_term(schema::FieldId::id, id);
  std::size_t found = 0, living = 0, others = 0;
  for (auto p = db_.postlist_begin(term); p != db_.postlist_end(term); ++p) {
    ++found;
    if (in(dead_.superseded, *p) || in(dead_.removed, *p)) continue;
    ++living;
    others += *p == row ? 0 : 1;
  }
  if (living != 1 || others != 0 || found != db_.get_termfreq(term))
    findings_.add(About::different, row,
                  fmt::format("article {} should be found by its id on document {} alone, and is "
                              "found on {}",
                              id, row, living));
}

void IndexCheck::visit(Row row, const std::string& id, bool current) {
  if (current) check_id(row, id);
  if (options_.deep || (options_.sample != 0 && until_compared_-- == 0)) {
    until_compared_ = stride_ - 1;
    compare(row, id, current);
  }
}

void IndexCheck::compare(Row row, const std::string& id, bool current) {
  const std::optional<InspectedArticle> inspected = catalog_.inspect(row);
  if (current) ++report_.compared;
  if (!inspected) return;  // SQLite's check reports it
  if (!inspected->damage.empty()) {
    if (!current) return;  // a check of the catalog alone reports it
    findings_.add(About::article, row,
                  fmt::format("article {} (row {}) is damaged: {}", id, row, inspected->damage));
    return;
  }
  if (current && inspected->stored.hash == ContentHash{})
    findings_.add(
        About::known_loss, row,
        fmt::format("article {} was found damaged by an earlier repair: add it again", id));
  expected_.clear();
  terms_.send(inspected->stored, expected_);
  expected_.finish();
  std::string difference = expected_.difference(db_, row);
  if (difference.empty() && !options_.deep) difference = expected_.posting_difference(tables_, row);
  if (!difference.empty()) {
    findings_.add(
        About::different, row,
        fmt::format("the index's document of article {} (row {}) {}", id, row, difference));
  } else if (options_.deep) {
    sums_[row] -= expected_.sum(row);
    compared_[row] = true;
  }
}

void IndexCheck::check_totals(Xapian::doccount documents, std::uint64_t length,
                              std::uint32_t shortest, std::uint32_t longest) {
  const auto check = [&](bool sound, const char* what) {
    if (!sound)
      findings_.add(About::index, 0, fmt::format("the index is wrong about its own {}", what));
  };
  check(db_.get_doccount() == documents, "number of documents");
  check(db_.get_total_length() == length, "number of words");
  if (documents == 0) return;
  check(db_.get_doclength_lower_bound() <= shortest, "shortest document");
  check(db_.get_doclength_upper_bound() >= longest, "longest document");
}

bool IndexCheck::in_range(Xapian::docid number, const std::string& list) {
  if (number != 0 && number <= last_) return true;
  findings_.add(
      About::index, 0,
      fmt::format("the list of {} names document {}, and the last one is {}", list, number, last_));
  return false;
}

void IndexCheck::add_posting_lists() {
  std::vector<std::uint32_t> places;
  for (auto term = db_.allterms_begin(); term != db_.allterms_end(); ++term) {
    const std::string name = *term;
    PositionList positions(tables_.postlist, tables_.positions, name);
    Xapian::doccount documents = 0;
    std::uint64_t occurrences = 0;
    Xapian::termcount most = 0;
    for (auto p = db_.postlist_begin(name); p != db_.postlist_end(name); ++p) {
      if (!in_range(*p, "a term")) break;
      const Xapian::termcount wdf = p.get_wdf();
      places.clear();
      if (positions.find(*p) == *p) positions.read(places);
      sums_[*p] += posting_sum(name, *p, wdf, places);
      ++documents;
      occurrences += wdf;
      most = std::max(most, wdf);
    }
    if (documents != term.get_termfreq() || occurrences != db_.get_collection_freq(name) ||
        most > db_.get_wdf_upper_bound(name))
      findings_.add(About::index, 0,
                    fmt::format("the posting list of a term with {} documents does not count them "
                                "so",
                                documents));
  }
}

void IndexCheck::add_values() {
  std::array<bool, schema::kLastSlot + 1> slots{};
  for (const int slot : schema::kOtherSlots) slots[static_cast<std::size_t>(slot)] = true;
  for (const schema::Field& field : schema::fields)
    if (field.slot != schema::kNoSlot) slots[static_cast<std::size_t>(field.slot)] = true;
  for (Xapian::valueno slot = 0; slot < slots.size(); ++slot) {
    if (!slots[slot]) continue;
    Xapian::doccount values = 0;
    std::string least, greatest;
    for (auto v = db_.valuestream_begin(slot); v != db_.valuestream_end(slot); ++v) {
      if (!in_range(v.get_docid(), "values")) break;
      const std::string bytes = *v;
      sums_[v.get_docid()] += value_sum(slot, v.get_docid(), bytes);
      if (values++ == 0) least = greatest = bytes;
      least = std::min(least, bytes);
      greatest = std::max(greatest, bytes);
    }
    if (values != db_.get_value_freq(slot) ||
        (values != 0 &&
         (db_.get_value_lower_bound(slot) > least || db_.get_value_upper_bound(slot) < greatest)))
      findings_.add(About::index, 0,
                    fmt::format("the index is wrong about its own values in slot {}", slot));
  }
}

void IndexCheck::compare_sums() {
  for (Xapian::docid number = 1; number <= last_; ++number)
    if (compared_[number] && sums_[number] != 0)
      findings_.add(About::different, number,
                    fmt::format("the lists of the index do not hold article {} (row {}) as its "
                                "text is",
                                catalog_.id(number), number));
}

}  // namespace

void Findings::add(Finding::About about, Row row, std::string sentence) {
  report_.findings.push_back({about, row});
  if (report_.problems.size() < kListed) report_.problems.push_back(std::move(sentence));
}

bool Findings::any(Finding::About about) const {
  return std::ranges::any_of(report_.findings,
                             [about](const Finding& f) { return f.about == about; });
}

void Findings::finish() {
  if (report_.findings.size() > kListed)
    report_.problems.push_back(fmt::format("... and {} more", report_.findings.size() - kListed));
}

bool own_check_possible(const std::filesystem::path& terms) {
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(terms, error))
    if (::access(entry.path().c_str(), W_OK) != 0 && errno != ENOENT) return false;
  return true;
}

std::string own_check_of_index(const std::filesystem::path& terms) {
  if (!own_check_possible(terms)) return "";
  std::ostringstream output;
  try {
    const std::size_t errors = Xapian::Database::check(terms.string(), 0, &output);
    if (errors == 0) return "";
    std::string text = output.str();
    std::ranges::replace(text, '\n', ' ');
    return fmt::format("the index: Xapian finds {} errors: {}", errors, text.substr(0, 500));
  } catch (const Xapian::Error& e) {
    return fmt::format("the index cannot be checked: {}", e.get_description());
  }
}

std::unordered_map<Row, std::string> ids_in(const Xapian::Database& segment) {
  const std::string prefix(schema::field(schema::FieldId::id).prefix);
  std::unordered_map<Row, std::string> ids;
  for (auto term = segment.allterms_begin(prefix); term != segment.allterms_end(prefix); ++term) {
    const std::string name = *term;
    for (auto p = segment.postlist_begin(name); p != segment.postlist_end(name); ++p)
      ids.emplace(*p, name.substr(prefix.size()));
  }
  return ids;
}

void check_index(const Catalog& catalog, const SegmentFolders& segments,
                 const VerifyOptions& options, VerifyReport& report, Findings& findings) {
  const DeadRows dead = catalog.dead_rows();
  std::size_t dead_documents = 0;
  Row before = 0;
  for (const SegmentFolder& segment : segments) {
    const auto [number, first, last, documents] = segment.segment;
    if (first <= before || first > last) {
      findings.add(About::index, 0,
                   fmt::format("the rows of segment {} are those of others", number));
      return;
    }
    IndexCheck check(catalog, segment, before, dead, options, report, findings);
    check.run();
    dead_documents += check.dead_documents();
    before = last;
  }
  catalog.for_each_held(
      [&](Row row, const std::string& id, bool) { add_missing(row, id, findings); }, before + 1);
  if (dead_documents != dead.size())
    findings.add(About::index, 0,
                 fmt::format("searches leave out {} rows, and segments hold {} of them",
                             dead.size(), dead_documents));
}

}  // namespace dateline::indexing
