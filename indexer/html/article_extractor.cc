// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_extractor.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "boilerplate_rules.h"
#include "html_prose.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// Sums over an element and all elements below it.
struct Content {
  std::size_t text = 0, linked = 0;  // bytes
  std::size_t prose = 0;             // bytes of paragraphs that read like an article's
  bool opens_linked = false;  // its first heading is a link, or its first line where it has none
  bool headed = false;        // it has a heading
};

class ArticleExtractor {
 public:
  ArticleExtractor(const GumboNode& root, const std::string& title)
      : root_(root), title_(letters_of(title)), blocks_(html_paragraphs(root, is_unseen)) {
    for (const HtmlParagraph& block : blocks_) count(block);
    find_heading();
  }

  FoundArticle run() {
    FoundArticle found;
    found.text_bytes = content_[&root_].text;
    found.linked_bytes = content_[&root_].linked;
    const GumboNode* place = marked_place();
    if (place == nullptr) place = narrowed(&root_);
    for (const GumboNode* lead : leads_) add_paragraphs(*lead, found.paragraphs);
    add_paragraphs(*place, found.paragraphs);
    add_standfirst(*place, found.paragraphs);
    found.heading = heading_;
    found.place = place;
    found.title_stands_alone = heading_rank_ >= 2;
    return found;
  }

 private:
  static bool is_prose(const HtmlParagraph& block) {
    constexpr std::size_t kSurely = 200;
    const std::string& text = block.text;
    return text.size() >= kLongParagraph && block.linked * 3 < text.size() &&
           (text.size() >= kSurely || ends_sentence(text)) && !is_notice(text, block.linked) &&
           !asks_consent(text);
  }

  void count(const HtmlParagraph& block) {
    const bool prose = is_prose(block);
    const bool heading = is_heading(tag_of(*block.block));
    for (const GumboNode* node = block.block; node != nullptr; node = node->parent) {
      Content& content = content_[node];
      if (content.text == 0 || (heading && !content.headed))
        content.opens_linked = block.linked * 5 >= block.text.size() * 4 && block.text.size() >= 20;
      content.headed |= heading;
      content.text += block.text.size();
      content.linked += block.linked;
      if (prose) content.prose += block.text.size();
      if (node == &root_) break;
    }
    if (prose) prose_blocks_.insert(block.block);
  }

  /// Adds the paragraphs under the title in its <header>, which summarize the text. Lines under
  /// titles elsewhere are as often labels.
  void add_standfirst(const GumboNode& place, std::vector<std::string>& paragraphs) {
    constexpr std::ptrdiff_t kFarthest = 12;  // paragraphs from the title
    constexpr std::size_t kMost = 2;
    const GumboNode* header = heading_;
    while (header != nullptr && tag_of(*header) != GUMBO_TAG_HEADER) header = header->parent;
    if (header == nullptr || is_within(heading_, place)) return;
    std::string text;
    for (const std::string& paragraph : paragraphs) text.append(letters_of(paragraph)).append("\n");
    const auto heading = std::ranges::find(blocks_, heading_, &HtmlParagraph::block);
    std::vector<std::string> found;
    for (auto at = std::next(heading); at != blocks_.end() && found.size() < kMost; ++at) {
      if (!is_within(at->block, *header) || at - heading > kFarthest) break;
      if (std::ranges::any_of(leads_,
                              [&](const GumboNode* lead) { return is_within(at->block, *lead); }))
        break;
      if (is_standfirst(*at) && !is_set_aside(at->block) &&
          text.find(letters_of(at->text)) == std::string::npos)
        found.push_back(at->text);
    }
    paragraphs.insert(paragraphs.begin(), found.begin(), found.end());
  }

  bool is_standfirst(const HtmlParagraph& block) {
    constexpr std::size_t kShortest = 40, kLongest = 800;
    constexpr std::ptrdiff_t kDigits = 8;  // a line of dates has more
    const std::string& text = block.text;
    if (text.size() < kShortest || text.size() > kLongest || block.linked * 3 > text.size() ||
        is_noise(block) || std::ranges::count_if(text, is_ascii_digit) > kDigits)
      return false;
    return ends_sentence(text) || is_named_standfirst(*block.block) ||
           (text.size() >= kLongParagraph && is_heading(tag_of(*block.block)));
  }

  static bool is_within(const GumboNode* node, const GumboNode& place) {
    while (node != nullptr && node != &place) node = node->parent;
    return node != nullptr;
  }

  bool is_set_aside(const GumboNode* node) {
    for (; node != nullptr && node != &root_; node = node->parent)
      if (is_aside(node)) return true;
    return false;
  }

