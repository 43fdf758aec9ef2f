// SPDX-License-Identifier: GPL-2.0-or-later
#include "private_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace dateline::indexing {
namespace {

struct Range4 {
  std::uint32_t first;
  int bits;
};

// IANA's registry of special-purpose addresses.
constexpr Range4 kLocal4[] = {
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // shared by a carrier's customers
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, and the metadata services of clouds
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, and broadcast
};

bool is_local4(std::uint32_t address) {
  return std::ranges::any_of(kLocal4, [&](const Range4& range) {
    return (address ^ range.first) >> (32 - range.bits) == 0;
  });
}

using Bytes6 = std::array<std::uint8_t, 16>;

std::uint32_t embedded4(const Bytes6& b, std::size_t at) {
  return static_cast<std::uint32_t>(b[at]) << 24 | static_cast<std::uint32_t>(b[at + 1]) << 16 |
         static_cast<std::uint32_t>(b[at + 2]) << 8 | b[at + 3];
}

bool begins_with(const Bytes6& b, std::initializer_list<std::uint8_t> prefix) {
  return std::equal(prefix.begin(), prefix.end(), b.begin());
}

bool is_local6(const Bytes6& b) {
  const auto zeros = std::ranges::find_if(b, [](std::uint8_t byte) { return byte != 0; });
  const auto leading = zeros - b.begin();
  if (leading >= 12) return true;  // ::, ::1, ::a.b.c.d
  if (leading == 10 && b[10] == 0xFF && b[11] == 0xFF) return is_local4(embedded4(b, 12));
  if (begins_with(b, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))  // NAT64
    return is_local4(embedded4(b, 12));
  if (begins_with(b, {0x20, 0x02})) return is_local4(embedded4(b, 2));  // 6to4
  if (begins_with(b, {0x20, 0x01, 0, 0})) return true;                  // Teredo
  if (begins_with(b, {0x20, 0x01, 0x0D, 0xB8})) return true;            // documentation
  return (b[0] & 0xE0) != 0x20;                                         // only 2000::/3 is public
}

}  // namespace

bool is_local_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in four;
    std::memcpy(&four, &address, sizeof four);
    return is_local4(ntohl(four.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return true;
  sockaddr_in6 six;
  std::memcpy(&six, &address, sizeof six);
  Bytes6 bytes;
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return is_local6(bytes);
}

std::string address_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.sa_family == AF_INET) {
    sockaddr_in four;
    std::memcpy(&four, &address, sizeof four);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 six;
    std::memcpy(&six, &address, sizeof six);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

}  // namespace dateline::indexing
