// SPDX-License-Identifier: GPL-2.0-or-later
// Plain text and Markdown: a file is one article.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "field_map.h"
#include "front_matter.h"
#include "markdown.h"
#include "readers.h"
#include "text/plain_text.h"
#include "text_stream.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kSentenceLimit = 150;  // characters of a title cut from the text

/// Sets title and body from the paragraphs of a text. If the first paragraph is no title, its first
/// sentence becomes the title and stays in the body.
void set_text(const std::vector<std::string>& paragraphs, Article& article) {
  const bool titled = paragraphs.size() > 1 && looks_like_title(paragraphs.front());
  article.title =
      titled ? one_line(paragraphs.front()) : title_from(paragraphs.front(), kSentenceLimit);
  article.body = join_paragraphs(paragraphs, titled ? 1 : 0);
}

/// Reads a file that is one article.
class WholeFileReader : public ArticleReader {
 public:
  WholeFileReader(ByteSource& bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options) {}

  /// Absent for a file that is marked as no article.
  std::optional<Record> next() override {
    if (done_) return std::nullopt;
    done_ = true;
    std::optional<std::string> text = read_whole(bytes_, options_.max_record_bytes, origin_);
    if (!text) return too_long(1, options_.max_record_bytes);
    unify_line_ends(*text);
    if (trim(*text).empty()) return Rejection{0, "the file is empty", {}};
    return read(*text);
  }

  std::uint64_t line() const override { return 1; }
  TextOrigin origin() const override { return origin_; }

 protected:
  virtual std::optional<Record> read(std::string_view text) = 0;
  const ReadOptions& options() const { return options_; }

 private:
  ByteSource& bytes_;
  const ReadOptions& options_;
  TextOrigin origin_ = TextOrigin::utf8;
  bool done_ = false;
};

class TextReader : public WholeFileReader {
 public:
  using WholeFileReader::WholeFileReader;

 protected:
  std::optional<Record> read(std::string_view text) override {
    Article article;
    const std::string_view story = without_highlights(text);
    const std::vector<std::string> paragraphs = split_paragraphs(story);
    set_text(paragraphs, article);
    if (story.size() < text.size() && !paragraphs.empty()) {  // without a title line
      article.title = title_from(paragraphs.front(), kStoryTitle);
      article.body = join_paragraphs(paragraphs);
    }
    fill_defaults(article, options());
    return article;
  }

 private:
  static constexpr std::size_t kStoryTitle = 200;  // characters

  /// The corpus of CNN and the Daily Mail has summaries below its stories, each behind a line
  /// "@highlight".
  static std::string_view without_highlights(std::string_view text) {
    const std::size_t mark = text.find("\n@highlight\n");
    const std::string_view story = text.substr(0, mark);
    return trim(story).empty() ? text : story;
  }
};

/// "2024-03-05" of "_posts/2024-03-05-ferry-late.md", as Jekyll dates its posts; empty for other
/// names.
std::string_view date_in_name(std::string_view name) {
  constexpr std::string_view kForm = "dddd-dd-dd-";
  name = name.substr(name.find_last_of("/!") + 1).substr(0, kForm.size());
  const bool dated = std::ranges::equal(
      name, kForm, [](char c, char form) { return form == 'd' ? is_ascii_digit(c) : c == form; });
  return dated ? name.substr(0, kForm.size() - 1) : std::string_view();
}

class MarkdownReader : public WholeFileReader {
 public:
  MarkdownReader(ByteSource& bytes, const ReadOptions& options)
      : WholeFileReader(bytes, options), mapped_(mapped_keys(options)) {}

