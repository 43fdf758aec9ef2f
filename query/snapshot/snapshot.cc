// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "bm25.h"
#include "catalog/query_store.h"
#include "catalog/version_store.h"
#include "dates/dates.h"
#include "error.h"
#include "index/value_codec.h"
#include "index_terms.h"
#include "text/word_diff.h"

namespace dateline::searching {
namespace {

unsigned slot(schema::FieldId field) { return static_cast<unsigned>(schema::field(field).slot); }

std::int64_t number_or_absent(std::string_view bytes) {
  return bytes.empty() ? NumberColumn::kAbsent : unpack_number(bytes);
}

/// Numbers from the index lead into arrays: they must be such as an index can have.
void check_within(std::uint64_t number, std::uint64_t last) {
  if (number <= last) return;
  throw Error("the index is damaged: it names what does not exist", "run: dateline-indexer repair");
}

std::string revision_of(const Catalog& catalog) {
  const std::uint64_t generation = catalog.generation();
  std::string saved;  // changes what queries that name it find
  for (const SavedQuery& query : catalog.queries().queries())
    saved += query.name + '\n' + query.text + '\n';
  for (const std::string& group : catalog.queries().source_groups()) {
    saved += group + '\n';
    for (const std::string& source : catalog.queries().source_group(group)) saved += source + '\n';
  }
  return fmt::format(
      "{}{}", generation,
      saved.empty() ? "" : fmt::format("-{:x}", XXH3_64bits(saved.data(), saved.size())));
}

std::vector<std::string> languages_of(const IndexReader& index) {
  const std::string prefix(schema::field(schema::FieldId::language).prefix);
  std::vector<std::pair<std::uint32_t, std::string>> found;
  std::uint32_t others = index.documents();
  for (IndexTerms terms(index, prefix); !terms.at_end(); terms.next()) {
    const std::uint32_t articles = terms.documents();
    if (articles != 0) found.emplace_back(articles, terms.term().substr(prefix.size()));
    others -= articles;
  }
  if (others != 0) found.emplace_back(others, "");
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> codes;
  for (auto& [count, code] : found) codes.push_back(std::move(code));
  return codes;
}

}  // namespace

Snapshot::Snapshot(const std::filesystem::path& folder, std::optional<Moment> moment)
    : Snapshot(std::vector<std::filesystem::path>{folder}, moment) {}

Snapshot::Snapshot(const std::vector<std::filesystem::path>& folders, std::optional<Moment> moment)
    : moment_(moment),
      archives_(folders, moment),
      last_(index().last_document()),
      languages_(languages_of(index())) {}

Snapshot::~Snapshot() = default;

std::uint32_t Snapshot::document_count() const { return index().documents(); }

std::string Snapshot::revision() const {
  const std::string past = !moment_       ? std::string()
                           : moment_->row ? fmt::format("@row:{}", *moment_->row)
                                          : fmt::format("@{}", moment_->before);
  std::string all;
  for (const OpenArchive& archive : archives_.all())
    all += (all.empty() ? "" : "+") + revision_of(archive.catalog) + past;
  return all;
}

Row Snapshot::last_row() const {
  if (archives_.several()) return last_;
  return moment_ ? catalog().versions().last_row(*moment_) : catalog().versions().last_row();
}

const std::vector<DocumentEdits>& Snapshot::edits(const std::function<void()>& check_time) {
  if (edits_) return *edits_;
  std::vector<DocumentEdits> edits;
  for (const OpenArchive& archive : archives_.all()) {
    Row last = 0;
    archive.catalog.for_each_edit([&](const Catalog::EditedVersion& before,
                                      const Catalog::EditedVersion& after) {
      check_time();
      if (after.row > archive.last - archive.base) return;
      const EditSize size = size_of_edit({before.title, before.body}, {after.title, after.body});
      DocumentEdits all{archive.base + after.row, size.share, size.correction};
      if (before.row == last) {
        all.share = std::max(all.share, edits.back().share);
        all.correction = all.correction || edits.back().correction;
      }
      last = after.row;
      edits.push_back(all);
    });
  }
  edits_ = std::move(edits);
  return *edits_;
}

void Snapshot::take_columns(Snapshot&& same) {
  codes_ = std::move(same.codes_);
  numbers_ = std::move(same.numbers_);
  days_ = std::move(same.days_);
  near_duplicates_ = std::move(same.near_duplicates_);
  shared_ids_ = std::move(same.shared_ids_);
  edits_ = std::move(same.edits_);
  norms_ = std::move(same.norms_);
  score_accumulators_ = std::move(same.score_accumulators_);
  tf_accumulators_ = std::move(same.tf_accumulators_);
  word_statistics_ = std::move(same.word_statistics_);
  posting_buffer_ = std::move(same.posting_buffer_);
  language_filters_ = std::move(same.language_filters_);
  cached_filters_ = std::move(same.cached_filters_);
}

DocSet Snapshot::all_documents() const {
  DocSet all = no_documents();
  Postings documents = Postings::lengths(index());
  for (auto some = documents.next(); !some.empty(); some = documents.next()) all.insert_all(some);
  return all;
}

const DocSet& Snapshot::language_filter(const std::string& code) {
  const auto [entry, is_new] = language_filters_.try_emplace(code, last_);
  DocSet& documents = entry->second;
  if (!is_new) return documents;
  if (!code.empty()) {
    Postings list(index(), exact_term(schema::FieldId::language, code));
    for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
    return documents;
  }
  documents = all_documents();
  for (const std::string& known : languages_)
    if (!known.empty()) documents -= language_filter(known);
  return documents;
}

const DocSet* Snapshot::cached_filter(const std::string& term) {
  constexpr std::size_t kMostBits = std::size_t{64} << 20;  // 8 MB
  constexpr double kFrequent = 1.0 / 64;  // of all: a rarer one is smaller in the index
  if (index().statistics(term).doc_freq < kFrequent * last_) return nullptr;
  const auto kept = cached_filters_.find(term);
  if (kept != cached_filters_.end()) return &kept->second;
  DocSet documents = no_documents();
  Postings list(index(), term);
  for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
  if ((cached_filters_.size() + 1) * last_ > kMostBits) cached_filters_.clear();
  return &cached_filters_.emplace(term, std::move(documents)).first->second;
}

const CodeColumn& Snapshot::codes(schema::FieldId field) {
  const auto [entry, is_new] = codes_.try_emplace(field);
  CodeColumn& column = entry->second;
  if (!is_new) return column;
  column.codes.resize(std::size_t{last_} + 1);
  if (field != schema::FieldId::language) {
    NameTable table = archives_.names(field);
    const OpenArchive* const first = archives_.all().data();
    index().values(slot(field), [&](std::uint32_t document, std::string_view value) {
      check_within(document, last_);
      const std::uint32_t code = unpack_code(value);
      const std::vector<std::uint32_t>& own =
          table.own[static_cast<std::size_t>(&archives_.of(document) - first)];
      check_within(code, own.size() - 1);
      column.codes[document] = own[code];
    });
    column.names = std::move(table.names);
    return column;
  }
  column.names.emplace_back();
  std::unordered_map<std::string, std::uint32_t> code_of;
  index().values(slot(field), [&](std::uint32_t document, std::string_view value) {
    check_within(document, last_);
    const auto [code, unseen] =
        code_of.try_emplace(std::string(value), static_cast<std::uint32_t>(column.names.size()));
    if (unseen) column.names.push_back(code->first);
    column.codes[document] = code->second;
  });
  return column;
}

const NumberColumn& Snapshot::numbers(schema::FieldId field) {
  if (const auto known = numbers_.find(field); known != numbers_.end()) return known->second;
  NumberColumn column;
  column.values.assign(std::size_t{last_} + 1, NumberColumn::kAbsent);
  in_parts([&](const DocSet::Part& part) {
    index().values(
        slot(field),
        [&](std::uint32_t document, std::string_view value) {
          check_within(document, last_);
          column.values[document] = number_or_absent(value);
        },
        part.first(), part.last());
  });
  return numbers_[field] = std::move(column);
}

const DayColumn& Snapshot::days() {
  if (days_) return *days_;
  const std::vector<std::int64_t>& dates = numbers(schema::FieldId::date).values;
  // Days are numbered as they come, then in order.
  std::vector<std::int64_t> local(dates.size(), NumberColumn::kAbsent);  // where it differs
  index().values(schema::kLocalDaySlot, [&](std::uint32_t document, std::string_view value) {
    check_within(document, last_);
    local[document] = number_or_absent(value);
  });
  std::vector<std::uint32_t> codes(dates.size());
  std::vector<std::int64_t> days{NumberColumn::kAbsent};
  std::unordered_map<std::int64_t, std::uint32_t> code_of;
  for (std::size_t number = 0; number < dates.size(); ++number) {
    if (dates[number] == NumberColumn::kAbsent) continue;
    const std::int64_t day = local[number] != NumberColumn::kAbsent
                                 ? local[number]
                                 : period_begin(dates[number], Period::day);
    const auto [code, unseen] = code_of.try_emplace(day, static_cast<std::uint32_t>(days.size()));
    if (unseen) days.push_back(day);
    codes[number] = code->second;
  }
  const std::vector<std::int64_t> as_they_came = days;
  std::ranges::sort(days);  // kAbsent is the least
  std::vector<std::uint32_t> in_order;
  for (const std::int64_t day : as_they_came)
    in_order.push_back(
        static_cast<std::uint32_t>(std::ranges::lower_bound(days, day) - days.begin()));
  for (std::uint32_t& code : codes) code = in_order[code];
  days_ = DayColumn{std::move(codes), std::move(days)};
  return *days_;
}

std::int64_t Snapshot::number(schema::FieldId field, std::uint32_t document) const {
  const auto column = numbers_.find(field);
  if (column != numbers_.end()) return column->second.values[document];
  return number_or_absent(index().value(slot(field), document));
}

std::span<const double> Snapshot::norms() {
  if (!norms_.empty()) return norms_;
  decltype(norms_) norms(std::size_t{last_} + 1);
  const double mean = index().mean_length();
  in_parts([&](const DocSet::Part& part) {
    Postings documents = Postings::lengths(index(), part);
    for (auto some = documents.next(); !some.empty(); some = documents.next()) {
      check_within(some.back().document, last_);
      for (const Posting& posting : some) norms[posting.document] = posting.tf;
    }
    const std::size_t end = std::min(64 * part.end, norms.size());
    for (std::size_t i = 64 * part.begin; i < end; ++i) norms[i] = length_norm(norms[i] / mean);
  });
  norms_ = std::move(norms);
  return norms_;
}

void Snapshot::in_parts(const std::function<void(const DocSet::Part&)>& work) const {
  const std::vector<DocSet::Part> parts = SearchThreads::divide(last_, threads_.parts(last_));
  SearchThreads::run(parts.size(), [&](std::size_t part) { work(parts[part]); });
}

std::span<double> Snapshot::score_accumulators() {
  score_accumulators_.resize(std::size_t{last_} + 1);
  return score_accumulators_;
}

std::span<std::uint32_t> Snapshot::tf_accumulators() {
  tf_accumulators_.resize(std::size_t{last_} + 1);
  return tf_accumulators_;
}

const NearDuplicates& Snapshot::near_duplicates() {
  if (!near_duplicates_) near_duplicates_.emplace(index(), last_);
  return *near_duplicates_;
}

const std::vector<std::vector<std::uint32_t>>& Snapshot::shared_ids() {
  if (!shared_ids_) shared_ids_ = archives_.shared_ids();
  return *shared_ids_;
}

}  // namespace dateline::searching
