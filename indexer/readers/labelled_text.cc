// SPDX-License-Identifier: GPL-2.0-or-later
#include "labelled_text.h"

#include <algorithm>

#include "dates/dates.h"
#include "text/analyzer.h"
#include "text/fold.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kLongestLabel = 48;
constexpr std::size_t kLongestDateLine = 120;

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

bool has_lower_case(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_ascii_lower(c); });
}

std::size_t digits_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_ascii_digit));
}

bool reads_as_date(std::string_view text) {
  return digits_in(text) >= 4 && read_date(text, {}).has_value();
}

}  // namespace

std::string TextBlock::joined() const {
  std::string text;
  for (const std::string_view line : lines) text.append(text.empty() ? "" : " ").append(line);
  return text;
}

std::vector<NumberedLine> numbered_lines(std::string_view text) {
  std::vector<NumberedLine> lines;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t next = std::min(end + 1, text.size());
    lines.push_back({trim(text.substr(at, end - at)), at, next, ++number});
    at = next;
  }
  return lines;
}

std::vector<TextBlock> text_blocks(std::string_view text) {
  constexpr std::size_t kCentred = 12;  // blanks before a line
  std::vector<TextBlock> blocks;
  bool open = false;
  for (const NumberedLine& line : numbered_lines(text)) {
    if (line.text.empty()) {
      open = false;
      continue;
    }
    const bool far = indent_of(text.substr(line.begin, line.end - line.begin)) >= kCentred;
    if (!open) blocks.push_back({{}, true});
    open = true;
    blocks.back().lines.push_back(line.text);
    blocks.back().centred = blocks.back().centred && far;
  }
  return blocks;
}

std::vector<DownloadPiece> cut_behind(std::string_view text, bool (*ends)(std::string_view line)) {
  std::vector<DownloadPiece> pieces;
  std::size_t begin = 0;
  std::uint64_t first = 1;
  for (const NumberedLine& line : numbered_lines(text)) {
    if (!ends(line.text)) continue;
    pieces.push_back({text.substr(begin, line.end - begin), first, {}});
    begin = line.end;
    first = line.number + 1;
  }
  return pieces;
}

std::vector<DownloadPiece> cut_below(std::string_view text, bool (*begins)(std::string_view line)) {
  std::vector<DownloadPiece> pieces;
  std::size_t begin = std::string_view::npos;
  std::uint64_t first = 0;
  const auto close = [&](std::size_t end) {
    if (begin != std::string_view::npos)
      pieces.push_back({text.substr(begin, end - begin), first, {}});
  };
  for (const NumberedLine& line : numbered_lines(text)) {
    if (!begins(line.text)) continue;
    close(line.begin);
    begin = line.end;
    first = line.number;
  }
  close(text.size());
  return pieces;
}

std::string block_paragraphs(const std::vector<TextBlock>& blocks, std::size_t from,
                             std::size_t to) {
  constexpr std::size_t kWidest = 100;  // bytes of a wrapped line
  to = std::min(to, blocks.size());
  bool wrapped = true;
  for (std::size_t i = from; i < to; ++i)
    for (const std::string_view line : blocks[i].lines) wrapped = wrapped && line.size() <= kWidest;
  std::vector<std::string> paragraphs;
  for (std::size_t i = from; i < to; ++i) {
    if (wrapped) {
      paragraphs.push_back(blocks[i].joined());
      continue;
    }
    for (const std::string_view line : blocks[i].lines) paragraphs.emplace_back(line);
  }
  return join_paragraphs(paragraphs);
}

std::string folded(std::string_view text) { return fold_word(trim(text)).folded; }

bool is_one_of(std::string_view word, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('|'), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool names_document(std::string_view line) {
  static constexpr std::string_view kStems[] = {"ocument", "okument", "OCUMENT", "OKUMENT"};
  return std::ranges::any_of(
      kStems, [&](std::string_view stem) { return line.find(stem) != std::string_view::npos; });
}

std::string bare_label(std::string_view folded) {
  constexpr std::string_view kSmall =
      "of|the|de|la|le|les|del|du|des|der|des|von|van|het|di|della|dello|da|do|das|dos|of|for|";
  std::string bare;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find_first_of(" -_/"), folded.size());
    const std::string_view word = folded.substr(0, end);
    if (!word.empty() && !is_one_of(word, kSmall))
      bare.append(bare.empty() ? "" : " ").append(word);
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return bare;
}

std::optional<LabelledLine> labelled(std::string_view line) {
  const std::size_t colon = line.substr(0, kLongestLabel).find(':');
  if (colon == std::string_view::npos || colon < 2) return std::nullopt;
  const std::string_view label = trim(line.substr(0, colon));
  if (label.find_first_of("0123456789.\"") != std::string_view::npos) return std::nullopt;
  const std::string_view value = line.substr(colon + 1);
  if (value.starts_with("//")) return std::nullopt;  // an address
  return LabelledLine{folded(label), trim(value), !has_lower_case(label)};
}

std::optional<DateLine> date_line(std::string_view line) {
  line = trim(line);
  if (line.size() > kLongestDateLine || digits_in(line) < 4) return std::nullopt;
  if (reads_as_date(line)) return DateLine{std::string(line), {}};
  // An edition, a page or a time in words follows.
  for (std::size_t end = line.size(); end > 0;) {
    end = line.find_last_of(" ,;", end - 1);
    if (end == std::string_view::npos || end == 0) break;
    const std::string_view date = trim(line.substr(0, end));
    const std::string_view tidy = date.substr(0, date.find_last_not_of(",;") + 1);
    if (reads_as_date(tidy)) {
      std::string_view rest = trim(line.substr(end));
      rest.remove_prefix(std::min(rest.find_first_not_of(",; "), rest.size()));
      // A sentence that begins with a date is no date line.
      if (rest.ends_with('.') || std::ranges::count(rest, ' ') > 5) return std::nullopt;
      return DateLine{std::string(tidy), std::string(rest)};
    }
  }
  return std::nullopt;
}

