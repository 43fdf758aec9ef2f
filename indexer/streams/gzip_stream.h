// SPDX-License-Identifier: GPL-2.0-or-later
// GzipSource: gzip as a stream, member by member. It gives every byte before a break in the data,
// which libarchive does not. Also decodes the codings of HTTP bodies. Used by input_reader.cc and
// the reader of web archives. archive_stream.h reads archives of files.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive_stream.h"
#include "byte_source.h"

namespace dateline::indexing {

/// True when an input that begins with `head` is gzip.
bool is_gzip(std::string_view head);

/// The content of consecutive gzip members.
class GzipSource : public ByteSource {
 public:
  /// Both must outlive it.
  GzipSource(ByteSource& bytes, UnpackBudget& expansion);
  ~GzipSource() override;
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  /// Throws Error after the last good byte, when the data are broken or the file grows too much.
  std::size_t read(char* buffer, std::size_t size) override;

 private:
  bool begin_member();
  bool fill();

  ByteSource& bytes_;
  UnpackBudget& expansion_;
  z_stream stream_{};
  std::vector<char> packed_;
  bool in_member_ = false, started_ = false, ended_ = false;
  std::string problem_;
};

struct DecodedBody {
  std::string text;
  bool cut = false;  // its end is missing or broken
};

/// The body of an HTTP message without its transfer and content codings ("chunked", "gzip",
/// "deflate", "br", "zstd"; several by comma). A body that the crawler has already decoded is
/// returned unchanged, a cut one as far as it goes. Absent when it has more than `limit` bytes or a
/// coding is unknown.
std::optional<DecodedBody> decode_body(std::string_view body, std::string_view transfer,
                                       std::string_view content, std::size_t limit);

}  // namespace dateline::indexing
