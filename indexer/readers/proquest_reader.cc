// SPDX-License-Identifier: GPL-2.0-or-later
// ProQuest: a hundred documents a file as text, below rules of underscores, with labelled lines;
// and the XML of Historical Newspapers and of TDM Studio, a record a file or several.
#include <algorithm>

#include "dates/dates.h"
#include "download.h"
#include "html/html_text.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

enum class Meaning : std::uint8_t {
  text,
  abstract,
  title,
  author,
  source,
  date,
  section,
  language,
  id,
  url,
  type,
  topic,
  page,
  other,
};

/// In the languages of the service's pages.
constexpr LabelRow<Meaning> kLabels[] = {
    {Meaning::text,
     "full text|volltext|texte integral|texto completo|testo completo|"
     "volledige tekst|texte complet|pelny tekst|fulltext|tam metin|fulltekst|"
     "polnyj tekst|\u043F\u043E\u043B\u043D\u044B\u0439 \u0442\u0435\u043A\u0441\u0442"},
    {Meaning::abstract, "abstract|resume|resumen|zusammenfassung|riassunto|resumo|samenvatting"},
    {Meaning::title, "title|titre|titel|titulo|titolo"},
    {Meaning::author, "author|auteur|autor|autore|verfasser"},
    {Meaning::source,
     "publication title|titre de la publication|titre de publication|"
     "publikationstitel|titel der publikation|titulo de publicacion|"
     "titulo de la publicacion|titolo della pubblicazione|titulo da publicacao|"
     "titel van publicatie|publicatietitel|tytul publikacji|yayin basligi"},
    {Meaning::date,
     "publication date|date de publication|publikationsdatum|"
     "veroffentlichungsdatum|fecha de publicacion|data di pubblicazione|"
     "data de publicacao|publicatiedatum|date de la publication|data publikacji|yayin tarihi"},
    {Meaning::section, "section|rubrik|rubrique|abschnitt|seccion|sezione|secao|sectie"},
    {Meaning::language,
     "language of publication|language|langue de publication|langue|"
     "publikationssprache|sprache der publikation|idioma de publicacion|"
     "idioma de la publicacion|lingua di pubblicazione|idioma da publicacao|"
     "taal van publicatie"},
    {Meaning::id,
     "proquest document id|id du document proquest|identifiant du document proquest|"
     "proquest-dokument-id|id. de documento de proquest|"
     "id de documento de proquest|id del documento de proquest|"
     "id documento proquest|id do documento proquest|proquest document-id"},
    {Meaning::url,
     "document url|url du document|dokument-url|url del documento|url documento|"
     "url de documento|url do documento|url van document|url dokumentu|belge url"},
    {Meaning::type,
     "document type|type de document|dokumenttyp|dokumententyp|tipo de documento|"
     "tipo di documento|documenttype"},
    {Meaning::topic, "subject|sujet|thema|materia|soggetto|assunto|onderwerp"},
    {Meaning::page, "pages|page|first page|start page|startpage|seiten|paginas|pagine"},
    {Meaning::other,
     "business indexing term|location|lieu|ort|people|personne|"
     "company / organization|company|organization|classification|identifier / keyword|"
     "identifier/keyword|identifiants / mots-cles|publication info|publication subject|"
     "publication year|publication note|annee de publication|erscheinungsjahr|"
     "ano de publicacion|number of pages|volume|issue|publisher|"
     "editeur|verlag|editorial|place of publication|lieu de publication|erscheinungsort|"
     "country of publication|pays de publication|issn|e-issn|eissn|isbn|codes|coden|source type|"
     "type de source|quellentyp|tipo de fuente|document feature|illustration|credit|dateline|"
     "column|copyright|last updated|derniere mise a jour|zuletzt aktualisiert|database|"
     "base de donnees|datenbank|base de datos|links|accession number|source attribution|"
     "publication date (print)|supplement|special issue|series|edition|correspondence author|"
     "company/organization|ethnicity|doi|notes|reference|product name|naics|ticker|"
     "luogo|lugar|local|locatie|plaats|erscheinungsland|pais de publicacion|pais de publicacao|"
     "paese di pubblicazione|anno di pubblicazione|publicatiejaar|lugar de publicacion|"
     "local de publicacao|luogo di pubblicazione|editore|editora|uitgever|tipo de fonte|"
     "tipo di fonte|brontype|bron type|ultima actualizacion|ultima atualizacao|"
     "ultimo aggiornamento|laatst bijgewerkt|base de dados|personas|pessoas|persone|personen|"
     "empresa / organizacion|unternehmen / organisation|societe / organisation|clasificacion|"
     "klassifikation|identificador / palabra clave|identifikator / schlagwort"},
};

/// "ProQuest document ID", in whatever language.
bool names_number(std::string_view label) {
  return label.find("proquest") != std::string_view::npos &&
         label.find("id") != std::string_view::npos;
}

