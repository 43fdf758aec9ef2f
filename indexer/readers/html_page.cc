// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_page.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "field_map.h"
#include "html/article_extractor.h"
#include "html/html_metadata.h"
#include "html/visible_dates.h"
#include "text/analyzer.h"
#include "text/ascii.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// The value after `key` in the head of a page: charset=utf-8.
std::string value_behind(std::string_view head, std::string_view key, std::size_t from) {
  const std::size_t at = head.find(key, from);
  if (at == std::string_view::npos) return {};
  std::string_view rest = head.substr(at + key.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
  if (!rest.starts_with('=')) return {};
  rest.remove_prefix(1);
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n\"'"), rest.size()));
  return std::string(rest.substr(0, rest.find_first_of(" \t\r\n\"';/>")));
}

/// The charset a page names in its <meta>, or in the XML declaration before it.
std::string named_charset(std::string_view bytes) {
  constexpr std::size_t kHead = 4096;
  const std::string head = lower_ascii(bytes.substr(0, kHead));
  if (head.starts_with("<?xml"))
    if (std::string found = value_behind(head.substr(0, head.find("?>")), "encoding", 0);
        !found.empty())
      return found;
  for (std::size_t at = head.find("<meta"); at != std::string::npos;
       at = head.find("<meta", at + 5)) {
    const std::string_view tag = std::string_view(head).substr(at, head.find('>', at) - at + 1);
    if (std::string found = value_behind(tag, "charset", 0); !found.empty()) return found;
  }
  return {};
}

/// The address that a browser noted when it saved the page.
std::string saved_from(std::string_view html) {
  constexpr std::size_t kHead = 4096;
  const std::string_view head = html.substr(0, kHead);
  for (const std::string_view mark : {"saved from url=", "SingleFile", "Mirrored from "}) {
    const std::size_t at = head.find(mark);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = head.find(mark == "Mirrored from " ? mark : "http", at);
    if (begin == std::string_view::npos || begin > at + 200) continue;
    const std::string_view rest =
        head.substr(mark == "Mirrored from " ? begin + mark.size() : begin);
    const std::string url(rest.substr(0, rest.find_first_of(" \t\r\n>")));
    return url.starts_with("http") ? url : "http://" + url;
  }
  return {};
}

bool is_front_page(std::string_view url) {
  const std::size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return false;
  const std::size_t path = url.find('/', slashes + 3);
  if (path == std::string_view::npos) return true;
  const std::string_view rest = url.substr(path);
  return rest == "/" || rest.starts_with("/index.") || rest == "/home";
}

/// The article's text: the visible one if the page's data are cut or much shorter, else that of the
/// data, with the page's paragraphs if the page shows it.
std::string choose_body(const HtmlTree& tree, const PageMetadata& page, const FoundArticle& found) {
  std::string shown = join_paragraphs(found.paragraphs);
  const std::string& data = page.body;
  const bool cut = data.ends_with("...") || data.ends_with(kEllipsis);
  if (data.empty() || (cut && shown.size() * 2 > data.size()) ||
      data.size() * 10 < shown.size() * 6)
    return shown;
  const std::vector<std::string> same = find_text(tree, data);
  if (same.empty()) return data;
  // The data's own paragraphs are kept if the page shows the text as one.
  std::string found_again = join_paragraphs(same);
  return data.find("\n\n") != std::string::npos && same.size() < 2 ? data : found_again;
}

/// The article's date: the stated date of publication, else a visible date near the title or the
/// text, else the date in the address or of a change. If none can be read, the text of the first.
std::string choose_date(const HtmlTree& tree, const PageMetadata& page, const FoundArticle& found,
                        const std::string& language) {
  std::vector<std::string> candidates = page.dates;
  if (found.place != nullptr)
    std::ranges::move(visible_dates(tree, found.heading, *found.place),
                      std::back_inserter(candidates));
  std::ranges::copy(page.later_dates, std::back_inserter(candidates));
  for (const std::string& candidate : candidates)
    if (std::string date = date_in_line(candidate, language); !date.empty()) return date;
  for (const std::vector<std::string>* said : {&page.dates, &page.later_dates})
    for (const std::string& candidate : *said)
      if (std::any_of(candidate.begin(), candidate.end(), is_ascii_digit)) return candidate;
  return {};
}

/// Characters that are no ASCII signs, digits or spaces.
std::size_t letters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0xC0;
  }));
}

/// The claimed language, unless the text is certainly in another: templates claim "en" for any
/// page.
std::string checked_language(const std::string& claimed, const std::string& title,
                             const std::string& body) {
  constexpr std::size_t kEnough = 200;  // letters
  // Related languages, which cannot be distinguished in a few lines.
  constexpr std::array<std::string_view, 4> kRelatives = {"no nb nn da", "sr hr bs sh", "id ms",
                                                          "gl pt"};
  if (claimed.empty() || letters_in(body) < kEnough) return claimed;
  const std::string code = normal_language(claimed), found = detect_language(title, body);
  if (found.empty() || found == code) return claimed;
  for (const std::string_view group : kRelatives)
    if (!code.empty() && group.find(code) != std::string_view::npos &&
        group.find(found) != std::string_view::npos)
      return claimed;
  return found;
}

/// A short article among many links: a sentence below a title that is no section's name.
bool is_short_item(const PageMetadata& page, const FoundArticle& found) {
  constexpr std::ptrdiff_t kWords = 4;
  constexpr std::size_t kSentence = 80;  // bytes
  return found.title_stands_alone &&
         std::count(page.title.begin(), page.title.end(), ' ') + 1 >= kWords &&
         std::any_of(found.paragraphs.begin(), found.paragraphs.end(),
                     [](const std::string& text) { return text.size() >= kSentence; });
}

