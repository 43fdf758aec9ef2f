// SPDX-License-Identifier: GPL-2.0-or-later
#include "glass_postings.h"

namespace dateline::glass {

void PostingListWriter::begin_term(std::string_view escaped, std::uint32_t termfreq,
                                   std::uint32_t collfreq) {
  begin(escaped, termfreq, collfreq);
  separator_ = std::string_view("\0", 1);
}

void PostingListWriter::begin_lengths() {
  begin(kDocumentLengths, 0, 0);
  separator_ = {};
}

void PostingListWriter::begin(std::string_view key, std::uint32_t termfreq,
                              std::uint32_t collfreq) {
  key_.assign(key);
  head_.clear();
  append_uint(head_, termfreq);
  append_uint(head_, collfreq);
  body_.clear();
  first_chunk_ = true;
}

void PostingListWriter::add(std::uint32_t first, std::uint32_t last, Decoder postings) {
  constexpr std::size_t kMaxUint = 5;
  for (;;) {
    if (body_.size() >= kChunkBytes) write_chunk(false);
    const std::string_view rest = postings.rest();
    if (body_.size() + kMaxUint + rest.size() <= kChunkBytes) {  // a single chunk holds the list
      if (body_.empty())
        first_ = first;
      else
        append_uint(body_, first - last_ - 1);
      body_.append(rest);
      last_ = last;
      return;
    }
    add(first, postings.uint32());
    if (postings.empty()) return;
    first += postings.uint32() + 1;
  }
}

void PostingListWriter::end() { write_chunk(true); }

void PostingListWriter::write_chunk(bool last) {
  chunk_key_.assign(key_);
  chunk_.clear();
  if (first_chunk_) {
    chunk_.append(head_);
    append_uint(chunk_, first_ - 1);
  } else {
    chunk_key_.append(separator_);
    append_sortable(chunk_key_, first_);
  }
  chunk_.push_back(last ? '1' : '0');
  append_uint(chunk_, last_ - first_);
  chunk_.append(body_);
  table_.add(chunk_key_, chunk_);
  block_bytes_.clear();
  const bool has_positions = block_.has_positions();
  block_.finish(block_bytes_);
  if (has_positions) positions_.add(chunk_key_, block_bytes_);
  body_.clear();
  first_chunk_ = false;
}

void ValueStreamWriter::begin(std::uint32_t slot) {
  prefix_.assign(kValueChunk);
  append_uint(prefix_, slot);
  chunk_.clear();
}

void ValueStreamWriter::add(std::uint32_t document, std::string_view value) {
  if (chunk_.empty())
    first_ = document;
  else
    append_uint(chunk_, document - last_ - 1);
  append_string(chunk_, value);
  last_ = document;
  if (chunk_.size() >= kChunkBytes) end();
}

void ValueStreamWriter::end() {
  if (chunk_.empty()) return;
  key_.assign(prefix_);
  append_sortable(key_, first_);
  table_.add(key_, chunk_);
  chunk_.clear();
}

void ValueStatistics::add(std::string_view value) {
  if (documents == 0 || value < least) least = value;
  if (documents == 0 || value > greatest) greatest = value;
  ++documents;
}

void ValueStatistics::add(const ValueStatistics& other) {
  if (documents == 0 || other.least < least) least = other.least;
  if (documents == 0 || other.greatest > greatest) greatest = other.greatest;
  documents += other.documents;
}

std::string ValueStatistics::encode() const {
  std::string tag;
  append_uint(tag, documents);
  append_string(tag, least);
  if (greatest != least) tag.append(greatest);
  return tag;
}

ValueStatistics ValueStatistics::decode(std::string_view tag) {
  Decoder in(tag);
  ValueStatistics s;
  s.documents = in.uint32();
  s.least = in.string();
  s.greatest = in.empty() ? s.least : in.rest();
  return s;
}

}  // namespace dateline::glass
