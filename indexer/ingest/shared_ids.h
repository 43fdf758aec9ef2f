// SPDX-License-Identifier: GPL-2.0-or-later
// Decides whether two articles with the same id are different articles, because two outlets may use
// the same numbers. Used by ingest.cc when an id is known already and the text differs. It looks
// nothing up.
#pragma once

#include <string>
#include <string_view>

#include "article.h"

namespace dateline::indexing {

/// The parts of the known article that are compared.
struct IdHolder {
  std::string source, url, title;
};

/// An address, a urn, a UUID or a Message-ID, which no other outlet uses.
bool is_unique_by_itself(std::string_view id);

/// Whether the outlets differ, or, if one is missing, the hosts of the addresses.
bool is_of_another_source(const IdHolder& held, const Article& article);

/// Whether the headlines differ and have fewer than two words in common; between two sources, no
/// more than half of the words of the shorter one.
bool is_another_headline(const IdHolder& held, const Article& article,
                         bool of_another_source = false);

/// "SOURCE/ID", with the outlet or else the host.
std::string id_within_source(const Article& article);

}  // namespace dateline::indexing
