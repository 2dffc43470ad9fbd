// Chains by the thousand: what a task costs, what a read of the board costs meanwhile, and how
// well idle agents help busy ones.
#include <algorithm>
#include <filesystem>
#include <thread>

#include <caf/all.hpp>

#include "tests/bench/chain_world.hpp"
#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/meshes.hpp"

namespace mesh::bench {

namespace {

/// Asks one worker after the other, `chains` at a time: what a task costs in bare CAF.
caf::behavior bare_worker(caf::event_based_actor*, int) {
  return {[](std::uint64_t number) {
    return number + 1;
  }};
}

double bare_cpu_ms(int chains, int tasks) {
  caf::actor_system_config cfg;
  caf::actor_system system(cfg);
  std::vector<caf::actor> workers;
  for (int i = 0; i < 1'000; ++i)
    workers.push_back(system.spawn(bare_worker, 0));
  cpu_watch cpu;
  {
    caf::scoped_actor root{system};
    auto driver = [&](caf::event_based_actor* self, int) {
      auto open = std::make_shared<int>(chains);
      auto step = std::make_shared<std::function<void(std::uint64_t, int)>>();
      *step = [self, open, step, &workers, tasks](std::uint64_t number, int done) {
        if (done == tasks) {
          if (--*open == 0) {
            self->quit();
            *step = {};
          }
          return;
        }
        self->request(workers[number % workers.size()], caf::infinite, number)
            .then([step, done](std::uint64_t next) {
              auto go_on = *step;
              go_on(next, done + 1);
            });
      };
      for (int i = 0; i < chains; ++i)
        (*step)(static_cast<std::uint64_t>(i), 0);
      return caf::behavior{[](std::uint64_t) {
      }};
    };
    auto who = system.spawn(driver, 0);
    root->wait_for(who);
  }
  auto ms = cpu.ms();
  for (auto& worker : workers)
    caf::anon_send_exit(worker, caf::exit_reason::user_shutdown);
  return ms;
}

} // namespace

/// Tasks that cost nothing, without verification: CPU time of each, beside a request to an
/// actor of bare CAF.
void chain_overhead(const bench_options& o) {
  const auto chains = o.quick ? 4 : 500;
  const auto tasks = o.quick ? 4 : 32;
  std::vector<double> waiting, speculating, bare;
  for (int i = 0; i < o.repetitions; ++i) {
    auto cpu_of = [&](const std::string& speculate) {
      auto world = std::make_shared<chain_world>();
      local_mesh mesh(quiet_config(o.size), options_of(world));
      auto plan = chain_of(tasks, 0);
      plan.speculate = speculate;
      run_chains(mesh, plan, 2);
      cpu_watch cpu;
      run_chains(mesh, plan, chains);
      return cpu.ms() * 1e6 / (chains * tasks);
    };
    waiting.push_back(cpu_of("never"));
    speculating.push_back(cpu_of("bounded"));
    bare.push_back(bare_cpu_ms(chains, tasks) * 1e6 / (chains * tasks));
  }
  print({{"bench", "chain_overhead"},
         {"agents", o.size.agents},
         {"waiting_ns", rounded(median(waiting))},
         {"speculating_ns", rounded(median(speculating))},
         {"floor_ns", rounded(median(bare))},
         {"ratio", rounded(median_ratio(speculating, bare))}});
}

/// Reads of the board while all agents work on chains; the floor is the same with nobody at
/// work.
void chain_board_reads(const bench_options& o) {
  auto world = std::make_shared<chain_world>();
  world->takes_ms = 5;
  local_mesh mesh(quiet_config(o.size), options_of(world));
  auto plan = chain_of(o.quick ? 4 : 64, 1);
  const auto chains = o.quick ? 4 : 500;
  std::uint64_t found = 0;
  auto count = [&](std::vector<double>& us) {
    const chain_board::handle board(mesh.chains().board(), 0);
    stopwatch total;
    std::uint64_t reads = 0;
    while (total.ms() < to_ms(o.counting)) {
      stopwatch one;
      for (std::uint32_t i = 0; i < 16; ++i)
        found += board.look(i % static_cast<std::uint32_t>(plan.tasks.size())).life;
      us.push_back(one.ms() * 1'000 / 16);
      reads += 16;
    }
    return static_cast<double>(reads) / total.s();
  };
  std::vector<double> busy_us, quiet_us;
  std::atomic<bool> over{false};
  std::thread load([&] {
    while (!over)
      run_chains(mesh, plan, chains);
  });
  auto per_s = count(busy_us);
  over = true;
  load.join();
  auto quiet_per_s = count(quiet_us);
  print({{"bench", "chain_board"},
         {"agents", o.size.agents},
         {"reads_per_s", rounded(per_s)},
         {"p99_ns", rounded(quantile(busy_us, 0.99) * 1'000)},
         {"floor_reads_per_s", rounded(quiet_per_s)},
         {"floor_p99_ns", rounded(quantile(quiet_us, 0.99) * 1'000)},
         {"flushed_seen", found},
         {"ratio", rounded(quantile(busy_us, 0.5) / quantile(quiet_us, 0.5))}});
}

/// 10,000 chains of 8 tasks with 2 verifications each, all at once. The floor asks bare CAF
/// actors as often.
void chain_scale(const bench_options& o) {
  const auto chains = o.quick ? 5 : 5'000;
  constexpr auto tasks = 8;
  constexpr auto steps = 2;
  auto world = std::make_shared<chain_world>();
  local_mesh mesh(quiet_config(o.size), options_of(world));
  cpu_watch cpu;
  auto all = run_chains(mesh, chain_of(tasks, steps), chains);
  auto cpu_ms = cpu.ms();
  auto jobs = chains * tasks * (steps + 1);
  auto bare_ms = bare_cpu_ms(chains, tasks * (steps + 1));
  print({{"bench", "chain_scale"},
         {"agents", o.size.agents},
         {"chains", chains},
         {"took_ms", rounded(all.took_ms)},
         {"tasks_per_s", rounded(chains * tasks / all.took_ms * 1'000)},
         {"cpu_us_per_job", rounded(cpu_ms * 1'000 / jobs)},
         {"floor_cpu_us_per_job", rounded(bare_ms * 1'000 / jobs)},
         {"ratio", rounded(cpu_ms / bare_ms)}});
}

/// Unequal tasks on the agents of one small mesh, with stealing and without: the share of their
/// time for which agents are idle until all is done.
void chain_steal(const bench_options& o) {
  auto idle_share = [&](int tries, std::uint64_t& steals) {
    auto world = std::make_shared<chain_world>();
    world->takes_ms = 1;
    world->takes = [&o](std::string_view payload) {
      auto number = random_source(std::hash<std::string_view>{}(payload)).next() % 10;
      return (number == 0 ? 100.0 : 5.0) / (o.quick ? 10 : 1);
    };
    auto cfg = quiet_config(topology_config::of(1, 2, 8));
    cfg.chains.steal_tries = tries;
    local_mesh mesh(cfg, options_of(world));
    chain_plan plan;
    plan.name = "wide";
    const auto tasks = o.quick ? 40 : 1'600;
    for (int i = 0; i < tasks; ++i) {
      auto& task = plan.tasks.emplace_back();
      task.name = "t" + std::to_string(i);
      task.payload = "work " + std::to_string(i);
    }
    auto all = run_chains(mesh, plan, 1);
    steals = mesh.chains().counters().steals;
    return 1 - world->worked_ms / (all.took_ms * mesh.who().agents());
  };
  std::uint64_t steals = 0;
  std::uint64_t none = 0;
  auto with = idle_share(8, steals);
  auto without = idle_share(0, none);
  print({{"bench", "chain_steal"},
         {"agents", 16},
         {"idle_share", rounded(with)},
         {"floor_idle_share", rounded(without)},
         {"steals", steals},
         {"ratio", rounded(without > 0 ? with / without : 1)}});
}

/// In a process that ends without any farewell, in the middle of chains.
json_line chain_resume_load(const bench_options& o) {
  auto world = std::make_shared<chain_world>();
  world->takes_ms = 200;
  auto how = options_of(world);
  how.data = std::filesystem::current_path().string();
  local_mesh mesh(quiet_config(o.size), std::move(how));
  auto shared = std::make_shared<const chain_plan>(chain_of(16, 1));
  const auto chains = o.quick ? 5 : 1'000;
  for (int i = 0; i < chains; ++i)
    if (auto begun = mesh.run_chain(shared); begun.failure.code != errc::none)
      throw bench_failure(to_string(begun.failure));
  mesh.wait(milliseconds(o.quick ? 300 : 3'000));
  print({{"chains", chains}});
  std::fflush(stdout);
  std::_Exit(0);
}

/// From the start of a process after a kill to the first task that runs again, with 1,000
/// chains in flight. The floor is a start without any.
void chain_resume(const bench_options& o) {
  std::vector<double> resumed, empty;
  auto before = std::filesystem::current_path();
  for (int i = 0; i < o.repetitions; ++i) {
    auto name = (std::filesystem::temp_directory_path() / "mesh_bench_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw bench_failure("no folder could be made for chains");
    auto program = own_program();
    std::filesystem::current_path(name);
    run_probe("chain_resume_load", o);
    auto start_ms = [&](bool with_data) {
      auto world = std::make_shared<chain_world>();
      world->takes_ms = 200;
      auto how = options_of(world);
      if (with_data)
        how.data = name;
      stopwatch watch;
      local_mesh mesh(quiet_config(o.size), std::move(how));
      while (with_data && world->outputs == 0)
        mesh.wait(milliseconds(1));
      return watch.ms();
    };
    resumed.push_back(start_ms(true));
    empty.push_back(start_ms(false));
    std::filesystem::current_path(before);
    std::filesystem::remove_all(name);
  }
  print({{"bench", "chain_resume"},
         {"agents", o.size.agents},
         {"p50_ms", rounded(median(resumed))},
         {"floor_ms", rounded(median(empty))},
         {"ratio", rounded(median_ratio(resumed, empty))}});
}

} // namespace mesh::bench
