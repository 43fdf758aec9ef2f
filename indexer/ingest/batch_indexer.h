// SPDX-License-Identifier: GPL-2.0-or-later
// BatchIndexer: turns batches of articles into segments on disk, on all cores. Used by add for
// articles from readers, and by rebuild and recovery for articles from the catalog. It does not
// know the catalog's journal; the caller handles finished batches.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "archive_writer.h"
#include "catalog/catalog.h"
#include "catalog/compressed_text.h"
#include "segments/segment.h"
#include "terms/document_terms.h"

namespace dateline::indexing {

/// Articles with ascending rows that become one segment.
struct Batch {
  std::vector<StoredArticle> articles;
  std::size_t text_bytes = 0;
  std::shared_ptr<const ZstdDictionary> dictionary;  // for the texts of fresh articles; may be null
  bool fresh = true;              // from a reader: language and compressed text are missing
  std::filesystem::path segment;  // set when it is built; empty if no article is indexed

  void add(StoredArticle&& article);
};

/// Sets the language of an article without a known one: the detected language, else the default.
void set_language(Article& article, const std::string& default_language);

/// Completes a fresh article: sets its language (its own, else the detected one, else
/// `default_language`) and its compressed text.
void prepare(StoredArticle& article, const std::string& default_language,
             const ZstdDictionary* dictionary = nullptr);

class BatchIndexer {
 public:
  /// `finished` is called in the order of submit(), on the thread that calls submit() or finish().
  BatchIndexer(WritableArchive& archive, std::string default_language,
               std::function<void(Batch&)> finished);
  ~BatchIndexer();

  /// The bytes of text for the next batch. Batches start small, so that all threads have work
  /// early, and grow.
  std::size_t batch_bytes() const;
  std::size_t batch_articles() const;
  /// Adds a batch. Waits while too many are in progress.
  void submit(Batch&& batch);
  /// Waits for all batches. Throws what a thread threw.
  void finish();
  /// What the batches that `finished` was called for became, since the last call.
  std::vector<std::filesystem::path> take_segments() { return std::exchange(segments_, {}); }

 private:
  struct Work {
    std::uint64_t number = 0;
    Batch batch;
  };
  void run();
  void index(Batch& batch, DocumentTerms& terms, Segment& segment);
  void deliver(bool wait_for_all);

  WritableArchive& archive_;
  const std::string default_language_;
  const std::function<void(Batch&)> finished_;
  std::uint64_t submitted_ = 0, delivered_ = 0;
  std::vector<std::filesystem::path> segments_;

  std::mutex mutex_;
  std::condition_variable to_do_, done_changed_;
  std::deque<Work> queue_;
  std::map<std::uint64_t, Batch> done_;
  std::exception_ptr failure_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dateline::indexing
