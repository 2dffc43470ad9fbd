#include <atomic>

#include "tests/bench/bench.hpp"
#include "tests/bench/floor_relay.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"
#include "tests/bench/relay.hpp"

namespace mesh::bench {

namespace {

/// Answers at once and posts the message on to the next agent.
class relay_work : public work {
public:
  relay_work(relay_route route, std::shared_ptr<const std::atomic<bool>> running)
      : route_(route), running_(std::move(running)) {}
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    planned_result planned;
    if (running_->load(std::memory_order_relaxed))
      planned.result.posts.push_back(
          {route_.next(what.agent, ++taken_), std::string(what.payload)});
    return planned;
  }

private:
  relay_route route_;
  std::shared_ptr<const std::atomic<bool>> running_;
  std::uint64_t taken_ = 0;
};

/// Messages answered a second, once they flow.
template <class Wait, class Answered>
double per_second(duration counting, Wait wait, Answered answered) {
  wait(counting / 4); // to get going
  auto before = answered();
  stopwatch watch;
  wait(counting);
  return static_cast<double>(answered() - before) / watch.s();
}

double mesh_rate(const bench_options& o) {
  auto running = std::make_shared<std::atomic<bool>>(true);
  mesh_options options;
  options.work.push_back({{}, {}, [&](const agent_identity&) {
                            return std::make_shared<relay_work>(relay_route{o.size}, running);
                          }});
  local_mesh mesh(quiet_config(o.size), options);
  cascade_ms(mesh); // each agent posts its first message
  auto rate = per_second(
      o.counting, [&](duration d) { mesh.wait(d); },
      [&] { return mesh.counters().posts_answered.load(); });
  running->store(false);
  if (mesh.counters().posts_undeliverable > 0)
    throw bench_failure("messages between agents got lost");
  return rate;
}

double floor_rate(const bench_options& o) {
  floor_relay floor(o.size);
  floor.start();
  return per_second(
      o.counting, [&](duration d) { floor.run_for(d); }, [&] { return floor.answered(); });
}

} // namespace

/// A message from agent to agent passes their leads and, one in ten, both
/// sectors and the root; it counts when it has been acknowledged.
void bus(const bench_options& o) {
  std::vector<double> mine;
  std::vector<double> bare;
  for (int i = 0; i < o.repetitions; ++i) {
    mine.push_back(mesh_rate(o));
    bare.push_back(floor_rate(o));
  }
  print({{"bench", "bus"},
         {"agents", o.size.agents},
         {"messages_per_s", median(mine)},
         {"floor_messages_per_s", median(bare)},
         {"ratio", median_ratio(bare, mine)}, // of the times, as everywhere
         {"across_sectors", 1.0 / relay_route::one_in}});
}

} // namespace mesh::bench
