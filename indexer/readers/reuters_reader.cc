// SPDX-License-Identifier: GPL-2.0-or-later
// Reuters-21578: agency stories of 1987 as SGML, with control codes of the wire as entities.
#include <algorithm>
#include <string>

#include "field_map.h"
#include "readers.h"
#include "sgml.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kClose = "</REUTERS>";

struct Element {
  std::string_view whole;    // with its tags
  std::string_view content;  // without
};

/// An element without its closing tag ends at the next tag, or holds all the rest.
Element unclosed_element(std::string_view text, std::string_view name, std::size_t open,
                         std::size_t begin) {
  const bool holds_rest = name == "TEXT" || name == "BODY";
  const std::size_t end = holds_rest ? text.size() : std::min(text.find('<', begin), text.size());
  return {text.substr(open, end - open), text.substr(begin, end - begin)};
}

/// The first element called `name` ("TITLE"); empty when there is none.
Element find_element(std::string_view text, std::string_view name) {
  std::size_t open = 0;
  for (;; ++open) {
    open = text.find('<', open);
    if (open == std::string_view::npos) return {};
    const std::string_view rest = text.substr(open + 1);
    if (rest.starts_with(name) && rest.size() > name.size() &&
        (rest[name.size()] == '>' || rest[name.size()] == ' '))
      break;
  }
  const std::size_t begin = text.find('>', open) + 1;
  if (begin == 0) return {};
  for (std::size_t close = begin;; ++close) {
    close = text.find("</", close);
    if (close == std::string_view::npos) return unclosed_element(text, name, open, begin);
    if (!text.substr(close + 2).starts_with(name)) continue;
    const std::size_t end = std::min(text.find('>', close), text.size() - 1) + 1;
    return {text.substr(open, end - open), text.substr(begin, close - begin)};
  }
}

std::string_view attribute(std::string_view tag, std::string_view name) {
  const std::size_t at = tag.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view value = tag.substr(at + name.size());
  return value.substr(0, value.find('"'));
}

/// Splits text of the wire into paragraphs. An indented line begins a paragraph, a line at the
/// margin continues it. Rows of a table (with one leading blank or aligned cells) stay lines.
std::string wire_paragraphs(std::string_view text) {
  constexpr std::size_t kParagraphIndent = 4;
  std::string body;
  bool row_before = false, fresh = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    const std::string_view line = trim(whole);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      fresh = true;
      continue;
    }
    const std::size_t indent = std::min(whole.find_first_not_of(' '), whole.size());
    const bool row = (indent > 0 && indent < kParagraphIndent) || is_table_row(line);
    if (!body.empty()) {
      if (fresh || (indent >= kParagraphIndent && !row))
        body += "\n\n";
      else
        body += row || row_before ? '\n' : ' ';
    }
    body += line;
    row_before = row;
    fresh = false;
  }
  return body;
}

/// The text without the " Reuter" at its end.
std::string_view without_sign_off(std::string_view text) {
  text = trim(text);
  const std::size_t word = text.find_last_not_of("REUTSreuts.");
  const std::string_view last = text.substr(word == std::string_view::npos ? 0 : word + 1);
  const bool apart =
      word == std::string_view::npos || text[word] == '\n' ||
      (text[word] == ' ' && word > 0 && (text[word - 1] == ' ' || text[word - 1] == '\n'));
  const std::string_view name = last.substr(0, last.find('.'));
  if (!apart || !(equal_ignoring_case(name, "reuter") || equal_ignoring_case(name, "reuters")))
    return text;
  return trim(text.substr(0, text.size() - last.size()));
}

/// "    By Ann Smith, Reuters" → "Ann Smith".
std::string author_of(std::string_view byline) {
  std::string author = without_by(one_line(decode_entities(byline)));
  const std::size_t comma = author.rfind(", ");
  if (comma != std::string::npos && lower_ascii(author.substr(comma + 2)).starts_with("reuter"))
    author.erase(comma);
  return author;
}

/// The text in TEXT outside of its elements.
std::string loose_text(std::string_view text) {
  std::string loose;
  std::string_view inside;  // the open element
  SgmlScanner scanner(text);
  while (const auto piece = scanner.next()) {
    if (piece->kind == SgmlPiece::Kind::text && inside.empty()) loose += piece->content;
    if (piece->kind == SgmlPiece::Kind::open && inside.empty()) inside = piece->content;
    if (piece->kind == SgmlPiece::Kind::close && piece->content == inside) inside = {};
  }
  return loose;
}

