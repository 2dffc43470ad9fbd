#include "supervisors/mode_gate.hpp"

#include <array>

namespace mesh {

namespace {

using kind = gate_verdict::kind;
using mode = degradation_mode;
using purpose = command_profile::purpose;

} // namespace

std::string_view to_string(gate_verdict::kind what) {
  constexpr std::array<std::string_view, 4> names{"allow", "queue", "approve", "refuse"};
  return names[static_cast<std::size_t>(what)];
}

mode_restrictions restrictions_of(degradation_mode now, const degradation_config& cfg) {
  return {now == mode::full ? 1 : cfg.retry_timeout_factor, now >= mode::degraded_moderate,
          now == mode::emergency};
}

gate_verdict gate(degradation_mode now, const command_profile& command,
                  const degradation_config& cfg) {
  auto in_mode = [&](std::string_view reason) {
    return command.name + " in " + std::string(to_string(now)) + ": " + std::string(reason);
  };
  auto refuse = [&](std::string_view reason, std::string_view remedy) {
    return gate_verdict{kind::refuse,
                        {errc::mode_restricted, in_mode(reason), std::string(remedy)}};
  };
  auto approve = [&](std::string_view reason) {
    return gate_verdict{kind::approve, {errc::approval_required, in_mode(reason), "--approve"}};
  };
  constexpr std::string_view when_better = "when more agents are active, or heal some";
  const bool critical = command.urgency == priority::critical;
  const bool severe = now >= mode::degraded_severe;
  const bool too_many = command.agents > cfg.scatter_agents;

  if (command.what == purpose::look)
    return {};
  if (command.what == purpose::protect) {
    // Automatic protection is never held up: it is why the mesh recovers.
    if (severe && command.mesh_wide && !command.approved && !command.automatic)
      return approve("an operator approves anything mesh-wide");
    return {};
  }
  if (now == mode::emergency && command.automatic)
    return refuse("automatic work is halted", when_better);
  if (severe && !critical)
    return refuse("critical work only",
                  "priority critical, if it is, or " + std::string(when_better));
  if (now >= mode::degraded_light && command.background && !critical)
    return refuse("no background work that is not critical", when_better);
  if (now == mode::degraded_moderate && too_many)
    return refuse("no scatter over " + std::to_string(cfg.scatter_agents) + " agents, this is "
                      + std::to_string(command.agents),
                  "a smaller scope, or " + std::string(when_better));
  // Worse off, but a person decides there: only what is critical comes so far.
  if (severe && (command.mesh_wide || too_many) && !command.approved)
    return approve("an operator approves anything mesh-wide or over "
                   + std::to_string(cfg.scatter_agents) + " agents");
  if (now == mode::emergency && !command.approved)
    return approve("an operator approves any work");
  if (now == mode::degraded_moderate && command.urgency < priority::high)
    return {kind::queue,
            {errc::mode_restricted, in_mode("work that is not urgent waits"),
             "runs automatically when the mode allows; priority high runs now"}};
  return {};
}

} // namespace mesh
