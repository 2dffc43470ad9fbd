// O6: stopping part of the mesh, and letting it go on.
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

void session::run(const freeze_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  auto result = mesh_.freeze(c.where);
  frozen(result, "stopped", o);
}

void session::run(const thaw_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  auto result = mesh_.thaw(c.where);
  frozen(result, "going_on", o);
}

void session::frozen(const freeze_result& result, const char* done, outcome& o) {
  if (result.failure.code == errc::none || result.counts.targets > 0)
    write_freeze(o.data, result, done);
  if (result.failure.code != errc::none)
    return fail(o, result.failure);
  if (result.complete())
    return;
  o.code = exit_code::some_missing;
  o.missing = std::to_string(result.counts.targets - result.counts.ready) + " of "
              + std::to_string(result.counts.targets) + " agents in " + to_string(result.where)
              + " have not confirmed; heal " + to_string(result.where)
              + " replaces those that hang, then "
              + (std::string_view(done) == "stopped" ? "freeze" : "thaw") + " it again";
}

} // namespace mesh::console
