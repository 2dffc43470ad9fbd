#include "supervisors/causal_order.hpp"

#include <algorithm>
#include <random>

#include "tests/supervisors/resolution_cases.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

causal_event event(std::uint64_t id, std::uint64_t cause, std::uint64_t stamp) {
  return {{id}, {cause}, stamp, first};
}

std::string why_not(const std::vector<causal_event>& seen) {
  auto order = rebuild_order(seen);
  return order ? "" : order.error();
}

resolution_step resolve(std::vector<causal_event> seen) {
  auto c = case_of(conflict_type::temporal_paradox);
  c.record.what.evidence.events = std::move(seen);
  return reconcile_clocks(c);
}

} // namespace

TEST_CASE("K3 whatever order a chain was seen in, the order of its causes is found",
          "[conflicts]") {
  std::mt19937_64 random(mesh::testing::first_seed());
  std::vector<causal_event> chain{event(100, 7, 3)}; // what caused it lies outside
  for (std::uint64_t i = 1; i < 50; ++i) {
    const auto& cause = chain[random() % chain.size()];
    chain.push_back(event(100 - i, cause.message.value, cause.lamport + 1 + random() % 3));
  }
  std::ranges::stable_sort(
      chain, {}, [](const causal_event& e) { return std::pair(e.lamport, e.message); });
  auto seen = chain;
  std::ranges::shuffle(seen, random);
  auto order = rebuild_order(seen);
  REQUIRE(order);
  CHECK(*order == chain);
  CHECK(how_settled(resolve(seen)) == "clock_reconciliation");
}

TEST_CASE("K3 an order that stamps and causes do not agree on is none", "[conflicts]") {
  CHECK(why_not({event(2, 1, 5), event(1, 0, 5)})
        == "0000000000000002 (5) is not later than its cause 0000000000000001 (5)");
  CHECK(why_not({event(1, 2, 3), event(2, 1, 4)}) // a circle
        == "0000000000000001 (3) is not later than its cause 0000000000000002 (4)");
  CHECK(why_not({event(1, 1, 3)})
        == "0000000000000001 (3) is not later than its cause 0000000000000001 (3)");
  CHECK(why_not({event(1, 0, 3), event(2, 9, 4)})
        == "the cause of 0000000000000002 is missing: 0000000000000009");
  CHECK(why_not({event(1, 0, 3), event(2, 0, 4)})
        == "the cause of 0000000000000002 is missing");
  CHECK(why_not({event(1, 0, 0)}) == "a message has no stamp");
  CHECK(why_not({event(1, 0, 3), event(1, 0, 4)}) == "0000000000000001 is named twice");
}

TEST_CASE("K3 a paradox that clocks do not explain is a person's", "[conflicts]") {
  CHECK(how_settled(resolve({event(2, 1, 5), event(1, 0, 4)})) == "clock_reconciliation");
  CHECK(why_left(resolve({event(1, 0, 4), event(2, 1, 5)}))
        == "they came in causal order: clocks are not the cause");
  CHECK(why_left(resolve({event(2, 1, 5)}))
        == "they came in causal order: clocks are not the cause");
  CHECK(why_left(resolve({})) == "the order of the messages is not known");
  CHECK(why_left(resolve({event(2, 1, 5), event(1, 0, 4), {}})) // what bound_evidence leaves
        == "more messages than are kept (conflicts.evidence_items)");
}
