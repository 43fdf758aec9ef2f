// SPDX-License-Identifier: GPL-2.0-or-later
#include "document.h"

#include <cstring>

#include "error.h"
#include "package.h"

namespace dateline::indexing {
namespace {

bool begins_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

bool has_member(std::string_view bytes, std::string_view name) {
  return bytes.find(name) != std::string_view::npos;  // the names stand in the zip as they are
}

Document parse_manuscript(std::string_view bytes, const DocumentLimits& limits) {
  if (bytes.starts_with("{\\rtf")) return parse_rtf(bytes, limits);
  if (!begins_zip(bytes) || has_member(bytes, "content.xml")) return parse_odf_text(bytes, limits);
  return parse_docx(bytes, limits);
}

Document parse_sheet(std::string_view bytes, const DocumentLimits& limits) {
  if (!begins_zip(bytes) || has_member(bytes, "content.xml")) return parse_ods(bytes, limits);
  return parse_xlsx(bytes, limits);
}

void put(std::string_view text, std::string& packed) {
  const std::uint64_t size = text.size();
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  packed.append(bytes, sizeof size).append(text);
}

std::string take(std::string_view& packed) {
  std::uint64_t size = 0;
  if (packed.size() < sizeof size) throw Error("the answer of the parser is cut");
  std::memcpy(&size, packed.data(), sizeof size);
  packed.remove_prefix(sizeof size);
  if (packed.size() < size) throw Error("the answer of the parser is cut");
  std::string text(packed.substr(0, size));
  packed.remove_prefix(size);
  return text;
}

}  // namespace

Document parse_document(DocumentKind kind, std::string_view bytes, const DocumentLimits& limits) {
  switch (kind) {
    case DocumentKind::manuscript:
      return parse_manuscript(bytes, limits);
    case DocumentKind::pdf:
      return parse_pdf(bytes, limits);
    case DocumentKind::sheet:
      return parse_sheet(bytes, limits);
    case DocumentKind::epub:
      return parse_epub(bytes, limits);
  }
  throw Error("there is no such kind of document");
}

std::string pack(const Document& document) {
  std::string packed;
  for (const std::string* text :
       {&document.title, &document.author, &document.date, &document.language, &document.damage})
    put(*text, packed);
  for (const DocumentPart& part : document.parts) {
    packed += static_cast<char>(part.kind);
    put(part.text, packed);
  }
  return packed;
}

Document unpack_document(std::string_view bytes) {
  Document document;
  for (std::string* text :
       {&document.title, &document.author, &document.date, &document.language, &document.damage})
    *text = take(bytes);
  while (!bytes.empty()) {
    const auto kind = static_cast<std::uint8_t>(bytes.front());
    if (kind > static_cast<std::uint8_t>(DocumentPart::Kind::lines))
      throw Error("the answer of the parser names no known part");
    bytes.remove_prefix(1);
    document.parts.push_back({static_cast<DocumentPart::Kind>(kind), take(bytes)});
  }
  return document;
}

}  // namespace dateline::indexing
