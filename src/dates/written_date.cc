// SPDX-License-Identifier: GPL-2.0-or-later
#include "written_date.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "month_names.h"

namespace dateline {
namespace {

constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;

struct Token {
  enum class Kind { number, word, sign };
  Kind kind = Kind::sign;
  std::string_view raw;
  std::string word;        // a word as fold_name has it
  int value = 0;           // of a number of at most 9 digits
  std::size_t digits = 0;  // of a number
  bool spaced = false;     // white space stands before it
};

bool is_mark_or_letter(UChar32 c) {
  return u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK ||
         u_charType(c) == U_COMBINING_SPACING_MARK || c == '_' || c == 0x200C;
}

bool is_han(UChar32 c) { return c >= 0x4E00 && c <= 0x9FFF; }

/// At most so many pieces are looked at; a date has fewer.
constexpr std::size_t kMostTokens = 40;

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  bool spaced = false;
  for (int32_t at = 0; at < size && tokens.size() < kMostTokens;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) return {};
    if (u_isUWhiteSpace(c) || c == 0x200E || c == 0x200F) {
      spaced = true;
      continue;
    }
    Token token;
    token.spaced = std::exchange(spaced, false);
    const auto extend = [&](auto belongs) {
      for (int32_t next = at; next < size; at = next) {
        UChar32 following = 0;
        U8_NEXT(bytes, next, size, following);
        if (following < 0 || !belongs(following)) break;
        c = following;
        if (token.kind == Token::Kind::number && ++token.digits <= 9)
          token.value = token.value * 10 + u_charDigitValue(c);
      }
    };
    if (u_isdigit(c)) {
      token.kind = Token::Kind::number;
      token.value = u_charDigitValue(c);
      token.digits = 1;
      extend([](UChar32 d) { return u_isdigit(d); });
    } else if (is_mark_or_letter(c)) {
      token.kind = Token::Kind::word;
      if (!is_han(c)) extend([](UChar32 d) { return is_mark_or_letter(d) && !is_han(d); });
    }
    token.raw = text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    if (token.kind == Token::Kind::word) token.word = fold_name(token.raw);
    tokens.push_back(std::move(token));
  }
  return tokens.size() < kMostTokens ? tokens : std::vector<Token>();
}

template <std::size_t n>
bool is_one_of(const Token& token, const std::array<std::string_view, n>& words) {
  return token.kind == Token::Kind::word &&
         std::ranges::find(words, std::string_view(token.word)) != words.end();
}

// Words that may stand round a date, as fold_name has them.
constexpr auto kFillers = std::to_array<std::string_view>({"a",
                                                           "ad",
                                                           "aktualisiert",
                                                           "aktualizace",
                                                           "alle",
                                                           "am",
                                                           "as",
                                                           "at",
                                                           "atualizado",
                                                           "au",
                                                           "bei",
                                                           "clock",
                                                           "d",
                                                           "da",
                                                           "data",
                                                           "date",
                                                           "datum",
                                                           "de",
                                                           "del",
                                                           "den",
                                                           "der",
                                                           "di",
                                                           "do",
                                                           "dodano",
                                                           "dnia",
                                                           "el",
                                                           "em",
                                                           "en",
                                                           "erschienen",
                                                           "first",
                                                           "fra",
                                                           "godz",
                                                           "h",
                                                           "i",
                                                           "il",
                                                           "kello",
                                                           "kl",
                                                           "klo",
                                                           "last",
                                                           "le",
                                                           "les",
                                                           "m",
                                                           "min",
                                                           "mis",
                                                           "modified",
                                                           "o",
                                                           "obnoveno",
                                                           "ob",
                                                           "of",
                                                           "on",
                                                           "online",
                                                           "opublikowano",
                                                           "ore",
                                                           "po",
                                                           "posted",
                                                           "pub",
                                                           "publicado",
                                                           "publicerad",
                                                           "published",
                                                           "publie",
                                                           "publikovano",
                                                           "publiziert",
                                                           "pubblicato",
                                                           "r",
                                                           "stand",
                                                           "the",
                                                           "time",
                                                           "udgivet",
                                                           "uhr",
                                                           "um",
                                                           "updated",
                                                           "v",
                                                           "veroffentlicht",
                                                           "vom",
                                                           "w",
                                                           "written",
                                                           "г",
                                                           "года",
                                                           "г"});
