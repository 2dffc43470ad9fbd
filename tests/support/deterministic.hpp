#pragma once
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/parts/surroundings.hpp"
#include "config/config.hpp"
#include "config/validate.hpp"
#include "messages/type_ids.hpp"
#include "tests/support/kept_conflicts.hpp"
#include "tests/support/probe.hpp"

/// For unit tests of one's own agents: messages and virtual time without a
/// running mesh.
///
///   mesh::testing::deterministic_system mesh;
///   mesh::testing::tested_agent greeter(mesh, mesh::make_function_work(greet));
///   CHECK(greeter.ask("world").value == "Hello, world!");
///
/// (tests/support/tested_agent.hpp.) Nothing runs but inside run(), advance()
/// and run_until(), on the thread that calls them. Work that reports back must
/// do so on that thread too.
namespace mesh::testing {

/// A mesh small enough to look at: two sectors of two clusters of five agents.
inline config small_config() {
  config cfg;
  cfg.topology = topology_config::of(2, 2, 5);
  return cfg;
}

/// An actor system in which time stands still until it is told to pass, with
/// everything an actor of the mesh asks for around it. All actors that were
/// started through it are ended with it, in the order in which they were
/// started; probes and handles must not outlive it.
class deterministic_system {
public:
  /// Throws std::invalid_argument with every problem of the configuration.
  explicit deterministic_system(config cfg = small_config())
      : cfg_(checked(std::move(cfg))),
        who_(cfg_),
        agents_(cfg_.topology.sectors),
        system_(system_cfg_),
        timers_(system_) {
    alarm_ = keep(system_.spawn(
        [](caf::event_based_actor*,
           const std::shared_ptr<std::uint64_t>& rung) -> caf::behavior {
          return {[rung](std::uint64_t number) {
            *rung = number;
          }};
        },
        rung_));
  }
  ~deterministic_system() {
    for (const auto& one : started_)
      caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
    run();
    system_.clock().cancel_all(); // messages that were due later
  }
  deterministic_system(const deterministic_system&) = delete;
  deterministic_system& operator=(const deterministic_system&) = delete;

  /// Starts an actor, as caf::actor_system::spawn does. Give it at least one
  /// argument where the undefined behaviour sanitizer looks: CAF 0.17 binds a
  /// null reference for none.
  template <class F, class... Ts>
  auto spawn(F&& behaviour, Ts&&... arguments) {
    return keep(system_.spawn(std::forward<F>(behaviour), std::forward<Ts>(arguments)...));
  }
  /// Takes over the duty to end an actor that was started otherwise.
  template <class Handle>
  Handle keep(Handle started) {
    started_.push_back(caf::actor_cast<caf::actor>(started));
    return started;
  }
  probe make_probe() {
    probe made;
    made.actor_ = spawn(probe::listen, made.heard_);
    return made;
  }
  /// Sends, and lets everybody react to it and to each other.
  template <class Handle, class... Ts>
  void tell(const Handle& whom, Ts&&... what) {
    caf::anon_send(whom, std::forward<Ts>(what)...);
    run();
  }

  /// Lets everything happen that is due now.
  void run() { scheduler().run(); }
  /// Lets time pass, from timer to timer up to and including those that are due
  /// at the end; one that is set again when it fires does so each time.
  void advance(duration how_long) {
    run_until([] { return false; }, how_long);
  }
  /// Lets time pass until `done` holds; false when it does not in `at_most`.
  bool run_until(const std::function<bool()>& done, duration at_most) {
    run();
    if (done())
      return true;
    // The clock cannot be asked when its next event is, so an alarm of our own
    // at the end tells when to stop: once nothing else was due before it.
    auto end = now() + at_most;
    for (auto others = true; others;) {
      others = false;
      timers_.at(end, alarm_, ++alarms_);
      while (scheduler().trigger_timeout()) {
        run();
        if (*rung_ == alarms_)
          break;
        if (done())
          return true;
        others = true;
      }
    }
    return false;
  }
  [[nodiscard]] time_point now() { return system_.clock().now(); }

  [[nodiscard]] const config& cfg() const { return cfg_; }
  [[nodiscard]] const roster& who() const { return who_; }
  [[nodiscard]] registry& agents() { return agents_; }
  [[nodiscard]] mesh_counters& counters() { return counters_; }
  /// What actors of the mesh are started with.
  [[nodiscard]] const surroundings& around() const { return around_; }
  /// What leads have reported (K1).
  [[nodiscard]] std::vector<conflict_record> conflicts() const { return conflicts_.all(); }
  [[nodiscard]] caf::actor_system& system() { return system_; }

private:
  class system_config : public caf::actor_system_config {
  public:
    system_config() { set("scheduler.policy", caf::atom("testing")); }
  };
  static config checked(config cfg) {
    if (auto problems = validate(cfg); !problems.empty())
      throw std::invalid_argument(to_string(problems));
    return cfg;
  }
  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  config cfg_;
  roster who_;
  registry agents_;
  mesh_counters counters_;
  system_config system_cfg_;
  caf::actor_system system_;
  actor_clock_timers timers_;
  event_log events_{1'000};
  kept_conflicts conflicts_;
  surroundings around_{cfg_, who_, agents_,    timers_, counters_, events_, make_context(""),
                       1,    0,    &conflicts_};
  std::vector<caf::actor> started_;
  std::shared_ptr<std::uint64_t> rung_ = std::make_shared<std::uint64_t>(0);
  std::uint64_t alarms_ = 0;
  caf::actor alarm_;
};

} // namespace mesh::testing
