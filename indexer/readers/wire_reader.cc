// SPDX-License-Identifier: GPL-2.0-or-later
// Wire: the text of agencies as it came over lines and satellites, IPTC 7901 and ANPA 1312. Control
// characters part the header (SOH), the text (STX) and the trailer (ETX, EOT), which has the date.
// Messages may follow each other in a file.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "field_map.h"
#include "readers.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr char kSoh = '\x01', kStx = '\x02', kEtx = '\x03', kEot = '\x04';

/// A message in its three parts, as bytes.
struct WireParts {
  std::string_view header, text, trailer;
};

WireParts parts_of(std::string_view message) {
  const std::size_t text = std::min(message.find(kStx), message.size());
  const std::size_t end = std::min(message.find(kEtx, text), message.size());
  WireParts parts{message.substr(1, text - std::min<std::size_t>(text, 1)), {}, {}};
  if (text < message.size()) parts.text = message.substr(text + 1, end - text - 1);
  if (end < message.size()) parts.trailer = message.substr(end + 1);
  parts.trailer = parts.trailer.substr(0, parts.trailer.find(kEot));
  return parts;
}

/// The lines as text; control characters are marks for the typesetter.
std::vector<std::string> lines_of(std::string_view bytes) {
  std::string text = to_utf8(bytes);
  unify_line_ends(text);
  std::vector<std::string> lines;
  for (const std::string_view line : split_lines(text)) lines.emplace_back(line);
  return lines;
}

