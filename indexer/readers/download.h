// SPDX-License-Identifier: GPL-2.0-or-later
// Downloads of commercial databases: one file, many documents, each an article of its own. What
// their readers share: the file cut into documents, labelled lines, the article. How a service
// writes a document is in its *_reader.cc. Used by those, and by the readers of office files and
// PDF, for the services deliver those too.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agency.h"
#include "article_reader.h"
#include "field_map.h"

namespace dateline::indexing {

/// One document of a download, before it is an article.
struct Download {
  ArticleParts parts;
  std::vector<std::string> topics;
  std::string page, edition;

  void set(ArticleField part, std::string_view value) { parts.set({part, 5}, value); }
};

/// Where a document stands in its file.
struct DownloadPiece {
  std::string_view text{};
  std::uint64_t line = 0;    // it begins in, from 1
  std::string_view about{};  // what the file says of it elsewhere
};

/// How a service writes documents in one kind of file.
struct DownloadLayout {
  bool (*is_this)(std::string_view text) = nullptr;  // the whole file, or its first 64 KiB
  /// The documents. Cover pages and lists of hits are none.
  std::vector<DownloadPiece> (*cut)(std::string_view text) = nullptr;
  /// Nothing for what is no document after all.
  std::optional<Download> (*read)(const DownloadPiece& document) = nullptr;
};

/// A service with all it delivers as text, HTML and XML.
struct DownloadService {
  std::vector<DownloadLayout> layouts;
  const AgencyFormat* xml = nullptr;  // its records as XML, if it has them
  std::string_view what;              // "a download from Factiva", for messages
};

/// The reader of a service's files.
std::unique_ptr<ArticleReader> read_downloads(ByteSource& bytes, const ReadOptions& options,
                                              const DownloadService& service);

/// The articles of a text that a DOCX, RTF or PDF holds, where it is a download of a service;
/// nothing where it is none.
std::optional<std::vector<Record>> read_download_text(std::string_view text,
                                                      const ReadOptions& options);

/// The first 64 KiB of a file are a service's.
bool is_download(std::string_view text, const DownloadService& service);

// The services, each in its *_reader.cc.
const DownloadService& lexisnexis_service();
const DownloadService& factiva_service();
const DownloadService& proquest_service();
const DownloadService& europresse_service();
const DownloadService& gopress_service();
const DownloadService& newsbank_service();

}  // namespace dateline::indexing
