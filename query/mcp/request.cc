// SPDX-License-Identifier: GPL-2.0-or-later
#include "request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "dates/dates.h"
#include "error.h"
#include "reply.h"
#include "request/search_options.h"
#include "results/presenter.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

void set_option(SearchRequest& request, std::string_view name, const std::string& value) {
  const auto option = std::ranges::find(search_options(), name, &SearchOption::name);
  if (const std::string why = complaint(*option, value); !why.empty())
    throw Error(fmt::format("{} {}", name, why));
  option->set(request, value);
}

/// A number that is all of a text.
std::optional<std::uint32_t> number_of_text(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

SearchRequest request_for(const std::string& query, const ToolArguments& arguments) {
  SearchRequest request;
  request.now = now();
  request.query.text = query;
  for (const std::string_view name : {"source", "section", "language"})
    for (const std::string& value : arguments.texts(name)) set_option(request, name, value);
  for (const std::string_view name : {"after", "before"})
    if (const std::string value = arguments.text(name); !value.empty())
      set_option(request, name, value);
  return request;
}

void add_reading(const Results& results, const SearchRequest& request, Json& answer) {
  std::vector<std::string> own, of_archive = hints(results);
  for (const Note& note : parse_query(request).notes) own.push_back(note.message);
  for (const Note& note : results.notes)
    if (std::ranges::find(own, note.message) == own.end()) of_archive.push_back(note.message);
  if (results.did_you_mean && !results.diagnosis)
    for (const Spelling& word : results.did_you_mean->words) of_archive.push_back(misspelled(word));
  answer["canonical"] = results.canonical;
  answer["notes"] = sentences(own);
  if (!of_archive.empty()) answer["untrusted_notes"] = sentences(of_archive);
}

std::string handle_of(std::uint32_t document, const Snapshot& snapshot) {
  const ArchiveSet& archives = snapshot.archives();
  const OpenArchive& archive = archives.of(document);
  const std::uint32_t row = document - archive.base;
  if (!archives.several()) return fmt::format("{}", row);
  return fmt::format("{}.{}", &archive - archives.all().data() + 1, row);
}

std::string id_of(const std::string& handle, const Snapshot& snapshot) {
  const std::vector<OpenArchive>& all = snapshot.archives().all();
  const std::size_t point = handle.find('.');
  const bool several = point != std::string::npos;
  const auto place = several ? number_of_text(handle.substr(0, point)) : std::optional(1U);
  const auto row = number_of_text(several ? handle.substr(point + 1) : handle);
  if (place && row && *place >= 1 && *place <= all.size() && several == (all.size() > 1)) {
    const OpenArchive& archive = all[*place - 1];
    if (*row >= 1 && *row <= archive.last - archive.base && archive.catalog.article(*row))
      return snapshot.archives().id(archive.base + *row);
  }
  throw Error("no article has this ref", "each hit of the tool search has a ref");
}

}  // namespace dateline::searching
