// SPDX-License-Identifier: GPL-2.0-or-later
// The parser: each line of parser/cases.tsv, ranges, places, limits.
#include "parsing/parser.h"
#include "parsing/canonical_text.h"

#include <doctest/doctest.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "dates/dates.h"

using namespace dateline;
using namespace dateline::searching;

namespace {

constexpr Timestamp kNow = 1724320800;  // 2024-08-22T10:00:00Z

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> cells(1);
  for (const char c : line)
    if (c == separator)
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

std::string codes(const std::vector<Note>& notes) {
  std::string text;
  for (const Note& note : notes) text += (text.empty() ? "" : " ") + note.code;
  return text;
}

std::string repeat(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// Prints what was parsed, reads it back, and expects the same tree and no note.
void check_reads_back(const ParsedQuery& parsed) {
  const std::string canonical = to_text(parsed.query);
  const ParsedQuery again = parse_query(canonical, {kNow, false});
  CHECK(again.query == parsed.query);
  CHECK(to_text(again.query) == canonical);
  if (parsed.query.kind != Query::Kind::none) CHECK(codes(again.notes) == "");
}

}  // namespace

TEST_CASE("each line of the table is read as it says") {
  std::ifstream table(std::filesystem::path(TEST_DATA_DIR) / "parser" / "cases.tsv");
  REQUIRE(table);
  std::size_t rows = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.starts_with("# ")) continue;
    ++rows;
    CAPTURE(line);
    const std::vector<std::string> cells = split(line, '\t');
    REQUIRE(cells.size() >= 3);
    ParseOptions options{kNow, cells.size() > 3 && cells[3] == "any"};
    if (cells.size() > 3 && !options.match_any) {
      REQUIRE(find_dialect(cells[3]));
      options.dialect = *find_dialect(cells[3]);
    }
    const ParsedQuery parsed = parse_query(cells[0], options);
    CHECK(to_text(parsed.query) == cells[1]);
    CHECK(codes(parsed.notes) == cells[2]);
    check_reads_back(parsed);
  }
  CHECK(rows > 600);
}

TEST_CASE("saved inputs of the fuzzer read back") {
  std::size_t inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(TEST_DATA_DIR) / "fuzz" / "corpus" / "parser")) {
    CAPTURE(entry.path().filename().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    REQUIRE_FALSE(input.empty());
    for (const Dialect dialect :
         {Dialect::standard, Dialect::nexis, Dialect::factiva, Dialect::google, Dialect::xapian})
      for (const bool match_any : {false, true})
        check_reads_back(
            parse_query(std::string_view(input).substr(1), {kNow, match_any, dialect}));
    ++inputs;
  }
  CHECK(inputs > 0);
}

