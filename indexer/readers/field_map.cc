// SPDX-License-Identifier: GPL-2.0-or-later
#include "field_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

#include "catalog/stored_article.h"
#include "dates/dates.h"
#include "dates/written_month.h"
#include "error.h"
#include "html/html_text.h"
#include "standfirst.h"
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
    {ArticleField::id, "id",
     "id docno articleid guid uid an accessionno accessionno. accessionnumber uuid uri"},
    {ArticleField::title, "title",
     "title headline head hl webtitle hd articletitle heading titel titre titulo titular manchete "
     "titolo "
     "titlerss "
     "titlepage schlagzeile uberschrift otsikko overskrift nadpis tytuł baslık judul заголовок "
     "标题 "
     "標題 タイトル 見出し 제목"},
    {ArticleField::body, "body",
     "body articlebody fulltext maintext bodyhtml text content story article articletext "
     "articlecontent plaintext cleantext textcontent bodytext contenthtml postcontent ocreng ocr "
     "td "
     "volltext texte texto testo tekst paragraphs rawtext inhalt artikeltext contenu contenido "
     "cuerpo "
     "contenuto conteudo inhoud tresc treść corps icerik innhold indhold текст 正文 内容 內容 本文 "
     "본문 "
     "내용"},
    {ArticleField::date, "date",
     "dategmt datetimepub publicationdatetime date published datepublished pubdate publishedat "
     "publishdate publisheddate publicationdate publishingdate datepublish dateofpublication "
     "publishtime publishedtime webpublicationdate firstpublicationdate firstpublished postdategmt "
     "postdate postedat articledate datepublication pd issued datum fecha datetime timestamp "
     "createdat created seendate time datedepublication fechadepublicacion fechapublicacion "
     "veroffentlicht publiele publicadoel publicadoem datapubblicazione dateposted "
     "erscheinungsdatum dato tarih tanggal дата 日期 时间 時間 日付 날짜 "
     "датапубликации датавыхода датапублікації 发布时间 發布時間 发布日期 發布日期 发表时间 "
     "出版日期 掲載日 掲載日時 公開日 公開日時 配信日時 発行日 작성일 게시일 발행일 입력일시 "
     "التاريخ تاريخ تاريخالنشر תאריך วันที่ ημερομηνία ημερομηνίαδημοσίευσης ngàyđăng "
     "datadepublicação "
     "datapublikacji datawydania datapublicării datapublicació päivämäärä julkaisupäivä julkaistu "
     "publiceringsdatum publiceringsdag publicerad publiseringsdato publiceringsdato "
     "udgivelsesdato "
     "datumvydání datumvydánia dátumvydania datumpublikace publicatiedatum datumpublicatie "
     "veröffentlichungsdatum datumderveröffentlichung dateparution datedeparution yayıntarihi "
     "yayımtarihi releasedate airdate broadcastdate issuedate printdate coverdate onlinedate "
     "pubtime publicationtime published_on pubdatetime uhrzeit heure hora godzina loaddate"},
    {ArticleField::source, "source",
     "source publisher outlet publication newspaper sourcename publicationname namesource "
     "medianame mediaoutlet "
     "metasitename sitename sn publicationtitle newspapertitle medium quelle journal site "
     "sourcehostname hostname sourcedomain domain cleanurl zeitung medio fuente testata fonte bron "
     "krant avis gazeta zrodło kaynak источник издание 来源 來源 媒体 媒體 出典 媒体名 매체 المصدر "
     "πηγή mediatitle medianame outletname mediasource medianaam médianév"},
    {ArticleField::url, "url",
     "url canonicalurl link permalink weburl articleurl canonicallink troveurl respondedurl "
     "requestedurl pageurl"},
    {ArticleField::section, "section",
     "section category desk rubric topic sectionname articlesection sectiontitle newsdesk se "
     "ressort "
     "seccion sezione rubrique rubriek rubryka рубрика 栏目"},
    {ArticleField::author, "author",
     "author authors byline creator writer by articleauthor bylines autor auteur authorsbyline "
     "influencer autore autoren auteurs authorname verfasser forfatter penulis yazar автор 作者 "
     "記者 著者 "
     "기자"},
    {ArticleField::language, "language",
     "language lang locale languagecode la inlanguage humanlanguage"},
    {ArticleField::country, "country", "country sourcecountry countrycode publishercountry"},
    {ArticleField::type, "type",
     "articletype contenttype documenttype doctype typeofmaterial genre type"},
    {ArticleField::topics, "topics",
     "topics keywords tags subjects newskeywords descriptors manualtags schlagworte schlagwörter "
     "stichworte stichwörter motscles etiquettes palabrasclave etiquetas parolechiave "
     "palavraschave "
     "trefwoorden emneord ämnesord słowakluczowe теги 关键词 キーワード"},
    {ArticleField::page, "page", "page pages printpage pagenumber startpage pg"},
    {ArticleField::edition, "edition", "edition"},
    {ArticleField::published, "published", ""},
    {ArticleField::ocr_confidence, "ocr_confidence", ""},
    {ArticleField::version, "version", ""},
    {ArticleField::hash, "hash", ""},
    {ArticleField::timezone, "timezone", "timezone tz zeitzone fuseauhoraire zonahoraria"},
    {ArticleField::year, "year",
     "year publicationyear pubyear jahr année año ano anno jaar rok год 年"},
    {ArticleField::month, "month", "month monat mois mes mês mese maand miesiąc месяц 月"},
    {ArticleField::day, "day", "day dayofmonth jour día dia giorno dzień день 日"},
}};

