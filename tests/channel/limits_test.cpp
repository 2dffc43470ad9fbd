#include <functional>
#include <limits>

#include "messages/channel.pb.h"
#include "messages/link.pb.h"
#include "tests/channel/bodies.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t no_agent = 1'000'000; // the first number that is no id

/// Whether a good body is still let in after the change.
template <class T, class Pb>
bool accepts(const std::function<void(Pb&)>& change) {
  random_source random(first_seed());
  Pb pb;
  REQUIRE(pb.ParseFromString(bytes_of(random_body<T>(random))));
  change(pb);
  T value;
  return read(pb.SerializeAsString(), value);
}

bool accepts_hello(const std::function<void(v1::NodeHello&)>& change) {
  return accepts<node_hello, v1::NodeHello>(change);
}

bool accepts_welcome(const std::function<void(v1::NodeWelcome&)>& change) {
  return accepts<node_welcome, v1::NodeWelcome>(change);
}

} // namespace

TEST_CASE("O5 T5 orders to supervisors name what can exist", "[channel]") {
  auto fault = [](const std::function<void(v1::FaultOrder&)>& change) {
    return accepts<fault_order, v1::FaultOrder>(change);
  };
  CHECK(fault([](auto&) {}));
  CHECK_FALSE(fault([](auto& o) { o.set_kind(5); }));
  CHECK_FALSE(fault([](auto& o) { o.add_whom("s07.c"); }));
  for (auto ms : {-1.0, infinity, not_a_number})
    CHECK_FALSE(fault([&](auto& o) { o.set_pause_ms(ms); }));
  CHECK_FALSE(accepts<join_order, v1::AgentList>([](auto& list) { list.add_whom(no_agent); }));
  CHECK_FALSE(accepts<leave_order, v1::AgentList>([](auto& list) { list.add_whom(no_agent); }));
  CHECK_FALSE(accepts<heal_order, v1::HealOrder>([](auto& o) { o.set_where("nowhere"); }));
  CHECK_FALSE(accepts<unresponsive, v1::Unresponsive>([](auto& u) { u.set_who(""); }));
}

TEST_CASE("O6 an order to freeze keeps to its values", "[channel]") {
  auto order = [](const std::function<void(v1::FreezeOrder&)>& change) {
    return accepts<freeze_order, v1::FreezeOrder>(change);
  };
  CHECK(order([](auto& o) { o.clear_preserved(); }));
  CHECK_FALSE(order([](auto& o) { o.set_act(2); }));
  CHECK_FALSE(order([](auto& o) { o.set_where("s1"); }));
  CHECK_FALSE(order([](auto& o) { o.set_preserved("\x08\x01"); }));
}

