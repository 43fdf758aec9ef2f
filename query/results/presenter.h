// SPDX-License-Identifier: GPL-2.0-or-later
// Presenter: Results → text, JSON, JSON Lines, CSV, ids, a TREC run, references (RIS, BibTeX, CSL),
// Markdown or a concordance on an ostream. It sees nothing else. The output is sound in its format,
// whatever an article holds: control characters never reach a terminal, HTML is escaped around the
// marks, CSV cells are guarded on demand. Used by main.cc, topic_batch and the web API.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "export_fields.h"
#include "output_escape.h"
#include "results.h"

namespace dateline::searching {

struct Completions;

enum class OutputFormat { text, json, jsonl, csv, ids, trec, ris, bibtex, csl, markdown, kwic };

struct PresentOptions {
  OutputFormat format = OutputFormat::text;
  bool color = false;
  int width = 80;             // columns, for text
  std::string revision = {};  // of the archive; printed in JSON if it is given
  FieldList fields = {};      // of JSON Lines and CSV; none: the usual ones
  CsvStyle csv = {};
};

/// Hits may come one at a time (an export of any size in constant memory): begin, hit for each,
/// end. begin uses everything of Results but `hits`; end prints what follows the hits.
class Presenter {
 public:
  virtual ~Presenter() = default;
  virtual void begin(const Results& results) = 0;
  virtual void hit(const Hit& hit) = 0;
  virtual void end(const Results& results) = 0;
};

std::unique_ptr<Presenter> make_presenter(std::ostream& out, const PresentOptions& options);

/// The reasons why a search found nothing, and queries that find something, a sentence for each.
std::vector<std::string> hints(const Results& results);

/// An id for TREC's files, which are split at white space: white space, control characters and %
/// are percent-encoded. An empty id is "%".
std::string trec_id(const std::string& id);

/// A hit as a line of a TREC run: "topic Q0 document rank score tag".
std::string run_line(const std::string& topic, const Hit& hit);

/// One sentence on a word that looks misspelled.
std::string misspelled(const Spelling& word);

/// One whole article as text, its paragraphs wrapped.
void present_article(std::ostream& out, const Hit& hit, const PresentOptions& options);

/// The same with all fields where no others are chosen: of --show.
void present_whole(std::ostream& out, const Results& results, PresentOptions options);

/// begin, results.hits, end.
void present(std::ostream& out, const Results& results, const PresentOptions& options);

/// Text: a line each, words with their numbers of articles, then headlines. ids: the same without
/// numbers. csv, json and jsonl say which is which.
void present(std::ostream& out, const Completions& completions, const PresentOptions& options);

}  // namespace dateline::searching
