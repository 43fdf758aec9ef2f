// SPDX-License-Identifier: GPL-2.0-or-later
#include "versions_of_article.h"

#include <fmt/format.h>

#include <charconv>

#include "catalog/version_store.h"
#include "dates/dates.h"
#include "error.h"

namespace dateline::searching {
namespace {

const char* name_of(Status status) {
  return status == Status::usable     ? "usable"
         : status == Status::withheld ? "withheld"
                                      : "cancelled";
}

std::vector<std::string> changes(const Article& before, const Article& after) {
  std::vector<std::string> changed;
  if (before.title != after.title) changed.emplace_back("title");
  if (before.body != after.body) changed.emplace_back("body");
  if (before.published != after.published || before.date_text != after.date_text)
    changed.emplace_back("date");
  if (changed.empty()) changed.emplace_back("other");
  return changed;
}

EditSize edit_of(const Article& before, const Article& after) {
  return size_of_edit({before.title, before.body}, {after.title, after.body});
}

StoredArticle stored_version(Row row, const Snapshot& snapshot) {
  std::optional<StoredArticle> stored = snapshot.catalog().article(row);
  if (!stored)
    throw Error(fmt::format("version {} of an article is not in the catalog", row),
                "run: dateline-indexer verify");
  return std::move(*stored);
}

/// The versions that were there at the moment of the snapshot.
std::vector<VersionRecord> records_of(const std::string& id, const Snapshot& snapshot) {
  std::vector<VersionRecord> records = snapshot.catalog().versions().of(id);
  const std::optional<Moment>& moment = snapshot.moment();
  if (moment)
    std::erase_if(records, [&](const VersionRecord& version) {
      return moment->row ? version.row > *moment->row : version.added >= moment->before;
    });
  return records;
}

/// A version, whose text is in `stored`; where it is guarded, without title.
ArticleVersion version_of(const VersionRecord& record, std::size_t number,
                          const StoredArticle& stored, bool guarded) {
  ArticleVersion version;
  version.number = number;
  version.row = record.row;
  version.added = record.added;
  version.replaced = record.replaced;
  version.status = name_of(record.status);
  version.source_version = stored.article.version;
  version.words = stored.words;
  for (const std::uint8_t byte : stored.hash) version.hash += fmt::format("{:02x}", byte);
  if (!guarded) version.title = stored.article.title;
  return version;
}

/// A number of "id@2..5" in front of `end`, which it moves to its beginning.
std::optional<std::size_t> number_before(std::string_view text, std::size_t& end) {
  std::size_t begin = end;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
  std::size_t number = 0;
  if (begin == end ||
      std::from_chars(text.data() + begin, text.data() + end, number).ec != std::errc())
    return std::nullopt;
  end = begin;
  return number;
}

}  // namespace

VersionsWanted read_versions(std::string_view text) {
  const VersionsWanted whole{std::string(text), {}};
  std::size_t end = text.size();
  const std::optional<std::size_t> last = number_before(text, end);
  if (!last || !text.substr(0, end).ends_with("..")) return whole;
  end -= 2;
  const std::optional<std::size_t> first = number_before(text, end);
  if (!first || !text.substr(0, end).ends_with('@')) return whole;
  return {std::string(text.substr(0, end - 1)), std::pair(*first, *last)};
}

std::optional<Timestamp> withheld_since(const std::string& id, const Catalog& catalog) {
  const std::optional<KnownArticle> known = catalog.find(id);
  if (!known || known->status == Status::usable) return std::nullopt;
  const std::vector<VersionRecord> records = catalog.versions().of(id);
  if (records.empty() || records.back().status == Status::usable) return std::nullopt;
  std::size_t first = records.size() - 1;
  while (first > 0 && records[first - 1].status != Status::usable) --first;
  return records[first].added;
}

void guard_withheld(Article& article, Timestamp since) {
  article.title = fmt::format("(withheld by its source since {})", period_name(since, Period::day));
  article.body.clear();
  article.author.clear();
}

std::optional<ArticleVersions> versions_of(const std::string& id, bool show_withheld,
                                           const Snapshot& snapshot) {
  const std::vector<VersionRecord> records = records_of(id, snapshot);
  if (records.empty()) return std::nullopt;
  ArticleVersions all;
  all.id = id;
  all.withheld_since = withheld_since(id, snapshot.catalog());
  Article before;
  for (const VersionRecord& record : records) {
    StoredArticle stored = stored_version(record.row, snapshot);
    const bool guarded = !show_withheld && (all.withheld_since || record.status != Status::usable);
    ArticleVersion version = version_of(record, all.versions.size() + 1, stored, guarded);
    if (!all.versions.empty()) {
      version.changed = changes(before, stored.article);
      version.edit = edit_of(before, stored.article);
    }
    before = std::move(stored.article);
    all.versions.push_back(std::move(version));
  }
  return all;
}

std::optional<ArticleDiff> difference_of(const VersionsWanted& wanted, bool show_withheld,
                                         const Snapshot& snapshot) {
  const std::vector<VersionRecord> records = records_of(wanted.id, snapshot);
  if (records.empty()) return std::nullopt;
  if (records.size() == 1 && !wanted.numbers)
    throw Error("the archive holds one version of the article: there is nothing to compare");
  const auto [from, to] = wanted.numbers.value_or(std::pair(records.size() - 1, records.size()));
  for (const std::size_t number : {from, to})
    if (number < 1 || number > records.size())
      throw Error(fmt::format("the article has no version {}", number),
                  fmt::format("it has 1 to {}: --versions lists them", records.size()));
  const std::optional<Timestamp> since = withheld_since(wanted.id, snapshot.catalog());
  const auto guarded = [&](const VersionRecord& record) {
    return !show_withheld && (since || record.status != Status::usable);
  };
  if (guarded(records[from - 1]) || guarded(records[to - 1]))
    throw Error(since ? fmt::format("the source has withheld the article since {}",
                                    period_name(*since, Period::day))
                      : std::string("the source has withheld one of the two versions"),
                "--show-withheld shows it all the same");
  StoredArticle before = stored_version(records[from - 1].row, snapshot);
  StoredArticle after = stored_version(records[to - 1].row, snapshot);
  ArticleDiff diff;
  diff.id = wanted.id;
  diff.from = version_of(records[from - 1], from, before, false);
  diff.to = version_of(records[to - 1], to, after, false);
  diff.to.changed = changes(before.article, after.article);
  diff.to.edit = edit_of(before.article, after.article);
  diff.texts.push_back(
      {"title", std::move(before.article.title), std::move(after.article.title), {}});
  diff.texts.push_back({"body", std::move(before.article.body), std::move(after.article.body), {}});
  for (ArticleDiff::Text& text : diff.texts) text.parts = word_diff(text.before, text.after);
  return diff;
}

}  // namespace dateline::searching
