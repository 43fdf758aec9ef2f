// SPDX-License-Identifier: GPL-2.0-or-later
// gzip for answers of HTTP, whole ones and streams. Used by exchange and api_export. Requests
// are never compressed.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "http_message.h"

namespace dateline::searching {

/// Compresses the body if that pays, and sets the headers.
void compress(HttpAnswer& answer);

/// Compresses a stream piece by piece.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  /// The compressed output for `bytes`; may be empty. `last` ends the stream.
  std::string add(std::string_view bytes, bool last);

 private:
  z_stream stream_{};
};

}  // namespace dateline::searching
