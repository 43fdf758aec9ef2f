// SPDX-License-Identifier: GPL-2.0-or-later
// Writes a page of Markdown as a manual page of section 7. The build makes dateline-syntax(7) of
// query/SYNTAX.md with it. It knows what that page has: headings, paragraphs, lists, tables, blocks
// of code, emphasis. Of links it keeps the text.
//
//   markdown_to_man PAGE.md NAME VERSION > NAME.7
#include <md4c.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

class ManPage {
 public:
  ManPage(std::string_view name, std::string_view version) {
    page_ = ".TH " + escaped(name) + " 7 \"\" \"Dateline " + escaped(version) +
            "\" \"The query language\"\n.SH NAME\n" + escaped(name) +
            " \\- what can be searched for, and how it is read\n";
  }

  void begin(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_H:
        line(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level <= 2 ? ".SH " : ".SS ");
        break;
      case MD_BLOCK_P:
        if (!in_item_) line(".PP\n");
        break;
      case MD_BLOCK_LI:
        line(".IP \\(bu 2\n");
        in_item_ = true;
        break;
      case MD_BLOCK_CODE:
        line(".PP\n.EX\n");
        break;
      case MD_BLOCK_TR:
        line(".TP\n");
        cell_ = 0;
        break;
      default:
        break;
    }
  }

  void end(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_H:
      case MD_BLOCK_P:
        line("");
        break;
      case MD_BLOCK_LI:
        in_item_ = false;
        line("");
        break;
      case MD_BLOCK_CODE:
        line(".EE\n");
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (cell_++ == 0)
          line("");
        else
          page_ += ' ';
        break;
      default:
        break;
    }
  }

  void begin(MD_SPANTYPE type) {
    if (type == MD_SPAN_CODE || type == MD_SPAN_STRONG) page_ += "\\fB";
    if (type == MD_SPAN_EM) page_ += "\\fI";
  }
  void end(MD_SPANTYPE type) {
    if (type == MD_SPAN_CODE || type == MD_SPAN_STRONG || type == MD_SPAN_EM) page_ += "\\fR";
  }

  void text(MD_TEXTTYPE type, std::string_view text) {
    if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR) return line("");
    if (type == MD_TEXT_ENTITY) text = text == "&lt;" ? "<" : text == "&gt;" ? ">" : text;
    page_ += escaped(text, page_.empty() || page_.back() == '\n');
  }

  const std::string& page() const { return page_; }

 private:
  /// Begins a line with a request, or only begins one.
  void line(std::string_view request) {
    if (!page_.empty() && page_.back() != '\n') page_ += '\n';
    page_ += request;
  }

  static std::string escaped(std::string_view text, bool line_begins = false) {
    std::string all;
    for (const char c : text) {
      if (line_begins && (c == '.' || c == '\'')) all += "\\&";
      line_begins = c == '\n';
      if (c == '\\')
        all += "\\e";
      else if (c == '-')
        all += "\\-";
      else if (c == '\'')
        all += "\\(aq";
      else if (c == '^')
        all += "\\(ha";
      else if (c == '~')
        all += "\\(ti";
      else if (c == '`')
        all += "\\(ga";
      else
        all += c;
    }
    return all;
  }

  std::string page_;
  bool in_item_ = false;
  int cell_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: markdown_to_man PAGE.md NAME VERSION\n");
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  const std::string markdown{std::istreambuf_iterator<char>(in), {}};
  if (markdown.empty()) {
    std::fprintf(stderr, "error: %s cannot be read\n", argv[1]);
    return 2;
  }
  ManPage page(argv[2], argv[3]);
  MD_PARSER parser{};
  parser.flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* to) {
    static_cast<ManPage*>(to)->begin(type, detail);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* to) {
    static_cast<ManPage*>(to)->end(type);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void*, void* to) {
    static_cast<ManPage*>(to)->begin(type);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* to) {
    static_cast<ManPage*>(to)->end(type);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* to) {
    static_cast<ManPage*>(to)->text(type, {text, size});
    return 0;
  };
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &page) != 0)
    return 2;
  std::fputs((page.page() + "\n").c_str(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 2;
}