TEST_CASE("bytes that no line of a table can hold") {
  struct Row {
    std::string text, canonical, codes;
  };
  const std::vector<Row> rows = {
      {"", "*", ""},
      {"   ", "*", ""},
      {" \t\r\n\v\f", "*", ""},
      {"\u00A0\u3000\u200B\uFEFF", "*", ""},
      {std::string("a\0b", 3), "a AND b", ""},
      {std::string("\0", 1), "*", ""},
      {"a\tb\nc", "a AND b AND c", ""},
      {"a\u3000b\u0085c", "a AND b AND c", ""},
      {"caf\xE9", "caf\uFFFD", ""},
      {"\xFF", "NOT *", "nothing-left"},
      {"\"a\xC3 b\"", "\"a\uFFFD b\"", ""},
      {"source:a\xFFz", "source:a\uFFFDz", ""},
      {"\xED\xA0\x80x", "\uFFFD\uFFFD\uFFFDx", ""},
      {"\"a\tb\n\n c\"", "\"a b c\"", ""},
      {"source:\"a \t b\x01\"", "source:\"a b\"", ""},
      {"a\\", "a\\\\", ""},
      {"\\", "NOT *", "nothing-left"},
      {"-\u00A0a", "a", "stray-operator"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const ParsedQuery parsed = parse_query(row.text, {kNow, false});
    CHECK(to_text(parsed.query) == row.canonical);
    CHECK(codes(parsed.notes) == row.codes);
    check_reads_back(parsed);
  }
}

TEST_CASE("ranges have the ends they say") {
  struct Row {
    std::string text, from, to;  // "" = unbounded
  };
  const std::vector<Row> rows = {
      {"words:500", "500", "501"},
      {"words:0", "0", "1"},
      {"words:>500", "501", ""},
      {"words:>=500", "500", ""},
      {"words:<500", "", "500"},
      {"words:<=500", "", "501"},
      {"wc>500", "501", ""},
      {"words:200..800", "200", "801"},
      {"words:800..200", "200", "801"},
      {"words:..800", "", "801"},
      {"words:200..", "200", ""},
      {"words:*", "", ""},
      {"date:2024", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},
      {"date:2024-03", "2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z"},
      {"date:2024-03-01..2024-03-15", "2024-03-01T00:00:00Z", "2024-03-16T00:00:00Z"},
      {"date:2024-03-15..2024-03-01", "2024-03-01T00:00:00Z", "2024-03-16T00:00:00Z"},
      {"date:..2020", "", "2021-01-01T00:00:00Z"},
      {"date:2020..", "2020-01-01T00:00:00Z", ""},
      {"date:7d", "2024-08-15T10:00:00Z", "2024-08-22T10:00:01Z"},
      {"when:7d", "2024-08-15T10:00:00Z", "2024-08-22T10:00:01Z"},
      {"seen:24h", "2024-08-21T10:00:00Z", "2024-08-22T10:00:01Z"},
      {"date:yesterday", "2024-08-21T00:00:00Z", "2024-08-22T00:00:00Z"},
      {"date:YESTERDAY", "2024-08-21T00:00:00Z", "2024-08-22T00:00:00Z"},
      {"after:2024-01-01", "2024-01-01T00:00:00Z", ""},
      {"before:2024-02-01", "", "2024-02-01T00:00:00Z"},
      {"before:2024", "", "2024-01-01T00:00:00Z"},
      {"after:7d", "2024-08-15T10:00:00Z", ""},
      {"before:7d", "", "2024-08-15T10:00:00Z"},
      {"date:>7d", "2024-08-15T10:00:00Z", ""},
      {"date:<7d", "", "2024-08-15T10:00:00Z"},
      {"date:>2024", "2025-01-01T00:00:00Z", ""},
      {"date:>=2024", "2024-01-01T00:00:00Z", ""},
      {"date:<2024", "", "2024-01-01T00:00:00Z"},
      {"date:<=2024", "", "2025-01-01T00:00:00Z"},
      {"date:*", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Query query = parse_query(row.text, {kNow, false}).query;
    REQUIRE(query.kind == Query::Kind::range);
    const auto shown = [&](const std::optional<std::int64_t>& end) {
      if (!end) return std::string();
      return query.field == schema::FieldId::words ? std::to_string(*end) : format_timestamp(*end);
    };
    CHECK(shown(query.from) == row.from);
    CHECK(shown(query.to) == row.to);
  }
}

TEST_CASE("forms of words") {
  struct Row {
    std::string text;
    Query::Kind kind;
    Query::Form form;
    schema::FieldId field;
    std::string word;
  };
  using Kind = Query::Kind;
  using Form = Query::Form;
  using schema::FieldId;
  const std::vector<Row> rows = {
      {"oil", Kind::word, Form::stem, FieldId::text, "oil"},
      {"\"oil\"", Kind::word, Form::folded, FieldId::text, "oil"},
      {"=oil", Kind::word, Form::exact, FieldId::text, "oil"},
      {"pipe*", Kind::word, Form::wildcard, FieldId::text, "pipe*"},
      {"headline:Oil", Kind::word, Form::stem, FieldId::title, "Oil"},
      {"author:smi*", Kind::word, Form::wildcard, FieldId::author, "smi*"},
      {"source:BBC", Kind::value, Form::stem, FieldId::source, "BBC"},
      {"source:\"Le  Monde\"", Kind::value, Form::stem, FieldId::source, "Le Monde"},
      {"source:B*", Kind::value, Form::prefix, FieldId::source, "B"},
      {"\\AND", Kind::word, Form::stem, FieldId::text, "AND"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Query query = parse_query(row.text).query;
    CHECK(query.kind == row.kind);
    CHECK(query.form == row.form);
    CHECK(query.field == row.field);
    CHECK(query.text == row.word);
  }
}

TEST_CASE("words of a phrase are folded and carry the field") {
  const Query phrase = parse_query("title:\"Trade Deficit\"").query;
  REQUIRE(phrase.kind == Query::Kind::phrase);
  REQUIRE(phrase.children.size() == 2);
  for (const Query& word : phrase.children) {
    CHECK(word.form == Query::Form::folded);
    CHECK(word.field == schema::FieldId::title);
  }
  CHECK(phrase.children[1].text == "Deficit");
}

TEST_CASE("places tell where things stand") {
  struct Row {
    std::string text, code;
    std::string at;  // what the note points to
  };
  const std::vector<Row> rows = {
      {"oil AND OR gas", "double-operator", "OR"},
      {"é \"oil", "unbalanced-quote", "\""},
      {"oil (gas", "unbalanced-parenthesis", "("},
      {"oil) gas", "unbalanced-parenthesis", ")"},
      {"oil date:soon", "bad-date", "soon"},
      {"oil - gas", "stray-operator", "-"},
      {"x foo:bar", "unknown-field", "foo:"},
      {"(a) b OR c (d)", "mixed-operators", "a) b OR c (d"},
      {"x a w/5 b", "distance", "w/5"},
      {"x NEAR/900 b", "number-limit", "NEAR/900"},
      {"(a b) NEAR/5 c", "distributed", "NEAR/5"},
      {"é econom! b", "truncation", "econom!"},
      {"x \xFF\xFE- y", "nothing", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    std::string at;
    for (const Note& note : parse_query(row.text, {kNow, false}).notes)
      if (note.code == row.code) at = row.text.substr(note.place.offset, note.place.length);
    CHECK(at == row.at);
  }
  const std::string text = "é oil (title:gas \"a b\")";
  const Query query = parse_query(text).query;
  std::vector<std::string> at;
  for (const Query& child : query.children)
    at.push_back(text.substr(child.place.offset, child.place.length));
  CHECK(at == std::vector<std::string>{"é", "oil", "gas", "\"a b\""});
}

TEST_CASE("places do not count in comparison") {
  CHECK(parse_query("a  b").query == parse_query("a AND b").query);
  CHECK_FALSE(parse_query("a b").query == parse_query("b a").query);
  CHECK_FALSE(parse_query("a").query == parse_query("\"a\"").query);
}

TEST_CASE("the number of words is limited") {
  const auto leaves = [](const Query& query) { return query.children.size(); };
  ParsedQuery most = parse_query(repeat("a ", kMaxLeaves) + ")");
  CHECK(leaves(most.query) == kMaxLeaves);
  CHECK(codes(most.notes) == "unbalanced-parenthesis");
  for (const std::string& text :
       {repeat("a ", kMaxLeaves + 1), "(" + repeat("a ", 3 * kMaxLeaves) + ") b",
        "\"" + repeat("a ", kMaxLeaves + 1) + "\"", repeat("\"a\"", kMaxLeaves + 7)}) {
    const ParsedQuery parsed = parse_query(text);
    CHECK(leaves(parsed.query) == kMaxLeaves);
    CHECK(codes(parsed.notes) == "too-many-words");
    CHECK(parsed.notes[0].message.find("4096") != std::string::npos);
    check_reads_back(parsed);
  }
}

TEST_CASE("nesting is limited") {
  const auto nested = [](std::size_t depth, std::string_view open) {
    return repeat(open, depth) + "x" + repeat(")", depth);
  };
  struct Row {
    std::string text, codes;
  };
  const std::vector<Row> rows = {
      {nested(kMaxNesting, "("), ""},
      {nested(kMaxNesting + 1, "("), "too-deep"},
      {nested(kMaxNesting, "a OR NOT ("), ""},
      {nested(kMaxNesting / 2 - 1, "NOT (a OR (b AND "), "unbalanced-parenthesis"},
      {nested(kMaxNesting, "-(a "), ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const ParsedQuery parsed = parse_query(row.text);
    CHECK(codes(parsed.notes) == row.codes);
    check_reads_back(parsed);
  }
  // Printing adds parentheses round AND beside OR: here they would be too many.
  const ParsedQuery mixed = parse_query(nested(kMaxNesting, "a OR b AND NOT ("));
  CHECK(codes(mixed.notes).find("too-deep") != std::string::npos);
  check_reads_back(mixed);
}

TEST_CASE("notes are limited") {
  const std::vector<Note> notes = parse_query(repeat("- ", 500) + "a").notes;
  REQUIRE(notes.size() == kMaxNotes + 1);
  CHECK(notes.back().code == "more-notes");
  CHECK(notes.back().message == "400 more notes.");
}

TEST_CASE("a megabyte of anything is read at once") {
  const std::size_t megabyte = 1 << 20;
  for (const std::string_view piece : {"(",
                                       ")",
                                       "()",
                                       "\"",
                                       "“",
                                       "-",
                                       "- ",
                                       "-(",
                                       "+",
                                       "=",
                                       "= ",
                                       "*",
                                       "* ",
                                       "|",
                                       "a|",
                                       "\\",
                                       "\\\"",
                                       "a",
                                       "a ",
                                       "a:",
                                       "a:b ",
                                       "title:",
                                       "title: ",
                                       "source:(",
                                       "date:x ",
                                       "NOT ",
                                       "AND ",
                                       "{",
                                       "}",
                                       ":-) ",
                                       "http://",
                                       "https://a ",
                                       "a OR b c ",
                                       "((a OR b) ",
                                       "-(a OR b c ",
                                       "w/5 ",
                                       "a w/5 ",
                                       "a /F50/ ",
                                       "ATLEAST/5 ",
                                       "MAYBE ",
                                       "NOT MAYBE ",
                                       "? ",
                                       "?",
                                       "a?",
                                       "a~",
                                       "(a)^2 ",
                                       "\"(",
                                       "\"a|",
                                       "a % ",
                                       "CAPS(",
                                       "allintitle:a ",
                                       "(a, ",
                                       "date after ",
                                       "date:[",
                                       "a NOT w/s ",
                                       "a NEAR/5 (b c ",
                                       "a NEAR/5 (b NOT ",
                                       "~",
                                       "^3",
                                       "\xFF",
                                       "\xE2\x80",
                                       "é",
                                       "中",
                                       "or ",
                                       "source:((((",
                                       "\"a",
                                       "AROUND(",
                                       "url:((("}) {
    CAPTURE(piece);
    const std::string text = repeat(piece, megabyte / piece.size());
    const std::clock_t start = std::clock();
    const ParsedQuery parsed = parse_query(text, {kNow, false});
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    CHECK(seconds < 5);  // far less; even with sanitizers. In quadratic time it would be hours.
    check_reads_back(parsed);
  }
}
