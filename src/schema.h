// SPDX-License-Identifier: GPL-2.0-or-later
// The schema: what an index holds, as one table. The writer, the matcher, the parser, `--fields`
// and the help all read the rows below; no other code knows a prefix or a slot.
//
// Term prefixes follow Xapian's convention (one capital letter for common meanings, X... for
// ours); text terms are folded to lower case, so a prefix never meets an unprefixed word. Prefixes
// and slots are on disk: never renumber or reuse one; a new row takes a new one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dateline::schema {

// The catalog and the index both store the two versions. After a mismatch the index must be
// rebuilt. Each new version adds a line here.

/// The bytes of an index: tables, slots, their encodings.
///   1  2026-11-22  words, dates, names, their slots
///   2  2026-11-23  country, type and site (XC, XT, XH); fingerprints (slot 7)
///   3  2026-11-29  topic, page and edition (XK, XP, XE; slot 8); the local day and the confidence
///                  of a scan (slots 9, 10); no stems (Z); the input and the run (XF);
///                  segments, positions in a table of ours; days are local, facts (slot 11)
inline constexpr int kFormatVersion = 3;
/// What text becomes: tokens, stems, weights.
///   1  2026-11-22  words, stems, capitals, accents, marks of sentences and paragraphs
///   2  2026-11-23  articles and plurals of Arabic; a title that repeats the body weighs as body
///   3  2026-11-29  no stems, words in two parts (XJ; also around "&"), signs (XG), simplified
///                  Chinese; the body begins at position 256, not 2000; sites in the letters of
///                  their languages
inline constexpr int kAnalysisVersion = 3;
/// Counts the states of an unreleased format or analysis. Every commit that changes bytes, terms or
/// tokens raises it; a release has 0.
inline constexpr int kDraft = 8;

enum class FieldId : std::uint8_t {
  text,  // title and body, what a bare word searches
  title,
  body,
  author,
  source,
  section,
  language,
  date,
  seen,
  words,
  id,
  url,
  lead,
  hlead,
  country,
  type,
  site,
  story,
  copies,
  changed,
  saved,
  topic,
  page,
  edition,
  from,
};

enum class Kind : std::uint8_t {
  text,    // words with positions, phrases, inflections
  exact,   // one whole value, compared without case and accents
  number,  // ranges
};

inline constexpr int kNoSlot = -1;

struct Field {
  FieldId id;
  std::string_view name;   // in queries, facets and JSON
  std::string_view alias;  // also understood in queries; may be empty
  Kind kind;
  std::string_view prefix;  // of its terms; empty = none of its own
  int slot;                 // Xapian value slot, or kNoSlot
  int weight;               // how many times a word in it counts (wdf)
  bool searched;            // by a bare word
  std::string_view help;
  std::string_view example;
};

