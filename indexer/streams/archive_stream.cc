// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <locale.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "error.h"
#include "tar_guard.h"
#include "text/charset.h"

namespace dateline::indexing {

void UnpackBudget::add_unpacked(std::uint64_t bytes) {
  constexpr std::uint64_t kMost = std::uint64_t{64} << 30;
  unpacked += bytes;
  if (unpacked <= kMost && unpacked <= most(packed)) return;
  refused = true;
  throw Error("it unpacks to far more than a news archive would",
              fmt::format("{} bytes have become more than {} MB; if it is sound: --max-expansion N",
                          packed, unpacked >> 20));
}

std::uint64_t UnpackBudget::most(std::uint64_t packed_bytes) const {
  constexpr std::uint64_t kFree = std::uint64_t{32} << 20;
  constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();
  return packed_bytes > kEndless / std::max<std::uint64_t>(ratio, 1)
             ? kEndless
             : std::max(kFree, packed_bytes * ratio);
}

bool is_compressed(std::string_view head) {
  return head.starts_with("BZh") || head.starts_with("\x28\xB5\x2F\xFD") ||
         head.starts_with(
             "\xFD"
             "7zXZ");
}

bool is_packed(std::string_view head) {
  static constexpr std::string_view kMagic[] = {"\x1F\x8B",
                                                "BZh",
                                                "\x28\xB5\x2F\xFD",
                                                std::string_view("\xFD"
                                                                 "7zXZ\0",
                                                                 6),
                                                "PK\x03\x04",
                                                "PK\x05\x06",
                                                "PK\x07\x08"};
  return std::any_of(std::begin(kMagic), std::end(kMagic),
                     [&](std::string_view magic) { return head.starts_with(magic); }) ||
         is_tar(head);
}

bool is_office_document(std::string_view head, std::string_view name) {
  if (!head.starts_with("PK\x03\x04")) return false;
  constexpr std::size_t kNameAt = 30;  // in the header of a zip's first file
  const std::string_view first = head.substr(std::min(kNameAt, head.size()));
  static constexpr std::string_view kFirst[] = {"[Content_Types].xml", "mimetype", "_rels/.rels",
                                                "docProps/",           "word/",    "xl/"};
  static constexpr std::string_view kEndings[] = {".docx", ".docm", ".xlsx", ".xlsm", ".pptx",
                                                  ".odt",  ".ods",  ".odp",  ".epub", ".pages"};
  const auto begins = [&](std::string_view part) { return first.starts_with(part); };
  const auto ends = [&](std::string_view ending) { return name.ends_with(ending); };
  return std::ranges::any_of(kFirst, begins) || std::ranges::any_of(kEndings, ends);
}

bool is_crawl_package(std::string_view head, std::string_view name) {
  if (!head.starts_with("PK\x03\x04")) return false;
  constexpr std::size_t kNameAt = 30;
  const std::string_view first = head.substr(std::min(kNameAt, head.size()));
  const bool begins = first.starts_with("archive/") || first.starts_with("datapackage.json") ||
                      first.starts_with("pages/pages.jsonl");
  const auto holds = [&](std::string_view part) {
    return head.find(part) != std::string_view::npos;
  };
  return name.ends_with(".wacz") || (begins && holds("archive/") && holds(".warc") &&
                                     (holds("pages/pages.jsonl") || holds("indexes/index")));
}

bool is_crawl_record(std::string_view member) {
  return member.starts_with("archive/") &&
         (member.ends_with(".warc.gz") || member.ends_with(".warc"));
}

namespace {

/// What an entry is that is no file with bytes of its own; empty for a file.
std::string_view kind_of(archive_entry& entry) {
  if (archive_entry_hardlink(&entry) != nullptr) return "link";
  switch (archive_entry_filetype(&entry)) {
    case AE_IFREG:
      return "";
    case AE_IFDIR:
      return "folder";
    case AE_IFLNK:
      return "link";
    case AE_IFIFO:
      return "pipe";
    case AE_IFSOCK:
      return "socket";
    case AE_IFCHR:
    case AE_IFBLK:
      return "device";
    default:
      return "no file";
  }
}

struct Free {
  void operator()(archive* opened) const { archive_read_free(opened); }
};

/// As long as it lives, libarchive makes names that an archive says are UTF-8 names in UTF-8. It
/// knows no others than those of the locale's charset, which is ASCII in programs.
class Utf8Names {
 public:
  Utf8Names() : before_(::uselocale(utf8())) {}
  ~Utf8Names() { ::uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return made;
  }
  locale_t before_;
};

std::string name_of(archive_entry& entry) {
  const char* const path = archive_entry_pathname(&entry);
  return path == nullptr ? "?" : to_utf8(path);
}

}  // namespace

std::set<std::string> links_of_zip(int descriptor) {
  constexpr std::size_t kPiece = 64 * 1024;
  std::set<std::string> links;
  const off_t place = ::lseek(descriptor, 0, SEEK_CUR);
  if (place < 0 || ::lseek(descriptor, 0, SEEK_SET) != 0) return links;
  const std::unique_ptr<archive, Free> zip(archive_read_new());
  archive_read_support_format_zip_seekable(zip.get());
  const Utf8Names names;
  archive_entry* entry = nullptr;
  if (archive_read_open_fd(zip.get(), descriptor, kPiece) == ARCHIVE_OK)
    while (archive_read_next_header(zip.get(), &entry) >= ARCHIVE_WARN)
      if (kind_of(*entry) == "link") links.insert(name_of(*entry));
  ::lseek(descriptor, place, SEEK_SET);
  return links;
}

bool has_table_of_zip(int descriptor) {
  constexpr off_t kLongest = 22 + 65'535;  // with its comment
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  if (size < 0) return true;
  std::string end(static_cast<std::size_t>(std::min(size, kLongest)), '\0');
  const ssize_t got =
      ::pread(descriptor, end.data(), end.size(), size - static_cast<off_t>(end.size()));
  return got < static_cast<ssize_t>(end.size()) || end.find("PK\x05\x06") != std::string::npos;
}

/// The open archive and the content of its current file.
class Unpacker::Member : public ByteSource {
 public:
  Member(ByteSource& bytes, UnpackBudget& expansion, Packing packing, const TarGuard* guard)
      : bytes_(bytes),
        expansion_(expansion),
        guard_(guard),
        packed_(256 * 1024),
        archive_(archive_read_new()) {
    archive_read_support_filter_gzip(archive_.get());
    archive_read_support_filter_bzip2(archive_.get());
    archive_read_support_filter_xz(archive_.get());
    archive_read_support_filter_zstd(archive_.get());
    if (packing == Packing::archive) {  // else what is inside is looked at when it is unpacked
      archive_read_support_format_tar(archive_.get());
      archive_read_support_format_zip(archive_.get());
    }
    archive_read_support_format_raw(archive_.get());
    archive_read_support_format_empty(archive_.get());
    if (archive_read_open(archive_.get(), this, nullptr, &Member::pull, nullptr) != ARCHIVE_OK)
      throw_problem();
  }

