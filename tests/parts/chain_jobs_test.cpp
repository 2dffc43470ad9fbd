#include "actors/parts/chain_jobs.hpp"

#include <memory>

#include "actors/coordination/routing.hpp"
#include "tests/chains/chain_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace std::chrono_literals;

namespace {

/// The jobs of a chain of one task, in a mesh of two agents. The test answers in the place of
/// the orchestrator.
struct jobs_under_test {
  explicit jobs_under_test(const std::string& task = R"({"name": "a", "timeout_ms": 5000})")
      : one{kept_chain{1, "c-1", plan_of(task), now}, learned} {
    auto page = std::make_unique<cluster_page>();
    for (std::uint8_t slot = 0; slot < 2; ++slot) {
      agent_row row;
      row.id = {0, 0, slot};
      page->rows.push_back(row);
    }
    agents.publish({0, 0}, std::move(page));
    for (const auto& action : one.begin(now))
      if (const auto* given = std::get_if<give_job>(&action))
        jobs.give({1, given->job}, given->payload);
    REQUIRE(asked.size() == 1);
  }

  void answer(errc code, std::optional<work_fate> fate) {
    delegate_result result;
    result.failure = {code, "as the test wants it"};
    result.fate = fate;
    if (fate)
      result.attempts.push_back({*asked.back().agent, code, {}, fate});
    jobs.answered(asked.back().client, result);
  }

  time_point now{1h};
  registry agents{1};
  crew_load load{1};
  chain_experience learned;
  chain_case one;
  config cfg;
  walk_counters counters;
  std::vector<delegate_request> asked;
  std::vector<errc> ended; // jobs, with their failures
  chain_jobs jobs{agents, load, {0}, 1, cfg, counters, 100, ways()};

  chain_jobs::ways ways() {
    chain_jobs::ways made;
    made.now = [this] {
      return now;
    };
    made.chain = [this](std::uint32_t) -> chain_case& {
      return one;
    };
    made.ask = [this](delegate_request request) {
      asked.push_back(std::move(request));
      return true;
    };
    made.cancel = [](std::uint64_t) {
    };
    made.rules = [] {
      return std::make_shared<const routing_rules>();
    };
    made.resolve = [](const auto&) {
      return std::optional(capability_set());
    };
    made.worked = [](std::uint32_t, std::uint32_t, agent_id) {
    };
    made.errand = [](const chain_job_key&) {
      return nullptr;
    };
    made.ended = [this](const chain_job_key&, std::optional<agent_id>,
                        const delegate_result& result) {
      ended.push_back(result.failure.code);
    };
    made.ended_in_vain = [](const chain_job_key&) {
    };
    made.idle = [](agent_id) {
    };
    made.waiting = [](std::size_t) {
    };
    return made;
  }
};

} // namespace

TEST_CASE("V9 an agent that could not be reached has not tried: the job is asked again",
          "[chains]") {
  jobs_under_test t;
  t.answer(errc::sector_unreachable, std::nullopt); // while the mesh starts
  CHECK(t.ended.empty());
  CHECK(t.jobs.waits());
  CHECK(t.load.of(*t.asked.back().agent) == 0);
  t.now += 20ms;
  t.jobs.look_again();
  REQUIRE(t.asked.size() == 2);
  t.answer(errc::agent_offline, work_fate::never_begun);
  t.now += 20ms;
  t.jobs.look_again();
  REQUIRE(t.asked.size() == 3);
  t.answer(errc::none, std::nullopt);
  CHECK(t.ended == std::vector{errc::none});
  CHECK_FALSE(t.jobs.waits());
}

TEST_CASE("V9 a job that nobody begins fails when its time is over", "[chains]") {
  jobs_under_test t;
  int asked = 0;
  for (; t.ended.empty() && asked < 1'000; ++asked) {
    t.answer(errc::lead_unreachable, work_fate::never_begun);
    t.now += 20ms;
    t.jobs.look_again();
  }
  CHECK(t.ended == std::vector{errc::lead_unreachable});
  CHECK(asked == 251); // 5 s
}

TEST_CASE("V9 what may have begun, and what no other agent would take, is a failed attempt",
          "[chains]") {
  const std::pair<errc, std::optional<work_fate>> failures[] = {
      {errc::unknown, std::nullopt}, // the orchestrator went down
      {errc::agent_down, work_fate::unknown},
      {errc::work_failed, work_fate::failed},
      {errc::timeout, work_fate::cancelled},
      {errc::payload_too_large, std::nullopt},
      {errc::cancelled, work_fate::never_begun},
  };
  for (const auto& [code, fate] : failures) {
    CAPTURE(name_of(code));
    jobs_under_test t;
    t.answer(code, fate);
    CHECK(t.ended == std::vector{code});
    CHECK_FALSE(t.jobs.waits());
  }
}

TEST_CASE("a job that is withdrawn while nobody could be reached is not asked again",
          "[chains]") {
  jobs_under_test t;
  t.answer(errc::sector_unreachable, std::nullopt);
  t.jobs.withdraw({1, chain_job_id{}}, false);
  t.now += 20ms;
  t.jobs.look_again();
  CHECK(t.asked.size() == 1);
  CHECK_FALSE(t.jobs.waits());
}

TEST_CASE("X4 whoever works on a task with effects can do what the mesh wants for these",
          "[chains]") {
  jobs_under_test t;
  t.answer(errc::none, std::nullopt);
  t.cfg.permissions.effects = {"publish"};
  t.jobs.give({1, chain_job_id{}}, "again");
  CHECK(t.asked.back().what.capabilities.empty()); // a task without effects

  jobs_under_test with(R"({"name": "a", "needs": ["store"],
    "effects": [{"name": "e", "put_file": "f", "text": "t"}]})");
  with.answer(errc::none, std::nullopt);
  with.cfg.permissions.effects = {"publish", "store"};
  with.jobs.give({1, chain_job_id{}}, "again");
  CHECK(with.asked.back().what.capabilities == std::vector<std::string>{"store", "publish"});
}
