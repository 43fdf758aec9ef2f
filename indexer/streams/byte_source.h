// SPDX-License-Identifier: GPL-2.0-or-later
// ByteSource: the interface of a stream of bytes. The streams implement it, the readers read from
// it.
#pragma once

#include <cstddef>

namespace dateline::indexing {

/// A file, a member of an archive, or standard input.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `size` bytes into `buffer`; 0 only at the end. Throws Error.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

}  // namespace dateline::indexing
