// SPDX-License-Identifier: GPL-2.0-or-later
#include "near_duplicates.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "catalog/catalog.h"
#include "index/value_codec.h"
#include "schema.h"
#include "snapshot.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

/// Disjoint sets of documents; the lowest document identifies its set.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// The bytes of a fingerprint are dealt into one group less than near copies have bytes in common.
// So two of these are in one group, and only fingerprints that agree in two bytes of a group are
// compared. No pair is missed (as Manku, Jain and Das Sarma do with blocks of bits: Detecting
// near-duplicates for web crawling, WWW 2007).
constexpr std::size_t kGroups = kNearCopyBytes - 1;

using Places = std::pair<std::size_t, std::size_t>;  // of two bytes in a fingerprint

/// The pairs of bytes that are in one group.
std::vector<Places> pairs_of_bytes() {
  std::vector<Places> pairs;
  for (std::size_t first = 0; first < schema::kFingerprintBytes; ++first)
    for (std::size_t second = first + kGroups; second < schema::kFingerprintBytes;
         second += kGroups)
      pairs.emplace_back(first, second);
  return pairs;
}

std::size_t two_bytes(const Fingerprint& fingerprint, const Places& places) {
  return static_cast<std::size_t>(fingerprint[places.first] << 8 | fingerprint[places.second]);
}

/// Compares eight bytes at a time: a byte of the difference is 0 where its high bit stays 0.
std::size_t equal_bytes(const Fingerprint& a, const Fingerprint& b) {
  constexpr std::uint64_t kLow = 0x7f7f7f7f7f7f7f7f, kOnes = 0x0101010101010101;
  std::uint64_t equal = 0;  // in each byte, of one byte of eight
  for (std::size_t i = 0; i < a.size(); i += sizeof(std::uint64_t)) {
    std::uint64_t x = 0, y = 0;
    std::memcpy(&x, a.data() + i, sizeof x);
    std::memcpy(&y, b.data() + i, sizeof y);
    const std::uint64_t differs = x ^ y;
    equal += ~(((differs & kLow) + kLow) | differs | kLow) >> 7;
  }
  return equal * kOnes >> 56;
}

/// Fingerprints that agree in two bytes, side by side.
class Buckets {
 public:
  Buckets(const std::vector<Fingerprint>& fingerprints, const Places& places)
      : ends_(1 << 16), places_(fingerprints.size()), fingerprints_(fingerprints.size()) {
    for (const Fingerprint& f : fingerprints) ++ends_[two_bytes(f, places)];
    std::exclusive_scan(ends_.begin(), ends_.end(), ends_.begin(), std::uint32_t{0});
    for (std::uint32_t place = 0; place < fingerprints.size(); ++place) {
      const std::uint32_t at = ends_[two_bytes(fingerprints[place], places)]++;
      places_[at] = place;
      fingerprints_[at] = fingerprints[place];
    }
  }
  /// Marks those that are near to another of their bucket.
  void mark(std::vector<bool>& marked) {
    for (std::uint32_t begin = 0; const std::uint32_t end : ends_) {
      if (end - begin > 1) mark(begin, end, marked);
      begin = end;
    }
  }

 private:
  bool near(std::uint32_t a, std::uint32_t b) const {
    return equal_bytes(fingerprints_[a], fingerprints_[b]) >= kNearCopyBytes;
  }
  /// Two that are marked are not compared: there may be very many copies of one text.
  void mark(std::uint32_t begin, std::uint32_t end, std::vector<bool>& marked) {
    open_.clear();
    known_.clear();
    for (std::uint32_t i = begin; i < end; ++i) (marked[places_[i]] ? known_ : open_).push_back(i);
    const auto set = [&](std::uint32_t i) {
      marked[places_[i]] = true;
      known_.push_back(i);
    };
    while (!open_.empty()) {
      const std::uint32_t i = open_.back();
      open_.pop_back();
      const bool found = std::erase_if(open_, [&](std::uint32_t j) {
                           if (!near(i, j)) return false;
                           set(j);
                           return true;
                         }) != 0;
      if (found || std::ranges::any_of(known_, [&](std::uint32_t j) { return near(i, j); })) set(i);
    }
  }

