// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "presenter.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

/// "a, b or c".
std::string listed(const std::vector<std::string>& parts, const char* last) {
  std::string list;
  for (std::size_t i = 0; i < parts.size(); ++i)
    list += (i == 0                  ? ""
             : i + 1 == parts.size() ? fmt::format(" {} ", last)
                                     : std::string(", ")) +
            parts[i];
  return list;
}

}  // namespace

std::string misspelled(const Spelling& word) {
  std::string sentence =
      word.articles > 0
          ? fmt::format("\"{}\" is in {} only", word.word, counted(word.articles, "article"))
      : word.field.empty() ? fmt::format("\"{}\" is nowhere in the archive", word.word)
                           : fmt::format("the archive has no {} \"{}\"", word.field, word.word);
  if (!word.suggestions.empty())
    sentence += "; did you mean " + listed(word.suggestions, "or") + "?";
  return sentence;
}

std::vector<std::string> hints(const Results& results) {
  std::vector<std::string> out;
  if (!results.diagnosis) return out;
  const Diagnosis& diagnosis = *results.diagnosis;
  for (const Diagnosis::Spelling& word : diagnosis.spelling) out.push_back(misspelled(word));
  if (diagnosis.together) {
    out.push_back(fmt::format("no article matches {} {}",
                              diagnosis.empty_clauses.size() == 2 ? "both" : "all of",
                              listed(diagnosis.empty_clauses, "and")));
  } else {
    for (const std::string& clause : diagnosis.empty_clauses) {
      const bool told = std::ranges::find(diagnosis.spelling, clause, &Diagnosis::Spelling::word) !=
                        diagnosis.spelling.end();
      if (!told && clause != results.canonical)
        out.push_back(fmt::format("no article matches {}", clause));
    }
  }
  for (const Diagnosis::Try& one : diagnosis.tries) {
    const std::string total =
        fmt::format("{} {}", grouped(one.total), plural(one.total, "article"));
    out.push_back(one.query == results.canonical
                      ? fmt::format("{}: {}", one.change, total)
                      : fmt::format("try {}: {} ({})", one.query, total, one.change));
  }
  return out;
}

}  // namespace dateline::searching
