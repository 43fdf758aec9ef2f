// SPDX-License-Identifier: GPL-2.0-or-later
// Ids that two articles share although they are not versions of one: the numbers that an outlet
// gives its articles are given by the next outlet too. Used by the run in ingest.cc, only where an
// id is known already and the text differs. Decides, looks nothing up.
#pragma once

#include <string>
#include <string_view>

#include "article.h"

namespace dateline::indexing {

/// What is compared of an article whose id comes again.
struct IdHolder {
  std::string source, url, title;
};

/// An address, a urn, a UUID or a Message-ID: nobody else gives it to another article.
bool is_unique_by_itself(std::string_view id);

/// Their outlets differ, or where one names none, the hosts of their addresses.
bool is_of_another_source(const IdHolder& held, const Article& article);

/// Fewer than two words of the headlines are the same, and the headlines are not.
bool is_another_headline(const IdHolder& held, const Article& article);

/// "SOURCE/ID", of the outlet or else the host.
std::string id_within_source(const Article& article);

}  // namespace dateline::indexing
