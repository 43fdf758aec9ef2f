// SPDX-License-Identifier: GPL-2.0-or-later
// Bulk segments and their merges against the same documents written through Xapian's API: all that
// Xapian can show must be equal, also after later updates, and its checker must find no error.
#include "segment.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xapian.h>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "error.h"
#include "glass_database.h"
#include "glass_format.h"
#include "glass_table.h"
#include "merge.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "segment_test.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~ScratchFolder() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Everything a database shows, line by line.

void describe_statistics(const Xapian::Database& db, std::ostream& out) {
  out << "documents " << db.get_doccount() << " last " << db.get_lastdocid() << " lengths "
      << db.get_total_length() << ' ' << db.get_doclength_lower_bound() << ".."
      << db.get_doclength_upper_bound() << " positions " << db.has_positions() << '\n';
}

void describe_terms(const Xapian::Database& db, std::ostream& out) {
  for (auto t = db.allterms_begin(); t != db.allterms_end(); ++t) {
    const std::string term = *t;
    out << "term " << term << " in " << t.get_termfreq() << " times "
        << db.get_collection_freq(term) << " bound " << db.get_wdf_upper_bound(term) << '\n';
    for (auto p = db.postlist_begin(term); p != db.postlist_end(term); ++p) {
      out << "  " << *p << " wdf " << p.get_wdf() << " of " << p.get_doclength() << " at";
      for (auto at = p.positionlist_begin(); at != p.positionlist_end(); ++at) out << ' ' << *at;
      out << '\n';
    }
  }
}

void describe_documents(const Xapian::Database& db, std::ostream& out) {
  for (auto p = db.postlist_begin(""); p != db.postlist_end(""); ++p) {
    out << "document " << *p << " length " << db.get_doclength(*p) << " unique "
        << db.get_unique_terms(*p) << '\n';
    for (auto t = db.termlist_begin(*p); t != db.termlist_end(*p); ++t)
      out << "  " << *t << ' ' << t.get_wdf() << ' ' << t.positionlist_count() << '\n';
    const Xapian::Document document = db.get_document(*p);
    for (auto v = document.values_begin(); v != document.values_end(); ++v)
      out << "  slot " << v.get_valueno() << " = " << *v << '\n';
    out << "  data " << document.get_data() << '\n';
  }
}

constexpr std::array<std::uint32_t, 10> kSlots{0, 1, 2, 6, 7, 127, 128, 256, 300, 20000};

void describe_values(const Xapian::Database& db, std::ostream& out) {
  for (Xapian::valueno slot : kSlots) {
    out << "slot " << slot << " in " << db.get_value_freq(slot) << ' '
        << db.get_value_lower_bound(slot) << ".." << db.get_value_upper_bound(slot) << '\n';
    for (auto v = db.valuestream_begin(slot); v != db.valuestream_end(slot); ++v)
      out << "  " << v.get_docid() << ' ' << *v << '\n';
  }
}

std::string describe(const fs::path& path) {
  const Xapian::Database db(path.string());
  std::ostringstream out;
  // Xapian uses this bound, but neither shows nor checks it.
  out << "wdf bound " << glass::read_version_file(path).statistics.wdf_upper_bound << '\n';
  describe_statistics(db, out);
  describe_terms(db, out);
  describe_documents(db, out);
  describe_values(db, out);
  return std::move(out).str();
}

/// Control bytes shown, so that a failure can be read.
std::string printable(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c >= ' ' && c < 0x7f)
      out += c;
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

/// The first line that differs; empty when none does.
std::string difference(const fs::path& a, const fs::path& b) {
  std::istringstream in_a(describe(a));
  std::istringstream in_b(describe(b));
  std::string line_a;
  std::string line_b;
  for (int number = 1;; ++number) {
    const bool more_a = static_cast<bool>(std::getline(in_a, line_a));
    const bool more_b = static_cast<bool>(std::getline(in_b, line_b));
    if (!more_a && !more_b) return {};
    if (more_a != more_b || line_a != line_b)
      return fmt::format("line {}: {} | {}", number, printable(line_a), printable(line_b));
  }
}

