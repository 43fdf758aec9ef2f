// SPDX-License-Identifier: GPL-2.0-or-later
// Results: what a search found. The search pipeline fills them, the presenters print them. They
// hold everything that is printed, so a presenter sees neither index nor catalog.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "article.h"
#include "dates/dates.h"
#include "language/note.h"

namespace dateline::searching {

/// Text with marked parts: the snippet's words and the byte ranges of what matched in them,
/// ascending, not touching each other.
struct MarkedText {
  struct Mark {
    std::size_t begin = 0, end = 0;
    bool operator==(const Mark&) const = default;
  };
  std::string text;  // UTF-8, no control characters, white space single
  std::vector<Mark> marks;
};

/// Where an article came from.
struct ArticleOrigin {
  std::string input;       // a path or an address; empty: not known
  std::uint64_t line = 0;  // in it, from 1; 0: lines mean nothing there
  std::int64_t run = 0;    // of the indexer
};

/// A match in its context, words of the article before and after it.
struct Concordance {
  bool in_title = false;
  std::string left, node, right;  // one line each
};

struct Hit {
  std::uint32_t document = 0;  // of the state that was searched
  std::uint64_t rank = 0;      // from 1, over all pages
  double score = 0;            // 0 where nothing in the query ranks
  std::string id, title, source, section, author, language, url;  // empty = absent
  std::optional<Timestamp> published;
  std::optional<int> utc_offset;  // of `published` where it was written, seconds east of UTC
  std::uint32_t words = 0;
  ArticleOrigin from;
  std::uint64_t copies = 0;  // with --group: articles of its group that were found, itself
                             // included; with Page::story: articles with nearly its text; else 0
  std::string story;         // with Page::story: the id that names its story
  // What exports can have besides.
  std::string country, type, page, edition, date_text, body;
  std::vector<std::string> topics;
  std::optional<int> ocr_confidence;
  Timestamp first_seen = 0, added = 0;
  std::uint64_t version = 0;
  std::string hash;                      // of its content, in hexadecimal digits
  std::vector<Concordance> concordance;  // with Page::window: each match, in order
  MarkedText title_marked;               // the title with its matches
  MarkedText snippet;                    // empty text when snippets are off
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
};
struct Facet {
  std::string field;  // "source", "year", ...
  std::vector<FacetValue>
      values;                  // most frequent first, then by value; cut to the number asked for
  std::uint64_t distinct = 0;  // how many values there are in all
  std::uint64_t missing = 0;   // matching articles without a value
};

struct TimelineEntry {
  std::string date;  // period_name()
  std::uint64_t count = 0;
  std::uint64_t held = 0;  // articles of the same filters, whatever the query; 0: not collected
};
struct Timeline {
  Period period = Period::month;
  std::vector<TimelineEntry> entries;  // ascending; all of the span that is asked for
  std::uint64_t missing = 0;           // matching articles without a date
};

/// One clause of the query as understood: for --explain.
struct ExplainedClause {
  std::size_t depth = 0;           // 0 = the whole query
  std::string text;                // canonical
  std::uint64_t count = 0;         // articles it matches by itself, in the form it has here
  std::vector<std::string> terms;  // index terms a leaf reads, with their counts: "Zoil (1412)"
  std::optional<std::uint64_t> without = {};  // how many more articles the search finds without it
  std::uint64_t words = 0, words_in_all = 0;  // of a wildcard or fuzzy word: searched, and existing
  std::uint64_t candidates = 0, position_lists = 0;  // the cost of reading positions
  std::vector<std::string> remarks = {};             // one sentence each
};

/// A word of the query that is in no article, or in a few only, and what may have been meant.
struct Spelling {
  std::string word;                      // as in the query
  std::vector<std::string> suggestions;  // likeliest first
  std::string field = {};                // of a value or a byline's word; empty: of the text
  std::uint64_t articles = 0;            // that have it
  SourceSpan place = {};                 // of the word, or of what it is a part of
};

/// The likeliest spelling of a query in which words look misspelled. For notes and JSON.
struct DidYouMean {
  std::string query;  // canonical, with the first suggestion for each word
  std::vector<Spelling> words;
};

/// Why nothing was found, and what finds something.
struct Diagnosis {
  using Spelling = searching::Spelling;
  struct Try {
    std::string query;   // canonical
    std::string change;  // "without NOT sport"
    std::uint64_t total = 0;
  };
  std::vector<std::string> empty_clauses;  // each matches nothing by itself, or, if
  bool together = false;                   // `together`, all of them jointly; filters as "--source"
  std::vector<Spelling> spelling;          // of words that look misspelled
  std::string corrected;                   // the query respelled, if that finds something
  std::vector<Try> tries;                  // each has been run
};

/// The numbers --sort fresh has used.
struct FreshSort {
  double half_life = 0;  // days
  double floor = 0;
  Timestamp newest = 0;  // ages count from it
};

/// Why the archive does not hold all that it was given: a run of the indexer is under way, or did
/// not finish.
struct Incompleteness {
  std::string state;  // "under_way", "stopped", "failed" or "completes" (archive/unfinished_run.h)
  std::string command;  // of the indexer; empty: not known
  std::optional<Timestamp> since;
  std::uint64_t read = 0, findable = 0, waiting = 0;  // articles
  std::string message;                                // one sentence
};

/// One of several archives that were searched as one.
struct ArchivePart {
  std::string name, uuid, revision;
  std::uint64_t articles = 0;
  std::uint32_t last_row = 0;
};

/// The archive that was searched, and its state, so that an answer can be cited. Of several, uuid
/// and revision are theirs, joined by +, and the numbers are sums.
struct ArchiveState {
  std::string uuid;                     // of the archive; a copy keeps it
  std::string revision;                 // Snapshot::revision
  std::uint64_t articles = 0;           // that can be found
  std::uint32_t last_row = 0;           // the number of the last version in the index
  std::string program;                  // the version of Dateline
  int analysis = 0;                     // kAnalysisVersion
  std::vector<ArchivePart> parts = {};  // of several archives
};

struct Results {
  std::string query_text;  // as given
  std::string canonical;
  std::vector<Note> notes;
  std::vector<ExplainedClause> explanation;  // only with --explain
  std::optional<Diagnosis> diagnosis;        // where nothing was found
  std::optional<DidYouMean> did_you_mean;    // where a word looks misspelled
  std::uint64_t total = 0;
  std::optional<std::uint64_t> stories;  // with --group: the number of groups
  std::optional<std::vector<std::string>>
      expansion;  // with --expand: the words added, heaviest first
  bool total_exact = true;
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;  // 0 = all
  std::vector<Hit> hits;    // empty when hits are streamed (limit 0)
  std::vector<Facet> facets;
  std::optional<Timeline> timeline;
  std::optional<FreshSort> fresh;
  std::string similar_to;                    // with --similar: the id, and
  std::vector<std::string> subjects;         // the words searched by, weightiest first
  std::optional<Incompleteness> incomplete;  // said in a note too
  ArchiveState archive;
  double took_ms = 0;
};

/// Completions of a text that is being typed.
struct Completions {
  struct Words {
    std::string text;            // the typed text with its last word completed
    std::uint64_t articles = 0;  // that have all of its words
  };
  struct Headline {
    std::string title;
    std::string id;              // of the newest article with it
    std::uint64_t articles = 0;  // of the articles read that have it
  };
  std::string prefix;
  std::vector<Words> words;  // most articles first
  /// Those with this beginning first, then the newest in the archive first.
  std::vector<Headline> headlines;
  double took_ms = 0;
};

}  // namespace dateline::searching
