#pragma once
#include <cstddef>
#include <thread>
#include <vector>

#include <caf/all.hpp>

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<caf::actor>)

namespace mesh::bench {

/// An actor system set up as the mesh sets up its own: one worker per core.
class floor_config : public caf::actor_system_config {
public:
  floor_config() {
    set("scheduler.max-throughput", std::size_t{50});
    set("scheduler.max-threads", static_cast<std::size_t>(std::thread::hardware_concurrency()));
  }
};

/// Bare actors, each ended explicitly.
class floor_system {
public:
  floor_system() : system_(config_), self_(system_) {}
  ~floor_system() {
    for (const auto& a : all_)
      caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
    all_.clear();
    self_->await_all_other_actors_done();
    system_.clock().cancel_all();
  }
  floor_system(const floor_system&) = delete;
  floor_system& operator=(const floor_system&) = delete;

  template <class Function, class... Arguments>
  caf::actor spawn(Function function, Arguments&&... arguments) {
    all_.push_back(system_.spawn(function, std::forward<Arguments>(arguments)...));
    return all_.back();
  }
  caf::scoped_actor& self() { return self_; }
  /// Lets the actors run.
  template <class Duration>
  void run_for(Duration how_long) {
    self_->receive(caf::after(how_long) >> [] {});
  }

private:
  floor_config config_;
  caf::actor_system system_;
  caf::scoped_actor self_;
  std::vector<caf::actor> all_;
};

} // namespace mesh::bench
