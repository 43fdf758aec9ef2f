// SPDX-License-Identifier: GPL-2.0-or-later
// gzip for answers of HTTP, whole ones and streams.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "http_message.h"

namespace dateline::searching {

/// Compresses the body where that pays, and says so in the headers.
void compress(HttpAnswer& answer);

/// A stream that is compressed as it goes.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// What comes out for `bytes`; may be nothing yet. `last`: ends the stream.
  std::string add(std::string_view bytes, bool last);

 private:
  z_stream stream_{};
};

}  // namespace dateline::searching