constexpr auto kOf =
    std::to_array<std::string_view>({"de", "del", "of", "di", "do", "d", "ta", "ng"});
constexpr auto kOrdinals =
    std::to_array<std::string_view>({"st", "nd", "rd", "th", "er", "re", "e", "o", "a", "η", "ης"});
constexpr auto kBeforeDottedTime = std::to_array<std::string_view>({"kl", "klo", "kello", "alle"});
constexpr auto kAfternoon = std::to_array<std::string_view>({"pm", "午後", "下午", "오후"});
constexpr auto kForenoon = std::to_array<std::string_view>({"am", "午前", "上午", "오전"});

/// Hours east of UTC in minutes, of names that stand for one zone in news.
std::optional<int> zone_minutes(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, int>, 60> names{
      {{"z", 0},      {"ut", 0},      {"utc", 0},     {"gmt", 0},     {"est", -300},
       {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420},  {"mdt", -360},
       {"pst", -480}, {"pdt", -420},  {"akst", -540}, {"akdt", -480}, {"hst", -600},
       {"nst", -210}, {"ndt", -150},  {"brt", -180},  {"brst", -120}, {"art", -180},
       {"clt", -240}, {"clst", -180}, {"cot", -300},  {"pet", -300},  {"vet", -240},
       {"bst", 60},   {"cet", 60},    {"cest", 120},  {"met", 60},    {"mest", 120},
       {"mez", 60},   {"mesz", 120},  {"wet", 0},     {"west", 60},   {"eet", 120},
       {"eest", 180}, {"msk", 180},   {"msd", 240},   {"trt", 180},   {"sast", 120},
       {"cat", 120},  {"eat", 180},   {"wat", 60},    {"irst", 210},  {"pkt", 300},
       {"uzt", 300},  {"npt", 345},   {"mmt", 390},   {"ict", 420},   {"wib", 420},
       {"wita", 480}, {"wit", 540},   {"hkt", 480},   {"sgt", 480},   {"awst", 480},
       {"jst", 540},  {"kst", 540},   {"aest", 600},  {"aedt", 660},  {"nzst", 720}}};
  for (const auto& [name, minutes] : names)
    if (word == name) return minutes;
  if (word == "nzdt") return 780;
  if (word == "acst") return 570;
  if (word == "acdt") return 630;
  return std::nullopt;
}

/// What "ET" and the like stand for on the sites that print them.
std::string_view general_zone(std::string_view word) {
  if (word == "et") return "America/New_York";
  if (word == "ct") return "America/Chicago";
  if (word == "mt") return "America/Denver";
  if (word == "pt") return "America/Los_Angeles";
  return {};
}

struct Day {
  int year = 0, month = 0, day = 0;
  std::size_t end = 0;  // the token behind it
  DayMonthOrder shown = DayMonthOrder::unknown;
};

/// The reading of one text. Each `read_…` moves `at` past what it took, or leaves it.
class WrittenDate {
 public:
  WrittenDate(std::vector<Token> tokens, const DateContext& context)
      : tokens_(std::move(tokens)), context_(context) {}

  std::optional<DateText> read() {
    for (std::size_t begin = 0; begin < tokens_.size(); ++begin)
      for (const auto form : {&WrittenDate::year_first, &WrittenDate::east_asian,
                              &WrittenDate::numeric, &WrittenDate::day_month_year,
                              &WrittenDate::month_day_year, &WrittenDate::year_month_day}) {
        const std::optional<Day> day = (this->*form)(begin);
        if (!day) continue;
        const auto start = day_start(day->year, day->month, day->day);
        if (!start || !read_round(begin, day->end)) continue;
        return result(*start, day->shown);
      }
    return std::nullopt;
  }

