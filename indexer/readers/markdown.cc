// SPDX-License-Identifier: GPL-2.0-or-later
#include "markdown.h"

#include <fmt/format.h>
#include <md4c.h>

#include "error.h"
#include "html/html_text.h"
#include "sgml.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// Collects blocks as md4c reports them.
class BlockCollector {
 public:
  void enter(MD_BLOCKTYPE type, const void* detail) {
    switch (type) {
      case MD_BLOCK_UL:
        begin_list(false, 0, static_cast<const MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0);
        break;
      case MD_BLOCK_OL:
        begin_list(true, static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start,
                   static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->is_tight != 0);
        break;
      case MD_BLOCK_LI:
        begin_item();
        break;
      case MD_BLOCK_TR:
        separate("\n");
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (cells_++ > 0) separate("  ");
        break;
      case MD_BLOCK_THEAD:
      case MD_BLOCK_TBODY:
        break;
      default:
        if (lists_.empty() || prefix_.empty()) separate("\n\n");
        break;
    }
  }

  void leave(MD_BLOCKTYPE type) {
    if (type == MD_BLOCK_HTML) {
      append(html_to_text(html_));
      html_.clear();
    }
    if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && !lists_.empty()) lists_.pop_back();
    if (type == MD_BLOCK_TR) cells_ = 0;
    if (type == MD_BLOCK_H && !blocks_.empty()) blocks_.back().heading = true;
    if (type == MD_BLOCK_LI) prefix_.clear();
    if (type == MD_BLOCK_P || type == MD_BLOCK_H || (lists_.empty() && type == MD_BLOCK_UL) ||
        (lists_.empty() && type == MD_BLOCK_OL))
      separate("\n\n");
  }

  void text(MD_TEXTTYPE type, std::string_view piece) {
    switch (type) {
      case MD_TEXT_BR:
        append("\n");
        break;
      case MD_TEXT_SOFTBR:
      case MD_TEXT_NULLCHAR:
        append(" ");
        break;
      case MD_TEXT_ENTITY:
        append(decode_entities(piece));
        break;
      case MD_TEXT_HTML:
        html(piece);
        break;
      default:
        append(piece);
        break;
    }
  }

  void in_html_block(bool inside) { in_html_ = inside; }

  std::vector<MarkdownBlock> take() {
    std::erase_if(blocks_, [](const MarkdownBlock& block) { return trim(block.text).empty(); });
    for (MarkdownBlock& block : blocks_) block.text = std::string(trim(block.text));
    return std::move(blocks_);
  }

 private:
  struct List {
    bool numbered;
    unsigned number;
    bool tight;
    bool first = true;
  };

  void begin_list(bool numbered, unsigned start, bool tight) {
    separate(lists_.empty() ? "\n\n" : "\n");
    lists_.push_back({numbered, start, tight});
  }

  void begin_item() {
    if (lists_.empty()) return;
    List& list = lists_.back();
    if (!list.first) separate(list.tight ? "\n" : "\n\n");
    list.first = false;
    prefix_ = list.numbered ? fmt::format("{}. ", list.number++) : "- ";
  }

  /// Sets the separator before the next text.
  void separate(std::string_view separator) {
    if (separator_ != "\n\n") separator_ = separator;
  }

  void append(std::string_view piece) {
    if (piece.empty()) return;
    if (blocks_.empty() || separator_ == "\n\n")
      blocks_.emplace_back();
    else
      blocks_.back().text += separator_;
    separator_.clear();
    blocks_.back().text += prefix_;
    prefix_.clear();
    blocks_.back().text += piece;
  }

  void html(std::string_view piece) {
    if (in_html_)
      html_ += piece;
    else if (lower_ascii(piece.substr(0, 3)) == "<br")
      append("\n");
  }

  std::vector<MarkdownBlock> blocks_;
  std::vector<List> lists_;  // the open lists, outermost first
  std::string separator_, prefix_;
  std::string html_;  // the open block of raw HTML
  bool in_html_ = false;
  unsigned cells_ = 0;  // in the open row of a table
};

BlockCollector& collector(void* user) { return *static_cast<BlockCollector*>(user); }

}  // namespace

std::vector<MarkdownBlock> markdown_blocks(std::string_view markdown) {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEATXHEADERS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
    collector(user).in_html_block(type == MD_BLOCK_HTML);
    collector(user).enter(type, detail);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* user) {
    collector(user).leave(type);
    collector(user).in_html_block(false);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
  parser.leave_span = [](MD_SPANTYPE, void*, void*) { return 0; };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
    collector(user).text(type, std::string_view(text, size));
    return 0;
  };
  BlockCollector blocks;
  if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &blocks) != 0)
    throw Error("the Markdown cannot be parsed");
  return blocks.take();
}

}  // namespace dateline::indexing
