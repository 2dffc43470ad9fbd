// Agents of the fleet on the C++ client, each over a link of its own:
//   fleet_agents LIST LEDGER
// A line of LIST is an invite, and the agent's usual time for a job in ms. It adds a line to
// LEDGER for each job: the payload, the agent, the moments of its arrival and of READY.
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "actors/work/function_work.hpp"
#include "actors/work/random.hpp"
#include "runtime/agent_client/agent_client.hpp"
#include "tests/agent_link/later.hpp"

using namespace mesh;

namespace {

constexpr double jitter = 0.02; // standard deviation, of the usual time

/// Ms since 1970: the agents of all languages have this clock in common.
double wall_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class ledger {
public:
  explicit ledger(const std::string& file) : out_(file, std::ios::app) {}
  void note(const std::string& payload, const std::string& agent, double came, double ready) {
    const std::lock_guard lock(mutex_);
    char line[256];
    std::snprintf(line, sizeof line, "%.100s %.60s %.3f %.3f\n", payload.c_str(), agent.c_str(),
                  came, ready);
    out_ << line << std::flush;
  }

private:
  std::mutex mutex_;
  std::ofstream out_;
};

/// Takes its time for each job, as one that computes.
std::shared_ptr<work> work_of(const std::string& agent, double usual_ms, std::uint64_t seed,
                              test::later& timers, ledger& notes) {
  auto random = std::make_shared<random_source>(seed);
  return make_async_work(
      [=, &timers, &notes](const job& what, work_done done) {
        const auto came = wall_ms();
        const auto takes_ms = usual_ms * std::max(0.5, 1 + jitter * random->normal());
        timers.in(from_ms(takes_ms), what.id,
                  [=, &notes, payload = std::string(what.payload), done = std::move(done)] {
                    notes.note(payload, agent, came, wall_ms());
                    done(work_result::ready("done"));
                  });
      },
      [&timers](message_id id) { timers.cancel(id); });
}

/// `g1-cpp-007` of a path that ends so, with `.invite.json`.
std::string agent_in(const std::string& path) {
  const auto name = path.substr(path.find_last_of('/') + 1);
  return name.substr(0, name.find('.'));
}

std::vector<std::unique_ptr<agent_client::agent_client>> agents;

} // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: fleet_agents LIST LEDGER\n";
    return 2;
  }
  test::later timers;
  ledger notes(argv[2]);
  std::ifstream list(argv[1]);
  std::string file;
  double usual_ms = 0;
  for (std::uint64_t seed = 1; list >> file >> usual_ms; ++seed) {
    agent_client::client_options options;
    options.file = file;
    options.body = work_of(agent_in(file), usual_ms, seed, timers, notes);
    options.log = [](const std::string& line) {
      std::cerr << line + "\n";
    };
    auto agent = agent_client::agent_client::open(std::move(options));
    if (!agent) {
      std::cerr << "fleet_agents: " << to_string(agent.error()) << '\n';
      return 1;
    }
    agents.push_back(std::move(*agent));
  }
  for (auto signal : {SIGTERM, SIGINT})
    std::signal(signal, [](int) {
      for (const auto& agent : agents)
        agent->stop(); // it only sets a flag
    });
  std::vector<std::thread> threads;
  for (const auto& agent : agents)
    threads.emplace_back([&agent] {
      if (auto ended = agent->run(); !ended)
        std::cerr << "fleet_agents: " + to_string(ended.error()) + "\n";
    });
  for (auto& thread : threads)
    thread.join();
}
