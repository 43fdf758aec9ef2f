// SPDX-License-Identifier: GPL-2.0-or-later
// Article → the terms and values of its document, by the schema. The one place that decides what
// the index holds; both ways of writing it (index_writer, segment) receive the same from here.
#pragma once

#include <cstdint>

#include "analyzer.h"
#include "catalog.h"
#include "fingerprint.h"
#include "term_sink.h"

namespace dateline {

/// Owns the tokenizer and the stem cache of one thread.
class DocumentTerms {
 public:
  /// Sends everything of `stored` to `sink`, and returns the number of words in title and body.
  /// Needs article, first_seen and the name codes; the language decides the stems.
  std::uint32_t send(const StoredArticle& stored, TermSink& sink);

 private:
  struct Place;
  void send_text(std::string_view text, Place place, std::string_view language, TermSink& sink);
  void send_token(const Token& token, std::uint32_t position, const Place& place,
                  std::string_view language, TermSink& sink);
  std::string_view bounded(std::string_view prefix, std::string_view form);

  Tokenizer tokenizer_;
  Stemmer stemmer_;
  Fingerprint fingerprint_;  // of the body being sent
  std::string term_;
  std::uint32_t words_ = 0;
  std::uint32_t next_position_ = 0;
};

}  // namespace dateline
