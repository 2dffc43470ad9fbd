// X5: addresses that calls do not go to.
#include "actors/work/http/address_rules.hpp"

#include <arpa/inet.h>
#include <array>
#include <string>
#include <utility>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

std::string use_of(const std::string& address) {
  std::array<std::uint8_t, 16> bytes{};
  const auto is_v6 = address.find(':') != std::string::npos;
  REQUIRE(::inet_pton(is_v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) == 1);
  return std::string(special_use_of(std::span(bytes).first(is_v6 ? 16 : 4)));
}

} // namespace

TEST_CASE("X5 an address of this machine, of a private network, or of no host is special",
          "[work]") {
  const auto [address, use] = GENERATE(table<std::string, std::string>({
      {"0.0.0.0", "unspecified"},
      {"0.1.2.3", "unspecified"},
      {"10.0.0.0", "private"},
      {"10.255.255.255", "private"},
      {"100.64.0.1", "shared"},
      {"100.127.255.255", "shared"},
      {"127.0.0.1", "loopback"},
      {"127.255.255.254", "loopback"},
      {"169.254.169.254", "link-local"}, // where clouds have their credentials
      {"172.16.0.1", "private"},
      {"172.31.255.255", "private"},
      {"192.0.0.8", "reserved"},
      {"192.0.2.1", "documentation"},
      {"192.88.99.1", "reserved"},
      {"192.168.0.1", "private"},
      {"198.18.0.1", "benchmarking"},
      {"198.19.255.255", "benchmarking"},
      {"198.51.100.1", "documentation"},
      {"203.0.113.1", "documentation"},
      {"224.0.0.1", "multicast"},
      {"239.255.255.255", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.255", "broadcast"},
      {"::", "unspecified"},
      {"::1", "loopback"},
      {"::2", "reserved"},
      {"::127.0.0.1", "reserved"},
      {"::ffff:127.0.0.1", "IPv4-mapped"},
      {"::ffff:8.8.8.8", "IPv4-mapped"},
      {"64:ff9b::10.0.0.1", "private"},
      {"64:ff9b::169.254.169.254", "link-local"},
      {"64:ff9b:1::1", "reserved"},
      {"100::1", "reserved"},
      {"2001::1", "protocol-assignment"},
      {"2001:1ff:ffff::1", "protocol-assignment"},
      {"2001:db8::1", "documentation"},
      {"2002:7f00:1::", "6to4"},
      {"3fff:fff::1", "documentation"},
      {"4000::1", "reserved"},
      {"fc00::1", "private"},
      {"fd00:ec2::254", "private"},
      {"fe80::1", "link-local"},
      {"febf::1", "link-local"},
      {"fec0::1", "reserved"},
      {"ff02::1", "multicast"},
  }));
  CAPTURE(address);
  CHECK(use_of(address) == use);
}

TEST_CASE("X5 an ordinary address of the Internet is not special, next to those that are",
          "[work]") {
  for (const auto* address :
       {"1.1.1.1",     "9.255.255.255",        "11.0.0.0",        "100.63.255.255",
        "100.128.0.0", "126.255.255.255",      "128.0.0.0",       "169.253.255.255",
        "169.255.0.0", "172.15.255.255",       "172.32.0.0",      "192.167.255.255",
        "192.169.0.0", "198.17.255.255",       "198.20.0.0",      "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "64:ff9b::8.8.8.8"}) {
    CAPTURE(address);
    CHECK(use_of(address).empty());
  }
}

TEST_CASE("X5 what is no address is not called either", "[work]") {
  CHECK(special_use_of({}) == "no address");
  constexpr std::array<std::uint8_t, 5> five{8, 8, 8, 8, 8};
  CHECK(special_use_of(five) == "no address");
}
