// SPDX-License-Identifier: GPL-2.0-or-later
// The presenters by format, one .cc each. Only presenter.cc and these files include it; all other
// code uses presenter.h.
#pragma once

#include <iosfwd>
#include <memory>

#include "presenter.h"

namespace dateline::searching {

std::unique_ptr<Presenter> make_text_presenter(std::ostream& out, const PresentOptions& options);
std::unique_ptr<Presenter> make_json_presenter(std::ostream& out, const std::string& revision);
std::unique_ptr<Presenter> make_jsonl_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_csv_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_ids_presenter(std::ostream& out);
std::unique_ptr<Presenter> make_trec_presenter(std::ostream& out);

}  // namespace dateline::searching
