// SPDX-License-Identifier: GPL-2.0-or-later
#include "written_date.h"

#include <algorithm>
#include <array>
#include <string>

#include "month_names.h"
#include "text/ascii.h"
#include "written_day.h"
#include "zone_names.h"

namespace dateline {
namespace {

constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;

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
                                                           "год",
                                                           "р",
                                                           "року",
                                                           "ngay",
                                                           "luc"});
constexpr auto kBeforeDottedTime = std::to_array<std::string_view>({"kl", "klo", "kello", "alle"});
constexpr auto kAfternoon = std::to_array<std::string_view>({"pm", "午後", "下午", "오후"});
constexpr auto kForenoon = std::to_array<std::string_view>({"am", "午前", "上午", "오전"});

/// Reads one text. Each `read_…` moves `at` past what it read, or leaves it.
class WrittenDate {
 public:
  WrittenDate(std::string_view text, const DateContext& context)
      : tokens_(text), context_(context) {}

  std::optional<DateText> read() {
    for (std::size_t begin = 0; begin < tokens_.size(); ++begin)
      for (const WrittenDay& day : days_at(tokens_, begin, context_)) {
        const auto start = day_start(day.year, day.month, day.day);
        if (start && read_round(begin, day.end)) return result(*start, day.shown);
      }
    return std::nullopt;
  }

