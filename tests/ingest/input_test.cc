// SPDX-License-Identifier: GPL-2.0-or-later
#include "ingest/input_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "error.h"
#include "readers/format.h"
#include "streams/file_walk.h"
#include "support/support.h"

namespace fs = std::filesystem;
using namespace dateline;
using namespace dateline::indexing;
using namespace std::string_literals;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, content

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

/// An archive as bytes. `format` is "tar", "zip" or "raw", `filter` "none", "gzip", "xz", "zstd",
/// "bzip2".
std::string packed(const std::string& format, const std::string& filter, const Files& files) {
  std::string bytes;
  archive* made = archive_write_new();
  REQUIRE(archive_write_set_format_by_name(made, format == "tar" ? "pax" : format.c_str()) ==
          ARCHIVE_OK);
  if (filter != "none")
    REQUIRE(archive_write_add_filter_by_name(made, filter.c_str()) == ARCHIVE_OK);
  archive_write_set_bytes_per_block(made, 0);
  REQUIRE(archive_write_open(made, &bytes, nullptr, append, nullptr) == ARCHIVE_OK);
  for (const auto& [name, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(made, entry);
    archive_write_data(made, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_free(made);
  return bytes;
}

/// What was read, as lines: "[format] input", " title", " ! reason".
class Transcript : public InputVisitor {
 public:
  explicit Transcript(std::string root) : root_(std::move(root)) {}
  void begin_input(const Input& input) override {
    std::string name = input.name;
    if (name.starts_with(root_)) name.erase(0, root_.size() + 1);
    text += "[" + input.format + "] " + name + "\n";
    ++open_;
    sizes.push_back(input.size);
  }
  void article(Article&& article, std::uint64_t) override {
    text += "  " + article.title + "\n";
    body = article.body;
    ++articles;
    if (open_ != 1) FAIL_CHECK("an article outside an input");
  }
  void rejected(const Rejection& rejection) override {
    text += "  ! " + rejection.reason + "\n";
    CHECK(open_ == 1);
  }
  void end_input() override { --open_; }
  void progress(std::uint64_t bytes_read) override {
    if (bytes_read < bytes) FAIL_CHECK("progress went back");
    bytes = bytes_read;
  }
  bool stop() override { return articles >= stop_after; }
  void unread(const UnreadKey& key) override { unread_keys.push_back(key.key); }

  std::string text;
  std::string body;  // of the last article
  std::vector<std::string> unread_keys;
  std::uint64_t bytes = 0;
  std::vector<std::uint64_t> sizes;
  int articles = 0;
  int stop_after = 1 << 30;

 private:
  std::string root_;
  int open_ = 0;
};

std::string read(const TemporaryFolder& folder, const std::vector<std::string>& paths,
                 const std::string& format = "auto") {
  Transcript transcript(folder.path());
  ReadOptions options;
  options.format = format;
  read_inputs(paths, options, transcript);
  CHECK(transcript.bytes == input_bytes(paths));
  return transcript.text;
}

const std::string kJsonl = "{\"title\":\"One\"}\n{\"title\":\"Two\"}\n";

}  // namespace

TEST_CASE("input: formats by their content and name") {
  struct Case {
    std::string head, name, format;
  };
  for (const Case& c : {
           Case{kJsonl, "x", "jsonl"},
           Case{"{\"title\":\"One\"}\n", "x", "json"},
           Case{"{\"title\":\"One\"}\n", "x.jsonl", "jsonl"},
           Case{"\n {\"a\":{\"b\":[1]}}\n\n{\"a\":2}\n", "x.json", "jsonl"},
           Case{"{\"a\":1} {\"a\":2}\n", "x", "json"},
           Case{"{\"a\":\"a long line cut off", "x", "json"},
           Case{"{\"a\":\"a long line cut off", "x.ndjson", "jsonl"},
           Case{"{\n \"articles\": [\n", "x", "json"},
           Case{"[{\"title\":1}]", "x", "json"},
           Case{"[ [\n {}", "x", "json"},
           Case{"[]", "x", "json"},
           Case{"\xEF\xBB\xBF[{\"title\":1}]", "x", "json"},
           Case{"[Reuters] The port opened.", "x", "text"},
           Case{"[1] A footnote stands here", "x", "text"},
           Case{"{sic} is what he wrote", "x", "text"},
           Case{"{\"Never\" was the answer}", "x", "text"},
           Case{"[\"Never,\" he said]", "x", "text"},
           Case{"title,body\na,b\n", "x", "csv"},
           Case{"id;headline;date\n", "x", "csv"},
           Case{"sep=|\nTitle|Text\n", "x", "csv"},
           Case{"\"Title\"\t\"Body\"\n", "x", "csv"},
           Case{"not JSON", "x.json", "json"},
           Case{"\n\n", "x.jsonl", "jsonl"},
           Case{"<book>unknown SGML</book>", "x.sgm", ""},
           Case{"name,colour\nred,1\n", "x", "text"},
           Case{"name,colour\nred,1\n", "x.csv", "csv"},
           Case{"a\tb\n", "x.TSV", "csv"},
           Case{"One day, in a town, a title was lost.\n", "x", "text"},
           Case{"The author, the source and the date, all were wrong.\n", "x", "text"},
           Case{"<DOC>\n<DOCNO>1</DOCNO>", "x", "trec"},
           Case{"<doc><docno>1</docno>", "x", "trec"},
           Case{"<DOC>\n<p>", "x.txt", "text"},
           Case{"*TEXT 017 01/04/63 PAGE 020\n", "x", "trec"},
           Case{"*text in stars*\n", "x", "text"},
           Case{"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\">", "x", "reuters"},
           Case{"<REUTERS NEWID=\"1\">", "x.txt", "reuters"},
           Case{"<?xml version=\"1.0\"?><rss>", "x.txt", "rss"},
           Case{"<?xml version=\"1.0\"?><opml>", "x.xml", ""},
           Case{"<?xml version=\"1.0\"?><svg><item>", "x", ""},
           Case{"<!-- <feed> --><?style x?>\n<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "x",
                "atom"},
           Case{"<!DOCTYPE nitf [ <!ENTITY a '<rss>'> ]>\n<nitf>", "x", "nitf"},
           Case{"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", "x", "rss"},
           Case{"<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>", "x", ""},
           Case{"<rss xmlns:wp='http://wordpress.org/export/1.2/'>", "x", "wxr"},
           Case{"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>", "x", "newsml"},
           Case{"Warning: no such file\n<?xml version='1.0'?><rss>", "x.rss", "rss"},
           Case{"It begins with <?xml version='1.0'?> and <rss> follows.", "x.txt", "text"},
           Case{"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "x", "jsonfeed"},
           Case{"{\"title\":\"x\",\"text\":\"see https://jsonfeed.org/version/1\"}", "x.json",
                "json"},
           Case{"{\"feed_url\":\"u\",\"items\":[", "x.json", "jsonfeed"},
           Case{"{\"items\":[{\"title\":\"x\"}]}", "x.json", "json"},
           Case{"{\"uri\":\"u\",\"pubStatus\":\"usable\"}", "x.json", "ninjs"},
           Case{"{\"uri\":\"u\",\"title\":\"x\"}", "x.json", "json"},
           Case{"<!DOCTYPE html><html>", "x", "html"},
           Case{"\n<!-- saved -->\n<HTML lang=de>", "x", "html"},
           Case{"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C\"><html>", "x", "html"},
           Case{"<article><p>A part of a page", "x.htm", "html"},
           Case{"<article><p>A part of a page", "x.txt", "text"},
           Case{"<records>\n<record>Ferry</record>\n</records>\n", "x.txt", ""},
           Case{"<Wire Version=\"1\">\n<Item>x</Item></Wire>", "x", ""},
           Case{"{\\rtf1\\ansi Ferry late}", "x.txt", "document"},
           Case{"TY  - NEWS\nTI  - Ferry late\nER  - \n", "x.txt", "references"},
           Case{"@article{quay,\n title = {Ferry late}}\n", "x", "references"},
           Case{"@quay: the ferry is late, they say.\n", "x.txt", "text"},
           Case{"1\n00:00:01,000 --> 00:00:02,000\nFerry late\n", "x.txt", "subtitles"},
           Case{"WEBVTT\n\n00:01.000 --> 00:02.000\nFerry\n", "x", "subtitles"},
           Case{"% draft\n\\documentclass{article}\n", "x.txt", ""},
           Case{"   1 of 3 DOCUMENTS\n\nThe Quay Times\n", "x.txt", "lexisnexis"},
           Case{"Document 2 of 7\n\nFerry late\n", "x.txt", "lexisnexis"},
           Case{"1 of 3 documents was lost in the fire.\n", "x.txt", "text"},
           Case{"<!-- <html> --><rss>", "x.html", "rss"},
           Case{"<html>", "x.md", "html"},
           Case{"---\ntitle: x\n---\nText", "x", "markdown"},
           Case{"+++\ntitle = \"x\"\n+++\nText", "x", "markdown"},
           Case{"--- \nno keys here\n", "x", "text"},
           Case{"# A heading\n", "x.md", "markdown"},
           Case{"title,body\n", "x.Markdown", "markdown"},
           Case{"# A heading\n", "x", "text"},
           Case{"Plain text.", "x", "text"},
           Case{"", "x", "text"},
           Case{"\xFF\xFEt\0i\0t\0l\0e\0,\0b\0o\0d\0y\0\n\0"s, "x", "csv"},
           Case{"caf\xE9 in Latin 1", "x", "text"},
           Case{"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "x.txt", ""},
           Case{"\x7F"
                "ELF\2\1\1\0\0\0\0\0\0\0\0\0"s,
                "x", ""},
       }) {
    CAPTURE(c.head);
    CAPTURE(c.name);
    CHECK(detect_format(c.head, c.name) == c.format);
  }
}

TEST_CASE("input: every compression and archive, by content") {
  const Files files = {{"in/a.jsonl", kJsonl},
                       {"in/b.txt", "Title\nText of b."},
                       {"picture.png", "\x89PNG\0\0\0\0"s}};
  for (const std::string format : {"tar", "zip"})
    for (const std::string filter : {"none", "gzip", "xz", "zstd", "bzip2"}) {
      if (format == "zip" && filter != "none") continue;
      CAPTURE(format);
      CAPTURE(filter);
      const TemporaryFolder folder;
      const std::string path = folder.write("pack", packed(format, filter, files));
      CHECK(read(folder, {path}) ==
            "[jsonl] pack!in/a.jsonl\n  One\n  Two\n[text] pack!in/b.txt\n  Title\n");
    }
  for (const std::string filter : {"gzip", "xz", "zstd", "bzip2"}) {
    CAPTURE(filter);
    const TemporaryFolder folder;
    const std::string path = folder.write("one", packed("raw", filter, {{"data", kJsonl}}));
    CHECK(read(folder, {path}) == "[jsonl] one\n  One\n  Two\n");
  }
}

TEST_CASE("input: archives in archives, to a depth of four") {
  const TemporaryFolder folder;
  std::string bytes = kJsonl;
  std::string name = "a.jsonl";
  for (int depth = 1; depth <= 5; ++depth) {
    bytes = packed(depth % 2 == 0 ? "tar" : "zip", "none", {{name, bytes}});
    name = "d" + std::to_string(depth);
    if (depth == 4)
      CHECK(read(folder, {folder.write("four", bytes)}) ==
            "[jsonl] four!d3!d2!d1!a.jsonl\n  One\n  Two\n");
  }
  CHECK(read(folder, {folder.write("five", bytes)}) ==
        "[] five!d4!d3!d2!d1\n  ! archives are nested more than four deep\n");
}

TEST_CASE("input: names inside archives are only names") {
  const TemporaryFolder folder;
  const Files files = {{"../../up.txt", "Up\nText."},
                       {"/root.txt", "Root\nText."},
                       {".hidden/x.txt", "H\nText."},
                       {"README.md", "# Readme"},
                       {"n\xE9w.txt", "Latin\nText."}};
  CHECK(read(folder, {folder.write("p.tar", packed("tar", "none", files))}) ==
        "[text] p.tar!../../up.txt\n  Up\n[text] p.tar!/root.txt\n  Root\n[text] "
        "p.tar!n\xC3\xA9w.txt\n  Latin\n");
}

TEST_CASE("input: names in a zip that are said to be UTF-8 are read so in any locale") {
  const TemporaryFolder folder;
  constexpr std::string_view kZip(
      "PK\x03\x04\x14\x00\x00\x08\x00\x00\x00@\xA4R\xEF\xD1(\x96\x0C\x00\x00\x00\x0C\x00"
      "\x00\x00\x13\x00\x00\x00\x46\xC3\xA4hre/\xD0\x9C\xD0\xBE\xD1\x81\xD1\x82.txtFer"
      "ry\x0A\x0ALate.PK\x01\x02\x14\x03\x14\x00\x00\x08\x00\x00\x00@\xA4R\xEF\xD1(\x96"
      "\x0C\x00\x00\x00\x0C\x00\x00\x00\x13\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
      "\x80\x01\x00\x00\x00\x00\x46\xC3\xA4hre/\xD0\x9C\xD0\xBE\xD1\x81\xD1\x82.txtPK\x05"
      "\x06\x00\x00\x00\x00\x01\x00\x01\x00\x41\x00\x00\x00=\x00\x00\x00\x00\x00",
      148);
  CHECK(read(folder, {folder.write("names.zip", std::string(kZip))}) ==
        "[text] names.zip!Fähre/Мост.txt\n  Ferry\n");
}

TEST_CASE("input: a link in a zip is skipped, not read as a text that is a path") {
  std::string bytes;
  archive* const zip = archive_write_new();
  REQUIRE(archive_write_set_format_zip(zip) == ARCHIVE_OK);
  REQUIRE(archive_write_open(zip, &bytes, nullptr, append, nullptr) == ARCHIVE_OK);
  for (const auto& [name, content, type] :
       {std::tuple{"a.txt", "Quay opens\n\nThe quay opened at noon.", AE_IFREG},
        std::tuple{"b.txt", "/etc/hostname", AE_IFLNK}, std::tuple{"c.txt", "a.txt", AE_IFLNK}}) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    if (type == AE_IFLNK)
      archive_entry_set_symlink(entry, content);
    else
      archive_entry_set_size(entry, static_cast<la_int64_t>(std::strlen(content)));
    archive_write_header(zip, entry);
    if (type == AE_IFREG) archive_write_data(zip, content, std::strlen(content));
    archive_entry_free(entry);
  }
  archive_write_free(zip);
  struct Skips : Transcript {
    using Transcript::Transcript;
    void passed_over(const std::string& name, const std::string& kind) override {
      text += name.substr(name.find('!')) + ": " + kind + "\n";
    }
  };
  const TemporaryFolder folder;
  Skips skips(folder.path());
  read_inputs({folder.write("links.zip", bytes)}, {}, skips);
  CHECK(skips.text == "[text] links.zip!a.txt\n  Quay opens\n!b.txt: link\n!c.txt: link\n");
}

TEST_CASE("input: a file that breaks in the middle keeps what was read") {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 20000; ++i)
    lines += "{\"title\":\"Number " + std::to_string(i) + " of " +
             std::to_string(i * 7919 % 10007) + "\"}\n";
  for (const std::string filter : {"gzip", "xz", "zstd", "bzip2"}) {
    CAPTURE(filter);
    std::string bytes = packed("raw", filter, {{"data", lines}});
    bytes.resize(bytes.size() * 3 / 4);
    Transcript transcript(folder.path());
    read_inputs(
        {folder.write("cut.jsonl." + filter, bytes), folder.write("next.txt", "Next\nText.")}, {},
        transcript);
    CHECK(transcript.articles > (filter == "bzip2" ? -1 : 5000));
    CHECK(transcript.text.find("! the compressed data are broken") != std::string::npos);
    CHECK(transcript.text.ends_with("[text] next.txt\n  Next\n"));
  }
  std::string zip = packed("zip", "none", {{"a.jsonl", kJsonl}, {"b.jsonl", lines}});
  zip.resize(zip.size() / 2);
  CHECK(read(folder, {folder.write("cut.zip", zip)})
            .starts_with("[jsonl] cut.zip!a.jsonl\n  One\n  Two\n"));
  std::string spoilt = packed("tar", "gzip", {{"a.jsonl", lines}});
  for (std::size_t i = 30; i < 200; ++i) spoilt[i] = static_cast<char>(i * 37);
  CHECK(read(folder, {folder.write("spoilt", spoilt)}).find("  ! the compressed data are broken") !=
        std::string::npos);
}

TEST_CASE("input: what unpacks to far too much is refused") {
  const TemporaryFolder folder;
  std::string blanks(80 << 20, ' ');
  for (std::size_t i = 0; i < blanks.size(); i += 1000) blanks[i] = '\n';
  const std::string bomb =
      packed("tar", "zstd", {{"blanks.jsonl", blanks}, {"after.jsonl", kJsonl}});
  REQUIRE(bomb.size() < 70000);
  CHECK(read(folder, {folder.write("bomb", bomb), folder.write("ok.txt", "Fine\nText.")}) ==
        "[] bomb\n  ! it unpacks to far more than a news archive would\n[text] "
        "ok.txt\n  Fine\n");
}

TEST_CASE("input: a folder is read in order, and only what is news") {
  const TemporaryFolder folder;
  folder.write("b.txt", "B\nText.");
  folder.write("a/z.md", "# Z");
  folder.write("a/data", kJsonl);
  folder.write("a/prose", "No ending, and so no article\nText.");
  folder.write("a/script.py", "print('x')\n");
  folder.write("a/page.html", "<html><body>x</body></html>");
  folder.write("a/style.css", "a { b: c }\n");
  folder.write("a/readme", "Readme\nText.");
  folder.write("a/README.md", "# Readme");
  folder.write("a/.hidden.txt", "Hidden\nText.");
  folder.write(".git/x.txt", "Hidden\nText.");
  folder.write("a/picture.jpg", "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"s);
  folder.write("B.txt.gz", packed("raw", "gzip", {{"data", "Zipped\nText."}}));
  folder.write("c.tsv", "title\tbody\nTab\tx\n");
  folder.write("empty.txt", "");
  folder.write("package.json", R"({"name":"tides","description":"Shows the tides."})");
  fs::create_symlink(folder / "b.txt", folder / "link.txt");
  fs::create_symlink(folder.path(), folder / "a/loop");
  fs::create_symlink("nowhere", folder / "dangling.txt");
  CHECK(read(folder, {folder.path()}) ==
        "[text] B.txt.gz\n  Zipped\n[jsonl] a/data\n  One\n  Two\n[html] a/page.html\n  ! no "
        "article was "
        "found on the page\n[markdown] a/z.md\n  Z\n[text] "
        "b.txt\n  B\n"
        "[csv] c.tsv\n  Tab\n");
}

TEST_CASE("input: empty files of all kinds are skipped in folders, and rejected when named") {
  const TemporaryFolder folder;
  std::vector<std::string> named;
  for (const std::string name : {"a.txt", "b.html", "c.zip", "d.json", "e.unknown"})
    named.push_back(folder.write(name, ""));
  CHECK(read(folder, {folder.path()}).empty());
  for (const std::string& path : named) {
    CAPTURE(path);
    CHECK(read(folder, {path}).ends_with("  ! the file is empty\n"));
  }
}

TEST_CASE("input: bytes behind the end of a gzip file are told, zeros are not") {
  const TemporaryFolder folder;
  const std::string text = packed("raw", "gzip", {{"data", "Good\nText."}});
  CHECK(
      read(folder, {folder.write("a.txt.gz", text + "tail")}) ==
      "[text] a.txt.gz\n  Good\n  ! the compressed data are broken: bytes that are not compressed "
      "follow its end\n");
  CHECK(read(folder, {folder.write("b.txt.gz", text + std::string(512, '\0'))}) ==
        "[text] b.txt.gz\n  Good\n");
}

TEST_CASE("input: answers of a service, one a line or in a list, give their articles") {
  const TemporaryFolder folder;
  const auto answer = [](const std::string& first, const std::string& second) {
    return R"({"status":"ok","articles":[{"title":")" + first + R"(","body":"Tide."},{"title":")" +
           second + R"(","body":"Ebb."}]})";
  };
  const std::string titles = "  One\n  Two\n  Three\n  Four\n";
  CHECK(read(folder, {folder.write("a.jsonl", answer("One", "Two") + "\n" +
                                                  answer("Three", "Four") + "\n")}) ==
        "[jsonl] a.jsonl\n" + titles);
  CHECK(read(folder, {folder.write("b.json", "[" + answer("One", "Two") + "," +
                                                 answer("Three", "Four") + "]")}) ==
        "[json] b.json\n" + titles);
  CHECK(read(folder,
             {folder.write("c.json",
                           R"({"type":"FeatureCollection","features":[{"type":"Feature",)"
                           R"("geometry":{"type":"Point","coordinates":[1,2]},"properties":)"
                           R"({"title":"One","body":"Tide."}}]})")}) == "[json] c.json\n  One\n");
  CHECK(read(folder, {folder.write("d.json", R"({"q1":{"title":"One","body":"Tide."},)"
                                             R"("q2":{"title":"Two","body":"Ebb."}})")}) ==
        "[json] d.json\n  One\n  Two\n");
  CHECK(read(folder, {folder.write("e.jsonl", R"({"index":{"_index":"news","_id":"q7"}})"
                                              "\n"
                                              R"({"title":"One","body":"Tide."})"
                                              "\n")}) == "[jsonl] e.jsonl\n  One\n");
}

