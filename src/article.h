// SPDX-License-Identifier: GPL-2.0-or-later
// Article: one news article as its source gave it. Readers make articles, the catalog stores them,
// and the analyzer turns them into terms. This header includes the standard library only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dateline {

/// Seconds since 1970-01-01T00:00:00Z; negative before it.
using Timestamp = std::int64_t;

/// What the source says about the publication of an article. Only usable articles are shown.
enum class Status : std::uint8_t { usable, withheld, cancelled };

/// Text is valid UTF-8. An empty string means "the source did not say".
struct Article {
  std::string id;
  std::string title;
  std::string body;    // plain text, paragraphs separated by an empty line
  std::string source;  // the outlet, e.g. "Reuters"
  std::string url;
  std::string section;
  std::string author;
  std::string language;               // ISO 639-1 code, lower case, e.g. "en"
  std::string country;                // the outlet's, as the source wrote it, e.g. "nz"
  std::string type;                   // the kind of article, e.g. "opinion"
  std::vector<std::string> topics;    // what it is about, as the source says; no value twice
  std::string page;                   // where it was printed, e.g. "A1"
  std::string edition;                // in which it was printed, e.g. "late city"
  std::optional<int> ocr_confidence;  // of a scanned text, 0 to 100
  std::optional<Timestamp> published;
  std::optional<int> utc_offset;  // of `published` where it was written, in seconds east of UTC
  std::string date_text;          // the date as the source wrote it; kept when it cannot be read
  std::uint64_t version = 0;      // as the source numbers it; 0 if it does not
  Status status = Status::usable;

  bool operator==(const Article&) const = default;
};

/// When it was published by the clock of where it was written, as seconds that read as UTC. Its
/// day, week, month and year are those of this time; its order and its hours those of `published`.
inline std::optional<Timestamp> local_time(const Article& article) {
  if (!article.published) return std::nullopt;
  return *article.published + article.utc_offset.value_or(0);
}

}  // namespace dateline
