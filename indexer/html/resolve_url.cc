// SPDX-License-Identifier: GPL-2.0-or-later
#include "resolve_url.h"

#include <libxml/uri.h>

#include <memory>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using XmlText = std::unique_ptr<xmlChar, void (*)(xmlChar*)>;
XmlText owned(xmlChar* text) {
  return {text, [](xmlChar* t) { xmlFree(t); }};
}

/// Escapes blanks and letters beyond ASCII, which libxml2 does not allow in an address.
XmlText escaped(const std::string& url) {
  return owned(xmlURIEscapeStr(BAD_CAST url.c_str(), BAD_CAST "/?#=&;:%@!$'()*+,~[]"));
}

}  // namespace

std::string resolve_url(std::string_view address, std::string_view base) {
  const std::string relative(trim(address)), from(trim(base));
  const std::size_t scheme = relative.find(':');
  const bool absolute = scheme != std::string::npos && scheme < relative.find_first_of("/?#");
  if (relative.empty() || from.empty() || absolute) return relative;
  const XmlText built = owned(xmlBuildURI(escaped(relative).get(), escaped(from).get()));
  return built ? std::string(reinterpret_cast<const char*>(built.get())) : relative;
}

}  // namespace dateline::indexing
