// SPDX-License-Identifier: GPL-2.0-or-later
// ArticleVersions and ArticleDiff: what --versions and --diff print, in text or JSON. The searcher
// fills them. They hold no text that a source has withheld, unless that is asked for.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "presenter.h"
#include "text/word_diff.h"

namespace dateline::searching {

struct ArticleVersion {
  std::size_t number = 0;  // from 1, oldest first, of those the archive holds
  std::uint32_t row = 0;
  Timestamp added = 0;                // to the archive
  std::optional<Timestamp> replaced;  // by the next one
  std::string status;                 // "usable", "withheld" or "cancelled"
  std::uint64_t source_version = 0;   // as the source numbers them; 0: it does not
  std::uint32_t words = 0;
  std::string hash;
  std::optional<std::string> title;  // nothing: withheld
  std::vector<std::string> changed;  // "title", "body", "date", "other" since the one before
  EditSize edit;                     // since the one before
};

struct ArticleVersions {
  std::string id;
  std::vector<ArticleVersion> versions;
  std::optional<Timestamp> withheld_since;  // the last one is not usable
  ArchiveState archive;
};

/// The texts of two versions, word by word. The parts point into the texts.
struct ArticleDiff {
  struct Text {
    std::string field;  // "title" or "body"
    std::string before, after;
    std::vector<DiffPart> parts;
  };
  std::string id;
  ArticleVersion from, to;
  std::vector<Text> texts;
  ArchiveState archive;
};

/// As text or JSON.
void present(std::ostream& out, const ArticleVersions& versions, const PresentOptions& options);
void present(std::ostream& out, const ArticleDiff& diff, const PresentOptions& options);

}  // namespace dateline::searching
