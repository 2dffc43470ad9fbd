// Whom a cluster lead may send to (X4, Z8), and agents that come and go.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;
using enum mesh::agent_class;

namespace {

message needing(lead_under_test& lead, std::string capability) {
  auto m = lead.some_message();
  m.required_capabilities = {std::move(capability)};
  return m;
}

scatter_order naming(lead_under_test& lead, const std::vector<std::uint8_t>& slots) {
  auto o = lead.order(1);
  for (auto slot : slots)
    o.targets.push_back({{0, 0, slot}, 0});
  return o;
}

} // namespace

TEST_CASE("X4 only agents with the capability are sent to") {
  lead_under_test lead({a_edge, b_serverless, c_persistent});
  lead.scatter(lead.order(1), needing(lead, "transform"));
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 0);
  CHECK(lead.agents[1].count<deliver>() == 1);
  CHECK(lead.agents[2].count<deliver>() == 1);
  CHECK(lead.summary().targets == 2);
}

TEST_CASE("X4 a named agent without the capability is refused by name") {
  lead_under_test lead({a_edge, b_serverless});
  lead.scatter(naming(lead, {0, 1}), needing(lead, "transform"));
  lead.mesh.advance(2s);
  auto s = lead.summary();
  CHECK(s.targets == 2);
  CHECK(s.refused == 1);
  CHECK(s.straggler == 1);
  CHECK(s.exceptions.at(0).reason == errc::capability_denied);
  CHECK(s.exceptions.at(0).agents == std::vector<agent_id>{{0, 0, 0}});
  CHECK(lead.agents[0].count<deliver>() == 0);
}

TEST_CASE("X4 a capability that nobody in the mesh has reaches nobody") {
  lead_under_test lead({a_edge});
  lead.scatter(lead.order(1), needing(lead, "telepathy"));
  CHECK(lead.summary().targets == 0);
  lead.coordinator.clear();
  auto named = naming(lead, {0});
  named.gather = 2;
  lead.scatter(named, needing(lead, "telepathy"));
  CHECK(lead.summary().refused == 1);
  CHECK(lead.summary().exceptions.at(0).reason == errc::capability_denied);
  CHECK(lead.summary().exceptions.at(0).detail.find("telepathy") != std::string::npos);
}

TEST_CASE("a named agent that does not exist is refused by name") {
  lead_under_test lead({a_edge});
  lead.scatter(naming(lead, {0, 1, 99}));
  lead.mesh.advance(1s);
  lead.answer(0);
  CHECK(lead.summary().ready == 1);
  CHECK(lead.summary().refused == 2);
  CHECK(lead.summary().exceptions.at(0).reason == errc::unknown_target);
}

TEST_CASE("a named agent of another class than the order's is refused, not forgotten") {
  lead_under_test lead({a_edge, b_serverless});
  auto o = naming(lead, {0, 1});
  o.cls = b_serverless;
  lead.scatter(o);
  lead.mesh.advance(1s);
  lead.answer(1);
  auto s = lead.summary();
  CHECK(s.targets == 2);
  CHECK(s.refused == 1);
  CHECK(s.exceptions.at(0).reason == errc::capability_denied);
}

TEST_CASE("an order for a class or for one agent reaches nobody else") {
  lead_under_test lead({a_edge, b_serverless, a_edge});
  auto o = lead.order(1);
  o.cls = a_edge;
  lead.scatter(o);
  o = lead.order(2);
  o.where = agent_id{0, 0, 1};
  lead.scatter(o);
  lead.mesh.advance(2s);
  CHECK(lead.summaries().at(0).targets == 2);
  CHECK(lead.summaries().at(1).targets == 1);
  CHECK(lead.agents[1].all<deliver>().at(0).gather == 2);
}

TEST_CASE("Z8 a class that is excluded from a capability is not used for it") {
  lead_under_test lead({b_serverless, c_persistent});
  routing_rules rules;
  auto transform = lead.mesh.who().capabilities().resolve({"transform"});
  for (int i = 0; i < capability_set::max_size; ++i)
    if (transform->has(i))
      rules.exclude(b_serverless, i);
  lead.mesh.tell(lead.handle, wire<routing_rules>(rules));
  lead.scatter(lead.order(1), needing(lead, "transform"));
  lead.scatter(lead.order(2), needing(lead, "observe"));
  lead.mesh.advance(2s);
  REQUIRE(lead.agents[0].count<deliver>() == 1);
  CHECK(lead.agents[0].all<deliver>()[0].gather == 2);
  CHECK(lead.agents[1].count<deliver>() == 2);
}

TEST_CASE("Z8 nothing goes to an agent that is routed around, and named it is refused") {
  lead_under_test lead({a_edge, a_edge});
  routing_rules rules;
  rules.avoid({0, 0, 0});
  lead.mesh.tell(lead.handle, wire<routing_rules>(rules));
  lead.scatter(lead.order(2));
  lead.scatter(naming(lead, {0}));
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 0);
  for (const auto& s : lead.summaries())
    if (s.gather == 1) {
      CHECK(s.refused == 1);
      CHECK(s.exceptions.at(0).reason == errc::routed_around);
    } else {
      CHECK(s.targets == 1);
    }
  lead.mesh.tell(lead.handle, wire<routing_rules>(routing_rules{}));
  lead.scatter(lead.order(3));
  lead.mesh.advance(2s);
  CHECK(lead.agents[0].count<deliver>() == 1);
}

TEST_CASE("F2 an agent that goes down with a message is named at once, and is offline") {
  lead_under_test lead({a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  lead.kill(0);
  lead.answer(1);
  auto s = lead.summary(); // without waiting for the window
  CHECK(s.ready == 1);
  CHECK(s.refused == 1);
  CHECK(s.accounted() == s.targets);
  CHECK(s.exceptions.at(0).reason == errc::agent_down);
  CHECK(s.exceptions.at(0).agents == std::vector<agent_id>{{0, 0, 0}});
  CHECK(lead.row(0).state == agent_state::offline);
  CHECK(lead.row(1).state == agent_state::active);
}

TEST_CASE("F2 an agent that goes down before its send is due is named, too") {
  lead_under_test lead({a_edge, c_persistent});
  lead.scatter(lead.order(1));
  lead.kill(1);
  lead.mesh.advance(1s);
  lead.answer(0);
  CHECK(lead.summary().refused == 1);
  CHECK(lead.summary().ready == 1);
}

TEST_CASE("F2 an agent that is down is refused by name in later gathers") {
  lead_under_test lead({a_edge, a_edge});
  lead.kill(0);
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  lead.answer(1);
  CHECK(lead.summary().targets == 2);
  CHECK(lead.summary().refused == 1);
  CHECK(lead.summary().exceptions.at(0).reason == errc::agent_offline);
}

TEST_CASE("F2 the last words of an agent that went down do not make it active again") {
  lead_under_test lead({a_edge, a_edge});
  lead.scatter(lead.order(1));
  lead.mesh.advance(1s);
  auto last_words = lead.answer_of(0); // still on its way when the agent goes down
  lead.kill(0);
  lead.mesh.tell(lead.handle, last_words);
  lead.beat(0);
  lead.mesh.advance(1s);
  CHECK(lead.row(0).state == agent_state::offline);
}
