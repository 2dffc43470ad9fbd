#include "tests/bench/floor_supervisors.hpp"

#include <atomic>
#include <stdexcept>
#include <unordered_map>

#include "tests/bench/crash_watch.hpp"
#include "tests/bench/floor_system.hpp"
#include "tests/bench/measure.hpp"

namespace mesh::bench {

namespace {

using work_atom = caf::atom_constant<caf::atom("work")>;
using crash_atom = caf::atom_constant<caf::atom("crash")>;
using ping_atom = caf::atom_constant<caf::atom("ping")>;
using pong_atom = caf::atom_constant<caf::atom("pong")>;

/// What all of them share.
struct common {
  crash_watch watch;
  std::atomic<int> replaced{0};
};

caf::behavior child(caf::event_based_actor* self, common* shared, const caf::actor& client) {
  self->set_exception_handler([](std::exception_ptr&) -> caf::error {
    return caf::sec::runtime_error; // CAF's own would print
  });
  return {
      [=](work_atom) {
        shared->watch.work();
        self->send(client, pong_atom::value);
      },
      [=](crash_atom) { throw std::runtime_error("crashed for a measurement"); },
      [=](ping_atom) {
        self->send(caf::actor_cast<caf::actor>(self->current_sender()), pong_atom::value);
      },
  };
}

struct supervisor_state {
  std::vector<caf::actor> children;
  std::unordered_map<caf::actor_id, std::size_t> places;
  std::size_t answered = 0;
  bool working = false; // a child was given work, and not heard to be done
  std::size_t worker = 0;
};

caf::behavior supervisor(caf::stateful_actor<supervisor_state>* self, common* shared,
                         const caf::actor& client, std::size_t count) {
  auto start = [=](std::size_t place) {
    auto& s = self->state;
    s.children[place] = self->home_system().spawn(child, shared, client);
    s.places.emplace(s.children[place].id(), place);
    self->monitor(s.children[place]);
  };
  self->state.children.resize(count);
  for (std::size_t place = 0; place < count; ++place)
    start(place);
  self->set_down_handler([=](const caf::down_msg& down) {
    auto& s = self->state;
    auto found = s.places.extract(down.source.id());
    if (found.empty())
      return;
    start(found.mapped());
    ++shared->replaced;
    if (s.working && s.worker == found.mapped())
      self->send(s.children[s.worker], work_atom::value);
  });
  self->set_exit_handler([=](const caf::exit_msg& exit) {
    for (const auto& one : self->state.children)
      self->send_exit(one, exit.reason);
    self->quit(exit.reason);
  });
  return {
      [=](work_atom, std::size_t place) {
        self->state.working = true;
        self->state.worker = place;
        self->send(self->state.children.at(place), work_atom::value);
      },
      [=](crash_atom, std::size_t first, std::size_t step) {
        self->state.working = false;
        for (auto place = first; place < self->state.children.size(); place += step)
          self->send(self->state.children[place], crash_atom::value);
      },
      [=](ping_atom) {
        self->state.answered = 0;
        for (const auto& one : self->state.children)
          self->send(one, ping_atom::value);
      },
      [=](pong_atom) {
        if (++self->state.answered == self->state.children.size())
          self->send(client, pong_atom::value);
      },
  };
}

} // namespace

struct floor_supervisors::parts {
  common shared; // outlives the actors
  floor_system system;
  std::vector<caf::actor> supervisors;
  int children = 0;
};

floor_supervisors::floor_supervisors(int supervisors, int children)
    : parts_(std::make_unique<parts>()) {
  parts_->children = children;
  auto& system = parts_->system;
  auto client = caf::actor_cast<caf::actor>(system.self().ptr());
  for (int i = 0; i < supervisors; ++i)
    parts_->supervisors.push_back(
        system.spawn(supervisor, &parts_->shared, client, static_cast<std::size_t>(children)));
}

floor_supervisors::~floor_supervisors() = default;

double floor_supervisors::restart_us(int supervisor, int child) {
  auto& self = parts_->system.self();
  parts_->shared.watch.arm();
  self->send(parts_->supervisors.at(static_cast<std::size_t>(supervisor)), work_atom::value,
             static_cast<std::size_t>(child));
  self->receive([](pong_atom) {});
  return parts_->shared.watch.us();
}

double floor_supervisors::storm_ms(int first, int step) {
  auto crashed = 0;
  for (auto place = first; place < parts_->children; place += step)
    ++crashed;
  auto wanted =
      parts_->shared.replaced + crashed * static_cast<int>(parts_->supervisors.size());
  stopwatch watch;
  for (const auto& one : parts_->supervisors)
    caf::anon_send(one, crash_atom::value, static_cast<std::size_t>(first),
                   static_cast<std::size_t>(step));
  wait_until([&] { return parts_->shared.replaced >= wanted; },
             [&] { parts_->system.run_for(std::chrono::milliseconds(1)); });
  return watch.ms();
}

double floor_supervisors::round_ms() {
  auto& self = parts_->system.self();
  stopwatch watch;
  for (const auto& one : parts_->supervisors)
    self->send(one, ping_atom::value);
  for (std::size_t i = 0; i < parts_->supervisors.size(); ++i)
    self->receive([](pong_atom) {});
  return watch.ms();
}

} // namespace mesh::bench
