// SPDX-License-Identifier: GPL-2.0-or-later
// The versions of an article, and what an edit changed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "article_versions.h"
#include "output_escape.h"
#include "present_formats.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

/// "2024-08-22 10:00", in UTC.
std::string minute_of(Timestamp at) {
  const std::string text = format_timestamp(at);
  const std::size_t day = text.find('T');
  return fmt::format("{} {}", text.substr(0, day), text.substr(day + 1, 5));
}

Json version_json(const ArticleVersion& version) {
  Json json{{"number", version.number},
            {"row", version.row},
            {"added", format_timestamp(version.added)},
            {"replaced", version.replaced ? Json(format_timestamp(*version.replaced)) : Json()},
            {"status", version.status},
            {"version", version.source_version == 0 ? Json() : Json(version.source_version)},
            {"words", version.words},
            {"hash", version.hash},
            {"title", version.title ? Json(*version.title) : Json()},
            {"changed", version.changed},
            {"words_removed", version.edit.removed},
            {"words_added", version.edit.added},
            {"share", std::round(version.edit.share * 1e4) / 1e4},
            {"correction", version.edit.correction}};
  return json;
}

void print(std::ostream& out, const Json& json) {
  out << escape_invisible(json.dump(-1, ' ', false, Json::error_handler_t::replace)) << '\n';
  out.flush();
}

std::string line_of(const ArticleVersion& version) {
  std::string line = fmt::format("{:>3}  {}  {:>12}", version.number, minute_of(version.added),
                                 counted(version.words, "word"));
  if (!version.changed.empty())
    line += fmt::format("  {:.1f} % changed (-{} +{}): {}", version.edit.share * 100,
                        version.edit.removed, version.edit.added, fmt::join(version.changed, ", "));
  if (version.edit.correction) line += ", correction";
  if (version.status != "usable") line += fmt::format("  [{} by its source]", version.status);
  return line;
}

/// Runs of a diff cut at the ends of paragraphs, a list for each paragraph.
std::vector<std::vector<DiffPart>> paragraphs_of(const std::vector<DiffPart>& parts) {
  std::vector<std::vector<DiffPart>> paragraphs(1);
  for (const DiffPart& part : parts)
    for (std::string_view rest = part.text; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (end > 0) paragraphs.back().push_back({part.kind, rest.substr(0, end)});
      if (end == rest.size()) break;
      const std::size_t next = std::min(rest.find_first_not_of('\n', end), rest.size());
      if (!paragraphs.back().empty()) paragraphs.emplace_back();
      rest.remove_prefix(next);
    }
  if (paragraphs.back().empty()) paragraphs.pop_back();
  return paragraphs;
}

/// [-what was removed-] and {+what was added+}, as by git; with colours besides, not by them alone.
std::string marked(const std::vector<DiffPart>& paragraph, bool color) {
  std::string line;
  for (const DiffPart& part : paragraph) {
    std::string text;  // blanks at the ends tell words apart
    const std::string printable = printable_text(part.text);
    if (part.text.starts_with(' ') || part.text.starts_with('\t')) text += ' ';
    text += printable;
    if (!printable.empty() && (part.text.ends_with(' ') || part.text.ends_with('\t'))) text += ' ';
    switch (part.kind) {
      case DiffPart::Kind::same:
        line += text;
        break;
      case DiffPart::Kind::removed:
        line += fmt::format("{}[-{}-]{}", color ? "\x1b[31;9m" : "", text, color ? "\x1b[0m" : "");
        break;
      case DiffPart::Kind::added:
        line +=
            fmt::format("{}{{+{}+}}{}", color ? "\x1b[32;4m" : "", text, color ? "\x1b[0m" : "");
        break;
    }
  }
  return line;
}

void print_text(std::ostream& out, const ArticleDiff::Text& text, bool color) {
  std::uint64_t same = 0;
  const auto tell_same = [&] {
    if (same > 0) out << fmt::format("  ({} unchanged)\n", counted(same, "paragraph"));
    same = 0;
  };
  for (const std::vector<DiffPart>& paragraph : paragraphs_of(text.parts)) {
    const bool changed = std::ranges::any_of(
        paragraph, [](const DiffPart& part) { return part.kind != DiffPart::Kind::same; });
    if (!changed && text.field == "body") {
      ++same;
      continue;
    }
    tell_same();
    out << isolate(marked(paragraph, color)) << "\n";
  }
  tell_same();
}

}  // namespace

void present(std::ostream& out, const ArticleVersions& versions, const PresentOptions& options) {
  if (options.format == OutputFormat::json) {
    Json list = Json::array();
    for (const ArticleVersion& version : versions.versions) list.push_back(version_json(version));
    return print(
        out, {{"schema_version", 1},
              {"archive", archive_json(versions.archive)},
              {"id", versions.id},
              {"withheld_since",
               versions.withheld_since ? Json(format_timestamp(*versions.withheld_since)) : Json()},
              {"versions", list}});
  }
  out << id_line(versions.id) << ": " << counted(versions.versions.size(), "version")
      << ", by when the archive was given them (UTC)\n";
  for (const ArticleVersion& version : versions.versions) {
    out << line_of(version) << '\n';
    if (version.title)
      out << "     "
          << isolate(fit(version.title->empty() ? "(no title)" : printable_text(*version.title),
                         options.width - 5))
          << '\n';
  }
  if (versions.withheld_since)
    out << "withheld since " << minute_of(*versions.withheld_since) << '\n';
  out.flush();
}

void present(std::ostream& out, const ArticleDiff& diff, const PresentOptions& options) {
  if (options.format == OutputFormat::json) {
    Json texts = Json::object();
    for (const ArticleDiff::Text& text : diff.texts) {
      Json parts = Json::array();
      for (const DiffPart& part : text.parts) {
        static constexpr const char* kKinds[] = {"same", "removed", "added"};
        parts.push_back(
            Json{{"kind", kKinds[static_cast<int>(part.kind)]}, {"text", std::string(part.text)}});
      }
      texts[text.field] = std::move(parts);
    }
    return print(out, {{"schema_version", 1},
                       {"archive", archive_json(diff.archive)},
                       {"id", diff.id},
                       {"from", version_json(diff.from)},
                       {"to", version_json(diff.to)},
                       {"diff", texts}});
  }
  out << fmt::format("{} from version {} ({}) to {} ({})\n", id_line(diff.id), diff.from.number,
                     minute_of(diff.from.added), diff.to.number, minute_of(diff.to.added))
      << fmt::format("{:.1f} % of the words changed (-{} +{}){}\n\n", diff.to.edit.share * 100,
                     diff.to.edit.removed, diff.to.edit.added,
                     diff.to.edit.correction ? ", with a notice of correction" : "");
  for (const ArticleDiff::Text& text : diff.texts) {
    print_text(out, text, options.color);
    if (text.field == "title") out << '\n';
  }
  out.flush();
}

}  // namespace dateline::searching
