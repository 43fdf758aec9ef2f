// SPDX-License-Identifier: GPL-2.0-or-later
#include "same_database.h"

#include <fmt/format.h>

#include <xapian.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "index/glass_format.h"
#include "index/position_list.h"
#include "random_documents.h"
#include "system/archive_files.h"

namespace dateline {

using namespace indexing;
namespace {

namespace fs = std::filesystem;

void describe_statistics(const Xapian::Database& db, std::ostream& out) {
  out << "documents " << db.get_doccount() << " last " << db.get_lastdocid() << " lengths "
      << db.get_total_length() << ' ' << db.get_doclength_lower_bound() << ".."
      << db.get_doclength_upper_bound() << '\n';
}

/// Positions as Xapian's table has them, or where there is one, ours.
class AnyPositions {
 public:
  explicit AnyPositions(const fs::path& path) {
    if (!fs::exists(path / kPositionsFile)) return;
    postlist_.emplace(path / kPostlistFile,
                      glass::read_version_file(path).root(glass::Table::postlist));
    positions_.emplace(path / kPositionsFile);
  }
  void begin(const std::string& term) {
    if (positions_) list_.emplace(*postlist_, *positions_, term);
  }
  std::vector<std::uint32_t> read(const Xapian::PostingIterator& posting) {
    std::vector<std::uint32_t> places;
    if (!positions_)
      places.assign(posting.positionlist_begin(), posting.positionlist_end());
    else if (list_->find(*posting) == *posting)
      list_->read(places);
    return places;
  }

 private:
  std::optional<MappedTable> postlist_, positions_;
  std::optional<PositionList> list_;
};

void describe_postings(const Xapian::Database& db, const std::string& term, AnyPositions& positions,
                       std::ostream& out) {
  positions.begin(term);
  for (auto p = db.postlist_begin(term); p != db.postlist_end(term); ++p) {
    out << "  " << *p << " wdf " << p.get_wdf() << " of " << p.get_doclength() << " at";
    for (const std::uint32_t place : positions.read(p)) out << ' ' << place;
    out << '\n';
  }
}

void describe_terms(const fs::path& path, const Xapian::Database& db, std::ostream& out) {
  AnyPositions positions(path);
  for (auto t = db.allterms_begin(); t != db.allterms_end(); ++t) {
    const std::string term = *t;
    out << "term " << term << " in " << t.get_termfreq() << " times "
        << db.get_collection_freq(term) << " bound " << db.get_wdf_upper_bound(term) << '\n';
    describe_postings(db, term, positions, out);
  }
}

void describe_documents(const Xapian::Database& db, std::ostream& out) {
  for (auto p = db.postlist_begin(""); p != db.postlist_end(""); ++p) {
    out << "document " << *p << " length " << db.get_doclength(*p) << '\n';
    const Xapian::Document document = db.get_document(*p);
    for (const Xapian::valueno slot : kSlots)
      if (const std::string value = document.get_value(slot); !value.empty())
        out << "  slot " << slot << " = " << value << '\n';
    out << "  data " << document.get_data() << '\n';
  }
}

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
  describe_terms(path, db, out);
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

}  // namespace

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

std::string difference_of_documents(const fs::path& a, const fs::path& b) {
  const auto described = [](const fs::path& path) {
    const Xapian::Database db(path.string());
    AnyPositions positions(path);
    std::ostringstream out;
    out << db.get_doccount() << ' ' << db.get_total_length() << '\n';
    for (auto t = db.allterms_begin(); t != db.allterms_end(); ++t) {
      out << *t << ' ' << t.get_termfreq() << ' ' << db.get_collection_freq(*t) << '\n';
      describe_postings(db, *t, positions, out);
    }
    describe_documents(db, out);
    for (Xapian::valueno slot : kSlots) {
      out << "slot " << slot << " in " << db.get_value_freq(slot) << '\n';
      for (auto v = db.valuestream_begin(slot); v != db.valuestream_end(slot); ++v)
        out << "  " << v.get_docid() << ' ' << *v << '\n';
    }
    return std::move(out).str();
  };
  std::istringstream in_a(described(a)), in_b(described(b));
  for (std::string line_a, line_b; std::getline(in_a, line_a);) {
    std::getline(in_b, line_b);
    if (line_a != line_b) return fmt::format("{} | {}", printable(line_a), printable(line_b));
  }
  return "";
}

std::string check_errors(const fs::path& path) {
  // The checker has an array by document number.
  if (Xapian::Database(path.string()).get_lastdocid() > 0x1000000) return {};
  std::ostringstream out;
  return Xapian::Database::check(path.string(), 0, &out) == 0 ? std::string() : out.str();
}

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

}  // namespace dateline
