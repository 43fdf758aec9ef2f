// SPDX-License-Identifier: GPL-2.0-or-later
#include "value_codec.h"

#include <xapian.h>

#include <cmath>

namespace dateline {

std::string pack_number(std::int64_t number) {
  return Xapian::sortable_serialise(static_cast<double>(number));
}

std::int64_t unpack_number(std::string_view bytes) {
  return std::llround(Xapian::sortable_unserialise(std::string(bytes)));
}

}  // namespace dateline
