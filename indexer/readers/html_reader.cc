// SPDX-License-Identifier: GPL-2.0-or-later
// HTML: a file is one page.
#include <optional>
#include <string>
#include <utility>

#include "html_page.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

bool ends_in_tag(std::string_view html) {
  const std::size_t begin = html.rfind('<');
  return begin != std::string_view::npos && begin + 1 < html.size() &&
         html.find('>', begin) == std::string_view::npos &&
         (is_ascii_letter(html[begin + 1]) || html[begin + 1] == '/');
}

class HtmlReader : public ArticleReader {
 public:
  HtmlReader(ByteSource& bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (done_) return std::exchange(told_, std::nullopt);
    done_ = true;
    const std::optional<std::string> raw = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (!raw) return too_long(1, options_.max_record_bytes);
    if (raw->find_first_not_of(" \t\r\n") == std::string::npos)
      return Rejection{0, "the file is empty", {}};
    const std::string html = page_text(*raw, {}, origin_);
    Record record = read_page(html, {}, options_);
    constexpr std::string_view kDamage = "the file ends in the middle of a tag";
    if (!ends_in_tag(html)) return record;
    if (is_article(record))
      told_ = cut_text(1, kDamage);
    else
      std::get<Rejection>(record).reason.insert(0, std::string(kDamage) + ": ");
    return record;
  }

  std::uint64_t line() const override { return 1; }
  TextOrigin origin() const override { return origin_; }

 private:
  ByteSource& bytes_;
  const ReadOptions& options_;
  TextOrigin origin_ = TextOrigin::utf8;
  std::optional<Record> told_;  // that the page is cut
  bool done_ = false;
};

/// The first element follows declarations and comments.
bool begins_page(const InputHead& input) {
  constexpr std::size_t kProlog = 4000;
  const std::string head = lower_ascii(input.text.substr(0, kProlog));
  std::string_view rest = head;
  if (!rest.starts_with('<')) return false;
  while (rest.starts_with("<?") || rest.starts_with("<!--") || rest.starts_with("<!doctype")) {
    if (rest.starts_with("<!doctype")) return skip_blanks(rest.substr(9)).starts_with("html");
    const std::string_view end = rest.starts_with("<!--") ? "-->" : "?>";
    const std::size_t at = rest.find(end);
    if (at == std::string_view::npos) break;
    rest = skip_blanks(rest.substr(at + end.size()));
  }
  for (const std::string_view begin :
       {"<html", "<head", "<body", "<title", "<meta", "<script", "<link", "<style", "<base"})
    if (rest.starts_with(begin)) return true;
  return rest.starts_with('<') && has_ending(input, html_format);
}

Evidence detect_html(const InputHead& head) {
  return begins_page(head) ? Evidence::certain : Evidence::none;
}

}  // namespace

constinit const Format html_format = {.name = "html",
                                      .help = "a web page that holds an article",
                                      .endings = {".html", ".htm", ".xhtml", ".shtml"},
                                      .detect = detect_html,
                                      .make = make<HtmlReader>,
                                      .example = R"(<!DOCTYPE html>
<html lang="en">
  <head>
    <title>Ferry late</title>
    <meta property="og:type" content="article">
    <meta property="og:site_name" content="Harbour Post">
    <meta property="article:published_time" content="2024-05-01T09:30:00Z">
  </head>
  <body>
    <article>
      <h1>Ferry late</h1>
      <p>The ferry from Kiel was two hours late on Wednesday, for there was fog on the fjord.</p>
    </article>
  </body>
</html>
)"};

}  // namespace dateline::indexing
