// SPDX-License-Identifier: GPL-2.0-or-later
// Completion: how a word that has been begun may go on, and headlines with the words typed so far.
// For the shell (--complete) and for a search box that asks on every key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "deadline.h"
#include "snapshot.h"

namespace dateline {

struct Completions {
  struct Words {
    std::string text;            // what was typed with its last word completed
    std::uint64_t articles = 0;  // that have all of its words
  };
  struct Headline {
    std::string title;
    std::string id;              // of the newest article with it
    std::uint64_t articles = 0;  // of those looked at that have it
  };
  std::string prefix;
  std::vector<Words> words;         // most articles first
  std::vector<Headline> headlines;  // those that begin so first, then newest in the archive first
  double took_ms = 0;
};

/// At most `count` of each. Case and accents aside; words come with the accents they mostly have.
/// Headlines are found among the last 50 articles added that have the words.
Completions complete(std::string_view prefix, std::size_t count, Snapshot& snapshot,
                     Deadline& deadline);

}  // namespace dateline
