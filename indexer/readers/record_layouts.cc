// SPDX-License-Identifier: GPL-2.0-or-later
#include "record_layouts.h"

#include <algorithm>
#include <iterator>

#include "error.h"
#include "html/html_text.h"
#include "sgml.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// The first row whose keys a record has is its layout: what has more keys stands first.
constexpr RecordLayout kLayouts[] = {
    // Exports of Dateline itself
    {"dateline",
     "story copies",
     "hash=hash id=id title=title body=body|html:snippet| date=date|published_local "
     "published=published "
     "source!=source "
     "url=url section=section author=author language=language country=country type!=type "
     "topics=topics page=page edition=edition ocr_confidence=ocr_confidence version=version",
     {},
     {}},
    // Answers of news services
    {"guardian",
     "webTitle webPublicationDate",
     "title=fields.headline|webTitle "
     "body=html:fields.body|html:blocks.body[].bodyHtml|fields.bodyText|html:fields.trailText "
     "date=webPublicationDate section=sectionName "
     "author=fields.byline|tags[type=contributor].webTitle url=webUrl source=fields.publication "
     "language=fields.lang topics=tags[type=keyword].webTitle page=fields.newspaperPageNumber",
     {},
     {}},
    {"nyt",
     "pub_date web_url headline",
     "id=uri|_id title=headline.main|headline body=abstract&lead_paragraph|snippet date=pub_date "
     "author=byline.original|byline section=section_name|news_desk url=web_url source=source "
     "type!=type_of_material topics=keywords[].value page=print_page",
     {},
     {}},
    {"newsapi",
     "urlToImage publishedAt",
     "source=source.name|source body=content|description",
     "title=[Removed]",
     {}},
    {"webz",
     "thread ord_in_thread",
     "id=uuid|thread.uuid title=title|thread.title source=thread.site|thread.site_full "
     "section=thread.section_title country=thread.country date=published|thread.published url=url",
     "ord_in_thread!=0",
     {}},
    {"bing",
     "datePublished provider name",
     "title=headline|name source=provider[].name section=category",
     {},
     {}},
    {"meltwater",
     "content source enrichments",
     "id=id|external_id title=content.title body=content.body|"
     "content.opening_text&matched.hit_sentence url=url date=published_date source=source.name "
     "author=author.name|content.byline language=enrichments.language_code "
     "country=location.country_code topics=enrichments.keyphrases section= type=",
     {},
     {}},
    {"meltwater",
     "documentTitle documentUrl",
     "id=documentId|documentExternalId title=documentTitle body=documentContent|"
     "documentOpeningText&documentHitSentence url=documentUrl date=documentPublishDate "
     "source=sourceName author=documentAuthors[].authorName|documentAuthors[].name "
     "language=documentLanguageCode country=sourceCountryCode topics=documentKeyPhrases section= "
     "type=",
     {},
     {}},
    {"aylien", "links published_at source", "url=links.permalink source=source.name", {}, {}},
    {"dna",
     "an snippet body",
     "id=an body=snippet&body date=publication_datetime|publication_date source=source_name "
     "author=byline section=section language=language_code country= topics=subject_codes",
     {},
     "action=del"},
    {"dna",
     "an action",
     "id=an date=publication_datetime|publication_date source=source_name author=byline "
     "section=section language=language_code country=",
     {},
     "action=del"},
    // What scrapers save
    {"trafilatura",
     "source-hostname fingerprint",
     "source=sitename|source-hostname|hostname url=url|source body=text|raw_text date=date "
     "section=categories topics=tags",
     {},
     {}},
    {"trafilatura xml",
     "sitename fingerprint",
     "source=sitename|hostname url=url|source section=categories",
     {},
     {}},
    {"enex",
     "note-attributes content created",
     "body=html:content date=created author=note-attributes.author url=note-attributes.source-url "
     "source= section= type= topics=tag",
     {},
     {}},
    {"readability",
     "textContent siteName",
     "body=html:content|textContent source=siteName author=byline date=publishedTime language=lang",
     {},
     {}},
    {"mercury",
     "date_published lead_image_url",
     "body=html:content source=domain author=author date=date_published url=url",
     {},
     {}},
    {"fundus",
     "publishing_date body",
     "body=body.summary&body.sections[].paragraphs source=html.source_info.publisher|publisher "
     "url=html.requested_url",
     {},
     {}},
    {"newsriver",
     "structuredText website",
     "date=publishDate|discoverDate source=website.name|website.hostName body=text",
     {},
     {}},
    {"nela", "published_utc collection_utc", "date=published_utc|published|date", {}, {}},
    // Collections of research and of libraries
    {"wapo",
     "article_url contents",
     "title=title|contents[type=title].content "
     "body=html:contents[subtype=paragraph,subhead].content|"
     "html:contents[type=sanitized_html].content "
     "date=published_date|contents[type=date].content section=contents[type=kicker].content "
     "author=author|contents[type=byline].content url=article_url",
     {},
     {}},
    {"chronicling america",
     "lccn sequence title",
     "title= source=title "
     "body=ocr_eng|ocr_ger|ocr_fre|ocr_spa|ocr_ita|ocr_pol|ocr_dan|ocr_nor|ocr_swe|ocr_fin|ocr "
     "author= country= section= type= topics=subject page=page|sequence edition=edition_label",
     {},
     {}},
    {"trove",
     "heading articleText",
     "title=heading source=title.title|title.value|title body=html:articleText date=date "
     "url=troveUrl|identifier section=category type=",
     {},
     {}},
    {"rcv1",
     "itemid headline metadata",
     "id=itemid title=headline|title author=byline section= country= "
     "date=metadata.dc[element=dc.date.published].value|date "
     "source=metadata.dc[element=dc.source].value "
     "topics=metadata.codes[class=bip:topics:1.0].code.code&"
     "metadata.codes[class=bip:industries:1.0].code.code",
     {},
     {}},
    {"impresso", "ft tp", "title=t|title body=ft date=d|date language=lg type= section=", {}, {}},
    // References
    {"csl",
     "container-title issued",
     "source=container-title body=abstract date=issued.date-parts[0]+-|issued.raw|issued.literal "
     "author=author type=",
     {},
     {}},
    // What people saved to read
    {"wallabag",
     "is_archived given_url",
     "id= body=html:content date=published_at| source=domain_name author=published_by "
     "url=url|given_url",
     {},
     {}},
    {"google reader",
     "origin published",
     "body=html:content.content|html:summary.content date=published "
     "url=canonical[0].href|alternate[0].href source=origin.title section= topics=",
     {},
     {}},
    {"instapaper", "selection folder timestamp", "body=selection date= section=", {}, {}},
    {"pocket", "time_added status", "date= section=", {}, {}},
    // What is said in a broadcast
    {"transcript", "version segments", "title=title body=segments[].body|segments[].text", {}, {}},
    // Messages of networks
    {"telegram",
     "date_unixtime text",
     "id=^id&id title= body=text+|text_entities[].text+ date=date_unixtime source=^name|from "
     "author=author|from section= "
     "type=",
     "type=service text=",
     {}},
    {"tweet",
     "full_text created_at",
     "id=id_str|id title= body=escaped:full_text date=created_at author=user.name source= section= "
     "language=lang type= topics=entities.hashtags[].text",
     {},
     {}},
    {"tweet",
     "created_at text user id_str",
     "id=id_str|id title= body=escaped:extended_tweet.full_text|escaped:text date=created_at "
     "author=user.name source= section= language=lang type= topics=entities.hashtags[].text",
     {},
     {}},
    {"tweet",
     "created_at text author_id",
     "title= source= body=escaped:note_tweet.text|escaped:text "
     "author=author.name|^includes.users[id={author_id}].name section= type= "
     "topics=entities.hashtags[].tag",
     {},
     {}},
    {"mastodon",
     "account created_at content",
     "title= body=html:content date=created_at author=account.display_name|account.username "
     "source= section= type= topics=tags[].name",
     "content=",
     {}},
    {"activitypub",
     "attributedTo content",
     "title=name body=html:content date=published author= source= section= type= "
     "topics=tag[type=Hashtag].name",
     "content=",
     {}},
    {"activitypub", "actor object published", {}, "type=Announce", {}},
    {"reddit",
     "selftext subreddit",
     "body=selftext date=created_utc source=subreddit author=author section= type=",
     {},
     {}},
};

