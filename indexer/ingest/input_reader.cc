// SPDX-License-Identifier: GPL-2.0-or-later
#include "input_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "error.h"
#include "readers/date_order_reader.h"
#include "readers/foreign_format.h"
#include "readers/format.h"
#include "readers/text_stream.h"
#include "streams/archive_stream.h"
#include "streams/file_walk.h"
#include "streams/gzip_stream.h"
#include "text/charset.h"
#include "text/mojibake.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;
constexpr int kDeepest = 4;  // archives in archives

/// A file on disk, or standard input. Throws Error.
class FileSource : public ByteSource {
 public:
  FileSource(const std::string& path, UnpackBudget& expansion, std::function<void()> progress)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
        expansion_(expansion),
        progress_(std::move(progress)) {
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
    do got = ::read(descriptor_, buffer, size);
    while (got < 0 && errno == EINTR);
    if (got < 0) throw Error(std::strerror(errno));
    expansion_.packed += static_cast<std::uint64_t>(got);
    progress_();
    return static_cast<std::size_t>(got);
  }

  std::uint64_t size() const {
    return S_ISREG(status_.st_mode) ? static_cast<std::uint64_t>(status_.st_size) : 0;
  }
  std::int64_t modified() const { return status_.st_mtime; }

 private:
  int descriptor_;
  struct stat status_ {};
  UnpackBudget& expansion_;
  std::function<void()> progress_;
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

/// A source that ends where reading it fails; `problem` then says why. So a reader still returns
/// the records before that.
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

/// Bytes whose beginning can be looked at before they are read.
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

/// What is known of a stream of bytes before it is read.
struct Origin {
  Input input;
  bool named = false;  // by the user: what cannot be read is a Rejection, not passed over
  int depth = 0;       // archives around it
  int inflated = 0;    // times it was packed by gzip
};

/// Formats that the content alone tells.
bool is_certain(const std::string& format) {
  return !format.empty() && format != "text" && format != "markdown";
}

Rejection unknown_content(std::string_view head) {
  if (const std::string_view what = foreign_format(head); !what.empty())
    return {0, fmt::format("the file is {}, which is not read", what),
            "save it as plain text or HTML, each article in a file of its own"};
  if (looks_binary(head)) return {0, "the file is binary, and of no known format", {}};
  return {0, "the file is HTML, XML or SGML of a kind that is not read",
          "give --format text to read it as it is"};
}

/// Calls `step`, which may throw Error; the Rejection it then is.
template <class Step>
std::optional<Rejection> rejection_of(Step step) {
  try {
    step();
  } catch (const Error& error) {
    return Rejection{0, error.what(), error.hint()};
  }
  return std::nullopt;
}

/// Undoes mojibake in all parts of an article; an id stays what its source gave it.
bool undo_in(Article& article) {
  bool undone = undo_mojibake(article.body);
  for (std::string* text : {&article.title, &article.author, &article.section, &article.source})
    undone |= undo_mojibake(*text, undone);
  return undone;
}

class InputReading {
 public:
  InputReading(const ReadOptions& options, InputVisitor& visitor)
      : options_(options), visitor_(visitor) {}

  void read_path(const std::string& path) {
    walk_files(
        path, [this](const std::string& file, bool named) { read_file(file, named); },
        [this](const std::string& folder, const std::string& reason) {
          Input input;
          input.name = to_utf8(folder);
          reject_input(input, {0, reason, {}});
        });
  }

  void read_found_file(const std::string& path) {
    if (struct stat status{}; ::stat(path.c_str(), &status) == 0) read_file(path, false);
  }

  void read_bytes(const std::string& name, std::string_view bytes) {
    expansion_ = {};
    Origin origin;
    origin.input.name = to_utf8(name);
    origin.input.size = bytes.size();
    origin.named = true;
    BytesInMemory source(bytes, expansion_);
    read_stream(source, origin);
  }

 private:
  void read_file(const std::string& path, bool named) {
    if (visitor_.stop()) return;
    expansion_ = {};
    Origin origin;
    origin.input.name = to_utf8(path);
    origin.named = named;
    std::optional<FileSource> file;
    const std::optional<Rejection> problem = rejection_of([&] {
      file.emplace(path, expansion_, [this] { visitor_.progress(done_ + expansion_.packed); });
    });
    if (problem) return reject_input(origin.input, *problem);
    origin.input.size = file->size();
    origin.input.modified = file->modified();
    read_stream(*file, origin);
    done_ += std::max(origin.input.size, expansion_.packed);
    visitor_.progress(done_);
  }

  void read_stream(ByteSource& bytes, const Origin& origin) {
    BreakingSource breaking(bytes);
    PeekedSource peeked(breaking);
    if (peeked.head().empty() && breaking.problem)
      return reject_input(origin.input, *breaking.problem);
    if (is_gzip(peeked.head())) return inflate(peeked, origin);
    if (is_packed(peeked.head())) return unpack(peeked, origin, breaking);
    read_articles(peeked, origin, breaking);
  }

  /// The content of a gzip file, which may be an archive.
  void inflate(PeekedSource& bytes, Origin origin) {
    if (++origin.inflated > kDeepest)
      return reject_input(origin.input, {0, "it is packed more than four times over", {}});
    GzipSource content(bytes, expansion_);
    read_stream(content, origin);
  }

