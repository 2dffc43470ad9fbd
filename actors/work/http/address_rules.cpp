#include "actors/work/http/address_rules.hpp"

#include <array>

namespace mesh {

namespace {

using bytes16 = std::array<std::uint8_t, 16>;

/// A row of the IANA's registries of special-purpose addresses.
struct block {
  bytes16 prefix;
  int bits;
  std::string_view use;
};

constexpr std::array special_ipv4{
    block{{0}, 8, "unspecified"},
    block{{10}, 8, "private"},
    block{{100, 64}, 10, "shared"},
    block{{127}, 8, "loopback"},
    block{{169, 254}, 16, "link-local"},
    block{{172, 16}, 12, "private"},
    block{{192, 0, 0}, 24, "reserved"},
    block{{192, 0, 2}, 24, "documentation"},
    block{{192, 88, 99}, 24, "reserved"},
    block{{192, 168}, 16, "private"},
    block{{198, 18}, 15, "benchmarking"},
    block{{198, 51, 100}, 24, "documentation"},
    block{{203, 0, 113}, 24, "documentation"},
    block{{224}, 4, "multicast"},
    block{{255, 255, 255, 255}, 32, "broadcast"},
    block{{240}, 4, "reserved"},
};

constexpr block nat64{{0, 0x64, 0xff, 0x9b}, 96, "NAT64"};
constexpr block global_unicast{{0x20}, 3, "global"};

/// All others outside of `global_unicast` are reserved.
constexpr std::array special_ipv6{
    block{{}, 128, "unspecified"},
    block{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    block{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4-mapped"},
    block{{0xfc}, 7, "private"},
    block{{0xfe, 0x80}, 10, "link-local"},
    block{{0xff}, 8, "multicast"},
    block{{0x20, 0x01}, 23, "protocol-assignment"}, // Teredo, benchmarking, ORCHID
    block{{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    block{{0x20, 0x02}, 16, "6to4"},
    block{{0x3f, 0xff}, 20, "documentation"},
};

bool contains(const block& some, std::span<const std::uint8_t> bytes) {
  constexpr int byte_bits = 8;
  auto left = some.bits;
  for (std::size_t i = 0; left > 0; ++i, left -= byte_bits) {
    const auto mask =
        left >= byte_bits ? 0xffU : (0xffU << static_cast<unsigned>(byte_bits - left)) & 0xffU;
    if ((bytes[i] & mask) != (some.prefix[i] & mask))
      return false;
  }
  return true;
}

} // namespace

std::string_view special_use_of(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t ipv4_size = 4;
  constexpr std::size_t ipv6_size = 16;
  if (bytes.size() == ipv4_size) {
    for (const auto& some : special_ipv4)
      if (contains(some, bytes))
        return some.use;
    return {};
  }
  if (bytes.size() != ipv6_size)
    return "no address";
  if (contains(nat64, bytes))
    return special_use_of(bytes.last(ipv4_size));
  for (const auto& some : special_ipv6)
    if (contains(some, bytes))
      return some.use;
  return contains(global_unicast, bytes) ? std::string_view() : "reserved";
}

} // namespace mesh
