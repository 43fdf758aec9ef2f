// SPDX-License-Identifier: GPL-2.0-or-later
#include "html_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "dates/dates.h"
#include "html_text.h"
#include "json_ld.h"
#include "page_signals.h"
#include "resolve_url.h"
#include "text/ascii.h"
#include "text/plain_text.h"
#include "text/site.h"
#include "text/url.h"
#include "visible_dates.h"

namespace dateline::indexing {
namespace {

using nlohmann::json;

/// The places of dates in a page, the most reliable first.
struct DateSignal {
  enum class Kind { json_ld, json_ld_page, meta, microdata };
  Kind kind;
  const char* name;
};
using Signal = DateSignal::Kind;

constexpr DateSignal kPublished[] = {{Signal::json_ld, "datePublished"},
                                     {Signal::meta, "article:published_time"},
                                     {Signal::meta, "og:article:published_time"},
                                     {Signal::microdata, "datePublished"},
                                     {Signal::json_ld_page, "datePublished"},
                                     {Signal::meta, "parsely-pub-date"},
                                     {Signal::meta, "sailthru.date"},
                                     {Signal::meta, "cxenseparse:recs:publishtime"},
                                     {Signal::meta, "cxenseparse:publishtime"},
                                     {Signal::meta, "dc.date.issued"},
                                     {Signal::meta, "dcterms.issued"},
                                     {Signal::meta, "dcterms.created"},
                                     {Signal::meta, "dcterms.date"},
                                     {Signal::meta, "dc.date"},
                                     {Signal::meta, "dc.date.created"},
                                     {Signal::meta, "citation_publication_date"},
                                     {Signal::meta, "article.published"},
                                     {Signal::meta, "article_date_original"},
                                     {Signal::meta, "originalpublicationdate"},
                                     {Signal::meta, "publication_date"},
                                     {Signal::meta, "publish-date"},
                                     {Signal::meta, "publish_date"},
                                     {Signal::meta, "pubdate"},
                                     {Signal::meta, "publishdate"},
                                     {Signal::meta, "pdate"},
                                     {Signal::meta, "date"},
                                     {Signal::meta, "og:published_time"},
                                     {Signal::meta, "og:pubdate"},
                                     {Signal::meta, "rnews:datepublished"},
                                     {Signal::meta, "datepublished"},
                                     {Signal::meta, "displaydate"},
                                     {Signal::meta, "created"},
                                     {Signal::meta, "vr:published_time"},
                                     {Signal::meta, "iso-8601-publish-date"},
                                     {Signal::microdata, "dateCreated"},
                                     {Signal::json_ld, "dateCreated"},
                                     {Signal::json_ld, "uploadDate"}};
constexpr DateSignal kModified[] = {{Signal::json_ld, "dateModified"},
                                    {Signal::meta, "article:modified_time"},
                                    {Signal::meta, "og:updated_time"},
                                    {Signal::meta, "last-modified"},
                                    {Signal::microdata, "dateModified"}};

class MetadataReader {
 public:
  MetadataReader(const HtmlTree& tree, const std::string& address)
      : seen_(read_signals(tree)), ld_(tree.json_ld()), address_(address) {}

  PageMetadata run() {
    found_.values = seen_.meta;
    urls();
    article_ = ld_.article(first({meta("og:title"), heading_in_title()}), found_.url);
    source();
    title();
    dates();
    author();
    section();
    language();
    type();
    topics();
    body();
    found_.description = first({meta("og:description"), meta("description")});
    const std::string kind = lower_ascii(meta("og:type"));
    found_.is_article = article_ != nullptr || kind == "article" || seen_.article_markup ||
                        !meta("article:published_time").empty();
    return std::move(found_);
  }

