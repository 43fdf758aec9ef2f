// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the files below the paths of a command line. Folders are walked in the byte order of names;
// links in them are followed only when asked for. Compressed files and archives (gz, xz, zst, bz2,
// zip, tar, also nested) are recognized by their content, not by their names. "-" is standard
// input. A path inside an archive is never used to open or write a file. Used by ingest and
// connectors.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/article_reader.h"

namespace dateline::indexing {

/// One readable input: a file, or a member of an archive.
struct Input {
  std::string name;           // "dir/file.jsonl", "dir/a.tar.gz!inside/b.md", "-"
  std::string format;         // the name of one of formats()
  std::uint64_t size = 0;     // bytes on disk of the file (of the archive, for a member)
  std::int64_t modified = 0;  // seconds since 1970 of that file
};

/// Receives the records of inputs and other events. All calls come from the thread that called
/// read_inputs().
class InputVisitor {
 public:
  virtual ~InputVisitor() = default;
  virtual void begin_input(const Input& input) = 0;
  /// The origin of the next article's text, if that was not UTF-8.
  virtual void origin(TextOrigin) {}
  virtual void article(Article&& article, std::uint64_t line) = 0;  // line: where it begins, or 0
  virtual void rejected(const Rejection& rejection) = 0;
  /// Called at the end of an input with the number of records that hold no articles.
  virtual void skipped(std::uint64_t) {}
  /// Called for a file in a folder or an archive that is not read, with its kind: "pdf", "link",
  /// "no ending".
  virtual void passed_over(const std::string& /*name*/, const std::string& /*kind*/) {}
  /// Called for a path named by the user that gave neither an article nor a rejection.
  virtual void yielded_nothing(const std::string& /*name*/) {}
  /// Called before article() with the name of a field that was too long and is cut.
  virtual void shortened(std::string_view /*field*/) {}
  /// Called at the end of an input for each unread key that holds a large part of its bytes.
  virtual void unread(const UnreadKey&) {}
  virtual void end_input() = 0;
  /// Called with the bytes read from disk so far, over all inputs. Compressed bytes count as they
  /// are.
  virtual void progress(std::uint64_t bytes_read) = 0;
  /// Called between records. Reading stops at once when it returns true.
  virtual bool stop() = 0;
};

/// Throws Error where none of the paths exists. One that is missing among others is rejected.
void check_paths(const std::vector<std::string>& paths);

/// The total size on disk of all files below `paths`, for progress. Standard input counts 0.
std::uint64_t input_bytes(const std::vector<std::string>& paths, bool follow_links = false);

/// Reads every article below `paths`. A file in a folder or an archive is read only if its content
/// or ending marks it as one of articles (with a forced format: if it is not binary). Hidden files
/// (".x") and READMEs are skipped. A file that the user named is read or is a Rejection. A path
/// that does not exist is an Error before anything is read. If an input breaks in the middle, its
/// rest is a Rejection, and reading continues with the next input.
void read_inputs(const std::vector<std::string>& paths, const ReadOptions& options,
                 InputVisitor& visitor);

/// Reads files that were found in `folders`. Files that no longer exist or are links by now are
/// passed over.
void read_found_files(const std::vector<std::string>& folders,
                      const std::vector<std::string>& files, const ReadOptions& options,
                      InputVisitor& visitor);

/// Reads an input from memory. Messages call it `name`; the ending of the name may decide its
/// format.
void read_input(const std::string& name, std::string_view bytes, const ReadOptions& options,
                InputVisitor& visitor);

}  // namespace dateline::indexing
