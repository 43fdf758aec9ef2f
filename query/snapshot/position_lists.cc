// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_lists.h"

#include <xapian.h>

#include "index/glass_format.h"

namespace dateline::searching {

PositionLists::PositionLists(const IndexReader& index, std::string_view term) {
  if (!index.direct()) {
    posting_ = std::make_unique<Xapian::PostingIterator>(
        index.database().postlist_begin(std::string(term)));
    return;
  }
  std::string prefix;
  glass::append_escaped(prefix, term);
  prefix.push_back('\0');
  cursor_.emplace(*index.position_, std::move(prefix));
}

PositionLists::PositionLists(PositionLists&&) noexcept = default;
PositionLists& PositionLists::operator=(PositionLists&&) noexcept = default;
PositionLists::~PositionLists() = default;

std::uint32_t PositionLists::find(std::uint32_t document) {
  if (cursor_) return cursor_->find(document);
  if (document <= at_ && at_ != 0) return at_;
  const Xapian::PostingIterator end;
  Xapian::PostingIterator& posting = *posting_;
  if (posting != end && *posting < document) posting.skip_to(document);
  while (posting != end && posting.positionlist_begin() == posting.positionlist_end()) ++posting;
  return at_ = posting == end ? kNone : *posting;
}

void PositionLists::read(std::vector<std::uint32_t>& positions) {
  if (!cursor_) {
    const auto end = posting_->positionlist_end();
    for (auto p = posting_->positionlist_begin(); p != end; ++p) positions.push_back(*p);
    return;
  }
  PositionStream stream;
  open(stream);
  positions.reserve(positions.size() + stream.count());
  do positions.push_back(stream.position());
  while (stream.next());
}

}  // namespace dateline::searching
