#include "actors/chains/chain_case.hpp"

#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

/// A case and the jobs it has given out, at moments of the test's choice.
class case_under_test {
public:
  explicit case_under_test(const std::string& tasks)
      : one(kept_chain{0, "c-1", plan_of(tasks), at(0)}, learned) {
    take(one.begin(at(0)), 0);
  }

  static time_point at(int ms) { return time_point(milliseconds(ms)); }

  void take(const chain_actions& actions, int ms) {
    for (const auto& action : actions)
      if (const auto* given = std::get_if<give_job>(&action)) {
        agent_id agent{0, 0, next_agent++};
        one.given_to(given->job, agent, at(ms));
        jobs.emplace(given->job, agent);
      } else if (const auto* back = std::get_if<withdraw_job>(&action)) {
        one.withdrawn(back->job, at(ms));
        jobs.erase(back->job);
      }
  }
  void answer(const std::string& task, int step, int ms, bool conflict = false) {
    auto found = std::ranges::find_if(jobs, [&](const auto& job) {
      return one.task_of(job.first).name == task && job.first.step == step;
    });
    REQUIRE(found != jobs.end());
    auto [job, agent] = *found;
    jobs.erase(found);
    take(one.answered(job, agent, task, conflict, at(ms)), ms);
  }
  [[nodiscard]] std::unique_ptr<const chain_view> view(int ms) const {
    return one.view(at(ms), nullptr);
  }

  chain_experience learned;
  chain_case one;
  std::map<chain_job_id, agent_id> jobs;
  std::uint8_t next_agent = 0;
};

constexpr auto verified_row =
    R"({"name": "a", "next": ["b"], "verify": [{"name": "v"}]},
       {"name": "b", "verify": [{"name": "v"}]})";

} // namespace

TEST_CASE("V11 a chain's speed is measured against waiting for each verification", "[chains]") {
  case_under_test t(verified_row);
  t.answer("a", -1, 50);
  t.answer("b", -1, 100); // did not wait
  t.answer("a", 0, 100);
  t.answer("b", 0, 150);
  auto view = t.view(500);
  CHECK(view->phase == chain_phase::complete);
  CHECK(view->ended == case_under_test::at(150));
  CHECK(view->waiting_ms == Approx(200)); // 50 + 50 and 50 + 50, one after the other
  CHECK(view->worked_ms == Approx(200));
  CHECK(view->wasted_ms == Approx(0));
  CHECK(t.learned.work_ms("c", "b") == Approx(50));
  CHECK(t.learned.verification_ms("c", "a") == Approx(50));
}

TEST_CASE("V11 what was flushed is waste, what was refuted is not", "[chains]") {
  case_under_test t(verified_row);
  t.answer("a", -1, 50);
  t.answer("a", 0, 100, true); // b had worked for 50 ms
  auto view = t.view(100);
  CHECK(view->counts.flushed == 1);
  CHECK(view->worked_ms == Approx(150)); // work and check of a, and b's
  CHECK(view->wasted_ms == Approx(50));
  CHECK(t.learned.refutation_rate("c", "a") == Approx(2.0 / 11));
  t.answer("a", -1, 150);
  t.answer("a", 0, 200);
  t.answer("b", -1, 200);
  t.answer("b", 0, 250);
  CHECK(t.view(300)->waiting_ms == Approx(300)); // a twice, then b
}

TEST_CASE("V8 a case goes on from what is kept, and bars who worked before", "[chains]") {
  chain_experience learned;
  kept_chain kept{0, "c-1", plan_of(verified_row), {}};
  kept.verified.push_back({0, "A", "A", {}, {}});
  kept.worked.emplace_back(1, agent_id{0, 0, 5});
  chain_case one(kept, learned);
  auto actions = one.begin({});
  const auto* given = std::get_if<give_job>(&actions.at(0));
  REQUIRE(given != nullptr);
  CHECK(given->job.task == 1);
  one.given_to(given->job, {0, 0, 1}, {});
  auto more = one.answered(given->job, {0, 0, 1}, "B", false, {});
  const auto* check = std::get_if<give_job>(&more.at(0));
  REQUIRE(check != nullptr);
  CHECK(one.run().barred(check->job)
        == std::set<agent_id>{agent_id{0, 0, 1}, agent_id{0, 0, 5}});
}
