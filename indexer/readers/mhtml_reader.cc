// SPDX-License-Identifier: GPL-2.0-or-later
// MHTML (RFC 2557): a page that a browser saved as a message of mail, with its pictures beside it.
// The page is read as one from the web; the message's date is when it was saved.
#include <gmime/gmime.h>

#include <memory>
#include <optional>
#include <utility>

#include "html_page.h"
#include "mail_damage.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unreference>;

std::string header(GMimeObject* object, const char* name) {
  const char* value = g_mime_object_get_header(object, name);
  return value == nullptr ? std::string() : one_line(value);
}

/// The page among the parts of a message: its first HTML.
struct SavedPage {
  std::string bytes, charset, address;
  std::string damage;  // of the file
};

GMimePart* first_html(GMimeObject* object, int depth = 0) {
  constexpr int kDeepest = 20;
  if (object == nullptr || depth > kDeepest) return nullptr;
  if (GMIME_IS_MULTIPART(object)) {
    GMimeMultipart* const parts = GMIME_MULTIPART(object);
    for (int i = 0; i < g_mime_multipart_get_count(parts); ++i)
      if (GMimePart* found = first_html(g_mime_multipart_get_part(parts, i), depth + 1))
        return found;
    return nullptr;
  }
  if (!GMIME_IS_PART(object)) return nullptr;
  GMimeContentType* const type = g_mime_object_get_content_type(object);
  const bool html = g_mime_content_type_is_type(type, "text", "html") ||
                    g_mime_content_type_is_type(type, "application", "xhtml+xml");
  return html ? GMIME_PART(object) : nullptr;
}

std::string decoded(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Owned<GMimeStream> memory(g_mime_stream_mem_new());
  if (g_mime_data_wrapper_write_to_stream(content, memory.get()) < 0) return {};
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

SavedPage find_page(std::string_view bytes) {
  static const bool started = (g_mime_init(), true);
  static_cast<void>(started);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return {};
  GMimePart* const part = first_html(g_mime_message_get_mime_part(message.get()));
  SavedPage page;
  if (ends_early(message.get())) page.damage = "the file ends early";
  if (part == nullptr) return page;
  page.bytes = decoded(part);
  if (page.damage.empty()) page.damage = damage_of(part);
  if (const char* charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset"))
    page.charset = charset;
  for (const std::string& address :
       {header(GMIME_OBJECT(message.get()), "Snapshot-Content-Location"),
        header(GMIME_OBJECT(part), "Content-Location"),
        header(GMIME_OBJECT(message.get()), "Content-Location")})
    if (page.address.empty() && address.starts_with("http")) page.address = address;
  return page;
}

class MhtmlReader : public ArticleReader {
 public:
  MhtmlReader(ByteSource& bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (done_) return std::exchange(told_, std::nullopt);
    done_ = true;
    const std::optional<std::string> raw = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (!raw) return too_long(1, options_.max_record_bytes);
    const SavedPage page = find_page(*raw);
    Record record = Rejection{1, "there is no page in the file", {}};
    if (!trim(page.bytes).empty())
      record = read_page(page_text(page.bytes, page.charset, origin_), page.address, options_);
    auto* const rejection = std::get_if<Rejection>(&record);
    if (rejection != nullptr && !page.damage.empty())
      rejection->reason = page.damage + ": " + rejection->reason;
    if (rejection == nullptr && !page.damage.empty()) told_ = cut_text(1, page.damage);
    return record;
  }

  std::uint64_t line() const override { return 1; }
  TextOrigin origin() const override { return origin_; }

 private:
  ByteSource& bytes_;
  const ReadOptions& options_;
  TextOrigin origin_ = TextOrigin::utf8;
  std::optional<Record> told_;  // that the file is cut
  bool done_ = false;
};

/// The headers of a message that holds a page and what belongs to it, as browsers write them.
bool is_saved_page(const InputHead& head) {
  const std::size_t end = std::min(head.text.find("\n\n"), head.text.find("\r\n\r\n"));
  const std::string headers = "\n" + lower_ascii(head.text.substr(0, end));
  if (!contains(headers, "\ncontent-type:") && !contains(headers, "\nmime-version:")) return false;
  const bool related = contains(headers, "multipart/related");
  if (contains(headers, "\nsnapshot-content-location:") || contains(headers, "\nfrom: <saved by") ||
      contains(headers, "\nfrom: \"saved by"))
    return true;
  return related && !contains(headers, "\nreceived:") && !contains(headers, "\nmessage-id:") &&
         contains(lower_ascii(head.text), "\ncontent-location: http");
}

Evidence detect_mhtml(const InputHead& head) {
  return evidence_of(is_saved_page(head), head, mhtml_format);
}

}  // namespace

constinit const Format mhtml_format = {.name = "mhtml",
                                       .help = "a web page that a browser saved in one file",
                                       .endings = {".mhtml", ".mht"},
                                       .detect = detect_mhtml,
                                       .make = make<MhtmlReader>,
                                       .example = R"(From: <Saved by Blink>
Snapshot-Content-Location: https://harbour-post.example/ferry-late
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="part"

--part
Content-Type: text/html; charset=utf-8
Content-Location: https://harbour-post.example/ferry-late

<html><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1>
<p>The ferry from Kiel was two hours late, for there was fog on the fjord.</p></article></body></html>
--part--
)"};

}  // namespace dateline::indexing
