// SPDX-License-Identifier: GPL-2.0-or-later
// References: RIS and BibTeX, as databases and reference managers export them. A reference is an
// article whose text is its abstract.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "field_map.h"
#include "readers.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

struct ReferenceKey {
  std::string_view key;
  FieldAlias alias;
};

/// Best first where a field has several.
constexpr ReferenceKey kRis[] = {
    {"TI", {ArticleField::title, 1}},   {"T1", {ArticleField::title, 2}},
    {"CT", {ArticleField::title, 3}},   {"T2", {ArticleField::source, 1}},
    {"JF", {ArticleField::source, 2}},  {"JO", {ArticleField::source, 3}},
    {"J2", {ArticleField::source, 4}},  {"JA", {ArticleField::source, 5}},
    {"PB", {ArticleField::source, 6}},  {"AU", {ArticleField::author, 1}},
    {"A1", {ArticleField::author, 2}},  {"DA", {ArticleField::date, 1}},
    {"Y1", {ArticleField::date, 2}},    {"PY", {ArticleField::date, 3}},
    {"SE", {ArticleField::section, 1}}, {"AB", {ArticleField::body, 1}},
    {"N2", {ArticleField::body, 2}},    {"UR", {ArticleField::url, 1}},
    {"L2", {ArticleField::url, 2}},     {"LA", {ArticleField::language, 1}},
    {"AN", {ArticleField::id, 1}},      {"KW", {ArticleField::topics, 1}},
    {"SP", {ArticleField::page, 1}},    {"ET", {ArticleField::edition, 1}},
};

constexpr ReferenceKey kBibtex[] = {
    {"title", {ArticleField::title, 1}},
    {"journal", {ArticleField::source, 1}},
    {"journaltitle", {ArticleField::source, 2}},
    {"newspaper", {ArticleField::source, 3}},
    {"publisher", {ArticleField::source, 4}},
    {"author", {ArticleField::author, 1}},
    {"date", {ArticleField::date, 1}},
    {"abstract", {ArticleField::body, 1}},
    {"url", {ArticleField::url, 1}},
    {"language", {ArticleField::language, 1}},
    {"langid", {ArticleField::language, 2}},
    {"section", {ArticleField::section, 1}},
    {"accession", {ArticleField::id, 1}},
    {"keywords", {ArticleField::topics, 1}},
    {"pages", {ArticleField::page, 1}},
    {"edition", {ArticleField::edition, 1}},
};

/// "2024/05/01/Late edition" → "2024-05-01"; what is no such date stays.
std::string ris_date(std::string_view date) {
  std::array<std::string_view, 3> parts{};
  std::string_view rest = date;
  for (std::string_view& part : parts) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    part = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::string iso(parts[0]);
  for (const std::string_view part : {parts[1], parts[2]}) {
    if (part.empty() || part.size() > 2 || !std::ranges::all_of(part, is_ascii_digit)) break;
    iso.append(part.size() == 1 ? "-0" : "-").append(part);
  }
  return parts[0].size() == 4 ? iso : std::string(date);
}

/// A file of references. Each kind cuts its entries out of the text.
class ReferenceReader : public StreamReader {
 public:
  using StreamReader::StreamReader;

 protected:
  Record make(const Values& values, std::span<const ReferenceKey> keys) const {
    ArticleParts parts;
    std::vector<std::string> names;
    for (const auto& [key, value] : values) {
      names.push_back(key);
      for (const ReferenceKey& known : keys)
        if (known.key == key) parts.set(known.alias, value);
    }
    Article article = make_article(parts, options_);
    if (!has_text(article)) return no_text(line_, "the reference", names);
    return article;
  }
};

class RisReader : public ReferenceReader {
 public:
  RisReader(ByteSource& bytes, const ReadOptions& options) : ReferenceReader(bytes, options) {}

  std::optional<Record> next() override {
    if (told_) return std::exchange(told_, std::nullopt);
    Values values;
    std::string last;
    for (;;) {
      skip_used();
      const std::size_t end = stream_.find('\n');
      const std::string_view window = stream_.window();
      if (window.empty() && last.empty()) return std::nullopt;
      const std::string_view line = trim(window.substr(0, end));
      if (last.empty()) line_ = stream_.line();
      used_ = end == std::string_view::npos ? window.size() : end + 1;
      const bool ends = is_tag(line) && line.starts_with("ER");
      const bool begins = is_tag(line) && line.starts_with("TY");
      if ((begins || window.empty()) && !last.empty()) {  // the end of the one before is missing
        used_ = 0;
        // Where none has an end, its absence tells nothing.
        if (window.empty() && (ended_ || first_))
          told_ = cut_text(line_, "the file ends in the middle of a reference");
        first_ = false;
        return make(values, kRis);
      }
      if (ends && !last.empty()) {
        ended_ = true;
        first_ = false;
        return make(values, kRis);
      }
      if (!ends) take(line, last, values);
    }
  }

