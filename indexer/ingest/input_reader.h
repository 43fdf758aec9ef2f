// SPDX-License-Identifier: GPL-2.0-or-later
// Inputs: the files behind the paths of a command line. Folders are walked in byte order of
// their names, compressed files and archives (gz, xz, zst, bz2, zip, tar; an archive in an archive
// too) are opened by what they hold, not by their names, "-" is standard input. No path inside an
// archive is ever used to open or write a file.
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

/// What goes on while inputs are read. Every call comes from the thread that called read_inputs.
class InputVisitor {
 public:
  virtual ~InputVisitor() = default;
  virtual void begin_input(const Input& input) = 0;
  /// How the text of the article that comes next came to be UTF-8, where it was not.
  virtual void origin(TextOrigin) {}
  virtual void article(Article&& article, std::uint64_t line) = 0;  // line: where it begins, or 0
  virtual void rejected(const Rejection& rejection) = 0;
  /// Called at the end of an input: how many of its records are of kinds that hold no articles.
  virtual void skipped(std::uint64_t) {}
  /// A file in a folder or an archive that is not read, and its kind: "pdf", "link", "no ending".
  virtual void passed_over(const std::string& /*name*/, const std::string& /*kind*/) {}
  /// A path that the user named, in which there was neither an article nor a rejection.
  virtual void yielded_nothing(const std::string& /*name*/) {}
  /// Called at the end of an input for each key that was not read and holds a large part of it.
  virtual void unread(const UnreadKey&) {}
  virtual void end_input() = 0;
  /// Bytes taken from disk so far, over all inputs (compressed bytes count as they lie there).
  virtual void progress(std::uint64_t bytes_read) = 0;
  /// Asked between records: true stops the reading at once.
  virtual bool stop() = 0;
};

/// Total size on disk of what `paths` name, for progress; standard input counts 0.
std::uint64_t input_bytes(const std::vector<std::string>& paths);

/// Reads every article below `paths`. In a folder or an archive only files are read whose content
/// or ending says that they hold articles (with a forced format: all that are not binary); hidden
/// ones (".x") and READMEs are skipped. A path that the user named itself is read, or is a
/// Rejection. A path that does not exist is an Error before anything is read. An input that breaks
/// in the middle is a Rejection of what is left of it, and the next one goes on.
void read_inputs(const std::vector<std::string>& paths, const ReadOptions& options,
                 InputVisitor& visitor);

/// Reads files that a walk through a folder found. Files that are gone are skipped.
void read_found_files(const std::vector<std::string>& files, const ReadOptions& options,
                      InputVisitor& visitor);

/// Reads an input from memory. Messages call it `name`; the ending of the name may decide its
/// format.
void read_input(const std::string& name, std::string_view bytes, const ReadOptions& options,
                InputVisitor& visitor);

}  // namespace dateline::indexing
