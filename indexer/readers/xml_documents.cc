// SPDX-License-Identifier: GPL-2.0-or-later
#include "xml_documents.h"

#include <algorithm>
#include <iterator>

#include "text/plain_text.h"

namespace dateline::indexing {

std::optional<Record> XmlDocumentReader::next() {
  for (;;) {
    if (!items_.empty()) {
      const AgencyItem item = std::move(items_.front());
      items_.pop_front();
      Record record = make_agency_record(item, records_.line(), format_.what, options_);
      if (records_.is_cut() && !is_article(record)) continue;  // the cut is the reason
      return record;
    }
    auto cut = records_.next();
    if (!cut) break;
    any_ = true;
    if (auto* rejection = std::get_if<Rejection>(&*cut)) return std::move(*rejection);
    std::ranges::move(format_.read(std::get<XmlRecord>(*cut).element()),
                      std::back_inserter(items_));
  }
  if (any_) return std::nullopt;
  any_ = true;
  return Rejection{1, std::string(format_.no_such_file), std::string(format_.hint)};
}

std::string without_title(const std::string& text, const std::string& title) {
  const std::size_t end = text.find("\n\n");
  if (title.empty() || end == std::string::npos) return text;
  if (!equal_ignoring_case(one_line(text.substr(0, end)), one_line(title))) return text;
  return text.substr(end + 2);
}

}  // namespace dateline::indexing