std::optional<Meaning> meaning_of(const std::string& label) {
  static const LabelTable<Meaning> table(kLabels);
  const std::optional<Meaning> known = table[label];
  return !known && names_number(label) ? Meaning::id : known;
}

/// The rule between two documents.
bool is_rule(std::string_view line) {
  constexpr std::size_t kShortest = 30;
  return line.size() >= kShortest && (line.find_first_not_of('_') == std::string_view::npos ||
                                      line.find_first_not_of('*') == std::string_view::npos);
}

bool is_text(std::string_view text) {
  if (skip_blanks(text).starts_with('<')) return false;
  return std::ranges::any_of(numbered_lines(text), [](const NumberedLine& line) {
    const auto label = labelled(line.text);
    return label && meaning_of(label->label) == Meaning::id;
  });
}

/// Between rules; what holds no number of ProQuest's is a list of hits, or the service's address.
std::vector<DownloadPiece> cut_text(std::string_view text) {
  std::vector<DownloadPiece> pieces = cut_below(text, is_rule);
  if (pieces.empty()) pieces = cut_below(text, counts_document);  // as an RTF has them
  if (pieces.empty()) pieces.push_back({text, 1, {}});
  std::erase_if(pieces, [](const DownloadPiece& piece) { return !is_text(piece.text); });
  return pieces;
}

std::string without_account(std::string_view url) {
  const std::size_t account = std::min(url.find("?accountid="), url.find("&accountid="));
  return std::string(url.substr(0, account));
}

/// "Harbour Post; Langholm" → "Harbour Post": without the place.
std::string_view without_place(std::string_view source) {
  return trim(source.substr(0, source.find(';')));
}

void take(Meaning meaning, std::string_view value, Download& download) {
  switch (meaning) {
    case Meaning::title:
      return download.set(ArticleField::title, value);
    case Meaning::author:
      return download.set(ArticleField::author, without_preposition(value));
    case Meaning::source:
      return download.set(ArticleField::source, without_place(value));
    case Meaning::date:
      return download.set(ArticleField::date, value);
    case Meaning::section:
      return download.set(ArticleField::section, value);
    case Meaning::language:
      return download.set(ArticleField::language, language_named(value));
    case Meaning::id:
      return download.set(ArticleField::id, value);
    case Meaning::url:
      return download.set(ArticleField::url, without_account(value));
    case Meaning::type:
      return download.set(ArticleField::type, value);
    case Meaning::abstract:
      return download.parts.set({ArticleField::body, 5, TextKind::summary}, value);
    case Meaning::topic:
      download.topics = listed_topics(value);
      return;
    case Meaning::page:
      if (download.page.empty()) download.page = value;
      return;
    case Meaning::text:
    case Meaning::other:
      return;
  }
}

bool says_there_is_none(std::string_view text) {
  return is_one_of(folded(text),
                   "not available|not available.|nicht verfugbar|non disponible|"
                   "no disponible|non disponibile|nao disponivel|niet beschikbaar");
}

std::optional<Meaning> label_of(const TextBlock& block) {
  const auto label = labelled(block.first());
  return label ? meaning_of(label->label) : std::nullopt;
}

std::optional<Download> read_text(const DownloadPiece& piece) {
  const std::string_view document = piece.text;
  Download download;
  std::vector<TextBlock> blocks = text_blocks(document);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    std::optional<Meaning> meaning = label_of(blocks[i]);
    if (meaning == Meaning::text || meaning == Meaning::abstract) {
      blocks[i].lines.front() = labelled(blocks[i].first())->value;
      if (blocks[i].first().empty()) blocks[i].lines.erase(blocks[i].lines.begin());
      std::size_t end = i + 1;
      while (end < blocks.size() && !label_of(blocks[end])) ++end;
      if (blocks[i].lines.empty()) blocks[i].lines.push_back({});
      const std::string text(trim(block_paragraphs(blocks, i, end)));
      if (meaning == Meaning::abstract)
        take(*meaning, text, download);
      else if (!says_there_is_none(text))
        download.set(ArticleField::body, text);
      i = end - 1;
      continue;
    }
    std::string value;
    const auto close = [&] {
      if (meaning) take(*meaning, value, download);
    };
    for (const std::string_view line : blocks[i].lines) {
      const auto label = labelled(line);
      if (const auto next = label ? meaning_of(label->label) : std::nullopt) {
        if (!value.empty()) close();
        meaning = next;
        value = label->value;
      } else {
        value.append(value.empty() ? "" : " ").append(line);
      }
    }
    close();
  }
  if (download.parts[ArticleField::title].empty() && download.parts.text().empty())
    return std::nullopt;
  return download;
}

// XML

std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

/// The day of a number, unless it is none: "19240500" is a month, "00010101" nothing.
std::string day_of(const std::string& number, const std::string& written) {
  std::string digits;
  for (const char c : number)
    if (is_ascii_digit(c)) digits += c;
  if (is_day(digits)) return digits;
  const auto date = read_date(written, {});
  constexpr Timestamp kEarliest = -12'000'000'000;  // in the 16th century
  return date && date->time > kEarliest ? written : std::string();
}

