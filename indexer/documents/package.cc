// SPDX-License-Identifier: GPL-2.0-or-later
#include "package.h"

#include <fmt/format.h>
#include <libxml/xmlreader.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "error.h"
#include "streams/archive_stream.h"

namespace dateline::indexing {
namespace {

class ZipBytes : public ByteSource {
 public:
  ZipBytes(std::string_view bytes, UnpackBudget& budget) : rest_(bytes), budget_(budget) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min(size, rest_.size());
    std::memcpy(buffer, rest_.data(), n);
    rest_.remove_prefix(n);
    budget_.packed += n;
    return n;
  }

 private:
  std::string_view rest_;
  UnpackBudget& budget_;
};

/// Appends all bytes, those before a break too. False where they are more than `limit`.
bool append_all(ByteSource& bytes, std::uint64_t limit, std::string& content) {
  std::string piece(256 * 1024, '\0');
  while (const std::size_t got = bytes.read(piece.data(), piece.size())) {
    content.append(piece, 0, got);
    if (content.size() > limit) return false;
  }
  return true;
}

/// Whether the list of members stands at the end, as it does in a whole zip.
bool has_end(std::string_view zip) {
  constexpr std::size_t kRecord = 22, kLongestComment = 65'535;
  constexpr std::uint32_t kIn64Bits = 0xFFFFFFFF;
  const std::size_t at = zip.rfind("PK\x05\x06");
  if (at == std::string_view::npos || zip.size() - at < kRecord ||
      zip.size() - at > kRecord + kLongestComment)
    return false;
  const auto number = [&](std::size_t from, std::size_t bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(zip[at + from + i]);
    return value;
  };
  const std::uint32_t members = number(10, 2), list = number(16, 4);
  return members == 0 || list == kIn64Bits ||
         zip.substr(std::min<std::size_t>(list, at)).starts_with("PK\x01\x02");
}

std::string local(const xmlChar* name) {
  return name == nullptr ? std::string() : reinterpret_cast<const char*>(name);
}

}  // namespace

Members read_members(std::string_view zip, const DocumentLimits& limits, std::string& damage,
                     const std::function<bool(std::string_view name)>& wanted) {
  Members members;
  UnpackBudget budget;
  budget.ratio = 1000;  // a sheet says much again and again
  ZipBytes bytes(zip, budget);
  std::uint64_t left = limits.text_bytes;
  bool fits = true;
  try {
    Unpacker unpacker(bytes, budget);
    while (const auto name = fits ? unpacker.next() : std::nullopt) {
      if (!wanted(*name)) continue;
      const auto [member, is_new] = members.try_emplace(*name);
      if (!is_new) continue;
      fits = append_all(unpacker.content(), left, member->second);
      left -= std::min<std::uint64_t>(left, member->second.size());
    }
  } catch (const Error& error) {
    if (budget.refused) throw;
    damage = error.what();
  }
  if (!fits)
    throw Error(fmt::format("the document unpacks to more than {} MB", limits.text_bytes >> 20));
  if (!has_end(zip)) damage = "the file ends early";
  return members;
}

void throw_missing(std::string_view what, const std::string& damage) {
  throw Error(damage.empty() ? std::string(what) : fmt::format("{}: {}", damage, what));
}

namespace {

constexpr int kXmlOptions = XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR |
                            XML_PARSE_COMPACT | XML_PARSE_NOCDATA;

bool fits(std::string_view xml) {
  return xml.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

}  // namespace

XmlPull::XmlPull(std::string_view xml, std::string& damage)
    : xml_(xml),
      damage_(damage),
      recovered_(nullptr, xmlFreeDoc),
      reader_(fits(xml) ? xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()), nullptr,
                                             nullptr, kXmlOptions)
                        : nullptr,
              xmlFreeTextReader) {
  if (!reader_) throw Error("the XML in the document cannot be read");
}
XmlPull::~XmlPull() { reader_.reset(); }  // before the document that it may walk through

XmlPull::Event XmlPull::next() {
  std::optional<Event> event = step();
  if (!event && !recovered_) {
    recover();
    event = step();
  }
  ++events_;
  return event.value_or(Event::end);
}

/// Goes on in what can be made of all the XML, where it was.
void XmlPull::recover() {
  if (damage_.empty()) damage_ = "its XML is broken or ends early";
  reader_.reset();
  recovered_.reset(xmlReadMemory(xml_.data(), static_cast<int>(xml_.size()), nullptr, nullptr,
                                 kXmlOptions | XML_PARSE_RECOVER));
  if (!recovered_) return;
  reader_.reset(xmlReaderWalker(recovered_.get()));
  close_empty_ = false;
  depth_ = 0;
  for (std::uint64_t i = 0; i < events_; ++i) step();
}

/// Nothing where the XML is broken.
std::optional<XmlPull::Event> XmlPull::step() {
  if (!reader_) return std::nullopt;
  if (close_empty_) {
    close_empty_ = false;
    --depth_;
    return Event::close;
  }
  for (;;) {
    const int status = xmlTextReaderRead(reader_.get());
    if (status == 0) return Event::end;
    if (status < 0) return std::nullopt;
    switch (xmlTextReaderNodeType(reader_.get())) {
      case XML_READER_TYPE_ELEMENT:
        name_ = local(xmlTextReaderConstLocalName(reader_.get()));
        close_empty_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
        ++depth_;
        return Event::open;
      case XML_READER_TYPE_END_ELEMENT:
        name_ = local(xmlTextReaderConstLocalName(reader_.get()));
        --depth_;
        return Event::close;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      case XML_READER_TYPE_WHITESPACE:
        text_ = local(xmlTextReaderConstValue(reader_.get()));
        return Event::text;
      default:
        break;
    }
  }
}

std::string XmlPull::attribute(std::string_view name) const {
  std::string value;
  if (xmlTextReaderMoveToFirstAttribute(reader_.get()) == 1) {
    do {
      if (local(xmlTextReaderConstLocalName(reader_.get())) == name)
        value = local(xmlTextReaderConstValue(reader_.get()));
    } while (value.empty() && xmlTextReaderMoveToNextAttribute(reader_.get()) == 1);
    xmlTextReaderMoveToElement(reader_.get());
  }
  return value;
}

void XmlPull::skip() {
  const int outside = depth_ - 1;
  while (depth_ > outside)
    if (next() == Event::end) return;
}

std::string XmlPull::inner_text() {
  const int outside = depth_ - 1;
  std::string text;
  while (depth_ > outside) {
    const Event event = next();
    if (event == Event::end) break;
    if (event == Event::text) text += text_;
  }
  return text;
}

}  // namespace dateline::indexing
