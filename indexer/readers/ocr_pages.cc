// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocr_pages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

/// Bytes of the hyphen that a line ends with, behind a letter; 0 for none.
std::size_t hyphen_size(std::string_view line) {
  constexpr std::array<std::string_view, 5> kHyphens = {"-", "\xC2\xAC", "\xC2\xAD", "\xE2\x80\x90",
                                                        "\xE2\xB8\x97"};
  for (const std::string_view hyphen : kHyphens) {
    if (line.size() <= hyphen.size() || !line.ends_with(hyphen)) continue;
    const char before = line[line.size() - hyphen.size() - 1];
    return is_ascii_letter(before) || (before & 0x80) != 0 ? hyphen.size() : 0;
  }
  return 0;
}

/// A small letter; of those beyond ASCII what Latin-1 and Latin Extended-A have, Greek, Cyrillic.
bool begins_small(std::string_view line) {
  if (line.empty()) return false;
  const auto first = static_cast<unsigned char>(line.front());
  if (first < 0x80) return is_ascii_lower(first);
  const unsigned second = line.size() > 1 ? static_cast<unsigned char>(line[1]) : 0U;
  if (first == 0xC3) return second >= 0x9F;
  if (first == 0xC4 || first == 0xC5) return (second & 1U) != 0;
  if (first == 0xCE) return second >= 0xAC;
  if (first == 0xD0) return second >= 0xB0;
  return first == 0xCF || first == 0xD1;
}

/// Adds the confidence written in `value`, as a number up to `most`.
void add_confidence(std::string_view value, double most, OcrBlock& block) {
  double confidence = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), confidence);
  if (value.empty() || error != std::errc() || confidence < 0 || confidence > most) return;
  block.confidence += confidence / most;
  ++block.words;
}

void finish(OcrBlock block, const std::vector<std::string>& lines, OcrPage& page) {
  block.text = join_lines(lines);
  if (!block.text.empty()) page.blocks.push_back(std::move(block));
}

/// A word that goes on in the next line stands whole in its first half, where the file says so.
std::string alto_line(const XmlElement& line, OcrBlock& block) {
  std::string text;
  bool whole = false;  // the last word is
  for (const XmlElement& part : line.children()) {
    if (part.name() == "HYP" && !whole) {
      const std::string hyphen = part.attribute("CONTENT");
      text += hyphen.empty() ? "-" : hyphen;
    }
    if (part.name() != "String") continue;
    add_confidence(part.attribute("WC"), 1, block);
    const std::string half = part.attribute("SUBS_TYPE"), word = part.attribute("SUBS_CONTENT");
    if (half == "HypPart2" && !word.empty()) continue;
    whole = half == "HypPart1" && !word.empty();
    text.append(text.empty() ? "" : " ").append(whole ? word : part.attribute("CONTENT"));
  }
  return text;
}

void add_alto_blocks(const XmlElement& within, const std::string& group, OcrPage& page) {
  for (const XmlElement& element : within.children()) {
    if (element.name() == "ComposedBlock") add_alto_blocks(element, element.attribute("ID"), page);
    if (element.name() != "TextBlock") continue;
    OcrBlock block{element.attribute("ID"), group, {}, 0, 0};
    std::vector<std::string> lines;
    for (const XmlElement& line : element.children("TextLine"))
      lines.push_back(alto_line(line, block));
    finish(std::move(block), lines, page);
  }
}

/// The margins hold running heads.
OcrPage read_alto_page(const XmlElement& page) {
  OcrPage read{page.attribute("PHYSICAL_IMG_NR"), {}};
  const XmlElement print = page.child("PrintSpace");
  add_alto_blocks(print ? print : page, {}, read);
  return read;
}

/// The text of a line or a region: of several readings the one with the lowest index.
XmlElement best_reading(const XmlElement& of) {
  XmlElement best;
  int lowest = 0;
  for (const XmlElement& reading : of.children("TextEquiv")) {
    const std::string index = reading.attribute("index");
    int number = 0;
    std::from_chars(index.data(), index.data() + index.size(), number);
    if (best && number >= lowest) continue;
    best = reading;
    lowest = number;
  }
  return best;
}

/// Appends the regions that a group of the reading order names, in its order.
void add_order(const XmlElement& group, std::vector<std::string>& order) {
  std::vector<std::pair<int, XmlElement>> members;
  for (const XmlElement& member : group.children()) {
    const std::string index = member.attribute("index");
    int number = 0;
    std::from_chars(index.data(), index.data() + index.size(), number);
    members.emplace_back(number, member);
  }
  std::ranges::stable_sort(members, {}, [](const auto& member) { return member.first; });
  for (const auto& [number, member] : members) {
    if (const std::string region = member.attribute("regionRef"); !region.empty())
      order.push_back(region);
    if (member.name().find("Group") != std::string::npos) add_order(member, order);
  }
}

bool is_running(std::string_view type) {
  return type == "header" || type == "footer" || type == "page-number" ||
         type == "signature-mark" || type == "catch-word";
}

