// SPDX-License-Identifier: GPL-2.0-or-later
// The list of the formats, in the order of detection: of formats with equal evidence the first
// wins. Each row NAME_format is defined in a *_reader.cc. Used by those files and format.cc only;
// all other code uses format.h.
#pragma once

#include "input_head.h"

#define DATELINE_FORMATS(row)                                                                      \
  row(document) row(pdf) row(sheet) row(epub) row(proquest) row(lexisnexis) row(factiva)           \
      row(europresse) row(newsbank) row(gopress) row(sqlite) row(wire) row(warc) row(wxr) row(rss) \
          row(atom) row(nitf) row(newsml) row(reuters) row(trec) row(tei) row(mets) row(ocr)       \
              row(html) row(mhtml) row(mail) row(references) row(subtitles) row(markdown)          \
                  row(jsonfeed) row(ninjs) row(jsonl) row(json) row(csv) row(xml) row(text)

namespace dateline::indexing {

#define DATELINE_DECLARE(name) extern const Format name##_format;
DATELINE_FORMATS(DATELINE_DECLARE)
#undef DATELINE_DECLARE

/// Makes a reader, as the row of a format needs it.
template <class Reader>
std::unique_ptr<ArticleReader> make(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<Reader>(bytes, options);
}

}  // namespace dateline::indexing
