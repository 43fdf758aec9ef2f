// SPDX-License-Identifier: GPL-2.0-or-later
// IssueFiles: the files of digitised issues on their way through a walk or an archive: a METS file,
// and the pages it names, which may come before it or after. Used by input_reader.cc, which hands
// them in and reads what comes out. Holds them in memory up to a bound; opens nothing but pages
// below the folder of a METS file that the user named.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>

#include "input_reader.h"
#include "readers/article_reader.h"

namespace dateline::indexing {

class IssueFiles {
 public:
  /// Reads one file, with what is beside it.
  using ReadFile =
      std::function<void(const Input& input, std::string_view content, const FileBeside& beside)>;

  /// `bound`: bytes that are held of several issues.
  IssueFiles(ReadFile read, std::size_t bound) : read_(std::move(read)), bound_(bound) {}

  /// Takes a METS file or a page. Reads others first where the bound is reached.
  void add(Input input, std::string content);
  /// Reads all: the METS files with their pages, then the pages no METS file named.
  void finish();

 private:
  struct File {
    Input input;
    std::string content;
    bool used = false;  // a METS file named it
  };

  void read_all_but(std::string_view folder);
  std::optional<std::string> beside(const Input& mets, const std::string& name);

  ReadFile read_;
  std::size_t bound_;
  std::list<File> files_;
  std::size_t bytes_ = 0;
};

}  // namespace dateline::indexing
