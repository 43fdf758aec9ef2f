// SPDX-License-Identifier: GPL-2.0-or-later
#include "problem.h"

#include <nlohmann/json.hpp>

#include "ranking/more_like_this.h"
#include "request/deadline.h"
#include "search/strict_mode.h"
#include "system/system_error.h"

namespace dateline::searching {

HttpAnswer problem(int status, const std::string& title, const std::string& detail,
                   const std::string& hint, const std::string& parameter) {
  nlohmann::ordered_json json{
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  if (!hint.empty()) json["hint"] = hint;
  if (!parameter.empty()) json["parameter"] = parameter;
  return {status,
          "application/problem+json",
          json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n",
          {{"Cache-Control", "no-store"}}};
}

HttpAnswer problem_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const TookTooLong& e) {
    return problem(504, "The search took too long", e.what(), e.hint(), "timeout");
  } catch (const SearchCancelled& e) {
    return problem(503, "The search was cancelled", e.what());
  } catch (const NotAsWritten& e) {
    return problem(400, "The query is not well formed", e.what(), e.hint(), "strict");
  } catch (const NoSuchArticle& e) {
    return problem(404, "No such article", e.what(), e.hint(), "similar");
  } catch (...) {
    const Error error = error_of(thrown, {});
    return problem(500, "The archive cannot be searched", error.what(), error.hint());
  }
}

}  // namespace dateline::searching
