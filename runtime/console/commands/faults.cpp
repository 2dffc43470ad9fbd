#include "runtime/console/commands/faults.hpp"

#include <array>

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

/// Leads, coordinators and the orchestrator have no context and no answers to damage.
constexpr bool is_for_agents_only(fault_kind kind) {
  return kind == fault_kind::corrupt || kind == fault_kind::lie;
}

void crash_scheduler(const crash_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  if (c.where.kind() != scope::level::sector || c.share)
    return fail(o, {errc::invalid_argument, "each sector has one scheduler of chains",
                    "name a sector, without a share: crash s07 --scheduler"});
  at.mesh.crash_scheduler(c.where.sector());
  o.data["target"] = to_string(c.where);
  o.data["fault"] = "crash";
  o.data["actors"] = 1;
}

template <fault_kind Kind>
void run_fault(const fault_command<Kind>& c, command_context& at, outcome& o) {
  if constexpr (Kind == fault_kind::crash)
    if (c.scheduler)
      return crash_scheduler(c, at, o);
  if (!is_for_agents_only(Kind) || agents_only(c, o))
    inject(at, Kind, c, o);
}

template <fault_kind Kind>
void would_fault(const fault_command<Kind>& c, command_context& at, outcome& o) {
  constexpr std::array<std::string_view, 5> verbs{"crash", "hang", "corrupt", "lie", "slow"};
  const std::string verb(verbs.at(static_cast<std::size_t>(Kind)));
  if (!exists(at.mesh, c.where, o) || (is_for_agents_only(Kind) && !agents_only(c, o)))
    return;
  if constexpr (Kind == fault_kind::crash)
    if (c.scheduler)
      return would_do(o, "crash the scheduler of " + to_string(c.where));
  would_break(at, verb, c, o);
}

/// `details` empty: those of every fault.
template <fault_kind Kind>
command_spec spec_of(std::string_view name, std::string_view summary, std::string_view example,
                     std::string_view details = {}) {
  auto spec = fault_spec<fault_command<Kind>>(name, summary, example);
  if (!details.empty())
    spec.details = details;
  spec.run = run_as<run_fault<Kind>>;
  spec.would = run_as<would_fault<Kind>>;
  return spec;
}

} // namespace

command_spec commands::crash() {
  auto spec =
      spec_of<fault_kind::crash>("crash", "make actors throw an exception", "crash s07 10%");
  spec.options = {{"scheduler", "", "the scheduler of the sector's chains (V6)",
                   value_kind::none, raise_flag<&crash_command::scheduler>}};
  return spec;
}

command_spec commands::hang() {
  return spec_of<fault_kind::hang>("hang", "make actors unresponsive", "hang s07.c04.a12");
}

command_spec commands::corrupt() {
  return spec_of<fault_kind::corrupt>(
      "corrupt", "damage the context of agents", "corrupt s07.c04.a12",
      "An agent, or a share of the agents of a scope. The hash of its context changes; its "
      "lead notices, quarantines the agent and restores the good context (F4).");
}

command_spec commands::lie() {
  return spec_of<fault_kind::lie>(
      "lie", "make agents give wrong answers", "lie s07 1%",
      "An agent, or a share of the agents of a scope. `ask --redundant` finds it (F5).");
}

} // namespace mesh::console
