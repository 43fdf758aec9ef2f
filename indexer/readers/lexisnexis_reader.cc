// SPDX-License-Identifier: GPL-2.0-or-later
// LexisNexis and Nexis Uni: many documents a file, as text, as HTML, or as the text of a DOCX, RTF
// or PDF. The older service counts the documents ("1 of 20 DOCUMENTS") and writes its labels in
// capitals; the present one ends each document with "End of Document".
#include <algorithm>
#include <span>
#include <utility>

#include "download.h"
#include "html/html_text.h"
#include "html/html_tree.h"
#include "labelled_text.h"
#include "readers.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// What a label says of a document.
enum class Meaning : std::uint8_t {
  author,
  section,
  words,
  dateline,
  highlight,
  title,
  text,  // the text begins below it
  url,
  language,  // from here on the text has ended
  topic,
  place,  // and whom it concerns
  type,
  ending,
};

constexpr LabelRow<Meaning> kLabels[] = {
    {Meaning::author,
     "byline|author|autor|auteur|autore|name|verfasser|redacteur|credit|signature|firma|autoria|"
     "assinatura|firmado|autorin|forfatter|forfattare|skribent"},
    {Meaning::section,
     "section|rubrik|rubrique|seccion|sezione|sectie|rubriek|secao|ressort|abschnitt|teil|"
     "editoria|caderno|sektion|seksjon|avsnitt|dzial"},
    {Meaning::words,
     "length|lange|longueur|longitud|lunghezza|lengte|comprimento|extension|extensao|langd|"
     "lengde|laengde|dlugosc|umfang|woorden|palabras|parole|palavras"},
    {Meaning::dateline, "dateline|datum|datelined|ort|ortsangabe|lieu|luogo|lugar|plaats|local"},
    {Meaning::highlight,
     "highlight|highlights|hohepunkte|hervorhebung|points forts|chapeau|bio|"
     "series|kicker|streamer|destacado|resaltado|in evidenza|destaque|accroche|serie|uitgelicht"},
    {Meaning::title, "headline|title|titel|titre|titulo|titolo|kop|uberschrift|schlagzeile"},
    {Meaning::text, "tekst|text|texte|texto|testo|body"},
    {Meaning::url, "url"},
    {Meaning::language, "language|sprache|langue|idioma|lingua|taal|sprak|sprog|jezyk"},
    {Meaning::topic,
     "subject|sujet|thema|themen|asunto|tema|onderwerp|schlagwort|soggetto|assunto|argomento|"
     "materia|amne|emne|temat"},
    {Meaning::place,
     "industry|branche|geographic|geographie|land|region|state|country|city|company|firma|"
     "organization|organisation|person|personne|ticker|industria|sector|settore|setor|geografia|"
     "geografisch|empresa|azienda|societe|entreprise|bedrijf|unternehmen|persona|pessoa|persoon"},
    {Meaning::type,
     "publication type|type publication|pub type|publikationstyp|document type|"
     "tipo publicacion|tipo pubblicazione|tipo publicacao|publicatietype|type publicatie|"
     "publikationsart"},
    {Meaning::ending,
     "load date|update|upload|date chargement|fecha carga|data caricamento|data carregamento|"
     "laaddatum|laad datum|ladedatum|ladungsdatum|laddningsdatum|journal code|code revue|"
     "zeitungs code|graphic|grafik|"
     "graphique|grafico|grafiek|notes|note|correction|correction-date|disclaimer|"
     "isbn|issn|acc-no|pub-subject|distribution|classification|copyright"},
};

std::optional<Meaning> meaning_of(const std::string& label) {
  static const LabelTable<Meaning> table(kLabels);
  return table[label];
}

bool stands_before_text(Meaning meaning) { return meaning < Meaning::language; }

bool ends_document(std::string_view line) {
  constexpr std::size_t kLongest = 40;
  if (line.size() > kLongest || !names_document(line)) return false;
  return is_one_of(folded(line),
                   "end of document|ende des dokuments|ende des dokumentes|fin du document|"
                   "fin de document|fin del documento|einde van document|einde document|"
                   "einde van het document|fine del documento|fim do documento|fim de documento|"
                   "slut pa dokumentet|slutt pa dokument|slut pa dokument|koniec dokumentu");
}

/// One document as its blocks, and what has been found in them.
class Document {
 public:
  explicit Document(std::string_view text) : blocks_(text_blocks(text)) {}

