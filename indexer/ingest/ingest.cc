// SPDX-License-Identifier: GPL-2.0-or-later
#include "ingest.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "batch_indexer.h"
#include "catalog/run_log.h"
#include "catalog/text_dictionaries.h"
#include "catalog/version_store.h"
#include "dates/dates.h"
#include "error.h"
#include "input_reader.h"
#include "run_ids.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

constexpr std::uint64_t IngestReport::*kCounts[] = {
    &IngestReport::added,           &IngestReport::updated,      &IngestReport::unchanged,
    &IngestReport::rejected,        &IngestReport::undated,      &IngestReport::unreadable_dates,
    &IngestReport::ambiguous_dates, &IngestReport::future_dates, &IngestReport::withheld,
    &IngestReport::text_bytes,      &IngestReport::inputs,       &IngestReport::skipped,
    &IngestReport::barren,          &IngestReport::shared_ids,   &IngestReport::repeated_ids};
struct AllCounts {
  std::uint64_t counts[std::size(kCounts)];
  std::map<std::string, std::uint64_t> skipped_files, cut_fields;
  double seconds;
  bool stopped;
};
static_assert(sizeof(IngestReport) == sizeof(AllCounts), "a new count belongs in kCounts");

/// The file on disk that an input is, or is a member of.
std::string file_of(const std::string& input) { return input.substr(0, input.find('!')); }

/// Whether the archive has a later version of the article, or its source has withdrawn it. So the
/// order of files makes no difference.
bool is_older(const Article& article, const KnownArticle& known) {
  if (article.version != known.version) return article.version < known.version;
  return article.version != 0 && article.status == Status::usable && known.status != Status::usable;
}

/// One run of add: receives the records of all inputs.
class Run : public InputVisitor {
 public:
  Run(WritableArchive& archive, const IngestOptions& options)
      : archive_(archive),
        catalog_(archive.catalog()),
        options_(options),
        started_(now()),
        ids_(&catalog_, options.id_prefix),
        next_row_(catalog_.next_row()),
        dictionary_(catalog_.dictionaries().newest()),
        indexer_(archive, options.read.language, [this](Batch& batch) { store(batch); }) {
    catalog_.begin();  // names and inputs are committed with the next batch
  }

  /// `whole`: all there was has been read.
  IngestReport finish(bool whole);
  const IngestReport& report() const { return report_; }

