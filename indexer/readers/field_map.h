// SPDX-License-Identifier: GPL-2.0-or-later
// FieldMap: which keys of a record are which parts of an article ("headline" is a title), and the
// article they make. Used by the readers of records with named values (JSON, CSV, front matter,
// TREC); knows no format.
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
  type
};
inline constexpr std::size_t kPartCount = 11;

/// What a spelling of the text holds.
enum class TextKind : std::uint8_t {
  whole,    // the text; of several the longest wins
  lead,     // its first paragraph, which the whole one may lack
  summary,  // of the text; used where there is nothing better
};

/// A spelling's place in its part's list: the lower one wins where a record has several.
struct FieldAlias {
  ArticleField part;
  unsigned rank;
  TextKind text = TextKind::whole;
};

/// The part a key commonly names: "headline", "Pub-Date", "article_body".
std::optional<FieldAlias> known_alias(std::string_view key);

/// Lower case, without "_", "-" and spaces.
std::string plain_key(std::string_view key);

/// An object with this key is an article, whatever lists are in it.
bool tells_article(std::string_view key);

/// A key of the input that --map gives a part.
struct MappedKey {
  ArticleField part;
  std::string key;
};

/// The field of --map that names the list of the records instead.
inline constexpr std::string_view kRecordField = "record";

/// The keys of --map but the one of kRecordField. Throws Error for a field no article has.
std::vector<MappedKey> mapped_keys(const ReadOptions& options);

/// Collects the values of one record.
class ArticleParts {
 public:
  /// Takes a value unless a better spelling was there. Empty values are ignored.
  void set(FieldAlias spelling, std::string_view value);
  /// A value that wins over every spelling.
  void set_mapped(ArticleField part, std::string_view value) { set({part, 0}, value); }
  const std::string& operator[](ArticleField part) const {
    return values_[static_cast<std::size_t>(part)];
  }
  /// Makes plain text of a body that is HTML, and of the title beside it.
  void drop_markup();
  /// The text: the longest, with the lead it lacks, or else the summary.
  std::string text() const;
  void clear();

 private:
  /// An address where a source's name should be: of the article, or of the source.
  void set_address(std::string_view address);

  std::array<std::string, kPartCount> values_;
  std::array<unsigned, kPartCount> ranks_{};
  std::string lead_, summary_;
};

/// Counts the bytes of an input's keys, to tell when one is lost that holds a large part of them.
class UnreadKeys {
 public:
  void read(std::size_t bytes) { total_ += bytes; }
  void unread(std::string_view key, std::size_t bytes);
  /// Those that hold a fifth of all bytes or more.
  std::vector<UnreadKey> large() const;

 private:
  std::map<std::string, std::uint64_t, std::less<>> bytes_;
  std::uint64_t total_ = 0;
};

/// "By Ann Smith" → "Ann Smith"; "by in Sport" → "".
std::string without_by(std::string_view byline);

/// The article these parts make: clean, dated, with the defaults of `options`. Without a title it
/// takes one from the body.
Article make_article(const ArticleParts& parts, const ReadOptions& options);

/// Gives an article its date, read in the time zone of `options`.
void set_date(Article& article, std::string_view text, const ReadOptions& options,
              std::string_view language = {});
/// Fills source, section and language from `options` where they are empty.
void fill_defaults(Article& article, const ReadOptions& options);

bool has_text(const Article& article);
/// What to say of a record without text; `keys` are those it had.
Rejection no_text(std::uint64_t line, std::string_view record,
                  const std::vector<std::string>& keys);

}  // namespace dateline::indexing