 private:
  /// Reads the text before and after the date: a time, its zone, fillers. False for anything else.
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
      if (const std::size_t behind = behind_filler(at, end); behind != at) {
        at = behind;
        continue;
      }
      const DateToken& token = tokens_[at];
      if (token.kind == DateToken::Kind::sign &&
          std::string_view(",|.:;-–—•·T").find(token.raw) != std::string_view::npos) {
        if (token.raw == "-" && tokens_.has(at + 1) && !tokens_[at + 1].spaced && !token.spaced)
          return false;
        ++at;
        continue;
      }
      if (tokens_.is_word(at, "t") && !token.spaced) {  // between date and time of ISO 8601
        ++at;
        continue;
      }
      return false;
    }
    return true;
  }

  /// The token behind words that change no date: a weekday, also in brackets, a filler, the word of
  /// any language that stands before a time or ends it. `at` itself for others.
  std::size_t behind_filler(std::size_t at, std::size_t end) const {
    if (is_one_of(tokens_[at], kFillers)) return at + 1;
    if (const std::size_t behind = behind_weekday(at); behind != at) return behind;
    if (tokens_.is_sign(at, "(") || tokens_.is_sign(at, "（")) {
      const std::size_t close = tokens_.skip(behind_weekday(at + 1), ".");
      const bool closed = tokens_.is_sign(close, ")") || tokens_.is_sign(close, "）");
      if (close > at + 1 && close < end && closed) return close + 1;
    }
    const bool word = tokens_[at].kind == DateToken::Kind::word;
    const bool before_time = at > 0 && tokens_.is_number(at + 1, 1, 2) &&
                             tokens_.is_sign(at + 2, ":") && tokens_.is_number(at + 3, 2, 2);
    const bool ends_time = at > 0 && at + 1 == end && time_ && tokens_.is_number(at - 1, 2, 2) &&
                           !std::ranges::any_of(tokens_[at].raw, is_ascii_upper);
    return word && (before_time || ends_time) ? at + 1 : at;
  }

  /// The token behind a weekday: "Wednesday", "quarta-feira", "水曜日", "星期三".
  std::size_t behind_weekday(std::size_t at) const {
    const auto is = [&](std::size_t i, std::string_view han) {
      return tokens_.has(i) && tokens_[i].raw == han;
    };
    if (is(at, "星") && is(at + 1, "期") && tokens_.has(at + 2)) return at + 3;
    if ((is(at, "周") || is(at, "週")) && tokens_.has(at + 1)) return at + 2;
    if (!tokens_.has(at)) return at;
    if (tokens_.is_sign(at + 1, "-") && tokens_.has(at + 2) &&
        is_weekday_name(tokens_[at].word + "-" + tokens_[at + 2].word))
      return at + 3;
    if (tokens_.has(at + 1) && is_weekday_name(tokens_[at].word + " " + tokens_[at + 1].word))
      return at + 2;
    if (!is_weekday(at)) return at;
    return is(at + 1, "曜") ? at + (is(at + 2, "日") ? 3 : 2) : at + 1;
  }

  bool is_weekday(std::size_t at) const {
    if (tokens_[at].kind != DateToken::Kind::word) return false;
    if (is_weekday_name(tokens_[at].word)) return true;
    return at == 0 && tokens_.is_sign(1, ",");  // of whatever language
  }

  enum class Half { none, am, pm };
  /// "am", "p.m.", "오후"; moves past it.
  Half read_half(std::size_t& at) const {
    if (!tokens_.has(at) || tokens_[at].kind != DateToken::Kind::word) return Half::none;
    const DateToken& token = tokens_[at];
    if (is_one_of(token, kForenoon) || is_one_of(token, kAfternoon)) {
      ++at;
      return is_one_of(token, kForenoon) ? Half::am : Half::pm;
    }
    if ((token.word == "a" || token.word == "p") && tokens_.is_sign(at + 1, ".") &&
        tokens_.is_word(at + 2, "m")) {
      at = tokens_.skip(at + 3, ".");
      return token.word == "a" ? Half::am : Half::pm;
    }
    const auto two = [&](std::string_view second) {
      return tokens_.has(at + 1) && tokens_[at + 1].raw == second && !tokens_[at + 1].spaced;
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
  /// is read, too, and does not change the day.
  bool read_time(std::size_t& at, std::size_t end) {
    std::size_t i = at;
    Half half = read_half(i);
    if (i >= end || !tokens_.is_number(i, 1, 6)) return false;
    const std::size_t hour_at = i++;
    int minute = 0, second = 0;
    DatePrecision precision = DatePrecision::minute;
    bool good = tokens_[hour_at].digits <= 2;
    const auto after = [&](std::string_view word) { return tokens_.is_word(i, word); };
    if (tokens_.is_sign(i, ":") && tokens_.is_number(i + 1, 1, 9)) {
      good = good && tokens_.is_number(i + 1, 2, 2);
      minute = tokens_.value(i + 1);
      i += 2;
      if (tokens_.is_sign(i, ":") && tokens_.is_number(i + 1, 1, 9)) {
        good = good && tokens_.is_number(i + 1, 2, 2);
        second = tokens_.value(i + 1);
        precision = DatePrecision::second;
        i += 2;
        if ((tokens_.is_sign(i, ".") || tokens_.is_sign(i, ",")) &&
            tokens_.is_number(i + 1, 1, 9) && !tokens_[i + 1].spaced)
          i += 2;
      }
    } else if (after("h") || after("时") || after("時") || after("시") || after("点")) {
      ++i;
      if (tokens_.is_number(i, 1, 2)) minute = tokens_.value(i++);
      if (after("min") || after("m") || after("分") || after("분")) ++i;
    } else if (tokens_.is_sign(i, ".") && tokens_.is_number(i + 1, 2, 2) &&
               is_dotted_time(hour_at, i + 2)) {
      minute = tokens_.value(i + 1);
      i += 2;
    } else if (std::size_t behind = i;
               half == Half::none && read_half(behind) == Half::none && !after("uhr")) {
      return false;
    }
    if (half == Half::none) half = read_half(i);
    if (after("uhr")) ++i;
    int hour = tokens_.value(hour_at);
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
    if (tokens_.is_word(behind, "uhr") || tokens_.is_word(behind, "am") ||
        tokens_.is_word(behind, "pm"))
      return true;
    if (tokens_.is_word(behind, "a") || tokens_.is_word(behind, "p"))
      return tokens_.is_sign(behind + 1, ".");
    std::size_t before = hour_at;
    if (before > 0 && tokens_.is_sign(before - 1, ".")) --before;
    return before > 0 && is_one_of(tokens_[before - 1], kBeforeDottedTime);
  }

  /// Has the form of an offset but is none.
  static constexpr int kNoOffset = 1'000'000;

  /// "+0200", "-7:00", "-700", "+5" as seconds; nothing moves where it is none.
  std::optional<int> read_signed(std::size_t& at) const {
    const bool west = tokens_.is_sign(at, "-") || tokens_.is_sign(at, "−");
    if ((!west && !tokens_.is_sign(at, "+")) || !tokens_.is_number(at + 1, 1, 4) ||
        tokens_[at + 1].spaced)
      return std::nullopt;
    const DateToken& number = tokens_[at + 1];
    int hours = number.digits > 2 ? number.value / 100 : number.value;
    int minutes = number.digits > 2 ? number.value % 100 : 0;
    std::size_t end = at + 2;
    if (number.digits <= 2 && tokens_.is_sign(end, ":") && tokens_.is_number(end + 1, 2, 2)) {
      minutes = tokens_.value(end + 1);
      end += 2;
    }
    at = end;
    if (hours > 23 || minutes > 59 || (number.digits == 3 && hours == 0)) return kNoOffset;
    const int seconds = hours * kHour + minutes * kMinute;
    return west ? -seconds : seconds;
  }

  /// "America/Los_Angeles" from the token at `at` on.
  std::string region_at(std::size_t at, std::size_t& end) const {
    if (!tokens_.has(at) || tokens_[at].kind != DateToken::Kind::word ||
        !tokens_.is_sign(at + 1, "/"))
      return {};
    end = at + 1;
    while (tokens_.is_sign(end, "/") && tokens_.has(end + 1) &&
           tokens_[end + 1].kind == DateToken::Kind::word)
      end += 2;
    // "Etc/GMT+3" is a name, and three hours west.
    const bool signed_name = tokens_.is_sign(end, "+") || tokens_.is_sign(end, "-");
    if (tokens_.is_word(at, "etc") && signed_name && tokens_.is_number(end + 1, 1, 2)) end += 2;
    const char* const first = tokens_[at].raw.data();
    const std::string_view last = tokens_[end - 1].raw;
    return {first, last.data() + last.size()};
  }

  bool read_zone(std::size_t& at, std::size_t end) {
    if (tokens_.is_sign(at, "(") || tokens_.is_sign(at, "[")) {
      std::size_t close = at + 1;
      while (close < end && !tokens_.is_sign(close, ")") && !tokens_.is_sign(close, "]")) ++close;
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
    // A short word of capitals is a zone that is not known.
    const DateToken& token = tokens_[at];
    const bool capitals = token.kind == DateToken::Kind::word && !token.raw.empty() &&
                          token.raw.size() <= 5 && std::ranges::all_of(token.raw, is_ascii_upper);
    if (!capitals || is_weekday(at)) return false;
    unknown_zone_ = !offset_ && zone_.empty();
    ++at;
    return true;
  }

  /// "GMT+2" gives two offsets; the second is the better one.
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
    if (!tokens_.has(at) || tokens_[at].kind != DateToken::Kind::word) return false;
    const std::string& word = tokens_[at].word;
    if (const auto named = zone_offset(word)) {
      ++at;
      const auto offset = *named == 0 ? read_signed(at) : std::nullopt;
      keep_offset(offset.value_or(*named));
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

  const DateTokens tokens_;
  const DateContext& context_;
  std::optional<int> time_, offset_;
  std::string zone_;
  DatePrecision precision_ = DatePrecision::minute;
  bool broken_ = false;        // the time or the zone does not exist
  bool unknown_zone_ = false;  // a zone that is not known
};

}  // namespace

std::optional<DateText> read_written_date(std::string_view text, const DateContext& context) {
  return WrittenDate(text, context).read();
}

}  // namespace dateline
