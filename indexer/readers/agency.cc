// SPDX-License-Identifier: GPL-2.0-or-later
#include "agency.h"

#include <algorithm>
#include <charconv>

#include "dates/dates.h"
#include "text/plain_text.h"

namespace dateline::indexing {

std::string code_of(std::string_view qcode) {
  qcode = trim(qcode);
  while (qcode.ends_with('/')) qcode.remove_suffix(1);
  return std::string(qcode.substr(qcode.find_last_of(":/#") + 1));
}

Status status_of(std::string_view code) {
  static constexpr std::string_view kWithheld[] = {"withheld", "withhold", "hold", "held",
                                                   "embargoed"};
  static constexpr std::string_view kCancelled[] = {
      "canceled",  "cancelled", "cancel",   "kill",    "killed",
      "retracted", "withdrawn", "withdraw", "deleted", "mandatory kill"};
  const std::string plain = lower_ascii(code_of(code));
  if (std::ranges::find(kWithheld, plain) != std::end(kWithheld)) return Status::withheld;
  if (std::ranges::find(kCancelled, plain) != std::end(kCancelled)) return Status::cancelled;
  return Status::usable;
}

std::uint64_t version_of(std::string_view number, std::string_view date) {
  constexpr std::uint64_t kLargest = 1'000'000'000'000'000;
  number = trim(number);
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), version);
  if (!number.empty() && error == std::errc() && end == number.data() + number.size() &&
      version <= kLargest)
    return version;
  const std::optional<Timestamp> time = parse_timestamp(date);
  return time && *time > 0 ? static_cast<std::uint64_t>(*time) : 0;
}

std::string subject_name(std::string_view qcode) {
  static constexpr std::string_view kTop[] = {"arts, culture, entertainment and media",
                                              "crime, law and justice",
                                              "disaster, accident and emergency incident",
                                              "economy, business and finance",
                                              "education",
                                              "environment",
                                              "health",
                                              "human interest",
                                              "labour",
                                              "lifestyle and leisure",
                                              "politics",
                                              "religion",
                                              "science and technology",
                                              "society",
                                              "sport",
                                              "conflict, war and peace",
                                              "weather"};
  const std::string code = code_of(qcode);
  if (code.size() != 8 || !std::ranges::all_of(code, is_ascii_digit)) return {};
  const auto digit = [&](std::size_t at) { return static_cast<std::size_t>(code[at] - '0'); };
  const std::size_t top = digit(0) * 10 + digit(1);
  return top >= 1 && top <= std::size(kTop) ? std::string(kTop[top - 1]) : std::string();
}

Record make_agency_record(const AgencyItem& item, std::uint64_t line, std::string_view what,
                          const ReadOptions& options) {
  Article article = make_article(item.parts, options);
  article.version = item.version;
  article.status = item.status;
  if (!item.topics.empty()) article.topics = item.topics;
  if (!item.page.empty()) article.page = item.page;
  article.ocr_confidence = item.ocr_confidence;
  const bool only_told = item.status != Status::usable && !article.id.empty();
  if (!has_text(article) && !only_told) return no_text(line, what, {});
  return article;
}

std::optional<Record> AgencyReader::next() {
  while (auto cut = records_.next()) {
    any_ = true;
    if (auto* rejection = std::get_if<Rejection>(&*cut)) return std::move(*rejection);
    const auto item = format_.read(std::get<XmlRecord>(*cut).element());
    if (!item) continue;
    Record record = make_agency_record(*item, records_.line(), format_.what, options_);
    if (records_.is_cut() && !is_article(record)) continue;  // the cut is the reason
    return record;
  }
  const bool empty = !format_.wrapper.empty() && records_.root() == format_.wrapper;
  if (any_ || empty) return std::nullopt;
  any_ = true;
  return Rejection{1, std::string(format_.no_such_file), std::string(format_.hint)};
}

}  // namespace dateline::indexing
