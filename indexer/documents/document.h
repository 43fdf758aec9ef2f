// SPDX-License-Identifier: GPL-2.0-or-later
// Document: what a file of an office program, a PDF or an EPUB says, as plain text: its properties
// and its parts in order. Parsed from bytes of strangers, so the readers ask isolated_parser.h,
// which parses in a process of its own. Knows no articles.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

struct DocumentPart {
  enum class Kind : std::uint8_t {
    title,
    subtitle,
    heading,
    text,   // a paragraph, or a row of a table with its cells parted by tabs
    sheet,  // a table as CSV
    page,   // a page as HTML
    lines,  // all the text of a PDF with its lines as they stand, beside its paragraphs
  };
  Kind kind = Kind::text;
  std::string text;
};

struct Document {
  // As its properties say; any may be empty.
  std::string title, author, date, language;
  std::string damage;  // a clause where the file is broken or its end is missing, else empty
  std::vector<DocumentPart> parts;
};

/// The kinds of files that are parsed.
enum class DocumentKind : std::uint8_t {
  manuscript,  // DOCX, ODT, RTF, by what the bytes say
  pdf,
  sheet,  // XLSX, ODS
  epub,
};

/// Limits of one file.
struct DocumentLimits {
  std::uint64_t text_bytes = std::uint64_t{256} << 20;  // of all that is unpacked from it
};

/// Parses a file in this process. Of a damaged one, the document is what can be read. Throws Error
/// where the file is none of its kind, holds nothing that can be read, or is too large.
Document parse_document(DocumentKind kind, std::string_view bytes, const DocumentLimits& limits);

// What parse_document calls.
Document parse_docx(std::string_view bytes, const DocumentLimits& limits);
Document parse_odf_text(std::string_view bytes, const DocumentLimits& limits);
Document parse_rtf(std::string_view bytes, const DocumentLimits& limits);
Document parse_pdf(std::string_view bytes, const DocumentLimits& limits);
Document parse_xlsx(std::string_view bytes, const DocumentLimits& limits);
Document parse_ods(std::string_view bytes, const DocumentLimits& limits);
Document parse_epub(std::string_view bytes, const DocumentLimits& limits);

/// A document as bytes and back, for the way between processes. unpack throws Error for bytes that
/// pack did not make.
std::string pack(const Document& document);
Document unpack_document(std::string_view bytes);

}  // namespace dateline::indexing