/// A table without a header.
struct TableLayout {
  std::size_t columns;
  /// What stands in some of them: "2=#" digits, "6=http" what begins so, "1=N#" both.
  std::string_view cells;
  RecordLayout layout;
};

constexpr TableLayout kTables[] = {
    {27,
     "2=# 5=http",
     {"gdelt gkg",
      {},
      "id=1 title=html:27/PAGE_TITLE date=27/PAGE_PRECISEPUBTIMESTAMP|2 source=4 url=5 "
      "author=27/PAGE_AUTHORS",
      {},
      {}}},
    {8, "1=N# 6=http", {"mind", {}, "id=1 section=2 title=4 body=5 url=6", {}, {}}},
};

std::string_view take_until(std::string_view& text, char mark) {
  const std::size_t end = std::min(text.find(mark), text.size());
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

LayoutPath path_of(std::string_view text) {
  LayoutPath path;
  if (text.starts_with("html:")) {
    path.html = true;
    text.remove_prefix(5);
  }
  if (text.starts_with("escaped:")) {
    path.escaped = true;
    text.remove_prefix(8);
  }
  if (text.starts_with('^')) {
    path.outer = true;
    text.remove_prefix(1);
  }
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    path.separated = true;
    path.separator = text.substr(plus + 1);
    text = text.substr(0, plus);
  }
  path.path = text;
  return path;
}

