// K1: an answer of -1 that counts is reported once, with what is known of it.
#include "tests/actors/lead_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

struct asked_lead : lead_under_test {
  asked_lead() : lead_under_test({agent_class::a_edge, agent_class::a_edge}) {
    scatter(order(1));
    mesh.advance(std::chrono::seconds(1)); // T
  }
  /// What the agent answers that contradicts.
  ack conflict_of(std::size_t slot) {
    auto a = answer_of(slot);
    a.state = trinary::conflict;
    a.detail = "4";
    a.value = "5";
    return a;
  }
  void tell(ack a) { mesh.tell(handle, std::move(a)); }
};

} // namespace

TEST_CASE_METHOD(asked_lead, "K1 a conflict of a gather becomes a record", "[lead]") {
  tell(conflict_of(1));
  answer(0);
  auto kept = mesh.conflicts();
  REQUIRE(kept.size() == 1);
  CHECK(to_string(kept[0].agent) == "s00.c00.a01");
  CHECK(kept[0].message == agents[1].all<deliver>().back().what->id);
  CHECK(kept[0].id.value != 0);
  CHECK(kept[0].at_ms == mesh.around().wall_ms(mesh.now()));
  CHECK(kept[0].what.type == conflict_type::data_contradiction);
  CHECK(kept[0].what.expected == "4");
  CHECK(kept[0].what.received == "5");
  CHECK(summary().conflict == 1);
}

TEST_CASE_METHOD(asked_lead, "K1 the record says what the work knows of the conflict",
                 "[lead]") {
  conflict known{conflict_type::context_divergence, "branch 1", "branch 2", 77, 12, 0};
  auto a = conflict_of(0);
  a.found = std::make_shared<const conflict>(known);
  tell(a);
  REQUIRE(mesh.conflicts().size() == 1);
  CHECK(mesh.conflicts()[0].what == known);
}

TEST_CASE_METHOD(asked_lead, "K1 what does not count is not reported", "[lead]") {
  SECTION("the same answer twice") {
    tell(conflict_of(0));
    tell(conflict_of(0));
    CHECK(mesh.conflicts().size() == 1);
  }
  SECTION("an answer of an agent that was replaced") {
    auto a = conflict_of(0);
    a.incarnation = 7;
    tell(a);
    CHECK(mesh.conflicts().empty());
  }
  SECTION("an answer after the gather has closed") {
    auto late = conflict_of(0);
    mesh.advance(std::chrono::seconds(10));
    tell(late);
    CHECK(summary().straggler == 2);
    CHECK(mesh.conflicts().empty());
  }
  SECTION("a failure") {
    auto a = conflict_of(0);
    a.failure = errc::work_failed;
    tell(a);
    CHECK(mesh.conflicts().empty());
  }
  SECTION("a post that nobody sent") {
    auto a = conflict_of(0);
    a.gather = 0;
    tell(a);
    CHECK(mesh.conflicts().empty());
  }
}

TEST_CASE_METHOD(asked_lead, "K1 F4 an agent with a damaged context is in conflict by its hash",
                 "[lead]") {
  auto a = answer_of(0);
  a.context_hash = 0xbad;
  tell(a);
  REQUIRE(mesh.conflicts().size() == 1);
  CHECK(mesh.conflicts()[0].what.type == conflict_type::hash_mismatch);
  CHECK(mesh.conflicts()[0].what.context_hash == 0xbad);
  CHECK(mesh.conflicts()[0].what.received == "context 0000000000000bad");
}

TEST_CASE_METHOD(asked_lead, "K1 the conflict of a posted message is reported once", "[lead]") {
  post_order to;
  to.to = {0, 0, 0};
  to.expire = in(std::chrono::seconds(30));
  mesh.tell(handle, wire<message>(some_message("from afar")), wire<post_order>(to));
  auto a = conflict_of(0);
  CHECK(a.gather == 0);
  tell(a);
  tell(a);
  REQUIRE(mesh.conflicts().size() == 1);
  CHECK(mesh.conflicts()[0].message == a.what);
}

TEST_CASE_METHOD(asked_lead, "K2 the coordinator is sent what is more than a lead's",
                 "[lead]") {
  auto what = conflict{conflict_type::data_contradiction, "4", "5", 0, 0, 100};
  auto a = conflict_of(0);
  a.found = std::make_shared<const conflict>(what);
  tell(a);
  CHECK(coordinator.count<wire<conflict_notice>>() == 0);
  what.affected_agents = 101;
  auto b = conflict_of(1);
  b.found = std::make_shared<const conflict>(what);
  tell(b);
  auto sent = coordinator.all<wire<conflict_notice>>();
  REQUIRE(sent.size() == 1);
  CHECK(*sent[0]
        == conflict_notice{
            mesh.conflicts()[1].id, {0, 0, 1}, conflict_type::data_contradiction, 3});
}

TEST_CASE_METHOD(asked_lead, "K1 the message is kept with the record, and who else got it",
                 "[lead]") {
  tell(conflict_of(0));
  REQUIRE(mesh.conflicts().size() == 1);
  auto held = mesh.conflicts()[0].held;
  REQUIRE(held);
  auto sent = agents[0].all<deliver>().back().what;
  CHECK(held->payload == sent->payload);
  CHECK(held->payload_bytes == sent->payload.size());
  CHECK(held->given_to == scope());
}

TEST_CASE_METHOD(asked_lead, "K1 a lead that replaces another gives its records other ids",
                 "[lead]") {
  tell(conflict_of(0));
  auto successor =
      mesh.spawn(cluster_lead, lead_setup{&mesh.around(),
                                          {0, 0},
                                          coordinator.as<sector_coordinator_actor>(),
                                          std::make_shared<const routing_rules>()});
  std::vector<member> members;
  for (std::uint8_t slot = 0; slot < 2; ++slot)
    members.push_back(
        {agents[slot].as<agent_actor>(), {{0, 0, slot}, agent_class::a_edge, {}, nullptr}});
  mesh.tell(successor, std::move(members));
  scatter_order again = order(2);
  again.arrive = in({});
  again.scheduled = false;
  mesh.tell(successor, wire<message>(some_message()), wire<scatter_order>(std::move(again)));
  auto second = conflict_of(1);
  mesh.tell(successor, second);
  auto kept = mesh.conflicts();
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].at_ms == kept[1].at_ms);
  CHECK(kept[0].id < kept[1].id);
}
