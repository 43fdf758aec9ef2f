// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_help.h"

#include <fmt/format.h>

namespace dateline::searching {
namespace {

// clang-format off
constexpr HelpRow kRows[] = {
    {"", "WORDS (any inflection, case and accents aside)"},
    {"oil pipeline", "both words; also AND, &, +oil +pipeline"},
    {"oil OR gas", "either; also |, (oil, gas)"},
    {"oil -gas", "without; also NOT, AND NOT"},
    {"(oil OR gas) opec", "a group; AND binds tighter than OR"},
    {"=elections", "this form, letters and accents, only"},
    {"WIDE(organ)", "derived words, too: organic, organize; --wide reads all words so"},
    {"FORMS(\"oil price\")", "a phrase of words in any English form: oil prices"},
    {"econom*", "a beginning of 3 letters or more; *gate*, earn*2 (up to 2 letters more)"},
    {"wom?n", "? is one letter"},
    {"gaddafi~", "nearly so spelled: 1 letter (up to 5 letters) or 2 differ; gaddafi~1"},
    {"ALLCAPS(us)", "written so: ALLCAPS, CAPS (Apple), NOCAPS (turkey)"},
    {"", ""},
    {"", "PHRASES"},
    {"\"climate change\"", "as written, one word after the other; also {climate change}"},
    {"\"president * clinton\"", "* is any one word"},
    {"\"prime minister (sunak|truss)\"", "one of several"},
    {"", ""},
    {"", "PLACES (words are read as written)"},
    {"oil NEAR/5 gas", "within 5 words, any order: positions differ by 5 or less"},
    {"oil PRE/5 gas", "the same in this order; also ADJ/5, adj5, P/5"},
    {"rico NOT NEAR/5 puerto", "rico where no puerto is near; also NOT w/5"},
    {"oil w/s gas", "in one sentence; also SENTENCE"},
    {"oil w/p gas", "in one paragraph; also SAME, PARAGRAPH"},
    {"oil w/seg gas", "both in the headline, or both in the text"},
    {"ATLEAST/5 bank", "5 times or more; also atleast5(bank)"},
    {"FIRST/50 toyota", "in the first 50 words; also toyota /F50/"},
    {"", "Also read: w/5, near5, N/5, /5, AROUND(5), \"oil gas\"~5. NEAR alone is NEAR/10."},
    {"", "The smallest distance binds tightest, then sentence, paragraph; then NOT, AND, OR."},
    {"", ""},
    {"", "FIELDS (--fields lists them all)"},
    {"title:merger", "headline; also hd=merger, headline(merger), intitle:merger"},
    {"lead:merger", "first paragraphs of the text; hlead: headline or lead; body: the text"},
    {"author:\"ann smith\"", "byline; also by="},
    {"source:\"Le Monde\"", "outlet; source:@agencies is a group; site:bbc.co.uk"},
    {"section:business", "also country:nz, type:opinion, lang:de"},
    {"title:(merger OR takeover)", "a group in a field"},
    {"words:>500", "length; also words:200..800"},
    {"copies:>5", "run more than 5 times; story:ID the copies of one article"},
    {"changed:title", "since it was first seen; changed:yes any, changed:>20% of words"},
    {"", ""},
    {"", "DATES"},
    {"date:2024-03", "a month; also a year, a day, yesterday"},
    {"date:2024-03-01..2024-03-15", "a span; open: date:..2020, after:2024-01, before:2024-02"},
    {"date:7d", "the last 7 days; also 24h, 3w, 6m, 1y; seen: when the archive first saw it"},
    {"", ""},
    {"", "ORDER OF RESULTS"},
    {"iphone^3", "counts three times"},
    {"apple MAYBE iphone", "not required, ranks higher; also ?iphone"},
    {"", ""},
    {"", "EVERYTHING ELSE"},
    {"*", "every article"},
    {"\"and\"", "an operator as a word; also \\AND"},
    {"", "query:NAME runs a saved query. --explain shows how a query was understood;"},
    {"", "--strict refuses what had to be repaired; --dialect nexis, factiva, google or xapian"},
    {"", "reads queries written for those. Limits: 4096 words, 2000 words for a wildcard,"},
    {"", "100 nested parentheses, distance 500, --timeout."},
};
// clang-format on

}  // namespace

std::span<const HelpRow> query_help() { return kRows; }

std::string query_help_text() {
  constexpr std::size_t kColumn = 31;
  std::string text;
  for (const HelpRow& row : kRows) {
    if (row.example.empty())
      text += row.meaning;
    else
      text += fmt::format("  {:<{}} {}", row.example, kColumn, row.meaning);
    text += '\n';
  }
  return text;
}

}  // namespace dateline::searching