TEST_CASE("input: --map record= reads XML that is of no known kind") {
  const TemporaryFolder folder;
  Transcript transcript(folder.path());
  ReadOptions options;
  options.map = {{"record", "row"}, {"title", "hd1"}, {"body", "tx"}};
  const std::string path =
      folder.write("own.xml",
                   "<?xml version='1.0'?><root><row><hd1>One</hd1><tx>The tide is in.</tx></row>"
                   "<row><hd1>Two</hd1><tx>The tide is out.</tx></row></root>");
  read_inputs({path}, options, transcript);
  CHECK(transcript.text == "[xml] own.xml\n  One\n  Two\n");
  CHECK(transcript.unread_keys.empty());
}

TEST_CASE("input: a key of --map that no record has is told") {
  const TemporaryFolder folder;
  ReadOptions options;
  options.map = {{"author", "writre"}};
  for (const auto& [name, text] :
       Files{{"a.csv", "title,body,writer\nOne,Tide.,Ann Quay\n"},
             {"a.jsonl", R"({"title":"One","body":"Tide.","writer":"Ann Quay"})"},
             {"a.xml",
              "<?xml version='1.0'?><all><article><title>One</title><text>The tide is in."
              "</text></article></all>"}}) {
    CAPTURE(name);
    Transcript transcript(folder.path());
    read_inputs({folder.write(name, text)}, options, transcript);
    CHECK(transcript.articles == 1);
    CHECK(transcript.unread_keys == std::vector<std::string>{"writre"});
  }
}

