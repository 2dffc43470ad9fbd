#include "runtime/console/commands/resolve.hpp"

#include "runtime/console/commands/table.hpp"
#include "runtime/console/language/building.hpp"
#include "runtime/console/language/grammar.hpp"
#include "runtime/console/running/command_context.hpp"
#include "runtime/console/running/outcome.hpp"
#include "runtime/console/shared/conflicts.hpp"
#include "runtime/console/shared/dry_run.hpp"
#include "runtime/records/journal.hpp"

namespace mesh::console {

namespace {

using namespace build;

void run_resolve(const resolve_command& c, command_context& at, outcome& o) {
  auto done = at.mesh.book().resolve({c.id, at.mesh.wall_ms(), "operator", "by_hand", c.note});
  if (!done)
    return fail(o, done.error());
  write_one_conflict(at, c.id, o);
}

void would_resolve(const resolve_command& c, command_context& at, outcome& o) {
  write_one_conflict(at, c.id, o);
  if (o.code != exit_code::done)
    return;
  if (o.data.value("state", "") == "resolved")
    return fail(o, {errc::already_exists, "it is resolved already", "see 'conflict'"});
  would_do(o, "resolve the conflict of " + o.data.value("agent", std::string("nobody")));
}

} // namespace

command_spec commands::resolve() {
  using args = resolve_command;
  return {.name = "resolve",
          .group = "conflicts",
          .summary = "resolve a conflict",
          .details = "Records how an operator has settled it. The record of the conflict "
                     "itself never changes (K4), and a conflict is resolved once.",
          .example = "resolve 0000019c1a2b3c4d \"the sensor was replaced\"",
          .start = args{},
          .positionals = {id_positional<&args::id>(), text_positional<&args::note>("NOTE")},
          .run = run_as<run_resolve>,
          .draw = draw_conflict,
          .effect = command_effect::changes,
          .would = run_as<would_resolve>};
}

} // namespace mesh::console