 private:
  static bool is_tag(std::string_view line) {
    return line.size() >= 5 && is_ascii_upper(line[0]) && is_ascii_letter_or_digit(line[1]) &&
           line.substr(2).find('-') < 3;
  }

  static void take(std::string_view line, std::string& last, Values& values) {
    if (line.empty()) return;
    if (!is_tag(line)) {  // a long value goes on
      if (!last.empty()) values[last].append(" ").append(line);
      return;
    }
    last = line.substr(0, 2);
    std::string value(trim(line.substr(line.find('-') + 1)));
    if (last == "DA" || last == "Y1" || last == "PY") value = ris_date(value);
    if (value.empty()) return;
    std::string& held = values[last];
    const bool list = last == "AU" || last == "A1" || last == "KW";
    if (held.empty())
      held = value;
    else if (list)
      held.append("; ").append(value);
  }

  std::optional<Record> told_;  // that the file is cut
  bool first_ = true;           // reference
  bool ended_ = false;          // one before, by its mark
};

/// TeX in a value as text: accents, without braces and commands.
std::string without_tex(std::string_view tex) {
  static constexpr std::pair<char, char32_t> kAccents[] = {
      {'`', 0x300}, {'\'', 0x301}, {'^', 0x302}, {'~', 0x303}, {'"', 0x308}, {'=', 0x304},
      {'.', 0x307}, {'c', 0x327},  {'v', 0x30C}, {'k', 0x328}, {'u', 0x306}, {'H', 0x30B}};
  std::string text;
  for (std::size_t at = 0; at < tex.size(); ++at) {
    const char c = tex[at];
    if (c == '{' || c == '}') continue;
    if (c == '~') text += ' ';
    if (c != '\\' || at + 1 == tex.size()) {
      if (c != '~') text += c;
      continue;
    }
    const char command = tex[++at];
    if (command == 's' && tex.substr(at).starts_with("ss")) {
      text += "\xC3\x9F";
      ++at;
      continue;
    }
    const auto accent = std::ranges::find(kAccents, command, &std::pair<char, char32_t>::first);
    const std::size_t letter = tex.find_first_not_of("{ \\", at + 1);
    const bool accents = accent != std::end(kAccents) && letter != std::string_view::npos &&
                         is_ascii_letter(tex[letter]) &&
                         (!is_ascii_letter(command) || letter > at + 1);
    if (accents) {
      text += tex[letter];
      append_utf8(text, accent->second);
      at = letter;
    } else if (!is_ascii_letter(command)) {
      text += command;  // "\&"
    } else {
      while (at + 1 < tex.size() && is_ascii_letter(tex[at + 1])) ++at;
    }
  }
  return one_line(text);
}

class BibtexReader : public ReferenceReader {
 public:
  BibtexReader(ByteSource& bytes, const ReadOptions& options) : ReferenceReader(bytes, options) {}

  std::optional<Record> next() override {
    for (;;) {
      skip_used();
      std::size_t at = stream_.find('@');
      if (at == std::string_view::npos) return std::nullopt;
      stream_.skip(at);
      line_ = stream_.line();
      at = stream_.find('{');
      if (at == std::string_view::npos) return std::nullopt;
      const std::string kind = lower_ascii(trim(stream_.window().substr(1, at - 1)));
      if (!std::ranges::all_of(kind, is_ascii_letter) || kind.empty()) {
        used_ = 1;  // an "@" in a text
        continue;
      }
      const std::size_t end = entry_end(at);
      used_ = std::min(end, stream_.window().size());
      if (stream_.too_long() && end == std::string_view::npos)
        return too_long(line_, stream_.limit());
      if (end == std::string_view::npos)
        return Rejection{line_, "the file ends in the middle of a reference", {}, true};
      if (kind == "comment" || kind == "preamble" || kind == "string") continue;
      return make(values_of(stream_.window().substr(at + 1, end - at - 2)), kBibtex);
    }
  }