 protected:
  std::optional<Record> read(std::string_view text) override {
    ArticleParts parts;
    std::vector<std::string> keys;
    while (text.starts_with('\n')) text.remove_prefix(1);
    if (const std::optional<FrontMatter> front = read_front_matter(text)) {
      for (const auto& [key, value] : front->values) {
        if (is_unpublished(key, value)) return std::nullopt;
        take(key, value, parts);
        keys.push_back(key);
      }
      text.remove_prefix(front->size);
    }
    if (parts[ArticleField::date].empty())
      parts.set_mapped(ArticleField::date, date_in_name(options().name));
    take_blocks(markdown_blocks(text), parts);
    Article article = make_article(parts, options());
    if (!has_text(article)) return no_text(1, "the Markdown", keys);
    return article;
  }

 private:
  /// Whether Hugo or Jekyll would leave the file out of a site.
  static bool is_unpublished(const std::string& key, const std::string& value) {
    return (key == "draft" && value == "true") || (key == "published" && value == "false");
  }

  void take(const std::string& key, const std::string& value, ArticleParts& parts) const {
    for (const MappedKey& mapped : mapped_)
      if (mapped.key == key) return parts.set_mapped(mapped.part, value);
    constexpr unsigned kLater = 100;  // added to the rank of deeper keys
    const bool deeper = key.starts_with("params.");
    const std::string plain = deeper ? key.substr(7) : key;
    std::optional<FieldAlias> known = known_alias(plain);
    if (plain == "categories") known = FieldAlias{ArticleField::section, kLater};
    if (!known || known->part == ArticleField::body || value == "true" || value == "false") return;
    if (known->part == ArticleField::url && value.find("://") == std::string::npos)
      return;  // its place on the site
    if (deeper) known->rank += kLater;
    parts.set(*known, plain == "categories" ? value.substr(0, value.find(", ")) : value);
  }

  /// Sets title and body. The title is that of the front matter, else the first heading, else taken
  /// from the text. A heading at the beginning that repeats the title is not part of the body.
  static void take_blocks(std::vector<MarkdownBlock> blocks, ArticleParts& parts) {
    const auto heading = std::find_if(blocks.begin(), blocks.end(),
                                      [](const MarkdownBlock& block) { return block.heading; });
    if (parts[ArticleField::title].empty() && heading != blocks.end())
      parts.set_mapped(ArticleField::title, one_line(heading->text));
    std::vector<std::string> paragraphs;
    for (MarkdownBlock& block : blocks) paragraphs.push_back(std::move(block.text));
    if (paragraphs.empty()) return;
    if (parts[ArticleField::title].empty()) {
      Article text;
      set_text(paragraphs, text);
      parts.set_mapped(ArticleField::title, text.title);
      return parts.set_mapped(ArticleField::body, text.body);
    }
    const bool repeated =
        heading == blocks.begin() &&
        equal_ignoring_case(one_line(paragraphs.front()), parts[ArticleField::title]);
    parts.set_mapped(ArticleField::body, join_paragraphs(paragraphs, repeated ? 1 : 0));
  }

  std::vector<MappedKey> mapped_;
};

Evidence detect_text(const InputHead&) { return Evidence::possible; }

Evidence detect_markdown(const InputHead& head) {
  const bool json = head.text.starts_with('{');
  if (has_ending(head, markdown_format))
    return json && read_front_matter(head.text) ? Evidence::certain : Evidence::named;
  const auto front = json ? std::nullopt : read_front_matter(head.text);
  return front && !front->values.empty() ? Evidence::likely : Evidence::none;
}

}  // namespace

constinit const Format text_format = {
    .name = "text",
    .help = "plain text, one article a file: title line, paragraphs",
    .endings = {".txt", ".text", ".story"},
    .detect = detect_text,
    .make = make<TextReader>,
    .example = R"(Ferry late

The ferry was late. There was fog on the fjord.

A second one was put on in the evening.
)"};

constinit const Format markdown_format = {
    .name = "markdown",
    .help = "Markdown, one article a file, with or without front matter",
    .endings = {".md", ".markdown"},
    .detect = detect_markdown,
    .make = make<MarkdownReader>,
    .example = R"(---
title: Ferry late
date: 2024-05-01T09:30:00Z
author: Ann Smith
---

The ferry was *late*.
)"};

}  // namespace dateline::indexing