  std::vector<std::uint32_t> ends_;    // of the buckets
  std::vector<std::uint32_t> places_;  // where each was
  std::vector<Fingerprint> fingerprints_;
  std::vector<std::uint32_t> open_, known_;
};

/// A pair of near copies, by their places among the documents.
struct NearPair {
  std::size_t equal = 0;
  std::uint32_t a = 0, b = 0;
  auto operator<=>(const NearPair&) const = default;
};

/// Adds the near copies among those that agree in two bytes.
void add_near(const std::vector<FingerprintedDocument>& documents, const Places& places,
              std::vector<NearPair>& pairs) {
  std::vector<std::pair<std::size_t, std::uint32_t>> keys;  // and their places in `documents`
  for (std::uint32_t i = 0; i < documents.size(); ++i)
    keys.emplace_back(two_bytes(documents[i].fingerprint, places), i);
  std::ranges::sort(keys);
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size() && keys[j].first == keys[i].first; ++j) {
      const FingerprintedDocument &a = documents[keys[i].second], &b = documents[keys[j].second];
      const std::size_t equal = equal_bytes(a.fingerprint, b.fingerprint);
      if (equal >= kNearCopyBytes && are_one_report(a, b))
        pairs.push_back({equal, keys[i].second, keys[j].second});
    }
}

/// How much of a sample is surely not in the text of another: of those hashes that would be in its
/// sample too.
double share_missing(const std::vector<std::uint16_t>& sample,
                     const std::vector<std::uint16_t>& other) {
  std::size_t asked = 0, missing = 0;
  const bool whole = other.size() < schema::kMostFacts;
  for (const std::uint16_t fact : sample) {
    if (!whole && fact > other.back()) break;
    ++asked;
    missing += !std::ranges::binary_search(other, fact);
  }
  return asked == 0 ? 0 : static_cast<double>(missing) / static_cast<double>(asked);
}

/// Whether each of two samples has what the other lacks, by more than that share.
bool differ(const std::vector<std::uint16_t>& a, const std::vector<std::uint16_t>& b,
            double share) {
  return std::min(share_missing(a, b), share_missing(b, a)) > share;
}

/// Of a group that two stories would make, the pairs that are compared.
constexpr std::size_t kMostCompared = 16;

/// Joins the pairs, the likest first, unless that brought articles together that facts tell apart.
void join_pairs(const std::vector<FingerprintedDocument>& documents, std::vector<NearPair> pairs,
                UnionFind& sets) {
  std::ranges::sort(pairs, std::greater<>());
  const auto repeated = std::ranges::unique(pairs);
  pairs.erase(repeated.begin(), repeated.end());
  std::map<std::uint32_t, std::vector<std::uint32_t>> members;  // by lowest document
  const auto members_of = [&](std::uint32_t place) -> std::vector<std::uint32_t>& {
    std::vector<std::uint32_t>& own = members[sets.find(documents[place].document)];
    if (own.empty()) own.push_back(place);
    return own;
  };
  for (const NearPair& pair : pairs) {
    if (sets.find(documents[pair.a].document) == sets.find(documents[pair.b].document)) continue;
    std::vector<std::uint32_t> one = members_of(pair.a), other = members_of(pair.b);
    bool same = true;
    for (std::size_t i = 0; i < std::min(one.size(), kMostCompared) && same; ++i)
      for (std::size_t j = 0; j < std::min(other.size(), kMostCompared) && same; ++j)
        same = are_one_report(documents[one[i]], documents[other[j]]);
    if (!same) continue;
    sets.join(documents[pair.a].document, documents[pair.b].document);
    one.insert(one.end(), other.begin(), other.end());
    members[sets.find(documents[pair.a].document)] = std::move(one);
  }
}

std::vector<std::uint16_t> read_sample(std::string_view bytes) {
  std::vector<std::uint16_t> sample;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    sample.push_back(static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[i]) << 8 |
                                                static_cast<unsigned char>(bytes[i + 1])));
  return sample;
}

