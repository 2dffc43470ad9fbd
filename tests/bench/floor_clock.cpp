#include "tests/bench/floor_clock.hpp"

#include "tests/bench/floor_system.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

using plan_atom = caf::atom_constant<caf::atom("plan")>;
using due_atom = caf::atom_constant<caf::atom("due")>;
using beat_atom = caf::atom_constant<caf::atom("beat")>;
using late_atom = caf::atom_constant<caf::atom("late")>;

struct lead_state {
  std::vector<time_point> due;
  std::vector<double> late_ms;
};

/// Schedules a message to itself for each of its agents and reports how late
/// they came.
caf::behavior timing_lead(caf::stateful_actor<lead_state>* self, const caf::actor& report_to) {
  return {
      [=](plan_atom, std::int64_t first_us, std::int64_t step_us, int agents) {
        auto now = self->clock().now();
        for (int i = 0; i < agents; ++i) {
          auto after = microseconds(first_us + i * step_us);
          self->state.due.push_back(now + after);
          self->delayed_send(self, after, due_atom::value, static_cast<std::uint32_t>(i));
        }
      },
      [=](due_atom, std::uint32_t which) {
        auto& [due, late] = self->state;
        late.push_back(to_ms(self->clock().now() - due[which]));
        if (late.size() == due.size())
          self->send(report_to, late_atom::value, late);
      },
  };
}

caf::behavior beating_agent(caf::event_based_actor* self, const caf::actor& lead,
                            duration period, duration first) {
  self->delayed_send(self, first, due_atom::value);
  return {[=](due_atom) {
    self->send(lead, beat_atom::value);
    self->delayed_send(self, period, due_atom::value);
  }};
}

caf::behavior hearing_lead(caf::event_based_actor*,
                           const std::shared_ptr<std::atomic<std::uint64_t>>& heard) {
  return {[heard](beat_atom) {
    heard->fetch_add(1, std::memory_order_relaxed);
  }};
}

} // namespace

floor_lateness floor_arrival(const topology_config& size, duration spread) {
  floor_system system;
  auto& self = system.self();
  auto us = std::chrono::duration_cast<microseconds>(spread).count();
  std::vector<caf::actor> leads;
  for (int c = 0; c < size.clusters(); ++c)
    leads.push_back(system.spawn(timing_lead, caf::actor_cast<caf::actor>(self.ptr())));
  floor_lateness result;
  cpu_watch cpu;
  for (int c = 0; c < size.clusters(); ++c)
    self->send(leads[static_cast<std::size_t>(c)], plan_atom::value, us * c / size.agents,
               us / size.agents_per_cluster, size.agents_per_cluster);
  for (int c = 0; c < size.clusters(); ++c)
    self->receive([&](late_atom, const std::vector<double>& ms) {
      result.ms.insert(result.ms.end(), ms.begin(), ms.end());
    });
  result.cpu_ms = cpu.ms();
  return result;
}

struct floor_heartbeats::parts {
  std::shared_ptr<std::atomic<std::uint64_t>> heard =
      std::make_shared<std::atomic<std::uint64_t>>(0);
  floor_system system;
};

floor_heartbeats::floor_heartbeats(const topology_config& size, duration period)
    : parts_(std::make_unique<parts>()) {
  for (int c = 0; c < size.clusters(); ++c) {
    auto lead = parts_->system.spawn(hearing_lead, parts_->heard);
    for (int a = 0; a < size.agents_per_cluster; ++a)
      parts_->system.spawn(beating_agent, lead, period,
                           period * (c * size.agents_per_cluster + a) / size.agents);
  }
}

floor_heartbeats::~floor_heartbeats() = default;

void floor_heartbeats::run_for(duration how_long) {
  parts_->system.run_for(how_long);
}

std::uint64_t floor_heartbeats::heard() const {
  return *parts_->heard;
}

} // namespace mesh::bench
