// SPDX-License-Identifier: GPL-2.0-or-later
#include "receipts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "catalog/version_store.h"
#include "error.h"
#include "parsing/canonical_text.h"
#include "system/sha256.h"
#include "text/counted.h"
#include "text/inflection_dictionary.h"
#include "versions_of_article.h"

namespace dateline::searching {
namespace {

struct FoundArticle {
  Row row = 0;
  std::string hash;
};
/// By id, which is the order of the sums.
using FoundArticles = std::map<std::string, FoundArticle>;

std::string hexadecimal(const ContentHash& hash) {
  std::string digits;
  for (const std::uint8_t byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

struct Sums {
  std::string ids, versions;
  bool operator==(const Sums&) const = default;
};

/// Calls visit(id, row, hash) for each of some documents, by id, and sums them up.
template <class Visit>
Sums sum_up(const DocSet& documents, const Snapshot& snapshot, const Visit& visit) {
  Sha256 ids, versions;
  snapshot.catalog().versions().for_each_by_id(
      [&](Row row) { return row <= documents.last() && documents.contains(row); },
      [&](const std::string& id, Row row, const ContentHash& bytes) {
        const std::string hash = hexadecimal(bytes);
        ids.add(id);
        ids.add("\n");
        versions.add(id);
        versions.add("\t");
        versions.add(hash);
        versions.add("\n");
        visit(id, row, hash);
      });
  return {ids.digits(), versions.digits()};
}

FoundPage find_all(SearchRequest request, Searcher& searcher) {
  request.page.counts_only = true;
  request.advice = {.suggest = false};
  return searcher.find(request);
}

/// Compares two sets of articles and says why they differ.
class Comparison {
 public:
  Comparison(FoundArticles then, FoundArticles now, Row row, const Snapshot& present)
      : then_(std::move(then)), now_(std::move(now)), row_(row), present_(present) {}

  std::vector<ReceiptCheck::Difference> differences() const {
    std::vector<ReceiptCheck::Difference> all;
    for (const auto& [id, found] : now_)
      if (!then_.contains(id)) all.push_back({'+', id, why_found(id, found)});
    for (const auto& [id, found] : then_)
      if (!now_.contains(id)) all.push_back({'-', id, why_lost(id)});
    for (const auto& [id, found] : then_)
      if (const auto other = now_.find(id); other != now_.end() && other->second.hash != found.hash)
        all.push_back({'~', id, edited(id)});
    return all;
  }

 private:
  std::string why_found(const std::string& id, const FoundArticle& found) const {
    if (found.row <= row_) return "the program reads the query otherwise";
    const std::vector<VersionRecord> versions = present_.catalog().versions().of(id);
    if (versions.front().row > row_) return "added later";
    return edited(id);
  }

  std::string why_lost(const std::string& id) const {
    const std::vector<VersionRecord> versions = present_.catalog().versions().of(id);
    if (versions.empty()) return "removed";
    if (const auto since = withheld_since(id, present_.catalog()))
      return fmt::format("withheld by its source since {}", period_name(*since, Period::day));
    if (versions.back().row <= row_) return "the program reads the query otherwise";
    return edited(id);
  }

  /// What the versions after the row have changed of the last one before it.
  std::string edited(const std::string& id) const {
    const std::optional<ArticleVersions> versions = versions_of(id, true, present_);
    std::vector<std::string> changed;
    for (const ArticleVersion& version : versions->versions) {
      if (version.row <= row_) continue;
      for (const std::string& part : version.changed)
        if (std::ranges::find(changed, part) == changed.end()) changed.push_back(part);
    }
    if (changed == std::vector<std::string>{"date"}) return "date corrected";
    return changed.empty() ? std::string("edited")
                           : fmt::format("edited: {}", fmt::join(changed, ", "));
  }

  const FoundArticles then_, now_;
  const Row row_;
  const Snapshot& present_;
};

void check_archive(const Receipt& receipt, const Searcher& present) {
  const std::string uuid = present.archive().uuid;
  if (receipt.archive.uuid != uuid)
    throw Error(
        fmt::format("the receipt is of archive {}, this one is {}", receipt.archive.uuid, uuid),
        "--index FOLDER names another; a copy of an archive keeps its id");
  if (receipt.archive.last_row > present.archive().last_row)
    throw Error(fmt::format("the receipt is of row {}, the archive has {} only",
                            receipt.archive.last_row, present.archive().last_row),
                "it may be an older copy");
}

/// What the receipt says was found; without ids, what its archive finds as it was.
FoundArticles articles_then(const Receipt& receipt, FoundArticles past) {
  if (!receipt.with_ids) return past;
  FoundArticles then;
  for (const Receipt::Article& article : receipt.articles)
    then.emplace(article.id, FoundArticle{0, article.hash});
  return then;
}

/// The forms of a word are those of the dictionaries of the machine that searches.
void remark_on_dictionaries(const Receipt& receipt, ReceiptCheck& check) {
  std::vector<std::string> languages;
  for (const auto& [language, name] : receipt.dictionaries) languages.push_back(language);
  for (const auto& [language, now] : InflectionDictionary::identities(languages)) {
    const std::string& then = receipt.dictionaries.at(language);
    if (now == then) continue;
    const auto named = [](const std::string& name) { return name.empty() ? "none" : name; };
    check.remarks.push_back(fmt::format(
        "The forms of words are those of another dictionary of \"{}\": {} then, {} now.", language,
        named(then), named(now)));
  }
}

void remark_on_gone(const Receipt& receipt, std::uint64_t gone, const Sums& past,
                    std::uint64_t total_past, ReceiptCheck& check) {
  if (past == Sums{receipt.ids_sha256, receipt.versions_sha256}) return;
  const std::uint64_t lost = gone - std::min(gone, receipt.gone);
  if (lost == 0) {
    check.remarks.push_back(fmt::format(
        "As of row {} this program (Dateline {}, analysis {}) finds {}, the receipt's (Dateline "
        "{}, analysis {}) found {}: they read the query otherwise.",
        receipt.archive.last_row, check.archive.program, check.archive.analysis,
        counted(total_past, "article"), receipt.archive.program, receipt.archive.analysis,
        receipt.total));
    return;
  }
  check.remarks.push_back(
      fmt::format("{} of the archive as it was {} been removed or forgotten since.",
                  counted(lost, "version"), lost == 1 ? "has" : "have"));
  if (receipt.with_ids) return;
  check.unnamed = receipt.total - std::min(receipt.total, total_past);
  if (check.unnamed > 0)
    check.remarks.push_back(
        fmt::format("{} of the receipt cannot be named: it was made without --with-ids.",
                    counted(check.unnamed, "article")));
}

}  // namespace

bool decides_what_is_found(std::string_view option) {
  static constexpr std::string_view kDeciding[] = {"source", "section", "author", "language",
                                                   "after",  "before",  "match",  "floor"};
  return std::ranges::find(kDeciding, option) != std::end(kDeciding);
}

Receipt make_receipt(const SearchRequest& request, Receipt::Options options, bool with_ids,
                     Searcher& searcher) {
  static constexpr std::string_view kDialects[] = {"default", "nexis", "factiva", "google",
                                                   "xapian"};
  const FoundPage found = find_all(request, searcher);
  Snapshot& snapshot = searcher.snapshot();
  Receipt receipt;
  receipt.query = request.query.text;
  receipt.dialect = kDialects[static_cast<std::size_t>(request.query.dialect)];
  receipt.canonical = found.results.canonical;
  receipt.resolved = to_text(found.query);
  receipt.options = std::move(options);
  receipt.now = request.now;
  receipt.archive = searcher.archive();
  receipt.dictionaries = InflectionDictionary::identities(snapshot.languages());
  if (snapshot.moment()) receipt.as_of = fmt::format("row:{}", receipt.archive.last_row);
  receipt.gone = snapshot.catalog().versions().gone(receipt.archive.last_row);
  const std::vector<std::int64_t>& days = snapshot.days().days;
  if (days.size() > 1) {
    receipt.first_day = period_name(days[1], Period::day);
    receipt.last_day = period_name(days.back(), Period::day);
  }
  receipt.total = found.results.total;
  receipt.facets = found.results.facets;
  receipt.with_ids = with_ids;
  const Sums sums =
      sum_up(found.documents, snapshot, [&](const std::string& id, Row, const std::string& hash) {
        if (with_ids) receipt.articles.push_back({id, hash});
      });
  receipt.ids_sha256 = sums.ids;
  receipt.versions_sha256 = sums.versions;
  return receipt;
}

ReceiptCheck check_receipt(const Receipt& receipt, SearchRequest request, Searcher& present) {
  check_archive(receipt, present);
  request.query.text = receipt.resolved;
  request.query.dialect = Dialect::standard;
  request.now = receipt.now;
  const auto found_by = [&](Searcher& searcher, FoundArticles& articles) {
    const FoundPage found = find_all(request, searcher);
    return sum_up(found.documents, searcher.snapshot(),
                  [&](const std::string& id, Row row, const std::string& hash) {
                    articles.emplace(id, FoundArticle{row, hash});
                  });
  };
  Searcher past = present.past(fmt::format("row:{}", receipt.archive.last_row), receipt.now);
  Searcher& searched = receipt.as_of.empty() ? present : past;
  FoundArticles now, then;
  ReceiptCheck check;
  const Sums sums = found_by(searched, now);
  check.archive = searched.archive();
  check.total_then = receipt.total;
  check.total_now = now.size();
  check.same = sums == Sums{receipt.ids_sha256, receipt.versions_sha256};
  remark_on_dictionaries(receipt, check);
  if (check.same) return check;
  const Sums before = found_by(past, then);
  const Row row = receipt.archive.last_row;
  remark_on_gone(receipt, present.snapshot().catalog().versions().gone(row), before, then.size(),
                 check);
  check.differences =
      Comparison(articles_then(receipt, std::move(then)), std::move(now), row, present.snapshot())
          .differences();
  return check;
}

}  // namespace dateline::searching
