// SPDX-License-Identifier: GPL-2.0-or-later
// The builder of segment.h that writes the tables directly.
#include "segment.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "error.h"
#include "inverter.h"
#include "term_ids.h"
#include "token_buffer.h"

namespace dateline::indexing {
namespace {

class BulkSegment final : public Segment {
 public:
  void begin_document(std::uint32_t number) override {
    if (number <= last_) throw Error(fmt::format("document {} follows document {}", number, last_));
    end_document();
    last_ = number;
    in_.documents.push_back(
        {number, in_.tokens.size(), static_cast<std::uint32_t>(in_.values.size()), 0});
  }

  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    assert(position != 0);
    add_numbered(vocabulary_.number(term), position, wdf);
  }
  void add_term(std::string_view term, std::uint32_t wdf) override {
    add_numbered(vocabulary_.number(term), 0, wdf);
  }
  std::uint32_t number(std::string_view term) override { return vocabulary_.number(term); }
  void add_numbered(std::uint32_t number, std::uint32_t position, std::uint32_t wdf) override {
    assert(!in_.documents.empty());
    in_.tokens.add({number, in_.packing.pack(position, wdf)});
    length_ += wdf;
  }

  /// As in Xapian, the last value of a slot counts.
  void add_value(std::uint32_t slot, std::string_view bytes) override {
    assert(!in_.documents.empty() && !bytes.empty());
    const auto document = static_cast<std::uint32_t>(in_.documents.size() - 1);
    const bulk::Value value{document, slot, in_.value_bytes.size(),
                            bulk::checked32(bytes.size(), "value")};
    in_.value_bytes.append(bytes);
    for (std::size_t v = in_.documents.back().first_value; v < in_.values.size(); ++v)
      if (in_.values[v].slot == slot) {
        in_.values[v] = value;
        return;
      }
    in_.values.push_back(value);
  }

  std::size_t documents() const override { return in_.documents.size(); }

  void write(const std::filesystem::path& path) override {
    end_document();
    last_ = 0;
    const std::size_t tokens = in_.tokens.size();
    bulk::write_inverted(vocabulary_, std::exchange(in_, {}), path);
    // The terms are kept, because the next segment has most of them, too, unless they take a few
    // times the memory of the tokens.
    if (vocabulary_.size() < tokens / kTokensPerTerm) return;
    vocabulary_.clear();
    renumber();
  }

 private:
  void end_document() {
    if (in_.documents.empty()) return;
    in_.documents.back().length = bulk::checked32(length_, "document");
    length_ = 0;
  }

  static constexpr std::size_t kTokensPerTerm = 4;

  TermIds vocabulary_;
  bulk::TokenBuffer in_;
  std::uint32_t last_ = 0;    // document number
  std::uint64_t length_ = 0;  // of the open document
};

}  // namespace

std::unique_ptr<Segment> make_bulk_segment() { return std::make_unique<BulkSegment>(); }

}  // namespace dateline::indexing
