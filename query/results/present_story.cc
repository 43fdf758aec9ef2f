// SPDX-License-Identifier: GPL-2.0-or-later
// The life of a report as text, JSON, CSV and TSV.
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <ostream>

#include "dates/dates.h"
#include "present_formats.h"
#include "story.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
template <class Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json copy_json(const StoryCopy& copy) {
  return {{"id", copy.id},
          {"title", text_or_null(copy.title)},
          {"source", text_or_null(copy.source)},
          {"published", copy.published ? Json(format_timestamp(*copy.published)) : Json(nullptr)},
          {"day_only", copy.day_only},
          {"first_seen", format_timestamp(copy.first_seen)},
          {"seconds", value_or_null(copy.seconds)},
          {"days", value_or_null(copy.days)},
          {"kept", copy.kept},
          {"own", copy.own},
          {"likeness", copy.likeness},
          {"own_title", copy.own_title},
          {"own_paragraphs", copy.own_paragraphs},
          {"dropped_paragraphs", copy.dropped_paragraphs},
          {"apart", copy.apart}};
}

void print_json(std::ostream& out, const Story& story) {
  out << "{\"schema_version\":1,\n\"archive\":" << dump(archive_json(story.archive))
      << ",\n\"story\":" << dump(story.asked) << ",\n\"first\":" << dump(text_or_null(story.first))
      << ",\n\"compared_with\":" << dump(story.compared_with) << ",\n\"outlets\":" << story.outlets
      << ",\n\"undated\":" << story.undated << ",\n\"copies\":[";
  for (std::size_t i = 0; i < story.copies.size(); ++i)
    out << (i == 0 ? "\n" : ",\n") << dump(copy_json(story.copies[i]));
  out << "\n]}\n";
}

/// "+2 h 10", "same day", "+3 days", "no date".
std::string delay(const StoryCopy& copy) {
  if (!copy.published) return "no date";
  if (copy.seconds) {
    const std::int64_t minutes = *copy.seconds / 60;
    if (minutes < 60) return fmt::format("+{} min", minutes);
    if (minutes < 48 * 60) return fmt::format("+{} h {:02}", minutes / 60, minutes % 60);
    return fmt::format("+{} days", minutes / (24 * 60));
  }
  if (!copy.days || *copy.days == 0) return "same day";
  return fmt::format("{:+} {}", *copy.days, std::abs(*copy.days) == 1 ? "day" : "days");
}

std::string time_of(const StoryCopy& copy) {
  if (!copy.published) return "no date";
  const Timestamp local = *copy.published + copy.utc_offset.value_or(0);
  if (copy.day_only) return period_name(local, Period::day);
  return copy.utc_offset ? format_local_time(*copy.published, *copy.utc_offset)
                         : format_timestamp(*copy.published);
}

/// What a copy changed, in words.
std::string changes(const StoryCopy& copy) {
  std::string text = fmt::format("{:.0f} % kept, {:.0f} % own", copy.kept * 100, copy.own * 100);
  if (copy.own_title) text += ", own headline";
  if (!copy.own_paragraphs.empty())
    text += fmt::format(", {} own", counted(copy.own_paragraphs.size(), "paragraph"));
  if (!copy.dropped_paragraphs.empty())
    text += fmt::format(", {} dropped", counted(copy.dropped_paragraphs.size(), "paragraph"));
  return text;
}

void print_text(std::ostream& out, const Story& story) {
  out << fmt::format("{} in {}", counted(story.copies.size(), "article"),
                     counted(story.outlets, "outlet"))
      << (story.first.empty()
              ? "; which was first is not known: times are those of days, or missing"
              : "")
      << "\n\n";
  for (const StoryCopy& copy : story.copies) {
    const bool compared = copy.id == story.compared_with;
    out << isolate(fmt::format(
               "{}  {}", compared ? (story.first.empty() ? "compared" : "first") : delay(copy),
               printable_text(copy.source.empty() ? "(no source)" : copy.source)))
        << "  " << time_of(copy) << '\n'
        << "  " << isolate(printable_text(copy.title.empty() ? "(no title)" : copy.title)) << '\n';
    if (!compared) out << "  " << changes(copy) << '\n';
    if (copy.apart) out << "  another report: it shares less than 30 % with the one above\n";
    out << "  " << id_line(copy.id) << '\n';
  }
}

void print_lines(std::ostream& out, const Story& story, const TableOptions& options) {
  CsvStyle style = options.csv;
  const bool tabs = options.format == TableFormat::tsv;
  if (tabs) style.separator = '\t';
  const auto cell = [&](const std::string& text, bool formula = true) {
    return tabs ? printable_text(text) : csv_cell(text, style, formula);
  };
  const char s = style.separator;
  if (style.bom && !tabs) out << "\xEF\xBB\xBF";
  for (const char* const name :
       {"id", "source", "published", "day_only", "seconds", "days", "kept", "own", "likeness",
        "own_title", "own_paragraphs", "dropped_paragraphs", "apart"})
    out << name << s;
  out << "title\n";
  for (const StoryCopy& copy : story.copies)
    out << cell(copy.id, false) << s << cell(copy.source) << s
        << (copy.published ? format_timestamp(*copy.published) : "") << s << copy.day_only << s
        << (copy.seconds ? std::to_string(*copy.seconds) : "") << s
        << (copy.days ? std::to_string(*copy.days) : "") << s
        << fmt::format("{:.4f}{}{:.4f}{}{:.4f}", copy.kept, s, copy.own, s, copy.likeness) << s
        << copy.own_title << s << copy.own_paragraphs.size() << s << copy.dropped_paragraphs.size()
        << s << copy.apart << s << cell(copy.title) << '\n';
}

}  // namespace

void present(std::ostream& out, const Story& story, const TableOptions& options) {
  if (options.format == TableFormat::json)
    print_json(out, story);
  else if (options.format == TableFormat::text)
    print_text(out, story);
  else
    print_lines(out, story, options);
  out.flush();
}

}  // namespace dateline::searching