  void begin_input(const Input& input) override {
    if (record_.number == 0) begin();
    if (std::string file = file_of(input.name); file != further_.file) {
      note_further();
      further_ = {};
      further_.file = std::move(file);
    }
    input_name_ = input.name;
    ids_.begin_input(input.name, next_row_);
    const InputRecord record{input.name, input.format, input.size, input.modified};
    read_before_ = catalog_.runs().was_read(record);
    input_ = catalog_.runs().begin_input(record);
    input_articles_ = input_rejected_ = 0;
    ++report_.inputs;
  }
  void article(Article&& article, std::uint64_t line) override;
  void rejected(const Rejection& rejection) override;
  void end_input() override {
    if (!report_.stopped) ended_.push_back({input_, input_articles_, input_rejected_});
  }
  void origin(TextOrigin origin) override { origin_ = origin; }
  void skipped(std::uint64_t records) override { report_.skipped += records; }
  void passed_over(const std::string& name, const std::string& kind) override {
    count_skipped(report_.skipped_files, kind);
    if (options_.skipped) options_.skipped(name, kind);
  }
  void yielded_nothing(const std::string& name) override {
    ++report_.barren;
    if (options_.skipped) options_.skipped(name, "");
  }
  void shortened(std::string_view field) override { ++report_.cut_fields[std::string(field)]; }
  void unread(const UnreadKey& key) override {
    if (options_.unread) options_.unread(key);
  }
  void progress(std::uint64_t bytes_read) override {
    if (options_.progress) options_.progress(report_, bytes_read);
  }
  bool stop() override {  // asked between records, and while an input has nothing to read
    note_now_and_then();
    report_.stopped = options_.stop != nullptr && options_.stop->load();
    return report_.stopped;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void begin();
  void end();
  void note();
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  void note_now_and_then();
  bool is_earlier_version(const std::string& id, const ContentHash& hash) const;
  void accept(Article&& article, const ContentHash& hash, const std::optional<KnownArticle>& before,
              TextOrigin origin, std::uint64_t line);
  void look_at_date(const Article& article, std::uint64_t line);
  void submit();
  void store(Batch& batch);
  void publish();
  void note_further();

  WritableArchive& archive_;
  Catalog& catalog_;
  const IngestOptions& options_;
  const Timestamp started_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point noted_ = begin_;
  RunRecord record_;             // as it was noted
  std::uint64_t stored_ = 0;     // articles, in the catalog
  std::uint64_t published_ = 0;  // of these, in the index
  Clock::time_point publication_ = begin_;
  bool finishing_ = false;
  IngestReport report_;
  std::string input_name_;
  std::int64_t input_ = 0;    // the number of the input in the catalog
  bool read_before_ = false;  // and it has not changed since
  std::uint64_t input_articles_ = 0, input_rejected_ = 0;
  struct EndedInput {
    std::int64_t number;
    std::uint64_t articles, rejected;
  };
  std::vector<EndedInput> ended_;  // noted when all of their articles are stored
  /// Bad records of the file being read, beyond those that the catalog keeps.
  struct Further {
    std::string file;
    std::uint64_t kept = 0, count = 0;
    std::int64_t input = 0;                        // of the first of them
    std::map<std::string, std::uint64_t> reasons;  // the first ones
  } further_;
  TextOrigin origin_ = TextOrigin::utf8;         // of the next article
  std::unordered_map<Row, TextOrigin> origins_;  // of articles in progress that were not UTF-8
  RunIds ids_;
  Row next_row_;
  std::shared_ptr<const ZstdDictionary> dictionary_;
  Batch batch_;
  BatchIndexer indexer_;
};

/// From here on readers of the archive are told of the run.
void Run::begin() {
  record_.command = options_.command;
  record_.started = started_;
  record_.ended = false;
  record_.number = catalog_.runs().begin_run(options_.command, started_, options_.paths);
  if (!options_.read.timezone.empty()) catalog_.versions().keep_zone(options_.read.timezone);
  catalog_.commit();
  catalog_.begin();
}

void Run::note() {
  if (record_.number == 0) return;
  noted_ = Clock::now();
  record_.seconds = seconds();
  record_.added = report_.added;
  record_.updated = report_.updated;
  record_.unchanged = report_.unchanged;
  record_.rejected = report_.rejected;
  record_.in_memory = report_.added + report_.updated - stored_;
  catalog_.runs().note_run(record_);
}

/// Where nothing is stored for a while.
void Run::note_now_and_then() {
  constexpr std::chrono::seconds kPause{5};
  if (Clock::now() - noted_ < kPause) return;
  note();
  noted_ = Clock::now();
  catalog_.commit();
  catalog_.begin();
}

/// Within the transaction of what it has stored last.
void Run::end() {
  const bool is_add = options_.command == "add";
  RunLog& runs = catalog_.runs();
  if (!report_.skipped_files.empty() || is_add) runs.record_skipped(report_.skipped_files);
  if (record_.number == 0 && is_add)
    record_.number = runs.begin_run("add", started_, options_.paths);
  if (record_.number == 0)
    runs.forget_run(options_.command, options_.paths);
  else
    runs.end_run({options_.command, started_, seconds(), report_.added, report_.updated,
                  report_.unchanged, report_.rejected, true, record_.number, 0},
                 report_.stopped, options_.paths);
}

/// Whether the archive holds an article's text as one of its versions.
bool Run::is_earlier_version(const std::string& id, const ContentHash& hash) const {
  return std::ranges::any_of(catalog_.versions().of(id), [&](const VersionRecord& version) {
    const std::optional<StoredArticle> stored = catalog_.article(version.row);
    return stored && stored->hash == hash;
  });
}

void Run::look_at_date(const Article& article, std::uint64_t line) {
  using Doubt = DoubtfulDate::Doubt;
  if (!article.published) ++report_.undated;
  const std::optional<Doubt> doubt = doubt_of(article, started_);
  if (!doubt) return;
  ++(*doubt == Doubt::ahead ? report_.future_dates : report_.unreadable_dates);
  if (*doubt == Doubt::two_readings) ++report_.ambiguous_dates;
  if (options_.doubtful_date)
    options_.doubtful_date({article.date_text, input_name_, line, *doubt});
}

void Run::article(Article&& article, std::uint64_t line) {
  const TextOrigin origin = std::exchange(origin_, TextOrigin::utf8);
  ++input_articles_;
  report_.text_bytes += article.title.size() + article.body.size();
  const ContentHash hash = content_hash(article);
  const std::optional<KnownArticle> before = ids_.settle(article, hash);
  report_.shared_ids = ids_.shared();
  report_.repeated_ids = ids_.repeated();
  if (article.id != ids_.given() && options_.shared_id)
    options_.shared_id({ids_.given(), article.id, input_name_, line});
  if (before && (before->hash == hash || is_older(article, *before) ||
                 (read_before_ && is_earlier_version(article.id, hash)))) {
    ++report_.unchanged;
    return;
  }
  if (next_row_ == std::numeric_limits<Row>::max()) {
    rejected({line, "the index has used up its 4,294,967,294 document numbers",
              "run: dateline-indexer rebuild"});
    return;
  }
  ++(before ? report_.updated : report_.added);
  if (article.status != Status::usable)
    ++report_.withheld;
  else
    look_at_date(article, line);
  accept(std::move(article), hash, before, origin, line);
}

void Run::accept(Article&& article, const ContentHash& hash,
                 const std::optional<KnownArticle>& before, TextOrigin origin, std::uint64_t line) {
  StoredArticle stored;
  stored.row = next_row_++;
  if (origin != TextOrigin::utf8) origins_.emplace(stored.row, origin);
  stored.replaces = before ? before->row : 0;
  stored.hash = hash;
  stored.first_seen = before ? before->first_seen : started_;
  stored.added = started_;
  stored.source = catalog_.name_code(schema::FieldId::source, article.source);
  stored.section = catalog_.name_code(schema::FieldId::section, article.section);
  stored.author = catalog_.name_code(schema::FieldId::author, article.author);
  for (const std::string& topic : article.topics)
    stored.topics.push_back(catalog_.name_code(schema::FieldId::topic, topic));
  stored.input = input_;
  stored.input_name = input_name_;
  stored.line = line;
  stored.run = record_.number;
  stored.article = std::move(article);
  ids_.accept(stored.article,
              {stored.row, hash, stored.first_seen, stored.article.version, stored.article.status});
  batch_.add(std::move(stored));
  if (batch_.text_bytes >= indexer_.batch_bytes() ||
      batch_.articles.size() >= indexer_.batch_articles())
    submit();
}

void Run::submit() {
  if (!dictionary_) {  // a large addition trains its own with the first batch
    std::vector<std::string_view> texts;
    for (const StoredArticle& stored : batch_.articles) texts.push_back(stored.article.body);
    if (catalog_.dictionaries().train(texts)) dictionary_ = catalog_.dictionaries().newest();
  }
  batch_.dictionary = dictionary_;
  indexer_.submit(std::exchange(batch_, {}));
}

void Run::rejected(const Rejection& rejection) {
  ++input_rejected_;
  ++report_.rejected;
  constexpr std::uint64_t kKept = 100;
  constexpr std::size_t kReasons = 20;
  if (++further_.kept <= kKept) {
    catalog_.runs().add_rejected(input_,
                                 {input_name_, rejection.line, rejection.reason, rejection.hint});
  } else {
    if (++further_.count == 1) further_.input = input_;
    if (further_.reasons.size() < kReasons || further_.reasons.contains(rejection.reason))
      ++further_.reasons[rejection.reason];
  }
  const std::string where =
      rejection.line == 0 ? input_name_ : fmt::format("{}:{}", input_name_, rejection.line);
  if (options_.rejected) options_.rejected(where, rejection);
  if (options_.strict) {
    end_input();
    throw Error(
        printable_text(fmt::format("{}: {}", where, rejection.reason)),
        rejection.hint.empty() ? "leave out --strict to pass over bad records" : rejection.hint);
  }
}

/// One row for all that the catalog does not keep of the file.
void Run::note_further() {
  if (further_.count == 0) return;
  const auto commonest = std::ranges::max_element(further_.reasons, {},
                                                  [](const auto& reason) { return reason.second; });
  catalog_.runs().add_rejected(
      further_.input, {further_.file,
                       0,
                       fmt::format("{} more records are rejected, {} of them: {}", further_.count,
                                   commonest->second, commonest->first),
                       {}});
}

/// Stores the articles of a finished batch in the catalog as pending.
void Run::store(Batch& batch) {
  for (const StoredArticle& stored : batch.articles) {
    catalog_.insert_pending(stored);
    ++stored_;
    if (const auto origin = origins_.find(stored.row); origin != origins_.end()) {
      catalog_.add_origin(stored.row, origin->second);
      origins_.erase(origin);
    }
    ids_.stored(stored.article.id, stored.row);
  }
  if (catalog_.dictionaries().train()) dictionary_ = catalog_.dictionaries().newest();
  if (finishing_) return;  // one transaction for all that is left
  note();
  catalog_.commit();
  // A long run is searched before its end, and loses little where it is killed.
  constexpr std::chrono::seconds kPause{30};
  if (Clock::now() - publication_ >= kPause) publish();
  catalog_.begin();
}

/// What is left, the run's end and the segment that has it take effect together.
IngestReport Run::finish(bool whole) {
  note_further();
  finishing_ = true;
  submit();
  indexer_.finish();
  catalog_.dictionaries().store_copies();
  for (const EndedInput& input : ended_)
    catalog_.runs().end_input(input.number, input.articles, input.rejected);
  note();
  if (whole) end();
  if (stored_ != published_)
    publish();
  else
    catalog_.commit();
  return report_;
}

/// What is stored can be searched from here on.
void Run::publish() {
  archive_.publish(indexer_.take_segments(), options_.stop);
  published_ = stored_;
  publication_ = Clock::now();
}

}  // namespace