// clang-format off
inline constexpr std::array<Field, 25> fields{{
  {FieldId::text,     "text",     "",       Kind::text,   "",   kNoSlot, 1, true,  "title and body (what a bare word searches)", "text:harvest"},
  {FieldId::title,    "title",    "headline", Kind::text, "S",  kNoSlot, 3, true,  "words of the headline", "title:merger"},
  {FieldId::body,     "body",     "intext", Kind::text,   "",   kNoSlot, 1, true,  "words of the text below the headline", "body:\"trade deficit\""},
  {FieldId::author,   "author",   "byline", Kind::text,   "A",  3,       1, false, "words of the byline", "author:\"ann smith\""},
  {FieldId::source,   "source",   "publisher", Kind::exact, "XO", 1,     0, false, "the outlet, whole name", "source:\"Le Monde\""},
  {FieldId::section,  "section",  "desk",   Kind::exact,  "XD", 2,       0, false, "the section, whole name", "section:business"},
  {FieldId::language, "language", "lang",   Kind::exact,  "L",  4,       0, false, "ISO 639-1 code", "lang:de"},
  {FieldId::date,     "date",     "published", Kind::number, "", 0,      0, false, "when it was published: a day, month, year, span or age", "date:2024-03-01..2024-03-15"},
  {FieldId::seen,     "seen",     "",       Kind::number, "",   6,       0, false, "when the archive first saw it", "seen:24h"},
  {FieldId::words,    "words",    "wc",     Kind::number, "",   5,       0, false, "how many words it has", "words:>500"},
  {FieldId::id,       "id",       "",       Kind::exact,  "Q",  kNoSlot, 0, false, "the article's id", "id:reuters-42"},
  {FieldId::url,      "url",      "",       Kind::exact,  "U",  kNoSlot, 0, false, "its address, whole or from the start with *", "url:https://example.org/*"},
  {FieldId::lead,     "lead",     "lp",     Kind::text,   "",   kNoSlot, 1, true,  "words of the lead: the first paragraphs of the text", "lead:merger"},
  {FieldId::hlead,    "hlead",    "hlp",    Kind::text,   "",   kNoSlot, 1, true,  "words of the headline or the lead", "hlead:merger"},
  {FieldId::country,  "country",  "sourcecountry", Kind::exact, "XC", kNoSlot, 0, false, "the outlet's country as the article gives it", "country:nz"},
  {FieldId::type,     "type",     "genre",  Kind::exact,  "XT", kNoSlot, 0, false, "what kind of article it is", "type:opinion"},
  {FieldId::site,     "site",     "domain", Kind::exact,  "XH", kNoSlot, 0, false, "host of its address, or a domain above it", "site:example.org"},
  {FieldId::story,    "story",    "",       Kind::exact,  "",   kNoSlot, 0, false, "articles with nearly the same text as the one with this id", "story:reuters-42"},
  {FieldId::copies,   "copies",   "",       Kind::number, "",   kNoSlot, 0, false, "how many articles have nearly its text, itself included", "copies:>5"},
  {FieldId::changed,  "changed",  "",       Kind::exact,  "",   kNoSlot, 0, false, "yes, or what changed since it was first seen: title, body, date", "changed:title"},
  {FieldId::saved,    "query",    "search", Kind::exact,  "",   kNoSlot, 0, false, "a query saved under this name", "query:brexit"},
  {FieldId::topic,    "topic",    "subject", Kind::exact, "XK", 8,       0, false, "what the source says it is about, each whole", "topic:elections"},
  {FieldId::page,     "page",     "",       Kind::exact,  "XP", kNoSlot, 0, false, "the page it was printed on", "page:A1"},
  {FieldId::edition,  "edition",  "",       Kind::exact,  "XE", kNoSlot, 0, false, "the edition it was printed in", "edition:\"late city\""},
  {FieldId::from,     "from",     "",       Kind::exact,  "XF", kNoSlot, 0, false, "the input it came from: its path or its name, or the run that read it, as \"run 12\"", "from:march.csv"},
}};
// clang-format on

constexpr const Field& field(FieldId id) { return fields[static_cast<std::size_t>(id)]; }

/// The row whose name or alias is `name` (lower case), or nullptr.
constexpr const Field* find_field(std::string_view name) {
  for (const Field& f : fields)
    if (f.name == name || (!f.alias.empty() && f.alias == name)) return &f;
  return nullptr;
}

// Terms beside those of the fields.
inline constexpr std::string_view kDayPrefix = "D";      // + YYYYMMDD
inline constexpr std::string_view kMonthPrefix = "M";    // + YYYYMM
inline constexpr std::string_view kYearPrefix = "Y";     // + YYYY
inline constexpr std::string_view kAuthorPrefix = "XN";  // + whole byline, as an exact value
inline constexpr std::string_view kAllCapsPrefix =
    "XU";  // + word: written in capitals ("US", "U.S.")
inline constexpr std::string_view kCapitalPrefix = "XI";  // + word: begins with a capital ("Apple")
inline constexpr std::string_view kAccentPrefix = "XA";   // + folded word: where it had accents
inline constexpr std::string_view kBylineAccentPrefix = "XAA";  // the same of bylines
// Words written in two parts, "cease-fire", at the place of the first part: + the number of parts +
// the parts in one. joined_prefix() gives the first of the two, or that of headlines.
inline constexpr std::string_view kJoinedPrefix = "XJ";
inline constexpr std::string_view kTitleJoinedPrefix = "XJS";
inline constexpr std::string_view kSignPrefix = "XG";      // + word with its sign: "$5", "c++"
inline constexpr std::string_view kSentenceMark = "XMS";   // positions: last word of each sentence
inline constexpr std::string_view kParagraphMark = "XMP";  // positions: last word of each paragraph

/// Where words of a text field had accents: title and body share a prefix, bylines have their own.
constexpr std::string_view accent_prefix(FieldId field) {
  return field == FieldId::author ? kBylineAccentPrefix : kAccentPrefix;
}