TEST_CASE("input: the notes and text boxes of a DOCX file are read") {
  const TemporaryFolder folder;
  const std::string words =
      "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
  const auto paragraph = [](const std::string& text) {
    return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
  };
  const std::string docx =
      packed("zip", "none",
             {{"[Content_Types].xml", "<Types/>"},
              {"word/document.xml",
               "<w:document " + words + "><w:body>" + paragraph("Ferry late") +
                   paragraph("The ferry was late on Monday.") +
                   "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("The fog in a box.") +
                   "</w:txbxContent></w:pict></w:r></w:p></w:body></w:document>"},
              {"word/footnotes.xml",
               "<w:footnotes " + words + "><w:footnote w:type='separator' w:id='0'>" +
                   paragraph("-") + "</w:footnote><w:footnote w:id='2'>" +
                   paragraph("So the harbour master.") + "</w:footnote></w:footnotes>"}});
  Transcript transcript(folder.path());
  read_inputs({folder.write("a.docx", docx)}, {}, transcript);
  CHECK(transcript.text == "[document] a.docx\n  Ferry late\n");
  CHECK(transcript.body ==
        "The ferry was late on Monday.\n\nThe fog in a box.\n\nSo the harbour master.");
}

TEST_CASE(
    "input: a standfirst that the text lacks stands before it, one that it repeats does not") {
  const TemporaryFolder folder;
  const std::string text =
      "The night boat to the islands stayed in port because its second engine would not start.";
  for (const std::string key : {"summary", "lead", "standfirst", "subtitle", "teaser", "abstract",
                                "deck", "trailText", "intro", "lede", "description", "excerpt"}) {
    CAPTURE(key);
    const auto body_with = [&](const std::string& standfirst) {
      Transcript transcript(folder.path());
      read_inputs({folder.write("a.json", R"({"title":"No boat","body":")" + text + R"(",")" + key +
                                              R"(":")" + standfirst + R"("})")},
                  {}, transcript);
      return transcript.body;
    };
    if (key == "description" || key == "excerpt") {  // of a page, for those who link to it
      CHECK(body_with("Passengers slept on the quay and were given soup.") == text);
      continue;
    }
    CHECK(body_with("Passengers slept on the quay and were given soup.") ==
          "Passengers slept on the quay and were given soup.\n\n" + text);
    CHECK(body_with("The night boat to the islands stayed in port because its second...") == text);
    CHECK(body_with("No boat") == text);
  }
}

