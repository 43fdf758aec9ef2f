// SPDX-License-Identifier: GPL-2.0-or-later
#include "download.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "html_page.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

/// The services in the order in which a text is shown to them.
std::array<const DownloadService*, 6> services() {
  return {&proquest_service(),   &lexisnexis_service(), &factiva_service(),
          &europresse_service(), &newsbank_service(),   &gopress_service()};
}

const DownloadLayout* layout_of(std::string_view text, const DownloadService& service) {
  for (const DownloadLayout& layout : service.layouts)
    if (layout.is_this(text)) return &layout;
  return nullptr;
}

bool is_xml(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text.size()));
  return text.starts_with("<?xml") || text.starts_with("<PPS") || text.starts_with("<pps") ||
         text.starts_with("<Record>") || text.starts_with("<RECORD>");
}

Record record_of(const DownloadPiece& piece, const DownloadLayout& layout,
                 const ReadOptions& options) {
  std::optional<Download> download = layout.read(piece);
  if (!download) return Rejection{piece.line, "the document has no text and no title", {}};
  Article article = make_article(download->parts, options);
  article.topics = std::move(download->topics);
  article.page = one_line(download->page);
  article.edition = one_line(download->edition);
  if (!has_text(article)) return no_text(piece.line, "the document", {});
  return article;
}

class BytesSource : public ByteSource {
 public:
  explicit BytesSource(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min(size, rest_.size());
    std::memcpy(buffer, rest_.data(), n);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
};

class DownloadReader : public ArticleReader {
 public:
  DownloadReader(ByteSource& bytes, const ReadOptions& options, const DownloadService& service)
      : bytes_(bytes), options_(options), service_(service) {}

  std::optional<Record> next() override {
    if (!started_) {
      started_ = true;
      if (std::optional<Record> problem = start()) return problem;
    }
    if (xml_) return xml_->next();
    if (next_ == pieces_.size()) return std::nullopt;
    const DownloadPiece& piece = pieces_[next_++];
    line_ = piece.line;
    return record_of(piece, *layout_, options_);
  }

  std::uint64_t line() const override { return xml_ ? xml_->line() : line_; }
  TextOrigin origin() const override { return xml_ ? xml_->origin() : origin_; }

 private:
  /// Reads the file and cuts it. A record says why nothing can be cut, or is all there is.
  std::optional<Record> start() {
    std::optional<std::string> raw = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (!raw) return too_long(1, options_.max_record_bytes);
    if (service_.xml != nullptr && is_xml(*raw)) {
      text_ = std::move(*raw);
      source_.emplace(text_);
      xml_ = std::make_unique<AgencyReader>(*source_, options_, *service_.xml);
      return std::nullopt;
    }
    const bool markup = trim(std::string_view(*raw).substr(0, 1000)).starts_with('<');
    text_ = markup ? page_text(*raw, {}, origin_) : decoded(*raw);
    unify_line_ends(text_);
    line_ = 1;
    if (trim(text_).empty()) return Rejection{0, "the file is empty", {}};
    layout_ = layout_of(text_, service_);
    if (layout_ != nullptr) pieces_ = layout_->cut(text_);
    if (!pieces_.empty()) return std::nullopt;
    if (markup) return read_page(text_, {}, options_);
    return Rejection{1, fmt::format("no document was found in {}", service_.what),
                     "give --format text to read it as one article"};
  }

  std::string decoded(std::string_view raw) {
    Utf8Decoder decoder;
    std::string text;
    decoder.decode(raw, /*last=*/true, text);
    origin_ = decoder.origin();
    return text;
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  const DownloadService& service_;
  const DownloadLayout* layout_ = nullptr;
  std::string text_;
  std::optional<BytesSource> source_;  // of the text, for XML
  std::unique_ptr<AgencyReader> xml_;
  std::vector<DownloadPiece> pieces_;
  std::size_t next_ = 0;
  std::uint64_t line_ = 0;
  TextOrigin origin_ = TextOrigin::utf8;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<ArticleReader> read_downloads(ByteSource& bytes, const ReadOptions& options,
                                              const DownloadService& service) {
  return std::make_unique<DownloadReader>(bytes, options, service);
}

std::optional<std::vector<Record>> read_download_text(std::string_view text,
                                                      const ReadOptions& options) {
  for (const DownloadService* service : services()) {
    const DownloadLayout* layout = layout_of(text, *service);
    if (layout == nullptr) continue;
    std::vector<Record> records;
    for (const DownloadPiece& piece : layout->cut(text))
      records.push_back(record_of(piece, *layout, options));
    if (!records.empty()) return records;
  }
  return std::nullopt;
}

bool is_download(std::string_view text, const DownloadService& service) {
  return layout_of(text, service) != nullptr;
}

}  // namespace dateline::indexing
