// SPDX-License-Identifier: GPL-2.0-or-later
#include "written_day.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include <unicode/calendar.h>

#include "month_names.h"

namespace dateline {
namespace {

constexpr auto kOf =
    std::to_array<std::string_view>({"de", "del", "of", "di", "do", "d", "ta", "ng", "nam"});
constexpr auto kOrdinals =
    std::to_array<std::string_view>({"st", "nd", "rd", "th", "er", "re", "e", "o", "a", "η", "ης"});

/// Of the calendar of Iran, as fold_name has them.
constexpr auto kPersianMonths =
    std::to_array<std::string_view>({"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
                                     "مهر", "ابان", "اذر", "دی", "بهمن", "اسفند"});

bool is_persian_year(int year) { return year >= 1300 && year < 1450; }

/// The day of our calendar; nothing for one that the calendar of Iran does not have.
std::optional<WrittenDay> from_persian(const WrittenDay& day) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
      *icu::TimeZone::getGMT(), icu::Locale("fa@calendar=persian"), status));
  if (U_FAILURE(status) || day.month < 1 || day.month > 12) return std::nullopt;
  calendar->setLenient(false);
  calendar->clear();
  calendar->set(day.year, day.month - 1, day.day);
  const double milliseconds = calendar->getTime(status);
  if (U_FAILURE(status)) return std::nullopt;
  const std::unique_ptr<icu::Calendar> ours(icu::Calendar::createInstance(
      *icu::TimeZone::getGMT(), icu::Locale("en@calendar=gregorian"), status));
  if (U_FAILURE(status)) return std::nullopt;
  ours->setTime(milliseconds, status);
  const WrittenDay read{ours->get(UCAL_YEAR, status), ours->get(UCAL_MONTH, status) + 1,
                        ours->get(UCAL_DATE, status), day.end};
  return U_SUCCESS(status) ? std::optional(read) : std::nullopt;
}

class DayReader {
 public:
  DayReader(const DateTokens& tokens, const DateContext& context)
      : tokens_(tokens), context_(context) {}

  std::vector<WrittenDay> run(std::size_t at) const {
    std::vector<WrittenDay> days;
    if (const auto day = persian(at)) days.push_back(*day);
    for (const auto form : {&DayReader::year_first, &DayReader::east_asian, &DayReader::numeric,
                            &DayReader::day_month_year, &DayReader::month_day_year,
                            &DayReader::year_month_day, &DayReader::year_day_month})
      if (std::optional<WrittenDay> day = (this->*form)(at)) {
        if (day->year > kBuddhist + 1900 && is_thai()) day->year -= kBuddhist;
        if (is_of_iran(*day)) day = from_persian(*day);
        if (!day) continue;
        days.push_back(*day);
      }
    return days;
  }

 private:
  static constexpr int kBuddhist = 543;  // years that Thailand counts before those of others

  bool is_thai() const {
    constexpr std::string_view kFirst = "\u0e00", kLast = "\u0e7f";
    return context_.language == "th" || std::ranges::any_of(tokens_, [&](const DateToken& token) {
             return token.raw >= kFirst && token.raw <= kLast;
           });
  }

  /// The digits of Persian are those of Urdu and Pashto, too, and the years of Islam's calendar are
  /// at 1440 now: digits alone tell less than the language.
  bool is_of_iran(const WrittenDay& day) const {
    constexpr std::string_view kFirst = "\u06f0", kLast = "\u06f9";
    constexpr int kLastByDigits = 1429;
    if (!is_persian_year(day.year)) return false;
    return context_.language == "fa" ||
           (day.year <= kLastByDigits && std::ranges::any_of(tokens_, [&](const DateToken& token) {
              const std::string_view first = token.raw.substr(0, kFirst.size());
              return token.kind == DateToken::Kind::number && first >= kFirst && first <= kLast;
            }));
  }

  /// The year before the first of an era that begins at `at`, as in "平成30年"; moves past its
  /// name.
  std::optional<int> era_at(std::size_t& at) const {
    struct Era {
      std::string_view first, second;
      int before;
    };
    static constexpr Era kEras[] = {{"令", "和", 2018}, {"平", "成", 1988}, {"昭", "和", 1925},
                                    {"大", "正", 1911}, {"明", "治", 1867}, {"民", "國", 1911}};
    for (const Era& era : kEras)
      if (tokens_.has(at + 1) && tokens_[at].raw == era.first &&
          tokens_[at + 1].raw == era.second) {
        at += 2;
        return era.before;
      }
    return std::nullopt;
  }

  /// Two digits are 1950 to 2049 (RFC 2822); four are the year.
  std::optional<int> year_at(std::size_t at) const {
    if (tokens_.is_number(at, 4, 4)) return tokens_.value(at);
    if (tokens_.is_number(at, 2, 2))
      return tokens_.value(at) + (tokens_.value(at) < 50 ? 2000 : 1900);
    return std::nullopt;
  }

