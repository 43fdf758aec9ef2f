// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_writer.h"

#include <xapian.h>

#include "schema.h"
#include "system/durable_files.h"

namespace dateline::indexing {

struct IndexWriter::State {
  std::filesystem::path folder;
  Xapian::WritableDatabase db;
  Xapian::Document document;
  std::uint32_t number = 0;  // of the document being filled, 0 = none

  void finish_document() {
    if (number != 0) db.replace_document(number, document);
    number = 0;
  }
};

IndexWriter::IndexWriter(const std::filesystem::path& folder) : state_(std::make_unique<State>()) {
  state_->folder = folder;
  std::filesystem::create_directory(
      folder);  // a folder made by Xapian would have other permissions
  state_->db = Xapian::WritableDatabase(folder.string(),
                                        Xapian::DB_CREATE_OR_OPEN | Xapian::DB_BACKEND_GLASS);
  state_->db.begin_transaction();  // nothing is flushed before the commit, and closing drops it
}

IndexWriter::~IndexWriter() = default;

void IndexWriter::begin_document(std::uint32_t number) {
  state_->finish_document();
  state_->document = Xapian::Document();
  state_->number = number;
}

void IndexWriter::add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) {
  state_->document.add_posting(std::string(term), position, wdf);
}

void IndexWriter::add_term(std::string_view term, std::uint32_t wdf) {
  state_->document.add_term(std::string(term), wdf);
}

void IndexWriter::add_value(std::uint32_t slot, std::string_view bytes) {
  state_->document.add_value(slot, std::string(bytes));
}

void IndexWriter::remove(std::uint32_t number) {
  state_->finish_document();
  try {
    state_->db.delete_document(number);
  } catch (const Xapian::DocNotFoundError&) {
    // Already removed by a run that died and is completed now.
  }
}

void IndexWriter::commit() {
  state_->finish_document();
  state_->db.set_metadata("dateline.format", std::to_string(schema::kFormatVersion));
  state_->db.set_metadata("dateline.analysis", std::to_string(schema::kAnalysisVersion));
  state_->db.set_metadata("dateline.draft", std::to_string(schema::kDraft));
  state_->db.commit_transaction();
  sync_path(state_->folder);  // Xapian renames its version file without syncing the folder
  state_->db.begin_transaction();
}

}  // namespace dateline::indexing
