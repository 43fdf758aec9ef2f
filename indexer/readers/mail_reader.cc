// SPDX-License-Identifier: GPL-2.0-or-later
// Mail: one message a file (.eml), or mailboxes (mbox) with one after another, each behind a line
// that begins with "From ". Content-Length is not believed; quoted "From " lines (mboxo, mboxrd)
// are restored. Of a file of Apple Mail (.emlx) what follows the message is left out. Articles of
// Usenet are read as mail is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "mail_message.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kFrom = "From ";
constexpr std::array<std::string_view, 7> kWeekdays = {"Mon", "Tue", "Wed", "Thu",
                                                       "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

/// The date in the line before a message, "From ann@host.example Mon Mar 4 10:00:00 2024"; empty
/// for any other line.
std::string_view envelope_date(std::string_view line) {
  if (!line.starts_with(kFrom)) return {};
  std::string_view rest = trim(line.substr(kFrom.size()));
  const char* begin = nullptr;
  bool month = false, time = false, year = false;
  while (!rest.empty()) {
    const std::string_view word = next_word(rest);
    if (begin == nullptr && std::ranges::find(kWeekdays, word.substr(0, 3)) != kWeekdays.end())
      begin = word.data();
    month = month || std::ranges::find(kMonths, word) != kMonths.end();
    time = time || (word.size() >= 4 && is_ascii_digit(word[0]) &&
                    (word[1] == ':' || (word[2] == ':' && is_ascii_digit(word[1]))));
    year = year || (word.size() == 4 && std::ranges::all_of(word, is_ascii_digit));
  }
  if (begin == nullptr || !month || !time || !year) return {};
  return trim(line.substr(static_cast<std::size_t>(begin - line.data())));
}

bool is_header(std::string_view line) {
  const std::size_t end = line.find_first_of(": \t\r");
  return end != 0 && end != std::string_view::npos && line[end] == ':';
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text.substr(std::min(text.find_first_not_of("\r\n"), text.size()));
}

/// Whether the text has two of the headers that only mail has.
bool has_mail_headers(std::string_view text) {
  static constexpr std::string_view kHeaders[] = {
      "from", "date", "subject", "message-id", "received", "to", "mime-version", "return-path",
      "delivered-to", "newsgroups", "reply-to", "list-id", "content-type", "sender",
      "dkim-signature",
      // of Usenet
      "lines", "organization", "references", "distribution", "nntp-posting-host", "xref", "path",
      "x-newsreader", "keywords", "article-i.d."};
  std::size_t known = 0;
  bool from = false;
  while (!text.empty()) {
    const std::string_view line = trim(first_line(text));
    const bool continued = text.starts_with(' ') || text.starts_with('\t');
    text.remove_prefix(std::min(first_line(text).size() + 1, text.size()));
    if (line.empty()) break;
    if (continued) continue;
    if (!is_header(line)) return false;
    const std::string name = lower_ascii(line.substr(0, line.find(':')));
    if (std::ranges::find(kHeaders, name) != std::end(kHeaders)) ++known;
    from = from || name == "from" || name == "received" || name == "return-path";
  }
  constexpr std::size_t kEnough = 3;
  return from && known >= kEnough;
}

/// Whether a line is "From " alone or "From nobody", as some programs write it. The message's
/// headers must follow.
bool is_bare_separator(std::string_view line, std::string_view next) {
  if (!line.starts_with(trim(kFrom))) return false;
  const std::string_view rest = line.substr(trim(kFrom).size());
  const std::string_view sender = trim(rest);
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\r') return false;
  return sender.find(' ') == std::string_view::npos && has_mail_headers(next);
}

/// ">From " as "From ", ">>From " as ">From ".
std::string without_quotes(std::string_view message) {
  std::string restored;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size() - 1) + 1;
    std::string_view line = message.substr(0, end);
    message.remove_prefix(end);
    const std::size_t quotes = std::min(line.find_first_not_of('>'), line.size());
    if (quotes > 0 && line.substr(quotes).starts_with(kFrom)) line.remove_prefix(1);
    restored += line;
  }
  return restored;
}

bool begins_box(std::string_view text) {
  const std::string_view line = first_line(text);
  const std::string_view next = text.substr(std::min(line.size() + 1, text.size()));
  return !envelope_date(line).empty() || is_bare_separator(line, next);
}

/// The size of the message that follows, which Apple Mail writes in a line of its own.
std::optional<std::size_t> size_line(std::string_view text) {
  const std::string_view line = trim(first_line(text));
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size);
  const bool number = error == std::errc() && end == line.data() + line.size();
  if (!number || text.size() == first_line(text).size()) return std::nullopt;
  return has_mail_headers(text.substr(first_line(text).size() + 1)) ? std::optional(size)
                                                                    : std::nullopt;
}

