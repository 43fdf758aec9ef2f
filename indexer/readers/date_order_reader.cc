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

void DateOrderReader::Proof::add(DayMonthOrder other) {
  contradicted = contradicted || (order != DayMonthOrder::unknown && order != other);
  order = other;
}

/// Learns the order that a date proves.
void DateOrderReader::learn(const Article& article) {
  constexpr std::size_t kMostOutlets = 10'000;
  if (!article.published || !may_have_two_readings(article.date_text)) return;
  const auto date =
      read_date(article.date_text, {options_.timezone, article.language, DayMonthOrder::unknown});
  if (!date || date->order == DayMonthOrder::unknown) return;
  proof_.add(date->order);
  if (outlets_.size() < kMostOutlets || outlets_.contains(article.source))
    outlets_[article.source].add(date->order);
}

/// That of its outlet where the input has dates of both orders.
const DateOrderReader::Proof& DateOrderReader::proof_for(const Article& article) const {
  const auto outlet = outlets_.find(article.source);
  return proof_.contradicted && outlet != outlets_.end() ? outlet->second : proof_;
}

/// Whether the date still has two readings.
bool DateOrderReader::is_open(const Article& article) const {
  return !article.published && may_have_two_readings(article.date_text) &&
         read_date(article.date_text, {options_.timezone, article.language, DayMonthOrder::dmy});
}

void DateOrderReader::settle(Article& article) const {
  const Proof& proof = proof_for(article);
  if (proof.contradicted || !is_open(article)) return;
  const bool proved = proof.order != DayMonthOrder::unknown;
  const DayMonthOrder order =
      proved ? proof.order : usual_order(detect_language(article.title, article.body));
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
    if (!reader_->is_export()) learn(*article);
    held_bytes_ += article->title.size() + article->body.size();
  }
  held_.push_back({std::move(*record), reader_->line(), reader_->origin(), reader_->is_export()});
  return true;
}

std::optional<Record> DateOrderReader::next() {
  if (held_.empty() && (at_end_ || !pull())) {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return std::nullopt;
  }
  const auto waits = [&] {
    const auto* first = std::get_if<Article>(&held_.front().record);
    return first != nullptr && !held_.front().settled && is_open(*first);
  };
  if (waits())
    while (!at_end_ && held_.size() < kMostHeld && held_bytes_ < kMostHeldBytes) pull();
  Held first = std::move(held_.front());
  held_.pop_front();
  if (auto* article = std::get_if<Article>(&first.record)) {
    held_bytes_ -= article->title.size() + article->body.size();
    if (!first.settled) settle(*article);
  }
  line_ = first.line;
  origin_ = first.origin;
  return std::move(first.record);
}

}  // namespace dateline::indexing
