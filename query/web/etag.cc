// SPDX-License-Identifier: GPL-2.0-or-later
#include "etag.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "schema.h"
#include "version.h"

namespace dateline::searching {
namespace {

std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

/// The moments a query's dates mean; of a saved query they are not known here.
void add_moments(const Query& query, Timestamp now, std::string& to) {
  if (query.kind == Query::Kind::range)
    to += fmt::format("{}..{}\n", query.from.value_or(0), query.to.value_or(0));
  if (query.kind == Query::Kind::value && query.field == schema::FieldId::saved)
    to += fmt::format("{}\n", now);
  for (const Query& child : query.children) add_moments(child, now, to);
}

}  // namespace

std::string etag_of(std::string_view route, const ParsedRequest& asked, std::string_view revision) {
  const SearchRequest& request = asked.search;
  const ParsedQuery parsed =
      parse_query(request.text, {request.now, request.match_any, request.dialect});
  std::string all = fmt::format("{}\n{}\n{}\n{}\n{}\n", kVersion, revision, route, asked.id,
                                to_text(parsed.query));
  add_moments(parsed.query, request.now, all);
  all += fmt::format("{}..{}\n", request.after.value_or(0), request.before.value_or(0));
  if (request.sort == Sort::fresh) all += fmt::format("{}\n", request.now / 3600);
  for (const auto& [name, value] : asked.given) all += fmt::format("{}={}\n", name, value);
  return fmt::format("W/\"{:016x}\"", hash_of(all));
}

std::string etag_of(std::string_view bytes) { return fmt::format("\"{:016x}\"", hash_of(bytes)); }

}  // namespace dateline::searching