std::string check_errors(const fs::path& path) {
  // The checker has an array by document number.
  if (Xapian::Database(path.string()).get_lastdocid() > 0x1000000) return {};
  std::ostringstream out;
  return Xapian::Database::check(path.string(), 0, &out) == 0 ? std::string() : out.str();
}

#define CHECK_SAME_DATABASE(a, b)      \
  do {                                 \
    CHECK(difference((a), (b)) == ""); \
    CHECK(check_errors(a) == "");      \
    CHECK(check_errors(b) == "");      \
  } while (false)

// Random documents.

struct Shape {
  const char* name;
  int documents;
  std::uint32_t first_number;
  std::uint32_t most_gap;  // between document numbers
  int most_tokens;         // in a document
  int vocabulary;
  bool strange_terms;  // NUL and 0xff bytes, 240 bytes long
  bool values;
  std::uint32_t most_wdf;   // in one occurrence
  std::uint32_t most_step;  // from one position to the next
};

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t n) {
  return n == 0 ? 0 : static_cast<std::uint32_t>(random() % n);
}

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
        sink.term(term, below(random, 3));
        break;
      case 1:
        sink.posting(term, 1 + below(random, position + 1), 1);
        break;  // any order
      default:
        sink.posting(term, position + 1, 1 + below(random, shape.most_wdf));
        if (random() % 16 == 0) sink.posting(term, position + 1, below(random, 2));  // repeated
    }
  }
  if (tokens > 0) sink.term("length", 1);  // a checked document with positions has a length
}

void add_values(Random& random, TermSink& sink) {
  for (std::uint32_t slot : kSlots) {
    if (random() % 3 == 0) continue;
    std::string value(1 + below(random, slot == 2 ? 300 : 9), static_cast<char>(random()));
    sink.value(slot, value + std::to_string(below(random, 4)));
  }
}

/// Sends random documents to each of the sinks and returns the number of the last.
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

class DocumentSink : public TermSink {
 public:
  void posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    document.add_posting(std::string(term), position, wdf);
  }
  void term(std::string_view term, std::uint32_t wdf) override {
    document.add_term(std::string(term), wdf);
  }
  void value(std::uint32_t slot, std::string_view bytes) override {
    document.add_value(slot, std::string(bytes));
  }
  Xapian::Document document;
};

/// Replaces, deletes and adds documents, the same ones for the same state of `random`.
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

TEST_CASE("a bulk segment equals one written through the API, before and after updates") {
  for (const Shape& shape : kShapes) {
    for (unsigned seed = 1; seed <= 2; ++seed) {
      CAPTURE(shape.name);
      CAPTURE(seed);
      const ScratchFolder scratch;
      const fs::path ours = scratch / "bulk";
      const fs::path theirs = scratch / "api";
      const auto bulk = make_bulk_segment();
      const auto api = make_api_segment();
      Random random(seed);
      fill(random, shape, shape.first_number, {bulk.get(), api.get()});
      CHECK(bulk->documents() == static_cast<std::size_t>(shape.documents));
      CHECK(api->documents() == bulk->documents());
      bulk->write(ours);
      api->write(theirs);
      CHECK_SAME_DATABASE(ours, theirs);

      update(random, shape, ours);
      update(random, shape, theirs);
      CHECK_SAME_DATABASE(ours, theirs);
    }
  }
}

/// The leaves of a table as they stand in the file: what is in them, without the free space.
std::vector<std::string> leaves(const fs::path& table) {
  std::ifstream in(table, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::vector<std::string> out;
  for (std::size_t at = 0; at + glass::kBlockSize <= bytes.size(); at += glass::kBlockSize) {
    const std::string_view block = std::string_view(bytes).substr(at, glass::kBlockSize);
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(block[i]); };
    if (byte(4) != 0) continue;
    const std::size_t directory_end = static_cast<std::size_t>(byte(9)) << 8 | byte(10);
    const std::size_t items = directory_end + (static_cast<std::size_t>(byte(7)) << 8 | byte(8));
    out.emplace_back(block.substr(4, directory_end - 4)).append(block.substr(items));
  }
  return out;
}

