// SPDX-License-Identifier: GPL-2.0-or-later
#include "block_sums.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "error.h"
#include "glass_format.h"
#include "system/archive_files.h"
#include "system/system_error.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

constexpr char kMagic[] = {'D', 'L', 'B', 'L', 'O', 'C', 'K', '1'};
constexpr std::size_t kHead = sizeof kMagic + 2 * 4, kPage = 4096;

static_assert(std::endian::native == std::endian::little, "sums are read as they lie in the file");

void append(std::string& out, const void* value, std::size_t size) {
  out.append(static_cast<const char*>(value), size);
}

template <class Number>
Number number_at(const unsigned char* at) {
  Number number;
  std::memcpy(&number, at, sizeof number);
  return number;
}

/// Appends the sums of a table's blocks; returns their number.
std::uint32_t append_sums(const fs::path& file, std::string& out) {
  std::ifstream in(file, std::ios::binary);
  std::string block(glass::kBlockSize, '\0');
  std::uint32_t blocks = 0;
  for (; in.read(block.data(), static_cast<std::streamsize>(block.size())); ++blocks) {
    const auto sum = static_cast<std::uint32_t>(XXH3_64bits(block.data(), block.size()));
    append(out, &sum, sizeof sum);
  }
  if (in.bad() || !in.eof()) throw system_error(fmt::format("cannot read {}", file.string()), EIO);
  return blocks;
}

/// Whether a bit is set; several threads may read one segment.
bool is_set(std::vector<std::uint64_t>& bits, std::size_t i) {
  return (std::atomic_ref(bits[i / 64]).load(std::memory_order_relaxed) >> i % 64 & 1) != 0;
}
void set(std::vector<std::uint64_t>& bits, std::size_t i) {
  std::atomic_ref(bits[i / 64]).fetch_or(std::uint64_t{1} << i % 64, std::memory_order_relaxed);
}

}  // namespace

void BlockSums::write(const fs::path& segment) {
  std::string sums;
  const std::uint32_t blocks[2] = {append_sums(segment / kPostlistFile, sums),
                                   append_sums(segment / kPositionsFile, sums)};
  std::string out;
  append(out, kMagic, sizeof kMagic);
  append(out, blocks, sizeof blocks);
  out += sums;
  std::string pages;
  for (std::size_t at = 0; at < out.size(); at += kPage) {
    const std::uint64_t sum = XXH3_64bits(out.data() + at, std::min(kPage, out.size() - at));
    append(pages, &sum, sizeof sum);
  }
  const std::uint64_t top = XXH3_64bits(pages.data(), pages.size());
  out += pages;
  append(out, &top, sizeof top);
  const fs::path file = segment / kBlockSumsFile;
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << out;
  stream.close();
  if (!stream) throw system_error(fmt::format("{} cannot be written", file.string()), errno);
}

BlockSums::BlockSums(const fs::path& segment) {
  const fs::path file = segment / kBlockSumsFile;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return;
  if (fd < 0) throw system_error(fmt::format("cannot open {}", file.string()), errno);
  struct stat status {};
  if (::fstat(fd, &status) == 0) size_ = static_cast<std::size_t>(status.st_size);
  void* const mapped =
      size_ == 0 ? MAP_FAILED : ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
  ::close(fd);
  if (mapped == MAP_FAILED) size_ = 0;
  bytes_ = size_ == 0 ? nullptr : static_cast<const unsigned char*>(mapped);
  bool sound = size_ > kHead && std::memcmp(bytes_, kMagic, sizeof kMagic) == 0;
  if (sound) {
    std::memcpy(blocks_, bytes_ + sizeof kMagic, sizeof blocks_);
    const std::size_t blocks = std::size_t{blocks_[0]} + blocks_[1];
    covered_ = kHead + 4 * blocks;
    const std::size_t pages = (covered_ + kPage - 1) / kPage;
    sound = size_ == covered_ + 8 * (pages + 1) && number_at<std::uint64_t>(bytes_ + size_ - 8) ==
                                                       XXH3_64bits(bytes_ + covered_, 8 * pages);
    if (sound) {
      seen_blocks_.resize(blocks / 64 + 1);
      seen_pages_.resize(pages / 64 + 1);
    }
  }
  if (sound && page_holds(0)) return;
  if (bytes_ != nullptr) ::munmap(const_cast<unsigned char*>(bytes_), size_);
  throw Error(fmt::format("the index is damaged: {}", file.string()),
              "run: dateline-indexer repair");
}

BlockSums::~BlockSums() {
  if (bytes_ != nullptr) ::munmap(const_cast<unsigned char*>(bytes_), size_);
}

bool BlockSums::page_holds(std::size_t page) const {
  if (is_set(seen_pages_, page)) return true;
  const std::size_t at = page * kPage;
  const std::uint64_t sum = XXH3_64bits(bytes_ + at, std::min(kPage, covered_ - at));
  if (sum != number_at<std::uint64_t>(bytes_ + covered_ + 8 * page)) return false;
  set(seen_pages_, page);
  return true;
}

bool BlockSums::holds(Table table, std::uint32_t number, const unsigned char* block) const {
  if (bytes_ == nullptr) return true;
  const auto of = static_cast<std::size_t>(table);
  if (number >= blocks_[of]) return false;
  const std::size_t place = number + (of == 0 ? 0 : std::size_t{blocks_[0]});
  if (is_set(seen_blocks_, place)) return true;
  const std::size_t at = kHead + 4 * place;  // no sum lies in two pages
  if (!page_holds(at / kPage) ||
      number_at<std::uint32_t>(bytes_ + at) !=
          static_cast<std::uint32_t>(XXH3_64bits(block, glass::kBlockSize)))
    return false;
  set(seen_blocks_, place);
  return true;
}

}  // namespace dateline
