// SPDX-License-Identifier: GPL-2.0-or-later
// Every file of readers/ is an input. NAME.EXT.expected.json beside it has the records that the
// reader of its ending returns. A new case is a new pair: UPDATE_GOLDEN=1 writes the expectation,
// which must then be read with care. If an expectation is an object, its "options" are those of the
// reader.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "dates/dates.h"
#include "error.h"
#include "readers/field_map.h"
#include "readers/format.h"
#include "readers/record_layouts.h"
#include "support/string_source.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using namespace dateline;
using namespace dateline::indexing;

namespace {

/// By the longest ending a format has.
std::string format_of(const fs::path& path) {
  const std::string name = path.filename().string();
  std::string_view format, longest;
  for (const Format* row : formats())
    for (const std::string_view ending : row->endings)
      if (ending.size() > longest.size() && name.ends_with(ending)) {
        format = row->name;
        longest = ending;
      }
  if (format.empty()) throw std::invalid_argument("no format has the ending of " + name);
  return std::string(format);
}

std::string file_content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A long text as its beginning and its length, so that expectations stay readable.
std::string shown(const std::string& text) {
  constexpr std::size_t kShown = 4000;
  if (text.size() <= kShown) return text;
  return cut_at_word(text.substr(0, 200), 100) + " (" + std::to_string(text.size()) + " bytes)";
}

ordered_json as_json(const Record& record, std::uint64_t line) {
  ordered_json json;
  if (const auto* rejection = std::get_if<Rejection>(&record)) {
    json["rejected"] = rejection->reason;
    if (!rejection->hint.empty()) json["hint"] = rejection->hint;
    json["line"] = rejection->line;
    return json;
  }
  const Article& article = std::get<Article>(record);
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = shown(value);
  };
  put("id", article.id);
  put("title", article.title);
  put("body", article.body);
  put("source", article.source);
  put("url", article.url);
  put("section", article.section);
  put("author", article.author);
  put("language", article.language);
  put("country", article.country);
  put("type", article.type);
  if (!article.topics.empty()) json["topics"] = article.topics;
  put("page", article.page);
  put("edition", article.edition);
  if (article.ocr_confidence) json["ocr_confidence"] = *article.ocr_confidence;
  if (article.published) json["published"] = format_timestamp(*article.published);
  put("date_text", article.date_text);
  if (article.version != 0) json["version"] = article.version;
  if (article.status == Status::withheld) json["status"] = "withheld";
  if (article.status == Status::cancelled) json["status"] = "cancelled";
  json["line"] = line;
  return json;
}

bool is_clean(const Article& article) {
  for (const std::string* text :
       {&article.id, &article.title, &article.body, &article.source, &article.url, &article.section,
        &article.author, &article.language, &article.country, &article.type, &article.date_text,
        &article.page, &article.edition}) {
    std::string cleaned = *text;
    clean_text(cleaned);
    if (cleaned != *text || trim(*text) != *text) return false;
  }
  for (const std::string& topic : article.topics) {
    std::string cleaned = topic;
    clean_text(cleaned);
    if (topic.empty() || cleaned != topic || trim(topic) != topic) return false;
  }
  return true;
}

ordered_json read_all(const std::string& format, std::string_view bytes, const ReadOptions& options,
                      std::size_t step = 1 << 16) {
  StringSource source(bytes, step);
  const auto reader = make_reader(format, source, options);
  ordered_json records = ordered_json::array();
  while (const auto record = reader->next()) {
    if (const auto* article = std::get_if<Article>(&*record)) CHECK(is_clean(*article));
    records.push_back(as_json(*record, reader->line()));
  }
  return records;
}

ReadOptions options_of(const ordered_json& expected) {
  ReadOptions options;
  if (!expected.is_object()) return options;
  if (!expected.contains("options")) return options;
  const ordered_json& given = expected.at("options");
  options.source = given.value("source", "");
  options.section = given.value("section", "");
  options.language = given.value("language", "");
  options.timezone = given.value("timezone", "");
  options.map = given.value("map", std::map<std::string, std::string>());
  return options;
}

std::vector<fs::path> fixtures() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(TEST_DATA_DIR) / "readers"))
    if (!entry.path().string().ends_with(".expected.json")) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// A fixture is hostile if something of it is rejected, if nothing is read of it, or if its name
