// SPDX-License-Identifier: GPL-2.0-or-later
#include "foreign_format.h"

#include <algorithm>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Beginning {
  std::string_view text;
  ForeignFormat format;
};

/// Beginnings that prose does not have.
constexpr Beginning kBeginnings[] = {
    {"%!PS", {"ps", "a PostScript document"}},
    {"\\documentclass", {"tex", "a LaTeX document"}},
    {"\\documentstyle", {"tex", "a LaTeX document"}},
    {"\\begin{document}", {"tex", "a LaTeX document"}},
    {"\\input{", {"tex", "a LaTeX document"}},
    {"\\section{", {"tex", "a LaTeX document"}},
    {"PAR1", {"parquet", "a Parquet table"}},
    {"Obj\x01", {"avro", "a table in Avro's format"}},
    {"ZIM\x04", {"zim", "a package of pages for Kiwix"}},
    {"!BDN", {"pst", "a mailbox of Outlook"}},
    {"PMID- ", {"nbib", "a list of references in MEDLINE's format"}},
    {"%0 ", {"enw", "a list of references in EndNote's format"}},
    {"FN Clarivate", {"wos", "a list of references of Web of Science"}},
    {"FN Thomson Reuters", {"wos", "a list of references of Web of Science"}},
    {"FN ISI Export", {"wos", "a list of references of Web of Science"}},
    {"[Script Info]", {"ass", "a file of subtitles in SubStation's format"}},
    {"%YAML", {"yaml", "a YAML file"}},
    {"BEGIN:VCALENDAR", {"ics", "a calendar"}},
    {"BEGIN:VCARD", {"vcf", "a list of addresses"}},
};

/// A comment or a package may stand before "\documentclass".
bool is_latex(std::string_view text) {
  if (!text.starts_with('%') && !text.starts_with('\\')) return false;
  return text.substr(0, 4096).find("\n\\documentclass") != std::string_view::npos;
}

}  // namespace

std::optional<ForeignFormat> foreign_format(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  for (const Beginning& beginning : kBeginnings)
    if (head.starts_with(beginning.text)) return beginning.format;
  if (is_latex(head)) return ForeignFormat{"tex", "a LaTeX document"};
  return std::nullopt;
}

}  // namespace dateline::indexing