 private:
  bool has(std::size_t at) const { return at < tokens_.size(); }
  bool is_sign(std::size_t at, std::string_view sign) const {
    return has(at) && tokens_[at].kind == Token::Kind::sign && tokens_[at].raw == sign;
  }
  bool is_number(std::size_t at, std::size_t least, std::size_t most) const {
    return has(at) && tokens_[at].kind == Token::Kind::number && tokens_[at].digits >= least &&
           tokens_[at].digits <= most;
  }
  bool is_word(std::size_t at, std::string_view word) const {
    return has(at) && tokens_[at].kind == Token::Kind::word && tokens_[at].word == word;
  }
  int value(std::size_t at) const { return tokens_[at].value; }
  /// The sign at `at`, and not one more of it behind the date it would belong to.
  bool same_sign(std::size_t at, std::size_t other) const {
    return has(at) && has(other) && tokens_[at].kind == Token::Kind::sign &&
           tokens_[at].raw == tokens_[other].raw;
  }
  bool is_separator(std::size_t at) const {
    return is_sign(at, "-") || is_sign(at, "/") || is_sign(at, ".");
  }
  std::size_t skip(std::size_t at, std::string_view sign) const {
    return is_sign(at, sign) ? at + 1 : at;
  }

  /// Two digits are 1950 to 2049 (RFC 2822); four are the year.
  std::optional<int> year_at(std::size_t at) const {
    if (is_number(at, 4, 4)) return value(at);
    if (is_number(at, 2, 2)) return value(at) + (value(at) < 50 ? 2000 : 1900);
    return std::nullopt;
  }

  /// A month's name; "tháng 3" of Vietnamese is two tokens.
  std::optional<int> month_at(std::size_t& at) const {
    if (!has(at) || tokens_[at].kind != Token::Kind::word) return std::nullopt;
    if (tokens_[at].word == "thang" && is_number(at + 1, 1, 2)) {
      at += 2;
      return value(at - 1);
    }
    const auto month = find_month_name(tokens_[at].word, context_.language);
    if (month) at = skip(at + 1, ".");
    return month;
  }

  /// "2024-08-22", "2024.08.22", "2008-011-09", "2024. 8. 22."
  std::optional<Day> year_first(std::size_t at) const {
    if (!is_number(at, 4, 4) || !is_separator(at + 1) || !same_sign(at + 1, at + 3))
      return std::nullopt;
    const bool padded = is_number(at + 2, 3, 3) && value(at + 2) <= 12;
    if ((!is_number(at + 2, 1, 2) && !padded) || !is_number(at + 4, 1, 2)) return std::nullopt;
    const bool dotted = is_sign(at + 1, ".");
    return Day{value(at), value(at + 2), value(at + 4), dotted ? skip(at + 5, ".") : at + 5};
  }

  /// "2016年12月20日", "2016년 12월 20일".
  std::optional<Day> east_asian(std::size_t at) const {
    const auto unit = [&](std::size_t i, std::string_view han, std::string_view hangul) {
      return has(i) && (tokens_[i].raw == han || tokens_[i].raw == hangul);
    };
    if (!is_number(at, 4, 4) || !unit(at + 1, "年", "년") || !is_number(at + 2, 1, 2) ||
        !unit(at + 3, "月", "월") || !is_number(at + 4, 1, 2) || !unit(at + 5, "日", "일"))
      return std::nullopt;
    return Day{value(at), value(at + 2), value(at + 4), at + 6};
  }

  /// "22.08.2024", "22/8/24", "08-22-2024": the order by what is certain.
  std::optional<Day> numeric(std::size_t at) const {
    if (!is_number(at, 1, 2) || !is_separator(at + 1) || !same_sign(at + 1, at + 3))
      return std::nullopt;
    const std::optional<int> year = year_at(at + 4);
    if (!is_number(at + 2, 1, 2) || !year) return std::nullopt;
    const int first = value(at), second = value(at + 2);
    if (context_.order == DayMonthOrder::ymd && tokens_[at + 4].digits == 2)
      return Day{*year_at(at), second, value(at + 4), at + 5};
    DayMonthOrder order = is_sign(at + 1, ".") ? DayMonthOrder::dmy : DayMonthOrder::unknown;
    const bool certain = order == DayMonthOrder::unknown && (first > 12) != (second > 12);
    if (certain) order = first > 12 ? DayMonthOrder::dmy : DayMonthOrder::mdy;
    if (order == DayMonthOrder::unknown)
      order = first == second ? DayMonthOrder::dmy : context_.order;
    if (order == DayMonthOrder::unknown && is_day_first()) order = DayMonthOrder::dmy;
    const std::size_t end = at + 5;
    const DayMonthOrder shown = certain ? order : DayMonthOrder::unknown;
    if (order == DayMonthOrder::dmy) return Day{*year, second, first, end, shown};
    if (order == DayMonthOrder::mdy) return Day{*year, first, second, end, shown};
    return std::nullopt;
  }