/// Those that have near ones, ascending.
std::vector<FingerprintedDocument> read_fingerprints(const IndexReader& index) {
  std::vector<std::uint32_t> numbers;
  std::vector<Fingerprint> fingerprints;
  index.values(schema::kFingerprintSlot, [&](std::uint32_t document, std::string_view bytes) {
    numbers.push_back(document);
    Fingerprint& f = fingerprints.emplace_back();
    std::copy_n(bytes.begin(), std::min(bytes.size(), f.size()), f.begin());
  });
  const std::vector<bool> near = have_near_ones(fingerprints);
  std::vector<FingerprintedDocument> documents;
  for (std::size_t i = 0; i < near.size(); ++i)
    if (near[i]) documents.push_back({fingerprints[i], numbers[i]});
  return documents;
}

/// Those that have near ones, with their facts.
std::vector<FingerprintedDocument> read_near_ones(const IndexReader& index) {
  std::vector<FingerprintedDocument> documents = read_fingerprints(index);
  const auto facts_of = [&](std::uint32_t document) -> Facts* {
    const auto at =
        std::ranges::lower_bound(documents, document, {}, &FingerprintedDocument::document);
    return at != documents.end() && at->document == document ? &at->facts : nullptr;
  };
  index.values(schema::kFactsSlot, [&](std::uint32_t document, std::string_view bytes) {
    Facts* const facts = facts_of(document);
    if (facts == nullptr || bytes.empty()) return;
    const std::size_t figures = 2 * std::size_t{static_cast<unsigned char>(bytes[0])};
    facts->figures = read_sample(bytes.substr(1, figures));
    if (bytes.size() > figures) facts->names = read_sample(bytes.substr(1 + figures));
  });
  const int date = schema::field(schema::FieldId::date).slot;
  index.values(static_cast<std::uint32_t>(date),
               [&](std::uint32_t document, std::string_view bytes) {
                 if (Facts* const facts = facts_of(document))
                   facts->published = unpack_number(bytes);
               });
  return documents;
}

}  // namespace

bool are_one_report(const FingerprintedDocument& a, const FingerprintedDocument& b) {
  constexpr std::int64_t kLatest = 2 * 86'400;
  constexpr std::size_t kSurelyNear = 16;  // bytes
  constexpr double kOtherFigures = 0.16, kOtherNames = 0.25;
  constexpr double kFewFigures = 0.08, kFewNames = 0.1;  // of those that are hardly near
  // The same words and many facts, all the same: a report that comes each week has other figures.
  if (a.fingerprint == b.fingerprint && a.facts.figures == b.facts.figures &&
      a.facts.names == b.facts.names &&
      a.facts.figures.size() + a.facts.names.size() >= schema::kMostFacts)
    return true;
  if (a.facts.published && b.facts.published &&
      std::abs(*a.facts.published - *b.facts.published) > kLatest)
    return false;
  const std::size_t equal = equal_bytes(a.fingerprint, b.fingerprint);
  const bool hardly = equal >= kNearCopyBytes && equal < kSurelyNear;
  return !differ(a.facts.figures, b.facts.figures, hardly ? kFewFigures : kOtherFigures) &&
         !differ(a.facts.names, b.facts.names, hardly ? kFewNames : kOtherNames);
}

std::vector<bool> have_near_ones(const std::vector<Fingerprint>& fingerprints) {
  std::vector<bool> near(fingerprints.size());
  for (const Places& places : pairs_of_bytes()) Buckets(fingerprints, places).mark(near);
  return near;
}

NearDuplicates::NearDuplicates(std::vector<FingerprintedDocument> documents, std::uint32_t last)
    : lowest_(std::size_t{last} + 1), sizes_(std::size_t{last} + 1) {
  std::ranges::sort(documents, {},
                    [](const auto& d) { return std::pair(d.fingerprint, d.document); });
  UnionFind sets(lowest_.size());
  std::vector<FingerprintedDocument> different;
  for (const FingerprintedDocument& d : documents) {
    const FingerprintedDocument* const before = different.empty() ? nullptr : &different.back();
    if (before != nullptr && before->fingerprint == d.fingerprint && are_one_report(*before, d) &&
        before->facts.figures == d.facts.figures && before->facts.names == d.facts.names)
      sets.join(before->document, d.document);
    else
      different.push_back(d);
  }
  std::vector<NearPair> pairs;
  for (const Places& places : pairs_of_bytes()) add_near(different, places, pairs);
  join_pairs(different, std::move(pairs), sets);
  for (std::uint32_t document = 0; document <= last; ++document)
    ++sizes_[lowest_[document] = sets.find(document)];
}

