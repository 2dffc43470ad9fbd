// What protects the mesh, and what puts that to the test.
#include <algorithm>
#include <cmath>

#include "actors/work/random.hpp"
#include "runtime/console/session.hpp"

namespace mesh::console {

void session::run(const crash_command& c, outcome& o) {
  inject(fault_kind::crash, c, o);
}
void session::run(const hang_command& c, outcome& o) {
  inject(fault_kind::hang, c, o);
}

void session::inject(fault_kind what, const fault_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  fault_order order{what, {c.where}};
  if (c.share)
    order.whom = some_agents(c.where, *c.share);
  o.data["target"] = to_string(c.where);
  o.data["fault"] = what == fault_kind::crash ? "crash" : "hang";
  o.data["actors"] = order.whom.size();
  mesh_.inject(std::move(order));
}

/// A share of the agents in a scope, at least one of any, in the order of their ids;
/// others each time, and the same ones for the same seed.
std::vector<scope> session::some_agents(const scope& where, double share) {
  std::vector<agent_id> all;
  for (int i = 0; i < mesh_.who().agents(); ++i)
    if (auto id = mesh_.who().id_of(i); where.contains(id))
      all.push_back(id);
  auto rounded = std::llround(share * static_cast<double>(all.size()));
  auto least = share > 0 ? std::min<std::size_t>(1, all.size()) : 0;
  auto wanted = std::clamp(static_cast<std::size_t>(rounded), least, all.size());
  random_source random(mesh_.cfg().simulation.seed + ++faults_);
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(all[i], all[i + random.next() % (all.size() - i)]);
  all.resize(wanted);
  std::sort(all.begin(), all.end());
  return {all.begin(), all.end()};
}

void session::run(const heal_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  auto report = mesh_.heal(c.where);
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  o.data["target"] = to_string(c.where);
  o.data["done"] = report.lines;
}

} // namespace mesh::console