 private:
  static std::string first(std::initializer_list<std::string> values) {
    for (const std::string& value : values)
      if (!value.empty()) return value;
    return {};
  }
  std::string meta(std::string_view name) const {
    const auto found = seen_.meta.find(name);
    return found == seen_.meta.end() ? std::string() : found->second;
  }
  std::string property(std::string_view name) const {
    const auto found = seen_.property.find(name);
    return found == seen_.property.end() ? std::string() : found->second;
  }
  std::string ld(const char* key) const {
    return article_ == nullptr ? std::string() : plain(ld_.text(*article_, key));
  }

  std::string value_of(const DateSignal& signal) const {
    switch (signal.kind) {
      case Signal::json_ld:
        return ld(signal.name);
      case Signal::json_ld_page:
        return plain(ld_.page_text(signal.name));
      case Signal::meta:
        return meta(signal.name);
      case Signal::microdata:
        return property(signal.name);
    }
    return {};
  }

  void urls() {
    const std::string base = seen_.base.empty() ? address_ : resolve_url(seen_.base, address_);
    const std::string about = first({seen_.canonical, meta("og:url"), meta("parsely-link")});
    found_.url = resolve_url(about, base);
    if (!is_http_url(found_.url)) found_.url.clear();  // mailto:, or no base
    // The address of the front page is a mistake, because it is the same on all pages.
    const std::size_t path = found_.url.find('/', found_.url.find("//") + 2);
    const bool bare = path == std::string::npos || path + 1 == found_.url.size();
    if (found_.url.empty() || (bare && !address_.empty())) found_.url = address_;
  }

  /// The longest <h1> that is also in <title>.
  std::string heading_in_title() const {
    std::string best;
    for (const std::string& heading : seen_.headings)
      if (heading.size() > best.size() && seen_.title.find(heading) != std::string::npos)
        best = heading;
    return best;
  }

  /// "Title | Site" -> "Title"
  std::string without_site(const std::string& title) const {
    std::vector<std::string> sites = {lower_ascii(found_.source), lower_ascii(site_of(found_.url))};
    std::string cut = title;
    for (bool again = true; again;) {
      again = false;
      for (const std::string_view mark : {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: ",
                                          " \xC2\xB7 ", " \xC2\xBB ", " \xC2\xAB ", "_", "|"}) {
        const std::size_t at = cut.rfind(mark);
        if (at == std::string::npos || at == 0) continue;
        const std::string tail = one_line(lower_ascii(cut.substr(at + mark.size())));
        const bool site = std::any_of(sites.begin(), sites.end(), [&](const std::string& name) {
          return !name.empty() && !tail.empty() &&
                 (name.find(tail) != std::string::npos || tail.find(name) != std::string::npos);
        });
        const auto words = static_cast<std::size_t>(std::count(tail.begin(), tail.end(), ' ')) + 1;
        const bool bar =
            mark != " - " && mark != "_" && mark != " \xE2\x80\x93 " && mark != " \xE2\x80\x94 ";
        if (!site && !(words <= 4 && at >= 15 && (bar || found_.source.empty() || seen_.logo)))
          continue;
        cut = std::string(trim(cut.substr(0, at)));
        again = true;
        break;
      }
    }
    return cut;
  }

  void title() {
    const std::string social = first({meta("og:title"), meta("twitter:title")});
    const std::string in_title = heading_in_title();
    const bool site_name = equal_ignoring_case(in_title, found_.source);
    const std::string heading =
        !in_title.empty() && !site_name ? in_title
        : seen_.headings.size() == 1 && !equal_ignoring_case(seen_.headings[0], found_.source)
            ? seen_.headings[0]
            : std::string();
    // Some themes mark the section's name as the headline.
    const std::string marked = property("headline");
    const bool agreed =
        !social.empty() && seen_.title.find(without_site(social)) != std::string::npos;
    const bool other = agreed && social.find(marked) == std::string::npos &&
                       seen_.title.find(marked) == std::string::npos &&
                       marked.find(without_site(social)) == std::string::npos;
    found_.title = first({ld("headline"), other ? std::string() : marked, without_site(social),
                          meta("parsely-title"), meta("sailthru.title"), meta("dc.title"),
                          meta("citation_title"), heading, without_site(seen_.title), ld("name"),
                          seen_.headings.empty() ? std::string() : seen_.headings[0]});
    // A complete headline replaces a cut one.
    for (const std::string_view dots : {std::string_view("..."), kEllipsis})
      if (found_.title.ends_with(dots) && !heading.empty() &&
          heading.starts_with(trim(found_.title.substr(0, found_.title.size() - dots.size()))))
        found_.title = heading;
  }

