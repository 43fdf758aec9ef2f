// SPDX-License-Identifier: GPL-2.0-or-later
// NoteList: collects the notes of one query while it is read, up to a limit. Used by the lexer and
// the parser. It does not print them.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "note.h"
#include "parse_options.h"

namespace dateline::searching {

/// The notes of one query, at most kMaxNotes; further ones are only counted.
class NoteList {
 public:
  template <class... Args>
  NoteList& add(SourceSpan place, std::string_view code, fmt::format_string<Args...> message,
                Args&&... args) {
    if (full())
      ++left_out_;
    else
      notes_.push_back(
          {place, std::string(code), fmt::format(message, std::forward<Args>(args)...), {}});
    return *this;
  }
  /// Sets the repair of the last note.
  void read_as(std::string repair) {
    if (left_out_ == 0) notes_.back().repair = std::move(repair);
  }

  /// All notes in the order of their places, "nothing-left" behind them. A last note, at
  /// `text_size`, counts those left out.
  std::vector<Note> take(std::size_t text_size) {
    std::ranges::stable_sort(notes_, {}, note_order);
    if (left_out_ > 0)
      notes_.push_back(
          {{text_size, 0}, "more-notes", fmt::format("{} more notes.", left_out_), {}});
    return std::move(notes_);
  }
  bool empty() const { return notes_.empty(); }
  bool full() const { return notes_.size() >= kMaxNotes; }

 private:
  std::vector<Note> notes_;
  std::size_t left_out_ = 0;
};

}  // namespace dateline::searching
