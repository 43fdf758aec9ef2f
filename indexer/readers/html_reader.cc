// SPDX-License-Identifier: GPL-2.0-or-later
// HTML: a file is one page.
#include <string>

#include "html_page.h"
#include "readers.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

class HtmlReader : public ArticleReader {
 public:
  HtmlReader(ByteSource& bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (done_) return std::nullopt;
    done_ = true;
    const std::optional<std::string> raw = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (!raw) return too_long(1, options_.max_record_bytes);
    if (raw->find_first_not_of(" \t\r\n") == std::string::npos)
      return Rejection{0, "the file is empty", {}};
    return read_page(page_text(*raw, {}, origin_), {}, options_);
  }

  std::uint64_t line() const override { return 1; }
  TextOrigin origin() const override { return origin_; }

 private:
  ByteSource& bytes_;
  const ReadOptions& options_;
  TextOrigin origin_ = TextOrigin::utf8;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<ArticleReader> make_html_reader(ByteSource& bytes, const ReadOptions& options) {
  return std::make_unique<HtmlReader>(bytes, options);
}

}  // namespace dateline::indexing
