// SPDX-License-Identifier: GPL-2.0-or-later
// Article → the terms and values of its document, by the schema. The one place that decides what
// the index holds; a segment receives it from here.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "catalog/stored_article.h"
#include "fact_samples.h"
#include "fingerprint.h"
#include "term_cache.h"
#include "term_sink.h"
#include "text/analyzer.h"

namespace dateline::indexing {

/// Owns the tokenizer and the caches of one thread.
class DocumentTerms {
 public:
  /// Sends everything of `stored` to `sink`, and returns the number of words in title and body.
  /// Needs article, first_seen, where it came from and the name codes.
  std::uint32_t send(const StoredArticle& stored, TermSink& sink);

 private:
  struct Place;
  struct ReadToken {
    Token token;
    TermCache::Lookup forms;
  };
  void send_text(std::string_view text, Place place, std::string_view language, TermSink& sink);
  bool read_ahead(std::string_view text);
  void send_token(const ReadToken& read, std::uint32_t position, const Place& place,
                  TermSink& sink);
  void send_joined(const Token& token, std::uint32_t position, const Place& place, TermSink& sink);
  void send_marks(std::uint32_t position, bool paragraph, TermSink& sink);
  WordForms& forms_of(const TermCache::Lookup& lookup, TermSink& sink);
  std::string_view bounded(std::string_view prefix, std::string_view form);

  Tokenizer tokenizer_;
  // Ahead of being sent: their forms are on the way to the cache.
  std::array<ReadToken, 32> ahead_;
  std::span<const ReadToken> read_;
  std::string letters_;          // of those, where they are not the text's
  TermCache forms_;              // of the words sent to one sink
  std::uint64_t numbering_ = 0;  // ... and its numbering
  std::uint32_t sentence_mark_ = kNoForm, paragraph_mark_ = kNoForm;
  std::uint16_t context_ = 0;  // ... which decides, with its place, what forms a word has
  Fingerprint fingerprint_;    // of the body being sent
  FactSamples facts_;          // of the same
  std::string term_;
  std::string before_;          // the word before the token being sent, or a run of initials
  std::uint32_t initials_ = 1;  // ... and of how many it is
  std::uint32_t words_ = 0;
  std::uint32_t next_position_ = 0;
};

}  // namespace dateline::indexing