bool is_digits(std::string_view text, std::size_t size) {
  return text.size() == size && std::ranges::all_of(text, is_ascii_digit);
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (line = trim(line); !line.empty(); line = trim(line)) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

/// "012120 GMT MAY 24" → "1 MAY 2024 21:20 GMT"; empty for another line.
std::string iptc_date(std::string_view line) {
  const std::vector<std::string_view> words = words_of(line);
  const std::size_t n = words.size();
  if (n < 3 || !is_digits(words[0], 6) || words[n - 2].size() < 3) return {};
  const std::string_view year = words[n - 1];
  if (!is_digits(year, 2) && !is_digits(year, 4)) return {};
  const std::string_view clock = words[0].substr(2);
  const std::string_view zone = n > 3 ? words[1] : "GMT";
  return fmt::format("{} {} {}{} {}:{} {}", words[0].substr(0, 2), words[n - 2],
                     year.size() == 4 ? ""
                     : year < "70"    ? "20"
                                      : "19",
                     year, clock.substr(0, 2), clock.substr(2), zone);
}

/// "AP-WF-11-13-13 1507GMT<" → "2013-11-13T15:07Z", and "AP"; empty for another line.
std::string anpa_date(std::string_view line, std::string& agency) {
  constexpr std::string_view kForm = "-00-00-00 0000GMT";
  for (std::size_t at = line.find('-'); at != std::string_view::npos; at = line.find('-', at + 1)) {
    const std::string_view date = line.substr(at, kForm.size());
    const bool is_date = std::ranges::equal(
        date, kForm, [](char c, char form) { return form == '0' ? is_ascii_digit(c) : c == form; });
    if (!is_date) continue;
    agency = trim(line.substr(0, line.find('-')));
    const std::string_view year = date.substr(7, 2);
    return fmt::format("{}{}-{}-{}T{}:{}Z", year < "70" ? "20" : "19", year, date.substr(1, 2),
                       date.substr(4, 2), date.substr(10, 2), date.substr(12, 2));
  }
  return {};
}

/// The text of a message: a title, who wrote it, its paragraphs.
struct WireText {
  std::string title, author;
  std::vector<std::string> paragraphs;

  void add(const std::string& line, bool begins) {
    if (begins || paragraphs.empty()) paragraphs.emplace_back();
    paragraphs.back() = one_line(paragraphs.back() + " " + line);
  }
};

/// ANPA marks lines of the head with "^…<"; paragraphs begin with a tab or blanks.
WireText read_anpa(const std::vector<std::string>& lines) {
  WireText text;
  std::size_t heads = 0;
  for (const std::string& line : lines) {
    std::string_view head = trim(line);
    if (!head.starts_with('^') || !head.ends_with('<')) {
      while (head.ends_with('<')) head = trim(head.substr(0, head.size() - 1));
      if (!head.empty()) text.add(std::string(head), line.front() == '\t' || line.front() == ' ');
      continue;
    }
    head.remove_prefix(1);
    while (head.ends_with('<') || head.ends_with('=')) head = trim(head.substr(0, head.size() - 1));
    ++heads;
    if (lower_ascii(head).starts_with("by "))
      text.author = without_by(head);
    else if (heads == 2)
      text.title = head;
  }
  return text;
}

/// "Verkehr/Bahn/": keywords, which dpa has above its headline.
bool is_keywords(std::string_view line) { return line.ends_with('/'); }

void add_keywords(std::string_view line, ArticleParts& parts) {
  for (line = trim(line); !line.empty();) {
    const std::size_t end = std::min(line.find('/'), line.size());
    parts.add_topic(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

/// "Ferry late=" → "Ferry late".
std::string without_equals(std::string_view line) {
  line = trim(line);
  while (line.ends_with('=')) line = trim(line.substr(0, line.size() - 1));
  return std::string(line);
}

/// The number of lines above the text: those up to one that ends with "=", which is near the
/// beginning; or a line that stands before the first indented one.
std::size_t count_title_lines(const std::vector<std::string>& lines) {
  constexpr std::size_t kNear = 6;
  for (std::size_t i = 0; i < std::min(lines.size(), kNear); ++i)
    if (trim(lines[i]).ends_with('=')) return i + 1;
  std::size_t first = 0;
  while (first < lines.size() && (trim(lines[first]).empty() || is_keywords(trim(lines[first]))))
    ++first;
  const bool indented = first < lines.size() && lines[first].find_first_of(" \t") == 0;
  return first < lines.size() && !indented ? first + 1 : first;
}

WireText read_iptc(const std::vector<std::string>& lines) {
  WireText text;
  const std::size_t head = count_title_lines(lines);
  bool begins = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view plain = trim(lines[i]);
    if (i < head) {
      if (plain.ends_with('=')) plain = trim(plain.substr(0, plain.size() - 1));
      if (!is_keywords(plain)) text.title = one_line(text.title + " " + std::string(plain));
    } else if (plain.empty()) {
      begins = true;
    } else {
      text.add(lines[i], begins || lines[i].front() == ' ' || lines[i].front() == '\t');
      begins = false;
    }
  }
  return text;
}

class WireReader : public ArticleReader {
 public:
  WireReader(ByteSource& bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (!started_ && !start()) return too_long(1, options_.max_record_bytes);
    const std::size_t begin = content_.find(kSoh, at_);
    if (begin == std::string::npos && std::exchange(any_, true)) return std::nullopt;
    if (begin == std::string::npos) return Rejection{1, "no message of a wire is in the file", {}};
    any_ = true;
    const std::size_t end = std::min(content_.find(kSoh, begin + 1), content_.size());
    const std::string_view between = std::string_view(content_).substr(at_, begin - at_);
    line_ += static_cast<std::uint64_t>(std::ranges::count(between, '\n'));
    const std::string_view message = std::string_view(content_).substr(begin, end - begin);
    at_ = begin;
    Record record = read(message);
    line_given_ = line_;
    line_ += static_cast<std::uint64_t>(std::ranges::count(message, '\n'));
    at_ = end;
    return record;
  }

  std::uint64_t line() const override { return line_given_; }

 private:
  bool start() {
    started_ = true;
    std::optional<std::string> whole = read_whole_bytes(bytes_, options_.max_record_bytes);
    if (whole) content_ = std::move(*whole);
    return whole.has_value();
  }

  Record read(std::string_view message) const {
    const WireParts wire = parts_of(message);
    const std::vector<std::string> header = lines_of(wire.header);
    ArticleParts parts;
    std::string agency;
    for (const std::string& line : lines_of(wire.trailer))
      for (const std::string& date : {iptc_date(line), anpa_date(line, agency)})
        parts.set({ArticleField::date, 1}, date);
    const bool anpa = wire.header.find('\x1f') != std::string_view::npos || !agency.empty();
    const WireText text = anpa ? read_anpa(lines_of(wire.text)) : read_iptc(lines_of(wire.text));
    parts.set({ArticleField::author, 1}, text.author);
    parts.set({ArticleField::source, 1}, anpa ? agency : letters_of(header));
    // Lines between the header and the text are a headline, or keywords parted by "/".
    std::string between;
    for (std::size_t i = 1; i < header.size() && !anpa; ++i)
      if (is_keywords(trim(header[i])))
        add_keywords(header[i], parts);
      else if (header[i].find('/') == std::string::npos)
        between += without_equals(header[i]) + " ";
    parts.set({ArticleField::title, text.title.empty() ? 3U : 1U}, text.title);
    parts.set({ArticleField::title, 2}, one_line(between));
    parts.set({ArticleField::body, 1}, join_paragraphs(text.paragraphs));
    Article article = make_article(parts, options_);
    if (!has_text(article)) return no_text(line_, "the message", {});
    return article;
  }

  /// "AFP" of the header's "AFP0001 4 I 0048".
  static std::string letters_of(const std::vector<std::string>& header) {
    if (header.empty()) return {};
    const std::string_view first = trim(header.front());
    const auto end = std::ranges::find_if_not(first, is_ascii_letter);
    const auto size = static_cast<std::size_t>(end - first.begin());
    return size < 2 ? std::string() : std::string(first.substr(0, size));
  }

  ByteSource& bytes_;
  const ReadOptions& options_;
  std::string content_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1, line_given_ = 0;
  bool started_ = false, any_ = false;
};

Evidence detect_wire(const InputHead& head) {
  constexpr std::size_t kLongestHeader = 2000;
  std::string_view bytes = head.bytes;
  bytes.remove_prefix(std::min(bytes.find_first_not_of("\x16\r\n "), bytes.size()));
  const bool begins =
      bytes.starts_with(kSoh) && bytes.size() > 1 && is_ascii_letter_or_digit(bytes[1]);
  const bool known = begins && bytes.substr(0, kLongestHeader).find(kStx) != std::string_view::npos;
  return evidence_of(known, head, wire_format);
}

}  // namespace

constinit const Format wire_format = {
    .name = "wire",
    .help = "text of agencies' lines: IPTC 7901, ANPA 1312",
    .endings = {".iptc", ".anpa", ".wire"},
    .detect = detect_wire,
    .make = make<WireReader>,
    .example =
        "\x01HPA0001 4 I 0005\r\nFerry late\r\n\x02   The ferry was late.\r\n"
        "\x03"
        "010930 GMT MAY 24\r\n\x04"};

}  // namespace dateline::indexing
