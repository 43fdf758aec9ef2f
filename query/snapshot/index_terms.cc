// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_terms.h"

#include <algorithm>

#include "error.h"
#include "index/glass_format.h"
#include "index_reader.h"
#include "index_segment_tables.h"

namespace dateline::searching {
namespace {

constexpr char kEscape = '\xff';  // behind a NUL of a term

/// Keys of terms begin here; those before are of lengths, values and other data.
constexpr std::string_view kFirstKey{"\0\xff", 2};

std::string key_of(std::string_view term) {
  std::string key;
  glass::append_escaped(key, term);
  return key < kFirstKey ? std::string(kFirstKey) : key;
}

/// The term of the key of a list's first chunk.
void unescape(std::string_view key, std::string& term) {
  term.clear();
  for (std::size_t i = 0; i < key.size(); ++i) {
    term += key[i];
    if (key[i] != '\0') continue;
    if (++i == key.size() || key[i] != kEscape)
      throw Error("the index is damaged: a list of postings has no beginning",
                  "run: dateline-indexer repair");
  }
}

}  // namespace

IndexTerms::IndexTerms(const IndexReader& index, std::string_view beginning)
    : index_(&index), beginning_(beginning) {
  const std::string key = key_of(beginning);
  for (const auto& segment : index.segments_) {
    Source source{TableCursor(segment->postlist), {}};
    if (read(source, source.cursor.find_first_from(key))) sources_.push_back(std::move(source));
  }
  gather();
}

/// The term at which a cursor stands. False where there is none, or none with the beginning.
bool IndexTerms::read(Source& source, bool found) const {
  if (!found) return false;
  unescape(source.cursor.key(), source.term);
  return source.term.starts_with(beginning_);
}

/// The first of the terms at which the segments stand.
void IndexTerms::gather() {
  in_all_ = 0;
  if (sources_.empty()) return;
  term_ = std::ranges::min_element(sources_, {}, &Source::term)->term;
  for (const Source& source : sources_)
    if (source.term == term_) in_all_ += glass::Decoder(source.cursor.tag()).uint32();
}

void IndexTerms::next() {
  std::string behind;  // the further chunks of the list
  glass::append_escaped(behind, term_);
  behind.append(kFirstKey);
  std::erase_if(sources_, [&](Source& source) {
    return source.term == term_ && !read(source, source.cursor.find_ahead(behind));
  });
  gather();
}

void IndexTerms::skip_to(std::string_view term) {
  const std::string key = key_of(term);
  std::erase_if(sources_, [&](Source& source) {
    return source.term < term && !read(source, source.cursor.find_ahead(key));
  });
  gather();
}

std::uint32_t IndexTerms::documents() const { return index_->living(term_, in_all_); }

}  // namespace dateline::searching
