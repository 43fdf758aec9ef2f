// SPDX-License-Identifier: GPL-2.0-or-later
// Makes receipts of searches and checks them later: the same search again, on the archive as it is
// and, by its row, as it was. Every article that differs is named, with the reason.
#pragma once

#include <string_view>

#include "results/receipt.h"
#include "searcher.h"

namespace dateline::searching {

/// Whether an option of a search decides what is found besides the query. A receipt names those.
bool decides_what_is_found(std::string_view option);

/// `options`: those of the request that decide what is found, as they were given. Throws Error.
Receipt make_receipt(const SearchRequest& request, Receipt::Options options, bool with_ids,
                     Searcher& searcher);

/// `request`: what the receipt asks for, made by whoever knows the options; its query is replaced.
/// `present` is the archive as it is. Throws Error where the receipt is of another archive.
ReceiptCheck check_receipt(const Receipt& receipt, SearchRequest request, Searcher& present);

}  // namespace dateline::searching
