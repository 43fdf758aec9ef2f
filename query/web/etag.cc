// SPDX-License-Identifier: GPL-2.0-or-later
#include "etag.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "parsing/canonical_text.h"
#include "routes.h"
#include "schema.h"
#include "version.h"

namespace dateline::searching {
namespace {

std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

/// Adds the instants that a query's dates mean. Those of a saved query are not known here, so the
/// current time is added instead.
void add_moments(const Query& query, Timestamp now, std::string& to) {
  if (query.kind == Query::Kind::range)
    to += fmt::format("{}..{}\n", query.from.value_or(0), query.to.value_or(0));
  if (query.kind == Query::Kind::value && query.field == schema::FieldId::saved)
    to += fmt::format("{}\n", now);
  for (const Query& child : query.children) add_moments(child, now, to);
}

}  // namespace

std::string etag_of(const ParsedRequest& parsed, std::string_view revision) {
  const SearchRequest& search = parsed.search;
  const SearchRequest::Filters& filters = search.filters;
  std::string all = fmt::format("{}\n{}\n{}\n{}\n{}\n", kVersion, revision, parsed.route->name,
                                parsed.id, to_text(parsed.query.query));
  if (parsed.request != nullptr) all += fmt::format("{}\n", parsed.request->base);  // of links
  add_moments(parsed.query.query, search.now, all);
  all += fmt::format("{}..{}\n", filters.after.value_or(0), filters.before.value_or(0));
  if (search.order.sort == Sort::fresh) all += fmt::format("{}\n", search.now / 3600);
  for (const auto& [name, value] : parsed.given) all += fmt::format("{}={}\n", name, value);
  return fmt::format("W/\"{:016x}\"", hash_of(all));
}

std::string etag_of(std::string_view bytes) { return fmt::format("\"{:016x}\"", hash_of(bytes)); }

}  // namespace dateline::searching