  /// Above the labels stand outlet, date and edition, then the title.
  std::optional<Download> read_counted() {
    const std::size_t labels = first_label();
    std::size_t title = read_head(labels);
    take_titles(title, labels);
    std::size_t text = read_labels(std::max(labels, title), /*capitals=*/true);
    read_text(text, /*capitals=*/true);
    return finish();
  }

  /// Title, outlet and date; labels; "Body"; the text.
  std::optional<Download> read_ended() {
    std::size_t next = read_title_and_date();
    if (next == 0) return std::nullopt;
    while (next < blocks_.size() && !is_label(blocks_[next], false) &&
           !is_text_mark(blocks_[next]) &&
           (is_copyright(blocks_[next].first()) || next + 1 < first_label_from(next)))
      add_edition(blocks_[next++].joined());
    next = read_labels(next, /*capitals=*/false);
    read_text(next, /*capitals=*/false);
    return finish();
  }

 private:
  static bool is_label(const TextBlock& block, bool capitals) {
    const auto label = labelled(block.first());
    if (!label || (capitals && !label->capitals)) return false;
    return meaning_of(label->label).has_value();
  }

  /// "Body", above the text.
  static bool is_text_mark(const TextBlock& block) {
    return block.lines.size() == 1 &&
           is_one_of(folded(block.first()),
                     "body|haupttext|text|corps|corps du texte|cuerpo|corpo|"
                     "tekst|hoofdtekst|volltext|inhalt|corpo del testo|corpo do texto|"
                     "cuerpo del texto|texte|texto|testo|texte integral|brodtext");
  }

  /// "Graphic" or "Classification", below the text.
  static bool is_ending_mark(const TextBlock& block) {
    return is_one_of(folded(block.first()),
                     "graphic|classification|grafik|klassifizierung|graphique|grafico|"
                     "clasificacion|classificazione|grafiek|classificatie|classificacao|"
                     "klassifikation|klassificering");
  }

  std::size_t first_label() const {
    std::size_t at = 0;
    while (at < blocks_.size() && !is_label(blocks_[at], true)) ++at;
    return at;
  }
  std::size_t first_label_from(std::size_t at) const {
    while (at < blocks_.size() && !is_label(blocks_[at], false)) ++at;
    return at == blocks_.size() ? 0 : at;
  }

  /// Outlet, date and edition of a counted document; returns the block behind them.
  std::size_t read_head(std::size_t labels) {
    constexpr std::size_t kDeepest = 6;  // blocks
    const std::size_t last = std::min(labels, kDeepest);
    for (std::size_t i = 0; i < last; ++i)
      for (std::size_t k = 0; k < blocks_[i].lines.size(); ++k) {
        const std::string_view line = blocks_[i].lines[k];
        const auto date = date_line(line);
        if (!date && !(is_issue_date(line) && i > 0)) continue;
        if (labelled(line) && i == 0) continue;
        download_.set(ArticleField::date, date ? date->date : std::string(line));
        if (date) download_.edition = date->rest;
        for (std::size_t more = k + 1; more < blocks_[i].lines.size(); ++more)
          add_edition(blocks_[i].lines[more]);
        read_source(i, k);
        return behind_edition(i, labels);
      }
    // No day can be read: the outlet is still what stands first.
    std::size_t at = 0;
    while (at < last && is_copyright(blocks_[at].first())) ++at;
    if (at + 1 >= labels || at >= blocks_.size()) return at;
    download_.set(ArticleField::source, blocks_[at].joined());
    return at + 1;
  }

  /// The outlet stands last of what is above the date, but copyright and address.
  void read_source(std::size_t block, std::size_t line) {
    std::string source, title;
    for (std::size_t i = 0; i <= block; ++i) {
      if (is_copyright(blocks_[i].first())) continue;
      const std::size_t end = i == block ? line : blocks_[i].lines.size();
      std::string text;
      for (std::size_t k = 0; k < end; ++k)
        text.append(text.empty() ? "" : " ").append(blocks_[i].lines[k]);
      if (text.empty()) continue;
      if (text.starts_with("http"))
        download_.set(ArticleField::url, text);
      else if (blocks_[i].centred || source.empty() || i == 0)
        source = text;
      else
        title = text;  // at the margin, above the date
    }
    download_.set(ArticleField::source, source);
    download_.set(ArticleField::title, title);
  }

