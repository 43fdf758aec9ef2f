// SPDX-License-Identifier: GPL-2.0-or-later
#include "batch_indexer.h"

#include <algorithm>
#include <utility>

#include "text/analyzer.h"

namespace dateline::indexing {

void Batch::add(StoredArticle&& article) {
  text_bytes += article.article.title.size() + article.article.body.size();
  articles.push_back(std::move(article));
}

void set_language(Article& a, const std::string& default_language) {
  a.language = normal_language(a.language);
  if (a.language.empty()) a.language = detect_language(a.title, a.body);
  if (a.language.empty()) a.language = default_language;
}

void prepare(StoredArticle& stored, const std::string& default_language,
             const ZstdDictionary* dictionary) {
  set_language(stored.article, default_language);
  stored.packed_body = pack_text(stored.article.body, dictionary);
}

BatchIndexer::BatchIndexer(WritableArchive& archive, std::string default_language,
                           std::function<void(Batch&)> finished)
    : archive_(archive),
      default_language_(std::move(default_language)),
      finished_(std::move(finished)) {
  for (unsigned i = 0; i < archive.resources().jobs; ++i) threads_.emplace_back([this] { run(); });
}

BatchIndexer::~BatchIndexer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    queue_.clear();
  }
  to_do_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::size_t BatchIndexer::batch_bytes() const {
  // Building a segment takes about sixteen times its text in memory, and as many batches wait as
  // there are threads.
  constexpr std::size_t kFirst = 512 << 10, kLargest = 8 << 20, kMemoryPerByte = 24;
  const std::size_t bound =
      archive_.resources().memory / (archive_.resources().jobs * kMemoryPerByte);
  const std::size_t growing = kFirst
                              << std::min<std::uint64_t>(submitted_ / archive_.resources().jobs, 4);
  return std::clamp<std::size_t>(std::min(growing, bound), 64 << 10, kLargest);
}

std::size_t BatchIndexer::batch_articles() const { return 50'000; }

void BatchIndexer::submit(Batch&& batch) {
  if (batch.articles.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({submitted_++, std::move(batch)});
  }
  to_do_.notify_one();
  deliver(false);
}

void BatchIndexer::finish() { deliver(true); }

/// Passes finished batches to the caller in order. Waits while too many are in progress.
void BatchIndexer::deliver(bool wait_for_all) {
  const std::uint64_t allowed = wait_for_all ? 0 : archive_.resources().jobs + 1;
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      done_changed_.wait(lock, [&] {
        return failure_ || done_.contains(delivered_) || submitted_ - delivered_ <= allowed;
      });
      if (failure_) std::rethrow_exception(failure_);
      const auto next = done_.find(delivered_);
      if (next == done_.end()) return;
      batch = std::move(next->second);
      done_.erase(next);
    }
    ++delivered_;
    if (!batch.segment.empty()) segments_.push_back(batch.segment);
    finished_(batch);
  }
}

void BatchIndexer::run() {
  DocumentTerms terms;
  const std::unique_ptr<Segment> segment = make_bulk_segment();
  for (;;) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      to_do_.wait(lock, [this] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      work.batch.segment = archive_.scratch_path();
    }
    try {
      index(work.batch, terms, *segment);
      const std::lock_guard lock(mutex_);
      done_.emplace(work.number, std::move(work.batch));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    done_changed_.notify_all();
  }
}

void BatchIndexer::index(Batch& batch, DocumentTerms& terms, Segment& segment) {
  for (StoredArticle& stored : batch.articles) {
    if (batch.fresh) prepare(stored, default_language_, batch.dictionary.get());
    if (stored.article.status == Status::usable) {
      segment.begin_document(stored.row);
      stored.words = terms.send(stored, segment);
    }
    stored.article.body = {};  // only the compressed text is needed now
  }
  if (segment.documents() != 0)
    segment.write(batch.segment);
  else
    batch.segment.clear();
}

}  // namespace dateline::indexing
