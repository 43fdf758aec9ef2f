// SPDX-License-Identifier: GPL-2.0-or-later
#include "glass_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>
#include <random>

#include "error.h"
#include "system/archive_files.h"

namespace dateline::glass {
namespace {

constexpr std::string_view kMagic =
    "\x0f\x0dXapian Glass"
    "\x04\x6e";  // 2016-03-14 as (year - 2014) << 9 | month << 5 | day
constexpr std::size_t kUuidBytes = 16;
// Xapian reads no more of the version file.
constexpr std::size_t kMaxVersionFile = 255;

void append_root(std::string& out, const RootInfo& info) {
  append_uint(out, info.root);
  append_uint(out, info.level << 2 | (info.sequential ? 2u : 0u) | (info.absent ? 1u : 0u));
  append_uint(out, info.entries);
  append_uint(out, info.block_size >> 11);
  append_uint(out, info.compress_min);
  append_string(out, info.free_list);
}

RootInfo read_root(Decoder& in) {
  RootInfo info;
  info.root = in.uint32();
  const std::uint32_t flags = in.uint32();
  info.level = flags >> 2;
  info.sequential = (flags & 2) != 0;
  info.absent = (flags & 1) != 0;
  info.entries = in.uint();
  info.block_size = in.uint32() << 11;
  info.compress_min = in.uint32();
  info.free_list = in.string();
  return info;
}

std::string random_uuid() {
  std::random_device random;
  std::string uuid(kUuidBytes, '\0');
  for (char& c : uuid) c = static_cast<char>(random());
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | 0x40);  // version 4: random
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

}  // namespace

void check_term(std::string_view term) {
  const auto nuls = static_cast<std::size_t>(std::count(term.begin(), term.end(), '\0'));
  if (term.empty()) throw Error("a term is empty");
  if (term.size() + nuls > kMaxEscapedTerm)
    throw Error(fmt::format("a term has {} bytes, {} of them NUL", term.size(), nuls));
}

void append_uint_last(std::string& out, std::uint64_t v) {
  for (; v != 0; v >>= 8) out.push_back(static_cast<char>(v));
}

void append_sortable(std::string& out, std::uint32_t v) {
  if (v < 0x8000) {
    out.push_back(static_cast<char>(v >> 8));
    out.push_back(static_cast<char>(v));
    return;
  }
  const unsigned length = (37u - static_cast<unsigned>(std::countl_zero(v))) / 7;  // 3, 4 or 5
  const unsigned mark = (0xff00u >> (length - 2)) & 0xff;
  const std::uint64_t wide = v;
  out.push_back(static_cast<char>(mark | wide >> (8 * (length - 1))));
  for (unsigned left = length - 1; left-- > 0;) out.push_back(static_cast<char>(v >> (8 * left)));
}

void append_escaped(std::string& out, std::string_view term) {
  for (std::size_t nul; (nul = term.find('\0')) != term.npos; term.remove_prefix(nul + 1)) {
    out.append(term.substr(0, nul + 1));
    out.push_back('\xff');
  }
  out.append(term);
}

void Decoder::fail() { throw Error("a database is damaged: an entry ends too soon"); }

std::uint32_t Decoder::sortable() {
  const std::uint32_t head = byte();
  if (head < 0x80) return head << 8 | byte();
  const auto marks = static_cast<unsigned>(std::countl_one(static_cast<std::uint8_t>(head)));
  if (marks > 3) fail();
  std::uint64_t v = head & (0x7fu >> marks);
  for (unsigned i = 0; i <= marks; ++i) v = v << 8 | byte();
  return static_cast<std::uint32_t>(v);
}

std::string_view Decoder::bytes(std::size_t n) {
  if (n > rest().size()) fail();
  const std::string_view taken(at_, n);
  at_ += n;
  return taken;
}

void Statistics::add_length(std::uint32_t length) {
  ++documents;
  if (length != 0 && (length_lower_bound == 0 || length < length_lower_bound))
    length_lower_bound = length;
  length_upper_bound = std::max(length_upper_bound, length);
  total_length += length;
}

void Statistics::add(const Statistics& other) {
  documents += other.documents;
  last_document = std::max(last_document, other.last_document);
  if (length_lower_bound == 0 ||
      (other.length_lower_bound != 0 && other.length_lower_bound < length_lower_bound))
    length_lower_bound = other.length_lower_bound;
  length_upper_bound = std::max(length_upper_bound, other.length_upper_bound);
  wdf_upper_bound = std::max(wdf_upper_bound, other.wdf_upper_bound);
  total_length += other.total_length;
}

std::string fresh_free_list(std::uint32_t blocks) {
  std::string out;
  append_uint(out, kRevision);
  append_uint(out, blocks);
  out.append(4, '\0');  // two empty cursors
  return out;
}

std::string VersionFile::encode() const {
  std::string out(kMagic);
  out += random_uuid();
  append_uint(out, revision);
  for (const RootInfo& info : roots) append_root(out, info);
  append_uint(out, statistics.documents);
  append_uint(out, statistics.last_document - statistics.documents);
  append_uint(out, statistics.length_lower_bound);
  append_uint(out, statistics.wdf_upper_bound);
  append_uint(out, statistics.length_upper_bound - statistics.wdf_upper_bound);
  append_uint(out, 0);  // oldest changeset
  append_uint(out, statistics.total_length);
  append_uint(out, 0);  // spelling: greatest frequency of a word
  if (out.size() > kMaxVersionFile) throw Error("the version file of a database is too long");
  return out;
}

VersionFile VersionFile::decode(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) throw Error("a database is not in the known glass format");
  Decoder in(bytes.substr(kMagic.size()));
  in.bytes(kUuidBytes);
  VersionFile file;
  file.revision = in.uint();
  for (RootInfo& info : file.roots) info = read_root(in);
  Statistics& s = file.statistics;
  s.documents = in.uint32();
  s.last_document = s.documents + in.uint32();
  s.length_lower_bound = in.uint32();
  s.wdf_upper_bound = in.uint32();
  s.length_upper_bound = s.wdf_upper_bound + in.uint32();
  in.uint();  // oldest changeset
  s.total_length = in.uint();
  return file;
}

VersionFile read_version_file(const std::filesystem::path& folder) {
  std::ifstream in(folder / kVersionFile, std::ios::binary);
  if (!in) throw Error(fmt::format("{} is not a database", folder.string()));
  return VersionFile::decode(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace dateline::glass