/// Titles of what a server says in place of a page, and sentences of gates before one.
constexpr std::string_view kErrorTitles[] = {"404 not found",
                                             "404 -",
                                             "404 \u2013",
                                             "404 |",
                                             "404:",
                                             "404 error",
                                             "error 404",
                                             "403 forbidden",
                                             "410 gone",
                                             "500 internal",
                                             "502 bad gateway",
                                             "503 service",
                                             "not found",
                                             "page not found",
                                             "access denied",
                                             "forbidden",
                                             "internal server error",
                                             "bad gateway",
                                             "just a moment",
                                             "attention required",
                                             "seite nicht gefunden",
                                             "page introuvable",
                                             "page non trouv",
                                             "página no encontrada",
                                             "pagina non trovata",
                                             "página não encontrada",
                                             "pagina niet gevonden",
                                             "strona nie znaleziona",
                                             "страница не найдена",
                                             "ページが見つかりません",
                                             "页面不存在"};
constexpr std::string_view kGates[] = {"enable javascript",
                                       "checking your browser",
                                       "you are human",
                                       "not a robot",
                                       "captcha",
                                       "unusual traffic",
                                       "log in or ",
                                       "please log in",
                                       "please sign in",
                                       "sign in to continue",
                                       "to continue reading",
                                       "bitte melden sie sich an",
                                       "jetzt anmelden",
                                       "connectez-vous",
                                       "inicie sesión",
                                       "inicia sesión",
                                       "accedi per ",
                                       "войдите",
                                       "zaloguj się",
                                       "accept all cookies",
                                       "we value your privacy",
                                       "store and access information on a device"};

/// A page that stands where an article was asked for: an error, a gate, a question for consent.
/// Each says little more than that.
bool stands_in_for_article(const std::string& title, const std::string& body) {
  constexpr std::size_t kLongestTitle = 80, kLongestBody = 600;
  const std::string lower = lower_ascii(title), text = lower + "\n" + lower_ascii(body);
  if (body.size() > kLongestBody) return false;
  const auto begins = [&](std::string_view words) { return lower.starts_with(words); };
  const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
  return (title.size() <= kLongestTitle &&
          (lower == "404" || std::ranges::any_of(kErrorTitles, begins))) ||
         std::ranges::any_of(kGates, says);
}

/// Teasers: links and short lines, and no paragraph.
bool has_only_teasers(const FoundArticle& found) {
  constexpr std::size_t kParagraph = 80, kFewest = 6;
  return found.paragraphs.size() >= kFewest && found.linked_bytes * 3 > found.text_bytes &&
         std::ranges::none_of(found.paragraphs, [](const std::string& paragraph) {
           return paragraph.size() >= kParagraph;
         });
}

Rejection no_article(std::string reason) {
  return {1, std::move(reason),
          "pages of single articles are read; give --format text to read any"};
}

}  // namespace

std::string page_text(std::string_view bytes, std::string_view declared, TextOrigin& origin) {
  const bool ascii = std::all_of(bytes.begin(), bytes.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  // Valid UTF-8 beyond ASCII is no coincidence, so the declared charset is ignored.
  const std::string charset = !ascii && valid_utf8(bytes) ? std::string()
                              : declared.empty()          ? named_charset(bytes)
                                                          : std::string(declared);
  Utf8Decoder decoder(charset);
  std::string text;
  decoder.decode(bytes, /*last=*/true, text);
  // The declared charset of an ASCII page does not matter.
  origin = ascii && text == bytes ? TextOrigin::utf8 : decoder.origin();
  return text;
}

Record read_page(std::string_view html, const std::string& address, const ReadOptions& options) {
  const HtmlTree tree(html);
  const PageMetadata page = read_metadata(tree, address.empty() ? saved_from(html) : address);
  const FoundArticle found = find_article(tree, page.title);
  ArticleParts parts;
  for (const MappedKey& mapped : mapped_keys(options))
    if (const auto value = page.values.find(lower_ascii(mapped.key)); value != page.values.end())
      parts.set_mapped(mapped.part, value->second);
  std::string body = choose_body(tree, page, found);
  if (!page.is_article) {
    constexpr std::size_t kArticle = 1500;  // bytes; a list of links has fewer
    if (is_front_page(page.url)) return no_article("the page is a front page, not an article");
    if (found.linked_bytes * 2 > found.text_bytes && body.size() < kArticle &&
        body.size() * 3 < found.linked_bytes && !is_short_item(page, found))
      return no_article("the page is a list of links, not an article");
    if (has_only_teasers(found)) return no_article("the page is a list of teasers, not an article");
    if (stands_in_for_article(page.title, body))
      return no_article("the page is an error, a login or a question, not an article");
  }
  if (body.empty() && page.is_article) body = page.description;
  if (body.empty()) return no_article("no article was found on the page");
  const std::string language = checked_language(page.language, page.title, body);
  const auto put = [&](ArticleField part, const std::string& value) {
    parts.set({part, 1}, value);
  };
  put(ArticleField::title, page.title);
  put(ArticleField::body, body);
  put(ArticleField::date, choose_date(tree, page, found, language));
  put(ArticleField::author, page.author);
  put(ArticleField::section, page.section);
  put(ArticleField::source, page.source);
  put(ArticleField::language, language);
  put(ArticleField::url, page.url);
  put(ArticleField::type, page.type);
  for (const std::string& topic : page.topics) parts.add_topic(topic);
  if (page.topics.empty()) put(ArticleField::topics, page.keywords);
  return make_article(parts, options);
}

}  // namespace dateline::indexing
