// SPDX-License-Identifier: GPL-2.0-or-later
// The list of the formats, in the order in which detection asks them: of two that are as sure of an
// input the first one has it. Each row NAME_format is defined in a *_reader.cc. Used by those files
// and format.cc only; all others ask format.h.
#pragma once

#include "input_head.h"

#define DATELINE_FORMATS(row)                                                                  \
  row(warc) row(wxr) row(rss) row(atom) row(nitf) row(newsml) row(reuters) row(trec) row(html) \
      row(mail) row(markdown) row(jsonfeed) row(ninjs) row(jsonl) row(json) row(csv) row(text)

namespace dateline::indexing {

#define DATELINE_DECLARE(name) extern const Format name##_format;
DATELINE_FORMATS(DATELINE_DECLARE)
#undef DATELINE_DECLARE

/// A reader as a row of a format wants it made.
template <class Reader>
std::unique_ptr<ArticleReader> make(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<Reader>(bytes, options);
}

}  // namespace dateline::indexing
