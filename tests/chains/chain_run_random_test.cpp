#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "actors/chains/references.hpp"
#include "actors/work/random.hpp"
#include "tests/chains/chain_under_test.hpp"
#include "tests/chains/random_plan.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// What agents do, as a function of what they are given alone: so that whatever the order of
/// events, the same comes out.
std::uint64_t mixed(const std::string& text, std::uint64_t seed) {
  return random_source(std::hash<std::string>{}(text) ^ seed).next();
}
std::string work_on(const std::string& task, const std::string& payload, int attempts,
                    std::uint64_t seed) {
  return std::to_string(mixed(task + "|" + payload + "|" + std::to_string(attempts), seed)
                        % 1'000);
}
bool is_wrong(const std::string& output, std::uint64_t seed) {
  return mixed("wrong" + output, seed) % 4 == 0;
}
std::string verdict_on(const std::string& output, std::uint64_t seed) {
  return mixed("way" + output, seed) % 2 == 0 ? "left" : "right";
}

struct expected_task {
  std::string output;
  std::string decided;
  bool verified = false;
  bool skipped = false;
};

/// The naive reference: one task after the other, each waited for.
std::vector<expected_task> one_by_one(const chain_plan& plan, std::uint64_t seed) {
  std::vector<expected_task> all(plan.tasks.size());
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) { // tasks lead only to later ones
    const auto& task = plan.tasks[i];
    auto ways = 0;
    auto taken = false;
    auto known = true;
    for (std::size_t from = 0; from < i; ++from) {
      auto out = ways_out(plan.tasks[from]);
      if (std::ranges::find(out, task.name) == out.end())
        continue;
      ++ways;
      known = known && (all[from].verified || all[from].skipped);
      const auto& branch = plan.tasks[from].branch;
      if (!all[from].verified)
        continue;
      taken = taken || !branch || std::ranges::any_of(branch->ways, [&](const branch_way& way) {
                return way.when == all[from].decided && way.to == task.name;
              });
    }
    if (!known)
      continue;
    if (ways > 0 && !taken) {
      all[i].skipped = true;
      continue;
    }
    std::string payload;
    for (const auto& name : references_in(task.payload))
      payload += all[find_task(plan, name)].output;
    for (int attempt = 0; attempt < task.attempts && !all[i].verified; ++attempt) {
      auto output = work_on(task.name, payload, attempt, seed);
      if (!task.verify.empty() && is_wrong(output, seed))
        continue;
      all[i] = {output, task.branch ? verdict_on(output, seed) : output, true, false};
    }
  }
  return all;
}

/// Answers what agents have in hand in a random order, until nothing is left.
void run_to_the_end(chain_under_test& t, random_source& random, std::uint64_t seed,
                    bool agents_fail) {
  t.choose = [&random](std::size_t able) {
    return static_cast<std::size_t>(random.below(able));
  };
  t.begin();
  std::size_t carried_out = 0;
  for (int step = 0; step < 100'000; ++step) {
    if (carried_out < t.effects.size() && random.below(3) == 0) {
      const auto& effect = t.effects[carried_out++];
      t.take(t.run.carried_out({effect.task, effect.effect, {}}));
      continue;
    }
    if (t.jobs.empty()) {
      if (carried_out == t.effects.size())
        return;
      continue;
    }
    auto chosen = std::next(t.jobs.begin(), static_cast<long>(random.below(t.jobs.size())));
    auto given = chosen->second;
    const auto& task = t.run.plan().tasks[given.job.task];
    if (agents_fail && random.below(10) == 0) {
      auto agent = t.who.at(given.job);
      t.jobs.erase(chosen);
      t.take(t.run.failed(given.job, agent, {errc::agent_down, "gone"}));
    } else if (given.job.step < 0) {
      t.answer(given.job, work_on(task.name, given.payload,
                                  t.run.progress(given.job.task).attempts, seed));
    } else {
      t.answer(given.job, verdict_on(given.payload, seed), is_wrong(given.payload, seed));
    }
  }
  FAIL("no end");
}

