// SPDX-License-Identifier: GPL-2.0-or-later
// The readers, one function a format, each defined in its *_reader.cc. Used by article_reader.cc
// only; everybody else calls make_reader. `bytes` and `options` must outlive the reader.
#pragma once

#include <memory>
#include <string_view>

#include "article_reader.h"

namespace dateline::indexing {

std::unique_ptr<ArticleReader> make_text_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_markdown_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_jsonl_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_json_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_csv_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_mail_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_trec_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_reuters_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_feed_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_wxr_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_jsonfeed_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_nitf_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_newsml_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_ninjs_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_html_reader(ByteSource& bytes, const ReadOptions& options);
std::unique_ptr<ArticleReader> make_warc_reader(ByteSource& bytes, const ReadOptions& options);

/// True when the first line names two columns or more as parts of an article.
bool looks_like_csv(std::string_view head);

/// True when it begins as a message or a mailbox does.
bool looks_like_mail(std::string_view head);

}  // namespace dateline::indexing