  void dates() {
    const auto add = [&](std::span<const DateSignal> signals, std::vector<std::string>& to) {
      for (const DateSignal& signal : signals)
        if (std::string value = value_of(signal); !value.empty()) to.push_back(std::move(value));
    };
    add(kPublished, found_.dates);
    if (std::string date = date_in_path(found_.url); !date.empty())
      found_.later_dates.push_back(std::move(date));
    add(kModified, found_.later_dates);
  }

  /// ".../2023/02/07/..." -> "2023-02-07"
  static std::string date_in_path(const std::string& url) {
    for (std::size_t at = url.find('/'); at != std::string::npos; at = url.find('/', at + 1)) {
      // "/2003/03/20030331" goes on.
      if (at + 11 < url.size() && is_ascii_digit(url[at + 11])) continue;
      std::string date = url.substr(at + 1, 10);
      if (date.size() < 10 || (date[4] != '/' && date[4] != '-') || date[7] != date[4]) continue;
      date[4] = date[7] = '-';
      if (date.find_first_not_of("0123456789-") == std::string::npos && parse_timestamp(date))
        return date;
    }
    return {};
  }

  /// Tags of the article; else a list of keywords, which may be those of the whole site.
  void topics() {
    if (article_ != nullptr && article_->contains("keywords")) {
      const json& words = (*article_)["keywords"];
      if (words.is_string()) found_.keywords = ld("keywords");
      if (words.is_array())
        for (const json& word : words) {
          if (word.is_string()) found_.topics.push_back(plain(word.get<std::string>()));
          if (word.is_object()) found_.topics.push_back(plain(ld_.text(word, "name")));
        }
    }
    if (found_.topics.empty() && seen_.tags.size() > 1) found_.topics = seen_.tags;
    if (found_.topics.empty() && found_.keywords.empty())
      found_.keywords =
          first({meta("article:tag"), meta("og:article:tag"), meta("news_keywords"),
                 meta("parsely-tags"), meta("sailthru.tags"), meta("keywords"), meta("dc.subject"),
                 meta("dcterms.subject"), meta("citation_keywords")});
  }

  void author() {
    std::vector<std::string> candidates = {ld("author"),
                                           ld("creator"),
                                           meta("author"),
                                           meta("parsely-author"),
                                           meta("sailthru.author"),
                                           meta("article:author"),
                                           meta("byl"),
                                           meta("dc.creator"),
                                           meta("dcterms.creator"),
                                           meta("dc.contributor"),
                                           meta("citation_author"),
                                           meta("cxenseparse:author"),
                                           meta("og:article:author"),
                                           meta("article:author_name"),
                                           meta("article_author"),
                                           meta("rnews:author"),
                                           property("author"),
                                           property("creator"),
                                           meta("twitter:creator")};
    std::string by_rel;
    for (const std::string& name : seen_.authors_by_rel)
      if (by_rel.find(name) == std::string::npos)
        by_rel.append(by_rel.empty() ? "" : ", ").append(name);
    candidates.push_back(by_rel);
    candidates.insert(candidates.end(), seen_.bylines.begin(), seen_.bylines.end());
    const std::string outlet = meta("og:site_name");  // no author where a byline has another name
    for (const std::string& candidate : candidates) {
      const std::string name = author_in(candidate);
      if (name.empty() || equal_ignoring_case(name, site_of(found_.url))) continue;
      const bool first = found_.author.empty();
      const bool is_outlet = equal_ignoring_case(name, outlet);
      if (first || !is_outlet) found_.author = name;
      if (!is_outlet) return;
    }
  }