TEST_CASE("input: a folder that holds every format, under any name") {
  const TemporaryFolder folder;
  std::string expected, of_issues;  // what is read when the walk has ended
  for (const Format* row : formats()) {
    const std::string format(row->name);
    const std::string_view example = row->example;
    if (example.empty()) continue;  // files of bytes
    const std::string title = format == "reuters" ? "  FERRY LATE\n" : "  Ferry late\n";
    const bool two = format == "jsonl" || format == "xml";
    const std::string titles = title + (two ? "  Bridge open\n" : "");
    // What is prose is known by its name, all else by what it says.
    const std::string ending = format == "text" ? ".txt" : format == "markdown" ? ".md" : ".0";
    folder.write(format + ending, example);
    folder.write(format + ending + ".gz", packed("raw", "gzip", {{"data", std::string(example)}}));
    std::string& lines = format == "mets" || format == "ocr" ? of_issues : expected;
    lines += "[" + format + "] " + format + ending + "\n" + titles;
    lines += "[" + format + "] " + format + ending + ".gz\n" + titles;
  }
  CHECK(read(folder, {folder.path()}) == expected + of_issues);
}

namespace {

std::string alto_page(const std::string& block, const std::string& words) {
  return "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Layout><Page><PrintSpace>"
         "<TextBlock ID=\"" +
         block + "\"><TextLine><String CONTENT=\"" + words +
         "\"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
}

/// An issue with one article, which goes over both of its pages.
std::string mets_issue(const std::string& title) {
  return "<mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
         "<fileSec><fileGrp><file ID=\"F1\"><FLocat xlink:href=\"file://./alto/1.xml\"/></file>"
         "<file ID=\"F2\"><FLocat xlink:href=\"alto/2.xml\"/></file></fileGrp></fileSec>"
         "<structMap TYPE=\"LOGICAL\"><div TYPE=\"ISSUE\"><div TYPE=\"ARTICLE\" ID=\"D1\" "
         "LABEL=\"" +
         title +
         "\"><fptr><area FILEID=\"F1\" BEGIN=\"B\"/></fptr>"
         "<fptr><area FILEID=\"F2\" BEGIN=\"B\"/></fptr></div></div></structMap></mets>";
}

}  // namespace