TEST_CASE("a bulk segment has the very leaves of Xapian's compaction") {
  for (const Shape& shape : kShapes) {
    if (shape.documents == 0) continue;
    CAPTURE(shape.name);
    const ScratchFolder scratch;
    const auto bulk = make_bulk_segment();
    const auto api = make_api_segment();
    Random random(7);
    fill(random, shape, shape.first_number, {bulk.get(), api.get()});
    bulk->write(scratch / "bulk");
    api->write(scratch / "api");
    merge_by_xapian({scratch / "api"}, scratch / "compact");
    for (const char* table : {"postlist.glass", "position.glass"}) {
      CAPTURE(table);
      CHECK((leaves(scratch / "bulk" / table) == leaves(scratch / "compact" / table)));
    }
  }
}

/// Databases with consecutive ranges of documents: of both kinds, one of them updated.
std::vector<fs::path> make_parts(const ScratchFolder& scratch, const Shape& shape, int parts,
                                 unsigned seed) {
  Random random(seed);
  std::vector<fs::path> paths;
  const auto bulk = make_bulk_segment();
  const auto api = make_api_segment();
  std::uint32_t last = shape.first_number;
  for (int part = 0; part < parts; ++part) {
    Segment& segment = part == 1 ? *api : *bulk;
    last = fill(random, shape, last, {&segment});
    paths.push_back(scratch / ("part" + std::to_string(part)));
    segment.write(paths.back());
    if (part == parts - 1) update(random, shape, paths.back());
  }
  return paths;
}

TEST_CASE("merged databases equal those Xapian merges, before and after updates") {
  for (Shape shape : kShapes) {
    shape.documents = (shape.documents + 2) / 3;
    for (int parts : {1, 4}) {
      CAPTURE(shape.name);
      CAPTURE(parts);
      const ScratchFolder scratch;
      const std::vector<fs::path> inputs = make_parts(scratch, shape, parts, 11);
      const fs::path ours = scratch / "ours";
      const fs::path theirs = scratch / "theirs";
      merge_databases(inputs, ours, static_cast<unsigned>(parts));
      merge_by_xapian(inputs, theirs);
      CHECK_SAME_DATABASE(ours, theirs);

      update(Random(13), shape, ours);
      update(Random(13), shape, theirs);
      CHECK_SAME_DATABASE(ours, theirs);
    }
  }
}

TEST_CASE("segments that are used up give their room back while they are merged") {
  const Shape shape{"large", 600, 1, 2, 900, 3000, false, true, 1, 3};
  const ScratchFolder scratch;
  std::vector<fs::path> inputs;
  Random random(23);
  const auto segment = make_bulk_segment();
  std::uint32_t last = shape.first_number;
  for (const char* name : {"first", "second"}) {
    last = fill(random, shape, last, {segment.get()});
    inputs.push_back(scratch / name);
    segment->write(inputs.back());
  }
  const auto blocks = [&](const fs::path& folder) {
    struct stat status {};
    REQUIRE(::stat((folder / "position.glass").c_str(), &status) == 0);
    return status.st_blocks;
  };
  merge_databases(inputs, scratch / "kept");
  const auto before = blocks(inputs[0]);
  CHECK(before * 512 > 1'000'000);
  merge_databases(inputs, scratch / "used up", 2, {inputs[1]});
  CHECK_SAME_DATABASE(scratch / "kept", scratch / "used up");
  CHECK(blocks(inputs[0]) == before);
  CHECK(blocks(inputs[1]) < before / 2);
}

