// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_lines.h"

#include <simdjson.h>

#include <fstream>
#include <stdexcept>

#include "dates/dates.h"

namespace dateline::bench {

void read_json_lines(const std::string& path, const std::function<void(const Record&)>& use) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  simdjson::ondemand::parser parser;
  for (std::string line; std::getline(file, line);) {
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    auto document = parser.iterate(line.data(), line.size(), line.capacity());
    Record record;
    for (auto field : document.get_object()) {
      const std::string_view name = field.unescaped_key();
      std::string_view text;
      if (field.value().get_string().get(text) != simdjson::SUCCESS) continue;  // absent: null
      if (name == "id") record.id = text;
      if (name == "title") record.title = text;
      if (name == "body") record.body = text;
      if (name == "source") record.source = text;
      if (name == "date") record.published = parse_timestamp(text).value_or(0);
    }
    use(record);
  }
}

}  // namespace dateline::bench
