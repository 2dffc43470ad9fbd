#include "config/validate.hpp"

#include <functional>
#include <limits>
#include <string>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

using change = std::function<void(config&)>;

std::vector<std::string> lines_after(const change& edit) {
  config c;
  edit(c);
  std::vector<std::string> lines;
  for (const auto& problem : validate(c))
    lines.push_back(to_string(problem));
  return lines;
}

agent_override_config at(scope where) {
  return {where, {}, {}, {}};
}

agent_override_config running(std::vector<std::string> argv) {
  auto one = at(sector_id{1});
  one.command = command_work_config{std::move(argv)};
  return one;
}

} // namespace

TEST_CASE("the specification's numbers are valid", "[config]") {
  CHECK(validate(config{}).empty());
}

TEST_CASE("values that contradict each other are refused", "[config]") {
  struct row {
    const char* line;
    change edit;
  };
  auto [line, edit] = GENERATE(values<row>({
      {"/topology/agents: found 30000; expected 900 = 3 sectors x 10 clusters x 30 agents, or "
       "no total at all",
       [](config& c) {
         c.topology.sectors = 3;
       }},
      {"/classes: every share is 0; expected at least one class with a share above 0",
       [](config& c) {
         for (auto& one : c.classes)
           one.share = 0;
       }},
      {"/classes/D_GPU/latency_max_ms: found 500; expected at least latency_min_ms (500.5)",
       [](config& c) {
         c.classes[3].latency_min_ms = 500.5;
       }},
      {"/transport/idle_timeout_ms: found 1000; expected more than heartbeat_ms (1000)",
       [](config& c) {
         c.transport.idle_timeout_ms = 1'000;
       }},
      {"/transport/payload_bytes: found 65536; expected at least control_bytes (65537)",
       [](config& c) {
         c.transport.payload_bytes = 65'536;
         c.transport.control_bytes = 65'537;
       }},
      {"/transport/output_bytes: found 16777216; expected more than payload_bytes (16777216)",
       [](config& c) {
         c.transport.output_bytes = 16'777'216;
       }},
      {"/transport/payload_bytes: found 1048576; expected at least entry_bytes and a header "
       "(8389632)",
       [](config& c) {
         c.transport.payload_bytes = 1'048'576;
       }},
      {"/links/bytes: found 1048576; expected at least entry_bytes (8388608)",
       [](config& c) {
         c.links.bytes = 1'048'576;
       }},
      {"/links/credit_entries: found 10; expected at least ack_entries (1024)",
       [](config& c) {
         c.links.credit_entries = 10;
       }},
      {"/links/resend_ms: found 20; expected more than ack_ms (20)",
       [](config& c) {
         c.links.resend_ms = 20;
       }},
      {"/placement/silence_ms: found 13000; expected less than 15000 together with rejoin_ms "
       "(2000), for a dead node's sectors to be taken over in that time",
       [](config& c) {
         c.placement.silence_ms = 13'000;
         c.placement.return_ms = 20'000;
       }},
      {"/placement/silence_ms: found 1000; expected more than 2 keepalive_ms (1000)",
       [](config& c) {
         c.placement.silence_ms = 1'000;
       }},
      {"/placement/silence_ms: found 4000; expected more than 4 in_flight_ms (4000)",
       [](config& c) {
         c.links.in_flight_ms = 1'000;
       }},
      {"/placement/hold_back_max_ms: found 1000; expected at least hold_back_ms (5000)",
       [](config& c) {
         c.placement.hold_back_max_ms = 1'000;
       }},
      {"/placement/rejoin_ms: found 1000; expected more than margin_ms + ask_ms (1000)",
       [](config& c) {
         c.placement.rejoin_ms = 1'000;
       }},
      {"/placement/settle_ms: found 1000; expected more than 2 ask_ms (1000)",
       [](config& c) {
         c.placement.settle_ms = 1'000;
       }},
      {"/placement/return_ms: found 5999; expected at least silence_ms + rejoin_ms (6000)",
       [](config& c) {
         c.placement.return_ms = 5'999;
       }},
      {"/placement/nodes: found 2; expected at least expected_nodes (3)",
       [](config& c) {
         c.placement.nodes = 2;
         c.placement.expected_nodes = 3;
       }},
      {"/control/request_bytes: found 1048575; expected at least script_bytes (1048576)",
       [](config& c) {
         c.control.request_bytes = 1'048'575;
       }},
      {"/gateway/key_days: found 7; expected more than key_warning_days (7)",
       [](config& c) {
         c.gateway.key_days = 7;
       }},
      {"/gateway/key_days: found 30; expected more than key_overlap_hours / 24 (30)",
       [](config& c) {
         c.gateway.key_overlap_hours = 720;
       }},
      {"/gateway/lost_after_ms: found 14999; expected at least missed_pulses x pulse_ms "
       "(15000)",
       [](config& c) {
         c.gateway.lost_after_ms = 14'999;
       }},
      {"/gateway/out_bytes: found 65536; expected at least payload_bytes and an envelope "
       "(69632)",
       [](config& c) {
         c.gateway.out_bytes = 65'536;
       }},
      {"/coordination/gather_timeout_ms: found 100; expected at least gather_window_ms (500)",
       [](config& c) {
         c.coordination.gather_timeout_ms = 100;
       }},
      {"/coordination/message_ttl_ms: found 100; expected at least max_horizon_ms (3000)",
       [](config& c) {
         c.coordination.message_ttl_ms = 100;
       }},
      {"/impedance/offline_after_ms: found 30000; expected more than heartbeat_period_ms "
       "(30000)",
       [](config& c) {
         c.impedance.heartbeat_period_ms = 30'000;
         c.impedance.heard_within_ms = 30'000;
       }},
      {"/impedance/heard_within_ms: found 4999; expected at least heartbeat_period_ms (5000)",
       [](config& c) {
         c.impedance.heard_within_ms = 4'999;
       }},
      {"/impedance/score_cap: found 700; expected at least slow_score (800)",
       [](config& c) {
         c.impedance.score_cap = 700;
       }},
      {"/supervision/cluster/within_ms: found 1500; expected more than the delays of "
       "child_restarts (3100)",
       [](config& c) {
         c.supervision.cluster.within_ms = 1'500;
       }},
      {"/supervision/sector/restarts: found 3; expected at least child_restarts (4)",
       [](config& c) {
         c.supervision.sector.restarts = 3;
       }},
      {"/supervision/mesh/within_ms: found 200000; expected at least within_ms (300000)",
       [](config& c) {
         c.supervision.mesh.within_ms = 200'000;
       }},
      {"/conflicts/orchestrator_priority: found 2; expected at least sector_priority (3)",
       [](config& c) {
         c.conflicts.orchestrator_priority = 2;
       }},
      {"/degradation/light_minimum: found 0.5; expected at least moderate_minimum (0.6)",
       [](config& c) {
         c.degradation.light_minimum = 0.5;
       }},
      {"/agents/0/where: found \"s00.c00.a30\"; expected a place in the mesh, whose last agent "
       "is s99.c09.a29",
       [](config& c) {
         c.agents = {at(agent_id{0, 0, 30})};
       }},
      {"/agents/1/where: found \"s00.c10\"; expected a place in the mesh, whose last agent is "
       "s99.c09.a29",
       [](config& c) {
         c.agents = {at(scope{}), at(cluster_id{0, 10})};
       }},
      {"/placement/clusters/0/cluster: found \"s00\"; expected a cluster of the mesh, whose "
       "last one is s99.c09",
       [](config& c) {
         c.placement.clusters = {{sector_id{0}, "b"}};
       }},
      {"/placement/clusters/1/cluster: \"s00.c01\" is there twice; expected one entry for "
       "each cluster",
       [](config& c) {
         c.placement.clusters = {{cluster_id{0, 1}, "a"}, {cluster_id{0, 1}, "b"}};
       }},
      {"/placement/clusters/0/node: found \"\"; expected the name of a node",
       [](config& c) {
         c.placement.clusters = {{cluster_id{99, 9}, ""}};
       }},
      {"/agents/1/where: \"s02\" is there twice; expected one entry for each place",
       [](config& c) {
         c.agents = {at(sector_id{2}), at(sector_id{2})};
       }},
      {"/agents/0/command/argv: found 0 entries; expected a list of 1 to 1024 entries",
       [](config& c) {
         c.agents = {running({})};
       }},
      {"/agents/0/command/argv/0: found \"\"; expected the name of a program",
       [](config& c) {
         c.agents = {running({"", "-w"})};
       }},
      {"/agents/0/command/argv/1: found a text with a byte 0 in it; expected a text that can "
       "be passed to a program",
       [](config& c) {
         c.agents = {running({"wc", std::string("a\0b", 3)})};
       }},
      {"/exclusions/0/capability: found \"fly\", which no agent can do; expected one of fetch, "
       "inference, observe, review, sense, store, transform",
       [](config& c) {
         c.exclusions = {{agent_class::a_edge, "fly"}};
       }},
      {"/permissions/effects/1: found \"fly\", which no agent can do; expected one of fetch, "
       "inference, observe, review, sense, store, transform",
       [](config& c) {
         c.permissions.effects = {"store", "fly"};
       }},
  }));
  CAPTURE(line);
  CHECK(lines_after(edit) == std::vector<std::string>{line});
}