  /// True where a word is of a language that writes the day first: "05/03/2024 às 10h15".
  bool is_day_first() const {
    static constexpr std::string_view kWords[] = {"às",  "à",     "le",   "uhr", "um",   "kl",
                                                  "klo", "kello", "alle", "ore", "godz", "dnia"};
    return std::ranges::any_of(tokens_, [](const Token& token) {
      return std::ranges::find(kWords, token.raw) != std::end(kWords) ||
             std::ranges::find(kWords, std::string_view(token.word)) != std::end(kWords);
    });
  }

  /// "22 August 2024", "5. března 2024", "22 de agosto de 2024", "1er août 2024".
  std::optional<Day> day_month_year(std::size_t at) const {
    if (!is_number(at, 1, 2)) return std::nullopt;
    const int day = value(at++);
    at = skip(at, ".");
    if (has(at) && !tokens_[at].spaced && is_one_of(tokens_[at], kOrdinals)) ++at;
    at = skip(at, "º");
    at = skip(skip(at, "-"), "/");
    if (has(at) && is_one_of(tokens_[at], kOf)) ++at;
    const auto month = month_at(at);
    if (!month) return std::nullopt;
    at = skip(skip(skip(at, ","), "-"), "/");
    if (has(at) && is_one_of(tokens_[at], kOf)) ++at;
    const auto year = year_at(at);
    if (!year) return std::nullopt;
    return Day{*year, *month, day, skip(at + 1, ".")};
  }

  /// "August 22, 2024", "Dec. 20th 2016".
  std::optional<Day> month_day_year(std::size_t at) const {
    const auto month = month_at(at);
    if (!month || !is_number(at, 1, 2)) return std::nullopt;
    const int day = value(at++);
    if (has(at) && !tokens_[at].spaced && is_one_of(tokens_[at], kOrdinals)) ++at;
    at = skip(at, ",");
    if (!is_number(at, 4, 4)) return std::nullopt;
    return Day{value(at), *month, day, at + 1};
  }

  /// "2024. március 5.", "2024 m. kovo 5 d."
  std::optional<Day> year_month_day(std::size_t at) const {
    if (!is_number(at, 4, 4)) return std::nullopt;
    const int year = value(at++);
    at = skip(at, ".");
    if (is_word(at, "m")) at = skip(at + 1, ".");
    const auto month = month_at(at);
    if (!month || !is_number(at, 1, 2)) return std::nullopt;
    return Day{year, *month, value(at), skip(at + 1, ".")};
  }

  /// What stands before and behind the date: a time, its zone, fillers. False: something else does.
  bool read_round(std::size_t begin, std::size_t end) {
    time_.reset();
    offset_.reset();
    zone_.clear();
    broken_ = false;
    return read_part(0, begin) && read_part(end, tokens_.size());
  }

  bool read_part(std::size_t at, std::size_t end) {
    bool zone_may_follow = false;
    while (at < end) {
      if (!time_ && !broken_ && read_time(at, end)) {
        zone_may_follow = true;
        continue;
      }
      if ((zone_may_follow || broken_) && read_zone(at, end)) continue;
      if (is_weekday(at) || is_one_of(tokens_[at], kFillers)) {
        ++at;
        continue;
      }
      const Token& token = tokens_[at];
      if (token.kind == Token::Kind::sign &&
          std::string_view(",|.:;-–—•·T").find(token.raw) != std::string_view::npos) {
        if (token.raw == "-" && has(at + 1) && !tokens_[at + 1].spaced && !token.spaced)
          return false;
        ++at;
        continue;
      }
      if (is_word(at, "t") && !token.spaced) {  // between date and time of ISO 8601
        ++at;
        continue;
      }
      return false;
    }
    return true;
  }

  bool is_weekday(std::size_t at) const {
    if (tokens_[at].kind != Token::Kind::word) return false;
    if (is_weekday_name(tokens_[at].word)) return true;
    return at == 0 && is_sign(1, ",");  // of whatever language
  }

