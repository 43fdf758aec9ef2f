// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog_pages.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "error.h"

namespace dateline {
namespace {

constexpr std::size_t kFileHeader = 100;  // at the beginning of the first page

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Reads a number of variable length and moves `at` behind it; nothing when it runs out of bytes.
std::optional<std::uint64_t> variable(std::string_view bytes, std::size_t& at) {
  std::uint64_t number = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= bytes.size()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (i == 8) return number << 8 | byte;
    number = number << 7 | (byte & 0x7f);
    if (byte < 0x80) return number;
  }
  return number;
}

/// The size in bytes of a value of this serial type.
std::uint64_t size_of(std::uint64_t type) {
  constexpr std::uint64_t kSizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (type < std::size(kSizes)) return kSizes[type];
  return type < 12 ? 0 : (type - 12) / 2;
}

PageValue value_of(std::uint64_t type, std::string_view bytes) {
  PageValue value;
  if (type == 0 || type == 10 || type == 11) return value;
  if (type == 7) {
    value.type = PageValue::Type::real;
    value.real = std::bit_cast<double>(big_endian(bytes, 0, 8));
  } else if (type >= 12) {
    value.type = type % 2 == 0 ? PageValue::Type::blob : PageValue::Type::text;
    value.bytes = bytes;
  } else {
    value.type = PageValue::Type::integer;
    if (type == 9) value.integer = 1;
    if (type < 7) {
      const unsigned unused = 64 - 8 * static_cast<unsigned>(bytes.size());
      // Shifted up and down again, so that the sign fills the upper bytes.
      value.integer =
          static_cast<std::int64_t>(big_endian(bytes, 0, bytes.size()) << unused) >> unused;
    }
  }
  return value;
}

std::optional<PageRecord> parsed(std::string_view payload) {
  std::size_t at = 0;
  const auto header = variable(payload, at);
  if (!header || *header > payload.size()) return std::nullopt;
  PageRecord record;
  std::uint64_t body = *header;
  while (at < *header) {
    const auto type = variable(payload, at);
    if (!type || size_of(*type) > payload.size() - body) return std::nullopt;
    record.push_back(value_of(*type, payload.substr(body, size_of(*type))));
    body += size_of(*type);
  }
  return record;
}

}  // namespace

CatalogPages::CatalogPages(const std::filesystem::path& file) : file_(file, std::ios::binary) {
  std::error_code error;
  file_size_ = std::filesystem::file_size(file, error);
  if (!file_ || error) throw Error(fmt::format("{} cannot be read", file.string()));
  std::string start(kFileHeader, '\0');
  file_.read(start.data(), static_cast<std::streamsize>(start.size()));
  file_.clear();
  const std::uint64_t size = big_endian(start, 16, 2);
  if (start.starts_with("SQLite format 3") && size >= 512 && std::has_single_bit(size))
    page_size_ = size;
  else
    page_size_ = guessed_page_size();
}

/// Catalogs have pages of 8 KiB, older ones of 4: then pages of tables begin in the middle as well.
std::size_t CatalogPages::guessed_page_size() {
  constexpr std::size_t kSize = 8192, kOldSize = 4096;
  std::uint64_t halves = 0, pages = 0;
  for (std::uint64_t at = kOldSize; at < file_size_; at += kSize, ++halves) {
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(at));
    pages += file_.get() == kTableLeaf;
  }
  return pages * 16 > halves ? kOldSize : kSize;
}

bool CatalogPages::read_page(std::uint64_t number, std::string& page) {
  if (number == 0 || number * page_size_ > file_size_) return false;
  page.resize(page_size_);
  file_.clear();
  file_.seekg(static_cast<std::streamoff>((number - 1) * page_size_));
  file_.read(page.data(), static_cast<std::streamsize>(page.size()));
  return static_cast<bool>(file_);
}

void CatalogPages::for_each_cell(
    const std::function<void(std::uint8_t, const std::string&, std::size_t)>& visit) {
  std::string page;
  for (std::uint64_t number = 1; read_page(number, page); ++number) {
    const std::size_t header = number == 1 ? kFileHeader : 0;
    const auto type = static_cast<std::uint8_t>(page[header]);
    if (type != kIndexInterior && type != kIndexLeaf && type != kTableLeaf) continue;
    const std::size_t cells = big_endian(page, header + 3, 2);
    const std::size_t pointers = header + (type == kIndexInterior ? 12 : 8);
    for (std::size_t cell = 0; cell < cells && pointers + 2 * cell + 2 <= page.size(); ++cell)
      if (const std::size_t at = big_endian(page, pointers + 2 * cell, 2); at < page.size())
        visit(type, page, at);
  }
}

/// The record of `size` bytes that begins at `at`. A long record continues in overflow pages.
std::optional<PageRecord> CatalogPages::record(const std::string& page, std::size_t at,
                                               std::uint64_t size, bool of_table) {
  const std::uint64_t most = of_table ? page_size_ - 35 : (page_size_ - 12) * 64 / 255 - 23;
  if (size > file_size_) return std::nullopt;
  std::uint64_t local = size;
  if (size > most) {
    const std::uint64_t least = (page_size_ - 12) * 32 / 255 - 23;
    local = least + (size - least) % (page_size_ - 4);
    if (local > most) local = least;
  }
  if (at + local + (local < size ? 4 : 0) > page.size()) return std::nullopt;
  std::string payload = page.substr(at, local), next;
  std::uint64_t follows = local < size ? big_endian(page, at + local, 4) : 0;
  while (payload.size() < size) {
    if (!read_page(follows, next)) return std::nullopt;
    follows = big_endian(next, 0, 4);
    payload.append(next, 4, size - payload.size());
  }
  return parsed(payload);
}

void CatalogPages::for_each_row(const std::function<void(std::int64_t, const PageRecord&)>& visit) {
  for_each_cell([&](std::uint8_t type, const std::string& page, std::size_t at) {
    if (type != kTableLeaf) return;
    const auto size = variable(page, at);
    const auto row = size ? variable(page, at) : std::nullopt;
    if (!row) return;
    if (const auto found = record(page, at, *size, true))
      visit(static_cast<std::int64_t>(*row), *found);
  });
}

void CatalogPages::for_each_key(const std::function<void(const PageRecord&)>& visit) {
  for_each_cell([&](std::uint8_t type, const std::string& page, std::size_t at) {
    if (type == kTableLeaf) return;
    if (type == kIndexInterior) at += 4;  // the number of the page below it
    const auto size = variable(page, at);
    if (!size) return;
    if (const auto found = record(page, at, *size, false)) visit(*found);
  });
}

}  // namespace dateline