class MailReader : public ArticleReader {
 public:
  MailReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), limit_(options.max_record_bytes), message_(options) {}

  std::optional<Record> next() override {
    while (records_.empty()) {
      if (!started_) start();
      if (ended_ && window().empty()) return std::nullopt;
      is_mbox_ ? read_from_box() : read_only_message();
    }
    MailRecord mail = std::move(records_.front());
    records_.pop_front();
    origin_ = mail.origin;
    return std::move(mail.record);
  }

  std::uint64_t line() const override { return line_; }
  TextOrigin origin() const override { return origin_; }

 private:
  std::string_view window() const { return std::string_view(buffer_).substr(begin_); }

  bool fill() {
    constexpr std::size_t kPiece = 256 * 1024;
    if (begin_ > 0) {
      buffer_.erase(0, begin_);
      begin_ = 0;
    }
    const std::size_t size = buffer_.size();
    buffer_.resize(size + kPiece);
    const std::size_t got = read_fully(bytes_, buffer_.data() + size, kPiece);
    buffer_.resize(size + got);
    ended_ = got < kPiece;
    return got > 0;
  }

  void skip(std::size_t size) {
    const std::string_view skipped = window().substr(0, size);
    next_line_ += static_cast<std::uint64_t>(std::ranges::count(skipped, '\n'));
    begin_ += skipped.size();
  }

  void start() {
    started_ = true;
    fill();
    skip(window().size() - without_mark(window()).size());
    size_ = size_line(window());
    if (size_) skip(first_line(window()).size() + 1);
    is_mbox_ = begins_box(window());
    if (window().empty()) records_.push_back({Rejection{0, "the file is empty", {}}});
  }

  void read_only_message() {
    line_ = next_line_;
    while (!ended_ && window().size() <= limit_) fill();
    if (window().size() > limit_) {
      records_.push_back({too_long(line_, limit_)});
      while (!ended_) {
        skip(window().size());
        fill();
      }
    } else {
      take(window().substr(0, size_.value_or(window().size())), {});
      if (size_ && *size_ > window().size())
        records_.push_back({cut_text(line_, "the file ends early")});
    }
    skip(window().size());
  }

  /// Reads the message at the start of the window, which begins with its "From " line.
  void read_from_box() {
    line_ = next_line_;
    bool whole = true;  // so far
    std::size_t from = 1;
    for (;;) {
      const std::size_t end = find_separator(from);
      if (end != std::string_view::npos || ended_) {
        const std::string_view message = window().substr(0, end);
        if (whole && message.size() <= limit_)
          take_from_box(message);
        else
          records_.push_back({too_long(line_, limit_)});
        return skip(message.size());
      }
      // The end of the window may be the beginning of a separator.
      const std::size_t kept = std::min(window().size(), kLongestSeparator);
      from = std::max<std::size_t>(window().size() - kept, 1);
      if (window().size() > limit_) {
        whole = false;
        skip(from - 1);
        from = 1;
      }
      fill();
    }
  }

  /// The offset of the next "From " line at or after `from`, or npos.
  std::size_t find_separator(std::size_t from) const {
    const std::string_view text = window();
    for (std::size_t at = from - 1;; ++at) {
      at = text.find("\nFrom", at);
      if (at == std::string_view::npos) return at;
      const std::string_view rest = text.substr(at + 1);
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) continue;
      const std::string_view next = rest.substr(end + 1);
      if (is_bare_separator(rest.substr(0, end), next)) return at + 1;
      if (envelope_date(rest.substr(0, end)).empty()) continue;
      const std::string_view header = first_line(next);
      if (is_header(header) || header.starts_with('>')) return at + 1;
    }
  }

  void take_from_box(std::string_view message) {
    const std::string_view envelope = first_line(message);
    const std::string date(envelope_date(envelope));
    message.remove_prefix(std::min(envelope.size() + 1, message.size()));
    take(without_quotes(message), date);
  }

  void take(std::string_view message, std::string_view date) {
    for (MailRecord& record : message_.read(message, line_, date))
      records_.push_back(std::move(record));
  }

  static constexpr std::size_t kLongestSeparator = 8000;  // with the headers after it

  ByteSource& bytes_;
  const std::size_t limit_;
  MailMessage message_;
  std::string buffer_;  // bytes as read
  std::size_t begin_ = 0;
  std::optional<std::size_t> size_;  // of the message, as Apple Mail writes it
  std::uint64_t line_ = 0, next_line_ = 1;
  std::deque<MailRecord> records_;  // of the last message
  TextOrigin origin_ = TextOrigin::utf8;
  bool started_ = false, ended_ = false, is_mbox_ = false;
};

bool looks_like_mail(std::string_view head) {
  head = without_mark(head);
  if (size_line(head)) return true;
  if (!head.starts_with(trim(kFrom)) || is_header(first_line(head))) return has_mail_headers(head);
  const std::string_view line = first_line(head);
  return begins_box(head) &&
         is_header(first_line(head.substr(std::min(line.size() + 1, head.size()))));
}

Evidence detect_mail(const InputHead& head) {
  return evidence_of(looks_like_mail(head.text), head, mail_format);
}

}  // namespace

constinit const Format mail_format = {
    .name = "mail",
    .help = "messages, newsletters and digests: one a file (.eml, .emlx), or a mailbox (mbox)",
    .endings = {".eml", ".emlx", ".mbox", ".mbx"},
    .detect = detect_mail,
    .make = make<MailReader>,
    .example = R"(From: Harbour Post <news@harbour-post.example>
Date: Wed, 01 May 2024 09:30:00 +0000
Subject: Ferry late
Message-ID: <1@harbour-post.example>
List-Unsubscribe: <https://harbour-post.example/unsubscribe>

The ferry was late.
)"};

}  // namespace dateline::indexing