  enum class Half { none, am, pm };
  /// "am", "p.m.", "오후"; moves past it.
  Half read_half(std::size_t& at) const {
    if (!has(at) || tokens_[at].kind != Token::Kind::word) return Half::none;
    const Token& token = tokens_[at];
    if (is_one_of(token, kForenoon) || is_one_of(token, kAfternoon)) {
      ++at;
      return is_one_of(token, kForenoon) ? Half::am : Half::pm;
    }
    if ((token.word == "a" || token.word == "p") && is_sign(at + 1, ".") && is_word(at + 2, "m")) {
      at = skip(at + 3, ".");
      return token.word == "a" ? Half::am : Half::pm;
    }
    const auto two = [&](std::string_view second) {
      return has(at + 1) && tokens_[at + 1].raw == second && !tokens_[at + 1].spaced;
    };
    if ((token.raw == "上" || token.raw == "下") && two("午")) {
      at += 2;
      return token.raw == "上" ? Half::am : Half::pm;
    }
    if (token.raw == "午" && (two("前") || two("後"))) {
      at += 2;
      return tokens_[at - 1].raw == "前" ? Half::am : Half::pm;
    }
    return Half::none;
  }

  /// "14:05", "2:05:09.5 pm", "10h15", "9 a.m.", "18.15 Uhr", "14時5分". A time that does not exist
  /// is taken too, and leaves the day alone.
  bool read_time(std::size_t& at, std::size_t end) {
    std::size_t i = at;
    Half half = read_half(i);
    if (i >= end || !is_number(i, 1, 6)) return false;
    const std::size_t hour_at = i++;
    int minute = 0, second = 0;
    DatePrecision precision = DatePrecision::minute;
    bool good = tokens_[hour_at].digits <= 2;
    const auto after = [&](std::string_view word) { return is_word(i, word); };
    if (is_sign(i, ":") && is_number(i + 1, 1, 9)) {
      good = good && is_number(i + 1, 2, 2);
      minute = value(i + 1);
      i += 2;
      if (is_sign(i, ":") && is_number(i + 1, 1, 9)) {
        good = good && is_number(i + 1, 2, 2);
        second = value(i + 1);
        precision = DatePrecision::second;
        i += 2;
        if ((is_sign(i, ".") || is_sign(i, ",")) && is_number(i + 1, 1, 9) &&
            !tokens_[i + 1].spaced)
          i += 2;
      }
    } else if (after("h") || after("时") || after("時") || after("시") || after("点")) {
      ++i;
      if (is_number(i, 1, 2)) minute = value(i++);
      if (after("min") || after("m") || after("分") || after("분")) ++i;
    } else if (is_sign(i, ".") && is_number(i + 1, 2, 2) && is_dotted_time(hour_at, i + 2)) {
      minute = value(i + 1);
      i += 2;
    } else if (std::size_t behind = i;
               half == Half::none && read_half(behind) == Half::none && !after("uhr")) {
      return false;
    }
    if (half == Half::none) half = read_half(i);
    if (after("uhr")) ++i;
    int hour = value(hour_at);
    if (half != Half::none) {
      good = good && hour >= 1 && hour <= 12;
      hour = hour % 12 + (half == Half::pm ? 12 : 0);
    }
    const bool midnight = hour == 24 && minute == 0 && second == 0;
    good = good && (hour <= 23 || midnight) && minute <= 59 && second <= 60;
    at = i;
    if (good)
      time_ = hour * kHour + minute * kMinute + second;
    else
      broken_ = true;
    precision_ = precision;
    return true;
  }

  /// 18.15 is a time where its language says so: before it, or behind.
  bool is_dotted_time(std::size_t hour_at, std::size_t behind) const {
    if (is_word(behind, "uhr") || is_word(behind, "am") || is_word(behind, "pm")) return true;
    if (is_word(behind, "a") || is_word(behind, "p")) return is_sign(behind + 1, ".");
    std::size_t before = hour_at;
    if (before > 0 && is_sign(before - 1, ".")) --before;
    return before > 0 && is_one_of(tokens_[before - 1], kBeforeDottedTime);
  }

  /// What is written as an offset but cannot be one.
  static constexpr int kNoOffset = 1'000'000;