TEST_CASE("a supervisor must have room for its largest group of children", "[config]") {
  config cfg;
  cfg.topology = topology_config::of(1, 1, 30);
  cfg.supervision.children = 30; // the lead needs a place, too
  CHECK_FALSE(validate(cfg).empty());
  cfg.supervision.children = 31;
  CHECK(validate(cfg).empty());
}

TEST_CASE("a configuration built in code is held to the same limits", "[config]") {
  auto not_a_number = std::numeric_limits<double>::quiet_NaN();
  auto infinity = std::numeric_limits<double>::infinity();
  CHECK(lines_after([&](config& c) {
          c.topology = topology_config::of(200, 1, 1);
          c.coordination.gather_window_ms = not_a_number;
          c.simulation.jitter = infinity;
          c.runtime.log_level = "\xff";
          c.limits.agent_queue = 0;
        })
        == std::vector<std::string>{
            "/topology/sectors: found 200; expected a whole number from 1 to 100",
            "/coordination/gather_window_ms: found not a number; expected a number from 1 to "
            "3600000",
            "/limits/agent_queue: found 0; expected a whole number from 1 to 1000000",
            "/simulation/jitter: found infinity; expected a number from 0 to 10",
            "/runtime/log_level: found \"\xef\xbf\xbd\"; expected one of trace, debug, info, "
            "warn, error, critical, off"});
}