TEST_CASE("more databases than can be open at once merge in levels") {
  const Shape shape{"tiny", 2, 0, 0, 9, 20, false, true, 1, 1};
  const ScratchFolder scratch;
  const std::vector<fs::path> inputs = make_parts(scratch, shape, 260, 17);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit lower{128, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  merge_databases(inputs, scratch / "ours", 2);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  merge_by_xapian(inputs, scratch / "theirs");
  CHECK_SAME_DATABASE(scratch / "ours", scratch / "theirs");
  CHECK(!fs::exists(scratch / "ours.parts"));
}

TEST_CASE("databases with more than we write are merged all the same") {
  struct Extra {
    const char* name;
    std::function<void(Xapian::WritableDatabase&)> add;
    std::function<std::string(Xapian::Database&)> read;
  };
  const std::vector<Extra> extras{
      {"data",
       [](Xapian::WritableDatabase& db) {
         Xapian::Document document;
         document.set_data("kept");
         db.replace_document(900, document);
       },
       [](Xapian::Database& db) { return db.get_document(900).get_data(); }},
      {"metadata", [](Xapian::WritableDatabase& db) { db.set_metadata("key", "kept"); },
       [](Xapian::Database& db) { return db.get_metadata("key"); }},
      {"spelling", [](Xapian::WritableDatabase& db) { db.add_spelling("kept"); },
       [](Xapian::Database& db) { return db.get_spelling_suggestion("kepp"); }},
      {"synonym", [](Xapian::WritableDatabase& db) { db.add_synonym("key", "kept"); },
       [](Xapian::Database& db) { return *db.synonyms_begin("key"); }},
  };
  for (const Extra& extra : extras) {
    CAPTURE(extra.name);
    const ScratchFolder scratch;
    const std::vector<fs::path> inputs = make_parts(scratch, kShapes[2], 2, 19);
    {
      Xapian::WritableDatabase db(inputs.back().string(), Xapian::DB_OPEN);
      extra.add(db);
      db.commit();
    }
    merge_databases(inputs, scratch / "merged");
    Xapian::Database merged((scratch / "merged").string());
    CHECK(extra.read(merged) == "kept");
  }
}

TEST_CASE("a merge of overlapping ranges fails and leaves nothing") {
  const ScratchFolder scratch;
  const auto segment = make_bulk_segment();
  for (const auto& [name, numbers] :
       std::vector<std::pair<std::string, std::vector<unsigned>>>{{"a", {1, 5}}, {"b", {3, 9}}}) {
    for (unsigned number : numbers) {
      segment->begin_document(number);
      segment->term("word", 1);
    }
    segment->write(scratch / name);
  }
  for (unsigned jobs : {1u, 2u})
    CHECK_THROWS_AS(merge_databases({scratch / "a", scratch / "b"}, scratch / "ab", jobs), Error);
  CHECK(!fs::exists(scratch / "ab"));
  CHECK_THROWS_AS(merge_databases({}, scratch / "ab"), Error);
  CHECK_THROWS_AS(merge_databases({scratch / "a"}, scratch / "b"), Error);
}

TEST_CASE("segments refuse what a database cannot hold") {
  for (auto make : {make_bulk_segment, make_api_segment}) {
    const ScratchFolder scratch;
    const auto segment = make();
    CHECK_THROWS_AS(segment->begin_document(0), Error);
    segment->begin_document(5);
    CHECK_THROWS_AS(segment->begin_document(5), Error);
    segment->term(std::string(245, 'x'), 1);
    CHECK_THROWS_AS(segment->term(std::string(246, 'x'), 1), Error);
    CHECK_THROWS_AS(segment->term(std::string(123, '\0'), 1), Error);
    CHECK_THROWS_AS(segment->term("", 1), Error);
    CHECK_THROWS_AS(segment->write(scratch.path()), Error);
  }
}

TEST_CASE("a segment can be filled again after it was written") {
  for (auto make : {make_bulk_segment, make_api_segment}) {
    const ScratchFolder scratch;
    const auto segment = make();
    for (const char* name : {"first", "other", "second"}) {
      segment->begin_document(7);
      segment->posting(name == std::string("other") ? "another" : "word", 3, 1);
      segment->write(scratch / name);
      CHECK(segment->documents() == 0);
    }
    CHECK_SAME_DATABASE(scratch / "first", scratch / "second");
  }
}

TEST_CASE("the last value of a slot counts") {
  for (auto make : {make_bulk_segment, make_api_segment}) {
    const ScratchFolder scratch;
    const auto segment = make();
    segment->begin_document(1);
    segment->value(3, "old");
    segment->value(3, "new");
    segment->write(scratch / "db");
    const Xapian::Database db((scratch / "db").string());
    CHECK(db.get_document(1).get_value(3) == "new");
    CHECK(db.get_value_freq(3) == 1);
  }
}

TEST_CASE("the format of the installed Xapian is known, another one is told from it") {
  const ScratchFolder scratch;
  CHECK(bulk_format_known(scratch.path()));
  CHECK(fs::is_empty(scratch.path()));

  const std::string bytes = glass::VersionFile().encode();
  CHECK_NOTHROW(glass::VersionFile::decode(bytes));
  for (std::size_t changed : {0u, 13u, 15u}) {
    std::string other = bytes;
    ++other[changed];
    CHECK_THROWS_AS(glass::VersionFile::decode(other), Error);
  }
  CHECK_THROWS_AS(glass::VersionFile::decode(bytes.substr(0, 40)), Error);
}

TEST_CASE("a table takes keys in ascending order only") {
  const ScratchFolder scratch;
  glass::TableWriter table(scratch / "table", 0, glass::Synced::no);
  table.add("b", "1");
  CHECK_THROWS_AS(table.add("a", "2"), Error);
  CHECK_THROWS_AS(table.add("b", "2"), Error);
  CHECK_THROWS_AS(table.add("", "2"), Error);
  CHECK_THROWS_AS(table.add(std::string(256, 'c'), "2"), Error);
}

TEST_CASE("a table gives back what was written, however long") {
  const ScratchFolder scratch;
  Random random(23);
  std::vector<std::pair<std::string, std::string>> entries;
  for (int i = 0; i < 3000; ++i) {
    std::string key = fmt::format("{:06}{}", i, std::string(below(random, 249), 'k'));
    const std::uint32_t size = random() % 50 == 0 ? 60000 : random() % 5 == 0 ? 2200 : 30;
    entries.emplace_back(std::move(key), std::string(below(random, size), 't'));
  }
  glass::TableWriter out(scratch / "table", 0, glass::Synced::no);
  for (const auto& [key, tag] : entries) out.add(key, tag);
  const glass::RootInfo root = out.finish();
  CHECK(root.entries == entries.size());
  CHECK(root.level >= 2);

  glass::TableReader in(scratch / "table", root);
  for (const auto& [key, tag] : entries) {
    REQUIRE(in.next());
    REQUIRE(in.key() == key);
    REQUIRE(in.tag() == tag);
  }
  CHECK(!in.next());

  fs::resize_file(scratch / "table", glass::kBlockSize * 5);
  CHECK_THROWS_AS(glass::TableReader(scratch / "table", root).next(), Error);
}

TEST_CASE("compressed tags fill the leaves, others stand in one") {
  constexpr int kTags = 1000;
  constexpr std::size_t kTagBytes = 1200;
  for (const bool compressed : {true, false}) {
    CAPTURE(compressed);
    const ScratchFolder scratch;
    glass::TableWriter out(scratch / "table", 0, glass::Synced::no);
    const auto key = [](int i) { return fmt::format("{:04}", i); };
    const auto tag = [](int i) { return std::string(kTagBytes, static_cast<char>('a' + i % 26)); };
    for (int i = 0; i < kTags; ++i) out.add(key(i), tag(i), compressed);
    const glass::RootInfo root = out.finish();
    // Of a leaf 926 bytes stay free where tags are not split.
    CHECK(leaves(scratch / "table").size() == (compressed ? 149 : 167));

    glass::TableReader in(scratch / "table", root);
    for (int i = 0; i < kTags; ++i) {
      REQUIRE(in.next());
      CHECK(in.key() == key(i));
      CHECK(in.tag() == tag(i));
      CHECK(in.compressed() == compressed);
    }
    CHECK(!in.next());
  }
}

}  // namespace
}  // namespace dateline
