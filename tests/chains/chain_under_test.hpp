#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "actors/chains/chain_loader.hpp"
#include "actors/chains/chain_run.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

inline std::shared_ptr<const chain_plan> plan_of(const std::string& tasks) {
  auto plan = load_chain(R"({"name": "c", "tasks": [)" + tasks + "]}");
  if (!plan)
    FAIL(to_string(plan.error()));
  return std::make_shared<const chain_plan>(*plan);
}

inline chain_run::dial always() {
  return [](const chain_map&, chain_map::place, int) {
    return true;
  };
}
inline chain_run::dial never() {
  return [](const chain_map&, chain_map::place, int) {
    return false;
  };
}
inline chain_run::dial up_to(int most) {
  return [most](const chain_map&, chain_map::place, int depth) {
    return depth <= most;
  };
}

/// A chain, and the jobs that agents have in hand. Agents are a00, a01, ...
class chain_under_test {
public:
  explicit chain_under_test(std::shared_ptr<const chain_plan> plan,
                            chain_run::dial dial = always(), int agents = 8)
      : run(std::move(plan), std::move(dial)), agents_(agents) {}

  void begin() { take(run.begin()); }
  void take(const chain_actions& actions) {
    for (const auto& action : actions)
      std::visit([this](const auto& one) { note(one); }, action);
  }

  /// The jobs of a task that are under way; `step`: -1 is the work.
  [[nodiscard]] std::vector<give_job> open(const std::string& task, int step = -1) const {
    std::vector<give_job> found;
    for (const auto& [job, given] : jobs)
      if (run.plan().tasks[job.task].name == task && job.step == step)
        found.push_back(given);
    return found;
  }
  void answer(const chain_job_id& job, const std::string& output, bool conflict = false) {
    auto agent = who.at(job);
    jobs.erase(job);
    take(run.answered(job, agent, output, conflict));
  }
  /// All that is open of the work of a task, or of one of its steps.
  void answer_all(const std::string& task, const std::string& output, int step = -1,
                  bool conflict = false) {
    auto jobs_of_it = open(task, step);
    REQUIRE_FALSE(jobs_of_it.empty());
    for (const auto& given : jobs_of_it)
      if (jobs.contains(given.job)) // the answer of another has not made it needless
        answer(given.job, output, conflict);
  }
  [[nodiscard]] std::string phase(const std::string& task) const {
    return std::string(
        to_string(run.progress(static_cast<std::uint32_t>(find_task(run.plan(), task))).phase));
  }
  /// `a:verified b:running`.
  [[nodiscard]] std::string phases() const {
    std::string all;
    for (const auto& task : run.plan().tasks)
      all += (all.empty() ? "" : " ") + task.name + ":" + phase(task.name);
    return all;
  }

  chain_run run;
  std::map<chain_job_id, give_job> jobs;
  std::map<chain_job_id, agent_id> who;
  std::vector<chain_checkpoint> checkpoints;
  std::vector<commit_effect> effects;
  std::vector<chain_job_id> withdrawn;
  int ended = 0;
  /// Which of those who may take a job does.
  std::function<std::size_t(std::size_t able)> choose = [](std::size_t) {
    return 0;
  };
  /// Who took a job that nobody may take.
  std::vector<chain_job_id> nobody;

private:
  void note(const give_job& given) {
    auto barred = run.barred(given.job);
    std::vector<agent_id> able;
    for (int i = 0; i < agents_; ++i)
      if (agent_id agent{0, 0, static_cast<std::uint8_t>(i)}; !barred.contains(agent))
        able.push_back(agent);
    if (able.empty()) {
      nobody.push_back(given.job);
      return;
    }
    auto agent = able[choose(able.size())];
    run.given_to(given.job, agent);
    who[given.job] = agent;
    jobs.emplace(given.job, given);
  }
  void note(const withdraw_job& what) {
    withdrawn.push_back(what.job);
    jobs.erase(what.job);
  }
  void note(const chain_checkpoint& what) { checkpoints.push_back(what); }
  void note(const commit_effect& what) { effects.push_back(what); }
  void note(const chain_ended&) { ++ended; }

  int agents_;
};

} // namespace mesh::test