LayoutField field_of(std::string_view rule) {
  std::string_view name = take_until(rule, '=');
  LayoutField field{};
  if (name.ends_with('!')) {
    field.verbatim = true;
    name.remove_suffix(1);
  }
  const std::optional<ArticleField> part = article_field(name);
  if (!part) throw Error("the table of layouts names no field of an article: " + std::string(name));
  field.part = *part;
  field.closed = rule.empty() || rule.ends_with('|');
  // A filter in a path ("[type=text]") has no "|" and no "&".
  while (!rule.empty()) {
    std::string_view choice = take_until(rule, '|');
    std::vector<LayoutPath>& paths = field.choices.emplace_back();
    while (!choice.empty()) paths.push_back(path_of(take_until(choice, '&')));
  }
  return field;
}

std::vector<LayoutCondition> conditions_of(std::string_view text) {
  std::vector<LayoutCondition> conditions;
  while (!text.empty()) {
    std::string_view rule = take_until(text, ' ');
    LayoutCondition& condition = conditions.emplace_back();
    condition.path = take_until(rule, '=');
    condition.value = rule;
    condition.equal = !condition.path.ends_with('!');
    if (!condition.equal) condition.path.pop_back();
  }
  return conditions;
}

Layout layout_of(const RecordLayout& row) {
  Layout layout;
  layout.name = row.name;
  for (std::string_view keys = row.keys; !keys.empty();)
    layout.keys.emplace_back(take_until(keys, ' '));
  for (std::string_view rules = row.fields; !rules.empty();)
    layout.fields.push_back(field_of(take_until(rules, ' ')));
  layout.skipped = conditions_of(row.skipped);
  layout.cancelled = conditions_of(row.cancelled);
  return layout;
}

/// `pattern` is "#" for digits, a beginning, or a beginning and digits.
bool matches(std::string_view cell, std::string_view pattern) {
  const std::size_t digits = std::min(pattern.find('#'), pattern.size());
  if (!cell.starts_with(pattern.substr(0, digits))) return false;
  cell.remove_prefix(digits);
  return digits == pattern.size() || (!cell.empty() && std::ranges::all_of(cell, is_ascii_digit));
}

bool is_row_of(const TableLayout& table, const std::vector<std::string>& cells) {
  if (cells.size() != table.columns) return false;
  const std::vector<LayoutCondition> conditions = conditions_of(table.cells);
  return std::ranges::all_of(conditions, [&](const LayoutCondition& condition) {
    return matches(trim(cells[std::stoul(condition.path) - 1]), condition.value);
  });
}

