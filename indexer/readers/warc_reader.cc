// SPDX-License-Identifier: GPL-2.0-or-later
// WARC, the archives of web crawlers: every page in it that holds an article. Records are read one
// at a time, whatever the size of the file; what is no page (pictures, redirects, requests) or has
// no article (front pages, lists) is passed over and counted. Of Common Crawl's WET files, which
// hold the pages' text alone, every record is an article.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

#include "field_map.h"
#include "html_page.h"
#include "readers.h"
#include "streams/gzip_stream.h"
#include "text/ascii.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::size_t kLongestLine = 64 * 1024;
constexpr std::size_t kMostHeaders = 1000;

/// Reads bytes by lines and by number.
class Bytes {
 public:
  explicit Bytes(ByteSource& bytes) : bytes_(bytes) {}

  /// The buffered bytes, which stay unread; empty at the end.
  std::string_view peek() {
    if (begin_ == piece_.size() && !ended_) {
      piece_.resize(kPiece);
      piece_.resize(read_fully(bytes_, piece_.data(), kPiece));
      begin_ = 0;
      ended_ = piece_.empty();
    }
    return std::string_view(piece_).substr(begin_);
  }
  void skip(std::size_t size) { begin_ += size; }

  /// Reads a line without its end; false when the input ends first. The rest of a long line is
  /// dropped.
  bool line(std::string& line) {
    line.clear();
    for (std::string_view there = peek(); !there.empty(); there = peek()) {
      const std::size_t end = there.find('\n');
      const std::size_t size = std::min(end, there.size());
      if (line.size() < kLongestLine) line += there.substr(0, size);
      skip(end == std::string_view::npos ? size : size + 1);
      if (end == std::string_view::npos) continue;
      if (line.ends_with('\r')) line.pop_back();
      return true;
    }
    return false;
  }

  /// Reads `size` bytes and keeps the first `kept` in `into`; false when there are fewer. Where
  /// then a record begins among them, it comes next, and before_record() says how many bytes were
  /// before it.
  bool take(std::uint64_t size, std::size_t kept, std::string& into) {
    before_record_ = 0;
    std::string rest;   // from the first record that begins among the bytes
    std::string carry;  // the end of the bytes so far, in which one may have begun
    for (std::uint64_t done = 0; done < size;) {
      const std::string_view there = peek();
      if (there.empty()) return give_back(std::move(rest), into);
      const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(size - done, there.size()));
      const std::string_view piece = there.substr(0, now);
      if (before_record_ != 0)
        rest += piece;
      else
        look_for_record(piece, done, carry, rest);
      if (into.size() < kept) into += piece.substr(0, std::min(now, kept - into.size()));
      skip(now);
      done += now;
      if (rest.size() > kMostAmong) return give_back(std::move(rest), into);
    }
    before_record_ = 0;
    return true;
  }
  /// 0 where take() met no record.
  std::uint64_t before_record() const { return before_record_; }

 private:
  static constexpr std::size_t kMostAmong = std::size_t{64} << 20;

  void look_for_record(std::string_view piece, std::uint64_t done, std::string& carry,
                       std::string& rest) {
    static constexpr std::string_view kBegin = "\nWARC/1.";
    const std::string joint = carry + std::string(piece.substr(0, kBegin.size()));
    if (const std::size_t at = joint.find(kBegin); at != std::string::npos) {
      before_record_ = done - carry.size() + at + 1;
      rest = (carry + std::string(piece)).substr(at + 1);
    } else if (const std::size_t in = piece.find(kBegin); in != std::string_view::npos) {
      before_record_ = done + in + 1;
      rest = piece.substr(in + 1);
    }
    carry += piece.substr(piece.size() - std::min(piece.size(), kBegin.size() - 1));
    carry.erase(0, carry.size() - std::min(carry.size(), kBegin.size() - 1));
  }

  /// Makes `rest` what comes next, and false.
  bool give_back(std::string&& rest, std::string& into) {
    if (before_record_ == 0) return false;
    rest += peek();
    piece_ = std::move(rest);
    begin_ = 0;
    ended_ = false;
    if (into.size() > before_record_) into.resize(static_cast<std::size_t>(before_record_));
    return false;
  }

  ByteSource& bytes_;
  std::string piece_;
  std::size_t begin_ = 0;
  bool ended_ = false;
  std::uint64_t before_record_ = 0;
};