void count_skipped(std::map<std::string, std::uint64_t>& files, const std::string& kind) {
  constexpr std::size_t kMostKinds = 100;  // an ending may be any text
  ++files[files.size() < kMostKinds || files.contains(kind) ? kind : "other"];
}

/// Whether nothing but an order makes one date of the text, as of 03/04/2024.
static bool has_two_readings(std::string_view text, std::string_view language) {
  return !read_date(text, {{}, language, DayMonthOrder::unknown}) &&
         read_date(text, {{}, language, DayMonthOrder::dmy}) &&
         read_date(text, {{}, language, DayMonthOrder::mdy});
}

std::optional<DoubtfulDate::Doubt> doubt_of(const Article& article, Timestamp time) {
  using Doubt = DoubtfulDate::Doubt;
  constexpr Timestamp kYear = 366 * 86'400;
  if (article.published)
    return *article.published > time + kYear ? std::optional(Doubt::ahead) : std::nullopt;
  if (article.date_text.empty()) return std::nullopt;
  const bool two = has_two_readings(article.date_text, article.language);
  return two ? Doubt::two_readings : Doubt::unreadable;
}

IngestReport& IngestReport::operator+=(const IngestReport& more) {
  for (const auto count : kCounts) this->*count += more.*count;
  for (const auto& [kind, files] : more.skipped_files) skipped_files[kind] += files;
  for (const auto& [field, articles] : more.cut_fields) cut_fields[field] += articles;
  seconds += more.seconds;
  stopped = stopped || more.stopped;
  return *this;
}

