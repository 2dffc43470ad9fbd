#include "tests/sim/chaos/plan.hpp"

#include <array>
#include <chrono>
#include <string_view>

#include "actors/work/random.hpp"

namespace mesh::testing {

namespace {

using kind = chaos_step::kind;
using namespace std::chrono_literals;

template <class T>
T one_of(random_source& random, std::initializer_list<T> values) {
  return values.begin()[random.below(values.size())];
}

config some_mesh(random_source& random, std::uint64_t seed) {
  config cfg;
  cfg.topology = topology_config::of(2 + static_cast<int>(random.below(2)),
                                     2 + static_cast<int>(random.below(2)),
                                     4 + static_cast<int>(random.below(7)));
  cfg.simulation.seed = seed;
  cfg.limits.gathers_in_flight = 8; // so that gathers which never end are found out
  cfg.breakers.cluster_failures = one_of(random, {3, 5, 1'000});
  cfg.breakers.sector_failures = one_of(random, {8, 50});
  cfg.breakers.open_sectors = one_of(random, {1, 10});
  cfg.supervision.cluster.child_restarts = one_of(random, {1, 5});
  cfg.supervision.cluster.restarts = one_of(random, {6, 60});
  cfg.coordination.message_ttl_ms = one_of(random, {5'000.0, 30'000.0});
  return cfg;
}

struct planner {
  explicit planner(chaos_plan& p) : plan(p), random(p.seed * 2 + 1) {}

  std::uint8_t below(int n) {
    return static_cast<std::uint8_t>(random.below(std::uint64_t(n)));
  }
  scope some_scope(scope::level level) {
    const auto& t = plan.cfg.topology;
    agent_id id{below(t.sectors), below(t.clusters_per_sector), below(t.agents_per_cluster)};
    switch (level) {
    case scope::level::all:
      return {};
    case scope::level::sector:
      return sector_id{id.sector};
    case scope::level::cluster:
      return id.parent();
    case scope::level::agent:
      return id;
    }
    return {};
  }
  scope any_scope() { return some_scope(static_cast<scope::level>(random.below(4))); }

  /// A share of the agents of a scope, at least one.
  std::vector<scope> some_agents(const scope& where) {
    const auto& t = plan.cfg.topology;
    auto share = random.uniform(0.02, 0.4);
    std::vector<scope> some;
    for (int s = 0; s < t.sectors; ++s)
      for (int c = 0; c < t.clusters_per_sector; ++c)
        for (int a = 0; a < t.agents_per_cluster; ++a) {
          agent_id id{static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(c),
                      static_cast<std::uint8_t>(a)};
          if (where.contains(id) && random.uniform() < share)
            some.emplace_back(id);
        }
    if (some.empty())
      some.push_back(some_scope(scope::level::agent));
    return some;
  }

  disturbance something_wrong(duration within) {
    disturbance d;
    d.after = from_ms(random.uniform() * to_ms(within));
    d.what.pause_ms = one_of(random, {50.0, 500.0, 2'000.0});
    if (random.below(2) == 0) { // agents
      d.what.what = static_cast<fault_kind>(random.below(5));
      d.what.whom = some_agents(any_scope());
      return d;
    }
    d.what.what = one_of(
        random, {fault_kind::crash, fault_kind::crash, fault_kind::hang, fault_kind::slow});
    auto level = one_of(random, {scope::level::cluster, scope::level::cluster,
                                 scope::level::sector, scope::level::all});
    d.what.whom = {some_scope(level)};
    if (random.below(4) == 0) // two at once
      d.what.whom.push_back(some_scope(scope::level::cluster));
    return d;
  }

  /// About how long a step takes.
  static duration time_of(const chaos_step& s) {
    switch (s.what) {
    case kind::wait:
      return s.how_long;
    case kind::heal:
    case kind::freeze:
    case kind::thaw:
    case kind::breaker:
    case kind::world:
    case kind::grow:
    case kind::drain:
      return 0ms;
    default:
      return 1'500ms;
    }
  }

  chaos_step step(bool inner = false) {
    chaos_step s;
    s.what =
        one_of(random, {kind::gather, kind::gather, kind::gather, kind::gather, kind::cascade,
                        kind::ask, kind::delegate, kind::pipeline, kind::wait, kind::wait,
                        kind::wait, kind::heal, kind::freeze, kind::thaw, kind::thaw,
                        kind::breaker, kind::world, kind::grow, kind::drain});
    s.where = any_scope();
    s.chance = random.next();
    s.how_long = from_ms(one_of(random, {100.0, 5'000.0, 40'000.0, 300'000.0, 1'800'000.0}));
    for (auto wrong = random.below(4); wrong > 0; --wrong)
      s.meanwhile.push_back(something_wrong(time_of(s)));
    if (!inner && random.below(6) == 0) {
      s.away = {from_ms(random.uniform() * to_ms(time_of(s))),
                from_ms(one_of(random, {1'500.0, 10'000.0, 45'000.0, 600'000.0})),
                random.below(2) == 0};
      if (s.away->starved) // few of a long time's timers would ever be worked off
        s.away->how_long = std::min<duration>(s.away->how_long, 90s);
    }
    if (time_of(s) > 0ms && !inner && random.below(2) == 0) {
      auto within = step(true);
      within.how_long = from_ms(random.uniform() * to_ms(time_of(s)));
      s.inside.push_back(std::move(within));
    }
    return s;
  }

  chaos_plan& plan;
  random_source random;
};

} // namespace

std::string to_string(const chaos_step& step) {
  constexpr std::array<std::string_view, 13> names{
      "gather", "cascade", "ask",     "delegate", "pipeline", "wait", "heal",
      "freeze", "thaw",    "breaker", "world",    "grow",     "drain"};
  constexpr std::array<std::string_view, 5> faults{"crash", "hang", "corrupt", "lie", "slow"};
  std::string text(names[static_cast<std::size_t>(step.what)]);
  text += " " + mesh::to_string(step.where);
  if (step.what == kind::wait)
    text += " " + std::to_string(int(to_ms(step.how_long))) + " ms";
  for (const auto& d : step.meanwhile) {
    text += "; after " + std::to_string(int(to_ms(d.after))) + " ms "
            + std::string(faults[static_cast<std::size_t>(d.what.what)]);
    for (const auto& who : d.what.whom)
      text += " " + mesh::to_string(who);
  }
  if (step.away)
    text += "; after " + std::to_string(int(to_ms(step.away->after))) + " ms the process is "
            + (step.away->starved ? "starved" : "stopped") + " for "
            + std::to_string(int(to_ms(step.away->how_long))) + " ms";
  for (const auto& inner : step.inside)
    text += "; after " + std::to_string(int(to_ms(inner.how_long))) + " ms (" + to_string(inner)
            + ")";
  return text;
}

chaos_plan plan_chaos(std::uint64_t seed) {
  chaos_plan plan;
  plan.seed = seed;
  random_source random(seed);
  plan.cfg = some_mesh(random, seed);
  planner next(plan);
  for (auto steps = 40 + random.below(41); steps > 0; --steps)
    plan.steps.push_back(next.step());
  return plan;
}

} // namespace mesh::testing