  /// "۱۲ اردیبهشت ۱۴۰۳", the 12th of Ordibehesht 1403.
  std::optional<WrittenDay> persian(std::size_t at) const {
    if (!tokens_.is_number(at, 1, 2) || !tokens_.has(at + 1) || !tokens_.is_number(at + 2, 4, 4))
      return std::nullopt;
    const auto month = std::ranges::find(kPersianMonths, std::string_view(tokens_[at + 1].word));
    if (month == kPersianMonths.end() || !is_persian_year(tokens_.value(at + 2)))
      return std::nullopt;
    return from_persian({tokens_.value(at + 2),
                         static_cast<int>(month - kPersianMonths.begin()) + 1, tokens_.value(at),
                         at + 3});
  }

  /// A month's name of two words, as "تشرين الأول", or of two letters, as "พ.ค.".
  std::optional<int> two_part_month(std::size_t& at) const {
    const bool dotted = tokens_.is_sign(at + 1, ".");
    const std::size_t second = dotted ? at + 2 : at + 1;
    if (!tokens_.has(second) || tokens_[second].kind != DateToken::Kind::word) return std::nullopt;
    const auto month = find_month_name(
        tokens_[at].word + (dotted ? "." : " ") + tokens_[second].word, context_.language);
    if (month) at = tokens_.skip(second + 1, ".");
    return month;
  }

  /// A month's name; "tháng 3" of Vietnamese is two tokens.
  std::optional<int> month_at(std::size_t& at) const {
    if (!tokens_.has(at) || tokens_[at].kind != DateToken::Kind::word) return std::nullopt;
    if (tokens_[at].word == "thang" && tokens_.is_number(at + 1, 1, 2)) {
      at += 2;
      return tokens_.value(at - 1);
    }
    if (const auto month = two_part_month(at)) return month;
    const auto month = find_month_name(tokens_[at].word, context_.language);
    if (month) at = tokens_.skip(at + 1, ".");
    return month;
  }

  /// "2024-08-22", "2024.08.22", "2008-011-09", "2024. 8. 22."
  std::optional<WrittenDay> year_first(std::size_t at) const {
    if (!tokens_.is_number(at, 4, 4) || !tokens_.is_separator(at + 1) ||
        !tokens_.same_sign(at + 1, at + 3))
      return std::nullopt;
    const bool padded = tokens_.is_number(at + 2, 3, 3) && tokens_.value(at + 2) <= 12;
    if ((!tokens_.is_number(at + 2, 1, 2) && !padded) || !tokens_.is_number(at + 4, 1, 2))
      return std::nullopt;
    const bool dotted = tokens_.is_sign(at + 1, ".");
    return WrittenDay{tokens_.value(at), tokens_.value(at + 2), tokens_.value(at + 4),
                      dotted ? tokens_.skip(at + 5, ".") : at + 5};
  }

  /// "2016年12月20日", "平成28年12月20日", "2016년 12월 20일".
  std::optional<WrittenDay> east_asian(std::size_t at) const {
    const auto unit = [&](std::size_t i, std::string_view han, std::string_view hangul) {
      return tokens_.has(i) && (tokens_[i].raw == han || tokens_[i].raw == hangul);
    };
    const std::optional<int> era = era_at(at);
    const bool first = era && tokens_.has(at) && tokens_[at].raw == "元";  // year of an era
    const bool year = first || tokens_.is_number(at, era ? 1 : 4, era ? 3 : 4);
    if (!year || !unit(at + 1, "年", "년") || !tokens_.is_number(at + 2, 1, 2) ||
        !unit(at + 3, "月", "월") || !tokens_.is_number(at + 4, 1, 2) || !unit(at + 5, "日", "일"))
      return std::nullopt;
    return WrittenDay{era.value_or(0) + (first ? 1 : tokens_.value(at)), tokens_.value(at + 2),
                      tokens_.value(at + 4), at + 6};
  }