 private:
  /// Offset behind the brace that closes the one at `at`; npos.
  std::size_t entry_end(std::size_t at) {
    std::size_t depth = 0;
    for (; stream_.has(at + 1) && at <= stream_.limit(); ++at) {
      const char c = stream_.window()[at];
      if (c == '\\') ++at;
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) return at + 1;
    }
    return std::string_view::npos;
  }

  /// "key, title = {…}, year = 2024" as names and values.
  static Values values_of(std::string_view entry) {
    Values values;
    std::size_t at = std::min(entry.find(','), entry.size());
    while (at < entry.size()) {
      const std::size_t equal = entry.find('=', at);
      if (equal == std::string_view::npos) break;
      const std::string name = lower_ascii(trim(entry.substr(at + 1, equal - at - 1)));
      at = equal + 1;
      std::string value = without_tex(take_value(entry, at));
      if (name == "author") value = authors(value);
      values.emplace(name, std::move(value));
      at = std::min(entry.find(',', at), entry.size());
    }
    if (values["date"].empty()) values["date"] = written_date(values);
    return values;
  }

  static std::string_view take_value(std::string_view entry, std::size_t& at) {
    at = std::min(entry.find_first_not_of(" \t\r\n", at), entry.size());
    const std::size_t begin = at;
    if (begin == entry.size()) return {};
    const bool quoted = entry[begin] == '"', braced = entry[begin] == '{';
    int depth = 0;
    for (; at < entry.size(); ++at) {
      const char c = entry[at];
      if (c == '\\') ++at;
      if (c == '{') ++depth;
      if (c == '}') --depth;
      if (depth > 0 || at == begin) continue;
      if (quoted && c == '"') break;
      if (braced && c == '}') break;
      if (!quoted && !braced && (c == ',' || c == '\n')) break;
    }
    const std::size_t end = std::min(at, entry.size());
    const std::size_t from = quoted || braced ? begin + 1 : begin;
    return entry.substr(from, end - std::min(from, end));
  }

  /// "Smith, Ann and Lund, Bo" → "Smith, Ann; Lund, Bo".
  static std::string authors(std::string_view list) {
    std::string joined;
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(" and "), list.size());
      joined.append(joined.empty() ? "" : "; ").append(trim(list.substr(0, end)));
      list.remove_prefix(std::min(end + 5, list.size()));
    }
    return joined;
  }

  static std::string written_date(Values& values) {
    return one_line(values["day"] + " " + values["month"] + " " + values["year"]);
  }
};

std::unique_ptr<ArticleReader> make_references(ByteSource& bytes, const ReadOptions& options) {
  class Reader : public ArticleReader {
   public:
    Reader(ByteSource& source, const ReadOptions& given) : source_(source), options_(given) {}
    std::optional<Record> next() override {
      if (!reader_) start();
      std::optional<Record> record = reader_->next();
      if (!record && !std::exchange(any_, true))
        return Rejection{1, "the file has no reference", "RIS begins with TY, BibTeX with @"};
      any_ = true;
      return record;
    }
    std::uint64_t line() const override { return reader_ ? reader_->line() : 0; }
    TextOrigin origin() const override { return reader_ ? reader_->origin() : TextOrigin::utf8; }

   private:
    /// The first character that is no blank tells the kind.
    void start() {
      char first = ' ';
      while ((first == ' ' || first == '\n' || first == '\r' || first == '\t' ||
              (first & 0x80) != 0) &&
             source_.source.read(&first, 1) == 1)
        source_.head = first;
      if (first == '@' || first == '%')
        reader_ = std::make_unique<BibtexReader>(source_, options_);
      else
        reader_ = std::make_unique<RisReader>(source_, options_);
    }

    struct Headed : ByteSource {
      explicit Headed(ByteSource& given) : source(given) {}
      std::size_t read(char* buffer, std::size_t size) override {
        if (!head || size == 0) return source.read(buffer, size);
        *buffer = *std::exchange(head, std::nullopt);
        return 1;
      }
      ByteSource& source;
      std::optional<char> head;
    };

    Headed source_;
    const ReadOptions& options_;
    std::unique_ptr<ArticleReader> reader_;
    bool any_ = false;
  };
  return std::make_unique<Reader>(bytes, options);
}

/// "@article{quay2024,"
bool begins_bibtex(std::string_view text) {
  while (text.starts_with('%'))
    text = skip_blanks(text.substr(std::min(text.find('\n'), text.size())));
  if (!text.starts_with('@')) return false;
  const std::size_t open = text.find_first_of("{(\n ");
  if (open == std::string_view::npos || open < 4 || text[open] == '\n') return false;
  if (!std::ranges::all_of(text.substr(1, open - 1), is_ascii_letter)) return false;
  return skip_blanks(text.substr(open)).starts_with('{');
}

Evidence detect_references(const InputHead& head) {
  const bool ris = head.text.starts_with("TY  - ");
  return evidence_of(ris || begins_bibtex(head.text), head, references_format);
}

}  // namespace

constinit const Format references_format = {.name = "references",
                                            .help = "references with abstracts: RIS, BibTeX",
                                            .endings = {".ris", ".bib", ".bibtex"},
                                            .detect = detect_references,
                                            .make = make_references,
                                            .example = R"(TY  - NEWS
TI  - Ferry late
AU  - Smith, Ann
T2  - Harbour Post
DA  - 2024/05/01/
AB  - The ferry was late.
ER  - 
)"};

}  // namespace dateline::indexing
