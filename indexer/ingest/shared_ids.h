// SPDX-License-Identifier: GPL-2.0-or-later
// Decides whether two articles with the same id are different articles, because two outlets may use
// the same numbers. Used by ingest.cc when an id is known already and the text differs. It looks
// nothing up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "article.h"

namespace dateline::indexing {

/// The parts of the known article that are compared.
struct IdHolder {
  std::string source, url, title;
  std::string input;      // the name of the input it came from
  std::string beginning;  // of its text: see beginning_of()
};

/// An address, a urn, a UUID or a Message-ID, which no other outlet uses.
bool is_unique_by_itself(std::string_view id);

/// As much of a text as is compared.
std::string beginning_of(const std::string& text);

/// Whether the outlets differ; if one is missing, the hosts of the addresses; if one of these is
/// missing too, the inputs and the texts. `input` is that of `article`.
bool is_of_another_source(const IdHolder& held, const Article& article, std::string_view input);

/// Whether the headlines differ and have fewer than two words in common; between two sources, no
/// more than half of the words of the shorter one.
bool is_another_headline(const IdHolder& held, const Article& article,
                         bool of_another_source = false);

/// "SOURCE/ID", with the outlet or else the host. Without both, an id with the name of the input,
/// and others with more and more of the folders it lies in: "5.json/5", "harbour/5.json/5".
std::vector<std::string> ids_within_source(const Article& article, std::string_view input);

}  // namespace dateline::indexing
