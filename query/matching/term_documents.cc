// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_documents.h"

#include <algorithm>
#include <utility>

namespace dateline::searching {
namespace {

/// Postings of a search that are kept for ranking: 16 MB.
constexpr std::size_t kMostKept = 2'000'000;

}  // namespace

/// Keeps those in `within`; returns them.
std::span<const Posting> TermDocuments::keep(std::span<const Posting> some, const DocSet* within) {
  const std::size_t needed = kept_end_ + some.size();
  if (kept_.size() < needed) kept_.resize(std::max(needed, 2 * kept_.size()));
  Posting* const out = kept_.data() + kept_end_;
  std::size_t count = some.size();
  if (within != nullptr)
    count = within->copy_members(some, out);
  else
    std::ranges::copy(some, out);
  kept_end_ += count;
  return {out, count};
}

DocSet TermDocuments::all(const DocSet* within) const {
  return within != nullptr ? *within : snapshot_.all_documents();
}

/// Looks up each document of `within` where those are few, else reads the list.
DocSet TermDocuments::with(const std::string& term, const DocSet* within,
                           std::optional<PostingRange>* kept) {
  DocSet result = snapshot_.no_documents();
  const double doc_freq = snapshot_.index().statistics(term).doc_freq;
  const auto most = static_cast<double>(within != nullptr ? within->count() : result.last());
  const bool few = within != nullptr && most * kReadPerFind <= doc_freq;
  const bool keeps =
      kept != nullptr && static_cast<double>(kept_end_) + std::min(most, doc_freq) <= kMostKept;
  const std::size_t begin = kept_end_;
  if (few) {
    Postings list(snapshot_.index(), term);
    for (std::uint32_t wanted = within->next(1); wanted <= within->last();) {
      const Posting* const found = list.find(wanted);
      if (found == nullptr) break;
      if (found->document == wanted) {
        if (keeps) keep({found, 1}, nullptr);
        result.insert(wanted++);
      } else {
        wanted = found->document;
      }
      wanted = within->next(wanted);
    }
  } else if (keeps) {
    deadline_.check_now();
    Postings list(snapshot_.index(), term);
    for (auto some = list.next(); !some.empty(); some = list.next())
      result.insert_all(keep(some, within));
  } else {
    add(term, result);
    if (within != nullptr) result &= *within;
  }
  if (keeps) kept->emplace(begin, kept_end_ - begin);
  return result;
}

PostingRange TermDocuments::replace_kept(std::size_t begin, const DocSet& documents,
                                         const std::vector<DocSet::Part>& parts,
                                         std::span<std::uint32_t> tfs) {
  std::vector<std::size_t> places{begin};
  for (const DocSet::Part& part : parts) places.push_back(places.back() + documents.count(part));
  SearchThreads::run(parts.size(), [&](std::size_t part) {
    std::size_t place = places[part];
    documents.for_each(parts[part], [&](std::uint32_t document) {
      kept_[place++] = {document, std::exchange(tfs[document], 0)};
    });
  });
  kept_end_ = places.back();
  return {begin, kept_end_ - begin};
}

void TermDocuments::add(const std::string& term, DocSet& documents) const {
  deadline_.check_now();
  Postings list(snapshot_.index(), term);
  for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
}

DocSet TermDocuments::with_any(const std::vector<std::string>& terms, const DocSet* within) {
  if (terms.size() == 1) return with(terms.front(), within);
  constexpr double kReadPerTerm = 2'000;  // postings, in the time that a term takes at least
  const unsigned parts =
      snapshot_.threads().parts(kReadPerTerm * static_cast<double>(terms.size()));
  std::vector<DocSet> found(parts, snapshot_.no_documents());
  SearchThreads::run(parts, [&](std::size_t part) {
    for (std::size_t i = part; i < terms.size(); i += parts) add(terms[i], found[part]);
  });
  DocSet result = std::move(found.front());
  for (std::size_t part = 1; part < parts; ++part) result |= found[part];
  if (within != nullptr) result &= *within;
  return result;
}

}  // namespace dateline::searching