/// The values of all these paths, each once. Those of an id are parts of one name: all of them
/// count, for the 5 of a channel 15 is another than its 15.
std::string joined_value(const std::vector<LayoutPath>& paths, ArticleField part,
                         const LayoutLookup& value_at) {
  std::string joined;
  for (const LayoutPath& path : paths) {
    std::string value = value_at(path, part);
    if (path.html) value = html_to_text(to_utf8(value));
    if (path.escaped) value = decode_entities(value);
    if (trim(value).empty()) continue;
    const bool is_id = part == ArticleField::id;
    if (!is_id && joined.find(value) != std::string::npos) continue;
    if (!is_id && value.find(joined) != std::string::npos) joined.clear();
    const std::string_view separator = is_id ? "/" : "\n\n";
    joined.append(joined.empty() ? "" : separator).append(trim(value));
  }
  return joined;
}

/// HTML without a text is no text of another kind.
bool holds_only_markup(const LayoutField& field, const LayoutLookup& value_at) {
  for (const std::vector<LayoutPath>& choice : field.choices)
    for (const LayoutPath& path : choice)
      if (path.html && !trim(value_at(path, field.part)).empty()) return true;
  return false;
}

}  // namespace

bool Layout::looks_around() const {
  const auto around = [](const LayoutPath& path) { return path.looks_around(); };
  for (const LayoutField& field : fields)
    for (const std::vector<LayoutPath>& choice : field.choices)
      if (std::ranges::any_of(choice, around)) return true;
  return false;
}

bool Layout::reads(std::string_view key) const {
  const auto begins = [&](const LayoutPath& path) {
    return !path.outer && path.path.substr(0, path.path.find_first_of(".[/")) == key;
  };
  for (const LayoutField& field : fields)
    for (const std::vector<LayoutPath>& choice : field.choices)
      if (std::ranges::any_of(choice, begins)) return true;
  return false;
}

const std::vector<Layout>& layouts() {
  static const std::vector<Layout> all = [] {
    std::vector<Layout> made;
    for (const RecordLayout& row : kLayouts) made.push_back(layout_of(row));
    return made;
  }();
  return all;
}

const Layout* find_layout(const std::function<bool(std::string_view key)>& has_key) {
  for (const Layout& layout : layouts())
    if (std::ranges::all_of(layout.keys, has_key)) return &layout;
  return nullptr;
}

const Layout* find_table(const std::vector<std::string>& cells) {
  static const std::vector<Layout> all = [] {
    std::vector<Layout> made;
    for (const TableLayout& table : kTables) made.push_back(layout_of(table.layout));
    return made;
  }();
  for (std::size_t i = 0; i < std::size(kTables); ++i)
    if (is_row_of(kTables[i], cells)) return &all[i];
  return nullptr;
}

DecidedFields set_layout_fields(const Layout& layout, const LayoutLookup& value_at,
                                ArticleParts& parts) {
  DecidedFields decided;
  for (const LayoutField& field : layout.fields) {
    if (field.closed || holds_only_markup(field, value_at)) decided.add(field.part);
    for (const std::vector<LayoutPath>& choice : field.choices) {
      const std::string value = joined_value(choice, field.part, value_at);
      if (value.empty()) continue;
      // A value of --map has rank 0 and was set before, so it stays.
      parts.set({field.part, field.verbatim ? 0U : 1U}, value);
      decided.add(field.part);
      break;
    }
  }
  return decided;
}

bool holds(const std::vector<LayoutCondition>& conditions, const LayoutLookup& value_at) {
  return std::ranges::any_of(conditions, [&](const LayoutCondition& condition) {
    const std::string value = value_at(path_of(condition.path), ArticleField::type);
    // "text=" holds where there is none; any other condition needs a value.
    if (value.empty() && !condition.value.empty()) return false;
    return (value == condition.value) == condition.equal;
  });
}

}  // namespace dateline::indexing