IngestReport IngestReport::operator-(const IngestReport& before) const {
  IngestReport difference = *this;
  for (const auto count : kCounts) difference.*count -= before.*count;
  for (const auto& [kind, files] : before.skipped_files) difference.skipped_files[kind] -= files;
  for (const auto& [field, articles] : before.cut_fields) difference.cut_fields[field] -= articles;
  difference.seconds -= before.seconds;
  return difference;
}

IngestReport ingest(WritableArchive& archive, const std::vector<std::string>& paths,
                    const IngestOptions& options) {
  IngestOptions of_paths = options;
  of_paths.paths = paths;
  return ingest(
      archive,
      [&](const ReadOptions& read, InputVisitor& visitor, const IngestReport&) {
        read_inputs(paths, read, visitor);
      },
      of_paths);
}

IngestReport ingest(WritableArchive& archive, const ReadInputs& read_all,
                    const IngestOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  ReadOptions read = options.read;
  read.language.clear();  // the default language applies after detection
  // Indexing takes up to about sixteen times the size of a text, and an article is indexed as a
  // whole.
  constexpr std::uint64_t kMemoryPerRecordByte = 16, kAlwaysRead = 1 << 20;
  read.max_record_bytes = std::min<std::uint64_t>(
      read.max_record_bytes,
      std::max(archive.resources().memory / kMemoryPerRecordByte, kAlwaysRead));
  Run run(archive, options);
  std::exception_ptr failure;
  try {
    read_all(read, run, run.report());
  } catch (const Error&) {
    failure = std::current_exception();  // articles read before the failure are kept
  }
  IngestReport report = run.finish(!failure);
  if (failure) std::rethrow_exception(failure);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace dateline::indexing