TEST_CASE("counts that would overflow when multiplied are refused all the same", "[config]") {
  auto huge = std::numeric_limits<int>::max();
  CHECK(lines_after([&](config& c) { c.topology = {huge, huge, huge, huge}; }).size() == 4);
}

TEST_CASE("Z8 a capability is held when a class with a share or an override gives it",
          "[config]") {
  auto exclude = [](const char* name) {
    return std::vector<exclusion_config>{{agent_class::a_edge, name}};
  };
  CHECK(lines_after([&](config& c) {
          c.exclusions = exclude("fly");
          c.agents = {{scope{}, {}, {"fly"}, {}}};
        }).empty());
  auto no_people = [&](config& c) {
    c.exclusions = exclude("review");
    c.classes[5].share = 0;
  };
  CHECK(lines_after(no_people).size() == 1);
  CHECK(lines_after([&](config& c) {
          no_people(c);
          c.agents = {{agent_id{1, 1, 1}, agent_class::f_human, {}, {}}};
        }).empty());
  CHECK(lines_after([&](config& c) { // an agent that is enrolled later may have it
          no_people(c);
          c.gateway.capabilities = {"review"};
        })
            .empty());
}

TEST_CASE("a mesh has at most 64 different capabilities", "[config]") {
  auto with_extra = [](std::size_t extra) {
    return [extra](config& c) {
      auto mine = at(scope{});
      for (std::size_t i = 0; i < extra; ++i)
        mine.capabilities.push_back("extra" + std::to_string(i));
      c.agents = {mine};
    };
  };
  constexpr std::size_t of_the_classes = 7;
  CHECK(lines_after(with_extra(64 - of_the_classes)).empty());
  CHECK(lines_after(with_extra(64 - of_the_classes + 1))
        == std::vector<std::string>{
            "/agents/0/capabilities/57: found \"extra57\", one capability too many; expected "
            "at most 64 different capabilities in a mesh"});
  CHECK(lines_after([&](config& c) {
          with_extra(64 - of_the_classes)(c);
          c.gateway.capabilities = {"extra0", "sing"};
        })
        == std::vector<std::string>{
            "/gateway/capabilities/1: found \"sing\", one capability too many; expected "
            "at most 64 different capabilities in a mesh"});
}
