// SPDX-License-Identifier: GPL-2.0-or-later
// How much more often a word is in one set of texts than in another: the ratio of its shares as a
// logarithm to the base 2, and the conservative bound of that. Numbers in, numbers out.
//
// The bound is LRC (Evert, "Measuring keyness", 2022): the lower end of the exact confidence
// interval of Clopper and Pearson for the share of the first set in all that have the word, of
// level 95 % after Bonferroni's correction for so many words that were compared. R's
// corpora::keyness(f1, n1, f2, n2) computes the same.
#pragma once

#include <cstdint>

namespace dateline::searching {

/// `f1` of `n1` texts have the word, and `f2` of `n2` others. Neither number of texts is 0.
/// Infinite where none of the others has it.
double log_ratio(std::uint64_t f1, std::uint64_t n1, std::uint64_t f2, std::uint64_t n2);

/// LRC, and 0 where the word is not more frequent in the first, or may not be. `words`: compared.
double log_ratio_bound(std::uint64_t f1, std::uint64_t n1, std::uint64_t f2, std::uint64_t n2,
                       std::uint64_t words);

}  // namespace dateline::searching
