#include "messages/routing_rules.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

capability_set set_of(std::initializer_list<int> indices) {
  capability_set set;
  for (auto i : indices)
    set.add(i);
  return set;
}

} // namespace

TEST_CASE("Z8 a class is excluded from one capability only", "[routing_rules]") {
  routing_rules rules;
  rules.exclude(agent_class::a_edge, 3);
  CHECK(rules.excluded(agent_class::a_edge, set_of({3})));
  CHECK(rules.excluded(agent_class::a_edge, set_of({1, 3})));
  CHECK_FALSE(rules.excluded(agent_class::a_edge, set_of({1})));
  CHECK_FALSE(rules.excluded(agent_class::a_edge, {}));
  CHECK_FALSE(rules.excluded(agent_class::b_serverless, set_of({3})));
}

TEST_CASE("Z8 a rule that is there already is not added again", "[routing_rules]") {
  routing_rules rules;
  for (int i = 0; i < 3; ++i) {
    rules.exclude(agent_class::d_gpu, 63);
    rules.avoid({1, 2, 3});
  }
  CHECK(rules.exclusions().size() == 1);
  CHECK(rules.avoided_agents().size() == 1);
}

TEST_CASE("Z8 avoided agents are found in whatever order they came", "[routing_rules]") {
  routing_rules rules;
  CHECK_FALSE(rules.avoided({}));
  for (int i = 0; i < 100; ++i)
    rules.avoid(agent_id::unpack(static_cast<std::uint32_t>(i * 7'919 % 1'000 * 1'000)));
  CHECK(std::is_sorted(rules.avoided_agents().begin(), rules.avoided_agents().end()));
  for (int i = 0; i < 100; ++i) {
    auto packed = static_cast<std::uint32_t>(i * 7'919 % 1'000 * 1'000);
    CHECK(rules.avoided(agent_id::unpack(packed)));
    CHECK_FALSE(rules.avoided(agent_id::unpack(packed + 1)));
  }
}