constexpr std::string_view kLeads = "leadparagraph lp";
constexpr std::string_view kStandfirsts =
    "standfirst subtitle subheadline subheading subhead deck dek strapline lead lede intro "
    "introduction teaser trailtext summary abstract "
    "untertitel vorspann unterzeile anreißer chapo chapeau soustitre accroche subtítulo bajada "
    "entradilla "
    "sottotitolo sommario occhiello linhafina ingress manchet intro inleiding zajawka perex "
    "подзаголовок лид анонс аннотация 导语 摘要 導言 リード 要約 요약 부제";
// Of a page or a search: it need not be text of the article.
constexpr std::string_view kSummaries =
    "snippet description shortdescription excerpt abstractnote openingtext hitsentence";

constexpr unsigned kAddressRank = 99;  // of a value taken from another field

using Spellings = std::map<std::string, FieldAlias, std::less<>>;

void add_spellings(Spellings& table, std::string_view names, FieldAlias alias) {
  for (; !names.empty(); ++alias.rank) {
    const std::size_t end = std::min(names.find(' '), names.size());
    table.emplace(plain_key(names.substr(0, end)), alias);
    names.remove_prefix(std::min(end + 1, names.size()));
  }
}

const Spellings& spellings() {
  static const Spellings table = [] {
    Spellings made;
    for (const PartRow& row : kParts) add_spellings(made, row.spellings, {row.part, 1});
    add_spellings(made, kLeads, {ArticleField::body, 1, TextKind::lead});
    add_spellings(made, kStandfirsts, {ArticleField::body, 1, TextKind::standfirst});
    add_spellings(made, kSummaries, {ArticleField::body, 1, TextKind::summary});
    return made;
  }();
  return table;
}

ArticleField part_named(const std::string& name) {
  const auto found = std::ranges::find(kParts, name, &PartRow::name);
  if (found != kParts.end() && !found->spellings.empty()) return found->part;
  std::string names;
  for (const PartRow& row : kParts)
    if (!row.spellings.empty()) names.append(names.empty() ? "" : ", ").append(row.name);
  names.append(fmt::format(", and {} for the list of the records, {} for that of a database",
                           kRecordField, kTableField));
  throw Error(fmt::format("--map: an article has no field '{}'", name), "the fields are: " + names);
}

/// Whether a type means only "article", or is a technical name of one ("post", "text/html",
/// "https://schema.org/NewsArticle").
bool says_nothing(std::string_view type) {
  static constexpr std::string_view kGeneric[] = {
      "article",     "newsarticle", "news", "newsitem", "story",    "newsstory", "post",
      "blogposting", "webpage",     "page", "item",     "document", "text",      "doc"};
  if (type.starts_with("text/") || type.find("://") != std::string_view::npos) return true;
  return std::ranges::find(kGeneric, plain_key(type)) != std::end(kGeneric);
}

