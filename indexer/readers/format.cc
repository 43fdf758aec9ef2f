// SPDX-License-Identifier: GPL-2.0-or-later
#include "format.h"

#include <fmt/format.h>

#include <algorithm>

#include "error.h"
#include "foreign_format.h"
#include "input_head.h"
#include "readers.h"

namespace dateline::indexing {
namespace {

#define DATELINE_ADDRESS(name) &name##_format,
constexpr std::array kByDetection = {DATELINE_FORMATS(DATELINE_ADDRESS)};
#undef DATELINE_ADDRESS

}  // namespace

std::span<const Format* const> formats() {
  static const auto by_name = [] {
    auto sorted = kByDetection;
    std::ranges::sort(sorted, {}, &Format::name);
    return sorted;
  }();
  return by_name;
}

const Format& find_format(std::string_view name) {
  std::string known = "auto";
  for (const Format* format : formats()) {
    if (format->name == name) return *format;
    known.append(", ").append(format->name);
  }
  throw Error(fmt::format("there is no format \"{}\"", name), "formats: " + known);
}

std::unique_ptr<ArticleReader> make_reader(std::string_view format, ByteSource& bytes,
                                           const ReadOptions& options) {
  return find_format(format).make(bytes, options);
}

std::string detect_format(std::string_view head, std::string_view name) {
  const InputHead input(head, name);
  const Format* best = nullptr;
  Evidence most = Evidence::none;
  for (const Format* format : kByDetection) {
    const Evidence evidence = format->detect(input);
    if (evidence <= most) continue;
    best = format;
    most = evidence;
    if (most == Evidence::certain) break;
  }
  const bool unread = input.binary || is_markup(input) || foreign_format(input.text);
  return best == nullptr || (unread && most != Evidence::certain) ? "" : std::string(best->name);
}

}  // namespace dateline::indexing
