// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target of the readers: the program takes its format from $DATELINE_FUZZED_FORMAT, the replay
// of saved inputs calls fuzz_format. Inputs are in corpus/FORMAT.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "documents/document.h"
#include "error.h"
#include "readers/format.h"
#include "support/string_source.h"
#include "text/charset.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

void require_clean(const std::string& text) {
  std::string cleaned = text;
  clean_text(cleaned);
  if (cleaned != text) std::abort();
}

void require_clean(const Article& article) {
  for (const std::string* text :
       {&article.id, &article.title, &article.body, &article.source, &article.url, &article.section,
        &article.author, &article.language, &article.country, &article.type, &article.date_text,
        &article.page, &article.edition})
    require_clean(*text);
  for (const std::string& topic : article.topics) require_clean(topic);
  const bool shown = article.status == Status::usable;
  if (shown && article.title.empty() && article.body.empty()) std::abort();
}

/// Parses a document in this process, where a fault is seen; the reader has it parsed in another.
void parse_here(const std::string& format, std::string_view bytes) {
  static const std::pair<std::string_view, DocumentKind> kKinds[] = {
      {"document", DocumentKind::manuscript},
      {"pdf", DocumentKind::pdf},
      {"sheet", DocumentKind::sheet},
      {"epub", DocumentKind::epub}};
  for (const auto& [name, kind] : kKinds) {
    if (name != format) continue;
    try {
      unpack_document(pack(parse_document(kind, bytes, DocumentLimits{})));
    } catch (const Error&) {
      return;  // it is none
    }
  }
}

}  // namespace

/// `format` is the name of one of formats(), or "any": whatever the bytes look like.
void fuzz_format(std::string format, std::string_view bytes) {
  if (format == "any") format = detect_format(bytes, {});
  if (format.empty()) return;
  parse_here(format, bytes);
  ReadOptions options;
  options.map["section"] = "data.desk";
  StringSource source(bytes);
  const auto reader = make_reader(format, source, options);
  // No input has more records than bytes.
  for (std::size_t records = 0; const auto record = reader->next(); ++records) {
    if (records > bytes.size()) std::abort();
    if (const auto* article = std::get_if<Article>(&*record)) {
      require_clean(*article);
    } else {
      require_clean(std::get<Rejection>(*record).reason);
      require_clean(std::get<Rejection>(*record).hint);
    }
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const char* const format = std::getenv("DATELINE_FUZZED_FORMAT");
  fuzz_format(format == nullptr ? "any" : format, {reinterpret_cast<const char*>(data), size});
  return 0;
}
