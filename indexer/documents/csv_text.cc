// SPDX-License-Identifier: GPL-2.0-or-later
#include "csv_text.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "error.h"

namespace dateline::indexing {

void CsvText::set(std::size_t column, std::string_view value) {
  if (column >= kMostColumns || value.empty()) return;
  if (row_.size() <= column) row_.resize(column + 1);
  row_[column] = value;
}

void CsvText::end_row() {
  if (row_.empty()) return;
  if (width_ < row_.size() && text_.empty()) width_ = row_.size();
  row_.resize(std::max(width_, row_.size()));
  for (std::size_t i = 0; i < row_.size(); ++i) {
    if (i > 0) text_ += ',';
    text_ += '"';
    for (const char c : row_[i]) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
  }
  text_ += '\n';
  row_.clear();
  if (text_.size() > limit_)
    throw Error(fmt::format("the sheet holds more than {} MB of text", limit_ >> 20));
}

std::string date_of_serial(double days, bool since_1904) {
  constexpr double kLast = 2958466;  // the end of the year 9999
  if (!(days >= 1) || days >= kLast) return {};
  using namespace std::chrono;
  const auto whole = static_cast<int>(std::floor(days));
  auto seconds_of_day = static_cast<long>(std::lround((days - whole) * 86400));
  sys_days day = sys_days{since_1904 ? year{1904} / 1 / 1 : year{1899} / 12 / 30};
  day += std::chrono::days{whole} + std::chrono::days{seconds_of_day / 86400};
  seconds_of_day %= 86400;
  const year_month_day date{day};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (seconds_of_day != 0)
    text += fmt::format("T{:02}:{:02}:{:02}", seconds_of_day / 3600, seconds_of_day / 60 % 60,
                        seconds_of_day % 60);
  return text;
}

}  // namespace dateline::indexing