  /// The names in a byline; empty when there are none.
  static std::string author_in(std::string_view byline) {
    constexpr std::size_t kLongest = 200;
    std::string text = one_line(byline);
    for (const std::string_view by :
         {"written by ", "posted by ", "submitted by ", "words by ", "by: ", "by ", "von ", "par ",
          "por ", "text: ", "auteur: ", "author: "})
      if (equal_ignoring_case(std::string_view(text).substr(0, by.size()), by)) {
        text.erase(0, by.size());
        break;
      }
    text = text.substr(0, text.find('|'));
    if (const std::string date = date_in_line(text, {}); !date.empty())
      text = without_date(text, date);
    // "By Ann Quay in Sports": a section; "By in Sports": no name at all.
    text = text.substr(0, (" " + text).find(" in "));
    text = each_once(trim(text));
    if (text.size() > kLongest || looks_like_url(text) || text.starts_with("@")) return {};
    if (text.find_first_of("0123456789") != std::string::npos) return {};
    for (const std::string_view nobody : {"admin", "editor", "administrator", "webmaster",
                                          "unknown", "null", "undefined", "none", "user", "author"})
      if (equal_ignoring_case(text, nobody)) return {};
    return text;
  }

  /// "Ann Quay, on 6 May 2023" -> "Ann Quay"
  static std::string without_date(const std::string& text, const std::string& date) {
    std::string names(trim(text.substr(0, text.find(date))));
    for (const std::string_view word : {" on", " am", " le", " el", " published", " posted"})
      if (lower_ascii(names).ends_with(word)) names.resize(names.size() - word.size());
    while (!names.empty() &&
           std::string_view(" ,;|-(").find(names.back()) != std::string_view::npos)
      names.pop_back();
    return names;
  }

  /// "Ann, Ben, Ann" -> "Ann, Ben"
  static std::string each_once(std::string_view names) {
    std::vector<std::string_view> once;
    for (std::size_t at = 0; at <= names.size();) {
      const std::size_t end = std::min(names.find(", ", at), names.size());
      const std::string_view name = names.substr(at, end - at);
      if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
      at = end + 2;
    }
    return fmt::format("{}", fmt::join(once, ", "));
  }

  void section() {
    found_.section =
        first({first_section(), meta("article:section"), meta("parsely-section"),
               meta("cxenseparse:section"), meta("cxenseparse:category"), meta("dc.section"),
               meta("og:article:section"), meta("section"), meta("category"),
               property("articleSection"), plain(ld_.last_crumb(found_.title))});
  }

  std::string first_section() const {
    if (article_ == nullptr || !article_->contains("articleSection")) return {};
    const json& sections = (*article_)["articleSection"];
    if (sections.is_array() && !sections.empty() && sections[0].is_string())
      return plain(sections[0].get<std::string>());
    return ld("articleSection");
  }

  /// "Title | Site" -> "Site", if the page has "Title" as a heading.
  std::string site_in_title() const {
    const std::string heading = heading_in_title();
    if (heading.empty() || !seen_.title.starts_with(heading)) return {};
    for (const std::string_view mark : {" | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "}) {
      const std::size_t at = seen_.title.rfind(mark);
      if (at == std::string::npos || at < heading.size()) continue;
      const std::string site = seen_.title.substr(at + mark.size());
      if (!site.empty() && site.size() <= 40 && !equal_ignoring_case(site.substr(0, 3), "by "))
        return site;
    }
    return {};
  }

