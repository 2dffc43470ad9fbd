#pragma once
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "runtime/placement/node_table.hpp"
#include "tests/support/catch.hpp"

/// A hub's table, with what it has done as lines.
namespace mesh::test {

inline time_point at_ms(double ms) {
  return time_point{} + from_ms(ms);
}

/// `host a1 s00@1`: what, name and session, sector and epoch.
inline std::string text(const node_action& a) {
  std::ostringstream out;
  out << to_string(a.what) << ' ' << a.name << a.session;
  if (a.what == node_action::kind::host || a.what == node_action::kind::drop)
    out << ' ' << to_string(a.held.what.where()) << '@' << a.held.epoch;
  if (a.why.code != errc::none)
    out << ' ' << name_of(a.why.code);
  return out.str();
}

inline std::vector<std::string> texts(const node_actions& all) {
  std::vector<std::string> out;
  for (const auto& a : all)
    out.push_back(text(a));
  return out;
}

using lines = std::vector<std::string>;

inline held_part s(int sector, std::uint64_t epoch) {
  return {sector_id{static_cast<std::uint8_t>(sector)}, epoch};
}

/// A hub of four sectors; 4 s of silence, lost after 6 s, settled after 1.5 s.
struct hub {
  explicit hub(int sectors = 4, const stored_placement& stored = {},
               const placement_config& cfg = {})
      : table(cfg, sectors, stored, at_ms(0)) {}

  /// From the one host of that name.
  lines hello(const std::string& name, session_id session, std::vector<held_part> holds = {},
              double capacity = 1, const known_mesh& knows = {}) {
    return texts(table.hello(
        {name, session, capacity, std::move(holds), "host of " + name, knows}, at_ms(now)));
  }
  /// From any other host.
  lines hello_elsewhere(const std::string& name, session_id session,
                        std::vector<held_part> holds = {}) {
    return texts(table.hello({name, session, 1, std::move(holds), "elsewhere"}, at_ms(now)));
  }
  /// What all nodes are told.
  known_mesh told() const { return {table.mesh(), table.term(), table.members()}; }
  /// On the disk, as the hub's next term.
  stored_placement write() {
    auto placed = table.stored();
    table.stored_as(++placed.term);
    return placed;
  }
  /// Time passes; those named hear the hub, and are heard, all the while.
  lines until(double ms, const std::vector<std::pair<std::string, session_id>>& heard = {}) {
    lines out;
    auto add = [&](const node_actions& more) {
      for (auto& line : texts(more))
        out.push_back(line);
    };
    for (; now <= ms; now += 100) {
      for (const auto& [name, session] : heard)
        hear(name, session, add);
      add(table.tick(at_ms(now)));
    }
    now = ms;
    return out;
  }
  template <class Add>
  void hear(const std::string& name, session_id session, const Add& add) {
    add(table.heard(name, session, at_ms(now)));
    table.reached(name, session, at_ms(now), at_ms(now));
    table.acknowledged(name, session, table.members().number);
  }
  lines dropped(const std::string& name, session_id session, held_part what) {
    return texts(table.dropped(name, session, what, at_ms(now)));
  }
  std::string owners() const {
    std::string all;
    for (int i = 0; i < 4; ++i) {
      auto name = table.holder(sector_id{static_cast<std::uint8_t>(i)});
      all += name.empty() ? "-" : name;
    }
    return all;
  }
  std::string states() const {
    std::string all;
    for (const auto& row : table.rows(at_ms(now)))
      all += row.name + ":" + std::string(to_string(row.state)) + " ";
    return all;
  }

  node_table table;
  double now = 0;
};

inline lines names_of(const member_list& l) {
  lines all;
  for (const auto& m : l.members)
    all.push_back(m.name);
  return all;
}

/// a1 has s00 and s02, b1 the others.
inline hub two_nodes(const placement_config& cfg = {}) {
  hub h(4, {}, cfg);
  h.hello("a", 1);
  h.hello("b", 1);
  h.until(1'500);
  REQUIRE(h.owners() == "abab");
  return h;
}

} // namespace mesh::test