TEST_CASE("input: a METS file reads the pages beside it, in a folder and in an archive") {
  const TemporaryFolder folder;
  const Files issue = {{"i/alto/1.xml", alto_page("B", "Hail broke the windows.")},
                       {"i/alto/2.xml", alto_page("B", "Nobody was hurt.")},
                       {"i/mets.xml", mets_issue("Hail at noon")},
                       {"k/alto/1.xml", alto_page("B", "Rain fell on the fair.")}};
  for (const auto& [name, content] : issue) folder.write("a/" + name, content);
  CHECK(read(folder, {(folder / "a").string()}) ==
        "[mets] a/i/mets.xml\n  Hail at noon\n[ocr] a/k/alto/1.xml\n  Rain fell on the fair.\n");
  CHECK(read(folder, {(folder / "a/i/mets.xml").string()}) ==
        "[mets] a/i/mets.xml\n  Hail at noon\n");
  CHECK(read(folder, {folder.write("b.zip", packed("zip", "none", issue))}) ==
        "[mets] b.zip!i/mets.xml\n  Hail at noon\n"
        "[ocr] b.zip!k/alto/1.xml\n  Rain fell on the fair.\n");
  // A page that is missing is told, and the article is read without it.
  CHECK(read(folder, {folder.write("c.zip", packed("zip", "none", {issue[2], issue[0]}))}) ==
        "[mets] c.zip!i/mets.xml\n  Hail at noon\n  ! the page alto/2.xml is missing\n");
}

