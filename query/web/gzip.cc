// SPDX-License-Identifier: GPL-2.0-or-later
#include "gzip.h"

#include <array>

#include "error.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kWorthIt = 1024;  // bytes

}  // namespace

GzipStream::GzipStream() {
  constexpr int kLevel = 4, kGzip = 16 + MAX_WBITS, kMemory = 8;
  if (deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error("there is no memory to compress an answer");
}

GzipStream::~GzipStream() { deflateEnd(&stream_); }

std::string GzipStream::add(std::string_view bytes, bool last) {
  std::string out;
  std::array<Bytef, 32 << 10> buffer;
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  do {
    stream_.next_out = buffer.data();
    stream_.avail_out = static_cast<uInt>(buffer.size());
    deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
    out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream_.avail_out);
  } while (stream_.avail_out == 0);
  return out;
}

void compress(HttpAnswer& answer) {
  if (answer.body.size() < kWorthIt) return;
  answer.body = GzipStream().add(answer.body, true);
  answer.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace dateline::searching
