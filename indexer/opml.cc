// SPDX-License-Identifier: GPL-2.0-or-later
#include "opml.h"

#include <fmt/format.h>
#include <libxml/xmlreader.h>

#include <memory>

#include "charset.h"
#include "error.h"
#include "plain_text.h"

namespace dateline {
namespace {

using Reader = std::unique_ptr<xmlTextReader, void (*)(xmlTextReaderPtr)>;

/// The first of the attributes that says something.
std::string attribute(const Reader& reader, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const std::unique_ptr<xmlChar, void (*)(void*)> value(
        xmlTextReaderGetAttribute(reader.get(), reinterpret_cast<const xmlChar*>(name)),
        [](void* text) { xmlFree(text); });
    if (!value) continue;
    const std::string text = one_line(reinterpret_cast<const char*>(value.get()));
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

std::map<std::string, std::vector<std::string>> read_opml(const std::filesystem::path& file) {
  const auto no_opml = [&](const char* why) {
    return Error(fmt::format("{} {}", file.string(), why),
                 "give the OPML file a feed reader exports");
  };
  if (!std::filesystem::is_regular_file(file)) throw no_opml("is no file that can be read");
  // Neither entities nor external parts are followed, and the network is never asked.
  const Reader reader(xmlReaderForFile(file.c_str(), nullptr,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
                      &xmlFreeTextReader);
  if (!reader) throw no_opml("cannot be opened");
  std::map<std::string, std::vector<std::string>> groups;
  std::vector<std::string> folders;  // names of the outlines that are open, "" for a feed
  bool is_opml = false;
  int read = 0;
  while ((read = xmlTextReaderRead(reader.get())) == 1) {
    const int type = xmlTextReaderNodeType(reader.get());
    const std::string_view name(
        reinterpret_cast<const char*>(xmlTextReaderConstLocalName(reader.get())));
    if (type == XML_READER_TYPE_ELEMENT && name == "opml") is_opml = true;
    if (name != "outline") continue;
    if (type == XML_READER_TYPE_END_ELEMENT) {
      folders.pop_back();
      continue;
    }
    if (type != XML_READER_TYPE_ELEMENT) continue;
    const std::string title = attribute(reader, {"title", "text"});
    const bool is_feed = !attribute(reader, {"xmlUrl", "xmlurl", "url"}).empty();
    if (is_feed && !title.empty())
      for (const std::string& folder : folders)
        if (!folder.empty()) groups[folder].push_back(title);
    if (xmlTextReaderIsEmptyElement(reader.get()) == 0) folders.push_back(is_feed ? "" : title);
  }
  if (read != 0) throw no_opml("is not well-formed XML");
  if (!is_opml) throw no_opml("is no OPML");
  return groups;
}

}  // namespace dateline
