// SPDX-License-Identifier: GPL-2.0-or-later
// DateOrderReader: decides the order of 03/04/2024 by other dates of the same input, or by the
// language of the text. Where outlets in one input write different orders, each one's own dates
// decide. It wraps the reader of any format, and holds articles back to the end of the input or to
// a limit, for a later date may prove the other order. Used by input_reader.cc.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "article_reader.h"
#include "dates/dates.h"

namespace dateline::indexing {

class DateOrderReader final : public ArticleReader {
 public:
  /// `options` must outlive it.
  DateOrderReader(std::unique_ptr<ArticleReader> reader, const ReadOptions& options);

  std::optional<Record> next() override;
  std::uint64_t line() const override { return line_; }
  TextOrigin origin() const override { return origin_; }
  std::uint64_t skipped() const override { return reader_->skipped(); }
  bool is_export() const override { return reader_->is_export(); }
  std::vector<UnreadKey> unread() const override { return reader_->unread(); }

 private:
  struct Held {
    Record record;
    std::uint64_t line;
    TextOrigin origin;
    bool settled;  // by an export
  };
  /// What certain dates prove.
  struct Proof {
    DayMonthOrder order = DayMonthOrder::unknown;
    bool contradicted = false;  // there are dates of both orders
    void add(DayMonthOrder other);
  };

  bool pull();
  void learn(const Article& article);
  const Proof& proof_for(const Article& article) const;
  bool is_open(const Article& article) const;
  void settle(Article& article) const;

  std::unique_ptr<ArticleReader> reader_;
  const ReadOptions& options_;
  Proof proof_;                                        // of all dates
  std::map<std::string, Proof, std::less<>> outlets_;  // of the dates of each
  bool at_end_ = false;
  std::exception_ptr failure_;  // the exception that ended the input
  std::size_t held_bytes_ = 0;
  std::deque<Held> held_;
  std::uint64_t line_ = 0;
  TextOrigin origin_ = TextOrigin::utf8;
};

}  // namespace dateline::indexing
