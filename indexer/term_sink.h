// SPDX-License-Identifier: GPL-2.0-or-later
// TermSink: where the terms and values of a document go. Two implementations: a Xapian document
// (index_writer, small additions) and a bulk segment (segment, large ones). What is sent is the
// same for both: document_terms.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace dateline {

class TermSink {
 public:
  virtual ~TermSink() = default;
  /// One occurrence: the term's wdf grows by `wdf`, and `position` (>= 1) is kept. Positions of one
  /// term may repeat (kept once) and come in any order.
  virtual void posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) = 0;
  /// One occurrence without a position; wdf 0 makes a boolean term.
  virtual void term(std::string_view term, std::uint32_t wdf) = 0;
  /// The value of a slot; at most once a slot and document; never empty.
  virtual void value(std::uint32_t slot, std::string_view bytes) = 0;
};

}  // namespace dateline
