// SPDX-License-Identifier: GPL-2.0-or-later
// A TREC run: one hit a line, without facets and timeline. A single query is topic 1.
#include <fmt/format.h>

#include <ostream>

#include "present_formats.h"

namespace dateline::searching {
namespace {

class TrecPresenter final : public Presenter {
 public:
  explicit TrecPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results&) override {}
  void hit(const Hit& hit) override { out_ << run_line("1", hit); }
  void end(const Results&) override { out_.flush(); }

 private:
  std::ostream& out_;
};

}  // namespace

std::string trec_id(const std::string& id) {
  std::string safe;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == '%' || byte == 0x7F)
      safe += fmt::format("%{:02X}", byte);
    else
      safe += c;
  }
  return safe.empty() ? "%" : safe;
}

std::string run_line(const std::string& topic, const Hit& hit) {
  return fmt::format("{} Q0 {} {} {} dateline\n", topic, trec_id(hit.id), hit.rank,
                     static_cast<float>(hit.score));
}

std::unique_ptr<Presenter> make_trec_presenter(std::ostream& out) {
  return std::make_unique<TrecPresenter>(out);
}

}  // namespace dateline::searching
