// SPDX-License-Identifier: GPL-2.0-or-later
// The formats of articles. A format is one row, a Format, at the end of its *_reader.cc; readers.h
// lists the rows. The commands, the ingest and the tests use the rows only. To add a format: a
// *_reader.cc with a row, its name in readers.h, and its fixtures in tests/readers and
// tests/fuzz/corpus.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "article_reader.h"

namespace dateline::indexing {

struct InputHead;

/// The evidence for a format, in ascending order.
enum class Evidence {
  none,
  possible,  // any text may have this format
  likely,    // the first lines look like this format
  named,     // the name has the format's ending; only a certain format beats it
  certain,   // the content proves it
};

struct Format {
  std::string_view name;                      // as on the command line (--format)
  std::string_view help;                      // one line
  std::array<std::string_view, 4> endings{};  // of its files, in lower case; unused ones are empty
  Evidence (*detect)(const InputHead& head) = nullptr;
  std::unique_ptr<ArticleReader> (*make)(ByteSource& bytes, const ReadOptions& options) = nullptr;
  std::string_view example;  // a whole input of one article or two; empty for files of bytes
};

/// All formats, sorted by name, without "auto".
std::span<const Format* const> formats();

/// The format of this name. Throws Error.
const Format& find_format(std::string_view name);

/// Makes the reader for the format of this name. `bytes` and `options` must outlive it. Throws
/// Error.
std::unique_ptr<ArticleReader> make_reader(std::string_view format, ByteSource& bytes,
                                           const ReadOptions& options);

/// The name of an input's format, by its first bytes (up to 64 KiB) and its name. Empty when it is
/// binary or of no known format.
std::string detect_format(std::string_view head, std::string_view name);

}  // namespace dateline::indexing
