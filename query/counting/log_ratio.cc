// SPDX-License-Identifier: GPL-2.0-or-later
#include "log_ratio.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dateline::searching {
namespace {

constexpr double kLevel = 0.95;

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by the
/// method of Lentz. It converges fast below the mean, where it is used.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300, kEnough = 1e-16;
  constexpr int kMost = 100'000;
  const auto not_zero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), result = d;
  for (int m = 1; m < kMost; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / not_zero(1 + even * d);
    c = not_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / not_zero(1 + odd * d);
    c = not_zero(1 + odd / c);
    result *= d * c;
    if (std::abs(d * c - 1) < kEnough * 4) break;
  }
  return result;
}

/// ln(x / (1 - x)) where the regularized incomplete beta function of (a, b) at x is exp(wanted), a
/// small probability: by Newton's method on its logarithm, which is concave in ln(x / (1 - x)).
double beta_quantile_logit(double a, double b, double wanted) {
  const double log_beta = std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
  double high = std::log(a / b), low = high - 1;
  const auto value = [&](double logit, double& slope) {
    const double x = 1 / (1 + std::exp(-logit));
    const double fraction = beta_fraction(a, b, x);
    slope = a / fraction;
    const double log_x = -std::log1p(std::exp(-logit)), log_rest = -std::log1p(std::exp(logit));
    return a * log_x + b * log_rest - log_beta - std::log(a) + std::log(fraction);
  };
  double slope = 0;
  while (value(low, slope) > wanted) low -= 2 * (high - low);
  double at = low;
  for (int i = 0; i < 200; ++i) {
    const double miss = value(at, slope) - wanted;
    (miss > 0 ? high : low) = at;
    double next = at - miss / slope;
    if (next <= low || next >= high) next = (low + high) / 2;
    if (std::abs(next - at) <= 1e-14 * std::max(1.0, std::abs(at))) return next;
    at = next;
  }
  return at;
}

}  // namespace

double log_ratio(std::uint64_t f1, std::uint64_t n1, std::uint64_t f2, std::uint64_t n2) {
  if (f2 == 0) return f1 == 0 ? 0 : std::numeric_limits<double>::infinity();
  return std::log2(static_cast<double>(f1) / static_cast<double>(n1)) -
         std::log2(static_cast<double>(f2) / static_cast<double>(n2));
}

double log_ratio_bound(std::uint64_t f1, std::uint64_t n1, std::uint64_t f2, std::uint64_t n2,
                       std::uint64_t words) {
  if (f1 == 0 || log_ratio(f1, n1, f2, n2) <= 0) return 0;
  const double wanted =
      std::log((1 - kLevel) / 2) - std::log(static_cast<double>(std::max<std::uint64_t>(words, 1)));
  const double logit =
      beta_quantile_logit(static_cast<double>(f1), static_cast<double>(f2) + 1, wanted);
  const double bound =
      logit / std::log(2.0) + std::log2(static_cast<double>(n2) / static_cast<double>(n1));
  return std::max(0.0, bound);
}

}  // namespace dateline::searching