/// says what is done to the reader.
bool is_hostile(const std::string& name, const ordered_json& records) {
  static constexpr std::string_view kNames[] = {"cut",         "broken",    "damaged",  "hostile",
                                                "deep",        "endless",   "unclosed", "huge",
                                                "entity-bomb", "alias-bomb"};
  const auto named = [&](std::string_view begin) { return name.starts_with(begin); };
  return records.empty() || std::ranges::any_of(kNames, named) ||
         std::ranges::any_of(
             records, [](const ordered_json& record) { return record.contains("rejected"); });
}

}  // namespace

TEST_CASE("readers: every fixture reads as expected") {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  for (const fs::path& path : fixtures()) {
    CAPTURE(path.filename().string());
    const std::string format = format_of(path);
    const fs::path expected_path = path.string() + ".expected.json";
    ordered_json expected;
    if (fs::exists(expected_path)) expected = ordered_json::parse(file_content(expected_path));
    const ReadOptions options = options_of(expected);
    const std::string bytes = file_content(path);
    const ordered_json records = read_all(format, bytes, options);
    if (update) {
      if (expected.is_object())
        expected["records"] = records;
      else
        expected = records;
      std::ofstream(expected_path) << expected.dump(2) << "\n";
    }
    const ordered_json& wanted = expected.is_object() ? expected["records"] : expected;
    CHECK(records.dump(2) == wanted.dump(2));
    // How the bytes arrive makes no difference.
    CHECK(read_all(format, bytes, options, 7) == records);
  }
}

TEST_CASE("readers: each format has five good fixtures, two hostile ones, and a fuzz corpus") {
  std::map<std::string, int> good, hostile;
  for (const fs::path& path : fixtures()) {
    const ordered_json expected =
        ordered_json::parse(file_content(path.string() + ".expected.json"));
    const ordered_json& records = expected.is_object() ? expected["records"] : expected;
    ++(is_hostile(path.filename().string(), records) ? hostile : good)[format_of(path)];
  }
  for (const Format* format : formats()) {
    const std::string name(format->name);
    CAPTURE(name);
    CHECK(good[name] >= 5);
    CHECK(hostile[name] >= 2);
    const fs::path corpus = fs::path(TEST_DATA_DIR) / "fuzz/corpus" / name;
    REQUIRE(fs::is_directory(corpus));
    CHECK(std::distance(fs::directory_iterator(corpus), fs::directory_iterator()) >= 2);
  }
}

TEST_CASE("readers: the format of every fixture is told by its first bytes") {
  for (const fs::path& path : fixtures()) {
    const std::string name = path.filename().string(), bytes = file_content(path);
    CAPTURE(name);
    // An expectation may say what another reader does better, or "" for what looks like no text;
    // and what it would be without its name.
    std::string format = format_of(path);
    const ordered_json expected =
        ordered_json::parse(file_content(path.string() + ".expected.json"));
    if (expected.is_object()) format = expected.value("detected", format);
    CHECK(detect_format(bytes.substr(0, 64 * 1024), name) == format);
    if (bytes.starts_with('<') && format != "markdown" && format != "text")
      CHECK(detect_format(bytes.substr(0, 64 * 1024), "stdin") ==
            (expected.is_object() ? expected.value("unnamed", format) : format));
  }
}

TEST_CASE("formats: each has a name, endings and a line of help of its own") {
  std::set<std::string_view> names, helps, endings;
  for (const Format* format : formats()) {
    CAPTURE(format->name);
    CHECK(names.insert(format->name).second);
    CHECK(helps.insert(format->help).second);
    CHECK(&find_format(format->name) == format);
    CHECK_FALSE(format->endings.front().empty());
    for (const std::string_view ending : format->endings) {
      if (ending.empty()) continue;
      CHECK(ending.starts_with('.'));
      CHECK(endings.insert(ending).second);
    }
  }
}

TEST_CASE("layouts: every row can be read, and none is hidden by one before it") {
  const std::vector<Layout>& all = layouts();
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].name);
    REQUIRE(!all[i].keys.empty());
    const auto has_key = [&](std::string_view key) {
      return std::ranges::find(all[i].keys, key) != all[i].keys.end();
    };
    CHECK(find_layout(has_key) == &all[i]);
  }
}

