// SPDX-License-Identifier: GPL-2.0-or-later
// CSV and ids: one hit a line, without facets and timeline.
#include <fmt/format.h>

#include <ostream>

#include "export_fields.h"
#include "output_escape.h"
#include "present_formats.h"

namespace dateline::searching {
namespace {

class CsvPresenter final : public Presenter {
 public:
  CsvPresenter(std::ostream& out, const PresentOptions& options)
      : out_(out),
        fields_(options.fields.empty() ? csv_fields() : options.fields),
        style_(options.csv) {}

  void begin(const Results&) override {
    if (style_.bom) out_ << "\xEF\xBB\xBF";
    row([](const ExportField& field) { return std::string(field.name); });
  }

  void hit(const Hit& hit) override {
    row([&](const ExportField& field) {
      return csv_cell(cell_text(field, hit), style_, may_be_formula(field));
    });
  }

  void end(const Results&) override { out_.flush(); }

 private:
  /// Ids are never changed, so that they find their articles again, and numbers are no formulas.
  static bool may_be_formula(const ExportField& field) {
    return field.name != "id" && field.name != "story" && field.name != "score";
  }

  template <class Cell>
  void row(Cell&& cell) {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (i > 0) out_ << style_.separator;
      out_ << cell(*fields_[i]);
    }
    out_ << '\n';
  }

  std::ostream& out_;
  const FieldList fields_;
  const CsvStyle style_;
};

class IdsPresenter final : public Presenter {
 public:
  explicit IdsPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results&) override {}
  void hit(const Hit& hit) override { out_ << id_line(hit.id) << '\n'; }
  void end(const Results&) override { out_.flush(); }

 private:
  std::ostream& out_;
};

}  // namespace

std::unique_ptr<Presenter> make_csv_presenter(std::ostream& out, const PresentOptions& options) {
  return std::make_unique<CsvPresenter>(out, options);
}

std::unique_ptr<Presenter> make_ids_presenter(std::ostream& out) {
  return std::make_unique<IdsPresenter>(out);
}

}  // namespace dateline::searching
