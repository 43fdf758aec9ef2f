// SPDX-License-Identifier: GPL-2.0-or-later
#include "random_documents.h"

#include <fmt/format.h>

#include <xapian.h>
#include <string>
#include <string_view>

namespace dateline {

using namespace indexing;
namespace {

namespace fs = std::filesystem;

std::string make_term(Random& random, const Shape& shape) {
  // Small numbers more often, as in a text.
  const auto most = static_cast<std::uint32_t>(shape.vocabulary);
  const std::uint32_t word = below(random, below(random, most) + 1);
  std::string term = fmt::format("w{:x}", word * 2654435761u >> 8);
  if (!shape.strange_terms) return term;
  switch (word % 7) {
    case 0:
      return term + std::string(word % 5, '\0') + (word % 2 != 0 ? "z" : "");
    case 1:
      return std::string(1 + word % 3, '\0') + term;
    case 2:
      return std::string(1 + word % 3, '\xff') + term + '\xff';
    case 3:
      return term + std::string(240 - term.size(), 'x');
    case 4:
      return std::string("\0\xff\0\xe0", 4) + std::string(word % 118, '\0');
    default:
      return term;
  }
}

void add_tokens(Random& random, const Shape& shape, std::uint32_t tokens, TermSink& sink) {
  std::uint32_t position = 0;
  for (std::uint32_t t = 0; t < tokens; ++t) {
    const std::string term = make_term(random, shape);
    position += below(random, shape.most_step + 1);
    switch (random() % 8) {
      case 0:
        sink.add_term(term, below(random, 3));
        break;
      case 1:
        sink.add_posting(term, 1 + below(random, position + 1), 1);
        break;  // any order
      default:
        sink.add_posting(term, position + 1, 1 + below(random, shape.most_wdf));
        if (random() % 16 == 0) sink.add_posting(term, position + 1, below(random, 2));  // repeated
    }
  }
  if (tokens > 0) sink.add_term("length", 1);  // a checked document with positions has a length
}

void add_values(Random& random, TermSink& sink) {
  for (std::uint32_t slot : kSlots) {
    if (random() % 3 == 0) continue;
    std::string value(1 + below(random, slot == 2 ? 300 : 9), static_cast<char>(random()));
    sink.add_value(slot, value + std::to_string(below(random, 4)));
  }
}

class DocumentSink : public TermSink {
 public:
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    document.add_posting(std::string(term), position, wdf);
  }
  void add_term(std::string_view term, std::uint32_t wdf) override {
    document.add_term(std::string(term), wdf);
  }
  void add_value(std::uint32_t slot, std::string_view bytes) override {
    document.add_value(slot, std::string(bytes));
  }
  Xapian::Document document;
};

}  // namespace

std::uint32_t below(Random& random, std::uint32_t n) {
  return n == 0 ? 0 : static_cast<std::uint32_t>(random() % n);
}

std::uint32_t fill(Random& random, const Shape& shape, std::uint32_t number,
                   const std::vector<Segment*>& segments) {
  for (int d = 0; d < shape.documents; ++d) {
    number += 1 + below(random, shape.most_gap + 1);
    const bool empty = random() % 10 == 0;
    const std::uint32_t tokens =
        empty ? 0 : 1 + below(random, static_cast<std::uint32_t>(shape.most_tokens));
    const Random state = random;
    for (Segment* segment : segments) {
      random = state;
      segment->begin_document(number);
      add_tokens(random, shape, tokens, *segment);
      if (shape.values) add_values(random, *segment);
    }
  }
  return number;
}

void update(Random random, const Shape& shape, const fs::path& path) {
  Xapian::WritableDatabase db(path.string(), Xapian::DB_OPEN | Xapian::DB_NO_SYNC);
  std::vector<Xapian::docid> numbers;
  for (auto p = db.postlist_begin(""); p != db.postlist_end(""); ++p) numbers.push_back(*p);
  for (const Xapian::docid number : numbers) {
    const std::uint32_t what = random() % 4;
    if (what > 1) continue;
    DocumentSink sink;
    add_tokens(random, shape, 1 + below(random, 60), sink);
    if (shape.values) add_values(random, sink);
    if (what == 0)
      db.delete_document(number);
    else
      db.replace_document(number, sink.document);
    if (random() % 3 == 0) db.add_document(sink.document);
    if (random() % 256 == 0) db.commit();
  }
  db.commit();
}

// clang-format off
const std::vector<Shape> kShapes{
    // name            documents   first  gap  tokens  words strange values   wdf     step
    {"no documents",           0,      0,   0,      0,     1, false, false,     1,       1},
    {"one document",           1,      0,   0,     30,    10, false, false,     1,       1},
    {"small",                 50,      0,   0,     80,   100, false, true,      1,       1},
    {"strange terms",        120,      0,   3,     90,   400, true,  true,      2,       2},
    {"past 0x8000",          300, 0x7f80,   2,     40,   150, true,  true,      1,       3},
    {"past 0x400000",        300, 0x3fff00, 5,     40,   150, true,  false,     1,       3},
    {"past 0x20000000",       60, 0x1ffffff0, 3,   40,   150, false, true,      1,       3},
    {"large wdf",             80,      0,   1,     50,   100, false, false, 90000,       1},
    {"wide positions",        60,      0,   1,     60,    60, false, false,    20, 9000000},
    {"long documents",         6,      0,   1,  23000,  5000, true,  true,      1,       2},
    {"many documents",      2500,      0,   0,     12,   300, false, true,      1,       1},
    {"many words",           150,      0,   0,    600, 90000, true,  true,      1,       2},
    {"one word",            1500,      0,  40,      9,     1, false, false,     3,       4},
};
// clang-format on

}  // namespace dateline