TEST_CASE("input: a METS file reads nothing outside of its folder") {
  const TemporaryFolder folder;
  folder.write("secret.xml", alto_page("B", "A secret."));
  std::string mets = mets_issue("Outside");
  mets.replace(mets.find("file://./alto/1.xml"), 19, "../secret.xml");
  folder.write("a/alto/2.xml", alto_page("B", "Inside."));
  CHECK(read(folder, {folder.write("a/mets.xml", mets)}) ==
        "[mets] a/mets.xml\n  Outside\n  ! the page ../secret.xml is missing\n");
}

TEST_CASE("input: XML that lists things is not taken for articles") {
  for (const std::string xml :
       {"<opml version='2.0'><body><outline text='The Harbour Post in the morning' title='Post' "
        "xmlUrl='https://p.example/f'/></body></opml>",
        "<project><name>ferry</name><url>https://f.example</url><description>A library that "
        "knows when the ferry goes</description></project>",
        "<urlset><url><loc>https://p.example/a</loc><lastmod>2024-01-01</lastmod></url></urlset>",
        "<svg><title>A drawing of the harbour</title><text>The harbour at night, "
        "drawn</text></svg>",
        "<kml><Placemark><name>Quay</name><description>The quay of the town</description>"
        "</Placemark></kml>",
        "<catalog><book><author>Ann Quay</author><title>Tides</title><price>9</price></book>"
        "</catalog>",
        "<mediawiki><page><title>Quay</title><revision><timestamp>2024-01-01T00:00:00Z"
        "</timestamp><contributor><username>Ann</username></contributor><text>The ''quay'' of a "
        "[[town]] by the sea</text></revision></page></mediawiki>",
        "<smses><sms address='1' date='1714598400000' body='The boat is late, do not wait'/>"
        "</smses>",
        "<resources><string name='title'>The title of a screen in an app</string></resources>",
        "<plist><dict><key>title</key><string>The title of a song, and more</string></dict>"
        "</plist>"}) {
    CAPTURE(xml);
    CHECK(detect_format("<?xml version='1.0'?>" + xml, "a.xml") == "");
  }
}

