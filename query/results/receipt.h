// SPDX-License-Identifier: GPL-2.0-or-later
// Receipt: what was searched and what was found, so that a paper can cite it and anyone can check
// it later (RDA, Data Citation of Evolving Data). It holds no texts, and ids only on demand. Made
// and checked by search/receipts.h; here it is a file, and the outcome of a check is text or JSON.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "presenter.h"

namespace dateline::searching {

struct Receipt {
  struct Article {
    std::string id, hash;
  };
  using Options = std::vector<std::pair<std::string, std::vector<std::string>>>;

  std::string query, dialect;       // as they were given
  std::string canonical, resolved;  // as understood; with saved queries and groups in their places
  Options options;                  // filters and what else decides what is found, as given
  Timestamp now = 0;                // relative dates count from it
  std::string as_of;                // "row:N" of a search of the past
  ArchiveState archive;
  // By language, which dictionary decided the forms of its words; empty: none, though one could.
  // Not in receipts of earlier versions.
  std::map<std::string, std::string> dictionaries;
  std::uint64_t gone = 0;  // versions up to the archive's row that it held no more
  std::string first_day, last_day;
  std::uint64_t total = 0;
  std::string ids_sha256;       // of the ids, sorted by their bytes, a line feed behind each
  std::string versions_sha256;  // of id, tab, content hash, line feed
  std::vector<Facet> facets;
  bool with_ids = false;
  std::vector<Article> articles;  // by id
};

/// Throws Error where it is none, or one of a later form.
Receipt read_receipt(std::string_view json, std::string_view name);
std::string to_json(const Receipt& receipt);
/// A sentence for a footnote.
std::string citation_of(const Receipt& receipt);

/// How the archive answers now, compared with a receipt.
struct ReceiptCheck {
  struct Difference {
    char sign = '~';  // '+' found now only, '-' found then only, '~' found in another version
    std::string id;
    std::string why;
  };
  bool same = true;
  std::vector<Difference> differences;  // by sign, then by id
  std::uint64_t unnamed = 0;            // found then, and no more in the archive to be named
  std::vector<std::string> remarks;     // one sentence each
  std::uint64_t total_then = 0, total_now = 0;
  ArchiveState archive;
};

/// As text or JSON.
void present(std::ostream& out, const ReceiptCheck& check, const PresentOptions& options);

}  // namespace dateline::searching