/// Whether a text begins with a tag and has paragraphs or the like, as in exports of editorial
/// systems.
bool looks_like_html(std::string_view text) {
  if (text.size() < 2 || text[0] != '<' || (text[1] != '!' && !is_ascii_letter(text[1])))
    return false;
  const std::string lower = lower_ascii(text);
  for (const std::string_view tag :
       {"</p>", "<br", "</div>", "</h1>", "</h2>", "</ul>", "</figure>"})
    if (lower.find(tag) != std::string::npos) return true;
  return false;
}

bool is_web_address(std::string_view value) {
  return (value.starts_with("http://") || value.starts_with("https://")) &&
         value.find_first_of(" \t\n") == std::string_view::npos;
}

/// "Ann Quay, Bob Pier, Ann Quay" → "Ann Quay, Bob Pier". Drops whole names only: none of "Quay,
/// Ann, Quay, Bob".
std::string each_once(std::string_view authors) {
  std::vector<std::string_view> names;
  std::string joined;
  while (!authors.empty()) {
    const std::size_t end = std::min(authors.find(", "), authors.size());
    const std::string_view name = authors.substr(0, end);
    const bool whole = name.find(' ') != std::string_view::npos || names.size() == 1;
    if (!whole || std::ranges::find(names, name) == names.end()) {
      joined.append(names.empty() ? "" : ", ").append(name);
      names.push_back(name);
    }
    authors.remove_prefix(std::min(end + 2, authors.size()));
  }
  return joined;
}

/// "The ferry was la… [+65 chars]" → "The ferry was la…": what services say of a text they cut.
void drop_rest_count(std::string& text) {
  const std::size_t open = text.rfind('[');
  if (open == std::string::npos) return;
  std::string_view count = trim(std::string_view(text).substr(open + 1));
  if (count.starts_with('+')) count.remove_prefix(1);
  const std::size_t digits = std::min(count.find_first_not_of("0123456789"), count.size());
  if (digits > 0 && (count.substr(digits) == " chars]" || count.substr(digits) == " characters]"))
    text = trim(std::string_view(text).substr(0, open));
}

/// "14:05", "9.30 pm", "21h15", and not a date.
bool is_time_of_day(std::string_view value) {
  constexpr std::size_t kLongest = 16;
  const std::size_t digits = std::min(value.find_first_not_of("0123456789"), value.size());
  if (digits == 0 || digits > 2 || value.size() > kLongest || digits == value.size()) return false;
  const std::string_view rest = value.substr(digits);
  const bool minutes = (rest[0] == ':' || rest[0] == 'h' || rest[0] == '.') && rest.size() > 2 &&
                       is_ascii_digit(rest[1]) && is_ascii_digit(rest[2]);
  return minutes && rest.find_first_of("./-", 1) == std::string_view::npos;
}

/// 1 to 12 of "5", "05" or the name of a month; 0 for anything else.
int month_number(std::string_view month) {
  int number = 0;
  const auto [rest, error] = std::from_chars(month.data(), month.data() + month.size(), number);
  if (error == std::errc() && rest == month.data() + month.size())
    return number >= 1 && number <= 12 ? number : 0;
  const auto date = read_date(fmt::format("1 {} 2000", month), {});
  return date ? std::stoi(format_timestamp(date->time).substr(5, 2)) : 0;
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() > 1 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::string clean(std::string_view value) {
  std::string text(trim(value));
  clean_text(text);
  return std::string(trim(text));
}

}  // namespace

std::optional<ArticleField> article_field(std::string_view name) {
  for (const PartRow& row : kParts)
    if (row.name == name) return row.part;
  return std::nullopt;
}

std::string without_by(std::string_view byline) {
  if (equal_ignoring_case(byline.substr(0, 3), "by ")) byline = trim(byline.substr(3));
  if (byline.starts_with("in ")) return {};  // a section; the name before it is missing
  return std::string(byline);
}

std::string plain_key(std::string_view key) {
  std::string plain;
  for (const char c : trim(key))
    if (c != '_' && c != '-' && c != ' ') plain += c;
  const bool ascii = std::ranges::all_of(plain, [](char c) { return (c & 0x80) == 0; });
  return ascii ? lower_ascii(plain) : fold_value(plain);
}

