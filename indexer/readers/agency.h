// SPDX-License-Identifier: GPL-2.0-or-later
// What agencies say of a story beside its text: its version, its status, its subject. And NITF,
// which stands alone or inside NewsML-G2. Used by the readers of NITF, NewsML-G2 and ninjs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "article_reader.h"
#include "field_map.h"
#include "xml.h"

namespace dateline::indexing {

/// The code behind a scheme: "stat:usable", "http://cv.iptc.org/newscodes/pubstatusg2/usable".
std::string code_of(std::string_view qcode);

/// "usable", "stat:withheld", "Canceled"; what is none of these is usable.
Status status_of(std::string_view code);

/// A number that grows with a story's versions: the one given, else the seconds of the version's
/// date, else 0.
std::uint64_t version_of(std::string_view number, std::string_view date);

/// The top of the IPTC's subject codes ("medtop:11000000" → "politics"); empty for any other.
std::string subject_name(std::string_view qcode);

/// A story before it is an article.
struct AgencyItem {
  ArticleParts parts;
  std::uint64_t version = 0;
  Status status = Status::usable;
};

/// The article, or why it is none. What is withheld or cancelled needs no text, but an id.
Record make_agency_record(const AgencyItem& item, std::uint64_t line, std::string_view what,
                          const ReadOptions& options);

/// Reads an <nitf> element; what is already there stays.
void read_nitf(const XmlElement& nitf, AgencyItem& item);

}  // namespace dateline::indexing