  /// "22.08.2024", "22/8/24", "08-22-2024": the sign, the numbers or the context give the order.
  std::optional<WrittenDay> numeric(std::size_t at) const {
    if (!tokens_.is_number(at, 1, 2) || !tokens_.is_separator(at + 1) ||
        !tokens_.same_sign(at + 1, at + 3))
      return std::nullopt;
    const std::optional<int> year = year_at(at + 4);
    if (!tokens_.is_number(at + 2, 1, 2) || !year) return std::nullopt;
    const int first = tokens_.value(at), second = tokens_.value(at + 2);
    if (context_.order == DayMonthOrder::ymd && tokens_[at + 4].digits == 2)
      return WrittenDay{*year_at(at), second, tokens_.value(at + 4), at + 5};
    DayMonthOrder order =
        tokens_.is_sign(at + 1, ".") ? DayMonthOrder::dmy : DayMonthOrder::unknown;
    const bool certain = order == DayMonthOrder::unknown && (first > 12) != (second > 12);
    if (certain) order = first > 12 ? DayMonthOrder::dmy : DayMonthOrder::mdy;
    if (order == DayMonthOrder::unknown)
      order = first == second ? DayMonthOrder::dmy : context_.order;
    if (order == DayMonthOrder::unknown && is_day_first()) order = DayMonthOrder::dmy;
    const std::size_t end = at + 5;
    const DayMonthOrder shown = certain ? order : DayMonthOrder::unknown;
    if (order == DayMonthOrder::dmy) return WrittenDay{*year, second, first, end, shown};
    if (order == DayMonthOrder::mdy) return WrittenDay{*year, first, second, end, shown};
    return std::nullopt;
  }

  /// True when a word is of a language that writes the day first: "05/03/2024 às 10h15".
  bool is_day_first() const {
    static constexpr std::string_view kWords[] = {"às",  "à",     "le",   "uhr", "um",   "kl",
                                                  "klo", "kello", "alle", "ore", "godz", "dnia"};
    return std::ranges::any_of(tokens_, [](const DateToken& token) {
      return std::ranges::find(kWords, token.raw) != std::end(kWords) ||
             std::ranges::find(kWords, std::string_view(token.word)) != std::end(kWords);
    });
  }

  /// "22 August 2024", "5. března 2024", "22 de agosto de 2024", "1er août 2024".
  std::optional<WrittenDay> day_month_year(std::size_t at) const {
    if (!tokens_.is_number(at, 1, 2)) return std::nullopt;
    const int day = tokens_.value(at++);
    at = tokens_.skip(at, ".");
    if (tokens_.has(at) && !tokens_[at].spaced && is_one_of(tokens_[at], kOrdinals)) ++at;
    at = tokens_.skip(at, "º");
    at = tokens_.skip(tokens_.skip(at, "-"), "/");
    if (tokens_.has(at) && is_one_of(tokens_[at], kOf)) ++at;
    const auto month = month_at(at);
    if (!month) return std::nullopt;
    at = tokens_.skip(tokens_.skip(tokens_.skip(at, ","), "-"), "/");
    if (tokens_.has(at) && is_one_of(tokens_[at], kOf)) ++at;
    const auto year = year_at(at);
    if (!year) return std::nullopt;
    return WrittenDay{*year, *month, day, tokens_.skip(at + 1, ".")};
  }

  /// "August 22, 2024", "Dec. 20th 2016".
  std::optional<WrittenDay> month_day_year(std::size_t at) const {
    const auto month = month_at(at);
    if (!month || !tokens_.is_number(at, 1, 2)) return std::nullopt;
    const int day = tokens_.value(at++);
    if (tokens_.has(at) && !tokens_[at].spaced && is_one_of(tokens_[at], kOrdinals)) ++at;
    at = tokens_.skip(at, ",");
    if (!tokens_.is_number(at, 4, 4)) return std::nullopt;
    return WrittenDay{tokens_.value(at), *month, day, at + 1};
  }

  /// "2024. március 5.", "2024 m. kovo 5 d."
  std::optional<WrittenDay> year_month_day(std::size_t at) const {
    if (!tokens_.is_number(at, 4, 4)) return std::nullopt;
    const int year = tokens_.value(at++);
    at = tokens_.skip(at, ".");
    if (tokens_.is_word(at, "m")) at = tokens_.skip(at + 1, ".");
    const auto month = month_at(at);
    if (!month || !tokens_.is_number(at, 1, 2)) return std::nullopt;
    return WrittenDay{year, *month, tokens_.value(at), tokens_.skip(at + 1, ".")};
  }

  /// "2024. gada 5. martā" of Latvian.
  std::optional<WrittenDay> year_day_month(std::size_t at) const {
    if (!tokens_.is_number(at, 4, 4)) return std::nullopt;
    const int year = tokens_.value(at++);
    at = tokens_.skip(at, ".");
    if (!tokens_.is_word(at, "gada") || !tokens_.is_number(at + 1, 1, 2)) return std::nullopt;
    const int day = tokens_.value(at + 1);
    at = tokens_.skip(at + 2, ".");
    const auto month = month_at(at);
    if (!month) return std::nullopt;
    return WrittenDay{year, *month, day, at};
  }

  const DateTokens& tokens_;
  const DateContext& context_;
};

}  // namespace

std::vector<WrittenDay> days_at(const DateTokens& tokens, std::size_t at,
                                const DateContext& context) {
  return DayReader(tokens, context).run(at);
}

}  // namespace dateline