TEST_CASE("readers: the example of every format is one") {
  for (const Format* format : formats()) {
    CAPTURE(format->name);
    const std::string_view example = format->example;
    // What no one can type has none.
    static const std::set<std::string_view> kPacked = {"pdf", "sheet", "epub", "sqlite"};
    const bool packed = kPacked.contains(format->name);
    REQUIRE(example.empty() == packed);
    if (packed) continue;
    CHECK(detect_format(example, "") == format->name);
    const ordered_json records = read_all(std::string(format->name), example, {});
    REQUIRE(!records.empty());
    for (const ordered_json& record : records) {
      CHECK(!record.contains("rejected"));
      CHECK(lower_ascii(record.value("title", "")) ==
            (record == records.front() ? "ferry late" : "bridge open"));
      CHECK(!record.value("body", "").empty());
    }
  }
}

TEST_CASE("readers: a fixture cut anywhere, or spoilt, still ends") {
  for (const fs::path& path : fixtures()) {
    CAPTURE(path.filename().string());
    const std::string format = format_of(path);
    std::string bytes = file_content(path);
    if (bytes.size() > 20000) continue;
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 23);
    for (std::size_t cut = 0; cut < bytes.size(); cut += step) {
      read_all(format, std::string_view(bytes).substr(0, cut), {});
      std::string spoilt = bytes;
      for (std::size_t i = cut; i < std::min(cut + 3, spoilt.size()); ++i)
        spoilt[i] = static_cast<char>(0xFF - i);
      read_all(format, spoilt, {});
    }
  }
}

TEST_CASE("readers: a record longer than the limit is rejected, and the next one read") {
  ReadOptions options;
  options.max_record_bytes = 1 << 20;
  const std::string words(5 << 19, 'x');
  struct Case {
    std::string format, before, after, next;
  };
  for (const Case& c :
       {Case{"jsonl", "{\"title\":\"", "\"}\n{\"title\":\"next\"}\n", "next"},
        Case{"json", "[{\"title\":\"", "\"},{\"title\":\"next\"}]", "next"},
        Case{"json", "{\"title\":\"", "\"} {\"title\":\"next\"}", "next"},
        Case{"trec", "<DOC><TEXT>", "</TEXT></DOC><DOC><TITLE>next</TITLE></DOC>", "next"},
        Case{"trec", "*TEXT 1\n", "\n*TEXT 2\nnext\n*STOP\n", "next"},
        Case{"reuters", "<REUTERS><TEXT>",
             "</TEXT></REUTERS><REUTERS><TEXT><TITLE>next</TITLE></TEXT></REUTERS>", "next"},
        Case{"rss", "<rss><channel><item><title>",
             "</title></item><item><title>next</title></item></channel></rss>", "next"},
        Case{"atom", "<feed><entry><content><![CDATA[",
             "]]></content></entry><entry><title>next</title></entry></feed>", "next"},
        Case{"wxr", "<rss><channel><item><title a='",
             "'></title></item><item><title>next</title></item></channel></rss>", "next"},
        Case{"newsml", "<newsMessage><newsItem><!--",
             "--></newsItem><newsItem guid='g'><contentMeta><headline>next</headline></contentMeta>"
             "</newsItem></newsMessage>",
             "next"},
        Case{"nitf", "<nitf><head><title>",
             "</title></head></nitf><nitf><head><title>next</title></head></nitf>", "next"},
        Case{"ninjs", "[{\"uri\":\"u:1\",\"headline\":\"",
             "\"},{\"uri\":\"u:2\",\"headline\":\"next\"}]", "next"},
        Case{"jsonfeed", "{\"items\":[{\"title\":\"", "\"}]}", ""},
        Case{"mail", "From a@b.example Mon Mar  4 10:00:00 2024\nSubject: x\n\n",
             "\nFrom a@b.example Mon Mar  4 10:00:00 2024\nSubject: next\n\nbody\n", "next"},
        Case{"mail", "Subject: ", "\n", ""},
        Case{"csv", "title,body\n\"", "\",one\nnext,two\n", "next"},
        Case{"csv", "title,body\n", ",one\nnext,two\n", "next"}, Case{"text", "", "", ""},
        Case{"markdown", "# ", "", ""}}) {
    CAPTURE(c.format);
    CAPTURE(c.before);
    const std::string bytes = c.before + words + c.after;
    StringSource source(bytes);
    const auto reader = make_reader(c.format, source, options);
    const auto first = reader->next();
    REQUIRE(first);
    REQUIRE(std::holds_alternative<Rejection>(*first));
    CHECK(std::get<Rejection>(*first).reason == "the record is longer than 1 MB");
    const auto second = reader->next();
    REQUIRE(second.has_value() == !c.next.empty());
    if (!second) continue;
    REQUIRE(std::holds_alternative<Article>(*second));
    CHECK(std::get<Article>(*second).title == c.next);
    CHECK_FALSE(reader->next());
  }
}

