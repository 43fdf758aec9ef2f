// SPDX-License-Identifier: GPL-2.0-or-later
// Coverage: days on which a source gave far fewer articles than it does on such days, so that
// missing collection is told from silence. Works on a series of counts a day. Used by --gaps and
// --panel of searches and by the calendar of status. It reads no archive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "article.h"

namespace dateline {

/// Days of a source with too few articles, one after the other.
struct CoverageGap {
  Timestamp begin = 0, end = 0;  // first second of the first day, and of the day after the last
  std::uint64_t found = 0;       // articles of those days
  double expected = 0;           // articles that such days usually have

  bool operator==(const CoverageGap&) const = default;
};

/// The gaps of a series: counts of consecutive days from `begin`, the first second of a day. The
/// expected count of a day is the median of the same weekday in the eight weeks before and after,
/// or the mean where that is small; long silences and gaps do not count there. A gap has less than
/// a quarter of what is expected, a probability below 1e-4, and two days at least, or one without
/// any article where five or more are usual. The probability allows for how unsteady the source is
/// (negative binomial). A silence that comes every year at the same time is none.
std::vector<CoverageGap> coverage_gaps(const std::vector<std::uint32_t>& counts, Timestamp begin);

/// The probability of at most `count` events where `expected` are usual and their variance is
/// `spread` times that: 1 = Poisson, more = negative binomial.
double low_tail(std::uint64_t count, double expected, double spread = 1);

/// A share and the bounds of its 95 % interval after Wilson (1927). `total` is not 0.
struct Share {
  double share = 0, low = 0, high = 0;
};
Share wilson_share(std::uint64_t count, std::uint64_t total);

}  // namespace dateline