/// Header lines by their names in lower case; the last of equal names wins.
class Headers {
 public:
  void add(const std::string& line) {
    const std::size_t colon = line.find(':');
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      if (!last_.empty()) values_[last_].append(" ").append(trim(line));
    } else if (colon != std::string::npos && values_.size() < kMostHeaders) {
      last_ = lower_ascii(trim(line.substr(0, colon)));
      values_[last_] = trim(std::string_view(line).substr(colon + 1));
    }
  }
  const std::string& operator[](std::string_view name) const {
    static const std::string none;
    const auto found = values_.find(name);
    return found == values_.end() ? none : found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::string last_;
};

bool is_page_type(std::string_view type) {
  const std::string lower = lower_ascii(type.substr(0, 64));
  return lower.starts_with("text/html") || lower.starts_with("application/xhtml");
}

/// "text/html; charset=utf-8" → "text/html".
std::string media_type(std::string_view type) {
  return lower_ascii(trim(type.substr(0, type.find(';'))));
}

bool is_plain_text(std::string_view type) {
  return lower_ascii(type.substr(0, 64)).starts_with("text/plain");
}

/// The charset a Content-Type names.
std::string charset_of(const std::string& type) {
  const std::string lower = lower_ascii(type);
  const std::size_t at = lower.find("charset=");
  if (at == std::string::npos) return {};
  std::string_view rest = std::string_view(type).substr(at + 8);
  rest.remove_prefix(std::min(rest.find_first_not_of("\"' "), rest.size()));
  return std::string(rest.substr(0, rest.find_first_of("\"' ;,")));
}

/// An HTTP message: its head and its body.
struct Message {
  int status = 0;
  Headers headers;
  std::string_view body;
};

Message parse_message(std::string_view text) {
  Message message;
  const std::string_view first = text.substr(0, text.find('\n'));
  if (!first.starts_with("HTTP/")) return message;
  const std::size_t space = first.find(' ');
  if (space != std::string_view::npos)
    std::from_chars(first.data() + space + 1, first.data() + first.size(), message.status);
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find('\n', at + 1), text.size());
    std::string line(text.substr(at + 1, end - at - 1));
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) {
      message.body = text.substr(std::min(end + 1, text.size()));
      break;
    }
    message.headers.add(line);
    at = end == text.size() ? std::string_view::npos : end;
  }
  return message;
}

class WarcReader : public ArticleReader {
 public:
  WarcReader(ByteSource& bytes, const ReadOptions& options) : bytes_(bytes), options_(options) {}

  std::optional<Record> next() override {
    if (told_) return std::exchange(told_, std::nullopt);
    for (;;) {
      if (std::optional<Rejection> problem = find_record()) return *problem;
      if (ended_) return std::nullopt;
      std::optional<Record> record = read_record();
      const auto* rejection = told_ ? &*told_ : record ? std::get_if<Rejection>(&*record) : nullptr;
      ended_ = rejection != nullptr && rejection->at_end;
      complete_ += ended_ ? 0 : 1;
      if (record && is_article(*record)) return record;
      if (told_) return std::exchange(told_, std::nullopt);
      if (record) return record;
      pass();
    }
  }

  TextOrigin origin() const override { return origin_; }
  std::uint64_t skipped() const override { return skipped_; }

 private:
  /// Counts the record as one that holds no article.
  void pass() {
    ++skipped_;
    if (!options_.left_out) return;
    const std::string address = page_address();
    std::string kind = passed_as_;
    clean_text(kind);
    options_.left_out({address.empty() ? kind : address, one_line(kind)});
  }

  /// What the record is, in reports; not an article.
  std::nullopt_t pass_as(std::string_view kind) {
    constexpr std::size_t kLongest = 60;
    passed_as_ = kind.empty() ? "no type" : kind.substr(0, kLongest);
    return std::nullopt;
  }

