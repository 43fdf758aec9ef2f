// SPDX-License-Identifier: GPL-2.0-or-later
#include "input_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "error.h"
#include "field_limits.h"
#include "issue_files.h"
#include "readers/date_order_reader.h"
#include "readers/format.h"
#include "readers/input_head.h"
#include "readers/text_stream.h"
#include "streams/archive_stream.h"
#include "streams/file_walk.h"
#include "streams/gzip_stream.h"
#include "streams/tar_guard.h"
#include "system/filter_program.h"
#include "text/charset.h"
#include "text/mojibake.h"
#include "text/plain_text.h"
#include "text/printable_text.h"
#include "unread_file.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;
constexpr int kDeepest = 4;  // archives in archives

Links links_of(const ReadOptions& options) {
  return options.follow_links ? Links::follow : Links::pass_over;
}

/// A file that the user named, or "-". -1 and errno where that cannot be.
int open_named(const std::string& path) {
  return path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/// A file on disk, a named pipe, or standard input, opened. Throws Error. While a pipe has no bytes
/// or no writer, `stop` is called now and then. When it returns true the source ends and is cut.
class FileSource : public ByteSource {
 public:
  FileSource(int descriptor, UnpackBudget& expansion, std::function<void()> progress,
             std::function<bool()> stop)
      : descriptor_(descriptor),
        expansion_(expansion),
        progress_(std::move(progress)),
        stop_(std::move(stop)) {
    if (descriptor_ < 0 || fstat(descriptor_, &status_) != 0) throw Error(std::strerror(errno));
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileSource() override {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    ssize_t got = -1;
    do {
      if (!wait_for_bytes()) return 0;
      got = ::read(descriptor_, buffer, size);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got < 0) throw Error(std::strerror(errno));
    expansion_.packed += static_cast<std::uint64_t>(got);
    progress_();
    return static_cast<std::size_t>(got);
  }

  std::uint64_t size() const {
    return S_ISREG(status_.st_mode) ? static_cast<std::uint64_t>(status_.st_size) : 0;
  }
  std::int64_t modified() const { return status_.st_mtime; }
  bool cut() const { return cut_; }
  std::set<std::string> zip_links() const { return links_of_zip(descriptor_); }
  bool has_zip_table() const { return has_table_of_zip(descriptor_); }

 private:
  /// False when reading must stop.
  bool wait_for_bytes() {
    constexpr int kPause = 100;  // milliseconds
    if (S_ISREG(status_.st_mode)) return true;
    pollfd input{descriptor_, POLLIN, 0};
    while (!cut_ && ::poll(&input, 1, kPause) <= 0) cut_ = stop_();
    return !cut_;
  }

  int descriptor_;
  struct stat status_ {};
  UnpackBudget& expansion_;
  std::function<void()> progress_;
  std::function<bool()> stop_;
  bool cut_ = false;
};

class BytesInMemory : public ByteSource {
 public:
  BytesInMemory(std::string_view bytes, UnpackBudget& expansion)
      : rest_(bytes), expansion_(expansion) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min(size, rest_.size());
    std::memcpy(buffer, rest_.data(), n);
    rest_.remove_prefix(n);
    expansion_.packed += n;
    return n;
  }

 private:
  std::string_view rest_;
  UnpackBudget& expansion_;
};

/// A source that ends where reading fails, so that a reader still returns the records before.
/// `problem` is then the reason.
class BreakingSource : public ByteSource {
 public:
  explicit BreakingSource(ByteSource& bytes) : bytes_(bytes) {}

  std::size_t read(char* buffer, std::size_t size) override {
    if (problem) return 0;
    try {
      return bytes_.read(buffer, size);
    } catch (const Error& error) {
      problem = Rejection{0, error.what(), error.hint()};
      return 0;
    }
  }

  std::optional<Rejection> problem;

 private:
  ByteSource& bytes_;
};

/// A source whose first bytes can be looked at before they are read.
class PeekedSource : public ByteSource {
 public:
  explicit PeekedSource(ByteSource& bytes) : bytes_(bytes), head_(kHeadBytes, '\0') {
    head_.resize(read_fully(bytes_, head_.data(), head_.size()));
  }

  std::string_view head() const { return head_; }

  std::size_t read(char* buffer, std::size_t size) override {
    if (given_ == head_.size()) return bytes_.read(buffer, size);
    const std::size_t n = std::min(size, head_.size() - given_);
    std::memcpy(buffer, head_.data() + given_, n);
    given_ += n;
    return n;
  }

 private:
  ByteSource& bytes_;
  std::string head_;
  std::size_t given_ = 0;  // bytes of the head read so far
};

/// What is known about an input before it is read.
struct Origin {
  Input input;
  bool named = false;  // by the user: if it cannot be read it is rejected, not skipped
  int depth = 0;       // archives around it
  int inflated = 0;    // layers of gzip that were removed
};

const Rejection kPackedTooOften{0, "it is packed more than four times over", {}};

/// The seconds of a processor that this thread has worked.
double thread_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// How long this thread works at something. Waiting is not counted.
class WorkClock {
 public:
  bool exceeds(double seconds) const {
    // The time of the day is cheap to ask for, and work takes no less of it.
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    return passed.count() > seconds && thread_seconds() - worked_before_ > seconds;
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double worked_before_ = thread_seconds();
};

/// A file about a program, which may have a name and a description.
bool describes_program(std::string_view name) {
  static constexpr std::string_view kNames[] = {"package.json",  "package-lock.json",
                                                "composer.json", "tsconfig.json",
                                                "bower.json",    "manifest.json"};
  const std::string_view last = name.substr(name.find_last_of("/!") + 1);
  return std::ranges::find(kNames, last) != std::end(kNames);
}

/// Formats that are certain from the content alone.
bool is_certain(const std::string& format) {
  return !format.empty() && format != "text" && format != "markdown";
}

/// Calls `step`, which may throw Error. Returns the Error as a Rejection.
template <class Step>
std::optional<Rejection> rejection_of(Step step) {
  try {
    step();
  } catch (const Error& error) {
    return Rejection{0, error.what(), error.hint()};
  }
  return std::nullopt;
}

/// Undoes mojibake in all parts of an article except its id.
bool undo_in(Article& article) {
  bool undone = undo_mojibake(article.body);
  for (std::string* text : {&article.title, &article.author, &article.section, &article.source})
    undone |= undo_mojibake(*text, undone);
  return undone;
}

/// What is held of the pages of several issues: a part of --memory, as the longest record is.
std::size_t held_bytes(const ReadOptions& options) {
  constexpr std::size_t kLeast = std::size_t{4} << 20, kMost = std::size_t{32} << 20;
  return std::clamp<std::size_t>(2 * options.max_record_bytes, kLeast, kMost);
}

class InputReading {
 public:
  InputReading(const ReadOptions& options, InputVisitor& visitor)
      : options_(options),
        visitor_(visitor),
        issues_([this](const Input& input, std::string_view content,
                       const FileBeside& beside) { read_held(input, content, beside); },
                held_bytes(options)) {}

  void read_path(const std::string& path) {
    const std::uint64_t before = yielded_;
    path_ = to_utf8(path);
    walk_files(
        path, links_of(options_),
        [&](const std::string& file, bool named) {
          if (visitor_.stop()) return;
          if (named)
            read_file(file, named, open_named(file));
          else
            read_found_file(path, file);
        },
        [this](const std::string& entry, std::string_view what) {
          visitor_.passed_over(to_utf8(entry), std::string(what));
        },
        [this](const std::string& folder, const std::string& reason) {
          Input input;
          input.name = to_utf8(folder);
          reject_input(input, {0, reason, {}});
        });
    issues_.finish();
    if (yielded_ == before && !visitor_.stop()) visitor_.yielded_nothing(to_utf8(path));
  }

  /// A file that a walk through `folder` found. By now it may be gone, or be something else.
  void read_found_file(const std::string& folder, const std::string& path) {
    if (visitor_.stop()) return;
    if (const std::string kind = kind_passed_over(path, links_of(options_)); !kind.empty())
      return visitor_.passed_over(to_utf8(path), kind);
    const int file = options_.follow_links ? open_named(path) : open_below(folder, path);
    const int problem = errno;
    struct stat status {};
    if (file < 0 && problem == ENOENT) return visitor_.passed_over(to_utf8(path), "gone");
    if (file < 0 && problem == ELOOP) return visitor_.passed_over(to_utf8(path), "link");
    if (file >= 0 && ::fstat(file, &status) == 0 && !S_ISREG(status.st_mode)) {
      ::close(file);
      return visitor_.passed_over(to_utf8(path), "no file");
    }
    errno = problem;
    read_file(path, false, file);
  }

  /// A path that the user named and that is not there.
  void reject_missing(const std::string& path) {
    Input input;
    input.name = to_utf8(path);
    reject_input(input, {0, "there is no such file or folder", {}});
  }

  void finish() { issues_.finish(); }

  void read_bytes(const std::string& name, std::string_view bytes) {
    begin_file();
    Origin origin;
    origin.input.name = to_utf8(name);
    origin.input.size = bytes.size();
    origin.named = true;
    BytesInMemory source(bytes, expansion_);
    read_stream(source, origin);
    issues_.finish();
  }

 private:
  void begin_file() {
    refusal_told_ = false;
    expansion_ = {};
    expansion_.ratio = options_.max_expansion;
    work_ = {};
  }

  void read_file(const std::string& path, bool named, int descriptor) {
    begin_file();
    Origin origin;
    origin.input.name = to_utf8(path);
    origin.named = named;
    std::optional<FileSource>& file = file_;
    const std::optional<Rejection> problem = rejection_of([&] {
      file.emplace(
          descriptor, expansion_, [this] { visitor_.progress(done_ + expansion_.packed); },
          [this] { return visitor_.stop(); });
    });
    if (problem) return reject_input(origin.input, *problem);
    origin.input.size = file->size();
    origin.input.modified = file->modified();
    read_stream(*file, origin);
    const bool stopped = visitor_.stop();
    if (!stopped) done_ += std::max(origin.input.size, expansion_.packed);
    if (!stopped) visitor_.progress(done_);
    file.reset();
  }

  /// Whether reading stopped before the end of the file.
  bool is_cut() const { return file_ && file_->cut(); }

  void read_stream(ByteSource& bytes, const Origin& origin) {
    BreakingSource breaking(bytes);
    PeekedSource peeked(breaking);
    if (peeked.head().empty() && is_cut()) return;
    if (peeked.head().empty() && breaking.problem)
      return reject_input(origin.input, *breaking.problem);
    if (is_gzip(peeked.head())) return inflate(peeked, origin);
    if (is_packed(peeked.head()) &&
        !is_office_document(peeked.head(), unpacked_name(origin.input.name)))
      return unpack(peeked, origin, breaking);
    read_articles(peeked, origin, breaking);
  }

  /// Reads the content of a gzip file, which may be an archive.
  void inflate(PeekedSource& bytes, Origin origin) {
    if (++origin.inflated > kDeepest) return reject_input(origin.input, kPackedTooOften);
    GzipSource content(bytes, expansion_);
    read_stream(content, origin);
  }

  /// Whether these bytes are those of a file, as they are.
  static bool is_plain(const Origin& origin) {
    return origin.depth == 0 && origin.inflated == 0 && origin.input.size != 0;
  }
  /// How many bytes there can be.
  std::uint64_t most_bytes(const Origin& origin) const {
    if (is_plain(origin)) return origin.input.size;
    return origin.input.size == 0 ? std::numeric_limits<std::uint64_t>::max()
                                  : expansion_.most(origin.input.size);
  }

  void unpack(PeekedSource& bytes, const Origin& origin, BreakingSource& breaking) {
    if (origin.depth == kDeepest)
      return reject_input(origin.input, {0, "archives are nested more than four deep", {}});
    const bool crawl = is_crawl_package(bytes.head(), unpacked_name(origin.input.name));
    if (origin.inflated > kDeepest) return reject_input(origin.input, kPackedTooOften);
    std::optional<TarGuard> guard;
    if (is_tar(bytes.head())) guard.emplace(bytes, most_bytes(origin), is_plain(origin));
    ByteSource& source = guard ? static_cast<ByteSource&>(*guard) : bytes;
    const Unpacker::Packing packing =
        is_compressed(bytes.head()) ? Unpacker::Packing::compressed : Unpacker::Packing::archive;
    const std::set<std::string> links = links_in(bytes.head(), origin);
    std::optional<Unpacker> unpacker;
    std::optional<Rejection> problem = rejection_of(
        [&] { unpacker.emplace(source, expansion_, packing, guard ? &*guard : nullptr); });
    for (bool first = true; !problem && !visitor_.stop() && !expansion_.refused; first = false) {
      std::optional<std::string> name;
      problem = rejection_of([&] { name = unpacker->next(); });
      for (const auto& [passed, kind] : unpacker->take_passed())
        visitor_.passed_over(origin.input.name + "!" + passed, kind);
      if (problem) break;
      if (name && crawl && !is_crawl_record(*name)) continue;
      if (name && links.contains(*name))
        visitor_.passed_over(origin.input.name + "!" + *name, "link");
      else if (name)
        read_member(unpacker->content(), *name, origin);
      else if (first && origin.named)
        problem = {0, "the archive is empty", {}};
      if (!name) break;
    }
    if (!problem) problem = breaking.problem;
    if (!visitor_.stop() && !expansion_.refused && is_cut_zip(bytes.head(), origin))
      problem = {0, "the archive ends early: files may be missing", "those in it are read"};
    if (problem && !refusal_told_) reject_input(origin.input, *problem);
  }

  bool is_cut_zip(std::string_view head, const Origin& origin) const {
    return file_ && is_plain(origin) && head.starts_with("PK") && !file_->has_zip_table();
  }

  /// The members of an archive that are links, where only its last bytes say so.
  std::set<std::string> links_in(std::string_view head, const Origin& origin) const {
    if (!file_ || !is_plain(origin) || !head.starts_with("PK")) return {};
    return file_->zip_links();
  }

  /// Reads a file in an archive, or the content of a compressed file, which has no name of its own.
  void read_member(ByteSource& bytes, const std::string& name, const Origin& archive) {
    if (is_hidden_within(name))
      return visitor_.passed_over(archive.input.name + "!" + name, "hidden");
    Origin origin = archive;
    ++(name.empty() ? origin.inflated : origin.depth);
    if (!name.empty()) {
      origin.input.name += "!" + name;
      origin.named = false;
    }
    read_stream(bytes, origin);
  }

  /// The format of an input; empty when the input is skipped.
  std::string choose_format(std::string_view head, const Origin& origin) const {
    const std::string name = unpacked_name(origin.input.name);
    if (head.empty() || (!origin.named && (is_readme(name) || describes_program(name)))) return {};
    if (options_.format != "auto")
      return origin.named || !looks_binary(head) ? options_.format : "";
    std::string format = detect_format(head, name);
    if (format.empty() && options_.map.contains("record") && !InputHead(head, name).xml.empty())
      return "xml";
    if (origin.named || is_certain(format) || has_article_ending(name)) return format;
    return {};
  }

  void read_articles(PeekedSource& bytes, Origin origin, BreakingSource& breaking) {
    origin.input.format = choose_format(bytes.head(), origin);
    if (is_of_issue(bytes.head(), origin)) return hold(bytes, origin.input);
    if (!origin.input.format.empty()) {
      visitor_.begin_input(origin.input);
      const bool told = read_records(bytes, origin.input);
      if (breaking.problem && !told && !is_cut()) reject(*breaking.problem);
      visitor_.end_input();
      return;
    }
    const std::string kind = kind_of_unread(bytes.head(), origin.input.name);
    if (const auto filter = options_.filters.find(kind); filter != options_.filters.end())
      return read_filtered(bytes, origin.input, filter->second);
    if (origin.named)
      reject_input(origin.input, unread_file(bytes.head(), kind));
    else
      visitor_.passed_over(origin.input.name, kind);
  }

  /// What the user's command makes of a file, which is read as any other text.
  void read_filtered(PeekedSource& bytes, Input input, const std::string& command) {
    std::optional<std::string> text;
    const std::optional<Rejection> problem = rejection_of([&] {
      const auto raw = read_whole_bytes(bytes, options_.max_record_bytes);
      if (!raw) throw Error(too_long(0, options_.max_record_bytes).reason);
      text = run_filter(command, *raw);
    });
    if (problem) return reject_input(input, *problem);
    if (trim(*text).empty()) return reject_input(input, {0, "the filter printed nothing", {}});
    UnpackBudget budget;  // the text is not of the file's own bytes
    BytesInMemory output(*text, budget);
    PeekedSource peeked(output);
    input.format = detect_format(peeked.head(), "filtered.txt");
    if (input.format.empty())
      return reject_input(input, {0, "what the filter prints is of no format that is read", {}});
    visitor_.begin_input(input);
    read_records(peeked, input);
    visitor_.end_input();
  }

  /// A METS file, or a page that one may name.
  static bool is_of_issue(std::string_view head, const Origin& origin) {
    if (origin.input.format == "mets") return true;
    const bool alone = origin.named && origin.depth == 0;
    return origin.input.format == "ocr" && !alone && InputHead(head, "").root_name() == "alto";
  }

  void hold(ByteSource& bytes, const Input& input) {
    std::optional<std::string> content = read_whole_bytes(bytes, options_.max_record_bytes);
    if (content)
      issues_.add(input, std::move(*content));
    else
      reject_input(input, too_long(0, options_.max_record_bytes));
  }

  void read_held(const Input& input, std::string_view content, const FileBeside& beside) {
    if (visitor_.stop()) return;
    UnpackBudget unpacked;
    BytesInMemory bytes(content, unpacked);
    visitor_.begin_input(input);
    read_records(bytes, input, beside);
    visitor_.end_input();
  }

  /// Reads all records. True when the reader reported that the input ends early.
  bool read_records(ByteSource& bytes, const Input& input, const FileBeside& beside = nullptr) {
    ReadOptions options = options_;
    options.name = input.name;
    options.beside = beside;
    options.left_out = [&](const PartLeftOut& part) {
      visitor_.passed_over(input.name + "!" + part.name, part.kind);
    };
    std::unique_ptr<ArticleReader> reader = make_reader(input.format, bytes, options);
    if (options.date_order.empty())
      reader = std::make_unique<DateOrderReader>(std::move(reader), options);
    const std::uint64_t before = yielded_;
    const bool told = read_records(*reader);
    for (const UnreadKey& key : reader->unread()) visitor_.unread(key);
    if (reader->skipped() > 0) visitor_.skipped(reader->skipped());
    // Of what was named itself it is told otherwise.
    if (yielded_ == before && reader->skipped() == 0 && !visitor_.stop() && !is_cut() &&
        !path_.empty() && input.name != path_)
      visitor_.passed_over(input.name, "no article");
    return told;
  }

  bool read_records(ArticleReader& reader) {
    std::optional<Record> last;  // the last record of a cut input may be cut, too
    while (is_cut() || !visitor_.stop()) {
      std::optional<Record> record;
      const std::optional<Rejection> problem = rejection_of([&] { record = reader.next(); });
      if (is_cut()) {
        if (problem || !record) return true;
        std::swap(record, last);
        if (!record) continue;
      }
      if (problem) reject(*problem);
      if (problem || !record) return problem.has_value();
      if (auto* article = std::get_if<Article>(&*record)) {
        const TextOrigin origin = undo_in(*article) ? TextOrigin::repaired : reader.origin();
        if (origin != TextOrigin::utf8) visitor_.origin(origin);
        ++yielded_;
        limit_fields(*article, [this](std::string_view field) { visitor_.shortened(field); });
        visitor_.article(std::move(*article), reader.line());
      } else
        reject(std::get<Rejection>(*record));
      if (takes_too_long()) return true;
      if (const auto* rejection = std::get_if<Rejection>(&*record); rejection && rejection->at_end)
        return true;
    }
    return false;
  }

  /// Whether the file has taken more of a processor than its size accounts for. Then the rest of it
  /// is rejected.
  bool takes_too_long() {
    constexpr double kSecondsPerMegabyte = 10;
    const double most =
        options_.max_seconds + kSecondsPerMegabyte * static_cast<double>(expansion_.packed) / 1e6;
    if (!work_.exceeds(most)) return false;
    expansion_.refused = true;
    reject({0, fmt::format("it takes more than {:.0f} seconds of a processor", most),
            "what was read of it is kept; to read it all the same: --max-seconds N"});
    return true;
  }

  void reject_input(const Input& input, const Rejection& rejection) {
    if (is_cut()) return;
    visitor_.begin_input(input);
    reject(rejection);
    visitor_.end_input();
  }

  void reject(const Rejection& rejection) {
    ++yielded_;
    refusal_told_ = expansion_.refused;
    visitor_.rejected(rejection);
  }

  const ReadOptions& options_;
  InputVisitor& visitor_;
  IssueFiles issues_;
  UnpackBudget expansion_;          // of the current file
  bool refusal_told_ = false;       // that it grew too much, or took too long
  WorkClock work_;                  // on it
  std::optional<FileSource> file_;  // the current file
  std::string path_;                // that is being read, as it was named
  std::uint64_t yielded_ = 0;       // articles and rejections
  std::uint64_t done_ = 0;          // bytes of the files before the current one
};

}  // namespace

static bool is_missing(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

void check_paths(const std::vector<std::string>& paths) {
  if (paths.empty() || !std::ranges::all_of(paths, is_missing)) return;
  throw Error(fmt::format("{} does not exist", printable_text(paths.front())),
              "give files, folders, or - for standard input");
}

std::uint64_t input_bytes(const std::vector<std::string>& paths, bool follow_links) {
  std::uint64_t total = 0;
  const auto add = [&](const std::string& path, bool) {
    struct stat status {};
    if (path != "-" && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
      total += static_cast<std::uint64_t>(status.st_size);
  };
  for (const std::string& path : paths)
    walk_files(
        path, follow_links ? Links::follow : Links::pass_over, add,
        [](const auto&, std::string_view) {}, [](const auto&, const auto&) {});
  return total;
}

void read_inputs(const std::vector<std::string>& paths, const ReadOptions& options,
                 InputVisitor& visitor) {
  check_paths(paths);
  InputReading reading(options, visitor);
  for (const std::string& path : paths)
    is_missing(path) ? reading.reject_missing(path) : reading.read_path(path);
}

void read_found_files(const std::vector<std::string>& folders,
                      const std::vector<std::string>& files, const ReadOptions& options,
                      InputVisitor& visitor) {
  InputReading reading(options, visitor);
  for (const std::string& file : files) {
    const auto holds = [&](const std::string& folder) { return file.starts_with(folder + "/"); };
    const auto folder = std::ranges::find_if(folders, holds);
    if (folder != folders.end()) reading.read_found_file(*folder, file);
  }
  reading.finish();
}

void read_input(const std::string& name, std::string_view bytes, const ReadOptions& options,
                InputVisitor& visitor) {
  InputReading(options, visitor).read_bytes(name, bytes);
}

}  // namespace dateline::indexing