TEST_CASE("readers: a Markdown file without a date has that of its name") {
  struct Case {
    const char *name, *date;
  };
  for (const Case& c :
       {Case{"site/_posts/2024-03-05-ferry-late.md", "2024-03-05"},
        Case{"site.zip!_posts/2024-03-05-ferry-late.md", "2024-03-05"},
        Case{"2024-03-05-x/ferry-late.md", ""}, Case{"2024-3-5-ferry.md", ""}, Case{"", ""}}) {
    CAPTURE(c.name);
    ReadOptions options;
    options.name = c.name;
    CHECK(read_all("markdown", "# Ferry late\n\nIt was.\n", options)[0].value("date_text", "") ==
          c.date);
    CHECK(read_all("markdown", "---\ndate: 2020-01-01\n---\nIt was.\n", options)[0]["date_text"] ==
          "2020-01-01");
  }
}

TEST_CASE("field names: common spellings") {
  struct Case {
    const char* key;
    ArticleField part;
  };
  for (const Case& c : {Case{"headline", ArticleField::title},
                        Case{"Head", ArticleField::title},
                        Case{"_id", ArticleField::id},
                        Case{"DOCNO", ArticleField::id},
                        Case{"guid", ArticleField::id},
                        Case{"article_body", ArticleField::body},
                        Case{"maintext", ArticleField::body},
                        Case{"Full Text", ArticleField::body},
                        Case{"date-published", ArticleField::date},
                        Case{"pubDate", ArticleField::date},
                        Case{"publishedAt", ArticleField::date},
                        Case{"source_name", ArticleField::source},
                        Case{"Publisher", ArticleField::source},
                        Case{"body_html", ArticleField::body},
                        Case{"publishing_date", ArticleField::date},
                        Case{"source_domain", ArticleField::source},
                        Case{"canonical_url", ArticleField::url},
                        Case{"link", ArticleField::url},
                        Case{"desk", ArticleField::section},
                        Case{"byline", ArticleField::author},
                        Case{"creator", ArticleField::author},
                        Case{"lang", ArticleField::language},
                        Case{"locale", ArticleField::language},
                        Case{"Überschrift", ArticleField::title},
                        Case{"TITOLO", ArticleField::title},
                        Case{"Заголовок", ArticleField::title},
                        Case{"标题", ArticleField::title},
                        Case{"news_title", ArticleField::title},
                        Case{"Inhalt", ArticleField::body},
                        Case{"Conteúdo", ArticleField::body},
                        Case{"正文", ArticleField::body},
                        Case{"post_content", ArticleField::body},
                        Case{"Fecha de publicación", ArticleField::date},
                        Case{"dato", ArticleField::date},
                        Case{"story_date", ArticleField::date},
                        Case{"Publié le", ArticleField::date},
                        Case{"Corps", ArticleField::body},
                        Case{"testata", ArticleField::source},
                        Case{"Источник", ArticleField::source},
                        Case{"autore", ArticleField::author}}) {
    CAPTURE(c.key);
    REQUIRE(known_alias(c.key));
    CHECK(known_alias(c.key)->part == c.part);
  }
  for (const char* key :
       {"", "labels", "titles", "image", "subtitled", "a title",
        "identifier of the thing in question", "news_type", "post_titles", "document", "articles"})
    CHECK_FALSE(known_alias(key));
}

