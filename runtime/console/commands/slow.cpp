#include "runtime/console/commands/slow.hpp"

#include <optional>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/console/shared/faults.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_factor(command& into, std::string_view text) {
  auto change = read_change(text);
  if (change && change->relative) {
    into.as<slow_command>().factor = change->value;
    return std::nullopt;
  }
  return value_problem{"\"" + std::string(text) + "\" is not a factor", "x2, x10 ...", {}};
}

/// An agent of the simulated world takes longer; whoever stands above agents
/// looks into its mailbox only after a pause, again and again.
void run_slow(const slow_command& c, command_context& at, outcome& o) {
  constexpr double pause_ms = 10; // times the factor
  if (!c.share && c.where.kind() != scope::level::agent) {
    inject(at, fault_kind::slow, c, o, c.factor > 1 ? c.factor * pause_ms : 0);
    o.data["factor"] = c.factor;
    return;
  }
  if (!exists(at.mesh, c.where, o))
    return;
  auto whom = c.share ? some_agents(at, c.where, *c.share) : std::vector<scope>{c.where};
  behaviour_change change;
  change.latency_factor = change.processing_factor = c.factor;
  std::vector<agent_id> whose;
  for (const auto& agent : whom)
    whose.push_back(agent.agent());
  at.mesh.change_world(whose, change);
  o.data["target"] = to_string(c.where);
  o.data["fault"] = "slow";
  o.data["factor"] = c.factor;
  o.data["actors"] = whom.size();
}

void would_slow(const slow_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.where, o))
    would_break(at, "slow", c, o);
}

} // namespace

command_spec commands::slow() {
  auto spec = fault_spec<slow_command>("slow", "make actors slower", "slow s07 10% --by x5");
  spec.details = "An agent, or a share of the agents of a scope: ten times slower unless said "
                 "otherwise, in the simulated world, as with simulate. A lead, coordinator or "
                 "orchestrator (a scope without a share): reads its mailbox only every 10 ms "
                 "times the factor, until x1 or its replacement.";
  spec.options = {{"by", "xN", "how many times slower", value_kind::other, set_factor}};
  spec.run = run_as<run_slow>;
  spec.would = run_as<would_slow>;
  return spec;
}

} // namespace mesh::console