  /// Finds the paragraph that is the title: an <h1> with that text, else any paragraph with it,
  /// else an <h1>.
  void find_heading() {
    int best = 0;
    const GumboNode* heading = nullptr;
    for (const HtmlParagraph& block : blocks_) {
      const bool first_level = tag_of(*block.block) == GUMBO_TAG_H1;
      const bool same = !title_.empty() && letters_of(block.text) == title_;
      const bool logo = block.linked * 5 >= block.text.size() * 4;
      const int rank = first_level && same         ? 3
                       : same && block.linked == 0 ? 2
                       : first_level && !logo      ? 1
                                                   : 0;
      if (rank <= best) continue;
      best = rank;
      heading = block.block;
    }
    heading_ = heading;
    heading_rank_ = best;
    for (; heading != nullptr; heading = heading->parent) around_heading_.insert(heading);
  }

  const Content& content(const GumboNode* node) { return content_[node]; }

  /// The element that the page itself marks as the article's text.
  const GumboNode* marked_place() {
    const GumboNode* best = nullptr;
    const auto look = [&](auto&& self, const GumboNode& node) -> void {
      const std::string_view property = attribute(node, "itemprop");
      if (property.find("articleBody") != std::string_view::npos &&
          (best == nullptr || content(&node).prose > content(best).prose))
        best = &node;
      for (const GumboNode* child : children(node)) self(self, *child);
    };
    look(look, root_);
    const std::size_t all = content(&root_).prose;
    if (best == nullptr || content(best).prose * 5 < all || content(best).prose == 0)
      return nullptr;
    return best;
  }

  /// The names of an element and of its parent, which are equal for paragraphs of one text.
  static std::string kind_of(const GumboNode* node) {
    std::string kind;
    for (int level = 0; level < 2 && node != nullptr && node->type == GUMBO_NODE_ELEMENT;
         ++level, node = node->parent)
      kind.append(tag_name(*node)).append(".").append(attribute(*node, "class")).append("/");
    return kind;
  }

  /// Bytes of prose in `node` without asides, and the kinds of its paragraphs.
  std::size_t prose_in(const GumboNode* node, std::unordered_set<std::string>* kinds) {
    constexpr std::size_t kEnough = 50;
    if (is_aside(node)) return 0;
    if (kinds == nullptr || kinds->size() >= kEnough)
      if (const auto known = prose_.find(node); known != prose_.end()) return known->second;
    std::size_t prose = 0;
    if (prose_blocks_.contains(node)) {
      prose = content(node).prose;
      if (kinds != nullptr) kinds->insert(kind_of(node));
    } else {
      for (const GumboNode* child : children(*node))
        if (content_.contains(child) && content(child).prose > 0) prose += prose_in(child, kinds);
    }
    return prose_[node] = prose;
  }

  /// The smallest element that holds the article. Descends while one child has the text and the
  /// others have no similar text.
  const GumboNode* narrowed(const GumboNode* place) {
    for (;;) {
      const GumboNode *best = nullptr, *titled = nullptr;
      std::size_t most = 0, all = 0, titled_prose = 0;
      for (const GumboNode* child : children(*place)) {
        if (!content_.contains(child) || content(child).prose == 0) continue;
        const std::size_t prose = prose_in(child, nullptr);
        all += prose;
        if (prose > most) {
          most = prose;
          best = child;
        }
        if (around_heading_.contains(child)) {
          titled = child;
          titled_prose = prose;
        }
      }
      if (best == nullptr) return place;
      // A discussion below the article may be longer than the article.
      if (titled != nullptr && titled != best && titled_prose * 4 >= most && titled_prose >= 250) {
        best = titled;
        most = titled_prose;
      }
      if (prose_blocks_.contains(best)) return place;
      if (best != titled && most * 2 < all) return place;
      if (all > most && has_same_kind(*place, best, all)) return place;
      keep_leads(*place, best);
      place = best;
    }
  }

  /// Keeps the elements between the heading and `best` that have a tenth of its prose: they may be
  /// the beginning of the text.
  void keep_leads(const GumboNode& place, const GumboNode* best) {
    if (around_heading_.contains(best)) return;
    bool headed = !around_heading_.contains(&place) && heading_passed_;
    for (const GumboNode* child : children(place)) {
      if (child == best) break;
      if (around_heading_.contains(child)) {
        headed = heading_passed_ = true;
      } else if (headed && content_.contains(child) &&
                 prose_in(child, nullptr) * 10 >= prose_in(best, nullptr)) {
        leads_.push_back(child);
      }
    }
  }

  /// Whether children of `place` besides `best` have paragraphs that belong to the same text.
  bool has_same_kind(const GumboNode& place, const GumboNode* best, std::size_t all) {
    std::unordered_set<std::string> kinds;
    prose_in(best, &kinds);
    std::size_t direct = 0;
    for (const GumboNode* child : children(place)) {
      if (child == best || !content_.contains(child) || content(child).prose == 0) continue;
      std::unordered_set<std::string> others;
      const std::size_t prose = prose_in(child, &others);
      if (prose_blocks_.contains(child)) direct += prose;
      if (prose > 0 && std::any_of(others.begin(), others.end(),
                                   [&](const std::string& kind) { return kinds.contains(kind); }))
        return true;
    }
    return direct * 20 >= all;
  }

