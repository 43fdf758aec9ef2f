// SPDX-License-Identifier: GPL-2.0-or-later
// Maps the keys of a record to fields of an article ("headline" is a title), and makes the article.
// Used by the readers of records with named values (JSON, CSV, front matter, TREC). It knows no
// format.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "article_reader.h"

namespace dateline::indexing {

enum class ArticleField : std::uint8_t {
  id,
  title,
  body,
  date,
  source,
  url,
  section,
  author,
  language,
  country,
  type,
  topics,
  page,
  edition,
  // Only in exports of Dateline, by their layout.
  published,  // the instant, which `date` may not tell
  ocr_confidence,
  version,
  hash,  // of the content
  // Parts of a date that stand in columns of their own.
  timezone,
  year,
  month,
  day
};
inline constexpr std::size_t kPartCount = 22;

/// The part of the text that a key holds.
enum class TextKind : std::uint8_t {
  whole,       // the whole text; the longest wins
  lead,        // the first paragraph, which the whole text may lack
  standfirst,  // stands before the whole text, unless it repeats it
  summary,     // used if there is no other text
};

/// The field of a key, and the rank of the key among those of the field. The lowest rank in a
/// record wins.
struct FieldAlias {
  ArticleField part;
  unsigned rank;
  TextKind text = TextKind::whole;
};

/// The field that a key commonly names: "headline", "Pub-Date", "article_body".
std::optional<FieldAlias> known_alias(std::string_view key);

/// The field of a key that names one only where its value does, too: "data" is a date in Italian
/// and Polish tables, "media" an outlet. Both are lists of other things elsewhere.
std::optional<FieldAlias> alias_by_value(std::string_view key, std::string_view value);

/// Lower case, without "_", "-" and spaces.
std::string plain_key(std::string_view key);

/// Whether an object with this key is an article, even if it has lists.
bool tells_article(std::string_view key);

/// The field with this name, as --map and the layouts of records write it.
std::optional<ArticleField> article_field(std::string_view name);

/// A key of the input that --map assigns to a field.
struct MappedKey {
  ArticleField part;
  std::string key;
};

/// The pseudo-field of --map that names the list of records.
inline constexpr std::string_view kRecordField = "record";
/// The pseudo-field of --map that names the table of a database.
inline constexpr std::string_view kTableField = "table";

/// The keys of --map without the pseudo-fields. Throws Error for an unknown field.
std::vector<MappedKey> mapped_keys(const ReadOptions& options);

/// Collects the values of one record.
class ArticleParts {
 public:
  /// Sets a value unless a better key has set one. Empty values are ignored.
  void set(FieldAlias spelling, std::string_view value);
  /// Sets a value that wins over every other key.
  void set_mapped(ArticleField part, std::string_view value) { set({part, 0}, value); }
  const std::string& operator[](ArticleField part) const {
    return values_[static_cast<std::size_t>(part)];
  }
  /// Converts a body of HTML, and its title, to plain text. Removes the count of missing characters
  /// ("[+65 chars]") that a service adds.
  void drop_markup();
  const std::vector<std::string>& topics() const { return topics_; }
  /// Adds one topic, whatever signs are in it.
  void add_topic(std::string_view topic);
  /// The text: the longest one, behind the standfirsts and the lead that it lacks; else the
  /// summary.
  std::string text() const;
  /// The date, with its time and zone if they have columns of their own.
  std::string date() const;
  void clear();

 private:
  /// Sets an address that was found in place of a source's name: the article's or the source's.
  void set_address(std::string_view address);
  void add_topics(std::string_view list);
  void add_text(TextKind kind, std::string_view value);

  std::array<std::string, kPartCount> values_;
  std::array<unsigned, kPartCount> ranks_{};
  std::string lead_, summary_;
  std::vector<std::string> standfirsts_;
  std::string time_;  // of the day, where the date has none
  std::vector<std::string> topics_;
};

/// Counts the bytes of an input's keys, to report unread keys that hold a large part of them.
class UnreadKeys {
 public:
  void read(std::size_t bytes) { total_ += bytes; }
  void unread(std::string_view key, std::size_t bytes);
  /// A key of --map, and whether the record has it.
  void mapped(std::string_view key, bool found);
  /// The unread keys that hold a fifth of all bytes or more, and those of --map that no record has.
  std::vector<UnreadKey> large() const;

 private:
  std::map<std::string, std::uint64_t, std::less<>> bytes_;
  std::map<std::string, bool, std::less<>> mapped_;
  std::uint64_t total_ = 0;
};

/// "By Ann Smith" → "Ann Smith"; "by in Sport" → "".
std::string without_by(std::string_view byline);

/// Makes the article: clean, dated, with the defaults of `options`. A missing title is taken from
/// the body.
Article make_article(const ArticleParts& parts, const ReadOptions& options);

/// Sets the date of an article, read in the time zone of `options`.
void set_date(Article& article, std::string_view text, const ReadOptions& options,
              std::string_view language = {});
/// Fills source, section and language from `options` where they are empty.
void fill_defaults(Article& article, const ReadOptions& options);

bool has_text(const Article& article);
/// The Rejection of a record without text; `keys` are its keys.
Rejection no_text(std::uint64_t line, std::string_view record,
                  const std::vector<std::string>& keys);

}  // namespace dateline::indexing