  /// Behind the date: its edition, and times in words.
  std::size_t behind_edition(std::size_t date, std::size_t labels) {
    std::size_t at = date + 1;
    for (; at < labels && at < blocks_.size(); ++at) {
      const TextBlock& block = blocks_[at];
      const std::string words = folded(block.joined());
      const bool edition =
          block.joined().size() < 60 &&
          (words.find("edition") != std::string::npos ||
           words.find("ausgabe") != std::string::npos ||
           words.find("edizione") != std::string::npos ||
           words.find("editie") != std::string::npos || words.find("edicion") != std::string::npos);
      const bool last = at + 1 == labels;
      if (is_copyright(block.first()) || is_correction(block.joined())) continue;
      if (date_line(block.first())) continue;
      if (!block.centred && (!edition || last)) break;
      add_edition(block.joined());
    }
    return at;
  }

  void add_edition(std::string_view text) {
    if (is_copyright(text) || is_correction(text)) return;
    while (text.ends_with(';')) text.remove_suffix(1);
    download_.edition.append(download_.edition.empty() ? "" : ", ").append(text);
  }

  /// "Correction Appended", which may stand before the title.
  static bool is_correction(std::string_view text) {
    return is_one_of(folded(text), "correction appended|correction|corrections appended");
  }

  void take_titles(std::size_t from, std::size_t labels) {
    if (from >= labels || from >= blocks_.size()) return;
    std::string title = blocks_[from].joined();
    while (title.ends_with(';')) title.pop_back();
    download_.parts.set_mapped(ArticleField::title, title);
  }

  /// The title, the outlet and the date of an ended document; returns the block behind them, 0 when
  /// there are none.
  std::size_t read_title_and_date() {
    std::vector<std::pair<std::size_t, std::string_view>> lines;  // so far, with their blocks
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      for (const std::string_view line : blocks_[i].lines) {
        const auto label = labelled(line);
        const bool dated = !label && lines.size() >= 2 &&
                           (date_line(line) || is_issue_date(line)) &&
                           !lines.back().second.starts_with("Documents (");
        if (!dated) {
          lines.emplace_back(i, line);
          continue;
        }
        const auto date = date_line(line);
        download_.set(ArticleField::date, date ? date->date : std::string(line));
        if (date) download_.edition = date->rest;
        download_.set(ArticleField::source, lines.back().second);
        lines.pop_back();
        download_.set(ArticleField::title, last_of(lines));
        return i + 1;
      }
    return 0;
  }

  /// The last line, with those of its block: of a PDF a long title has several.
  static std::string last_of(const std::vector<std::pair<std::size_t, std::string_view>>& lines) {
    std::string title;
    for (const auto& [block, line] : lines)
      if (block == lines.back().first) title.append(title.empty() ? "" : " ").append(line);
    return title;
  }

  /// The block "Body" above the text, near `from`; 0 where there is none.
  std::size_t find_text_mark(std::size_t from) const {
    constexpr std::size_t kDeepest = 20;  // blocks
    for (std::size_t at = from; at < std::min(blocks_.size(), from + kDeepest); ++at)
      if (is_text_mark(blocks_[at])) return at;
    return 0;
  }

  /// Reads labels until the text begins, and returns where. Above "Body" all lines are labels, also
  /// those that nobody knows.
  std::size_t read_labels(std::size_t at, bool capitals) {
    const std::size_t mark = capitals ? 0 : find_text_mark(at);
    for (; at < blocks_.size(); ++at) {
      const TextBlock& block = blocks_[at];
      if (!capitals && is_text_mark(block)) return at + 1;
      if (!is_label(block, capitals) && at < mark && labelled(block.first())) continue;
      if (!is_label(block, capitals)) return at;
      if (!read_block(block, capitals)) return at;
      const auto label = labelled(block.first());
      if (meaning_of(label->label) == Meaning::text) {
        if (!label->value.empty()) lead_ = block.joined().substr(block.first().find(':') + 1);
        return at + 1;
      }
    }
    return at;
  }

  /// The labels of a block; false where it is one that stands below a text.
  bool read_block(const TextBlock& block, bool capitals) {
    std::optional<Meaning> open;
    std::string value;
    const auto close = [&] {
      if (open) take(*open, value);
      value.clear();
    };
    for (const std::string_view line : block.lines) {
      const auto label = labelled(line);
      const auto meaning =
          label && (!capitals || label->capitals) ? meaning_of(label->label) : std::nullopt;
      if (meaning && !stands_before_text(*meaning) && !open) return false;
      if (meaning) {
        close();
        open = meaning;
        value = label->value;
      } else {
        value.append(value.empty() ? "" : " ").append(line);
      }
    }
    close();
    return true;
  }

