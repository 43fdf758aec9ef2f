// SPDX-License-Identifier: GPL-2.0-or-later
#include "field_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "dates/dates.h"
#include "error.h"
#include "html/html_text.h"
#include "text/analyzer.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct PartRow {
  ArticleField part;
  std::string_view name;
  std::string_view spellings;  // plain keys, best first
};

constexpr std::array<PartRow, kPartCount> kParts = {{
    {ArticleField::id, "id", "id docno articleid guid uid"},
    {ArticleField::title, "title", "title headline head hl"},
    {ArticleField::body, "body", "body articlebody fulltext maintext text content story"},
    {ArticleField::date, "date",
     "dategmt date published datepublished pubdate publishedat publishdate datetime timestamp "
     "created "
     "time"},
    {ArticleField::source, "source",
     "source publisher outlet publication newspaper sourcename site"},
    {ArticleField::url, "url", "url canonicalurl link permalink"},
    {ArticleField::section, "section", "section category desk rubric topic"},
    {ArticleField::author, "author", "author authors byline creator writer"},
    {ArticleField::language, "language", "language lang locale"},
    {ArticleField::country, "country", "country sourcecountry countrycode publishercountry"},
    {ArticleField::type, "type", "articletype contenttype documenttype doctype genre type"},
}};

const std::map<std::string, FieldAlias, std::less<>>& spellings() {
  static const auto table = [] {
    std::map<std::string, FieldAlias, std::less<>> made;
    for (const PartRow& row : kParts) {
      unsigned rank = 1;
      for (std::string_view rest = row.spellings; !rest.empty(); ++rank) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        made.emplace(plain_key(rest.substr(0, end)), FieldAlias{row.part, rank});
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return made;
  }();
  return table;
}

ArticleField part_named(const std::string& name) {
  for (const PartRow& row : kParts)
    if (row.name == name) return row.part;
  std::string names;
  for (const PartRow& row : kParts) names.append(names.empty() ? "" : ", ").append(row.name);
  throw Error(fmt::format("--map: an article has no field '{}'", name), "the fields are: " + names);
}

/// Whether a type says no more than that it is an article, or what machines call one ("post",
/// "text/html", "https://schema.org/NewsArticle").
bool says_nothing(std::string_view type) {
  static constexpr std::string_view kGeneric[] = {
      "article",     "newsarticle", "news", "newsitem", "story",    "newsstory", "post",
      "blogposting", "webpage",     "page", "item",     "document", "text"};
  if (type.starts_with("text/") || type.find("://") != std::string_view::npos) return true;
  return std::ranges::find(kGeneric, plain_key(type)) != std::end(kGeneric);
}

/// Begins with a tag and has paragraphs or the like: what editorial systems export.
bool looks_like_html(std::string_view text) {
  if (text.size() < 2 || text[0] != '<' || (text[1] != '!' && !is_ascii_letter(text[1])))
    return false;
  const std::string lower = lower_ascii(text);
  for (const std::string_view tag :
       {"</p>", "<br", "</div>", "</h1>", "</h2>", "</ul>", "</figure>"})
    if (lower.find(tag) != std::string::npos) return true;
  return false;
}

std::string clean(std::string_view value) {
  std::string text(trim(value));
  clean_text(text);
  return std::string(trim(text));
}

}  // namespace

std::string without_by(std::string_view byline) {
  if (equal_ignoring_case(byline.substr(0, 3), "by ")) byline = trim(byline.substr(3));
  return std::string(byline);
}

std::string plain_key(std::string_view key) {
  std::string plain;
  for (const char c : trim(key))
    if (c != '_' && c != '-' && c != ' ') plain += c;
  return lower_ascii(plain);
}

std::optional<FieldAlias> known_alias(std::string_view key) {
  constexpr std::size_t kLongest = 32;
  if (key.size() > kLongest) return std::nullopt;
  const auto found = spellings().find(plain_key(key));
  if (found == spellings().end()) return std::nullopt;
  return found->second;
}

std::vector<MappedKey> mapped_keys(const ReadOptions& options) {
  std::vector<MappedKey> keys;
  for (const auto& [field, key] : options.map) keys.push_back({part_named(field), key});
  return keys;
}

void ArticleParts::set(FieldAlias spelling, std::string_view value) {
  value = trim(value);
  if (spelling.part == ArticleField::type && spelling.rank != 0 && says_nothing(value)) return;
  const auto i = static_cast<std::size_t>(spelling.part);
  if (value.empty() || (!values_[i].empty() && ranks_[i] <= spelling.rank)) return;
  values_[i] = value;
  ranks_[i] = spelling.rank;
}

void ArticleParts::drop_markup() {
  std::string& body = values_[static_cast<std::size_t>(ArticleField::body)];
  if (!looks_like_html(body)) return;
  body = html_to_text(to_utf8(body));
  std::string& title = values_[static_cast<std::size_t>(ArticleField::title)];
  if (title.find_first_of("<&") != std::string::npos)
    title = one_line(html_to_text(to_utf8(title)));
}

void ArticleParts::clear() {
  for (std::string& value : values_) value.clear();
}

void set_date(Article& article, std::string_view text, const ReadOptions& options,
              std::string_view language) {
  const DayMonthOrder order =
      find_order(options.date_order)
          .value_or(usual_order(language.empty() ? article.language : language));
  const auto date = read_date(text, {options.timezone, article.language, order});
  article.published = date ? std::optional(date->time) : std::nullopt;
  article.date_text = clean(text);
}

void fill_defaults(Article& article, const ReadOptions& options) {
  if (article.source.empty()) article.source = options.source;
  if (article.section.empty()) article.section = options.section;
  if (article.language.empty()) article.language = normal_language(options.language);
}

Article make_article(const ArticleParts& parts, const ReadOptions& options) {
  Article article;
  article.id = clean(parts[ArticleField::id]);
  article.title = clean(parts[ArticleField::title]);
  article.body = clean(parts[ArticleField::body]);
  unify_line_ends(article.body);
  if (article.title.empty()) article.title = title_from(article.body);
  article.title = one_line(article.title);
  article.source = clean(parts[ArticleField::source]);
  article.url = clean(parts[ArticleField::url]);
  article.section = clean(parts[ArticleField::section]);
  article.author = without_by(clean(parts[ArticleField::author]));
  if (!parts[ArticleField::language].empty())
    article.language = normal_language(parts[ArticleField::language]);
  article.country = one_line(clean(parts[ArticleField::country]));
  article.type = one_line(clean(parts[ArticleField::type]));
  if (!parts[ArticleField::date].empty())
    set_date(article, parts[ArticleField::date], options, parts[ArticleField::language]);
  fill_defaults(article, options);
  return article;
}

bool has_text(const Article& article) { return !article.title.empty() || !article.body.empty(); }

Rejection no_text(std::uint64_t line, std::string_view record,
                  const std::vector<std::string>& keys) {
  constexpr std::size_t kShown = 12;
  std::string names;
  for (std::size_t i = 0; i < keys.size() && i < kShown; ++i)
    names.append(i == 0 ? "" : ", ").append(cut_at_word(one_line(keys[i]), 40));
  if (keys.size() > kShown) names.append(", ").append(kEllipsis);
  Rejection rejection{line, fmt::format("{} has no text and no title", record), {}};
  if (!names.empty())
    rejection.hint = fmt::format("it has: {}; name the right ones, as in --map body=KEY", names);
  clean_text(rejection.hint);
  return rejection;
}

}  // namespace dateline::indexing