NearDuplicates::NearDuplicates(const IndexReader& index, std::uint32_t last)
    : NearDuplicates(read_near_ones(index), last) {}

DocSet NearDuplicates::same_story(std::uint32_t document) const {
  const auto last = static_cast<std::uint32_t>(lowest_.size() - 1);
  DocSet result(last);
  if (copies(document) == 1) {
    result.insert(document);
    return result;
  }
  for (std::uint32_t other = story(document); other <= last; ++other)
    if (story(other) == story(document)) result.insert(other);
  return result;
}

std::size_t NearDuplicates::count(const DocSet& documents) const {
  DocSet stories(documents.last());
  documents.for_each([&](std::uint32_t document) { stories.insert(story(document)); });
  return stories.count();
}

std::vector<NearDuplicates::First> NearDuplicates::first_of_each(
    const std::vector<std::uint32_t>& ranked, const DocSet& found) const {
  std::vector<std::uint32_t> copies(lowest_.size());  // by story; 0 once the story has its first
  found.for_each([&](std::uint32_t document) { ++copies[story(document)]; });
  std::vector<First> firsts;
  for (std::size_t place = 0; place < ranked.size(); ++place)
    if (const std::uint32_t n = std::exchange(copies[story(ranked[place])], 0); n != 0)
      firsts.push_back({place, n});
  return firsts;
}

DocSet match_story(const std::string& id, Snapshot& snapshot) {
  DocSet result = snapshot.no_documents();
  for (const std::uint32_t holder : snapshot.archives().documents_of(id))
    result |= snapshot.near_duplicates().same_story(holder);
  return result;
}

namespace {

/// The bounds of "20%", ">20%", ">=20" or "20..40%", in parts of one; `above`: the lower one is
/// not among them.
struct ShareBounds {
  double low = 0, high = 1;
  bool above = false, below = false;
  bool hold(double share) const {
    return (above ? share > low : share >= low) && (below ? share < high : share <= high);
  }
};

std::optional<double> percentage(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0 ||
      number > 100)
    return std::nullopt;
  return number / 100;
}

std::optional<ShareBounds> share_bounds(std::string_view text) {
  ShareBounds bounds;
  const bool more = text.starts_with('>'), less = text.starts_with('<');
  if (more || less) {
    text.remove_prefix(1);
    (more ? bounds.above : bounds.below) = !text.starts_with('=');
    if (text.starts_with('=')) text.remove_prefix(1);
  }
  const std::size_t dots = more || less ? std::string_view::npos : text.find("..");
  const std::optional<double> first = percentage(text.substr(0, dots));
  const std::optional<double> last =
      dots == std::string_view::npos ? first : percentage(text.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  if (!less) bounds.low = *first;
  if (!more) bounds.high = *last;
  return bounds;
}

}  // namespace

DocSet match_changed(const std::string& what, Snapshot& snapshot,
                     const std::function<void()>& check_time) {
  const std::string wanted = fold_value(what);
  const std::optional<ShareBounds> bounds = share_bounds(what);
  const bool negative = wanted == "no";
  DocSet result = snapshot.no_documents();
  if (bounds || wanted == "correction") {
    for (const DocumentEdits& edits : snapshot.edits(check_time))
      if (bounds ? bounds->hold(edits.share) : edits.correction) result.insert(edits.document);
  } else {
    snapshot.archives().for_each_changed([&](std::uint32_t document, const Change& change) {
      const bool counts = wanted == "yes" || negative || (wanted == "title" && change.title) ||
                          (wanted == "body" && change.body) || (wanted == "date" && change.date);
      if (counts) result.insert(document);
    });
  }
  DocSet all = snapshot.all_documents();  // earlier versions are not among them
  if (negative) return all -= result;
  return all &= result;
}

DocSet match_copies(std::optional<std::int64_t> from, std::optional<std::int64_t> to,
                    Snapshot& snapshot) {
  const NearDuplicates& stories = snapshot.near_duplicates();
  const DocSet all = snapshot.all_documents();
  DocSet result = snapshot.no_documents();
  all.for_each([&](std::uint32_t document) {
    const std::int64_t copies = stories.copies(document);
    if ((!from || copies >= *from) && (!to || copies < *to)) result.insert(document);
  });
  return result;
}

}  // namespace dateline::searching