  std::optional<std::string> next() {
    const Utf8Names names;
    for (;;) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(archive_.get(), &entry);
      if (status == ARCHIVE_EOF) return std::nullopt;
      if (status == ARCHIVE_FATAL) throw_problem();
      if (status == ARCHIVE_RETRY || status == ARCHIVE_FAILED) continue;
      lie_.reset();
      block_ = {};
      given_ = 0;
      if (guard_ != nullptr)
        lie_ = guard_->lie_at(
            static_cast<std::uint64_t>(archive_read_header_position(archive_.get())));
      if (archive_format(archive_.get()) == ARCHIVE_FORMAT_RAW) return std::string();
      const std::string name = name_of(*entry);
      const std::string_view kind = kind_of(*entry);
      if (kind.empty()) return name;
      if (kind != "folder") passed.emplace_back(name, kind);
    }
  }

  std::vector<std::pair<std::string, std::string>> passed;

  std::size_t read(char* buffer, std::size_t size) override {
    if (expansion_.refused) return 0;
    if (!find_bytes()) {
      if (lie_) throw Error(*std::exchange(lie_, std::nullopt), kReadOn);
      return 0;
    }
    std::size_t got = 0;
    if (given_ < block_at_) {  // a hole in a sparse file
      got = static_cast<std::size_t>(std::min<std::uint64_t>(size, block_at_ - given_));
      std::memset(buffer, 0, got);
    } else {
      got = std::min(size, block_.size());
      std::memcpy(buffer, block_.data(), got);
      block_.remove_prefix(got);
      block_at_ += got;
    }
    given_ += got;
    expansion_.add_unpacked(got);
    return got;
  }

 private:
  /// Has the next bytes of the file in block_; false at its end. archive_read_data would drop those
  /// before a break.
  bool find_bytes() {
    while (block_.empty()) {
      const void* data = nullptr;
      std::size_t size = 0;
      la_int64_t at = 0;
      int status = ARCHIVE_RETRY;
      while (status == ARCHIVE_RETRY)
        status = archive_read_data_block(archive_.get(), &data, &size, &at);
      if (status == ARCHIVE_EOF) return false;
      if (status != ARCHIVE_OK) throw_problem();
      block_ = {static_cast<const char*>(data), size};
      block_at_ = std::max(given_, static_cast<std::uint64_t>(at));
    }
    return true;
  }

  /// Called by libarchive, so it must not throw.
  static la_ssize_t pull(archive* opened, void* self, const void** buffer) {
    Member& member = *static_cast<Member*>(self);
    try {
      *buffer = member.packed_.data();
      return static_cast<la_ssize_t>(
          member.bytes_.read(member.packed_.data(), member.packed_.size()));
    } catch (const std::exception& error) {
      archive_set_error(opened, EIO, "%s", error.what());
      return -1;
    }
  }

  [[noreturn]] void throw_problem() {
    const char* problem = archive_error_string(archive_.get());
    if (problem != nullptr && std::string_view(problem).find("assphrase") != std::string_view::npos)
      throw Error("the archive is encrypted", "unpack it with its password, and add the files");
    throw Error(fmt::format("the compressed data are broken: {}",
                            problem == nullptr ? "unknown error" : to_utf8(problem)));
  }

  static constexpr const char* kReadOn = "the files behind it are read";

  ByteSource& bytes_;
  UnpackBudget& expansion_;
  const TarGuard* const guard_;
  std::optional<std::string> lie_;  // of the archive, about the current file
  std::string_view block_;          // bytes of it that are not given yet
  std::uint64_t block_at_ = 0;      // where they stand in it
  std::uint64_t given_ = 0;         // bytes of it
  std::vector<char> packed_;
  std::unique_ptr<archive, Free> archive_;
};

Unpacker::Unpacker(ByteSource& bytes, UnpackBudget& expansion, Packing packing,
                   const TarGuard* guard)
    : member_(std::make_unique<Member>(bytes, expansion, packing, guard)) {}
Unpacker::~Unpacker() = default;
std::optional<std::string> Unpacker::next() { return member_->next(); }
ByteSource& Unpacker::content() { return *member_; }
std::vector<std::pair<std::string, std::string>> Unpacker::take_passed() {
  return std::exchange(member_->passed, {});
}

}  // namespace dateline::indexing
