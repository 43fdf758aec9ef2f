// SPDX-License-Identifier: GPL-2.0-or-later
// Copies the documents of a Xapian database the usual way: through the API, then compacted as
// tightly as Xapian can. Our tables are compared with the size of these.
//   api_copy DATABASE COPY
#include <fmt/format.h>
#include <xapian.h>

#include <filesystem>

namespace {

/// Documents a commit: so many are inverted in memory.
constexpr Xapian::doccount kDocumentsACommit = 2'000;

void copy(const Xapian::Database& from, const std::string& to) {
  Xapian::WritableDatabase copy(to, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_BACKEND_GLASS);
  Xapian::doccount copied = 0;
  for (auto posting = from.postlist_begin(""); posting != from.postlist_end(""); ++posting) {
    const Xapian::Document stored = from.get_document(*posting);
    Xapian::Document document;
    for (auto term = stored.termlist_begin(); term != stored.termlist_end(); ++term) {
      document.add_term(*term, term.get_wdf());
      for (auto p = term.positionlist_begin(); p != term.positionlist_end(); ++p)
        document.add_posting(*term, *p, 0);
    }
    for (auto value = stored.values_begin(); value != stored.values_end(); ++value)
      document.add_value(value.get_valueno(), *value);
    document.set_data(stored.get_data());
    copy.replace_document(*posting, document);
    if (++copied % kDocumentsACommit == 0) copy.commit();
  }
  copy.commit();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    fmt::print(stderr, "usage: api_copy DATABASE COPY\n");
    return 2;
  }
  const std::string loose = std::string(argv[2]) + ".loose";
  copy(Xapian::Database(argv[1]), loose);
  Xapian::Database(loose).compact(argv[2], Xapian::Compactor::FULL);
  std::filesystem::remove_all(loose);
} catch (const Xapian::Error& error) {
  fmt::print(stderr, "error: {}\n", error.get_description());
  return 2;
}