bool counts_document(std::string_view line) {
  constexpr std::size_t kLongest = 60;
  // Folding is dear, and this is asked of every line of every text.
  if (line.size() > kLongest || digits_in(line) < 2 || !names_document(line)) return false;
  std::vector<std::string> words;
  for (std::string_view rest = line; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) words.push_back(folded(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (words.size() > 4 && words[0] == "focus") words.erase(words.begin(), words.begin() + 2);
  if (words.size() != 4) return false;
  const auto is_document = [](const std::string& word) {
    return word.starts_with("document") || word.starts_with("dokument");
  };
  const auto is_number = [](const std::string& word) {
    return std::ranges::all_of(word, is_ascii_digit);
  };
  const bool named_first = is_document(words[0]);
  if (!named_first && !is_document(words[3])) return false;
  const std::size_t at = named_first ? 1 : 0;
  return is_number(words[at]) && is_number(words[at + 2]) &&
         is_one_of(words[at + 1], "of|von|de|van|di|sur|av|af");
}

bool is_issue_date(std::string_view line) {
  if (line.size() > 40 || line.size() < 6) return false;
  const std::string_view year = line.substr(line.size() - 4);
  if (!std::ranges::all_of(year, is_ascii_digit) || digits_in(line) > 8) return false;
  if (reads_as_date("1 " + std::string(line))) return true;
  const std::string first = folded(line.substr(0, line.find(' ')));
  return is_one_of(first,
                   "winter|spring|summer|fall|autumn|sommer|herbst|fruhling|hiver|"
                   "printemps|ete|automne|invierno|primavera|verano|otono|inverno|estate|"
                   "autunno|lente|zomer|herfst");
}

bool is_copyright(std::string_view line) {
  line = trim(line);
  const auto dated = [](std::string_view rest) {
    return digits_in(rest.substr(0, 24)) >= 4 || rest.size() < 3;
  };
  for (const std::string_view mark : {"Copyright", "COPYRIGHT", "\xC2\xA9", "(c)", "(C)"})
    if (line.starts_with(mark)) return dated(line.substr(mark.size()));
  const std::string all = folded(line.substr(0, 60));
  for (const std::string_view words :
       {"all rights reserved", "alle rechte vorbehalten", "tous droits reserves",
        "todos los derechos reservados", "tutti i diritti riservati", "alle rechten voorbehouden",
        "todos os direitos reservados"})
    if (all.starts_with(words)) return true;
  return false;
}

bool is_word_count(std::string_view line) {
  line = trim(line);
  const std::size_t digits = line.find_first_not_of("0123456789., ");
  if (digits == 0 || digits == std::string_view::npos || digits_in(line) == 0) return false;
  return is_one_of(
      folded(line.substr(digits)),
      "words|word|worter|wort|worte|mots|mot|palabras|palabra|parole|parola|woorden|"
      "woord|palavras|palavra|ord|sanaa|slow|slowa|slov|slova|\u0441\u043B\u043E\u0432|"
      "\u0441\u043B\u043E\u0432\u0430|\u0441\u043B\u043E\u0432\u043E|\u8A9E|\u5B57|"
      "\u6587\u5B57|\u8BCD|\u5B57\u6570|kelime");
}

std::string without_preposition(std::string_view byline) {
  byline = trim(byline);
  const std::string plain = without_by(byline);
  if (plain != byline) return plain;
  for (const std::string_view word : {"Von ", "VON ", "Par ", "PAR ", "Door ", "DOOR ", "Por ",
                                      "POR ", "Di ", "DI ", "Av ", "AV ", "Af ", "AF "}) {
    if (!byline.starts_with(word)) continue;
    const std::string_view name = trim(byline.substr(word.size()));
    const bool two_words = name.find(' ') != std::string_view::npos;
    if (two_words && !is_ascii_lower(name.front())) return std::string(name);
  }
  return std::string(byline);
}

std::string page_in(std::string_view text) {
  for (const std::string_view mark :
       {"Pg. ", "pg. ", "Page ", "page ", "Blz. ", "blz. ", "S. ", "Seite ", "p. ", "P. ",
        "p\xC3\xA1g. ", "P\xC3\xA1g. ", "Pag. ", "pag. ", "str. ", "Str. ", "s. "}) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    if (at > 0 && is_ascii_letter(text[at - 1])) continue;
    const std::string_view rest = text.substr(at + mark.size());
    const std::string_view page = rest.substr(0, rest.find_first_of(" ;,"));
    if (digits_in(page) > 0 && page.size() <= 12) return std::string(page);
  }
  return {};
}

std::string language_named(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";,/("), text.size());
    if (const std::string code = normal_language(trim(text.substr(0, end))); !code.empty())
      return code;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

std::vector<std::string> listed_topics(std::string_view text) {
  std::vector<std::string> topics;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";|"), text.size());
    std::string_view topic = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (topic.ends_with("%)")) topic = trim(topic.substr(0, topic.rfind('(')));
    std::string name = one_line(topic);
    if (!name.empty() && std::ranges::find(topics, name) == topics.end())
      topics.push_back(std::move(name));
  }
  return topics;
}

bool is_day(std::string_view digits) {
  if (digits.size() < 8) return false;
  digits = digits.substr(0, 8);
  if (!std::ranges::all_of(digits, is_ascii_digit)) return false;
  const std::string_view century = digits.substr(0, 2);
  return century >= "16" && century <= "21" && read_date(digits, {}).has_value();
}

}  // namespace dateline::indexing
