// SPDX-License-Identifier: GPL-2.0-or-later
// References for citation managers: RIS, BibTeX and CSL-JSON. A hit is a newspaper article. The
// archive's first sight of it is the date of access. A day nobody knows is left out.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <vector>

#include "dates/written_month.h"
#include "output_escape.h"
#include "present_formats.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, std::string_view mark) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t at = text.find(mark);
    if (const std::string_view part = trimmed(text.substr(0, at)); !part.empty())
      parts.emplace_back(part);
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + mark.size());
  }
}

/// The persons of a byline: parted by semicolons, by "and", and by commas where each part is a
/// whole name ("Quay, Ann" is one person).
std::vector<std::string> persons(const std::string& author) {
  std::vector<std::string> names;
  for (const std::string& group : split(printable_text(author), ";"))
    for (const std::string& some : split(group, " and ")) {
      std::vector<std::string> parts = split(some, ", ");
      const bool whole = std::ranges::all_of(
          parts, [](const std::string& part) { return part.find(' ') != std::string::npos; });
      if (!whole) parts = {some};
      names.insert(names.end(), parts.begin(), parts.end());
    }
  return names;
}

/// "2024-08-22", where it was written.
/// The month of a date that names no day.
std::string day_of(const Hit& hit) {
  if (!hit.published) return "";
  const Timestamp local = *hit.published + hit.utc_offset.value_or(0);
  const bool month = read_written_month(hit.date_text, hit.language) == hit.published;
  return period_name(local, month ? Period::month : Period::day);
}

std::string seen_day(const Hit& hit) {
  return hit.first_seen == 0 ? "" : period_name(hit.first_seen, Period::day);
}

/// What the reference says of where it was found.
std::string note_of(const Hit& hit, const Results& results) {
  if (results.archive.uuid.empty()) return fmt::format("Dateline article {}", hit.id);
  return fmt::format("Dateline archive {}, state {}, article {}", results.archive.uuid,
                     results.archive.revision, hit.id);
}

class RisPresenter final : public Presenter {
 public:
  explicit RisPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results& results) override { results_.archive = results.archive; }

  void hit(const Hit& hit) override {
    line("TY", "NEWS");
    line("TI", hit.title);
    for (const std::string& name : persons(hit.author)) line("AU", name);
    line("T2", hit.source);
    if (const std::string day = day_of(hit); !day.empty()) {
      line("PY", day.substr(0, day.find('-', 1)));
      line("DA", with_slashes(day));
    }
    line("UR", hit.url);
    line("LA", hit.language);
    line("SE", hit.section);
    line("SP", hit.page);
    line("ET", hit.edition);
    for (const std::string& topic : hit.topics) line("KW", topic);
    line("AN", hit.id);
    line("Y2", with_slashes(seen_day(hit)));
    line("N1", note_of(hit, results_));
    out_ << "ER  - \n\n";
  }

  void end(const Results&) override { out_.flush(); }

 private:
  void line(std::string_view tag, std::string_view value) {
    const std::string text = printable_text(value);
    if (!text.empty()) out_ << tag << "  - " << text << '\n';
  }

  /// "2024/08/22/", as RIS has a whole date; "2024/08//" of a month.
  static std::string with_slashes(std::string day) {
    if (day.empty()) return day;
    if (day.size() == 7) day += '-';
    for (char& c : day)
      if (c == '-') c = '/';
    return day + '/';
  }

  std::ostream& out_;
  Results results_;  // only its archive
};

/// A key that no other id has: what BibTeX forbids, and "_", is written as its bytes.
std::string bibtex_key(const std::string& id) {
  std::string key;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == ':' || c == '/';
    key += plain ? std::string(1, c) : fmt::format("_{:02X}", static_cast<unsigned char>(c));
  }
  return key.empty() ? "_" : key;
}

