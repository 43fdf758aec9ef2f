// SPDX-License-Identifier: GPL-2.0-or-later
// TermSink: where the terms and values of a document go: to a segment, or to what verify compares
// with one. What is sent is the same for both: document_terms.h.
//
// A sender that has the same terms again and again may have them numbered, and send the numbers.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

class TermSink {
 public:
  virtual ~TermSink() = default;
  /// One occurrence: the term's wdf grows by `wdf`, and `position` (>= 1) is kept. Positions of one
  /// term may repeat (kept once) and come in any order.
  virtual void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) = 0;
  /// One occurrence without a position; wdf 0 makes a boolean term.
  virtual void add_term(std::string_view term, std::uint32_t wdf) = 0;
  /// The value of a slot; at most once a slot and document; never empty.
  virtual void add_value(std::uint32_t slot, std::string_view bytes) = 0;

  /// A number for a term, good as long as numbering() stays what it is.
  virtual std::uint32_t number(std::string_view term) {
    spelled_.emplace_back(term);
    return static_cast<std::uint32_t>(spelled_.size() - 1);
  }
  /// As posting, or where `position` is 0, as term.
  virtual void add_numbered(std::uint32_t number, std::uint32_t position, std::uint32_t wdf) {
    if (position != 0)
      add_posting(spelled_[number], position, wdf);
    else
      add_term(spelled_[number], wdf);
  }
  std::uint64_t numbering() const { return numbering_; }
  /// Makes all numbers given so far void.
  void renumber() {
    spelled_.clear();
    numbering_ = ++last_numbering_;
  }

 private:
  static inline std::atomic<std::uint64_t> last_numbering_ = 0;
  std::uint64_t numbering_ = ++last_numbering_;
  std::vector<std::string> spelled_;
};

}  // namespace dateline::indexing