  void unpack(PeekedSource& bytes, const Origin& origin, BreakingSource& breaking) {
    if (origin.depth == kDeepest)
      return reject_input(origin.input, {0, "archives are nested more than four deep", {}});
    std::optional<Unpacker> unpacker;
    std::optional<Rejection> problem = rejection_of([&] { unpacker.emplace(bytes, expansion_); });
    for (bool first = true; !problem && !visitor_.stop() && !expansion_.refused; first = false) {
      std::optional<std::string> name;
      problem = rejection_of([&] { name = unpacker->next(); });
      if (problem) break;
      if (name)
        read_member(unpacker->content(), *name, origin);
      else if (first && origin.named)
        problem = {0, "the archive is empty", {}};
      if (!name) break;
    }
    if (!problem) problem = breaking.problem;
    if (problem && !expansion_.refused) reject_input(origin.input, *problem);
  }

  /// A file in an archive, or the content of a compressed file, which has no name of its own.
  void read_member(ByteSource& bytes, const std::string& name, const Origin& archive) {
    if (is_hidden_within(name)) return;
    Origin origin = archive;
    ++origin.depth;
    if (!name.empty()) {
      origin.input.name += "!" + name;
      origin.named = false;
    }
    read_stream(bytes, origin);
  }

  /// The format to read an input in; empty when it is to be passed over.
  std::string choose_format(std::string_view head, const Origin& origin) const {
    const std::string name = unpacked_name(origin.input.name);
    if (!origin.named && is_readme(name)) return {};
    if (options_.format != "auto")
      return origin.named || !looks_binary(head) ? options_.format : "";
    std::string format = detect_format(head, name);
    if (origin.named || is_certain(format) || has_article_ending(name)) return format;
    return {};
  }

  void read_articles(PeekedSource& bytes, Origin origin, BreakingSource& breaking) {
    origin.input.format = choose_format(bytes.head(), origin);
    if (!origin.input.format.empty()) {
      visitor_.begin_input(origin.input);
      const bool told = read_records(bytes, origin.input);
      if (breaking.problem && !told) visitor_.rejected(*breaking.problem);
      visitor_.end_input();
    } else if (origin.named) {
      reject_input(origin.input, unknown_content(bytes.head()));
    }
  }

  /// True when the reader met the end too early, and said so.
  bool read_records(ByteSource& bytes, const Input& input) {
    ReadOptions options = options_;
    options.name = input.name;
    std::unique_ptr<ArticleReader> reader = make_reader(input.format, bytes, options);
    if (options.date_order.empty())
      reader = std::make_unique<DateOrderReader>(std::move(reader), options);
    const bool told = read_records(*reader);
    for (const UnreadKey& key : reader->unread()) visitor_.unread(key);
    if (reader->skipped() > 0) visitor_.skipped(reader->skipped());
    return told;
  }

  bool read_records(ArticleReader& reader) {
    while (!visitor_.stop()) {
      std::optional<Record> record;
      const std::optional<Rejection> problem = rejection_of([&] { record = reader.next(); });
      if (problem) visitor_.rejected(*problem);
      if (problem || !record) return problem.has_value();
      if (auto* article = std::get_if<Article>(&*record)) {
        const TextOrigin origin = undo_in(*article) ? TextOrigin::repaired : reader.origin();
        if (origin != TextOrigin::utf8) visitor_.origin(origin);
        visitor_.article(std::move(*article), reader.line());
      } else
        visitor_.rejected(std::get<Rejection>(*record));
      if (const auto* rejection = std::get_if<Rejection>(&*record); rejection && rejection->at_end)
        return true;
    }
    return false;
  }

  void reject_input(const Input& input, const Rejection& rejection) {
    visitor_.begin_input(input);
    visitor_.rejected(rejection);
    visitor_.end_input();
  }

  const ReadOptions& options_;
  InputVisitor& visitor_;
  UnpackBudget expansion_;  // of the file being read
  std::uint64_t done_ = 0;  // bytes of the files before it
};

}  // namespace

std::uint64_t input_bytes(const std::vector<std::string>& paths) {
  std::uint64_t total = 0;
  const auto add = [&](const std::string& path, bool) {
    struct stat status {};
    if (path != "-" && stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
      total += static_cast<std::uint64_t>(status.st_size);
  };
  for (const std::string& path : paths) walk_files(path, add, [](const auto&, const auto&) {});
  return total;
}

void read_inputs(const std::vector<std::string>& paths, const ReadOptions& options,
                 InputVisitor& visitor) {
  for (const std::string& path : paths) {
    struct stat status {};
    if (path != "-" && stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
      throw Error(fmt::format("{}: {}", printable_text(path), std::strerror(errno)));
  }
  InputReading reading(options, visitor);
  for (const std::string& path : paths) reading.read_path(path);
}

void read_found_files(const std::vector<std::string>& files, const ReadOptions& options,
                      InputVisitor& visitor) {
  InputReading reading(options, visitor);
  for (const std::string& file : files) reading.read_found_file(file);
}

void read_input(const std::string& name, std::string_view bytes, const ReadOptions& options,
                InputVisitor& visitor) {
  InputReading(options, visitor).read_bytes(name, bytes);
}

}  // namespace dateline::indexing
