// SPDX-License-Identifier: GPL-2.0-or-later
// 200 damaged and hostile PDFs and DOCX, made of the fixtures with a fixed seed: cut, with flipped
// bytes, with pieces lost, doubled and moved; bombs, loops, lies about sizes. Each gives articles
// or one sentence, and the files beside it lose nothing. DATELINE_SEED makes others.
#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "ingest/input_reader.h"
#include "support/support.h"

namespace fs = std::filesystem;
using namespace dateline;
using namespace dateline::indexing;

namespace {

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

std::string file_content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A DOCX whose document.xml is this.
std::string docx_of(const std::string& xml) {
  std::string bytes;
  archive* const made = archive_write_new();
  REQUIRE(archive_write_set_format_zip(made) == ARCHIVE_OK);
  archive_write_set_bytes_per_block(made, 0);
  REQUIRE(archive_write_open(made, &bytes, nullptr, append, nullptr) == ARCHIVE_OK);
  const std::pair<const char*, std::string> members[] = {
      {"[Content_Types].xml",
       "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override "
       "PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument."
       "wordprocessingml.document.main+xml'/></Types>"},
      {"word/document.xml", xml}};
  for (const auto& [name, content] : members) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(made, entry);
    archive_write_data(made, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(made);
  archive_write_free(made);
  return bytes;
}

const std::string kWord =
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>";

/// What nobody writes by accident.
std::vector<std::string> hostile_docx() {
  std::string deep = kWord, entities = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'>";
  for (int i = 0; i < 100'000; ++i) deep += "<w:p><w:r>";
  for (char c = 'b'; c <= 'n'; ++c)
    entities += fmt::format("<!ENTITY {0} '&{1};&{1};&{1};&{1};&{1};&{1};&{1};&{1};&{1};&{1};'>", c,
                            static_cast<char>(c - 1));
  const std::string run = "<w:p><w:r><w:t>";
  std::vector<std::string> made = {
      docx_of(kWord + run + std::string(std::size_t{300} << 20, ' ')),  // a bomb
      docx_of(deep),
      docx_of(entities + "]>" + kWord + run + "&n;</w:t></w:r></w:p></w:body></w:document>"),
      docx_of("<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + kWord + run +
              "&x;</w:t></w:r></w:p></w:body></w:document>"),
      docx_of(""),
      docx_of(std::string(4096, '\0')),
  };
  std::string lying = docx_of(kWord + run + "Text</w:t></w:r></w:p></w:body></w:document>");
  for (std::size_t i = 18; i < 26; ++i) lying[i] = '\xff';  // sizes of the first member
  made.push_back(lying);
  return made;
}

std::vector<std::string> hostile_pdf() {
  const auto pdf = [](const std::string& objects) {
    return "%PDF-1.7\n" + objects + "trailer << /Root 1 0 R /Size 9 >>\nstartxref\n9\n%%EOF\n";
  };
  const std::string catalog = "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n";
  std::string nested = catalog + "2 0 obj ";
  for (int i = 0; i < 200'000; ++i) nested += "[";
  return {
      pdf(catalog + "2 0 obj << /Type /Pages /Count 1 /Kids [2 0 R] >> endobj\n"),
      pdf(catalog + "2 0 obj << /Type /Pages /Count 2000000000 /Kids [3 0 R] >> endobj\n"
                    "3 0 obj << /Type /Page /Parent 2 0 R /Contents 3 0 R >> endobj\n"),
      pdf("1 0 obj 1 0 R endobj\n"),
      pdf(nested),
      pdf(catalog +
          "2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj\n"
          "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 -1e30] /Contents 4 0 R"
          " >> endobj\n4 0 obj << /Length 4 0 R >> stream\nBT ( endstream endobj\n"),
      pdf(catalog + "2 0 obj << /Type /ObjStm /N 99999999 /First -1 /Length 5 /Extends 2 0 R >> "
                    "stream\n12345 endstream endobj\n"),
      fmt::format("{}{}",
                  "%PDF-1.5\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Size 1 ",
                  "/Prev 9 >>\nstartxref\n9\n%%EOF\n"),
  };
}

/// A copy with one kind of damage at random places.
std::string damaged(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::size_t at = below(bytes.size());
  const std::size_t size = std::min(bytes.size() - at, 1 + below(2000));
  switch (below(5)) {
    case 0:
      return bytes.substr(0, at);
    case 1:
      for (std::size_t flips = 1 + below(40); flips > 0; --flips)
        bytes[below(bytes.size())] ^= static_cast<char>(1U << below(8));
      return bytes;
    case 2:
      return bytes.erase(at, size);
    case 3:
      return bytes.insert(below(bytes.size()), bytes.substr(at, size));
    default:
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size,
                  static_cast<char>(below(256)));
      return bytes;
  }
}

/// Counts what each input gives.
class Tally : public InputVisitor {
 public:
  struct Given {
    std::size_t articles = 0;
    std::vector<std::string> reasons;
  };
  void begin_input(const Input& input) override { current_ = &given[input.name]; }
  void article(Article&& article, std::uint64_t) override {
    ++current_->articles;
    CHECK(article.body.find("root:") == std::string::npos);
  }
  void rejected(const Rejection& rejection) override {
    current_->reasons.push_back(rejection.reason);
  }
  void passed_over(const std::string& name, const std::string& kind) override {
    given[name].reasons.push_back("passed over: " + kind);
  }
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

  std::map<std::string, Given> given;

 private:
  Given* current_ = nullptr;
};

}  // namespace

TEST_CASE("200 damaged and hostile PDFs and DOCX: each one sentence, nothing else lost") {
  constexpr std::size_t kFiles = 200;
  const char* const given_seed = std::getenv("DATELINE_SEED");
  const unsigned seed = given_seed == nullptr ? 24U : static_cast<unsigned>(std::stoul(given_seed));
  CAPTURE(seed);
  std::mt19937 random(seed);
  std::vector<std::pair<std::string, std::string>> originals;  // ending, content
  for (const char* name :
       {"report.pdf", "columns.pdf", "factiva.pdf", "nexis.docx", "manuskript.docx"}) {
    const fs::path path = fs::path(TEST_DATA_DIR) / "readers" / name;
    originals.emplace_back(path.extension().string(), file_content(path));
  }
  const TemporaryFolder folder;
  std::size_t made = 0;
  const auto add = [&](const std::string& ending, const std::string& bytes) {
    folder.write(fmt::format("{:03}{}", made++, ending), bytes);
  };
  for (const std::string& bytes : hostile_docx()) add(".docx", bytes);
  for (const std::string& bytes : hostile_pdf()) add(".pdf", bytes);
  while (made < kFiles) {
    const auto& [ending, content] = originals[made % originals.size()];
    add(ending, damaged(content, random));
  }
  folder.write("999.txt", "The tide turns\n\nThe tide turns at six.");

  Tally tally;
  read_inputs({folder.path().string()}, {}, tally);
  CHECK(tally.given.size() == kFiles + 1);
  std::size_t rejected = 0;
  for (const auto& [name, given] : tally.given) {
    CAPTURE(name);
    CHECK(given.articles + given.reasons.size() > 0);
    CHECK(given.reasons.size() <= 1);
    rejected += given.reasons.size();
    for (const std::string& reason : given.reasons) {
      CHECK(reason.size() < 300);
      CHECK(reason.find('\n') == std::string::npos);
    }
  }
  CHECK(rejected > kFiles / 4);  // the damage is real
  CHECK(tally.given[(folder.path() / "999.txt").string()].articles == 1);
}