  void take(Meaning meaning, std::string_view value) {
    switch (meaning) {
      case Meaning::author:
        return download_.set(ArticleField::author, without_preposition(value));
      case Meaning::section: {
        const std::size_t version = value.find("; Version");
        download_.page = page_in(value);
        return download_.set(ArticleField::section, trim(value.substr(0, version)));
      }
      case Meaning::title:
        return download_.set(ArticleField::title, value);
      case Meaning::url:
        return download_.set(ArticleField::url, value);
      case Meaning::language:
        return download_.set(ArticleField::language, language_named(value));
      default:
        return;
    }
  }

  void read_text(std::size_t from, bool capitals) {
    std::size_t end = from;
    while (end < blocks_.size() && !ends_text(end, capitals)) ++end;
    std::string body = block_paragraphs(blocks_, from, end);
    if (!lead_.empty()) body = std::string(trim(lead_)) + (body.empty() ? "" : "\n\n" + body);
    download_.set(ArticleField::body, body);
    for (; end < blocks_.size(); ++end) read_ending(blocks_[end], capitals);
  }

  /// The block stands below the text. In capitals a label says so. The present service's labels may
  /// be prose, unless nothing but labels follows.
  bool ends_text(std::size_t at, bool capitals) const {
    const TextBlock& block = blocks_[at];
    if (is_copyright(block.first())) return labels_follow(at, capitals);
    if (!capitals && is_ending_mark(block))
      return mark_follows(at) || labels_follow(at, capitals) || any_labels_follow(at);
    const auto label = labelled(block.first());
    const auto meaning =
        label && (!capitals || label->capitals) ? meaning_of(label->label) : std::nullopt;
    // A label that nobody knows, with a date: "LAAD-DATUM: 8 mei 2017".
    if (capitals && label && label->capitals && !meaning && date_line(label->value))
      return labels_follow(at, capitals);
    if (!meaning || stands_before_text(*meaning)) return false;
    const bool may_be_prose = *meaning == Meaning::topic || *meaning == Meaning::place;
    return (capitals && !may_be_prose) || labels_follow(at, capitals);
  }

  /// "Classification" stands behind the block.
  bool mark_follows(std::size_t at) const {
    return std::any_of(blocks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, blocks_.end(),
                       [](const TextBlock& block) {
                         return folded(block.first()).starts_with("classifi") ||
                                folded(block.first()).starts_with("clasifi") ||
                                folded(block.first()).starts_with("klassifi");
                       });
  }

  /// Every block behind this one is a label's, a copyright, or what such lines say further.
  bool labels_follow(std::size_t at, bool capitals) const {
    constexpr std::size_t kLongest = 200;  // bytes of what is no prose
    for (++at; at < blocks_.size(); ++at) {
      const TextBlock& block = blocks_[at];
      if (is_copyright(block.first()) || is_ending_mark(block) || is_label(block, capitals))
        continue;
      if (!capitals || block.joined().size() > kLongest) return false;
    }
    return true;
  }

  /// Every block behind this one has a label, whatever it means.
  bool any_labels_follow(std::size_t at) const {
    const auto rest = std::span(blocks_).subspan(at + 1);
    return !rest.empty() && std::ranges::all_of(rest, [](const TextBlock& block) {
      return labelled(block.first()) || is_copyright(block.first());
    });
  }

  void read_ending(const TextBlock& block, bool capitals) {
    std::optional<Meaning> open;
    std::string value;
    const auto close = [&] {
      if (open == Meaning::language) take(*open, value);
      if (open == Meaning::topic) download_.topics = listed_topics(value);
    };
    for (const std::string_view line : block.lines) {
      const auto label = labelled(line);
      const auto meaning =
          label && (!capitals || label->capitals) ? meaning_of(label->label) : std::nullopt;
      if (!meaning) {
        value.append(" ").append(line);
        continue;
      }
      close();
      open = meaning;
      value = label->value;
    }
    close();
  }

  std::optional<Download> finish() {
    if (download_.parts[ArticleField::title].empty() && download_.parts.text().empty())
      return std::nullopt;
    return std::move(download_);
  }

  std::vector<TextBlock> blocks_;
  Download download_;
  std::string lead_;  // of the text, behind its label
};

