// X2: whoever holds connections keeps nobody out.
#include <random>
#include <set>

#include "runtime/http/connection_shares.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::control;

namespace {

control_config of(int connections, int per_identity, int reserved) {
  control_config limits;
  limits.connections = connections;
  limits.connections_per_identity = per_identity;
  limits.connections_reserved = reserved;
  return limits;
}

} // namespace

TEST_CASE("X2 one certificate has its share of the connections, and ends its own idlest",
          "[control]") {
  connection_shares shares(of(256, 64, 16));
  for (connection_shares::key i = 1; i <= 64; ++i)
    CHECK(shares.admit(i, "sectors/n1", false).admitted);
  shares.busy(1);
  shares.idle(2); // it has asked once more: 3 is idle longest
  const auto more = shares.admit(65, "sectors/n1", false);
  CHECK(more.admitted);
  CHECK(more.ends == 3);
  CHECK(more.exhausted == "control.connections_per_identity");
  const auto other = shares.admit(66, "sectors/n2", false);
  CHECK(other.admitted);
  CHECK_FALSE(other.ends);
  CHECK(shares.size() == 65);
}

TEST_CASE("X2 a share whose connections are all being answered is full", "[control]") {
  connection_shares shares(of(256, 2, 16));
  for (connection_shares::key i = 1; i <= 2; ++i) {
    shares.admit(i, "sectors/n1", false);
    shares.busy(i);
  }
  const auto more = shares.admit(3, "sectors/n1", false);
  CHECK_FALSE(more.admitted);
  CHECK(more.reason == "too_many_of_identity");
  CHECK_FALSE(more.ends);
  shares.gone(1);
  CHECK(shares.admit(3, "sectors/n1", false).admitted);
}

TEST_CASE("X2 many nodes that are all being answered leave the operators' reserve",
          "[control]") {
  connection_shares shares(of(8, 2, 3));
  connection_shares::key next = 0;
  for (int node = 0; node < 8; ++node) {
    const auto admitted = shares.admit(++next, "sectors/n" + std::to_string(node), false);
    CHECK(admitted.admitted == (node < 5));
    shares.busy(next);
  }
  for (int i = 0; i < 3; ++i) {
    CHECK(shares.admit(++next, "operator/ann" + std::to_string(i), true).admitted);
    shares.busy(next);
  }
  CHECK_FALSE(shares.admit(++next, "operator/bob", true).admitted);
}

TEST_CASE("X2 an operator ends an idle node's connection before an operator's", "[control]") {
  connection_shares shares(of(4, 4, 2));
  shares.admit(1, "operator/ann", true);
  shares.admit(2, "operator/ann", true);
  shares.admit(3, "sectors/n1", false);
  shares.admit(4, "operator/ann", true);
  CHECK(shares.admit(5, "operator/bob", true).ends == 3);
  CHECK(shares.admit(6, "operator/bob", true).ends == 1); // no node is left
}

TEST_CASE("X2 the reserve takes at most half, and 0 is none", "[control]") {
  connection_shares small(of(2, 64, 16));
  CHECK(small.admit(1, "sectors/n1", false).admitted);
  CHECK(small.admit(2, "sectors/n2", false).ends == 1);
  connection_shares none(of(2, 64, 0));
  CHECK(none.admit(1, "sectors/n1", false).admitted);
  CHECK_FALSE(none.admit(2, "sectors/n2", false).ends);
}

TEST_CASE("X2 whatever comes and goes, the bounds hold and an idle mesh admits everybody",
          "[control]") {
  std::mt19937 random(testing::first_seed());
  connection_shares shares(of(12, 4, 3));
  std::set<connection_shares::key> there, answered;
  for (connection_shares::key next = 1; next <= 3'000; ++next) {
    const auto who = random() % 7;
    const auto is_operator = who < 2;
    const auto v = shares.admit(
        next, (is_operator ? "operator/" : "sectors/") + std::to_string(who), is_operator);
    CHECK((v.admitted || !answered.empty()));
    CHECK((!v.ends || (there.erase(*v.ends) == 1 && !answered.contains(*v.ends))));
    if (v.admitted)
      there.insert(next);
    for (const auto one : std::vector(there.begin(), there.end())) {
      const auto dice = random() % 16;
      if (dice == 0) {
        shares.busy(one);
        answered.insert(one);
      } else if (dice == 1) {
        shares.idle(one);
        answered.erase(one);
      } else if (dice == 2) {
        shares.gone(one);
        there.erase(one);
        answered.erase(one);
      }
    }
    REQUIRE(shares.size() == there.size());
    REQUIRE(shares.size() <= 12);
  }
}
