// SPDX-License-Identifier: GPL-2.0-or-later
// RTF 1.9 as paragraphs. Written by hand, for no library of Debian reads it: groups, characters in
// the charset of the document or of their font, Unicode with its replacements; pictures, tables of
// fonts and styles, fields' codes and hidden text are left out.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "document.h"
#include "error.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using Kind = DocumentPart::Kind;

/// Groups that hold no text of the document.
constexpr std::array<std::string_view, 34> kLeftOut = {"fonttbl",
                                                       "colortbl",
                                                       "stylesheet",
                                                       "pict",
                                                       "object",
                                                       "header",
                                                       "headerl",
                                                       "headerr",
                                                       "headerf",
                                                       "footer",
                                                       "footerl",
                                                       "footerr",
                                                       "footerf",
                                                       "footnote",
                                                       "fldinst",
                                                       "listtable",
                                                       "listoverridetable",
                                                       "rsidtbl",
                                                       "generator",
                                                       "themedata",
                                                       "datastore",
                                                       "xmlnstbl",
                                                       "latentstyles",
                                                       "bkmkstart",
                                                       "bkmkend",
                                                       "annotation",
                                                       "atnid",
                                                       "atnauthor",
                                                       "xe",
                                                       "tc",
                                                       "revtbl",
                                                       "filetbl",
                                                       "pntext",
                                                       "nonshppict"};

/// Windows' name of the charset a font has (\fcharsetN).
std::string_view charset_of_font(int number) {
  static constexpr std::pair<int, std::string_view> kCharsets[] = {
      {0, "windows-1252"},   {77, "macintosh"},     {128, "shift_jis"},    {129, "euc-kr"},
      {130, "johab"},        {134, "gb18030"},      {136, "big5"},         {161, "windows-1253"},
      {162, "windows-1254"}, {163, "windows-1258"}, {177, "windows-1255"}, {178, "windows-1256"},
      {186, "windows-1257"}, {204, "windows-1251"}, {222, "windows-874"},  {238, "windows-1250"}};
  for (const auto& [known, name] : kCharsets)
    if (known == number) return name;
  return {};
}

std::string charset_of_page(int page) {
  if (page == 10000) return "macintosh";
  if (page == 932) return "shift_jis";
  if (page == 936) return "gb18030";
  if (page == 949) return "euc-kr";
  if (page == 950) return "big5";
  if (page == 65001) return "utf-8";
  if (page == 437 || page == 850) return "ibm" + std::to_string(page);
  return "windows-" + std::to_string(page);
}

/// What holds within a group.
struct State {
  bool left_out = false;
  bool hidden = false;
  int skip = 1;  // characters that stand in for one of Unicode
  int font = -1;
  std::string* property = nullptr;  // of the document, where the group is its value
};

class RtfReader {
 public:
  RtfReader(std::string_view bytes, std::uint64_t limit) : rest_(bytes), limit_(limit) {}

  Document read() {
    states_.emplace_back();
    while (!rest_.empty()) step();
    if (states_.size() > 1 || cut_) document_.damage = "the file ends early";
    end_file();
    if (document_.parts.empty() && depth_seen_ == 0) throw Error("the file is no RTF");
    return std::move(document_);
  }

 private:
  static constexpr std::size_t kDeepest = 1000;  // groups within groups

  State& state() { return states_.back(); }

