// SPDX-License-Identifier: GPL-2.0-or-later
#include "xml_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kDeepest = 500;          // nested elements in a record
constexpr std::size_t kMostAttributes = 500;   // of one element
constexpr std::size_t kMostAround = 100;       // elements around records that are remembered
constexpr std::size_t kLongestHead = 8 << 20;  // bytes

bool is_name_start(char c) {
  return is_ascii_letter(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}
bool ends_name(char c) {
  return c == '>' || c == '/' || c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '<';
}
std::string shown(const std::string& name) { return cut_at_word(name, 40); }
std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

}  // namespace

std::string declared_xml_charset(std::string_view head) {
  constexpr std::size_t kDeclaration = 1024;
  const std::string_view begin = head.substr(0, kDeclaration);
  const std::size_t declaration = begin.find("<?xml");
  if (declaration == std::string_view::npos) return {};
  const std::string_view text =
      begin.substr(declaration, begin.find("?>", declaration) - declaration);
  const std::size_t name = text.find("encoding");
  const std::size_t open = text.find_first_of("\"'", name);
  if (name == std::string_view::npos || open == std::string_view::npos) return {};
  const std::size_t close = text.find(text[open], open + 1);
  if (close == std::string_view::npos) return {};
  std::string charset = lower_ascii(trim(text.substr(open + 1, close - open - 1)));
  // A declaration that is readable as ASCII cannot be in such a charset.
  if (charset.starts_with("utf-16") || charset.starts_with("utf-32") || charset.starts_with("ucs"))
    return {};
  // Valid UTF-8 beyond ASCII is UTF-8, even if another charset is declared.
  const bool plain = std::ranges::all_of(head, [](char c) { return (c & 0x80) == 0; });
  const std::size_t whole = head.find_last_of("\n>") + 1;  // a character may be cut at the end
  if (!plain && valid_utf8(head.substr(0, whole == 0 ? head.size() : whole))) return {};
  return charset;
}

XmlRecord::XmlRecord(const std::string& text, std::size_t depth)
    : document_(text), element_(document_.root()) {
  for (; depth > 0 && element_; --depth) {
    const std::vector<XmlElement> inside = element_.children();
    element_ = inside.empty() ? XmlElement() : inside.front();
  }
}

XmlRecords::XmlRecords(ByteSource& bytes, const ReadOptions& options,
                       std::vector<std::string_view> names, CutRecord cut_record)
    : stream_(bytes, options, declared_xml_charset),
      names_(std::move(names)),
      cut_record_(cut_record) {}

bool XmlRecords::is_record(std::string_view name) const {
  return std::ranges::find(names_, local_name(name)) != names_.end();
}

bool XmlRecords::is_open(const std::string& name) const {
  return std::ranges::find(open_, name, &Open::name) != open_.end();
}

std::size_t XmlRecords::find(std::string_view wanted, std::size_t from) {
  for (;;) {
    const std::string_view window = stream_.window();
    const std::size_t at = window.find(wanted, from);
    if (at != std::string_view::npos) return at;
    if (window.size() >= wanted.size()) from = std::max(from, window.size() - wanted.size() + 1);
    if (stream_.too_long() || !stream_.fill()) return std::string_view::npos;
  }
}

/// Finds the end mark `wanted` from `from` on. A mark that was not found once is not searched
/// again.
std::size_t XmlRecords::find_end(std::string_view wanted, std::size_t from) {
  if (std::ranges::find(endless_, wanted) != endless_.end()) return std::string_view::npos;
  const std::size_t at = find(wanted, from);
  if (at == std::string_view::npos) endless_.push_back(wanted);
  return at == std::string_view::npos ? at : at + wanted.size();
}

std::size_t XmlRecords::doctype_end(std::size_t begin) {
  const std::size_t close = find_end(">", begin);
  if (close == std::string_view::npos) return close;
  const std::string_view declaration = stream_.window().substr(begin, close - begin);
  const std::size_t subset = declaration.find('[');
  if (subset == std::string_view::npos) return close;
  return find_end("]>", begin + subset);
}