  Rejection cut() const {
    return {0,
            complete_ == 0
                ? std::string("the file breaks off in the middle of its first record")
                : fmt::format("the file breaks off in the middle of a record; the {} before it {}",
                              complete_ == 1 ? "one" : fmt::format("{} records", complete_),
                              complete_ == 1 ? "is read" : "are read"),
            "fetch it again if the rest is wanted", /*at_end=*/true};
  }

  /// Finds the next record and reads its headers, or sets `ended_`. Bytes between two records are
  /// rejected once; the next call continues after them.
  std::optional<Rejection> find_record() {
    std::string line;
    for (;;) {
      skip_blanks();
      ended_ = ended_ || bytes_.peek().empty();
      if (ended_) return std::nullopt;
      const bool whole = bytes_.line(line);
      const bool record = line.starts_with("WARC/");
      if (record && whole) break;
      if (!whole && (record || !lost_)) {
        ended_ = true;
        return cut();
      }
      if (lost_) continue;
      lost_ = true;
      return Rejection{0, fmt::format("what follows record {} is no WARC record", complete_),
                       "the next one is read"};
    }
    lost_ = false;
    headers_ = {};
    do {
      if (!bytes_.line(line)) {
        ended_ = true;
        return cut();
      }
      headers_.add(line);
    } while (!line.empty());
    return std::nullopt;
  }

  void skip_blanks() {
    for (std::string_view there = bytes_.peek(); !there.empty(); there = bytes_.peek()) {
      const std::size_t blanks = std::min(there.find_first_not_of("\r\n \t"), there.size());
      bytes_.skip(blanks);
      if (blanks < there.size()) return;
    }
  }