  void step() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '{') return open();
    if (c == '}') return close();
    if (c == '\\') return control();
    if (c == '\r' || c == '\n') return;
    character(static_cast<unsigned char>(c));
  }

  void open() {
    if (states_.size() == kDeepest) throw Error("the document is nested too deep");
    flush();
    ++depth_seen_;
    states_.push_back(state());
  }

  void close() {
    flush();
    pending_skip_ = 0;
    if (states_.size() > 1) states_.pop_back();
  }

  void control() {
    if (rest_.empty()) return;
    const char c = rest_.front();
    if (is_ascii_letter(c)) return word();
    rest_.remove_prefix(1);
    switch (c) {
      case '\'':
        return hexadecimal();
      case '~':
        return append("\xC2\xA0");
      case '_':
        return append("-");
      case '\r':
      case '\n':
        return end_paragraph();
      case '*':
        ignorable_ = true;
        return;
      case '-':
      case ':':
      case '|':
        return;
      default:
        return character(static_cast<unsigned char>(c));
    }
  }

  void hexadecimal() {
    unsigned value = 0;
    const std::string_view digits = rest_.substr(0, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc()) return;
    rest_.remove_prefix(static_cast<std::size_t>(end - digits.data()));
    character(static_cast<unsigned char>(value));
  }

  /// A byte in the charset that holds here.
  void character(unsigned char byte) {
    if (pending_skip_ > 0) {
      --pending_skip_;
      return;
    }
    if (state().left_out || state().hidden) return;
    high_ = 0;
    bytes_ += static_cast<char>(byte);
  }

  void append(std::string_view utf8) {
    flush();
    if (state().left_out || state().hidden) return;
    target() += utf8;
    if (target().size() > limit_) throw Error("the document is too long");
  }

  std::string& target() { return state().property != nullptr ? *state().property : text_; }

  void flush() {
    if (bytes_.empty()) return;
    const bool ascii = std::ranges::all_of(bytes_, [](char c) { return (c & 0x80) == 0; });
    std::string_view charset;
    if (const auto font = fonts_.find(state().font); font != fonts_.end()) charset = font->second;
    const std::string text =
        ascii ? bytes_ : to_utf8(bytes_, charset.empty() ? std::string_view(charset_) : charset);
    bytes_.clear();
    append(text);
  }

  void word() {
    const std::size_t length = std::min(
        static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_ascii_letter) - rest_.begin()),
        rest_.size());
    const std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    std::optional<int> number;
    const char* const begin = rest_.data();
    int value = 0;
    if (const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value);
        error == std::errc()) {
      number = value;
      rest_.remove_prefix(static_cast<std::size_t>(end - begin));
    }
    if (rest_.starts_with(' ')) rest_.remove_prefix(1);
    const bool ignorable = std::exchange(ignorable_, false);
    apply(name, number, ignorable);
  }

  void apply(std::string_view name, std::optional<int> number, bool ignorable) {
    if (name == "bin") {
      const auto size = static_cast<std::size_t>(std::max(number.value_or(0), 0));
      cut_ = size > rest_.size();
      rest_.remove_prefix(std::min(rest_.size(), size));
      return;
    }
    if (name == "fonttbl") in_fonts_ = states_.size();
    if (in_fonts_ != 0 && states_.size() < in_fonts_) in_fonts_ = 0;
    if (name == "f" || name == "fcharset" || name == "deff") return font(name, number.value_or(0));
    if (std::ranges::find(kLeftOut, name) != kLeftOut.end() || ignorable) {
      flush();
      if (name != "shpinst") state().left_out = true;  // a box with text
      return;
    }
    if (name == "info") {
      flush();
      state().left_out = true;
      in_info_ = true;
      return;
    }
    if (const auto property = property_named(name)) return begin_property(*property);
    if (name == "u") return unicode(number.value_or(0));
    if (name == "uc") state().skip = std::clamp(number.value_or(1), 0, 16);
    if (name == "ansicpg") charset_ = charset_of_page(number.value_or(1252));
    if (name == "mac") charset_ = "macintosh";
    if (name == "v" || name == "deleted") {
      flush();
      state().hidden = number.value_or(1) != 0;
    }
    if (name == "plain") {
      flush();
      state().hidden = false;
    }
    layout(name);
    sign(name);
  }

  void layout(std::string_view name) {
    if (name == "par" || name == "sect" || name == "page") return end_paragraph();
    if (name == "line" || name == "lbr") return append("\n");
    if (name == "tab") return append("\t");
    if (name == "cell" || name == "nestcell") return end_cell();
    if (name == "row" || name == "nestrow") return end_row();
    if (name == "intbl") in_table_ = true;
    if (name == "pard") in_table_ = false;
  }

  void sign(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
        {"emdash", "\xE2\x80\x94"},
        {"endash", "\xE2\x80\x93"},
        {"lquote", "\xE2\x80\x98"},
        {"rquote", "\xE2\x80\x99"},
        {"ldblquote", "\xE2\x80\x9C"},
        {"rdblquote", "\xE2\x80\x9D"},
        {"bullet", "\xE2\x80\xA2"},
        {"emspace", " "},
        {"enspace", " "},
        {"qmspace", " "}};
    for (const auto& [known, text] : kSigns)
      if (known == name) append(text);
  }

  std::optional<std::string Document::*> property_named(std::string_view name) const {
    if (!in_info_) return std::nullopt;
    if (name == "title") return &Document::title;
    if (name == "author") return &Document::author;
    return std::nullopt;
  }

  void begin_property(std::string Document::*property) {
    flush();
    state().left_out = false;
    state().property = &(document_.*property);
  }

  void font(std::string_view name, int number) {
    flush();
    if (name == "fcharset") {
      if (in_fonts_ != 0) fonts_[state().font] = charset_of_font(number);
      return;
    }
    state().font = number;
  }

  /// \uN is signed; pairs of surrogates are one character; what stands in for it is skipped.
  void unicode(int number) {
    flush();
    pending_skip_ = state().skip;
    const auto unit = static_cast<char32_t>(static_cast<unsigned>(number) & 0xFFFF);
    if (state().left_out || state().hidden) return;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
      return;
    }
    std::string text;
    if (unit >= 0xDC00 && unit < 0xE000) {
      if (high_ == 0) return;
      append_utf8(text, 0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
    } else if (unit != 0) {
      append_utf8(text, unit);
    }
    high_ = 0;
    append(text);
  }

  void end_paragraph() {
    flush();
    if (state().left_out) return;
    if (state().property != nullptr) return;
    if (in_table_ || !cells_.empty()) {
      text_ += "\n\n";
      return;
    }
    add(text_);
    text_.clear();
  }

  /// What stands in a table that has no end is kept, too.
  void end_file() {
    end_paragraph();
    if (!cells_.empty() && !trim(text_).empty()) end_cell();
    if (!cells_.empty()) end_row();
    add(text_);
  }

  void end_cell() {
    flush();
    if (state().left_out) return;
    cells_.emplace_back(trim(text_));
    text_.clear();
  }

  void end_row() {
    flush();
    if (state().left_out) return;
    std::string line;
    for (std::size_t i = 0; i < cells_.size(); ++i)
      line.append(i == 0 ? "" : "\t").append(cells_[i]);
    cells_.clear();
    add(line);
    in_table_ = false;
  }

  void add(std::string_view text) {
    std::string paragraph(trim(text));
    clean_text(paragraph);
    total_ += paragraph.size();
    if (total_ > limit_) throw Error("the document is too long");
    if (!trim(paragraph).empty())
      document_.parts.push_back({Kind::text, std::string(trim(paragraph))});
  }

  std::string_view rest_;
  std::uint64_t limit_, total_ = 0;
  Document document_;
  std::vector<State> states_;
  std::map<int, std::string_view> fonts_;
  std::string charset_ = "windows-1252";
  std::string bytes_;  // not yet decoded
  std::string text_;   // of the paragraph or cell
  std::vector<std::string> cells_;
  char32_t high_ = 0;  // the first of a pair of surrogates
  int pending_skip_ = 0;
  std::size_t depth_seen_ = 0, in_fonts_ = 0;
  bool ignorable_ = false, in_info_ = false, in_table_ = false;
  bool cut_ = false;  // in the middle of binary data
};

}  // namespace

Document parse_rtf(std::string_view bytes, const DocumentLimits& limits) {
  Document document = RtfReader(bytes, limits.text_bytes).read();
  for (std::string* text : {&document.title, &document.author}) {
    clean_text(*text);
    *text = one_line(*text);
  }
  return document;
}

}  // namespace dateline::indexing