TEST_CASE("O6 a report of freezing has no more pages than a mesh has clusters", "[channel]") {
  auto report = [](const std::function<void(v1::FreezeReport&)>& change) {
    return accepts<freeze_report, v1::FreezeReport>(change);
  };
  CHECK(report([](auto&) {}));
  CHECK_FALSE(report([](auto& r) { r.set_from("s7"); }));
  CHECK_FALSE(report([](auto& r) { r.add_messages("none"); }));
  CHECK_FALSE(report([](auto& r) { r.add_breakers()->set_where("s07.c04.a12"); }));
  CHECK_FALSE(report([](auto& r) {
    r.add_pages()->add_agents()->mutable_in_hand()->set_message(99); // which is not there
  }));
  auto pages = [](int count) {
    return [count](v1::FreezeReport& r) {
      r.clear_pages();
      while (r.pages_size() < count)
        r.add_pages();
    };
  };
  CHECK(report(pages(10'000)));
  CHECK_FALSE(report(pages(10'001)));
  auto agents = [](int count) {
    return [count](v1::FreezeReport& r) {
      auto& page = *r.add_pages();
      while (page.agents_size() < count)
        page.add_agents();
    };
  };
  CHECK(report(agents(100)));
  CHECK_FALSE(report(agents(101)));
}

TEST_CASE("K1 a conflict from another host keeps to its values", "[channel]") {
  auto conflict = [](const std::function<void(v1::ConflictRecord&)>& change) {
    return accepts<aged_conflict, v1::ConflictRecord>(change);
  };
  CHECK(conflict([](auto&) {}));
  CHECK_FALSE(conflict([](auto& c) { c.set_agent(no_agent); }));
  CHECK_FALSE(conflict([](auto& c) { c.set_conflict_type(6); }));
  CHECK_FALSE(conflict([](auto& c) { c.set_age_us(~0ULL); }));
  CHECK_FALSE(
      conflict([](auto& c) { c.mutable_evidence()->add_events()->set_agent(no_agent); }));
  CHECK_FALSE(conflict(
      [](auto& c) { c.mutable_evidence()->mutable_expected_by()->set_agent(no_agent); }));
  CHECK_FALSE(conflict([](auto& c) { c.mutable_held()->set_verb(6); }));
  CHECK_FALSE(conflict([](auto& c) { c.mutable_held()->set_given_to("s1"); }));
  for (auto weight : {-1.0, infinity, not_a_number})
    CHECK_FALSE(conflict([&](auto& c) {
      c.mutable_held()->set_given_to("all");
      c.mutable_held()->set_payload_weight(weight);
    }));
}

TEST_CASE("T5 changes of a roster are in the order of ids", "[channel]") {
  auto changes = [](const std::function<void(v1::RosterChanges&)>& change) {
    return accepts<roster_changes, v1::RosterChanges>([&](v1::RosterChanges& c) {
      c.Clear();
      for (std::uint32_t agent : {3, 4}) {
        c.add_agent(agent);
        c.add_standing(3);
        c.add_agent_class(5);
      }
      change(c);
    });
  };
  CHECK(changes([](auto&) {}));
  CHECK_FALSE(changes([](auto& c) { c.set_agent(1, 3); }));
  CHECK_FALSE(changes([](auto& c) { c.set_agent(1, 2); }));
  CHECK_FALSE(changes([](auto& c) { c.set_agent(1, no_agent); }));
  CHECK_FALSE(changes([](auto& c) { c.set_standing(1, 4); }));
  CHECK_FALSE(changes([](auto& c) { c.set_agent_class(1, 6); }));
  CHECK_FALSE(changes([](auto& c) { c.add_standing(1); }));
  CHECK_FALSE(changes([](auto& c) { c.clear_agent_class(); }));
  CHECK(changes([](auto& c) { c.add_clusters(100); }));
  CHECK_FALSE(changes([](auto& c) { c.add_clusters(101); }));
  CHECK_FALSE(changes([](auto& c) {
    for (int i = 0; i < 101; ++i)
      c.add_clusters(1);
  }));
}

TEST_CASE("B2 K2 notes about breakers and conflicts keep to their values", "[channel]") {
  auto note = [](const std::function<void(v1::BreakerNote&)>& change) {
    return accepts<breaker_note, v1::BreakerNote>(change);
  };
  CHECK(note([](auto&) {}));
  CHECK_FALSE(note([](auto& n) { n.set_where("s07.c04.a12"); }));
  CHECK_FALSE(note([](auto& n) { n.set_where(""); }));
  CHECK_FALSE(note([](auto& n) { n.set_state_from(3); }));
  CHECK_FALSE(note([](auto& n) { n.set_state_to(3); }));
  CHECK_FALSE(note([](auto& n) { n.set_age(~0ULL); }));
  CHECK_FALSE(accepts<conflict_level, v1::ConflictTaken>([](auto& t) { t.set_level(3); }));
  CHECK_FALSE(accepts<failure_event, v1::FailureEvent>([](auto& e) { e.set_age(~0ULL); }));
}

TEST_CASE("M4 a hello keeps to its values", "[channel]") {
  CHECK(accepts_hello([](auto&) {}));
  for (auto capacity : {-1.0, infinity, not_a_number})
    CHECK_FALSE(accepts_hello([&](auto& h) { h.set_capacity(capacity); }));
  const std::string longest(longest_node_text, 'x');
  CHECK(accepts_hello([&](auto& h) { h.set_name(longest); }));
  CHECK_FALSE(accepts_hello([&](auto& h) { h.set_name(longest + "x"); }));
  CHECK_FALSE(accepts_hello([&](auto& h) { h.set_witness(longest + "x"); }));
  CHECK_FALSE(accepts_hello([&](auto& h) { h.set_host_id(longest + "x"); }));
  CHECK_FALSE(accepts_hello(
      [&](auto& h) { h.mutable_knows()->add_members()->set_name(longest + "x"); }));
  CHECK_FALSE(accepts_hello([&](auto& h) { h.set_build_version(longest + "x"); }));
  CHECK_FALSE(accepts_hello(
      [](auto& h) { h.set_mesh_config(std::string(longest_node_config + 1, ' ')); }));
  auto holding = [](std::vector<std::uint32_t> sectors) {
    return accepts_hello([&](auto& h) {
      h.clear_holds();
      for (auto sector : sectors)
        h.add_holds()->set_sector(sector);
    });
  };
  CHECK(holding({0, 99}));
  CHECK_FALSE(holding({100}));
  CHECK_FALSE(holding({7, 7}));
  CHECK_FALSE(holding({7, 256 + 8}));
}

TEST_CASE("M4 a welcome keeps to its values", "[channel]") {
  CHECK(accepts_welcome([](auto&) {}));
  for (auto ms : {-1.0, infinity, not_a_number, 1e15}) {
    CHECK_FALSE(accepts_welcome([&](auto& w) { w.set_silence_ms(ms); }));
    CHECK_FALSE(accepts_welcome([&](auto& w) { w.set_rejoin_ms(ms); }));
  }
  CHECK_FALSE(accepts_welcome([](auto& w) { w.set_rules("\xff"); }));
  CHECK_FALSE(accepts_welcome([](auto& w) { w.mutable_roster()->add_clusters(101); }));
  CHECK_FALSE(accepts_welcome([](auto& w) { w.set_mesh_name(std::string(256, 'x')); }));
  auto peers = [](std::size_t count) {
    return accepts_welcome([&](auto& w) {
      w.clear_peers();
      for (std::size_t i = 0; i < count; ++i)
        w.add_peers();
    });
  };
  CHECK(peers(most_nodes));
  CHECK_FALSE(peers(most_nodes + 1));
}

TEST_CASE("R2 what is handed over is of one sector", "[channel]") {
  auto with_pages = [](std::vector<cluster_id> clusters) {
    sector_handover handover;
    for (auto cluster : clusters)
      handover.pages.emplace_back().summary.cluster = cluster;
    return read(bytes_of(handover), handover);
  };
  CHECK(with_pages({}));
  CHECK(with_pages({{7, 4}, {7, 3}}));
  CHECK_FALSE(with_pages({{7, 4}, {8, 3}}));
  CHECK_FALSE(with_pages({{7, 4}, {7, 3}, {7, 4}}));
  CHECK_FALSE(accepts<sector_handover, v1::SectorHandover>(
      [](auto& h) { h.add_circuits("\x0a\x0bs07.c04.a12"); }));
  CHECK_FALSE(accepts<sector_handover, v1::SectorHandover>([](auto& h) {
    for (int i = 0; i < 103; ++i)
      h.add_circuits("\x0a\x03s07");
  }));
  auto detached = [](std::uint32_t cluster, int times) {
    return accepts<sector_handover, v1::SectorHandover>([&](auto& h) {
      h.clear_detached();
      for (int i = 0; i < times; ++i)
        h.add_detached(cluster);
    });
  };
  CHECK(detached(9'999, max_children));
  CHECK_FALSE(detached(9'999, max_children + 1));
  CHECK_FALSE(detached(10'000, 1));
}

TEST_CASE("M4 a change of the simulated world has numbers that mean something", "[channel]") {
  auto change = [](const std::function<void(v1::WorldChange&)>& by) {
    return accepts<world_change, v1::WorldChange>(by);
  };
  CHECK(change([](auto& c) { c.set_jitter(0); }));
  for (auto value : {-1.0, infinity, not_a_number}) {
    CHECK_FALSE(change([&](auto& c) { c.set_latency_ms(value); }));
    CHECK_FALSE(change([&](auto& c) { c.set_processing_factor(value); }));
    CHECK_FALSE(change([&](auto& c) { c.set_conflict(value); }));
  }
  CHECK_FALSE(change([](auto& c) { c.add_agents(no_agent); }));
  CHECK_FALSE(change([](auto& c) { c.set_where("s1"); }));
}

TEST_CASE("M4 an error that only a newer version can name is still told", "[channel]") {
  v1::Error pb;
  pb.set_code("struck_by_lightning");
  pb.set_detail("at 14:00");
  error read;
  REQUIRE(decode(pb.SerializeAsString(), read));
  CHECK(read == error{errc::unsupported, "struck_by_lightning: at 14:00", ""});
  REQUIRE(decode("", read));
  CHECK(read == error{});
}
