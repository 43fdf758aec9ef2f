// SPDX-License-Identifier: GPL-2.0-or-later
#include "gzip_stream.h"

#include <brotli/decode.h>
#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>

#include "error.h"
#include "text/ascii.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr int kGzip = 15 + 16, kAnyHeader = 15 + 32, kNoHeader = -15;  // window bits of zlib

using Decoded = std::optional<DecodedBody>;

/// Calls `step(piece, room)` until it returns that no more bytes may come. It fills a piece.
template <class Step>
std::optional<std::string> decode_pieces(std::size_t limit, Step step) {
  std::string decoded;
  std::array<char, 64 * 1024> piece;
  for (bool more = true; more;) {
    std::size_t made = 0;
    more = step(piece.data(), piece.size(), made);
    if (decoded.size() + made > limit) return std::nullopt;
    decoded.append(piece.data(), made);
    if (made == 0) break;
  }
  return decoded;
}

Decoded with_text(std::optional<std::string>&& text, bool ended) {
  return text ? Decoded({std::move(*text), !ended}) : std::nullopt;
}

Decoded inflate_body(std::string_view body, int window, std::size_t limit) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> closing(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  int status = Z_OK;
  auto text = decode_pieces(limit, [&](char* piece, std::size_t size, std::size_t& made) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = static_cast<uInt>(size);
    status = inflate(&stream, Z_NO_FLUSH);
    made = size - stream.avail_out;
    return status == Z_OK;
  });
  return with_text(std::move(text), status == Z_STREAM_END);
}

Decoded decode_deflate(std::string_view body, std::size_t limit) {
  // "deflate" means the zlib format, but many servers send a raw stream.
  Decoded decoded = inflate_body(body, kAnyHeader, limit);
  return decoded && decoded->text.empty() ? inflate_body(body, kNoHeader, limit) : decoded;
}

Decoded decode_brotli(std::string_view body, std::size_t limit) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!state) throw std::bad_alloc();
  auto next = reinterpret_cast<const std::uint8_t*>(body.data());
  std::size_t left = body.size();
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_ERROR;
  auto text = decode_pieces(limit, [&](char* piece, std::size_t size, std::size_t& made) {
    auto out = reinterpret_cast<std::uint8_t*>(piece);
    std::size_t room = size;
    result = BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &out, nullptr);
    made = size - room;
    return result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  });
  return with_text(std::move(text), result == BROTLI_DECODER_RESULT_SUCCESS);
}

Decoded decode_zstd(std::string_view body, std::size_t limit) {
  constexpr int kLargestWindow = 27;
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  if (!context) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kLargestWindow);
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  std::size_t status = 1;
  auto text = decode_pieces(limit, [&](char* piece, std::size_t size, std::size_t& made) {
    ZSTD_outBuffer out{piece, size, 0};
    status = ZSTD_decompressStream(context.get(), &out, &in);
    made = out.pos;
    return ZSTD_isError(status) == 0 && (in.pos < in.size || out.pos == out.size);
  });
  return with_text(std::move(text), status == 0);
}

/// The content of a chunked body; the body itself when it is not chunked.
DecodedBody join_chunks(std::string_view body) {
  DecodedBody joined{{}, /*cut=*/true};
  for (std::string_view rest = body; !rest.empty();) {
    const std::size_t line = rest.find('\n');
    std::uint64_t size = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && digits < 12; ++digits) {
      const int value = hex_value(rest[digits]);
      if (value < 0) break;
      size = size * 16 + static_cast<std::uint64_t>(value);
    }
    const bool is_size = digits > 0 && digits < rest.size() && line != std::string_view::npos &&
                         std::string_view("\r\n; \t").find(rest[digits]) != std::string_view::npos;
    if (!is_size && joined.text.empty()) return {std::string(body), false};
    if (!is_size) break;
    if (size == 0) {
      joined.cut = false;
      break;
    }
    rest.remove_prefix(line + 1);
    joined.text += rest.substr(0, size);
    rest.remove_prefix(std::min<std::uint64_t>(size, rest.size()));
    rest.remove_prefix(std::min(rest.find_first_not_of("\r\n"), rest.size()));
  }
  return joined;
}

