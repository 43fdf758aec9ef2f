// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_order_reader.h"

#include <utility>

#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline::indexing {
namespace {

/// The most articles that are held back.
constexpr std::size_t kMostHeld = 10'000;
constexpr std::size_t kMostHeldBytes = std::size_t{32} << 20;

/// Whether a date has one or two digits and a slash or hyphen. Only such a date can have two
/// readings, or prove an order.
bool may_have_two_readings(std::string_view date) {
  const std::size_t mark = date.find_first_of("/-");
  if (mark == 0 || mark == std::string_view::npos || !is_ascii_digit(date[mark - 1])) return false;
  return mark < 3 || !is_ascii_digit(date[mark - 2]) || !is_ascii_digit(date[mark - 3]);
}

}  // namespace

DateOrderReader::DateOrderReader(std::unique_ptr<ArticleReader> reader, const ReadOptions& options)
    : reader_(std::move(reader)), options_(options) {}

/// Learns the order that a date proves.
void DateOrderReader::learn(const Article& article) {
  if (!article.published || !may_have_two_readings(article.date_text)) return;
  const auto date = read_date(article.date_text, {options_.timezone, article.language, order_});
  if (!date || date->order == DayMonthOrder::unknown) return;
  contradicted_ = contradicted_ || (order_ != DayMonthOrder::unknown && order_ != date->order);
  order_ = date->order;
}

/// Whether the date still has two readings.
bool DateOrderReader::is_open(const Article& article) const {
  return !article.published && may_have_two_readings(article.date_text) &&
         read_date(article.date_text, {options_.timezone, article.language, DayMonthOrder::dmy});
}

void DateOrderReader::settle(Article& article) const {
  if (contradicted_ || !is_open(article)) return;
  const bool proved = order_ != DayMonthOrder::unknown;
  const DayMonthOrder order =
      proved ? order_ : usual_order(detect_language(article.title, article.body));
  const auto date = read_date(article.date_text, {options_.timezone, article.language, order});
  if (!date) return;
  article.published = date->time;
  article.utc_offset = date->has_time ? date->offset : std::nullopt;
}

/// Reads one more record into `held_`; false at the end.
bool DateOrderReader::pull() {
  std::optional<Record> record;
  try {
    record = reader_->next();
  } catch (...) {  // reported after the held articles
    failure_ = std::current_exception();
  }
  if (!record) {
    at_end_ = true;
    return false;
  }
  if (const auto* article = std::get_if<Article>(&*record)) {
    learn(*article);
    held_bytes_ += article->title.size() + article->body.size();
  }
  held_.push_back({std::move(*record), reader_->line(), reader_->origin()});
  return true;
}

std::optional<Record> DateOrderReader::next() {
  if (held_.empty() && (at_end_ || !pull())) {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return std::nullopt;
  }
  const auto waits = [&] {
    const auto* first = std::get_if<Article>(&held_.front().record);
    return first != nullptr && !contradicted_ && is_open(*first);
  };
  if (waits())
    while (!at_end_ && !contradicted_ && held_.size() < kMostHeld && held_bytes_ < kMostHeldBytes)
      pull();
  Held first = std::move(held_.front());
  held_.pop_front();
  if (auto* article = std::get_if<Article>(&first.record)) {
    held_bytes_ -= article->title.size() + article->body.size();
    settle(*article);
  }
  line_ = first.line;
  origin_ = first.origin;
  return std::move(first.record);
}

}  // namespace dateline::indexing
