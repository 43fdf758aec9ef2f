// SPDX-License-Identifier: GPL-2.0-or-later
#include "reply.h"

#include "text/printable_text.h"
#include "visible_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFrameBytes = 600;  // of the line around the result
constexpr std::size_t kMostSentences = 8, kMostSentenceBytes = 400;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

Json tool_result(const Json& value) {
  return {{"content", Json::array({Json{{"type", "text"}, {"text", dump(value)}}})},
          {"structuredContent", value},
          {"isError", false}};
}

bool is_short_enough(const Json& answer) {
  return dump(tool_result(answer)).size() + kFrameBytes <= kMostAnswerBytes;
}

std::size_t shorten(Json& answer, const Json::json_pointer& list) {
  std::size_t dropped = 0;
  while (!answer[list].empty() && !is_short_enough(answer)) {
    answer[list].erase(answer[list].size() - 1);
    ++dropped;
  }
  return dropped;
}

Json untrusted(std::string_view text, std::size_t most) {
  const std::string plain = visible_text(text, most);
  return plain.empty() ? Json(nullptr) : Json(plain);
}

Json sentences(const std::vector<std::string>& sentences) {
  Json list = Json::array();
  for (const std::string& sentence : sentences)
    if (list.size() < kMostSentences) list.push_back(visible_text(sentence, kMostSentenceBytes));
  return list;
}

}  // namespace dateline::searching