TEST_CASE("field names: an author that a list repeats is named once") {
  CHECK(read_all("jsonl", R"({"title":"Ferry","authors":["Ann","Bo","Ann"]})", {})[0]["author"] ==
        "Ann, Bo");
}

TEST_CASE("plain text: words that narrow columns part are whole, hyphens of their own stay") {
  const std::string narrow =
      "Ferry late\n\nThe ferry was\ndelayed by the\nfog that had\nclosed the chan-\nnel in the "
      "north\nof the sound.\n";
  CHECK(read_all("text", narrow, {})[0]["body"] ==
        "The ferry was delayed by the fog that had closed the channel in the north of the sound.");
  const std::string wide =
      "Ferry late\n\nThe ferry was delayed for three hours on Tuesday by a fog, and a long-\n"
      "term forecast says that it may come back before the end of the month on\nthe sound.\n";
  CHECK(read_all("text", wide, {})[0]["body"].get<std::string>().find("long- term") !=
        std::string::npos);
}

TEST_CASE("field names: a key that is not read and holds much of an input is named") {
  struct Case {
    const char *format, *input, *keys;
  };
  for (const Case& c :
       {Case{"jsonl", R"({"title":"Ferry","wording":"The ferry from the isle came late.","n":"1"})",
             "wording 85"},
        Case{"json", R"([{"title":"Ferry","blocks":[{"t":"The ferry was"},{"t":"late again"}]}])",
             "blocks 82"},
        Case{"csv", "title,wording\nFerry,The ferry came late.\n", "wording 80"},
        Case{"jsonl", R"({"title":"Ferry","text":"The ferry from the isle came late.","n":"1"})",
             ""}}) {
    StringSource bytes(c.input);
    const ReadOptions options;
    const auto reader = make_reader(c.format, bytes, options);
    while (reader->next()) continue;
    std::string keys;
    for (const UnreadKey& key : reader->unread())
      keys += key.key + ' ' + std::to_string(key.percent);
    CHECK(keys == c.keys);
  }
}

TEST_CASE("--map with a field no article has names those it has") {
  ReadOptions options;
  options.map["headline"] = "x";
  try {
    mapped_keys(options);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "--map: an article has no field 'headline'");
    CHECK(error.hint() ==
          "the fields are: id, title, body, date, source, url, section, author, language, country, "
          "type, topics, page, edition, timezone, year, month, day, and record for the list of the "
          "records, table for that of a database");
  }
}

TEST_CASE("plain text: the first sentence") {
  struct Case {
    const char *text, *sentence;
  };
  for (const Case& c : {
           Case{"One. Two.", "One."},
           Case{"U.S. Secretary of State Smith left. He returned.",
                "U.S. Secretary of State Smith left."},
           Case{"Mr. Brown and Dr. J. White met. They talked.", "Mr. Brown and Dr. J. White met."},
           Case{"It rose 3.5 percent. Then it fell.", "It rose 3.5 percent."},
           Case{"\"Never.\" He left.", "\"Never.\""},
           Case{"Who? Nobody knows.", "Who?"},
           Case{"THE U.S . FIRST PROPOSED TO HELP . BUT EUROPE",
                "THE U.S . FIRST PROPOSED TO HELP ."},
           Case{"See example.org for more. End.", "See example.org for more."},
           Case{"\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x80\x82\xE5\xA4\xA7\xE9\x98\xAA\xE3\x80\x82",
                "\xE6\x9D\xB1\xE4\xBA\xAC\xE3\x80\x82"},
           Case{"No end at all", "No end at all"},
           Case{"", ""},
       }) {
    CHECK(first_sentence(c.text) == c.sentence);
  }
}

TEST_CASE("plain text: cutting at a word") {
  CHECK(cut_at_word("short", 10) == "short");
  CHECK(cut_at_word("exactly ten", 11) == "exactly ten");
  CHECK(cut_at_word("one two three", 8) == "one two\xE2\x80\xA6");
  CHECK(cut_at_word("one two, three", 9) == "one two\xE2\x80\xA6");
  CHECK(cut_at_word("onewordonly", 5) == "onewo\xE2\x80\xA6");
  CHECK(cut_at_word("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F", 2) == "\xC3\xA4\xC3\xB6\xE2\x80\xA6");
}
