#include "tests/messages/random_values.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

/// What is let in is sound, and so is what it is passed on as.
template <class T>
void check(const std::string& bytes) {
  T value;
  if (!decode(bytes, value))
    return;
  REQUIRE(is_sound(value));
  T again;
  REQUIRE(decode(encode(value), again));
}

/// One of each kind of value, small enough to try every change of it.
template <class T>
std::vector<std::string> samples(int count) {
  random_source random(first_seed());
  std::vector<std::string> list{encode(T{})};
  while (list.size() < static_cast<std::size_t>(count))
    list.push_back(encode(random_value<T>(random)));
  return list;
}

} // namespace

TEMPLATE_TEST_CASE("M1 M2 bytes with one changed are refused or still sound", "[codec]",
                   message, scatter_order, post_order, gather_summary, cluster_summary,
                   sector_summary, routing_rules) {
  for (auto bytes : samples<TestType>(3))
    for (auto& byte : bytes) {
      const auto original = byte;
      for (int value = 0; value < 256; ++value) {
        byte = static_cast<char>(value);
        check<TestType>(bytes);
      }
      byte = original;
    }
}

TEMPLATE_TEST_CASE("M1 M2 bytes that were cut off are refused or still sound", "[codec]",
                   message, scatter_order, post_order, gather_summary, cluster_summary,
                   sector_summary, routing_rules) {
  for (const auto& bytes : samples<TestType>(40))
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      check<TestType>(bytes.substr(0, size));
      check<TestType>(bytes.substr(size));
    }
}

TEMPLATE_TEST_CASE("M1 M2 any bytes are refused or sound", "[codec]", message, scatter_order,
                   post_order, gather_summary, cluster_summary, sector_summary, routing_rules) {
  random_source random(first_seed());
  for (int round = 0; round < 20'000; ++round)
    check<TestType>(random_bytes(random, 30));
}

TEST_CASE("X1 a payload, part or hash changed on the way is refused", "[codec]") {
  random_source random(first_seed());
  for (int round = 0; round < 200; ++round) {
    auto m = random_value<message>(random);
    message read;
    auto refused = [&](const message& forged) {
      return !decode(encode(forged), read);
    };
    auto forged = m;
    forged.payload += 'x';
    CHECK(refused(forged));
    forged = m;
    forged.parts.emplace_back();
    CHECK(refused(forged));
    forged = m;
    forged.payload_hash.clear();
    CHECK(refused(forged));
  }
}
