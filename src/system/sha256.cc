// SPDX-License-Identifier: GPL-2.0-or-later
#include "sha256.h"

#include <fmt/format.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <span>
#include <vector>

#include "system_error.h"

namespace dateline {
namespace {

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  std::string digits;
  for (const std::uint8_t byte : bytes) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace

struct Sha256::State {
  sha256_ctx context{};
};

Sha256::Sha256() : state_(std::make_unique<State>()) { sha256_init(&state_->context); }
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  sha256_update(&state_->context, bytes.size(),
                reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string Sha256::digits() {
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&state_->context, digest.size(), digest.data());
  return hexadecimal(digest);
}

std::string signature(std::string_view key, std::string_view text) {
  const auto bytes = [](std::string_view some) {
    return reinterpret_cast<const std::uint8_t*>(some.data());
  };
  hmac_sha256_ctx context{};
  hmac_sha256_set_key(&context, key.size(), bytes(key));
  hmac_sha256_update(&context, text.size(), bytes(text));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  hmac_sha256_digest(&context, digest.size(), digest.data());
  return hexadecimal(digest);
}

std::string random_digits(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes);
  if (::getrandom(random.data(), bytes, 0) != static_cast<ssize_t>(bytes))
    throw system_error("no random numbers can be had", errno);
  return hexadecimal(random);
}

}  // namespace dateline