void add_region(const XmlElement& region, OcrPage& page) {
  if (is_running(region.attribute("type"))) return;
  OcrBlock block{region.attribute("id"), {}, {}, 0, 0};
  std::vector<std::string> lines;
  for (const XmlElement& line : region.children("TextLine")) {
    const XmlElement reading = best_reading(line);
    add_confidence(reading.attribute("conf"), 1, block);
    lines.push_back(reading.child("Unicode").line());
  }
  if (lines.empty()) {
    const std::string text = best_reading(region).child("Unicode").text();
    for (const std::string_view line : split_lines(text)) lines.emplace_back(line);
  }
  finish(std::move(block), lines, page);
  for (const XmlElement& inner : region.children("TextRegion")) add_region(inner, page);
}

OcrPage read_page_page(const XmlElement& page) {
  OcrPage read;
  std::vector<std::string> order;
  if (const XmlElement told = page.child("ReadingOrder")) add_order(told, order);
  std::vector<XmlElement> regions = page.children("TextRegion");
  const auto place = [&](const XmlElement& region) {
    return std::ranges::find(order, region.attribute("id")) - order.begin();
  };
  std::ranges::stable_sort(regions, {}, place);
  for (const XmlElement& region : regions) add_region(region, read);
  return read;
}

bool has_class(const XmlElement& element, std::string_view wanted) {
  const std::string classes = " " + element.attribute("class") + " ";
  return classes.find(" " + std::string(wanted) + " ") != std::string::npos;
}

/// The outermost elements below that have one of the classes.
void collect_classes(const XmlElement& from, const std::vector<std::string_view>& classes,
                     std::vector<XmlElement>& found) {
  for (const XmlElement& element : from.children()) {
    if (std::ranges::any_of(classes, [&](auto name) { return has_class(element, name); }))
      found.push_back(element);
    else
      collect_classes(element, classes, found);
  }
}

std::vector<XmlElement> of_classes(const XmlElement& from,
                                   const std::vector<std::string_view>& classes) {
  std::vector<XmlElement> found;
  collect_classes(from, classes, found);
  return found;
}

/// "bbox 1 2 3 4; x_wconf 93" → "93".
std::string property(const std::string& title, std::string_view name) {
  const std::size_t at = title.find(name);
  if (at == std::string::npos) return {};
  const std::string_view rest = trim(std::string_view(title).substr(at + name.size()));
  return std::string(rest.substr(0, rest.find_first_of("; ")));
}

std::string hocr_line(const XmlElement& line, OcrBlock& block) {
  const std::vector<XmlElement> words = of_classes(line, {"ocrx_word", "ocr_word"});
  std::string text;
  for (const XmlElement& word : words) {
    add_confidence(property(word.attribute("title"), "x_wconf"), 100, block);
    text.append(text.empty() ? "" : " ").append(word.line());
  }
  return words.empty() ? line.line() : text;
}

OcrPage read_hocr_page(const XmlElement& page) {
  OcrPage read;
  if (const std::string number = property(page.attribute("title"), "ppageno"); !number.empty()) {
    int from_0 = 0;
    std::from_chars(number.data(), number.data() + number.size(), from_0);
    read.number = std::to_string(from_0 + 1);
  }
  std::vector<XmlElement> paragraphs = of_classes(page, {"ocr_par"});
  if (paragraphs.empty()) paragraphs = of_classes(page, {"ocr_carea", "ocrx_block"});
  if (paragraphs.empty()) paragraphs.push_back(page);
  for (const XmlElement& paragraph : paragraphs) {
    OcrBlock block{paragraph.attribute("id"), {}, {}, 0, 0};
    std::vector<std::string> lines;
    for (const XmlElement& line : of_classes(
             paragraph, {"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"}))
      lines.push_back(hocr_line(line, block));
    if (lines.empty()) lines.push_back(paragraph.line());
    finish(std::move(block), lines, read);
  }
  return read;
}

}  // namespace

std::optional<int> mean_confidence(const std::vector<OcrBlock>& blocks) {
  std::size_t words = 0;
  double sum = 0;
  for (const OcrBlock& block : blocks) {
    words += block.words;
    sum += block.confidence;
  }
  if (words == 0) return std::nullopt;
  return static_cast<int>(std::lround(sum * 100 / static_cast<double>(words)));
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string joined;
  for (const std::string& given : lines) {
    const std::string line = one_line(given);
    if (line.empty()) continue;
    const std::size_t hyphen = begins_small(line) ? hyphen_size(joined) : 0;
    if (hyphen > 0)
      joined.resize(joined.size() - hyphen);
    else if (!joined.empty())
      joined += ' ';
    joined += line;
  }
  return joined;
}

std::vector<std::string> join_broken(std::vector<std::string> paragraphs) {
  std::vector<std::string> joined;
  for (std::string& paragraph : paragraphs) {
    const bool goes_on =
        !joined.empty() && hyphen_size(joined.back()) > 0 && begins_small(paragraph);
    if (goes_on)
      joined.back() = join_lines({joined.back(), paragraph});
    else
      joined.push_back(std::move(paragraph));
  }
  return joined;
}

std::vector<OcrPage> read_ocr_pages(const XmlElement& root) {
  std::vector<OcrPage> pages;
  if (!root) return pages;
  if (root.name() == "alto") {
    for (const XmlElement& page : root.descendants("Page")) pages.push_back(read_alto_page(page));
  } else if (root.name() == "PcGts") {
    for (const XmlElement& page : root.children("Page")) pages.push_back(read_page_page(page));
  } else {
    for (const XmlElement& page : of_classes(root, {"ocr_page"}))
      pages.push_back(read_hocr_page(page));
  }
  return pages;
}

}  // namespace dateline::indexing
