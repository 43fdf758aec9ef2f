// SPDX-License-Identifier: GPL-2.0-or-later
#include "stem_groups.h"

#include "index/stem_dictionary.h"
#include "text/ascii.h"

namespace dateline::indexing {

bool StemGroups::takes(std::string_view language) {
  return language != "en" && stemmer_.knows(language);
}

void StemGroups::add(std::string_view term, std::string_view language) {
  const bool has_prefix = term.empty() || is_ascii_upper(term.front());
  if (has_prefix || term.size() > kMostStemmedBytes || !may_inflect(term, language) ||
      fold_value(term) != term)
    return;
  words_[stem_key(language, stemmer_.stem(term, language))].push_back(term);
}

std::map<std::string, std::string> StemGroups::entries() const {
  std::map<std::string, std::string> entries;
  for (const auto& [key, words] : words_) entries.emplace(key, stem_tag(words));
  return entries;
}

}  // namespace dateline::indexing