/// The kind of a record, where it says more than "Article".
std::string type_of(const std::vector<XmlElement>& types) {
  std::string told;
  for (const XmlElement& type : types)
    if (const std::string name = type.line();
        !name.empty() && !is_one_of(folded(name), "article|feature|general information|news"))
      told = told.empty() ? name : told;
  return told;
}

std::string authors_of(const XmlElement& record, std::string_view contributor) {
  std::string authors;
  for (const XmlElement& each : record.descendants(contributor)) {
    const std::string role = folded(each.child("ContribRole").line());
    if (!role.empty() && role != "author" && role != "pers author" && role != "byline") continue;
    const std::string name =
        first_of({each.child("OriginalForm").line(), each.child("PersonName").line(),
                  each.child("NormalizedDisplayForm").line()});
    if (!name.empty()) authors.append(authors.empty() ? "" : ", ").append(name);
  }
  return authors;
}

/// The text of an element, which may be escaped HTML.
std::string text_in(const XmlElement& element) {
  const std::string text = element.text();
  const std::string_view begin = trim(text);
  if (begin.starts_with('<') || begin.find("<p>") != std::string_view::npos)
    return html_to_text(text);
  return std::string(begin);
}

std::optional<AgencyItem> read_xml(const XmlElement& record) {
  AgencyItem item;
  const auto set = [&](ArticleField part, const std::string& value) {
    item.parts.set({part, 5}, value);
  };
  const auto inner = [&](std::string_view name) { return record.descendant(name).line(); };
  set(ArticleField::id, first_of({inner("RecordID"), inner("GOID")}));
  set(ArticleField::title,
      first_of({inner("RecordTitle"), record.descendant("TitleAtt").child("Title").line()}));
  set(ArticleField::source,
      first_of({record.descendant("Publication").child("Title").line(),
                record.descendant("PubFrosting").child("Title").line(), inner("PubTitle")}));
  set(ArticleField::date, day_of(first_of({inner("NumericPubDate"), inner("NumericDate")}),
                                 first_of({inner("AlphaPubDate"), inner("AlphaDate")})));
  set(ArticleField::author,
      first_of({authors_of(record, "Contributor"), authors_of(record, "ContribParty"),
                authors_of(record, "Contrib")}));
  const XmlElement language = record.descendant("Language");
  set(ArticleField::language, first_of({language.child("RawLang").line(), inner("LanguageCode"),
                                        language.child("ISOCode").line()}));
  set(ArticleField::url, inner("URLDocView"));
  set(ArticleField::type,
      first_of({type_of(record.descendants("ObjectType")), type_of(record.descendants("mstar"))}));
  item.page = inner("StartPage");
  const XmlElement full = record.descendant("FullText"), info = record.descendant("TextInfo");
  for (const XmlElement& text : {full.child("Text") ? full.child("Text") : full, info.child("Text"),
                                 record.descendant("HiddenText")})
    if (item.parts[ArticleField::body].empty()) set(ArticleField::body, text_in(text));
  const XmlElement abstract = record.descendant("AbsText");
  item.parts.set({ArticleField::body, 5, TextKind::summary},
                 text_in(abstract ? abstract : record.descendant("Abstract")));
  return item;
}

const DownloadService& service() {
  static const AgencyFormat xml{.elements = {"Record", "RECORD"},
                                .wrapper = {},
                                .what = "the record",
                                .no_such_file = "the file is no XML of ProQuest's",
                                .hint = "it holds no Record",
                                .read = read_xml};
  static const DownloadService made{
      {{is_text, cut_text, read_text}}, &xml, "a download from ProQuest"};
  return made;
}

bool is_proquest_xml(const InputHead& head) {
  const std::string_view root = head.root_name();
  if (root != "Record" && root != "RECORD" && root != "Records" && root != "RECORDS") return false;
  return contains(head.xml, "<RecordID>") || contains(head.xml, "<GOID>") ||
         contains(head.xml, "<NumericPubDate>");
}

Evidence detect_proquest(const InputHead& head) {
  return evidence_of(is_proquest_xml(head) || is_download(head.content, service()), head,
                     proquest_format);
}

std::unique_ptr<ArticleReader> make_proquest(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, service());
}

}  // namespace

const DownloadService& proquest_service() { return service(); }

constinit const Format proquest_format = {
    .name = "proquest",
    .help = "downloads from ProQuest: text of many documents, XML of Historical Newspapers and TDM",
    .endings = {".proquest.txt", ".proquest.xml"},
    .detect = detect_proquest,
    .make = make_proquest,
    .example = R"(____________________________________________________________

Document 1 of 1

Ferry late

Author: Smith, Ann

Full text: The ferry from Kiel was late.

Title: Ferry late

Publication title: Harbour Post; Kiel

Publication date: May 1, 2024

ProQuest document ID: 900000001
)"};

}  // namespace dateline::indexing
