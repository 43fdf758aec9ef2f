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

std::string read_all(ByteSource& bytes, std::uint64_t limit) {
  constexpr std::size_t kPiece = 256 * 1024;
  std::string content;
  for (;;) {
    const std::size_t size = content.size();
    content.resize(size + kPiece);
    const std::size_t got = bytes.read(content.data() + size, kPiece);
    content.resize(size + got);
    if (got == 0) return content;
    if (content.size() > limit)
      throw Error(fmt::format("the document unpacks to more than {} MB", limit >> 20));
  }
}

std::string local(const xmlChar* name) {
  return name == nullptr ? std::string() : reinterpret_cast<const char*>(name);
}

}  // namespace

Members read_members(std::string_view zip, const DocumentLimits& limits,
                     const std::function<bool(std::string_view name)>& wanted) {
  Members members;
  UnpackBudget budget;
  budget.ratio = 1000;  // a sheet says much again and again
  ZipBytes bytes(zip, budget);
  Unpacker unpacker(bytes, budget);
  std::uint64_t left = limits.text_bytes;
  while (const auto name = unpacker.next()) {
    if (!wanted(*name)) continue;
    std::string content = read_all(unpacker.content(), left);
    left -= content.size();
    members.emplace(*name, std::move(content));
  }
  return members;
}

XmlPull::XmlPull(std::string_view xml)
    : reader_(xml.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())
                  ? nullptr
                  : xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                                       XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR |
                                           XML_PARSE_COMPACT | XML_PARSE_NOCDATA),
              xmlFreeTextReader) {
  if (!reader_) throw Error("the XML in the document cannot be read");
}
XmlPull::~XmlPull() = default;

XmlPull::Event XmlPull::next() {
  if (close_empty_) {
    close_empty_ = false;
    --depth_;
    return Event::close;
  }
  for (;;) {
    const int status = xmlTextReaderRead(reader_.get());
    if (status == 0) return Event::end;
    if (status < 0) throw Error("the XML in the document is broken");
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
