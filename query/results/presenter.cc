// SPDX-License-Identifier: GPL-2.0-or-later
#include "presenter.h"

#include "present_formats.h"

namespace dateline::searching {

std::unique_ptr<Presenter> make_presenter(std::ostream& out, const PresentOptions& options) {
  switch (options.format) {
    case OutputFormat::text:
      break;
    case OutputFormat::json:
      return make_json_presenter(out, options.revision, options.fields);
    case OutputFormat::jsonl:
      return make_jsonl_presenter(out, options.fields);
    case OutputFormat::csv:
      return make_csv_presenter(out, options);
    case OutputFormat::ids:
      return make_ids_presenter(out);
    case OutputFormat::trec:
      return make_trec_presenter(out);
    case OutputFormat::ris:
      return make_ris_presenter(out);
    case OutputFormat::bibtex:
      return make_bibtex_presenter(out);
    case OutputFormat::csl:
      return make_csl_presenter(out);
    case OutputFormat::markdown:
      return make_markdown_presenter(out);
    case OutputFormat::kwic:
      return make_kwic_presenter(out);
  }
  return make_text_presenter(out, options);
}

void present_whole(std::ostream& out, const Results& results, PresentOptions options) {
  if (options.fields.empty()) options.fields = field_list("all");
  present(out, results, options);
}

void present(std::ostream& out, const Results& results, const PresentOptions& options) {
  const auto presenter = make_presenter(out, options);
  presenter->begin(results);
  for (const Hit& hit : results.hits) presenter->hit(hit);
  presenter->end(results);
}

}  // namespace dateline::searching
