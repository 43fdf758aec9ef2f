// SPDX-License-Identifier: GPL-2.0-or-later
// EPUB (2 and 3): the pages of a publication in the order of reading, as HTML, and what its package
// says. Navigation, covers and other pages outside that order are left out.
#include <algorithm>

#include "document.h"
#include "error.h"
#include "package.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Item {
  std::string path;
  bool page = false, navigation = false;
};

std::string path_of_package(std::string_view container, std::string& damage) {
  XmlPull pull(container, damage);
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next())
    if (event == XmlPull::Event::open && pull.name() == "rootfile")
      return pull.attribute("full-path");
  return {};
}

/// "a%20b" → "a b".
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [](char c) {
      return is_ascii_digit(c) ? c - '0' : is_ascii_letter(c) ? to_ascii_lower(c) - 'a' + 10 : 99;
    };
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) < 16 &&
        digit(text[i + 2]) < 16) {
      decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

/// An address within the publication, without "./" and "../".
std::string resolved(std::string_view folder, std::string_view address) {
  std::string path(folder);
  std::string_view rest = address.substr(0, address.find('#'));
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view step = rest.substr(0, end);
    if (step == "..") {
      path.resize(std::min(path.size(), path.empty() ? 0 : path.rfind('/', path.size() - 2) + 1));
    } else if (step != "." && !step.empty()) {
      path.append(step).append(end < rest.size() ? "/" : "");
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return percent_decoded(path);
}

/// What the package says: properties, and the pages in the order of reading.
std::vector<std::string> read_package(std::string_view xml, std::string_view folder,
                                      Document& document) {
  XmlPull pull(xml, document.damage);
  std::map<std::string, Item, std::less<>> items;
  std::vector<std::string> pages;
  const auto set = [&](std::string& property) {
    const std::string value = one_line(pull.inner_text());
    if (property.empty()) property = value;
  };
  for (auto event = pull.next(); event != XmlPull::Event::end; event = pull.next()) {
    if (event != XmlPull::Event::open) continue;
    const std::string name(pull.name());
    if (name == "title") set(document.title);
    if (name == "creator") set(document.author);
    if (name == "date") set(document.date);
    if (name == "language") set(document.language);
    if (name == "item")
      items[pull.attribute("id")] = {
          resolved(folder, pull.attribute("href")),
          pull.attribute("media-type").find("html") != std::string::npos,
          (" " + pull.attribute("properties") + " ").find(" nav ") != std::string::npos};
    if (name == "itemref" && pull.attribute("linear") != "no") {
      const auto item = items.find(pull.attribute("idref"));
      if (item != items.end() && item->second.page && !item->second.navigation)
        pages.push_back(item->second.path);
    }
  }
  return pages;
}

}  // namespace

Document parse_epub(std::string_view bytes, const DocumentLimits& limits) {
  Document document;
  const Members members = read_members(bytes, limits, document.damage, [](std::string_view name) {
    const std::string lower = lower_ascii(name);
    for (const std::string_view ending : {".xml", ".opf", ".xhtml", ".html", ".htm"})
      if (lower.ends_with(ending)) return true;
    return false;
  });
  const auto container = members.find("META-INF/container.xml");
  if (container == members.end()) throw_missing("the EPUB names no package", document.damage);
  const std::string path = path_of_package(container->second, document.damage);
  const auto package = members.find(path);
  if (package == members.end())
    throw_missing("the package of the EPUB is missing", document.damage);
  const std::string_view folder = std::string_view(path).substr(0, path.rfind('/') + 1);
  for (const std::string& page : read_package(package->second, folder, document))
    if (const auto found = members.find(page); found != members.end())
      document.parts.push_back({DocumentPart::Kind::page, found->second});
  return document;
}

}  // namespace dateline::indexing