bool is_counted(std::string_view text) {
  return std::ranges::any_of(numbered_lines(text),
                             [](const NumberedLine& line) { return counts_document(line.text); });
}

/// A document's end, or the cover page of the first 64 KiB of a large one.
bool is_ended(std::string_view text) {
  bool job = false, documents = false;
  for (const NumberedLine& line : numbered_lines(text)) {
    if (ends_document(line.text)) return true;
    job = job || line.text.starts_with("Job Number:");
    documents = documents || line.text.starts_with("Documents (");
  }
  return job && documents;
}

std::vector<DownloadPiece> cut_counted(std::string_view text) {
  return cut_below(text, counts_document);
}
std::vector<DownloadPiece> cut_ended(std::string_view text) {
  return cut_behind(text, ends_document);
}

/// Without the line that ends it.
std::string_view without_end(std::string_view document) {
  document = trim(document);
  const std::size_t line = document.rfind('\n');
  return line == std::string_view::npos ? std::string_view() : document.substr(0, line);
}

std::optional<Download> read_counted(const DownloadPiece& piece) {
  const std::string_view document = piece.text;
  return Document(document).read_counted();
}
std::optional<Download> read_ended(const DownloadPiece& piece) {
  const std::string_view document = piece.text;
  return Document(without_end(document)).read_ended();
}

constexpr std::string_view kHtmlDocument = "<DOC NUMBER=";

bool is_html(std::string_view text) {
  return text.find(kHtmlDocument) != std::string_view::npos && skip_blanks(text).starts_with('<');
}

std::vector<DownloadPiece> cut_html(std::string_view html) {
  std::vector<DownloadPiece> pieces;
  std::size_t begin = html.find(kHtmlDocument);
  while (begin != std::string_view::npos) {
    const std::size_t next = html.find(kHtmlDocument, begin + 1);
    const auto line = static_cast<std::uint64_t>(std::ranges::count(html.substr(0, begin), '\n'));
    pieces.push_back({html.substr(begin, next - begin), line + 1, {}});
    begin = next;
  }
  return pieces;
}

std::optional<Download> read_html(const DownloadPiece& piece) {
  const std::string_view html = piece.text;
  constexpr std::size_t kCentred = 20;  // blanks before a line
  // The document begins behind the comment that hides its tags.
  const std::size_t begin = html.find("-->");
  std::string_view part = html.substr(begin == std::string_view::npos ? 0 : begin + 3);
  part = part.substr(0, part.find("<!-- Hide XML"));
  const HtmlTree tree(part);
  std::string text, centred;  // the class of what is centred: the count, the outlet, the date
  for (const HtmlParagraph& paragraph :
       html_paragraphs(tree.root(), [](const GumboNode& node) { return is_unseen(node); })) {
    const std::string_view name =
        paragraph.block == nullptr ? std::string_view() : attribute(*paragraph.block, "class");
    if (centred.empty()) centred = name;
    if (counts_document(one_line(paragraph.text))) continue;
    if (!name.empty() && name == centred) text.append(kCentred, ' ');
    text.append(one_line(paragraph.text)).append("\n\n");
  }
  return read_counted(DownloadPiece{text, 0, {}});
}

Evidence detect_lexisnexis(const InputHead& head) {
  return evidence_of(is_download(head.content, lexisnexis_service()), head, lexisnexis_format);
}

std::unique_ptr<ArticleReader> make_lexisnexis(ByteSource& bytes, const ReadOptions& options) {
  return read_downloads(bytes, options, lexisnexis_service());
}

}  // namespace

const DownloadService& lexisnexis_service() {
  static const DownloadService service{{{is_html, cut_html, read_html},
                                        {is_counted, cut_counted, read_counted},
                                        {is_ended, cut_ended, read_ended}},
                                       nullptr,
                                       "a download from LexisNexis"};
  return service;
}

constinit const Format lexisnexis_format = {
    .name = "lexisnexis",
    .help = "downloads from LexisNexis and Nexis Uni, many documents a file: text, HTML",
    .endings = {".nexis.txt", ".nexis.html"},
    .detect = detect_lexisnexis,
    .make = make_lexisnexis,
    .example = R"(                               1 of 1 DOCUMENTS

                                  Harbour Post

                             May 1, 2024 Wednesday

Ferry late

BYLINE: Ann Smith

SECTION: NEWS

LENGTH: 6 words

The ferry from Kiel was late.

LANGUAGE: ENGLISH
)"};

}  // namespace dateline::indexing