std::string bibtex_text(std::string_view text) {
  std::string out;
  for (const char c : printable_text(text)) {
    switch (c) {
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        out += '\\';
        out += c;
        break;
      case '\\':
        out += "\\textbackslash{}";
        break;
      case '~':
        out += "\\textasciitilde{}";
        break;
      case '^':
        out += "\\textasciicircum{}";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Verbatim in BibTeX: only braces and backslashes are in the way.
std::string bibtex_address(std::string_view url) {
  std::string out;
  for (const char c : printable_text(url))
    if (c == '{' || c == '}' || c == '\\' || c == ' ')
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  return out;
}

class BibtexPresenter final : public Presenter {
 public:
  explicit BibtexPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results& results) override { results_.archive = results.archive; }

  void hit(const Hit& hit) override {
    out_ << "@article{" << bibtex_key(hit.id);
    std::string authors;
    for (const std::string& name : persons(hit.author))
      authors += fmt::format("{}{{{}}}", authors.empty() ? "" : " and ", bibtex_text(name));
    member("author", authors);
    // In braces, so that no style changes its capitals.
    if (const std::string title = bibtex_text(hit.title); !title.empty())
      member("title", fmt::format("{{{}}}", title));
    member("journal", bibtex_text(hit.source));
    if (const std::string day = day_of(hit); !day.empty()) {
      member("date", day);
      member("year", day.substr(0, day.find('-', 1)));
    }
    member("url", bibtex_address(hit.url));
    member("urldate", seen_day(hit));
    member("language", bibtex_text(hit.language));
    member("pages", bibtex_text(hit.page));
    std::string topics;
    for (const std::string& topic : hit.topics)
      topics.append(topics.empty() ? "" : ", ").append(bibtex_text(topic));
    member("keywords", topics);
    member("note", bibtex_text(note_of(hit, results_)));
    out_ << "\n}\n\n";
  }

  void end(const Results&) override { out_.flush(); }

 private:
  void member(std::string_view name, const std::string& value) {
    if (!value.empty()) out_ << ",\n  " << name << " = {" << value << '}';
  }

  std::ostream& out_;
  Results results_;  // only its archive
};

class CslPresenter final : public Presenter {
 public:
  explicit CslPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results& results) override {
    results_.archive = results.archive;
    out_ << '[';
  }

  void hit(const Hit& hit) override {
    Json item = {{"id", hit.id}, {"type", "article-newspaper"}};
    const auto set = [&](const char* name, const std::string& value) {
      if (!value.empty()) item[name] = value;
    };
    set("title", hit.title);
    for (const std::string& name : persons(hit.author))
      item["author"].push_back(Json{{"literal", name}});
    set("container-title", hit.source);
    set_date(item, "issued", day_of(hit));
    set_date(item, "accessed", seen_day(hit));
    set("URL", hit.url);
    set("language", hit.language);
    set("section", hit.section);
    set("page", hit.page);
    set("edition", hit.edition);
    std::string topics;
    for (const std::string& topic : hit.topics)
      topics.append(topics.empty() ? "" : ", ").append(topic);
    set("keyword", topics);
    set("note", note_of(hit, results_));
    out_ << (any_ ? ",\n" : "\n")
         << escape_invisible(item.dump(-1, ' ', false, Json::error_handler_t::replace));
    any_ = true;
  }

  void end(const Results&) override {
    out_ << "\n]\n";
    out_.flush();
  }

 private:
  static void set_date(Json& item, const char* name, const std::string& day) {
    if (day.size() != 7 && day.size() != 10) return;  // outside the years of four digits
    Json parts = {std::stoi(day.substr(0, 4)), std::stoi(day.substr(5, 2))};
    if (day.size() == 10) parts.push_back(std::stoi(day.substr(8, 2)));
    item[name]["date-parts"] = Json::array({std::move(parts)});
  }

  std::ostream& out_;
  Results results_;  // only its archive
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Presenter> make_ris_presenter(std::ostream& out) {
  return std::make_unique<RisPresenter>(out);
}

std::unique_ptr<Presenter> make_bibtex_presenter(std::ostream& out) {
  return std::make_unique<BibtexPresenter>(out);
}

std::unique_ptr<Presenter> make_csl_presenter(std::ostream& out) {
  return std::make_unique<CslPresenter>(out);
}

}  // namespace dateline::searching
