// SPDX-License-Identifier: GPL-2.0-or-later
#include "compressed_text.h"

#include <fmt/format.h>
#include <xxhash.h>
#define ZDICT_STATIC_LINKING_ONLY  // for ZDICT_trainFromBuffer_fastCover
#include <zdict.h>
#include <zstd.h>

#include <mutex>
#include <optional>
#include <utility>

#include "error.h"

namespace dateline {
namespace {

constexpr int kLevel = 3;

template <typename T>
struct Free {
  void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
  void operator()(ZSTD_DCtx* c) const { ZSTD_freeDCtx(c); }
  void operator()(ZSTD_CDict* c) const { ZSTD_freeCDict(c); }
  void operator()(ZSTD_DDict* c) const { ZSTD_freeDDict(c); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free<T>>;

/// The size of the text, as its frame gives it; absent if it is impossible.
std::optional<std::uint64_t> stated_size(std::string_view packed) {
  const auto length = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (length == ZSTD_CONTENTSIZE_ERROR || length == ZSTD_CONTENTSIZE_UNKNOWN ||
      length > (1ULL << 32))
    return std::nullopt;
  // A damaged length must not cost its memory: zstd packs 128 KB into 4 bytes at best.
  constexpr std::uint64_t kMostPerByte = (128 << 10) / 4;
  if (length / kMostPerByte > packed.size()) return std::nullopt;
  return length;
}

}  // namespace

/// The digested forms for compression and decompression, made at first use.
struct ZstdDictionary::Digested {
  std::once_flag pack_once, unpack_once;
  Owned<ZSTD_CDict> to_pack;
  Owned<ZSTD_DDict> to_unpack;
};

ZstdDictionary::ZstdDictionary(std::string bytes)
    : bytes_(std::move(bytes)),
      number_(ZDICT_getDictID(bytes_.data(), bytes_.size())),
      digested_(std::make_unique<Digested>()) {
  if (number_ == 0) throw Error("a dictionary of texts is damaged");
}

ZstdDictionary::~ZstdDictionary() = default;

std::string ZstdDictionary::train(std::string_view samples, std::span<const std::size_t> sizes) {
  constexpr std::size_t kBytes = 110 << 10;  // more saves little, and each search reads it
  std::string bytes(kBytes, '\0');
  // Not ZDICT_trainFromBuffer, which tries several of these: it takes eight times as long and the
  // result is no smaller.
  ZDICT_fastCover_params_t parameters{};
  parameters.k = 200;  // bytes taken over at once
  parameters.d = 8;    // bytes compared
  parameters.f = 18;   // log2 of the counters of what is frequent
  parameters.accel = 1;
  parameters.splitPoint = 1;  // all samples are learned from
  parameters.zParams.compressionLevel = kLevel;
  const std::size_t size =
      ZDICT_trainFromBuffer_fastCover(bytes.data(), bytes.size(), samples.data(), sizes.data(),
                                      static_cast<unsigned>(sizes.size()), parameters);
  if (ZDICT_isError(size)) return {};
  bytes.resize(size);
  return ZDICT_getDictID(bytes.data(), bytes.size()) == 0 ? std::string() : bytes;
}

std::int64_t ZstdDictionary::sum(std::string_view bytes) {
  return static_cast<std::int64_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

std::string pack_text(std::string_view text, const ZstdDictionary* dictionary) {
  static thread_local const Owned<ZSTD_CCtx> context(ZSTD_createCCtx());
  static thread_local std::string buffer;
  buffer.resize(ZSTD_compressBound(text.size()));
  std::size_t size = 0;
  if (dictionary != nullptr) {
    ZstdDictionary::Digested& digested = *dictionary->digested_;
    std::call_once(digested.pack_once, [&] {
      digested.to_pack.reset(
          ZSTD_createCDict(dictionary->bytes_.data(), dictionary->bytes_.size(), kLevel));
    });
    size = ZSTD_compress_usingCDict(context.get(), buffer.data(), buffer.size(), text.data(),
                                    text.size(), digested.to_pack.get());
  } else {
    size = ZSTD_compressCCtx(context.get(), buffer.data(), buffer.size(), text.data(), text.size(),
                             kLevel);
  }
  if (ZSTD_isError(size))
    throw Error(fmt::format("zstd cannot compress a text: {}", ZSTD_getErrorName(size)));
  std::string packed(buffer, 0, size);
  constexpr std::size_t kKeep = 4 << 20;
  if (buffer.size() > kKeep) buffer = {};
  return packed;
}

std::uint32_t dictionary_of(std::string_view packed) {
  return ZSTD_getDictID_fromFrame(packed.data(), packed.size());
}

std::uint64_t unpacked_size(std::string_view packed) { return stated_size(packed).value_or(0); }

bool unpack_text(std::string_view packed, const ZstdDictionary* dictionary, std::string& text) {
  text.clear();
  const std::optional<std::uint64_t> length = stated_size(packed);
  if (!length) return false;
  const std::uint32_t needed = dictionary_of(packed);
  if (needed != (dictionary == nullptr ? 0 : dictionary->number())) return false;
  static thread_local const Owned<ZSTD_DCtx> context(ZSTD_createDCtx());
  text.resize(*length);
  std::size_t written = 0;
  if (needed != 0) {
    ZstdDictionary::Digested& digested = *dictionary->digested_;
    std::call_once(digested.unpack_once, [&] {
      digested.to_unpack.reset(
          ZSTD_createDDict(dictionary->bytes_.data(), dictionary->bytes_.size()));
    });
    written = ZSTD_decompress_usingDDict(context.get(), text.data(), text.size(), packed.data(),
                                         packed.size(), digested.to_unpack.get());
  } else {
    written =
        ZSTD_decompressDCtx(context.get(), text.data(), text.size(), packed.data(), packed.size());
  }
  if (!ZSTD_isError(written) && written == *length) return true;
  text.clear();
  return false;
}

}  // namespace dateline