TEST_CASE("input: a filter makes text of files that are not read") {
  const TemporaryFolder folder;
  folder.write("a.doc", "\xD0\xCF\x11\xE0 old words");
  folder.write("b.xyz", "\x01\x02\x03\x04\x05\x06");
  folder.write("c.txt", "Plain\nText.");
  ReadOptions options;
  options.filters["doc"] = "wc -c >/dev/null; printf 'Made of a file\\n\\nIts text.\\n'";
  options.filters["xyz"] = "exit 3";
  Transcript transcript(folder.path());
  read_inputs({folder.path()}, options, transcript);
  CHECK(transcript.text ==
        "[text] a.doc\n  Made of a file\n"
        "[] b.xyz\n  ! the filter failed with exit code 3: exit 3\n"
        "[text] c.txt\n  Plain\n");
  options.filters["doc"] = "cat";
  Transcript as_it_is(folder.path());
  read_inputs({(folder.path() / "a.doc").string()}, options, as_it_is);
  CHECK(as_it_is.text.find("[] a.doc\n  ! what the filter prints") == 0);
}

TEST_CASE("use 05: of a web crawl (WACZ) the records are read, not the tables about them") {
  const TemporaryFolder folder;
  const Files crawl = {
      {"archive/data.warc", std::string(find_format("warc").example)},
      {"pages/pages.jsonl", "{\"format\": \"json-pages-1.0\", \"title\": \"All Pages\"}\n"},
      {"datapackage.json", "{\"title\": \"My crawl\", \"wacz_version\": \"1.1.1\"}"}};
  const std::string bytes = packed("zip", "none", crawl);
  CHECK(read(folder, {folder.write("c.wacz", bytes)}) ==
        "[warc] c.wacz!archive/data.warc\n  Ferry late\n");
  CHECK(read(folder, {folder.write("c.zip", bytes)}) ==
        "[warc] c.zip!archive/data.warc\n  Ferry late\n");
}

TEST_CASE("input: a file the user names is read or rejected, never passed over") {
  const TemporaryFolder folder;
  CHECK(read(folder, {folder.write("prose", "Title\nText.")}) == "[text] prose\n  Title\n");
  CHECK(read(folder, {folder.write("README.md", "# Readme")}) ==
        "[markdown] README.md\n  Readme\n");
  CHECK(read(folder, {folder.write(".x.txt", "Hidden\nText.")}) == "[text] .x.txt\n  Hidden\n");
  CHECK(read(folder, {folder.write("p.html", "<html>x</html>")}) ==
        "[html] p.html\n  ! no article was found on the page\n");
  CHECK(read(folder, {folder.write("p.xml", "<?xml version='1.0'?><x/>")}) ==
        "[] p.xml\n  ! the file is HTML, XML or SGML of a kind that is not read\n");
  CHECK(read(folder, {folder.write("r.txt", "{\\rtf1 Ferry late}")}) ==
        "[document] r.txt\n  Ferry late\n");
  CHECK(read(folder, {folder.write("n.txt", "1 of 2 DOCUMENTS\nA\n2 of 2 DOCUMENTS\nB\n")}) ==
        "[lexisnexis] n.txt\n  A\n  B\n");
  for (const std::string begin : {"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n",
                                  "[Script Info]\nTitle: x\n", "%YAML 1.2\n---\ntitle: x\n"}) {
    CAPTURE(begin);
    CHECK(read(folder, {folder.write("s.txt", begin)}).find("which is not read") !=
          std::string::npos);
  }
  CHECK(read(folder, {folder.write("p.png", "\x89PNG\r\n\x1A\n\0\0\0\0"s)}) ==
        "[] p.png\n  ! files of this kind are not read: png\n");
  CHECK(read(folder, {folder.write("t.parquet", "PAR1\x15\x04\x15\x10PAR1"s)}) ==
        "[] t.parquet\n  ! the file is a Parquet table, which is not read\n");
  CHECK(read(folder, {folder.write("t.avro",
                                   "Obj\x01\x04\x16"
                                   "avro.schema"s)}) ==
        "[] t.avro\n  ! the file is a table in Avro's format, which is not read\n");
  CHECK(read(folder, {folder.write("e.gz", packed("raw", "gzip", {{"data", ""}}))}).find("!") !=
        std::string::npos);
  CHECK(read(folder, {folder.write("p.txt", "<html>x</html>")}, "text") ==
        "[text] p.txt\n  <html>x</html>\n");
}

