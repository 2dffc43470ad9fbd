#include "runtime/mesh/job_stealing.hpp"

#include <atomic>
#include <future>
#include <memory>

#include <caf/all.hpp>

#include "runtime/mesh/system_config.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

using ball = caf::ok_atom;

/// An actor system as a real mesh has it.
struct real_system {
  explicit real_system(int workers) : cfg(with(workers), false), system(cfg) {}
  static runtime_config with(int workers) {
    runtime_config cfg;
    cfg.workers = workers;
    return cfg;
  }
  system_config cfg;
  caf::actor_system system;
};

struct player {
  std::shared_ptr<std::atomic<int>> left;
  std::shared_ptr<std::promise<int>> over;
};

/// Throws each ball back, until there are no throws left.
caf::behavior plays(caf::event_based_actor* self, const player& p) {
  return {[self, p](ball) {
    auto left = --*p.left;
    if (left > 0)
      self->send(caf::actor_cast<caf::actor>(self->current_sender()), ball::value);
    else if (left == 0)
      p.over->set_value(left);
  }};
}

} // namespace

TEST_CASE("F2 who is woken from outside is reached while others keep each other busy",
          "[scheduler]") {
  real_system real(1);
  player p{std::make_shared<std::atomic<int>>(2'000'000),
           std::make_shared<std::promise<int>>()};
  auto first = real.system.spawn(plays, p);
  auto second = real.system.spawn(plays, p);
  auto reached = std::make_shared<std::promise<int>>(); // throws that were left then
  auto outsider = real.system.spawn(
      [](caf::event_based_actor*, const player& those,
         const std::shared_ptr<std::promise<int>>& at) -> caf::behavior {
        return {[those, at](ball) {
          at->set_value(those.left->exchange(1));
        }};
      },
      p, reached);
  caf::send_as(first, second, ball::value);
  caf::anon_send(outsider, ball::value);
  CHECK(reached->get_future().get() > 0); // they would have gone on
  p.over->get_future().get();
  for (const auto& one : {first, second, outsider})
    caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
}

TEST_CASE("F2 whatever is shared between workers is done once", "[scheduler]") {
  constexpr int actors = 20'000;
  constexpr int rounds = 3;
  auto workers = GENERATE(1, 2, 3, 8);
  real_system real(workers);
  auto done = std::make_shared<std::atomic<int>>(0);
  auto over = std::make_shared<std::promise<void>>();
  std::vector<caf::actor> all;
  for (int i = 0; i < actors; ++i)
    all.push_back(real.system.spawn(
        [](caf::event_based_actor*, const std::shared_ptr<std::atomic<int>>& count,
           const std::shared_ptr<std::promise<void>>& end) -> caf::behavior {
          return {[count, end](ball) {
            if (++*count == actors * rounds)
              end->set_value();
          }};
        },
        done, over));
  // One worker gets it all, and the others have to come for it.
  auto source = real.system.spawn(
      [](caf::event_based_actor* self, const std::vector<caf::actor>& whom) -> caf::behavior {
        return {[self, whom](ball) {
          for (const auto& one : whom)
            self->send(one, ball::value);
        }};
      },
      all);
  for (int i = 0; i < rounds; ++i)
    caf::anon_send(source, ball::value);
  over->get_future().get();
  CHECK(*done == actors * rounds);
  all.push_back(source);
  for (const auto& one : all)
    caf::anon_send_exit(one, caf::exit_reason::user_shutdown);
}