/// The decoded body; the body itself when it does not have this coding.
Decoded decode(std::string_view body, std::string_view coding, std::size_t limit) {
  const auto as_it_is = [&] { return DecodedBody{std::string(body), false}; };
  if (coding.empty() || coding == "identity" || coding == "none" || coding == "utf-8")
    return as_it_is();
  Decoded decoded;
  if (coding == "gzip" || coding == "x-gzip")
    decoded = is_gzip(body) ? inflate_body(body, kAnyHeader, limit) : as_it_is();
  else if (coding == "deflate")
    decoded = decode_deflate(body, limit);
  else if (coding == "br")
    decoded = decode_brotli(body, limit);
  else if (coding == "zstd")
    decoded = decode_zstd(body, limit);
  else
    return std::nullopt;
  if (decoded && decoded->text.empty()) return as_it_is();
  return decoded;
}

}  // namespace

bool is_gzip(std::string_view head) { return head.starts_with("\x1F\x8B"); }

Decoded decode_body(std::string_view body, std::string_view transfer, std::string_view content,
                    std::size_t limit) {
  const bool chunked = lower_ascii(transfer).find("chunked") != std::string::npos;
  DecodedBody decoded = chunked ? join_chunks(body) : DecodedBody{std::string(body), false};
  const std::string codings = lower_ascii(content);
  std::string_view rest = codings;
  for (int number = 0; number < 4; ++number) {  // the last coding was applied last
    const std::size_t comma = rest.rfind(',');
    const std::string_view coding =
        trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    Decoded next = decode(decoded.text, coding, limit);
    if (!next) return std::nullopt;
    decoded = {std::move(next->text), decoded.cut || next->cut};
    if (comma == std::string_view::npos) break;
    rest = rest.substr(0, comma);
  }
  if (decoded.text.size() > limit) return std::nullopt;
  return decoded;
}

GzipSource::GzipSource(ByteSource& bytes, UnpackBudget& expansion)
    : bytes_(bytes), expansion_(expansion), packed_(kPiece) {
  if (inflateInit2(&stream_, kGzip) != Z_OK) throw std::bad_alloc();
}

GzipSource::~GzipSource() { inflateEnd(&stream_); }

bool GzipSource::fill() {
  if (stream_.avail_in > 0) return true;
  const std::size_t got = bytes_.read(packed_.data(), packed_.size());
  stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
  stream_.avail_in = static_cast<uInt>(got);
  return got > 0;
}

/// Whether another member follows. Zeros after a member are padding, as on tapes.
bool GzipSource::begin_member() {
  if (!fill()) return false;
  if (started_ && *stream_.next_in != 0x1F) {
    if (*stream_.next_in != 0) problem_ = "bytes that are not compressed follow its end";
    return false;
  }
  inflateReset(&stream_);
  return in_member_ = started_ = true;
}

std::size_t GzipSource::read(char* buffer, std::size_t size) {
  if (!problem_.empty()) throw Error(fmt::format("the compressed data are broken: {}", problem_));
  if (ended_ || expansion_.refused || size == 0) return 0;
  const std::size_t wanted = std::min(size, kPiece);
  stream_.next_out = reinterpret_cast<Bytef*>(buffer);
  stream_.avail_out = static_cast<uInt>(wanted);
  while (stream_.avail_out > 0 && !ended_ && problem_.empty()) {
    if (!in_member_ && !begin_member()) {
      ended_ = true;
    } else if (!fill()) {
      problem_ = "truncated gzip input";
    } else {
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END)
        in_member_ = false;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        problem_ = stream_.msg == nullptr ? "damaged gzip input" : stream_.msg;
    }
  }
  const std::size_t made = wanted - stream_.avail_out;
  expansion_.add_unpacked(made);
  return made > 0 || problem_.empty() ? made : read(buffer, size);
}

}  // namespace dateline::indexing
