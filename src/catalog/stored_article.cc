// SPDX-License-Identifier: GPL-2.0-or-later
#include "stored_article.h"

#include <xxhash.h>

#include <cstring>
#include <utility>
#include <vector>

namespace dateline {
namespace {

/// The numbers of fields that tables of before do not have, and whether a row has any of them.
std::pair<bool, std::vector<std::int64_t>> later_fields(const StoredArticle& a) {
  const Article& article = a.article;
  std::vector<std::int64_t> numbers{
      article.ocr_confidence.value_or(-1), article.utc_offset.has_value(),
      article.utc_offset.value_or(0),      a.input,
      static_cast<std::int64_t>(a.line),   a.run};
  for (const NameCode& topic : a.topics) numbers.push_back(topic.code);
  const bool has_any = article.ocr_confidence || article.utc_offset || a.input != 0 ||
                       a.line != 0 || a.run != 0 || !a.topics.empty() || !article.page.empty() ||
                       !article.edition.empty();
  return {has_any, std::move(numbers)};
}

}  // namespace

std::int64_t row_sum(const StoredArticle& a) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  const auto add_text = [state](std::string_view text) {
    const std::uint64_t length = text.size();
    XXH3_64bits_update(state, &length, sizeof length);
    XXH3_64bits_update(state, text.data(), text.size());
  };
  for (const std::string* s :
       {&a.article.id, &a.article.title, &a.article.language, &a.article.url, &a.article.date_text,
        &a.article.country, &a.article.type, &a.packed_body})
    add_text(*s);
  const std::int64_t numbers[] = {a.row,
                                  a.replaces,
                                  a.source.code,
                                  a.section.code,
                                  a.author.code,
                                  a.article.published.has_value(),
                                  a.article.published.value_or(0),
                                  a.words,
                                  a.first_seen,
                                  a.added};
  XXH3_64bits_update(state, numbers, sizeof numbers);
  XXH3_64bits_update(state, a.hash.data(), a.hash.size());
  // Added only if there is a value, so that older sums stay valid.
  if (a.article.version != 0 || a.article.status != Status::usable) {
    const std::uint64_t later[] = {a.article.version, static_cast<std::uint64_t>(a.article.status)};
    XXH3_64bits_update(state, later, sizeof later);
  }
  if (const auto [has_any, later] = later_fields(a); has_any) {
    XXH3_64bits_update(state, later.data(), later.size() * sizeof later[0]);
    for (const std::string* s : {&a.article.page, &a.article.edition}) add_text(*s);
  }
  const XXH64_hash_t sum = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return static_cast<std::int64_t>(sum);
}

ContentHash content_hash(const Article& article) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  const auto add = [state](const void* data, std::size_t size) {
    const std::uint64_t length = size;  // with its length, so that no two fields run together
    XXH3_128bits_update(state, &length, sizeof length);
    XXH3_128bits_update(state, data, size);
  };
  for (const std::string* s :
       {&article.title, &article.body, &article.source, &article.url, &article.section,
        &article.author, &article.language, &article.date_text})
    add(s->data(), s->size());
  if (article.published) add(&*article.published, sizeof *article.published);
  // Later fields are added only if they have a value, so that older hashes stay valid.
  if (!article.country.empty() || !article.type.empty())
    for (const std::string* s : {&article.country, &article.type}) add(s->data(), s->size());
  if (article.version != 0 || article.status != Status::usable) {
    const std::uint64_t later[] = {article.version, static_cast<std::uint64_t>(article.status)};
    add(later, sizeof later);
  }
  if (!article.topics.empty() || !article.page.empty() || !article.edition.empty() ||
      article.ocr_confidence) {
    for (const std::string& topic : article.topics) add(topic.data(), topic.size());
    for (const std::string* s : {&article.page, &article.edition}) add(s->data(), s->size());
    const int confidence = article.ocr_confidence.value_or(-1);
    add(&confidence, sizeof confidence);
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
  XXH3_freeState(state);
  ContentHash hash;
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

}  // namespace dateline
