// mesh_bench_count NAME: does one fixed piece of work in virtual time, on this thread alone.
// Run under callgrind, which counts the instructions inside of mesh_counted;
// tests/bench/count.py does that, and compares.
#include <functional>
#include <iostream>

#include <spdlog/spdlog.h>

#include "messages/link_batch.hpp"
#include "tests/bench/chain_world.hpp"
#include "tests/bench/meshes.hpp"

/// What callgrind counts: its name is given to --toggle-collect.
extern "C" [[gnu::noinline]] void mesh_counted(const std::function<void()>* what) {
  (*what)();
}

namespace {

using namespace mesh;
using namespace mesh::bench;

constexpr int usage_error = 2;

/// What was counted: so many of these.
struct counted_units {
  std::uint64_t count;
  std::string_view of;
};

void count(const std::function<void()>& what) {
  mesh_counted(&what);
}

/// When all that grows at first has grown.
void count_warm(const std::function<void()>& what) {
  constexpr int warm_up = 20;
  for (int i = 0; i < warm_up; ++i)
    what();
  count(what);
}

const topology_config three_thousand = topology_config::of(10, 10, 30);

/// Says -1 to one payload, and READY to all others.
class contrary_work : public work {
public:
  std::optional<planned_result> start(const job& what,
                                      const std::function<work_done()>&) override {
    return planned_result{what.payload == "contradict" ? work_result::conflict("1", "2")
                                                       : work_result::ready("up")};
  }
};

std::unique_ptr<local_mesh> quiet_mesh(mesh_options options = {}) {
  options.virtual_time = true;
  return std::make_unique<local_mesh>(quiet_config(three_thousand), std::move(options));
}

/// All agents of one cluster.
std::vector<agent_id> neighbours() {
  std::vector<agent_id> all;
  for (std::uint8_t i = 0; i < 30; ++i)
    all.push_back({3, 4, i});
  return all;
}

/// No targets: everybody.
scatter_request request_to(std::vector<agent_id> targets, const std::string& payload) {
  scatter_request request;
  request.what.payload = payload;
  request.targets = std::move(targets);
  request.window_ms = 60'000;
  request.scheduled = false;
  return request;
}

void expect(bool good, const char* what) {
  if (!good)
    throw bench_failure(what);
}

counted_units cascade_work() {
  const auto mesh = quiet_mesh();
  count_warm([&] { cascade_ms(*mesh); });
  return {3'000, "agent"};
}

counted_units gather_work() {
  const auto mesh = quiet_mesh();
  count_warm([&] {
    auto request = request_to({}, "benchmark");
    request.scheduled = true;
    expect(mesh->scatter(request).summary.ready == 3'000, "not every agent was READY");
  });
  return {3'000, "agent"};
}

counted_units heartbeat_work() {
  const auto mesh = quiet_mesh();
  const auto period = from_ms(mesh->cfg().impedance.heartbeat_period_ms);
  mesh->wait(period * 2);
  const auto before = mesh->counters().heartbeats.load();
  count([&] { mesh->wait(period); });
  const auto heard = mesh->counters().heartbeats.load() - before;
  expect(heard > 2'900, "fewer heartbeats than agents");
  return {heard, "heartbeat"};
}

/// One agent in each of 30 clusters: no supervisor takes that for a storm.
counted_units restart_work() {
  const auto mesh = quiet_mesh();
  std::vector<agent_id> whom;
  fault_order crash;
  for (std::uint8_t i = 0; i < 30; ++i)
    crash.whom.emplace_back(whom.emplace_back(i / 10, i % 10, 7));
  cascade_ms(*mesh);
  count([&] {
    expect(mesh->inject(crash).told == 30, "not every agent was there to crash");
    mesh->wait(std::chrono::seconds(1));
  });
  expect(mesh->scatter(request_to(whom, "benchmark")).summary.ready == 30,
         "not every agent is back");
  return {30, "restart"};
}

counted_units conflict_work() {
  mesh_options options;
  options.work.push_back({{}, {}, [](const agent_identity&) {
                            return std::make_unique<contrary_work>();
                          }});
  const auto mesh = quiet_mesh(std::move(options));
  cascade_ms(*mesh);
  count([&] {
    expect(mesh->scatter(request_to(neighbours(), "contradict")).summary.conflict == 30,
           "not every agent contradicted");
  });
  return {30, "conflict"};
}

counted_units chain_work() {
  const auto world = std::make_shared<chain_world>();
  world->takes_ms = 10;
  const auto mesh = quiet_mesh(options_of(world));
  constexpr int chains = 10;
  constexpr int tasks = 10;
  const auto plan = chain_of(tasks, 1);
  count_warm([&] { run_chains(*mesh, plan, chains); });
  return {std::uint64_t{chains} * tasks, "task"};
}

counted_units link_work() {
  constexpr std::uint64_t entries = 1'000;
  link_batch batch;
  batch.first = 1;
  for (std::uint64_t i = 0; i < entries; ++i)
    batch.entries.push_back(
        {entry_kind::conflict, cluster_id{1, 2}, i, from_ms(1), std::string(100, 'x')});
  count_warm([&] {
    link_batch back;
    expect(decode(encode(batch), back) && back.entries.size() == entries,
           "the batch did not come back");
  });
  return {entries, "entry"};
}

struct fixed_work {
  std::string_view name;
  counted_units (*run)();
};
constexpr fixed_work all_works[] = {
    {"cascade", cascade_work}, {"gather", gather_work},     {"heartbeats", heartbeat_work},
    {"restart", restart_work}, {"conflict", conflict_work}, {"chain", chain_work},
    {"link_batch", link_work},
};

} // namespace

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::err);
  const std::string_view name = argc == 2 ? argv[1] : "";
  try {
    for (const auto& [known, run] : all_works)
      if (known == name) {
        const auto units = run();
        print({{"work", name}, {"units", units.count}, {"unit", units.of}});
        return 0;
      }
  } catch (const std::exception& e) {
    std::cerr << "mesh_bench_count: " << e.what() << "\n";
    return 1;
  }
  if (name == "--list") {
    for (const auto& work : all_works)
      std::cout << work.name << "\n";
    return 0;
  }
  std::cerr << "usage: mesh_bench_count --list|NAME\n";
  return usage_error;
}
