// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz entry of the parser: any bytes parse, and their canonical text is a fixed point.
// The first byte chooses the dialect, and between AND and OR for bare words.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "language/query.h"
#include "parsing/canonical_text.h"
#include "parsing/parser.h"

namespace {

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dateline;
  using namespace dateline::searching;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const ParseOptions options{1724320800, data[0] % 2 == 0, static_cast<Dialect>(data[0] / 2 % 5)};
  const ParsedQuery parsed = parse_query(text, options);
  for (const Note& note : parsed.notes)
    require(
        note.place.offset <= text.size() && note.place.length <= text.size() - note.place.offset,
        "notes lie inside the text");
  const std::string canonical = to_text(parsed.query);
  const ParsedQuery again = parse_query(canonical, {options.now, false});
  require(again.query == parsed.query, "the canonical text means the same");
  require(to_text(again.query) == canonical, "the canonical text is a fixed point");
  for (const Note& note : again.notes)
    require(note.code == "nothing-left", "the canonical text needs no notes");
  return 0;
}
