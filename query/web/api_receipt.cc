// SPDX-License-Identifier: GPL-2.0-or-later
// What --receipt writes. Whoever holds a receipt checks it by another of the same search: nothing
// is sent here but parameters.
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "problem.h"
#include "routes.h"
#include "search/receipts.h"

namespace dateline::searching {
namespace {

constexpr std::uint64_t kMostIds = 200'000;  // some 20 MB

}  // namespace

HttpAnswer give_receipt(const ParsedRequest& parsed, Searcher& searcher) {
  std::map<std::string, std::vector<std::string>> options;
  for (const auto& [name, value] : parsed.given)
    if (decides_what_is_found(name)) options[name].push_back(value);
  const auto receipt = [&](bool with_ids) {
    return make_receipt(parsed.search, {options.begin(), options.end()}, with_ids, searcher);
  };
  Receipt made = receipt(false);
  const std::string with_ids = parsed.value("with-ids").value_or("0");
  if (with_ids != "0" && with_ids != "false") {
    if (made.total > kMostIds)
      return problem(400, "A parameter cannot be used",
                     fmt::format("A receipt has at most {} ids here, and {} articles were found.",
                                 kMostIds, made.total),
                     "dateline-query --receipt FILE --with-ids writes one of any size", "with-ids");
    made = receipt(true);
  }
  return {200, "application/json", to_json(made), {}};
}

}  // namespace dateline::searching
