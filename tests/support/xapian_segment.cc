// SPDX-License-Identifier: GPL-2.0-or-later
// What segments are compared with: the same database, written and merged through Xapian's API.
#include "xapian_segment.h"

#include <fmt/format.h>
#include <xapian.h>

#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "error.h"
#include "index/glass_format.h"

namespace dateline::indexing {
namespace {

/// Keeps documents in Xapian's serialized form, which is a tenth of the size of its objects.
class XapianSegment final : public Segment {
 public:
  void begin_document(std::uint32_t number) override {
    if (number <= number_)
      throw Error(fmt::format("document {} follows document {}", number, number_));
    close_document();
    number_ = number;
  }

  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    assert(number_ != 0 && position != 0);
    glass::check_term(term);
    document_.add_posting(std::string(term), position, wdf);
  }

  void add_term(std::string_view term, std::uint32_t wdf) override {
    assert(number_ != 0);
    glass::check_term(term);
    document_.add_term(std::string(term), wdf);
  }

  void add_value(std::uint32_t slot, std::string_view bytes) override {
    assert(number_ != 0);
    document_.add_value(slot, std::string(bytes));
  }

  std::size_t documents() const override { return waiting_.size() + (number_ != 0 ? 1 : 0); }

  void write(const std::filesystem::path& path) override {
    close_document();
    if (std::filesystem::exists(path)) throw Error(fmt::format("{} exists", path.string()));
    try {
      write_waiting(path);
    } catch (...) {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
      throw;
    }
    waiting_.clear();
    renumber();
  }

 private:
  struct Waiting {
    Xapian::docid number;
    std::string document;
  };

  // Xapian buffers postings until a commit. This limits them, in serialized bytes.
  static constexpr std::size_t kBytesPerCommit = 64 << 20;

  void close_document() {
    if (number_ == 0) return;
    waiting_.push_back({number_, document_.serialise()});
    document_ = Xapian::Document();
    number_ = 0;
  }

  void write_waiting(const std::filesystem::path& path) {
    Xapian::WritableDatabase database(path.string(), Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    std::size_t uncommitted = 0;
    for (const Waiting& waiting : waiting_) {
      database.replace_document(waiting.number, Xapian::Document::unserialise(waiting.document));
      uncommitted += waiting.document.size();
      if (uncommitted < kBytesPerCommit) continue;
      database.commit();
      uncommitted = 0;
    }
    database.commit();
  }

  std::uint32_t number_ = 0;  // of the open document; 0 = none is open
  Xapian::Document document_;
  std::vector<Waiting> waiting_;
};

}  // namespace

std::unique_ptr<Segment> make_xapian_segment() { return std::make_unique<XapianSegment>(); }

void merge_by_xapian(const std::vector<std::filesystem::path>& inputs,
                     const std::filesystem::path& output) {
  Xapian::Database all;
  for (const std::filesystem::path& input : inputs)
    all.add_database(Xapian::Database(input.string()));
  all.compact(output.string(), Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULL);
}

}  // namespace dateline::indexing
