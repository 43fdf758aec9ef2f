// SPDX-License-Identifier: GPL-2.0-or-later
#include "posting_list.h"

#include <utility>

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error(std::string("the index is damaged: a posting list has no ") + what,
              "run: dateline-indexer repair");
}

std::string key_of(std::string_view term) {
  std::string key;
  glass::append_escaped(key, term);
  return key;
}

}  // namespace

PostingList::PostingList(const MappedTable& postlist, std::string_view term)
    : PostingList(postlist, key_of(term), 0) {
  number_at_ = key_.size() + 1;
}

PostingList PostingList::lengths(const MappedTable& postlist) {
  return {postlist, std::string(glass::kDocumentLengths), glass::kDocumentLengths.size()};
}

/// Reads the head of the chunk at the cursor.
void PostingList::read_chunk(bool first) {
  glass::Decoder in(cursor_.tag());
  std::uint32_t document = 0;
  if (first) {
    documents_ = in.uint32();
    occurrences_ = in.uint();
    document = in.uint32() + 1;
  } else {
    document = glass::Decoder(cursor_.key().substr(number_at_)).sortable();
  }
  last_ = in.byte() == '1';
  const std::uint32_t last = document + in.uint32();
  chunk_ = PostingChunk(in.rest(), document, last);
}

bool PostingList::open() {
  const bool found = cursor_.find_first_from(key_) && cursor_.key() == key_;
  state_ = found ? State::open : State::ended;
  if (found) read_chunk(true);
  return found;
}

void PostingList::next_chunk() {
  if (!cursor_.next() || !cursor_.key().starts_with(key_) || cursor_.key().size() <= number_at_)
    fail("end");
  read_chunk(false);
}

bool PostingList::next() {
  if (last_) state_ = State::ended;
  if (state_ != State::open) return false;
  next_chunk();
  return true;
}

bool PostingList::seek(std::uint32_t document) {
  constexpr int kNear = 3;  // chunks that next() reads in the time of one search by key
  if (state_ == State::closed && !open()) return false;
  if (state_ == State::ended) return false;
  for (int i = 0; chunk_.last() < document; ++i) {
    if (last_ || i < kNear) {
      if (!next()) return false;
      continue;
    }
    std::string key = key_;
    if (number_at_ > key_.size()) key.push_back('\0');
    glass::append_sortable(key, document);
    if (!cursor_.find_last_until(key) || !cursor_.key().starts_with(key_)) fail("beginning");
    read_chunk(cursor_.key().size() <= number_at_);
    if (chunk_.last() >= document) return true;
    if (!next()) return false;  // it begins with this one
    if (chunk_.last() < document) fail("order");
  }
  return true;
}

}  // namespace dateline
