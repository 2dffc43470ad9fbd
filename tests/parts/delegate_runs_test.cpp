#include "actors/parts/delegate_runs.hpp"

#include "tests/parts/scripted_scatters.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct tasks {
  void start(const delegate_request& request = {}) {
    runs.start(request, [this](delegate_result r) { results.push_back(std::move(r)); });
  }
  scripted_scatters below;
  error refused;
  delegate_runs runs{below.context(), [this] {
                       return refused;
                     }};
  std::vector<delegate_result> results;
};

} // namespace

TEST_CASE("O4 a task asks one agent at a time, and all attempts belong to one command") {
  tasks t;
  t.start();
  REQUIRE(t.below.asked.size() == 1);
  CHECK(t.below.asked[0].targets == std::vector{agent_id{0, 0, 0}}); // the lowest score
  CHECK_FALSE(t.below.asked[0].scheduled);
  t.below.except(exception_kind::refused, errc::queue_full, "full");
  REQUIRE(t.below.asked.size() == 2);
  CHECK(t.below.asked[1].targets == std::vector{agent_id{0, 0, 1}});
  CHECK(t.below.asked[1].command == t.below.asked[0].command);
  CHECK(t.below.asked[1].attempt == 0); // the work was never begun
  t.below.now += 30ms;
  t.below.ready("done");
  REQUIRE(t.results.size() == 1);
  CHECK(t.results[0].failure.code == errc::none);
  CHECK(t.results[0].agent == agent_id{0, 0, 1});
  CHECK(t.results[0].value == "done");
  CHECK(t.results[0].attempts.size() == 1);
  CHECK(t.results[0].took_ms == Approx(30));
}

TEST_CASE("M3 nobody else is asked while the work of a task may still be done") {
  tasks t;
  t.start();
  t.below.except(exception_kind::straggler, errc::timeout);
  CHECK(t.below.asked.size() == 1);
  REQUIRE(t.results.size() == 1);
  CHECK(t.results[0].failure.code != errc::none);
}

TEST_CASE("O4 a task that is cancelled, or whose time is up, asks nobody else") {
  tasks t;
  t.start();
  scatter_result cancelled;
  cancelled.cancelled = true;
  cancelled.failure = {errc::no_capable_agent, "nobody"};
  t.below.answer(cancelled);
  REQUIRE(t.results.size() == 1);
  CHECK(t.results[0].failure.code == errc::cancelled);

  t.start();
  t.below.now += 1h;
  t.below.except(exception_kind::refused, errc::queue_full);
  CHECK(t.below.asked.size() == 2);
  REQUIRE(t.results.size() == 2);
  CHECK(t.results[1].failure.code == errc::timeout);
}

TEST_CASE("Z8 when nobody can take a task, the global breaker is named before the agents") {
  tasks t;
  t.below.publish([](agent_row& row) { row.state = agent_state::offline; });
  t.start();
  REQUIRE(t.results.size() == 1);
  CHECK(t.results[0].failure.code == errc::no_capable_agent);
  CHECK(t.results[0].candidates_of == 20);
  t.refused = {errc::breaker_open, "the global breaker is open"};
  t.start();
  CHECK(t.results[1].failure.code == errc::breaker_open);
  CHECK(t.below.asked.empty());
}
