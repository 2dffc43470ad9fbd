#include "runtime/console/command_profile.hpp"

#include <algorithm>
#include <array>

namespace mesh::console {

namespace {

using purpose = command_profile::purpose;

/// Agents that a scatter there may reach, up or down.
std::int64_t count(const roster& who, const scope& where, std::optional<agent_class> cls) {
  std::int64_t agents = 0;
  for (auto id : who.in(where))
    agents += !cls || who.identity(id).cls == *cls ? 1 : 0;
  return agents;
}

bool is_all(const scope& where) {
  return where.kind() == scope::level::all;
}

class profiler {
public:
  profiler(const roster& who, const coordination_config& cfg, std::string_view name)
      : who_(who), cfg_(cfg) {
    profile_.name = name;
    profile_.what = purpose::look;
  }

  // Work.
  command_profile operator()(const broadcast_command& c) {
    return scattered(c, count(who_, c.where, {}), is_all(c.where));
  }
  command_profile operator()(const gather_command& c) {
    return scattered(c, count(who_, c.where, c.cls), is_all(c.where));
  }
  command_profile operator()(const ask_command& c) {
    auto asked =
        std::min<std::int64_t>(c.sample.value_or(cfg_.ask_sample), count(who_, c.where, c.cls));
    return scattered(c, asked, asked == who_.agents());
  }
  command_profile operator()(const cascade_command& c) {
    return scattered(c, who_.agents(), true);
  }
  command_profile operator()(const delegate_command& c) { return scattered(c, 1, false); }
  command_profile operator()(const pipeline_command& c) { // one after the other
    return scattered(c, 1, false);
  }

  command_profile operator()(const chain_file_command& c) {
    profile_.what = c.run ? purpose::work : purpose::look;
    profile_.agents = 1; // at a time
    return profile_;
  }

  // Protection.
  command_profile operator()(const heal_command& c) {
    return protecting(is_all(c.where), c.approve);
  }
  command_profile operator()(const freeze_command&) { return protecting(false, false); }
  command_profile operator()(const thaw_command&) { return protecting(false, false); }
  command_profile operator()(const grow_command&) { return protecting(false, false); }
  command_profile operator()(const drain_command&) { return protecting(false, false); }
  command_profile operator()(const node_drain_command&) { return protecting(false, false); }
  command_profile operator()(const node_join_command&) { return protecting(false, false); }
  command_profile operator()(const node_forget_command&) { return protecting(false, false); }
  command_profile operator()(const node_adopt_command&) { return protecting(false, false); }
  command_profile operator()(const breaker_command&) { return protecting(false, false); }
  command_profile operator()(const route_exclude_command& c) {
    return protecting(true, c.approve);
  }
  command_profile operator()(const route_clear_command& c) {
    return protecting(true, c.approve);
  }
  command_profile operator()(const route_around_command&) { return protecting(false, false); }

  template <class Other>
  command_profile operator()(const Other&) {
    return profile_;
  }

private:
  template <class Work>
  command_profile scattered(const Work& c, std::int64_t agents, bool mesh_wide) {
    profile_.what = purpose::work;
    profile_.urgency = c.urgency;
    profile_.background = c.urgency == priority::background;
    profile_.agents = agents;
    profile_.mesh_wide = mesh_wide;
    profile_.approved = c.approve;
    return profile_;
  }
  command_profile protecting(bool mesh_wide, bool approved) {
    profile_.what = purpose::protect;
    profile_.mesh_wide = mesh_wide;
    profile_.approved = approved;
    return profile_;
  }

  const roster& who_;
  const coordination_config& cfg_;
  command_profile profile_;
};

} // namespace

std::string_view name_of(const command& what) {
  constexpr std::array<std::string_view, std::variant_size_v<command>> names{
      "status",    "agents",      "agent",      "cluster",   "sector",   "route",
      "route",     "route",       "route",      "broadcast", "ask",      "delegate",
      "gather",    "cascade",     "pipeline",   "kpi",       "expect",   "wait",
      "simulate",  "crash",       "hang",       "corrupt",   "lie",      "slow",
      "events",    "breakers",    "breaker",    "heal",      "held",     "held drop",
      "freeze",    "thaw",        "grow",       "drain",     "nodes",    "node drain",
      "node join", "node forget", "node adopt", "conflicts", "conflict", "resolve",
      "history",   "verify",      "chain run",  "chain",     "chain",    "on failure",
      "help",      "quit"};
  return names[what.index()];
}

command_profile profile_of(const command& what, const roster& who,
                           const coordination_config& cfg) {
  return std::visit(profiler(who, cfg, name_of(what)), what);
}

} // namespace mesh::console