/// "news_title", "post_date": what a key says behind a word for the article itself.
static std::optional<FieldAlias> alias_within(std::string_view plain) {
  constexpr unsigned kRank = 60;  // below the plain names
  for (const std::string_view before : {"news", "article", "post", "story", "item", "doc"}) {
    if (!plain.starts_with(before)) continue;
    const auto found = spellings().find(plain.substr(before.size()));
    if (found == spellings().end() || found->second.text != TextKind::whole) continue;
    static constexpr ArticleField kOfArticle[] = {ArticleField::title,  ArticleField::body,
                                                  ArticleField::date,   ArticleField::url,
                                                  ArticleField::author, ArticleField::source};
    if (std::ranges::find(kOfArticle, found->second.part) == std::end(kOfArticle)) continue;
    return FieldAlias{found->second.part, kRank, TextKind::whole};
  }
  return std::nullopt;
}

std::optional<FieldAlias> known_alias(std::string_view key) {
  constexpr std::size_t kLongest = 64;
  if (key.size() > kLongest) return std::nullopt;
  const std::string plain = plain_key(key);
  const auto found = spellings().find(plain);
  if (found != spellings().end()) return found->second;
  return alias_within(plain);
}

std::optional<FieldAlias> alias_by_value(std::string_view key, std::string_view value) {
  constexpr unsigned kRank = 70;  // below the plain names
  constexpr std::size_t kLongest = 60;
  value = trim(value);
  if (value.empty() || value.size() > kLongest || key.size() > kLongest) return std::nullopt;
  const std::string plain = plain_key(key);
  if (plain == "media") return FieldAlias{ArticleField::source, kRank};
  if (plain != "data" || !std::ranges::any_of(value, is_ascii_digit)) return std::nullopt;
  return FieldAlias{ArticleField::date, kRank};
}

std::vector<MappedKey> mapped_keys(const ReadOptions& options) {
  std::vector<MappedKey> keys;
  for (const auto& [field, key] : options.map)
    if (field != kRecordField && field != kTableField) keys.push_back({part_named(field), key});
  return keys;
}

bool tells_article(std::string_view key) {
  const auto known = known_alias(key);
  return known && known->text == TextKind::whole &&
         (known->part == ArticleField::title || known->part == ArticleField::body);
}

void ArticleParts::set(FieldAlias spelling, std::string_view value) {
  if (trim(value).empty()) return;
  if (spelling.part == ArticleField::topics) return add_topics(value);  // its lines may be one
  value = trim(value);
  if (spelling.part == ArticleField::type && spelling.rank != 0 && says_nothing(value)) return;
  if (spelling.text != TextKind::whole) return add_text(spelling.text, value);
  if (spelling.part == ArticleField::date && is_time_of_day(value)) {
    if (time_.empty()) time_ = value;
    return;
  }
  if (spelling.part == ArticleField::source && spelling.rank != 0 && is_web_address(value))
    return set_address(value);
  const auto i = static_cast<std::size_t>(spelling.part);
  const bool longest = spelling.part == ArticleField::body && spelling.rank != 0 && ranks_[i] != 0;
  const bool held = longest ? values_[i].size() >= value.size() : ranks_[i] <= spelling.rank;
  if (!values_[i].empty() && held) return;
  values_[i] = value;
  ranks_[i] = spelling.rank;
}

void ArticleParts::add_text(TextKind kind, std::string_view value) {
  constexpr std::size_t kMostStandfirsts = 8;
  if (kind == TextKind::standfirst) {
    // A lone word or number marks something: "true", "12", "opinion".
    const bool lone = value.find_first_of(" \n") == std::string_view::npos &&
                      std::ranges::all_of(value, [](char c) { return (c & 0x80) == 0; });
    if (lone) return;
    if (standfirsts_.size() < kMostStandfirsts) standfirsts_.emplace_back(value);
    return;
  }
  std::string& held = kind == TextKind::lead ? lead_ : summary_;
  if (value.size() > held.size()) held = value;
}

void ArticleParts::set_address(std::string_view address) {
  const std::string_view rest = address.substr(address.find("//") + 2);
  const std::size_t path = std::min(rest.find_first_of("/?#"), rest.size());
  if (rest.size() > path + 1)
    set({ArticleField::url, kAddressRank}, address);
  else
    set({ArticleField::source, kAddressRank}, rest.substr(0, path));
}

