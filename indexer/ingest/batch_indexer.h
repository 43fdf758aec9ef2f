// SPDX-License-Identifier: GPL-2.0-or-later
// BatchIndexer: batches of articles in, segments on disk out, on all cores. Used by add (articles
// fresh from a reader) and by rebuild and recovery (articles from the catalog).
// Knows nothing of the catalog's journal: what to do with a finished batch is the caller's.
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
#include <vector>

#include "archive_writer.h"
#include "catalog/catalog.h"
#include "catalog/compressed_text.h"
#include "segments/segment.h"
#include "terms/document_terms.h"

namespace dateline::indexing {

/// Articles with ascending rows, to become one segment.
struct Batch {
  std::vector<StoredArticle> articles;
  std::size_t text_bytes = 0;
  std::shared_ptr<const ZstdDictionary> dictionary;  // for the texts of fresh articles; may be null
  bool fresh = true;              // from a reader: language and packed text are still to be found
  std::filesystem::path segment;  // set when it is built; empty where nothing is to be indexed

  void add(StoredArticle&& article);
};

/// The language of an article that names none that is known: detected, else the default.
void set_language(Article& article, const std::string& default_language);

/// Completes a fresh article: its language (its own, else detected, else `default_language`), and
/// its text as the catalog stores it.
void prepare(StoredArticle& article, const std::string& default_language,
             const ZstdDictionary* dictionary = nullptr);

class BatchIndexer {
 public:
  /// `finished` is called in the order of submit, on the thread that calls submit or finish.
  BatchIndexer(WritableArchive& archive, std::string default_language,
               std::function<void(Batch&)> finished);
  ~BatchIndexer();

  /// Text bytes the next batch should have: it grows from a start that keeps all threads busy
  /// early.
  std::size_t batch_bytes() const;
  std::size_t batch_articles() const;
  /// Hands over a batch; waits while too many are under way.
  void submit(Batch&& batch);
  /// Waits for all of them. Throws what a thread threw.
  void finish();
  const std::vector<std::filesystem::path>& segments() const { return segments_; }

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
  const bool bulk_format_;
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
