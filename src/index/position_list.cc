// SPDX-License-Identifier: GPL-2.0-or-later
#include "position_list.h"

#include <algorithm>

namespace dateline {
namespace {

/// The first posting from `at` on whose document is not before `document`; mostly it is near.
std::size_t first_from(std::span<const Posting> postings, std::size_t at, std::uint32_t document) {
  std::size_t step = 1;
  while (at + step < postings.size() && postings[at + step].document < document) {
    at += step;
    step *= 2;
  }
  const auto begin = postings.begin() + static_cast<std::ptrdiff_t>(at);
  const auto end =
      postings.begin() + static_cast<std::ptrdiff_t>(std::min(at + step + 1, postings.size()));
  return static_cast<std::size_t>(
      std::ranges::lower_bound(begin, end, document, {}, &Posting::document) - postings.begin());
}

}  // namespace

/// To the chunk that would hold `document`. False where there is none.
bool PositionList::load_chunk(std::uint32_t document) {
  postings_ = {};
  if (!list_.seek(document)) return false;
  postings_ = list_.chunk().read_all(buffer_);
  at_ = 0;
  const std::string_view key = list_.chunk_key();
  if (blocks_.find_first_from(key) && blocks_.key() == key)
    block_.open(blocks_.tag(), postings_);
  else
    block_.open_empty(postings_.size());
  return true;
}

std::uint32_t PositionList::find(std::uint32_t document) {
  for (;;) {
    if (postings_.empty() || postings_.back().document < document) {
      if (document == kNone || !load_chunk(document)) return kNone;
    }
    at_ = first_from(postings_, at_, document);
    while (at_ < postings_.size() && block_.count(at_) == 0) ++at_;
    if (at_ < postings_.size()) return postings_[at_].document;
    document = postings_.back().document + 1;
    at_ = postings_.size() - 1;
  }
}

}  // namespace dateline
