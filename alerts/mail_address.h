// SPDX-License-Identifier: GPL-2.0-or-later
// Checks addresses of mail before they are kept. mail.h puts them in headers.
#pragma once

#include <string>

namespace dateline::alerts {

/// Throws Error where that is no single address of mail, such as could be put in a header.
void check_address(const std::string& address);

}  // namespace dateline::alerts
