// O4: a task for one agent, and for another when that one cannot.
#include <set>

#include "tests/actors/orchestrator_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// A delegation, and the agent that is working on it.
struct delegation {
  explicit delegation(orchestrator_under_test& r, delegate_request request = {}) : root(r) {
    request.client = 3;
    request.what.payload = "task";
    result = root.ask<delegate_result>(request);
  }
  [[nodiscard]] agent_id agent() const {
    auto who = root.only_target();
    if (!who)
      throw std::logic_error("nobody was asked");
    return *who;
  }
  void ends_with(exception_kind kind, errc reason, const std::string& detail = {}) {
    root.all_except_then(agent().sector, kind, reason, detail);
  }
  orchestrator_under_test& root;
  std::shared_ptr<std::optional<delegate_result>> result;
};

} // namespace

TEST_CASE("O4 a task goes to the active agent with the lowest score, at once") {
  orchestrator_under_test root;
  root.publish([](agent_row& row) {
    row.score = row.id == agent_id{1, 1, 2} ? 5 : 6;
    if (row.id == agent_id{0, 0, 0})
      row.score = 1, row.state = agent_state::degraded;
  });
  delegation task(root);
  CHECK(task.agent() == agent_id{1, 1, 2});
  CHECK_FALSE(root.orders(1)[0].scheduled);
  CHECK(root.newest_message(1).how == strategy::direct);
  CHECK(to_ms(root.orders(1)[0].window) == 300'000);
  root.mesh.advance(42ms);
  root.all_ready(1, "the result");
  REQUIRE(task.result->has_value());
  const auto& done = **task.result;
  CHECK(done.failure.code == errc::none);
  CHECK(done.agent == agent_id{1, 1, 2});
  CHECK(done.state == trinary::ready);
  CHECK(done.value == "the result");
  CHECK(done.attempts.empty());
  CHECK(done.took_ms == Approx(42));
}

TEST_CASE("O4 a task for a class or a capability goes to nobody else") {
  orchestrator_under_test root;
  delegate_request request;
  request.cls = agent_class::c_persistent;
  CHECK(root.mesh.who().identity(delegation(root, request).agent()).cls
        == agent_class::c_persistent);
  root.forget_orders();
  request.cls.reset();
  request.what.capabilities = {"inference"};
  CHECK(root.mesh.who().identity(delegation(root, request).agent()).cls == agent_class::d_gpu);
}

TEST_CASE("O4 a task is given to the next best when its agent dies") {
  orchestrator_under_test root;
  delegation task(root);
  auto first = task.agent();
  task.ends_with(exception_kind::refused, errc::agent_down, "it went down");
  auto second = task.agent();
  CHECK(second != first);
  root.all_ready(second.sector);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->agent == second);
  REQUIRE((*task.result)->attempts.size() == 1);
  CHECK((*task.result)->attempts[0].agent == first);
  CHECK((*task.result)->attempts[0].reason == errc::agent_down);
}

TEST_CASE("O4 a task that nobody can do ends after so many attempts, with the last reason") {
  orchestrator_under_test root;
  delegation task(root);
  std::set<agent_id> tried;
  while (!task.result->has_value()) {
    REQUIRE(tried.size() < 3);
    tried.insert(task.agent());
    task.ends_with(exception_kind::refused, errc::work_failed, "too hard");
  }
  CHECK(tried.size() == 3);
  CHECK((*task.result)->attempts.size() == 3);
  CHECK((*task.result)->failure.code == errc::work_failed);
  CHECK((*task.result)->failure.detail == "too hard");
  CHECK_FALSE((*task.result)->agent);
}

TEST_CASE("O4 when fewer agents can do a task than there are attempts, that ends it") {
  orchestrator_under_test root;
  root.publish([](agent_row& row) {
    if (row.id != agent_id{0, 1, 1})
      row.state = agent_state::offline;
  });
  delegation task(root);
  CHECK(task.agent() == agent_id{0, 1, 1});
  task.ends_with(exception_kind::refused, errc::agent_down);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::agent_down);
  CHECK((*task.result)->attempts.size() == 1);
}

