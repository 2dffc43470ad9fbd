#pragma once
#include <string>

#include "runtime/gateway/enrolment_book.hpp"
#include "tests/support/catch.hpp"

/// What tests of enrolments share.
namespace mesh::test {

inline constexpr std::uint64_t hour = 3'600'000;
inline constexpr std::uint64_t day = 24 * hour;
inline constexpr std::uint64_t t0 = 1'700'000'000'000; // some moment

/// A key that is not weak; each number has its own.
inline identity::ed25519::public_key key(std::uint16_t n) {
  identity::ed25519::public_key made{};
  made.fill(0x42);
  made[0] = static_cast<std::uint8_t>(n & 0xff);
  made[1] = static_cast<std::uint8_t>(n >> 8U);
  return made;
}

inline enroll_order order(const std::string& name) {
  return {name, agent_class::d_gpu, {"paint"}, *parse_scope("s07")};
}

/// A book, and the acts that are applied at once as the gateway does after keeping them.
struct live_book {
  gateway_config cfg;
  gateway::enrolment_book book{cfg};
  std::vector<gateway::enrolment_record> records;

  live_book() = default;
  explicit live_book(const gateway_config& c) : cfg(c), book(c) {}

  void apply(const gateway::enrolment_record& what) {
    if (const auto done = book.apply(what); !done)
      FAIL(to_string(done.error()));
    records.push_back(what);
  }
  void enroll(const std::string& name, const std::string& token, std::uint64_t now = t0) {
    const auto made = book.enroll(order(name), token, now);
    REQUIRE(made);
    apply(made->record);
  }
  /// The refusal's code; empty: it is let in.
  std::string hello(const std::string& name, std::uint16_t n, const std::string& token,
                    std::uint64_t now = t0) {
    const auto said = book.check(name, key(n), token, now);
    if (!said)
      return std::string(said.error().code);
    if (said->first)
      apply(*said->first);
    return said->only_rotation ? "only_rotation" : "";
  }
  std::string rotate(const std::string& name, std::uint16_t from, std::uint16_t to,
                     std::uint64_t now = t0) {
    const auto said = book.rotate_key(name, key(from), key(to), now);
    if (!said)
      return std::string(said.error().code);
    if (*said)
      apply(**said);
    return *said ? "" : "nothing";
  }
  std::string act(const std::string& name, enrolment_act what, std::uint64_t now = t0) {
    const auto made = book.change(name, what, now);
    if (!made)
      return to_string(made.error());
    apply(*made);
    return "";
  }
  /// Enrolled, and bound to this key.
  void bind(const std::string& name, std::uint16_t n, std::uint64_t now = t0) {
    enroll(name, "token of " + name, now);
    REQUIRE(hello(name, n, "token of " + name, now).empty());
  }
  [[nodiscard]] enrolled_agent shown(const std::string& name, std::uint64_t now = t0) const {
    const auto found = book.find(name, now);
    REQUIRE(found);
    return *found;
  }
};

} // namespace mesh::test