  void source() {
    const std::string publisher = property("publisher");
    const std::string named =
        article_ == nullptr ? std::string() : plain(ld_.first_text(*article_, "publisher"));
    found_.source = first({named, meta("og:site_name"), meta("application-name"),
                           meta("dc.publisher"), meta("citation_journal_title"),
                           looks_like_url(publisher) ? std::string() : publisher, meta("publisher"),
                           meta("copyright-holder"), site_of(found_.url), site_in_title()});
    if (looks_like_url(found_.source)) found_.source = site_of(found_.source);
    if (found_.source.starts_with('@')) found_.source.erase(0, 1);
  }

  void language() {
    found_.language = first({seen_.language, ld("inLanguage"), meta("og:locale"),
                             meta("content-language"), meta("dc.language"), meta("language")});
  }

  /// Sets the kind of article that the page states, if it is more specific than "article".
  void type() {
    found_.type = ld("genre");
    if (article_ == nullptr || !found_.type.empty()) return;
    for (const std::string& name : JsonLd::types(*article_)) {
      if (name == "LiveBlogPosting") found_.type = "liveblog";
      for (const std::string_view kind : {"Opinion", "Analysis", "Background", "Reportage",
                                          "Review", "AskPublic", "Satirical", "AdvertiserContent"})
        if (name.starts_with(kind) && name.size() > kind.size()) found_.type = lower_ascii(kind);
    }
  }

  void body() {
    if (article_ == nullptr) return;
    const auto updates = article_->find("liveBlogUpdate");
    if (updates != article_->end() && updates->is_array())
      for (const json& update : *updates) {
        if (!update.is_object()) continue;
        for (const char* key : {"headline", "articleBody"})
          if (const std::string text = text_with_paragraphs(ld_.text(update, key)); !text.empty())
            found_.body.append(found_.body.empty() ? "" : "\n\n").append(text);
      }
    if (found_.body.empty()) found_.body = text_with_paragraphs(ld_.text(*article_, "articleBody"));
  }

  static bool has_markup(std::string_view text) {
    for (const std::string_view mark : {"</", "<br", "<p>", "/>"})
      if (text.find(mark) != std::string_view::npos) return true;
    return false;
  }

  /// Undoes a second escaping of markup; returns other text unchanged.
  static std::string unescaped(const std::string& text) {
    if (text.find("&lt;") == std::string::npos) return text;
    std::string markup;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::string_view rest = std::string_view(text).substr(at);
      char c = text[at];
      for (const auto& [name, meant] : {std::pair<std::string_view, char>{"&lt;", '<'},
                                        {"&gt;", '>'},
                                        {"&quot;", '"'},
                                        {"&amp;", '&'}})
        if (rest.starts_with(name)) {
          c = meant;
          at += name.size() - 1;
          break;
        }
      markup += c;
    }
    return has_markup(markup) ? markup : text;
  }

  /// Converts markup and entities, and makes lines paragraphs.
  static std::string text_with_paragraphs(const std::string& text) {
    std::string lines = unescaped(text);
    unify_line_ends(lines);
    if (has_markup(lines)) {
      const bool divided =
          lines.find("<p") != std::string::npos || lines.find("<br") != std::string::npos;
      for (std::size_t at = lines.find("\n\n"); !divided && at != std::string::npos;
           at = lines.find("\n\n", at + 1))
        lines.replace(at, 2, "<br><br>");
      return html_to_text(lines);
    }
    std::string joined;
    for (const std::string_view line : split_lines(lines)) {
      const std::string paragraph =
          line.find('&') == std::string_view::npos ? one_line(line) : one_line(html_to_text(line));
      if (!paragraph.empty()) joined.append(joined.empty() ? "" : "\n\n").append(paragraph);
    }
    return joined;
  }

  const PageSignals seen_;
  const JsonLd ld_;
  const std::string address_;
  const json* article_ = nullptr;
  PageMetadata found_;
};

}  // namespace

PageMetadata read_metadata(const HtmlTree& tree, const std::string& address) {
  return MetadataReader(tree, address).run();
}

}  // namespace dateline::indexing