TEST_CASE("Z8 the only capable agent is given the task, whatever its score and its state") {
  orchestrator_under_test root;
  auto overdue = GENERATE(true, false);
  root.publish([overdue](agent_row& row) {
    row.state = row.id == agent_id{0, 1, 1} ? agent_state::degraded : agent_state::offline;
    row.score = 1'000;
    row.lead_ms = 3'600'000;
    row.flags.slow = row.flags.spike = true;
    row.holds.overdue = overdue;
  });
  CHECK(delegation(root).agent() == agent_id{0, 1, 1});
}

TEST_CASE("Z8 when nobody can be given a task, each candidate is listed with its reason") {
  orchestrator_under_test root;
  root.publish([](agent_row& row) {
    row.state = row.id.agent == 0 ? agent_state::quarantined : agent_state::offline;
  });
  delegation task(root);
  REQUIRE(task.result->has_value());
  const auto& done = **task.result;
  CHECK(done.failure.code == errc::no_capable_agent);
  CHECK(done.failure.detail.find("20 agents have what is needed: s00.c00.a00 is quarantined; "
                                 "s00.c00.a01 is offline; ")
        != std::string::npos);
  CHECK(done.candidates_of == 20);
  REQUIRE(done.candidates.size() == 20);
  CHECK(done.candidates[0].reason == errc::quarantined);
  CHECK(done.candidates[1].reason == errc::agent_offline);
}

TEST_CASE("O4 a task for a named agent is nobody else's") {
  orchestrator_under_test root;
  delegate_request request;
  request.agent = agent_id{1, 0, 3};
  delegation task(root, request);
  CHECK(task.agent() == agent_id{1, 0, 3});
  task.ends_with(exception_kind::refused, errc::agent_offline, "offline");
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::agent_offline);
}

TEST_CASE("O4 a conflict is a result, and not given to somebody else") {
  orchestrator_under_test root;
  delegation task(root);
  auto agent = task.agent();
  task.ends_with(exception_kind::conflict, errc::none, "4");
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::none);
  CHECK((*task.result)->state == trinary::conflict);
  CHECK((*task.result)->value == "5");
  CHECK((*task.result)->agent == agent);
}

TEST_CASE("O4 a task that takes longer than its timeout ends with that") {
  orchestrator_under_test root;
  delegate_request request;
  request.timeout_ms = 2'000;
  delegation task(root, request);
  CHECK(to_ms(root.orders(task.agent().sector)[0].window) == 2'000);
  root.mesh.advance(2s);
  task.ends_with(exception_kind::straggler, errc::timeout);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::timeout);
  CHECK((*task.result)->took_ms == Approx(2'000));
}

TEST_CASE("O4 the time of a second attempt is what the first one left") {
  orchestrator_under_test root;
  delegate_request request;
  request.timeout_ms = 2'000;
  delegation task(root, request);
  root.mesh.advance(1'500ms);
  task.ends_with(exception_kind::refused, errc::agent_down);
  CHECK(to_ms(root.orders(task.agent().sector)[0].window) == Approx(500));
  root.mesh.advance(500ms);
  task.ends_with(exception_kind::refused, errc::agent_down);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::timeout);
}

TEST_CASE("O4 a silent sector does not keep a task for ever") {
  orchestrator_under_test root;
  delegate_request request;
  request.timeout_ms = 2'000;
  delegation task(root, request);
  root.mesh.run_until([&] { return task.result->has_value(); }, 1min);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->failure.code == errc::unknown); // M3: it may be done
  CHECK((*task.result)->fate == work_fate::unknown);
  CHECK((*task.result)->attempts.at(0).reason == errc::sector_unreachable);
}

TEST_CASE("a cancelled task says so") {
  orchestrator_under_test root;
  delegation task(root);
  root.mesh.tell(root.handle, cancel_request{3});
  CHECK(root.sectors[task.agent().sector].count<cancel_gather>() == 1);
  task.ends_with(exception_kind::straggler, errc::timeout);
  REQUIRE(task.result->has_value());
  CHECK((*task.result)->cancelled);
  CHECK((*task.result)->failure.code == errc::cancelled);
}
