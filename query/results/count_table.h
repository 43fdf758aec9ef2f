// SPDX-License-Identifier: GPL-2.0-or-later
// CountTable: counts of one or several queries by one to three fields, a row for each combination
// of values. query/counting fills it, the presenters below print it. A long table, as R, pandas and
// spreadsheets read it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "output_escape.h"
#include "results.h"

namespace dateline::searching {

/// A query of the table.
struct CountedQuery {
  std::string text, canonical;
  std::vector<Note> notes;
  std::uint64_t total = 0;  // articles or stories
};

/// Values of a field that were cut away and summed as one row.
struct CutField {
  std::string field;
  std::uint64_t more = 0;  // values
};

struct CountRow {
  std::vector<std::string> values;    // by field; "" = an article has none
  std::vector<std::uint64_t> counts;  // by query
  std::uint64_t total = 0;            // held of the same filters, whatever the query
  std::uint64_t gap_days = 0;         // days of sources on which collection failed
};

/// A stretch of missing collection.
struct SourceGap {
  std::string source;
  Timestamp begin = 0, end = 0;
  std::uint64_t found = 0;
  double expected = 0;
  std::string reason;  // the failures of its feeds in that time; "" = none is known
};

struct CountTable {
  std::vector<std::string> fields;
  std::vector<CountedQuery> queries;
  std::vector<CountRow> rows;  // by values, periods ascending
  std::vector<CutField> cut;
  bool stories = false;
  bool share = false;                  // shares are printed
  bool gaps = false;                   // days of missing collection are told
  std::vector<SourceGap> gap_list;     // with `gaps`, by source and time
  std::optional<std::uint64_t> panel;  // with --panel: the number of its sources
  ArchiveState archive;
};

enum class TableFormat { text, csv, tsv, json, svg };

struct TableOptions {
  TableFormat format = TableFormat::text;
  CsvStyle csv = {};
  int width = 80;
};

void present(std::ostream& out, const CountTable& table, const TableOptions& options);
/// A chart over the last field, which is a period: a line for each query, or for each value of the
/// other field where there is one query. Throws Error where there is no period.
void present_svg(std::ostream& out, const CountTable& table);

}  // namespace dateline::searching
