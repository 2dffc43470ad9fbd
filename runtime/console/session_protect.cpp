// What protects the mesh, and what puts that to the test.
#include <algorithm>
#include <array>
#include <cmath>

#include "actors/work/random.hpp"
#include "runtime/console/format.hpp"
#include "runtime/console/results.hpp"
#include "runtime/console/session.hpp"
#include "runtime/mesh/remote_sectors.hpp"

namespace mesh::console {

void session::run(const crash_command& c, outcome& o) {
  inject(fault_kind::crash, c, o);
}
void session::run(const hang_command& c, outcome& o) {
  inject(fault_kind::hang, c, o);
}

void session::run(const corrupt_command& c, outcome& o) {
  if (agents_only(c, o))
    inject(fault_kind::corrupt, c, o);
}
void session::run(const lie_command& c, outcome& o) {
  if (agents_only(c, o))
    inject(fault_kind::lie, c, o);
}

/// Those above agents have no context and no answers of their own to damage.
bool session::agents_only(const fault_command& c, outcome& o) {
  if (c.share || c.where.kind() == scope::level::agent)
    return true;
  fail(o, {errc::invalid_argument, "this happens to agents; " + to_string(c.where) + " is none",
           "name an agent, or a share of the agents: 10% or 100%"});
  return false;
}

/// An agent of the simulated world takes longer; whoever stands above agents
/// looks into its mailbox only after a pause, again and again.
void session::run(const slow_command& c, outcome& o) {
  constexpr double pause_ms = 10; // times the factor
  if (!c.share && c.where.kind() != scope::level::agent) {
    inject(fault_kind::slow, c, o, c.factor > 1 ? c.factor * pause_ms : 0);
    o.data["factor"] = c.factor;
    return;
  }
  if (!exists(c.where, o))
    return;
  auto whom = c.share ? some_agents(c.where, *c.share) : std::vector<scope>{c.where};
  behaviour_change change;
  change.latency_factor = change.processing_factor = c.factor;
  std::vector<agent_id> whose;
  for (const auto& agent : whom)
    whose.push_back(agent.agent());
  mesh_.change_world(whose, change);
  o.data["target"] = to_string(c.where);
  o.data["fault"] = "slow";
  o.data["factor"] = c.factor;
  o.data["actors"] = whom.size();
}

void session::inject(fault_kind what, const fault_command& c, outcome& o, double pause_ms) {
  if (!exists(c.where, o))
    return;
  fault_order order{what, {c.where}, pause_ms};
  if (c.share)
    order.whom = some_agents(c.where, *c.share);
  o.data["target"] = to_string(c.where);
  constexpr std::array<const char*, 5> names{"crash", "hang", "corrupt", "lie", "slow"};
  o.data["fault"] = names[static_cast<std::size_t>(what)];
  auto report = mesh_.inject(std::move(order));
  o.data["actors"] = report.told;
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  if (report.told > 0 || c.share == 0.0)
    return;
  if (mesh_.who().in(c.where).empty())
    fail(o,
         {errc::unknown_target, "nobody is left in " + to_string(c.where) + ": it was drained",
          "grow 1 --in " + to_string(c.where)});
  else
    fail(o, {errc::agent_down, to_string(c.where) + " is down already", "heal it first"});
}

/// A share of the agents in a scope, at least one of any, in the order of their ids;
/// others each time, and the same ones for the same seed.
std::vector<scope> session::some_agents(const scope& where, double share) {
  auto all = mesh_.who().in(where);
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
  if (report.lines.empty())
    o.data["note"] = nothing_to_heal(c.where);
}

/// What is known, and by when one that hangs would be.
std::string session::nothing_to_heal(const scope& where) const {
  const auto& cfg = mesh_.cfg().impedance;
  double longest_ms = 0;
  mesh_.agents().read().each_page(where, [&](const cluster_page& page) {
    for (const auto& row : page.rows)
      if (where.contains(row.id) && row.standing != membership::absent
          && row.last_heard != time_point{})
        longest_ms = std::max(longest_ms, to_ms(mesh_.now() - row.last_heard));
  });
  auto in_s = [](double ms) {
    return exact_text(std::round(ms / 100) / 10) + " s";
  };
  return "nothing is known to be wrong in " + to_string(where)
         + "; the longest silence there is " + in_s(longest_ms)
         + ". An agent that hangs shows when it has missed a heartbeat ("
         + in_s(cfg.heartbeat_period_ms) + "), and is replaced after "
         + in_s(cfg.offline_after_ms) + " of silence";
}

void session::run(const events_command& c, outcome& o) {
  if (exists(c.where, o))
    write_events(o.data, mesh_.events(), c,
                 {mesh_.started(), mesh_.now(), [this](time_point at) {
                    return mesh_.wall_ms(at);
                  }});
}

void session::run(const breakers_command&, outcome& o) {
  auto report = mesh_.report();
  if (report.failure.code != errc::none)
    return fail(o, report.failure);
  write_breakers(o.data, report, mesh_.counters());
  if (mesh_.others() == nullptr)
    return;
  for (const auto& n : mesh_.others()->nodes().nodes)
    if (n.returns.breaker != breaker_state::closed)
      o.data["rows"].push_back({{"where", "host " + n.row.name},
                                {"state", to_string(n.returns.breaker)},
                                {"reason", n.returns.reason}});
}

void session::run(const breaker_command& c, outcome& o) {
  if (!exists(c.where, o))
    return;
  auto by_hand = c.reason.empty() ? "by hand" : "by hand: " + c.reason;
  auto wrong = mesh_.set_circuit(
      {c.where, c.open ? circuit_state::open : circuit_state::closed, by_hand, true});
  if (wrong.code != errc::none)
    return fail(o, wrong);
  o.data["target"] = to_string(c.where);
  o.data["state"] = c.open ? "open" : "closed";
}

} // namespace mesh::console
