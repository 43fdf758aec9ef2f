// SPDX-License-Identifier: GPL-2.0-or-later
// A message of an alert as mail (RFC 5322, MIME): text and HTML, in base64, so that nothing of an
// article stands in a header or breaks a line. Used by ways.h, which sends it.
#pragma once

#include <string>

#include "message.h"

namespace dateline::alerts {

/// A text for a header: as it is, or where it is not ASCII in encoded words (RFC 2047).
std::string header_text(const std::string& text);

/// The whole mail, with CRLF. `from` is the address of its sender.
std::string mail_of(const Message& message, const std::string& from, Timestamp now);

}  // namespace dateline::alerts
