#pragma once
#include <optional>
#include <vector>

#include "messages/ids.hpp"
#include "messages/supervision_messages.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"

/// Faults on demand: crash, hang, corrupt, lie and slow.
namespace mesh::console {

/// Without a share: the agent, the lead of the cluster, the coordinator of the sector or
/// the orchestrator; with one: so many of the agents in scope, by chance.
struct fault_arguments {
  scope where;
  std::optional<double> share;
};

std::string draw_fault(const json& result, const render_style& style);

/// The grammar of one of them; its own file adds what it does.
template <class Fault>
command_spec fault_spec(std::string_view name, std::string_view summary,
                        std::string_view example) {
  // Not `assign`: members of the base would be looked for in the base alone.
  command_spec spec{
      name,
      "protect",
      summary,
      "An agent, the lead of a cluster, the coordinator of a sector, or with `all` the "
      "orchestrator. With a share it is so many of the agents in the scope, by chance and "
      "from the seed.",
      example,
      Fault{},
      {{"TARGET", arity::one, value_kind::scope,
        [](command& into, std::string_view text) -> std::optional<value_problem> {
          auto where = read_scope(text);
          if (!where)
            return where.error();
          into.as<Fault>().where = *where;
          return std::nullopt;
        }},
       {"SHARE", arity::optional, value_kind::other,
        [](command& into, std::string_view text) -> std::optional<value_problem> {
          auto share = read_ratio(text);
          if (!share)
            return share.error();
          into.as<Fault>().share = *share;
          return std::nullopt;
        }}}};
  spec.draw = draw_fault;
  spec.effect = command_effect::changes;
  return spec;
}

/// `pause_ms`: of an actor that becomes slow.
void inject(command_context& at, fault_kind kind, const fault_arguments& c, outcome& o,
            double pause_ms = 0);
/// Whether it is for agents; leads, coordinators and the orchestrator have no context and
/// no answers of their own to damage.
bool agents_only(const fault_arguments& c, outcome& o);
/// Says who would be hit by the fault (--dry-run); chance is left as it was.
void would_break(command_context& at, std::string_view verb, const fault_arguments& c,
                 outcome& o);
/// A share of the agents in a scope, at least one of any, in the order of their ids;
/// others each time, and the same ones for the same seed.
std::vector<scope> some_agents(command_context& at, const scope& where, double share);

} // namespace mesh::console