/// Values of a list stand in lines; in one line they are parted by semicolons, bars or commas.
void ArticleParts::add_topics(std::string_view list) {
  const bool exported = !(*this)[ArticleField::hash].empty();  // a topic a line
  // Numbers are keys of another table: {"tags": [12, 5]}.
  if (!exported && list.find_first_not_of("0123456789, \n") == std::string_view::npos) return;
  if (!exported && list.starts_with('[')) list.remove_prefix(1);  // as Python writes a list
  if (!exported && list.ends_with(']')) list.remove_suffix(1);
  char mark = exported ? '\n' : ',';
  for (const char better : {'|', ';', '\n'})
    if (!exported && list.find(better) != std::string_view::npos) mark = better;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(mark), list.size());
    const std::string_view part = trim(list.substr(0, end));
    add_topic(exported ? part : without_quotes(part));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

void ArticleParts::add_topic(std::string_view written) {
  constexpr std::size_t kMost = 500, kLongest = 200;
  std::string topic = one_line(clean(written));
  const std::size_t hash = std::min(topic.find_first_not_of("# "), topic.size());
  topic.erase(0, hash);  // of a network: "#deprem"
  const bool known = std::ranges::find(topics_, topic) != topics_.end();
  if (!topic.empty() && topic.size() <= kLongest && !known && topics_.size() < kMost)
    topics_.push_back(std::move(topic));
}

std::string ArticleParts::text() const {
  std::string text = (*this)[ArticleField::body];
  if (!(*this)[ArticleField::hash].empty()) return text;  // as this program wrote it
  text = with_standfirst(lead_, text);
  for (auto first = standfirsts_.rbegin(); first != standfirsts_.rend(); ++first)
    if (text.empty() || !repeats((*this)[ArticleField::title], *first))
      text = with_standfirst(*first, text);
  return text.empty() ? summary_ : text;
}

std::string ArticleParts::date() const {
  const auto& part = [this](ArticleField field) -> const std::string& { return (*this)[field]; };
  std::string date = part(ArticleField::date);
  const std::string &year = part(ArticleField::year), &month = part(ArticleField::month),
                    &day = part(ArticleField::day);
  if (date.empty() && day.size() > 2 && year.empty()) date = day;  // a whole date
  if (date.empty() && !year.empty()) {
    date = year;
    if (const int number = month_number(month); number != 0) {
      date += fmt::format("-{:02}", number);
      if (!day.empty()) date += (day.size() == 1 ? "-0" : "-") + day;
    }
  }
  if (date.empty() || time_.empty()) return date.empty() ? time_ : date;
  for (const std::string& after :
       {" " + time_ + " " + part(ArticleField::timezone), " " + time_, std::string()}) {
    const auto read = read_date(date + after, {{}, {}, DayMonthOrder::dmy});
    const auto other = read ? read : read_date(date + after, {{}, {}, DayMonthOrder::mdy});
    if (other && other->has_time) return std::string(trim(date + after));
  }
  return date;
}

void ArticleParts::drop_markup() {
  if (!(*this)[ArticleField::hash].empty()) return;  // it is text as this program writes it
  std::string& body = values_[static_cast<std::size_t>(ArticleField::body)];
  const bool html = looks_like_html(body);
  const auto as_text = [&](std::string& text, bool marked) {
    if (marked || looks_like_html(text)) text = html_to_text(to_utf8(text));
  };
  const auto has_marks = [](const std::string& text) {
    return text.find_first_of("<&") != std::string::npos;
  };
  as_text(body, html);
  as_text(lead_, html && has_marks(lead_));
  as_text(summary_, html && has_marks(summary_));
  for (std::string& text : standfirsts_) as_text(text, html && has_marks(text));
  std::string& title = values_[static_cast<std::size_t>(ArticleField::title)];
  if (html && has_marks(title)) title = one_line(html_to_text(to_utf8(title)));
  drop_rest_count(body);
  body = text();
  drop_rest_count(body);
  lead_.clear();
  summary_.clear();
  standfirsts_.clear();
}

void ArticleParts::clear() {
  for (std::string& value : values_) value.clear();
  topics_.clear();
  lead_.clear();
  summary_.clear();
  standfirsts_.clear();
  time_.clear();
}

