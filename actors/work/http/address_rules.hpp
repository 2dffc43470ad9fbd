#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace mesh {

/// The reason why a call must not go to an address unless private ones are allowed (X5):
/// "loopback", "private", "link-local", "multicast" and such; empty for an ordinary address of
/// the Internet. `bytes` are the 4 of an IPv4 or the 16 of an IPv6 address, most significant
/// first; any other number of bytes is "no address".
///
/// An IPv6 address that stands for an IPv4 one is special itself when hosts outside of the
/// machine cannot have it (IPv4-mapped, 6to4, Teredo); behind NAT64 the IPv4 address counts.
std::string_view special_use_of(std::span<const std::uint8_t> bytes);

} // namespace mesh
