// SPDX-License-Identifier: GPL-2.0-or-later
// CSV and ids: one hit a line, without facets and timeline.
#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "output_escape.h"
#include "present_formats.h"

namespace dateline::searching {
namespace {

class CsvPresenter final : public Presenter {
 public:
  explicit CsvPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results&) override {
    out_ << "rank,score,id,title,source,section,author,language,published,url,words,snippet\n";
  }

  void hit(const Hit& hit) override {
    out_ << fmt::format("{},{}", hit.rank, std::round(hit.score * 1e6) / 1e6);
    const std::string published = hit.published ? format_timestamp(*hit.published) : "";
    for (const std::string* cell : {&hit.id, &hit.title, &hit.source, &hit.section, &hit.author,
                                    &hit.language, &published, &hit.url})
      out_ << ',' << csv_cell(*cell);
    out_ << ',' << hit.words << ',' << csv_cell(hit.snippet.text) << '\n';
  }

  void end(const Results&) override { out_.flush(); }

 private:
  std::ostream& out_;
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

std::unique_ptr<Presenter> make_csv_presenter(std::ostream& out) {
  return std::make_unique<CsvPresenter>(out);
}

std::unique_ptr<Presenter> make_ids_presenter(std::ostream& out) {
  return std::make_unique<IdsPresenter>(out);
}

}  // namespace dateline::searching
