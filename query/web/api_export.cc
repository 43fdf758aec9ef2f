// SPDX-License-Identifier: GPL-2.0-or-later
// All hits of a search as a file, as --limit 0 prints them. The file is written as fast as the
// client takes it, so an export of any size needs little memory.
#include <fmt/format.h>

#include <optional>
#include <ostream>
#include <streambuf>
#include <utility>

#include "error.h"
#include "gzip.h"
#include "results/presenter.h"
#include "routes.h"

namespace dateline::searching {
namespace {

/// A stream buffer that sends its bytes to the client.
class ExchangeBuffer final : public std::streambuf {
 public:
  explicit ExchangeBuffer(Exchange& exchange) : exchange_(exchange) {
    if (exchange.request.accepts_gzip) gzip_.emplace();
    pending_.reserve(kBlock);
  }
  void finish() {
    send(true);
    exchange_.end_stream(true);
  }

 private:
  static constexpr std::size_t kBlock = 16 << 10;

  int_type overflow(int_type c) override {
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    pending_.append(bytes, static_cast<std::size_t>(count));
    if (pending_.size() >= kBlock) send(false);
    return count;
  }
  void send(bool last) {
    exchange_.write(gzip_ ? gzip_->add(pending_, last) : pending_);
    pending_.clear();
  }

  Exchange& exchange_;
  std::optional<GzipStream> gzip_;
  std::string pending_;
};

struct Format {
  std::string_view name;
  OutputFormat format;
  std::string_view type;
  std::string_view ending;
};

constexpr Format kFormats[] = {
    {"ris", OutputFormat::ris, "application/x-research-info-systems", "ris"},
    {"bibtex", OutputFormat::bibtex, "application/x-bibtex", "bib"},
    {"csl", OutputFormat::csl, "application/vnd.citationstyles.csl+json", "json"},
    {"markdown", OutputFormat::markdown, "text/markdown; charset=utf-8", "md"},
    {"kwic", OutputFormat::kwic, "text/tab-separated-values; charset=utf-8", "tsv"},
    {"jsonl", OutputFormat::jsonl, "application/x-ndjson", "jsonl"},
    {"csv", OutputFormat::csv, "text/csv; charset=utf-8", "csv"},
    {"ids", OutputFormat::ids, "text/plain; charset=utf-8", "txt"}};

HttpAnswer head_of(const Format& format, bool gzip) {
  HttpAnswer head{200,
                  std::string(format.type),
                  "",
                  {{"Cache-Control", "no-cache"},
                   {"Content-Disposition",
                    fmt::format("attachment; filename=\"dateline.{}\"", format.ending)}}};
  if (gzip) head.headers.emplace_back("Content-Encoding", "gzip");
  return head;
}

bool is_on(const std::optional<std::string>& flag) {
  return flag && *flag != "0" && *flag != "false";
}

/// Asks the search for what the file needs, and no more.
void choose_content(OutputFormat format, const FieldList& fields, SearchRequest::Page& page) {
  const bool lines = format == OutputFormat::jsonl || format == OutputFormat::csv;
  page.ids_only = format == OutputFormat::ids;
  page.story = lines;
  if (format == OutputFormat::kwic) page.window = 8;
  if (!lines && format != OutputFormat::markdown) page.snippets = page.marks = false;
  if (fields.empty()) return;
  if (!lines) throw Error("fields: the format has no fields to choose", "take jsonl or csv");
  page.snippets = page.snippets && has_field(fields, "snippet");
  page.marks = page.snippets;
  page.story = has_field(fields, "story") || has_field(fields, "copies");
}

}  // namespace

void export_articles(const ParsedRequest& parsed, Searcher& searcher, Exchange& exchange) {
  const std::string name = parsed.value("format").value_or("jsonl");
  const Format& format = *std::ranges::find(kFormats, name, &Format::name);
  const HttpAnswer head = head_of(format, exchange.request.accepts_gzip);
  if (exchange.request.method == "HEAD") return exchange.answer(head);
  SearchRequest request = parsed.search;
  request.page.limit = 0;
  request.advice.suggest = false;
  FieldList fields;
  if (const std::optional<std::string> list = parsed.value("fields")) fields = field_list(*list);
  choose_content(format.format, fields, request.page);
  ExchangeBuffer buffer(exchange);
  std::ostream out(&buffer);
  out.exceptions(std::ios::badbit);  // exceptions of the buffer are rethrown
  PresentOptions options;
  options.format = format.format;
  options.fields = fields;
  options.csv.safe = is_on(parsed.value("csv-safe"));
  options.csv.bom = is_on(parsed.value("bom"));
  const auto presenter = make_presenter(out, options);
  const Results results = searcher.search(
      request, parsed.query,
      [&](const Results& found) {
        HttpAnswer told = head;  // the formats have no place for notes
        if (found.incomplete)
          told.headers.emplace_back("Dateline-Incomplete", found.incomplete->message);
        exchange.begin_stream(std::move(told));
        presenter->begin(found);
      },
      [&](const Hit& hit) { presenter->hit(hit); });
  presenter->end(results);
  buffer.finish();
}

}  // namespace dateline::searching