/// The tag or other markup at `begin`; absent if that "<" is text.
std::optional<XmlRecords::Tag> XmlRecords::read_markup(std::size_t begin) {
  constexpr std::string_view kData = "<![CDATA[";
  stream_.has(begin + kData.size());
  const std::string_view text = stream_.window().substr(begin, kData.size());
  Tag tag;
  tag.begin = begin;
  tag.end = std::string_view::npos;
  if (text.starts_with("<!--")) {
    tag.end = find_end("-->", begin + 4);
  } else if (text == kData) {
    tag.kind = Tag::Kind::verbatim;
    tag.end = find_end("]]>", begin + kData.size());
  } else if (text.starts_with("<!")) {
    tag.end = doctype_end(begin);
  } else if (text.starts_with("<?")) {
    tag.end = find_end("?>", begin + 2);
  } else {
    return read_tag(begin);
  }
  if (tag.end == std::string_view::npos) return std::nullopt;
  return tag;
}

std::optional<XmlRecords::Tag> XmlRecords::read_tag(std::size_t begin) {
  Tag tag;
  tag.begin = begin;
  std::size_t at = begin + 1;
  if (!stream_.has(at + 2)) return std::nullopt;
  const bool closes = stream_.window()[at] == '/';
  if (closes) ++at;
  if (!is_name_start(stream_.window()[at])) return std::nullopt;
  const std::size_t name = at;
  std::size_t name_end = 0;
  char quote = '\0';
  bool unquoted_only = false;  // a quote is missing, so only ">" counts
  for (;; ++at) {
    if (at - begin > stream_.limit() || !stream_.has(at + 1)) return std::nullopt;
    const char c = stream_.window()[at];
    if (name_end == 0 && ends_name(c)) name_end = at;
    if (name_end == 0) continue;
    if (c == '<') {
      if (quote == '\0') return std::nullopt;
      // A value holds no "<", so a quote is missing, and the tag ends at the first ">".
      unquoted_only = true;
      quote = '\0';
      at = name_end - 1;
      tag.attributes = 0;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (!unquoted_only && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '=') {
      ++tag.attributes;
    } else if (c == '>') {
      break;
    }
  }
  const std::string_view window = stream_.window();
  tag.name = window.substr(name, name_end - name);
  tag.end = at + 1;
  tag.kind = closes ? Tag::Kind::close : window[at - 1] == '/' ? Tag::Kind::empty : Tag::Kind::open;
  return tag;
}

void XmlRecords::keep(std::string_view text) {
  if (head_.size() + text.size() <= kLongestHead) head_ += text;
}

/// The next tag outside of records, at the start of the window.
std::optional<XmlRecords::Tag> XmlRecords::next_outside() {
  for (;;) {
    const std::string_view window = stream_.window();
    const std::size_t at = std::min(window.find('<'), window.size());
    if (!open_.empty()) keep(window.substr(0, at));
    stream_.skip(at);
    if (at == window.size()) {
      if (!stream_.fill()) return std::nullopt;
      continue;
    }
    if (std::optional<Tag> tag = read_markup(0)) return tag;
    stream_.skip(1);
  }
}

void XmlRecords::open_around(const Tag& tag) {
  if (open_.empty()) {  // a root; there may be several
    root_ = local_name(tag.name);
    head_.clear();
  }
  const std::string_view text = stream_.window().substr(tag.begin, tag.end - tag.begin);
  const std::string kept =
      tag.attributes > kMostAttributes ? fmt::format("<{}>", tag.name) : std::string(text);
  if (open_.size() >= kMostAround) return;
  keep(kept);
  open_.push_back({tag.name, kept});
}

void XmlRecords::close_around(const std::string& name) {
  const auto last = std::find_if(open_.rbegin(), open_.rend(),
                                 [&](const Open& open) { return open.name == name; });
  if (last == open_.rend()) return;
  for (; open_.back().name != name; open_.pop_back()) keep(fmt::format("</{}>", open_.back().name));
  keep(fmt::format("</{}>", name));
  open_.pop_back();
}

/// Handles a tag outside of records.
void XmlRecords::pass(const Tag& tag) {
  if (tag.kind == Tag::Kind::open) open_around(tag);
  if (tag.kind == Tag::Kind::close) close_around(tag.name);
  if (tag.kind == Tag::Kind::verbatim ||
      (tag.kind == Tag::Kind::empty && tag.attributes <= kMostAttributes && !open_.empty()))
    keep(stream_.window().substr(tag.begin, tag.end - tag.begin));
  if (tag.kind == Tag::Kind::empty && open_.empty()) root_ = local_name(tag.name);
  stream_.skip(tag.end);
}

std::optional<std::variant<XmlRecord, Rejection>> XmlRecords::next() {
  if (told_) return std::exchange(told_, std::nullopt);
  stream_.skip(used_);
  used_ = 0;
  if (ended_) return std::nullopt;
  while (const std::optional<Tag> tag = next_outside()) {
    const bool begins = tag->kind == Tag::Kind::open || tag->kind == Tag::Kind::empty;
    if (begins && is_record(tag->name)) return cut(*tag);
    pass(*tag);
  }
  return end_of_input();
}

std::variant<XmlRecord, Rejection> XmlRecords::cut(const Tag& first) {
  line_ = stream_.line();
  if (open_.empty()) root_ = local_name(first.name);
  std::size_t depth = 1;
  std::string problem;
  for (Tag tag = first;;) {
    if (tag.attributes > kMostAttributes)
      problem = fmt::format("<{}> has more than {} attributes", shown(tag.name), kMostAttributes);
    if (depth > kDeepest)
      problem =
          fmt::format("<{}> is nested more than {} elements deep", shown(first.name), kDeepest);
    if (tag.begin == 0 && tag.kind == Tag::Kind::empty) return finish(tag.end, tag.end, problem);
    std::optional<Tag> following;
    for (std::size_t from = tag.end; !following;) {
      const std::size_t at = find("<", from);
      if (stream_.too_long() && (at == std::string_view::npos || at > stream_.limit()))
        return skip_long(first.name);
      if (at == std::string_view::npos) return end_in_record(first.name, problem);
      following = read_markup(at);
      from = at + 1;
    }
    tag = std::move(*following);
    if (tag.kind == Tag::Kind::open) {
      if (tag.name == first.name) return finish(tag.begin, tag.begin, problem);
      ++depth;
    } else if (tag.kind == Tag::Kind::close) {
      if (tag.name == first.name) return finish(tag.end, tag.end, problem);
      if (is_open(tag.name)) return finish(tag.begin, tag.begin, problem);
      depth = std::max<std::size_t>(depth - 1, 1);
    }
  }
}

std::variant<XmlRecord, Rejection> XmlRecords::end_in_record(const std::string& name,
                                                             const std::string& problem) {
  ended_ = true;
  const std::string reason = fmt::format("the file ends in the middle of <{}>", shown(name));
  const std::size_t size = stream_.window().size();
  if (cut_record_ == CutRecord::keep) {
    told_ = cut_text(line_, reason);
    return finish(size, size, problem);
  }
  stream_.skip(size);
  return Rejection{line_, reason, "what stands before it was read"};
}

/// Makes a record of the first `size` bytes of the window.
std::variant<XmlRecord, Rejection> XmlRecords::finish(std::size_t size, std::size_t next,
                                                      const std::string& problem) {
  used_ = next;
  if (size > stream_.limit()) return too_long(line_, stream_.limit());
  if (!problem.empty()) return Rejection{line_, problem, {}};
  std::string text;
  for (const Open& open : open_) text += open.tag;
  text += stream_.window().substr(0, size);
  return XmlRecord(text, open_.size());
}

/// Skips a long record: to its end tag, or to the next record of its name.
Rejection XmlRecords::skip_long(const std::string& name) {
  stream_.skip(1);
  for (;;) {
    const std::size_t at = std::min(stream_.window().find('<'), stream_.window().size());
    stream_.skip(at);
    if (!stream_.has(name.size() + 3)) break;
    std::string_view tag = stream_.window().substr(stream_.window().starts_with("</") ? 2 : 1);
    if (tag.starts_with(name) && ends_name(tag[name.size()])) break;
    stream_.skip(stream_.window().starts_with('<') ? 1 : 0);
  }
  return too_long(line_, stream_.limit());
}

std::optional<std::variant<XmlRecord, Rejection>> XmlRecords::end_of_input() {
  ended_ = true;
  if (open_.empty()) return std::nullopt;
  line_ = stream_.line();
  return Rejection{line_, fmt::format("the file ends before </{}>", shown(open_.front().name)),
                   "what stands before it was read"};
}

std::optional<XmlRecord> read_xml(std::string_view content, const ReadOptions& options,
                                  std::vector<std::string_view> names, bool& cut) {
  class Content : public ByteSource {
   public:
    explicit Content(std::string_view bytes) : rest_(bytes) {}
    std::size_t read(char* buffer, std::size_t size) override {
      const std::size_t n = rest_.copy(buffer, size);
      rest_.remove_prefix(n);
      return n;
    }

   private:
    std::string_view rest_;
  };
  Content bytes(content);
  XmlRecords records(bytes, options, std::move(names), CutRecord::keep);
  while (auto next = records.next())
    if (auto* record = std::get_if<XmlRecord>(&*next)) {
      cut = records.is_cut();
      return std::move(*record);
    }
  return std::nullopt;
}

}  // namespace dateline::indexing