/// What must hold of every run, however it went.
void check_run(const chain_under_test& t) {
  std::set<std::uint32_t> checkpointed;
  std::vector<std::uint32_t> turn;
  for (const auto& one : t.checkpoints) {
    CAPTURE(one.task);
    CHECK(checkpointed.insert(one.task).second); // nothing is verified twice
    turn.push_back(one.task);
    const auto& plan = t.run.plan().tasks[one.task];
    std::size_t needed = 0;
    for (const auto& step : plan.verify)
      needed = std::max(needed, static_cast<std::size_t>(step.sign_off));
    CHECK(one.signers.size() >= needed); // by enough others,
    for (auto signer : one.signers)      // none of whom worked on it
      CHECK(std::ranges::find(one.workers, signer) == one.workers.end());
    for (auto earlier : t.run.map().graph().before(one.task)) { // after what it builds on
      auto phase = t.run.progress(earlier).phase;
      CHECK((checkpointed.contains(earlier) || phase == task_phase::skipped));
    }
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> effects;
  std::size_t at = 0;
  for (const auto& effect : t.effects) {
    CHECK(effects.insert({effect.task, effect.effect}).second); // once
    CHECK(checkpointed.contains(effect.task));                  // of verified tasks only,
    auto place = std::ranges::find(turn, effect.task) - turn.begin();
    CHECK(static_cast<std::size_t>(place) >= at); // in the order of the chain
    at = static_cast<std::size_t>(place);
  }
  for (auto task : checkpointed)
    for (std::uint32_t i = 0; i < t.run.plan().tasks[task].effects.size(); ++i)
      CHECK(effects.contains({task, i})); // and of each of them
  CHECK((t.run.phase() == chain_phase::complete || t.run.phase() == chain_phase::stuck));
}

} // namespace

TEST_CASE("V2 V3 speculation changes nothing of what comes out of a chain", "[chains]") {
  for (auto seed : testing::seeds_to_run(300)) {
    CAPTURE(seed);
    random_source random(seed);
    auto plan = random_plan(random);
    auto expected = one_by_one(*plan, seed);
    for (const auto& dial : {never(), up_to(1), up_to(3), always()}) {
      chain_under_test t(plan, dial, 40);
      run_to_the_end(t, random, seed, false);
      check_run(t);
      auto all = true;
      for (std::uint32_t i = 0; i < plan->tasks.size(); ++i) {
        CAPTURE(i);
        const auto& mine = t.run.progress(i);
        CHECK((mine.phase == task_phase::verified) == expected[i].verified);
        CHECK((mine.phase == task_phase::skipped) == expected[i].skipped);
        CHECK((expected[i].verified ? mine.output == expected[i].output : true));
        all = all && (expected[i].verified || expected[i].skipped);
      }
      CHECK((t.run.phase() == chain_phase::complete) == all);
    }
  }
}

TEST_CASE("V8 V9 whatever agents do, chains end and nothing counts twice", "[chains]") {
  for (auto seed : testing::seeds_to_run(300)) {
    CAPTURE(seed);
    random_source random(seed);
    auto plan = random_plan(random);
    chain_under_test t(plan, up_to(static_cast<int>(random.below(5))), 40);
    run_to_the_end(t, random, seed, true);
    check_run(t);
    // Another life goes on from any part of what was verified first.
    chain_under_test later(plan, always(), 40);
    auto kept = random.below(t.checkpoints.size() + 1);
    std::set<std::uint32_t> restored;
    for (std::size_t i = 0; i < kept; ++i) {
      later.run.restore(t.checkpoints[i]);
      restored.insert(t.checkpoints[i].task);
    }
    run_to_the_end(later, random, seed, false);
    for (const auto& one : later.checkpoints)
      CHECK_FALSE(restored.contains(one.task));
    for (auto task : restored)
      CHECK(later.run.progress(task).phase == task_phase::verified);
  }
}
