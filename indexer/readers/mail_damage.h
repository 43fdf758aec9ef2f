// SPDX-License-Identifier: GPL-2.0-or-later
// What is missing of a message of mail: its end, or the end of a part that is encoded. GMime reads
// on and says nothing. Used by the readers of mail and of MHTML.
#pragma once

#include <gmime/gmime.h>

#include <string>

namespace dateline::indexing {

/// Whether the mark that ends the parts of the message is missing.
bool ends_early(GMimeMessage* message);

/// A clause about the base64 or quoted-printable text of a part: that it ends early, or holds
/// characters that it cannot hold. Empty where nothing is wrong.
std::string damage_of(GMimePart* part);

}  // namespace dateline::indexing
