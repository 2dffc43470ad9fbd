// T5: the mesh grows and shrinks.
#include <algorithm>

#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

void session::run(const grow_command& c, outcome& o) {
  if (!exists(c.where, o) || !nothing_frozen(c.where, o))
    return;
  const auto& cfg = mesh_.cfg();
  auto longest_ms = (cfg.growth.longest_settling + 1) * cfg.impedance.heartbeat_period_ms;
  change_size(mesh_.grow({c.agents, c.cls, c.where}), membership::member,
              c.timeout_ms.value_or(longest_ms), o);
}

void session::run(const drain_command& c, outcome& o) {
  if (!exists(c.where, o) || !nothing_frozen(c.where, o))
    return;
  const auto nobody_left = mesh_.who().in(c.where).empty();
  if (nobody_left)
    o.data["note"] = "nobody is left in " + to_string(c.where) + ": it was drained before";
  const auto& cfg = mesh_.cfg();
  auto longest_ms = cfg.growth.drain_timeout_ms + cfg.impedance.heartbeat_period_ms
                    + cfg.supervision.stop_timeout_ms;
  change_size(mesh_.drain({c.where}), membership::absent, c.timeout_ms.value_or(longest_ms), o);
}

/// Who is frozen neither settles nor ends what it has in hand.
bool session::nothing_frozen(const scope& where, outcome& o) {
  for (const auto& frozen : mesh_.frozen())
    if (frozen.covers(where) || where.covers(frozen)) {
      auto silent = silent_and_frozen(frozen);
      fail(o, {errc::frozen,
               to_string(frozen) + " is frozen"
                   + (silent == 0 ? ""
                                  : ", and " + std::to_string(silent)
                                        + " of its agents give no sign of life"),
               (silent == 0 ? "" : "heal " + to_string(frozen) + ", then ")
                   + ("thaw " + to_string(frozen)) + " first"});
      return false;
    }
  return true;
}

/// Agents that were told to stop or to go on, and cannot have heard it.
std::size_t session::silent_and_frozen(const scope& where) const {
  constexpr double periods = 2;
  const auto longest = from_ms(periods * mesh_.cfg().impedance.heartbeat_period_ms);
  std::size_t silent = 0;
  mesh_.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (where.contains(row.id) && row.frozen && mesh_.now() - row.last_heard > longest)
        ++silent;
  });
  return silent;
}

/// Waits until all of them are what they are to become.
void session::change_size(const growth_report& report, membership until, double timeout_ms,
                          outcome& o) {
  constexpr auto look_again = milliseconds(100);
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  auto began = mesh_.now();
  auto open = report.whom;
  auto interrupted = false;
  auto waited_ms = [&] {
    return to_ms(mesh_.now() - began);
  };
  for (;;) {
    std::erase_if(open, [&](agent_id id) { return mesh_.who().of(id) == until; });
    if (open.empty() || interrupted || waited_ms() >= timeout_ms)
      break;
    interrupted = !pass(look_again);
  }
  write_growth(o.data, report.whom, open, waited_ms());
  if (interrupted)
    return fail(o, {errc::cancelled, "interrupted; it goes on all the same"});
  if (open.empty())
    return;
  o.code = exit_code::some_missing;
  o.missing = std::to_string(open.size()) + " of " + std::to_string(report.whom.size())
              + (until == membership::member ? " agents are still joining"
                                             : " agents have not left yet");
}

} // namespace mesh::console
