// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target of the readers. The first byte picks the format (the last choice: whatever the bytes
// look like), the rest is the input. Saved inputs lie in corpus/readers.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "article_reader.h"
#include "charset.h"

using namespace dateline;

namespace {

class InputBytes : public ByteSource {
 public:
  explicit InputBytes(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min(size, rest_.size());
    std::copy_n(rest_.data(), n, buffer);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
};

void require_clean(const std::string& text) {
  std::string cleaned = text;
  clean_text(cleaned);
  if (cleaned != text) std::abort();
}

void require_clean(const Article& article) {
  for (const std::string* text :
       {&article.id, &article.title, &article.body, &article.source, &article.url, &article.section,
        &article.author, &article.language, &article.date_text})
    require_clean(*text);
  if (article.title.empty() && article.body.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t choice = data[0] % (formats().size() + 1);
  const std::string format =
      choice < formats().size()
          ? std::next(formats().begin(), static_cast<std::ptrdiff_t>(choice))->first
          : detect_format(bytes, {});
  if (format.empty()) return 0;
  ReadOptions options;
  options.map["section"] = "data.desk";
  InputBytes source(bytes);
  const auto reader = make_reader(format, source, options);
  // No input has more records than bytes.
  for (std::size_t records = 0; const auto record = reader->next(); ++records) {
    if (records > size) std::abort();
    if (const auto* article = std::get_if<Article>(&*record))
      require_clean(*article);
    else
      require_clean(std::get<Rejection>(*record).hint);
  }
  return 0;
}
