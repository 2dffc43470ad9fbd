#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/hub/hub_inbox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

namespace mesh::testing {

using namespace mesh::node;
using namespace std::chrono_literals;

inline constexpr session_id first_node = 11;
inline constexpr session_id second_node = 12;

inline config two_sectors_on_one_node() {
  config cfg;
  cfg.topology = topology_config::of(2, 1, 3);
  cfg.placement.expected_nodes = 1;
  return cfg;
}

/// All parts of a hub but the actor around them; time passes when it is told to.
struct whole_hub {
  deterministic_system system{two_sectors_on_one_node()};
  surroundings around = system.around();
  time_point now = system.now() + 1h;
  session_id newest = 100;
  bool disk_is_full = false;
  hub_setup setup;
  probe proxy = system.make_probe();
  std::vector<caf::message> told_root;
  std::function<time_point()> clock = [this] {
    return now;
  };
  host_notices people{around.events, clock};
  node_table table{around.cfg.placement, 2, {}, now, 1};
  sessions links{around.cfg,
                 around.counters,
                 {clock, [](const caf::actor&, const link_batch&) {},
                  [](time_point, session_id) {},
                  [this] {
                    return ++newest;
                  }}};
  part_places places{[](const caf::actor& to, const part_news& news) {
    caf::anon_send(to, news);
  }};
  witness_watch witnesses{1s, {}};
  silence_inquiries inquiries{{}};
  part_ways ways{around, table, links, places};
  open_questions questions;
  member_news members{table, links, *setup.kept};
  placement_store store{table, witnesses, *setup.kept,
                        [this](const stored_placement&) -> tl::expected<void, error> {
                          if (disk_is_full)
                            return tl::unexpected(error{errc::io_error, "the disk is full"});
                          return {};
                        },
                        people};
  host_gate gate{around, table, clock};
  placement_executor placement{{around, table, *setup.kept, people, links, places, ways,
                                questions, members, inquiries, witnesses, store, gate},
                               clock,
                               [](session_id) {
                               }};
  kept_records records{around, ways, gate, clock};
  agent_questions agents{
      {table, links, places, *setup.kept}, setup.agents, [this](admission_made made) {
        agents.answer(std::move(made));
      }};
  mesh::inbox people_inbox{{[] { return std::uint64_t{1}; },
                            [](time_point) {
                              return std::uint64_t{1};
                            }},
                           10};
  person_questions persons{{table, links}, &people_inbox, [this](const person_answered& made) {
                             persons.answer(made);
                           }};
  hub_inbox inbox{{around, table, links, places, ways, questions, members, placement, gate,
                   records, agents, persons},
                  setup,
                  clock,
                  [this](const caf::message& said) {
                    told_root.push_back(said);
                  }};

  whole_hub() { setup.mesh_config = "{}"; }
  void say(session_id session, entry_kind kind, const scope& where, std::string body,
           std::uint64_t number = 0) {
    links.find_or_add(session);
    inbox.take(session, link_entry{kind, where, number, {}, std::move(body)}, nullptr);
  }
  void greet(session_id session, const std::string& name, std::string mesh_config = "{}") {
    node_hello hello;
    hello.name = name;
    hello.agents_url = name == "n3" ? "" : "wss://" + name + ":7443/v1/agent";
    hello.mesh_config = std::move(mesh_config);
    say(session, entry_kind::hello, {}, encode(hello));
  }
  void pass(duration how_long) {
    now += how_long;
    placement.carry_out(table.tick(now));
  }
  /// The first node has both sectors.
  void settle() {
    greet(first_node, "n1");
    pass(1s);
  }
  /// What was said to it since this was asked last.
  std::vector<link_entry> told(session_id session) {
    auto* p = links.find(session);
    return p == nullptr ? std::vector<link_entry>{} : p->link.close(now);
  }
  static std::size_t count(const std::vector<link_entry>& entries, entry_kind kind) {
    return static_cast<std::size_t>(std::ranges::count(entries, kind, &link_entry::kind));
  }
  std::vector<std::string> events(const std::string& cls) const {
    event_query wanted;
    wanted.cls = cls;
    std::vector<std::string> seen;
    for (const auto& e : around.events.newest(wanted).events)
      seen.push_back(e.seen);
    return seen;
  }
};

} // namespace mesh::testing