/// Removes the stars that mark a headline on the wire, and a time before them.
std::string_view without_stars(std::string_view text) {
  text = trim(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::size_t stars = std::min(text.find_first_not_of('*', digits), text.size());
  return stars - digits >= 2 ? trim(text.substr(stars)) : text;
}

/// Sets title and body from text outside of elements: raw stories, and headlines without a story.
void read_loose_text(std::string_view text, Article& article) {
  constexpr std::string_view kFiller = "Blah blah blah.";  // inserted by the collection's makers
  const std::string decoded = decode_entities(loose_text(text));
  std::string_view rest = without_sign_off(without_stars(decoded));
  if (rest == kFiller) return;
  if (article.title.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    article.title = one_line(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  article.body = wire_paragraphs(rest);
}

/// What stands in <D> of TOPICS and PLACES.
void add_topics(std::string_view record, std::vector<std::string>& topics) {
  for (const char* name : {"TOPICS", "PLACES"}) {
    SgmlScanner scanner(find_element(record, name).content);
    while (const auto piece = scanner.next()) {
      if (piece->kind != SgmlPiece::Kind::text) continue;
      std::string topic = one_line(decode_entities(piece->content));
      if (!topic.empty() && std::ranges::find(topics, topic) == topics.end())
        topics.push_back(std::move(topic));
    }
  }
}

class ReutersReader : public StreamReader {
 public:
  ReutersReader(ByteSource& bytes, const ReadOptions& options) : StreamReader(bytes, options) {}

  std::optional<Record> next() override {
    skip_used();
    const std::optional<SgmlRecord> record = next_record(stream_, "<REUTERS", kClose);
    if (!record) return std::nullopt;
    used_ = record->size;
    line_ = stream_.line();
    if (!record->problem.empty()) return Rejection{line_, record->problem, {}};
    Article article = read(record->text);
    if (!has_text(article)) return no_text(line_, "the record", {});
    return article;
  }

 private:
  Article read(std::string_view record) const {
    record.remove_suffix(kClose.size());
    Article article;
    const std::string_view tag = record.substr(0, record.find('>'));
    if (const std::string_view number = attribute(tag, "NEWID=\""); !number.empty())
      article.id = "reuters-" + std::string(number);
    const std::string_view date = find_element(record, "DATE").content;
    // Codes of the wire, and once a note, follow the date.
    set_date(article, trim(date.substr(0, date.find_first_of("&#"))), options_);
    const std::string_view text = find_element(record, "TEXT").content;
    const Element body = find_element(text, "BODY");
    const std::string_view head = text.substr(
        0, body.whole.empty() ? text.size()
                              : static_cast<std::size_t>(body.whole.data() - text.data()));
    article.title = one_line(decode_entities(find_element(head, "TITLE").content));
    article.author = author_of(find_element(head, "AUTHOR").content);
    if (body.whole.empty())
      read_loose_text(text, article);
    else
      article.body = wire_paragraphs(without_sign_off(decode_entities(body.content)));
    if (article.title.empty()) article.title = title_from(article.body);
    add_topics(record, article.topics);
    // One record of the collection is empty. It still counts as a story.
    if (!has_text(article) && !article.id.empty()) article.title = "(untitled)";
    fill_defaults(article, options_);
    if (article.source.empty()) article.source = "Reuters";
    return article;
  }
};

Evidence detect_reuters(const InputHead& head) {
  return head.text.starts_with('<') && has_tag(head.text.substr(0, kSgmlProlog), "<REUTERS ")
             ? Evidence::certain
             : Evidence::none;
}

}  // namespace

constinit const Format reuters_format = {.name = "reuters",
                                         .help = "Reuters-21578: <REUTERS> ... </REUTERS>",
                                         .endings = {".sgm", ".sgml"},
                                         .detect = detect_reuters,
                                         .make = make<ReutersReader>,
                                         .example = R"(<REUTERS LEWISSPLIT="TRAIN" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TEXT>
<TITLE>FERRY LATE</TITLE>
<BODY>The ferry was late.</BODY></TEXT>
</REUTERS>
)"};

}  // namespace dateline::indexing
