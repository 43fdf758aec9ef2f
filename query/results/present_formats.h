// SPDX-License-Identifier: GPL-2.0-or-later
// The presenters by format, one .cc each. Only presenter.cc and these files include it; all other
// code uses presenter.h.
#pragma once

#include <iosfwd>
#include <memory>
#include <nlohmann/json_fwd.hpp>

#include "presenter.h"

namespace dateline::searching {

/// The archive and its state, as every JSON answer has it.
nlohmann::ordered_json archive_json(const ArchiveState& archive);

std::unique_ptr<Presenter> make_text_presenter(std::ostream& out, const PresentOptions& options);
std::unique_ptr<Presenter> make_json_presenter(std::ostream& out, const std::string& revision,
                                               const FieldList& fields);
std::unique_ptr<Presenter> make_jsonl_presenter(std::ostream& out, const FieldList& fields);
std::unique_ptr<Presenter> make_csv_presenter(std::ostream& out, const PresentOptions& options);
std::unique_ptr<Presenter> make_ids_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_trec_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_ris_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_bibtex_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_csl_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_markdown_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_kwic_presenter(std::ostream& out);

}  // namespace dateline::searching
