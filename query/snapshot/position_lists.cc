// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_lists.h"

#include "index/glass_format.h"

namespace dateline::searching {

PositionLists::PositionLists(const IndexReader& index, std::string_view term) {
  if (!index.direct()) {
    posting_ = index.database_.postlist_begin(std::string(term));
    return;
  }
  std::string prefix;
  glass::append_escaped(prefix, term);
  prefix.push_back('\0');
  cursor_.emplace(*index.position_, std::move(prefix));
}

std::uint32_t PositionLists::find(std::uint32_t document) {
  if (cursor_) return cursor_->find(document);
  if (document <= at_ && at_ != 0) return at_;
  const Xapian::PostingIterator end;
  if (posting_ != end && *posting_ < document) posting_.skip_to(document);
  while (posting_ != end && posting_.positionlist_begin() == posting_.positionlist_end())
    ++posting_;
  return at_ = posting_ == end ? kNone : *posting_;
}

void PositionLists::read(std::vector<std::uint32_t>& positions) {
  if (!cursor_) {
    const auto end = posting_.positionlist_end();
    for (auto p = posting_.positionlist_begin(); p != end; ++p) positions.push_back(*p);
    return;
  }
  PositionStream stream;
  open(stream);
  positions.reserve(positions.size() + stream.count());
  do positions.push_back(stream.position());
  while (stream.next());
}

}  // namespace dateline::searching