  /// The article of the record whose headers were read, or nothing.
  std::optional<Record> read_record() {
    const std::string& length = headers_["content-length"];
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), size);
    if (error != std::errc() || end != length.data() + length.size()) {
      lost_ = true;  // searches for the next record
      return Rejection{0, fmt::format("WARC record {} has no length", complete_ + 1), {}};
    }
    const std::string type = lower_ascii(headers_["warc-type"]);
    const bool converted = type == "conversion" && is_plain_text(headers_["content-type"]);
    const bool wanted =
        (type == "response" || type == "resource" || converted) &&
        (headers_["warc-segment-number"].empty() || headers_["warc-segment-number"] == "1");
    const std::size_t limit = options_.max_record_bytes;
    block_.clear();
    page_cut_ = !headers_["warc-truncated"].empty() || !headers_["warc-segment-number"].empty();
    if (!bytes_.take(size, wanted ? limit : 0, block_)) {
      told_ = bytes_.before_record() == 0
                  ? cut()
                  : Rejection{0,
                              fmt::format("WARC record {} says that it has {} bytes, but the next "
                                          "one begins after {}",
                                          complete_ + 1, size, bytes_.before_record()),
                              "the next one is read"};
    }
    if (!wanted) return pass_as(type);
    const bool too_long = size > limit && !told_;  // one that lies is as long as it is
    std::optional<Record> record =
        converted ? read_converted(too_long) : read_block(type == "resource", too_long);
    if (record && !told_ && page_cut_ && is_article(*record)) tell_of_cut_page();
    if (block_.capacity() > 64 * kPiece) std::string().swap(block_);
    return record;
  }

  std::optional<Record> read_block(bool resource, bool cut) {
    Message message;
    if (resource && !block_.starts_with("HTTP/")) {
      message.status = 200;
      message.body = block_;
    } else {
      message = parse_message(block_);
    }
    if (message.status == 0) return pass_as(media_type(headers_["content-type"]));
    if (message.status != 200 && message.status != 203)
      return pass_as(fmt::format("status {}", message.status));
    const std::string& told = message.headers["content-type"];
    const std::string& type = !told.empty() ? told
                              : resource    ? headers_["content-type"]
                                            : headers_["warc-identified-payload-type"];
    if (!is_page_type(type)) return pass_as(media_type(type));
    const std::string address = page_address();
    if (cut) {
      Rejection rejection = too_long(0, options_.max_record_bytes);
      rejection.reason = fmt::format("{}: the page is longer than {} MB", address,
                                     options_.max_record_bytes >> 20);
      return rejection;
    }
    const std::optional<DecodedBody> body =
        decode_body(message.body, message.headers["transfer-encoding"],
                    message.headers["content-encoding"], options_.max_record_bytes);
    if (!body)
      return Rejection{0, fmt::format("{}: the page cannot be unpacked", address),
                       "it is too long, or packed in an unknown way"};
    if (looks_binary(std::string_view(body->text).substr(0, kLongestLine)))
      return pass_as("binary");
    page_cut_ = page_cut_ || body->cut || is_shorter_than_told(message);
    Record record = read_page(page_text(body->text, charset_of(type), origin_), address, options_);
    if (!is_article(record)) return pass_as(page_cut_ ? "cut page" : "no article");
    return record;
  }

  /// A body without codings has the length that its server named, unless it was cut.
  static bool is_shorter_than_told(const Message& message) {
    const std::string& length = message.headers["content-length"];
    std::uint64_t told = 0;
    std::from_chars(length.data(), length.data() + length.size(), told);
    return message.headers["content-encoding"].empty() &&
           message.headers["transfer-encoding"].empty() && message.body.size() < told;
  }

  /// Where the page of the last record is not whole, though the record is.
  void tell_of_cut_page() {
    const std::string& why = headers_["warc-truncated"];
    told_ = cut_text(0, why.empty()
                            ? fmt::format("{} ends early", page_address())
                            : fmt::format("{} was cut by its crawler ({})", page_address(), why));
    told_->at_end = false;  // other records follow
  }

  /// The text of a page without its markup, as Common Crawl's WET files have it: its first line is
  /// the page's title, and nothing tells the day it was published.
  std::optional<Record> read_converted(bool cut) {
    if (cut) return too_long(0, options_.max_record_bytes);
    std::string text = to_utf8(block_, charset_of(headers_["content-type"]));
    unify_line_ends(text);
    const std::size_t title_end = std::min(text.find('\n'), text.size());
    ArticleParts parts;
    parts.set({ArticleField::title, 1}, text.substr(0, title_end));
    parts.set({ArticleField::body, 1}, trim(std::string_view(text).substr(title_end)));
    parts.set({ArticleField::url, 1}, page_address());
    Article article = make_article(parts, options_);
    if (article.body.empty()) return pass_as("no article");
    return article;
  }

  std::string page_address() const {
    std::string address = headers_["warc-target-uri"];
    if (address.starts_with('<') && address.ends_with('>'))
      address = address.substr(1, address.size() - 2);
    clean_text(address);
    return address;
  }

  Bytes bytes_;
  const ReadOptions& options_;
  Headers headers_;  // of the current record
  std::string block_;
  std::uint64_t complete_ = 0, skipped_ = 0;  // records
  std::string passed_as_;                     // what the last record was, if no article
  std::optional<Rejection> told_;             // after the article that was read of a cut record
  bool page_cut_ = false;                     // the page of the last record
  bool lost_ = false;                         // between two records
  bool ended_ = false;
  TextOrigin origin_ = TextOrigin::utf8;  // of the last page
};

Evidence detect_warc(const InputHead& head) {
  const bool begins = head.bytes.starts_with("WARC/1.") || head.bytes.starts_with("WARC/0.");
  return begins ? Evidence::certain : Evidence::none;
}

}  // namespace

constinit const Format warc_format = {
    .name = "warc",
    .help = "web archives, WARC 1.0 and 1.1: the articles among the pages, and WET",
    .endings = {".warc", ".wet"},
    .detect = detect_warc,
    .make = make<WarcReader>,
    .example =
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: "
        "https://harbour-post.example/ferry-late\r\n"
        "WARC-Date: 2024-05-01T09:30:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:7b0d4c1e-0001-4000-8000-000000000001>\r\n"
        "Content-Type: application/http; msgtype=response\r\nContent-Length: 224\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        "<html><head><title>Ferry late</title></head><body><article><h1>Ferry late</h1><p>The "
        "ferry "
        "from Kiel was two hours late on Wednesday, for there was fog.</p></article></body></html>"
        "\r\n\r\n"};

}  // namespace dateline::indexing
