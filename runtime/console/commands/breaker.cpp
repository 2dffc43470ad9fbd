#include "runtime/console/commands/breaker.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "runtime/console/commands/table.hpp"
#include "runtime/console/drawing/fields.hpp"
#include "runtime/console/drawing/style.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/language/values.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/command_profile.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/dry_run.hpp"

namespace mesh::console {

namespace {

using namespace build;

std::optional<value_problem> set_position(command& into, std::string_view text) {
  auto index = read_choice(text, {"open", "close"}, "position of a breaker");
  if (!index)
    return index.error();
  into.as<breaker_command>().open = *index == 0;
  return std::nullopt;
}

void run_breaker(const breaker_command& c, command_context& at, outcome& o) {
  if (!exists(at.mesh, c.where, o))
    return;
  auto by_hand = c.reason.empty() ? "by hand" : "by hand: " + c.reason;
  auto wrong = at.mesh.set_circuit(
      {c.where, c.open ? circuit_state::open : circuit_state::closed, by_hand, true});
  if (wrong.code != errc::none)
    return fail(o, wrong);
  o.data["target"] = to_string(c.where);
  o.data["state"] = c.open ? "open" : "closed";
}

std::string draw_breaker(const json& result, const render_style&) {
  return "the breaker of " + text_or(result, "target", "-") + " is set to "
         + text_or(result, "state", "-") + "\n";
}

void would_breaker(const breaker_command& c, command_context& at, outcome& o) {
  if (exists(at.mesh, c.where, o))
    would_do(o,
             (c.open ? "open the breaker of " : "close the breaker of ") + to_string(c.where));
}

} // namespace

command_spec commands::breaker() {
  using args = breaker_command;
  return {.name = "breaker",
          .group = "protect",
          .summary = "open or close a breaker by hand",
          .details = "Of a cluster, of a sector, or with `all` the global one. One that was "
                     "opened by hand "
                     "stays open until it is closed by hand.",
          .example = "breaker open s07 \"maintenance\"",
          .start = args{},
          .positionals =
              {{"open|close", arity::one, value_kind::choice, set_position, {"open", "close"}},
               scope_positional<&args::where>(arity::one),
               {"REASON", arity::maybe, value_kind::other, assign<&args::reason, read_text>}},
          .profile = profile_as<protecting_part<args>>,
          .run = run_as<run_breaker>,
          .draw = draw_breaker,
          .would = run_as<would_breaker>};
}

} // namespace mesh::console