  /// True for elements that belong to no article, in any place.
  bool is_aside(const GumboNode* node) {
    const auto known = aside_.find(node);
    if (known != aside_.end()) return known->second;
    return aside_[node] = decide_aside(*node);
  }

  bool decide_aside(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return false;
    if (is_unseen(node)) return true;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_MAIN) return false;
    const Content& inside = content(&node);
    const bool titled = around_heading_.contains(&node);
    const std::size_t all = std::max<std::size_t>(content(&root_).prose, 1);
    const auto share_at_most = [&](std::size_t percent) {
      return inside.prose * 100 <= all * percent;
    };
    if (tag == GUMBO_TAG_FIGCAPTION || tag == GUMBO_TAG_NAV) return true;
    if (tag == GUMBO_TAG_FOOTER && share_at_most(50)) return true;
    if (titled) return false;
    if (tag == GUMBO_TAG_ASIDE && share_at_most(50)) return true;
    if (tag == GUMBO_TAG_HEADER && share_at_most(25)) return true;
    if (is_consent(node)) return true;
    if (is_card(node) || is_linked_block(node) || is_form(node)) return true;
    const bool block = tag == GUMBO_TAG_P || is_heading(tag);
    switch (boilerplate_of(node)) {
      case Boilerplate::visitors:
        return !block;
      case Boilerplate::aside:
        return share_at_most(60) && numbered_prose(node) * 100 <= all * 60;
      case Boilerplate::caption:
        return share_at_most(50);
      case Boilerplate::offer:
        return share_at_most(40);
      case Boilerplate::minor:
        return share_at_most(25);
      case Boilerplate::timestamp:
        return !is_heading(tag) && inside.text <= 80;
      case Boilerplate::paywall:
        return sells(text_of(node));
      case Boilerplate::none:
        return false;
    }
    return false;
  }

  /// A dialog that asks for consent to cookies, under any name.
  bool is_consent(const GumboNode& node) {
    constexpr std::size_t kLongest = 4000;
    const GumboTag tag = tag_of(node);
    const Content& inside = content(&node);
    return is_block(tag) && !is_heading(tag) && tag != GUMBO_TAG_P && tag != GUMBO_TAG_LI &&
           (inside.prose == 0 || tag_name(node) == "dialog" || is_overlay(node)) &&
           inside.text >= kLongParagraph && inside.text <= kLongest && asks_consent(text_of(node));
  }

  /// An id without its number: "TOC_TITLE_3" -> "TOC_TITLE_"; empty where it has none.
  static std::string numbered_id(const GumboNode& node) {
    std::string id(attribute(node, "id"));
    return std::erase_if(id, is_ascii_digit) > 0 ? id : std::string();
  }

  /// The prose of all elements whose ids differ from the id of `node` in the number only.
  std::size_t numbered_prose(const GumboNode& node) {
    if (!numbered_known_)
      for (const auto& [one, inside] : content_)
        if (const std::string id = numbered_id(*one); !id.empty()) numbered_[id] += inside.prose;
    numbered_known_ = true;
    const std::string id = numbered_id(node);
    return id.empty() ? 0 : numbered_[id];
  }

  static std::string text_of(const GumboNode& node) {
    std::string text;
    for (const HtmlParagraph& block : html_paragraphs(node, is_unseen))
      text.append(block.text).append("\n");
    return text;
  }

  /// A link with blocks in it, or one of several boxes that begin with a link: another article.
  bool is_card(const GumboNode& node) {
    constexpr std::size_t kLongest = 700;
    const Content& inside = content(&node);
    if (inside.text == 0 || inside.text > kLongest) return false;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_A)
      return std::any_of(children(node).begin(), children(node).end(),
                         [](const GumboNode* child) { return is_block(tag_of(*child)); });
    if (!inside.opens_linked || inside.linked == inside.text) return false;
    if (tag == GUMBO_TAG_ARTICLE) return true;
    if (tag != GUMBO_TAG_DIV && tag != GUMBO_TAG_LI && tag != GUMBO_TAG_SECTION) return false;
    auto [known, fresh] = linked_boxes_.try_emplace(node.parent);
    if (fresh)
      for (const GumboNode* child : children(*node.parent))
        if (content_.contains(child) && content(child).opens_linked)
          ++known->second[kind_of(child)];
    return known->second[kind_of(&node)] > 1;
  }

  /// A box with fields or buttons and their labels.
  bool is_form(const GumboNode& node) {
    constexpr std::size_t kLongest = 400;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_P || is_heading(tag) || !is_block(tag)) return false;
    return content(&node).text <= kLongest && has_control(node, 0);
  }

  static bool has_control(const GumboNode& node, int depth) {
    constexpr int kDeepest = 3;
    for (const GumboNode* child : children(node)) {
      const GumboTag tag = tag_of(*child);
      if (tag == GUMBO_TAG_BUTTON && depth == 0) return true;
      if (tag == GUMBO_TAG_INPUT && lower_ascii(attribute(*child, "type")) != "hidden") return true;
      if (depth < kDeepest && has_control(*child, depth + 1)) return true;
    }
    return false;
  }

  /// A list or a box that consists mostly of links.
  bool is_linked_block(const GumboNode& node) {
    const Content& inside = content(&node);
    if (inside.text == 0 || !is_block(tag_of(node)) || is_heading(tag_of(node))) return false;
    return inside.linked * 10 >= inside.text * 6;
  }

  void add_paragraphs(const GumboNode& place, std::vector<std::string>& paragraphs) {
    std::vector<HtmlParagraph> found = html_paragraphs(
        place, [&](const GumboNode& node) { return &node != &place && is_aside(&node); });
    for (HtmlParagraph& block : found) cut_head_lines(block.text);
    std::erase_if(found, [&](const HtmlParagraph& block) { return is_noise(block); });
    trim_ends(found);
    drop_repeated(found);
    for (HtmlParagraph& block : found) paragraphs.push_back(std::move(block.text));
  }

  /// The title, or the longer part of a title that also names the site.
  bool is_title(std::string_view line) const {
    constexpr std::size_t kTelling = 20;
    const std::string letters = letters_of(line);
    return !title_.empty() && (letters == title_ || (letters.size() >= kTelling &&
                                                     title_.find(letters) != std::string::npos));
  }

  /// Cuts the title and the byline off a paragraph that begins with them.
  void cut_head_lines(std::string& text) const {
    std::size_t end = text.find('\n');
    while (end != std::string::npos) {
      const std::string_view line = std::string_view(text).substr(0, end);
      if (!is_title(line) && !is_byline(line)) return;
      text.erase(0, end + 1);
      end = text.find('\n');
    }
  }

  bool is_noise(const HtmlParagraph& block) {
    const GumboTag tag = tag_of(*block.block);
    if (tag == GUMBO_TAG_H1 && around_heading_.contains(block.block)) return true;
    if (is_title(block.text)) return true;
    if (is_notice(block.text, block.linked)) return true;
    if (is_byline(block.text)) return true;
    if (letters_of(block.text).empty()) return true;
    const bool box = tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_ARTICLE ||
                     tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_BODY;
    return box && block.text.size() < kLongParagraph && !ends_sentence(block.text);
  }

  const GumboNode& root_;
  const std::string title_;
  const std::vector<HtmlParagraph> blocks_;
  std::unordered_map<const GumboNode*, Content> content_;
  std::unordered_set<const GumboNode*> prose_blocks_, around_heading_;
  const GumboNode* heading_ = nullptr;   // the block of the title
  int heading_rank_ = 0;                 // how certain it is
  bool heading_passed_ = false;          // passed on the way down
  std::vector<const GumboNode*> leads_;  // elements above `place` that begin the text
  bool numbered_known_ = false;
  std::unordered_map<std::string, std::size_t> numbered_;  // prose by numbered_id
  std::unordered_map<const GumboNode*, bool> aside_;
  std::unordered_map<const GumboNode*, std::size_t> prose_;
  /// How many children of an element begin with a link, by their kind.
  std::unordered_map<const GumboNode*, std::unordered_map<std::string, std::size_t>> linked_boxes_;
};

}  // namespace

FoundArticle find_article(const HtmlTree& tree, const std::string& title) {
  return ArticleExtractor(tree.root(), title).run();
}

std::vector<std::string> find_text(const HtmlTree& tree, std::string_view wanted) {
  constexpr std::size_t kMost = 2'000;  // paragraphs looked for
  const std::string all = letters_of(wanted);
  std::vector<std::string> found;
  std::size_t covered = 0, at = 0, looked = 0;
  for (HtmlParagraph& block : html_paragraphs(tree.root(), is_unseen)) {
    const std::string letters = letters_of(block.text);
    if (letters.size() < 2 || ++looked > kMost) continue;
    const std::size_t place = all.find(letters, at);
    // A short line may occur in many places, so it must follow at once.
    if (place == std::string::npos || (letters.size() < 40 && place != at)) continue;
    covered += letters.size();
    at = place + letters.size();
    found.push_back(std::move(block.text));
  }
  if (covered * 10 < all.size() * 9) found.clear();
  return found;
}

}  // namespace dateline::indexing
