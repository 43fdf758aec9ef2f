// SPDX-License-Identifier: GPL-2.0-or-later
#include "isolated_parser.h"

#include <string>

#include "system/isolated_worker.h"

namespace dateline::indexing {
namespace {

std::string parse_request(std::string_view request) {
  const auto kind = static_cast<DocumentKind>(request.front());
  return pack(parse_document(kind, request.substr(1), DocumentLimits{}));
}

}  // namespace

Document parse_isolated(DocumentKind kind, std::string_view bytes) {
  static IsolatedWorker parser(parse_request);
  std::string request(1, static_cast<char>(kind));
  request.append(bytes);
  return unpack_document(parser.ask(request));
}

}  // namespace dateline::indexing