  /// "+0200", "-7:00", "-700", "+5" as seconds; nothing moves where it is none.
  std::optional<int> read_signed(std::size_t& at) const {
    const bool west = is_sign(at, "-") || is_sign(at, "−");
    if ((!west && !is_sign(at, "+")) || !is_number(at + 1, 1, 4) || tokens_[at + 1].spaced)
      return std::nullopt;
    const Token& number = tokens_[at + 1];
    int hours = number.digits > 2 ? number.value / 100 : number.value;
    int minutes = number.digits > 2 ? number.value % 100 : 0;
    std::size_t end = at + 2;
    if (number.digits <= 2 && is_sign(end, ":") && is_number(end + 1, 2, 2)) {
      minutes = value(end + 1);
      end += 2;
    }
    at = end;
    if (hours > 23 || minutes > 59 || (number.digits == 3 && hours == 0)) return kNoOffset;
    const int seconds = hours * kHour + minutes * kMinute;
    return west ? -seconds : seconds;
  }

  /// "America/Los_Angeles" from the token at `at` on.
  std::string region_at(std::size_t at, std::size_t& end) const {
    if (!has(at) || tokens_[at].kind != Token::Kind::word || !is_sign(at + 1, "/")) return {};
    end = at + 1;
    while (is_sign(end, "/") && has(end + 1) && tokens_[end + 1].kind == Token::Kind::word)
      end += 2;
    const char* const first = tokens_[at].raw.data();
    const std::string_view last = tokens_[end - 1].raw;
    return {first, last.data() + last.size()};
  }

  bool read_zone(std::size_t& at, std::size_t end) {
    if (is_sign(at, "(") || is_sign(at, "[")) {
      std::size_t close = at + 1;
      while (close < end && !is_sign(close, ")") && !is_sign(close, "]")) ++close;
      if (close == end) return false;
      std::size_t inside = at + 1;
      // A comment behind an offset says nothing new; one that cannot be read leaves the day.
      if (!offset_ && zone_.empty() && !(read_zone_name(inside) && inside == close)) broken_ = true;
      at = close + 1;
      return true;
    }
    std::size_t i = at;
    if (const auto offset = read_signed(i)) {
      keep_offset(*offset);
      at = i;
      return true;
    }
    if (read_zone_name(at)) return true;
    // A short word of capitals is a zone nobody can place.
    const Token& token = tokens_[at];
    const bool capitals =
        token.kind == Token::Kind::word && !token.raw.empty() && token.raw.size() <= 5 &&
        std::ranges::all_of(token.raw, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!capitals || is_weekday(at)) return false;
    unknown_zone_ = !offset_ && zone_.empty();
    ++at;
    return true;
  }

  /// "GMT+2" gives two, of which the second says more.
  void keep_offset(int offset) {
    if (offset == kNoOffset)
      broken_ = true;
    else if (!offset_ || *offset_ == 0)
      offset_ = offset;
  }

  bool read_zone_name(std::size_t& at) {
    std::size_t region_end = 0;
    if (const std::string region = region_at(at, region_end); !region.empty()) {
      zone_ = region;
      at = region_end;
      return true;
    }
    if (!has(at) || tokens_[at].kind != Token::Kind::word) return false;
    const std::string& word = tokens_[at].word;
    if (const auto minutes = zone_minutes(word)) {
      ++at;
      const auto offset = *minutes == 0 ? read_signed(at) : std::nullopt;
      keep_offset(offset.value_or(*minutes * kMinute));
      return true;
    }
    if (const std::string_view general = general_zone(word); !general.empty()) {
      zone_ = general;
      ++at;
      return true;
    }
    return false;
  }

  DateText result(std::int64_t day, DayMonthOrder shown) const {
    DateText text;
    text.order = shown;
    const bool placed = !unknown_zone_ || !context_.zone.empty();
    if (!time_ || broken_ || !placed) {
      text.local = day;
      text.precision = DatePrecision::day;
      return text;
    }
    text.local = day + *time_;
    text.offset = offset_;
    text.zone = zone_;
    text.precision = precision_;
    return text;
  }

  std::vector<Token> tokens_;
  const DateContext& context_;
  std::optional<int> time_, offset_;
  std::string zone_;
  DatePrecision precision_ = DatePrecision::minute;
  bool broken_ = false;        // a time or zone stands there that cannot be
  bool unknown_zone_ = false;  // a zone nobody can place
};

}  // namespace

std::optional<DateText> read_written_date(std::string_view text, const DateContext& context) {
  return WrittenDate(tokens_of(text), context).read();
}

}  // namespace dateline
