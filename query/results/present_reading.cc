// SPDX-License-Identifier: GPL-2.0-or-later
// Formats to read and to paste: Markdown, a concordance (kwic), and one whole article as text.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>

#include "output_escape.h"
#include "present_formats.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

/// Text in which nothing is Markdown or HTML.
std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|~&!").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_text(std::string_view text) { return markdown_escaped(printable_text(text)); }

std::string markdown_marked(const MarkedText& marked) {
  const MarkedText text = printable_text(marked);
  const std::string_view all = text.text;
  std::string out;
  std::size_t done = 0;
  for (const auto& mark : text.marks) {
    out += markdown_escaped(all.substr(done, mark.begin - done));
    out += fmt::format("**{}**", markdown_escaped(all.substr(mark.begin, mark.end - mark.begin)));
    done = mark.end;
  }
  return out + markdown_escaped(all.substr(done));
}

/// An address between < and >.
std::string markdown_address(std::string_view url) {
  std::string out;
  for (const char c : printable_text(url))
    if (c == '<' || c == '>' || c == ' ' || c == '\\')
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  return out;
}

std::string local_day(const Hit& hit) {
  if (!hit.published) return "";
  return period_name(*hit.published + hit.utc_offset.value_or(0), Period::day);
}

std::vector<std::string> facts(const Hit& hit) {
  std::vector<std::string> facts;
  for (const std::string& fact :
       {hit.source, local_day(hit), hit.section, hit.author, hit.page, hit.edition})
    if (!fact.empty()) facts.push_back(printable_text(fact));
  return facts;
}

class MarkdownPresenter final : public Presenter {
 public:
  explicit MarkdownPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results& results) override {
    out_ << "# " << markdown_text(results.canonical) << "\n\n"
         << counted(results.total, "article") << '\n';
  }

  void hit(const Hit& hit) override {
    const std::string title = hit.title.empty() ? "(no title)" : markdown_text(hit.title);
    out_ << "\n## " << hit.rank << "\\. ";
    if (is_link(hit.url))
      out_ << '[' << title << "](<" << markdown_address(hit.url) << ">)\n\n";
    else
      out_ << title << "\n\n";
    std::string line;
    for (const std::string& fact : facts(hit))
      line.append(line.empty() ? "" : " · ").append(markdown_text(fact));
    if (!line.empty()) out_ << line << "  \n";
    out_ << "id: " << markdown_text(hit.id) << '\n';
    if (!hit.snippet.text.empty()) out_ << "\n> " << markdown_marked(hit.snippet) << '\n';
  }

  void end(const Results&) override { out_.flush(); }

 private:
  static bool is_link(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
  }

  std::ostream& out_;
};

/// A line for each match, parted by tabs: id, published, source, field, left, node, right.
class KwicPresenter final : public Presenter {
 public:
  explicit KwicPresenter(std::ostream& out) : out_(out) {}

  void begin(const Results&) override {
    out_ << "id\tpublished\tsource\tfield\tleft\tnode\tright\n";
  }

  void hit(const Hit& hit) override {
    for (const Concordance& line : hit.concordance)
      out_ << id_line(hit.id) << '\t' << (hit.published ? format_timestamp(*hit.published) : "")
           << '\t' << printable_text(hit.source) << '\t' << (line.in_title ? "title" : "body")
           << '\t' << line.left << '\t' << line.node << '\t' << line.right << '\n';
  }

  void end(const Results&) override { out_.flush(); }

 private:
  std::ostream& out_;
};

}  // namespace

void present_article(std::ostream& out, const Hit& hit, const PresentOptions& options) {
  const auto lines = [&](std::string_view text) {
    for (const std::string& line : wrap(text, options.width)) out << isolate(line) << '\n';
  };
  lines(hit.title.empty() ? "(no title)" : printable_text(hit.title));
  lines(fmt::format("{}", fmt::join(facts(hit), " · ")));
  std::vector<std::string> more;
  for (const std::string& fact : {hit.language, hit.country, hit.type})
    if (!fact.empty()) more.push_back(printable_text(fact));
  more.push_back(counted(hit.words, "word"));
  if (hit.copies > 1) more.push_back(fmt::format("{} copies", grouped(hit.copies)));
  lines(fmt::format("{}", fmt::join(more, " · ")));
  if (!hit.topics.empty()) lines(printable_text(fmt::format("{}", fmt::join(hit.topics, "; "))));
  out << id_line(hit.id) << '\n';
  if (!hit.url.empty() && hit.url != hit.id) out << printable_text(hit.url) << '\n';
  const std::string body = printable_lines(hit.body);
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find("\n\n", at), body.size());
    out << '\n';
    lines(printable_text(body.substr(at, end - at)));
    at = std::min(body.find_first_not_of('\n', end), body.size());
  }
  out.flush();
}

std::unique_ptr<Presenter> make_markdown_presenter(std::ostream& out) {
  return std::make_unique<MarkdownPresenter>(out);
}

std::unique_ptr<Presenter> make_kwic_presenter(std::ostream& out) {
  return std::make_unique<KwicPresenter>(out);
}

}  // namespace dateline::searching
