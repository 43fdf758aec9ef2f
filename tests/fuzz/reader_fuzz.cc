// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target of the readers: a program for each format (DATELINE_FUZZED_FORMAT), and one function
// for the replay of saved inputs, which lie in corpus/FORMAT.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "readers/article_reader.h"
#include "string_source.h"
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
        &article.author, &article.language, &article.country, &article.type, &article.date_text})
    require_clean(*text);
  const bool shown = article.status == Status::usable;
  if (shown && article.title.empty() && article.body.empty()) std::abort();
}

}  // namespace

/// `format` is one of formats(), or "any": whatever the bytes look like.
void fuzz_reader(std::string format, std::string_view bytes) {
  if (format == "any") format = detect_format(bytes, {});
  if (format.empty()) return;
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

#ifdef DATELINE_FUZZED_FORMAT
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz_reader(DATELINE_FUZZED_FORMAT, {reinterpret_cast<const char*>(data), size});
  return 0;
}
#endif
