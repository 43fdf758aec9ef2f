// SPDX-License-Identifier: GPL-2.0-or-later
#include "opml.h"

#include <fmt/format.h>
#include <libxml/xmlreader.h>

#include <functional>
#include <memory>

#include "error.h"
#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

using Reader = std::unique_ptr<xmlTextReader, void (*)(xmlTextReaderPtr)>;

/// The first of the attributes that is not empty.
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

struct Outline {
  std::string title, address;
};

/// Calls `feed` for each feed, with the names of the folders around it from the outside in.
void read_outlines(
    const Reader& reader, const std::function<Error(const char*)>& no_opml,
    const std::function<void(const Outline&, const std::vector<std::string>& folders)>& feed) {
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
    const Outline outline{attribute(reader, {"title", "text"}),
                          attribute(reader, {"xmlUrl", "xmlurl", "url"})};
    if (!outline.address.empty()) feed(outline, folders);
    if (xmlTextReaderIsEmptyElement(reader.get()) == 0)
      folders.push_back(outline.address.empty() ? outline.title : "");
  }
  if (read != 0) throw no_opml("is not well-formed XML");
  if (!is_opml) throw no_opml("is no OPML");
}

// Neither entities nor external parts are followed, and the network is never asked.
constexpr int kXmlOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

Error not_opml(const std::string& name, const char* why) {
  return Error(fmt::format("{} {}", name, why), "give the OPML file a feed reader exports");
}

}  // namespace

std::map<std::string, std::vector<std::string>> read_opml(const std::filesystem::path& file) {
  const auto no_opml = [&](const char* why) { return not_opml(file.string(), why); };
  if (!std::filesystem::is_regular_file(file)) throw no_opml("is no file that can be read");
  const Reader reader(xmlReaderForFile(file.c_str(), nullptr, kXmlOptions), &xmlFreeTextReader);
  if (!reader) throw no_opml("cannot be opened");
  std::map<std::string, std::vector<std::string>> groups;
  read_outlines(reader, no_opml,
                [&](const Outline& outline, const std::vector<std::string>& folders) {
                  if (outline.title.empty()) return;
                  for (const std::string& folder : folders)
                    if (!folder.empty()) groups[folder].push_back(outline.title);
                });
  return groups;
}

std::vector<std::string> opml_addresses(std::string_view opml, const std::string& name) {
  const auto no_opml = [&](const char* why) { return not_opml(name, why); };
  const Reader reader(
      xmlReaderForMemory(opml.data(), static_cast<int>(opml.size()), nullptr, nullptr, kXmlOptions),
      &xmlFreeTextReader);
  if (!reader) throw no_opml("cannot be read");
  std::vector<std::string> addresses;
  read_outlines(reader, no_opml, [&](const Outline& outline, const std::vector<std::string>&) {
    addresses.push_back(outline.address);
  });
  return addresses;
}

bool looks_like_opml(std::string_view text) {
  constexpr std::size_t kProlog = 2000;
  return lower_ascii(text.substr(0, kProlog)).find("<opml") != std::string::npos;
}

}  // namespace dateline::indexing