void UnreadKeys::unread(std::string_view key, std::size_t bytes) {
  constexpr std::size_t kMostKeys = 1000;
  total_ += bytes;
  if (const auto found = bytes_.find(key); found != bytes_.end())
    found->second += bytes;
  else if (bytes_.size() < kMostKeys)
    bytes_.emplace(key, bytes);
}

void UnreadKeys::mapped(std::string_view key, bool found) {
  const auto known = mapped_.find(key);
  if (known == mapped_.end())
    mapped_.emplace(key, found);
  else
    known->second = known->second || found;
}

std::vector<UnreadKey> UnreadKeys::large() const {
  constexpr std::uint64_t kLeastPercent = 20;
  std::vector<UnreadKey> keys;
  for (const auto& [key, bytes] : bytes_)
    if (bytes > 0 && bytes * 100 >= total_ * kLeastPercent)
      keys.push_back({key, static_cast<unsigned>(bytes * 100 / total_)});
  for (const auto& [key, found] : mapped_)
    if (!found) keys.push_back({key, 0});
  return keys;
}

/// The day of a spreadsheet's number: "45413.5" is in the 45413th day from 30 December 1899.
static std::optional<Timestamp> spreadsheet_day(std::string_view text) {
  constexpr std::size_t kDigits = 5;  // 1927 to 2173
  constexpr Timestamp kDay = 86'400, kBefore1970 = 25'569;
  const std::string_view number = trim(text);
  const std::string_view whole = number.substr(0, number.find('.'));
  if (whole.size() != kDigits || number.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::nullopt;
  Timestamp days = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), days);
  return (days - kBefore1970) * kDay;
}

void set_date(Article& article, std::string_view text, const ReadOptions& options,
              std::string_view language) {
  if (const auto day = spreadsheet_day(text)) {
    article.published = day;
    article.date_text = clean(text);
    return;
  }
  const DayMonthOrder order =
      find_order(options.date_order)
          .value_or(usual_order(language.empty() ? article.language : language));
  const auto date = read_date(text, {options.timezone, article.language, order});
  article.published = date ? std::optional(date->time) : read_written_month(text, article.language);
  article.utc_offset = date && date->has_time ? date->offset : std::nullopt;
  article.date_text = clean(text);
}

void fill_defaults(Article& article, const ReadOptions& options) {
  article.author = each_once(article.author);
  if (article.source.empty()) article.source = options.source;
  if (article.section.empty()) article.section = options.section;
  if (article.language.empty()) article.language = normal_language(options.language);
}

namespace {

std::optional<int> whole_number(const std::string& text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

std::string hexadecimal(const ContentHash& hash) {
  std::string digits;
  for (const std::uint8_t byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

/// What an export of an archive tells besides, so that the article comes back as it was.
void set_exported(const ArticleParts& parts, Article& article) {
  const bool whole = !parts[ArticleField::hash].empty();
  if (const auto instant = parse_timestamp(parts[ArticleField::published]))
    article.published = *instant;
  else if (whole && parts[ArticleField::published].empty())
    article.published = article.utc_offset = std::nullopt;
  if (const auto confidence = whole_number(parts[ArticleField::ocr_confidence]);
      confidence && *confidence >= 0 && *confidence <= 100)
    article.ocr_confidence = confidence;
  if (const auto version = whole_number(parts[ArticleField::version]); version && *version > 0)
    article.version = static_cast<std::uint64_t>(*version);
  const std::string& hash = parts[ArticleField::hash];
  if (hash.empty() || hexadecimal(content_hash(article)) == hash) return;
  // Its language was detected, and so it will be again.
  Article silent = article;
  silent.language.clear();
  if (hexadecimal(content_hash(silent)) == hash &&
      detect_language(article.title, article.body) == article.language)
    article.language.clear();
}

}  // namespace

Article make_article(const ArticleParts& parts, const ReadOptions& options) {
  Article article;
  article.id = clean(parts[ArticleField::id]);
  article.title = clean(parts[ArticleField::title]);
  article.body = clean(parts.text());
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
  article.topics = parts.topics();
  article.page = one_line(clean(parts[ArticleField::page]));
  article.edition = one_line(clean(parts[ArticleField::edition]));
  if (const std::string date = parts.date(); !date.empty())
    set_date(article, date, options, parts[ArticleField::language]);
  fill_defaults(article, options);
  set_exported(parts, article);
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
