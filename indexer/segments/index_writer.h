// SPDX-License-Identifier: GPL-2.0-or-later
// IndexWriter: changes to an existing index through Xapian's API, for small additions and for
// removals. Large additions are built as segments and merged. Document numbers are catalog rows.
// Nothing is visible or durable before commit(); the destructor drops what was not committed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "terms/term_sink.h"

namespace dateline::indexing {

class IndexWriter : public TermSink {
 public:
  /// Opens the database in `folder`, or makes an empty one there.
  explicit IndexWriter(const std::filesystem::path& folder);
  ~IndexWriter() override;

  /// Starts the document `number`, replacing any that has it. What is sent until the next
  /// call of begin_document, remove or commit belongs to it.
  void begin_document(std::uint32_t number);
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override;
  void add_term(std::string_view term, std::uint32_t wdf) override;
  void add_value(std::uint32_t slot, std::string_view bytes) override;

  /// Removes a document; no error when there is none.
  void remove(std::uint32_t number);
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline::indexing