/// Value slot of an article's fingerprint (indexer/terms/fingerprint.h), by which near copies are
/// found. Short articles have none.
inline constexpr int kFingerprintSlot = 7;
inline constexpr std::size_t kFingerprintBytes = 32;
/// Value slot of the day an article is of where it was written, where that is not the day in UTC:
/// midnight of that day as the date slot has instants.
inline constexpr int kLocalDaySlot = 9;
/// Value slot of the confidence of a scanned text.
inline constexpr int kOcrSlot = 10;
/// Value slot of samples of the figures and the names of an article's body
/// (indexer/terms/fact_samples.h): near copies with others are no copies.
inline constexpr int kFactsSlot = 11;
inline constexpr std::size_t kMostFacts = 12;  // in each of the two samples, of 2 bytes each
/// Those that belong to no field, and the last of all.
inline constexpr std::array<int, 4> kOtherSlots{kFingerprintSlot, kLocalDaySlot, kOcrSlot,
                                                kFactsSlot};
inline constexpr int kLastSlot = kFactsSlot;

/// Words of the title stand at positions 1, 2, ...; those of the body begin here, so that a
/// position tells its field. Low positions take fewer bytes. A title never has more than
/// kTitleWords words with positions of its own: the rest counts as body.
inline constexpr std::uint32_t kBodyPosition = 256;
inline constexpr std::uint32_t kTitleWords = 200;

/// The lead: the first paragraphs of the body, to the end of the one that holds its 25th word
/// (bylines and datelines often stand in a paragraph of their own), but never more than 100 words.
inline constexpr std::uint32_t kLeadHolds = 25;
inline constexpr std::uint32_t kLongestLead = 100;

/// The most bytes of a term after its prefix, which has at most 5. Xapian's limit is 245 in all.
inline constexpr std::size_t kMaxTextBytes = 232;

// Proofs of the rules that other code relies on.
namespace detail {
constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (static_cast<std::size_t>(fields[i].id) != i) return false;
  return true;
}
constexpr bool names_unique() {
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (std::size_t j = 0; j < fields.size(); ++j) {
      if (fields[i].name == fields[j].alias) return false;
      if (i == j) continue;
      if (fields[i].name == fields[j].name) return false;
      if (!fields[i].alias.empty() && fields[i].alias == fields[j].alias) return false;
    }
  return true;
}
constexpr bool slots_unique() {
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (std::size_t j = i + 1; j < fields.size(); ++j)
      if (fields[i].slot != kNoSlot && fields[i].slot == fields[j].slot) return false;
  for (const Field& f : fields)
    for (const int other : kOtherSlots)
      if (f.slot == other || f.slot > kLastSlot) return false;
  return true;
}
constexpr std::array<std::string_view, fields.size() + 10> all_prefixes() {
  std::array<std::string_view, fields.size() + 10> all{};
  std::size_t n = 0;
  for (const Field& f : fields) all[n++] = f.prefix;
  for (std::string_view p :
       {kDayPrefix, kMonthPrefix, kYearPrefix, kAuthorPrefix, kAllCapsPrefix, kCapitalPrefix,
        kAccentPrefix, kBylineAccentPrefix, kSentenceMark, kParagraphMark})
    all[n++] = p;
  return all;
}
/// Whether only folded words follow a prefix. They begin with no capital, so another prefix may
/// begin with this one, and a term still has one reading.
constexpr bool precedes_words(std::string_view prefix) {
  return prefix == kAccentPrefix || prefix == kBylineAccentPrefix;
}
/// One capital letter, or X and one or more capitals; unique; and none the beginning of another
/// unless both precede words. So a term has one reading.
constexpr bool prefixes_sound() {
  constexpr auto all = all_prefixes();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (char c : all[i])
      if (c < 'A' || c > 'Z') return false;
    if (all[i].size() > 1 && all[i][0] != 'X') return false;
    for (std::size_t j = 0; j < all.size(); ++j)
      if (i != j && !all[i].empty() && all[j].starts_with(all[i]) &&
          (all[i] == all[j] || !precedes_words(all[i]) || !precedes_words(all[j])))
        return false;
  }
  return true;
}
static_assert(rows_in_order(), "fields must stand in the order of FieldId");
static_assert(names_unique(), "field names and aliases must be unique");
static_assert(slots_unique(), "value slots must be unique");
static_assert(prefixes_sound(), "prefixes must be capitals, unique, and none the start of another");
}  // namespace detail

}  // namespace dateline::schema