TEST_CASE("input: a file whose syntax would become words is rejected when it is named") {
  struct Case {
    std::string name, content, what;
  };
  const TemporaryFolder folder;
  for (const Case& c : {
           Case{"f.txt", "<notices>\n<notice>The gate is shut.</notice>\n</notices>\n", ""},
       }) {
    CAPTURE(c.name);
    CHECK(read(folder, {folder.write(c.name, c.content)}) ==
          "[] " + c.name + "\n  ! " +
              (c.what.empty() ? "the file is HTML, XML or SGML of a kind that is not read"
                              : "the file is " + c.what + ", which is not read") +
              "\n");
  }
  for (const std::string prose :
       {"<3 from the harbour\nText.", "@harbour writes\nText.", "1\nText."})
    CHECK(read(folder, {folder.write("prose.txt", prose)}).starts_with("[text]"));
}

TEST_CASE("input: a forced format reads every file of a folder that is not binary") {
  const TemporaryFolder folder;
  folder.write("1234", "Title\nText.");
  folder.write("5678", "\x89PNG\0\0\0\0"s);
  folder.write("readme.txt", "Readme\nText.");
  CHECK(read(folder, {folder.path()}, "text") == "[text] 1234\n  Title\n");
}

TEST_CASE("input: paths that cannot be read") {
  const TemporaryFolder folder;
  const std::string good = folder.write("good.txt", "Good\nText.");
  Transcript transcript(folder.path());
  CHECK_THROWS_AS(read_inputs({folder / "missing", folder / "gone"}, {}, transcript), Error);
  CHECK(transcript.text.empty());
  read_inputs({folder / "missing", good}, {}, transcript);
  CHECK(transcript.text ==
        "[] missing\n  ! there is no such file or folder\n[text] good.txt\n  Good\n");
  if (geteuid() == 0) return;  // root reads everything
  const std::string secret = folder.write("secret.txt", "x");
  fs::permissions(secret, fs::perms::none);
  CHECK(read(folder, {secret, good}) ==
        "[] secret.txt\n  ! Permission denied\n[text] good.txt\n  Good\n");
}

TEST_CASE("input: standard input") {
  const TemporaryFolder folder;
  const int saved = dup(STDIN_FILENO);
  for (const bool compressed : {false, true}) {
    const std::string bytes = compressed ? packed("tar", "zstd", {{"a.jsonl", kJsonl}}) : kJsonl;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    Transcript transcript(folder.path());
    read_inputs({"-"}, {}, transcript);
    CHECK(transcript.text ==
          (compressed ? "[jsonl] -!a.jsonl\n  One\n  Two\n" : "[jsonl] -\n  One\n  Two\n"));
    CHECK(transcript.bytes == bytes.size());
  }
  dup2(saved, STDIN_FILENO);
  close(saved);
  CHECK(input_bytes({"-"}) == 0);
}

TEST_CASE("input: stopping, and errors of the visitor") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.jsonl", kJsonl);
  Transcript transcript(folder.path());
  transcript.stop_after = 1;
  read_inputs({path, path}, {}, transcript);
  CHECK(transcript.text == "[jsonl] a.jsonl\n  One\n");

  class Strict : public Transcript {
   public:
    using Transcript::Transcript;
    void article(Article&&, std::uint64_t) override { throw Error("strict"); }
  };
  Strict strict(folder.path());
  const std::string pack =
      folder.write("p.tar", packed("tar", "none", {{"a.jsonl", kJsonl}, {"b.jsonl", kJsonl}}));
  CHECK_THROWS_WITH_AS(read_inputs({pack}, {}, strict), "strict", Error);
}

TEST_CASE("input: lines and sizes are reported") {
  const TemporaryFolder folder;
  class Lines : public Transcript {
   public:
    using Transcript::Transcript;
    void article(Article&&, std::uint64_t line) override { lines.push_back(line); }
    std::vector<std::uint64_t> lines;
  };
  Lines lines(folder.path());
  const std::string content = "\n" + kJsonl;
  read_inputs({folder.write("a.jsonl", content)}, {}, lines);
  CHECK(lines.lines == std::vector<std::uint64_t>{2, 3});
  CHECK(lines.sizes == std::vector<std::uint64_t>{content.size()});
}

TEST_CASE("input: what a name says") {
  CHECK(unpacked_name("Dir/A.JSONL.gz") == "dir/a.jsonl");
  CHECK(unpacked_name("a.tar") == "a.tar");
  CHECK(is_readme("dir/readme.md"));
  CHECK(is_readme("readme"));
  CHECK_FALSE(is_readme("readme.json"));
  CHECK_FALSE(is_readme("about-readme.md"));
  CHECK(has_article_ending("x/y.ndjson"));
  CHECK_FALSE(has_article_ending("x/y.py"));
  CHECK(is_hidden_within("a/.b/c"));
  CHECK_FALSE(is_hidden_within("../a/./b"));
}
