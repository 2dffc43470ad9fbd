// M4: through agents in order, each given the result of the one before.
#include "tests/actors/orchestrator_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct pipeline_under_test {
  explicit pipeline_under_test(std::optional<double> timeout_ms = std::nullopt) {
    pipeline_request request;
    request.client = 4;
    request.what.payload = "start";
    request.agents = {{0, 0, 1}, {1, 1, 2}, {0, 0, 1}};
    request.timeout_ms = timeout_ms;
    result = root.ask<pipeline_result>(request);
  }
  [[nodiscard]] agent_id agent() const { return root.only_target().value(); }
  std::string payload() { return root.newest_message(agent().sector).payload; }
  void answers(const std::string& value) { root.all_ready_then(agent().sector, value); }
  orchestrator_under_test root;
  std::shared_ptr<std::optional<pipeline_result>> result;
};

} // namespace

TEST_CASE("M4 a pipeline passes through its agents in order, with each one's result") {
  pipeline_under_test line;
  CHECK(line.agent() == agent_id{0, 0, 1});
  CHECK(line.payload() == "start");
  CHECK(line.root.newest_message(0).how == strategy::pipeline);
  line.root.mesh.advance(10ms);
  line.answers("one");
  CHECK(line.agent() == agent_id{1, 1, 2});
  CHECK(line.payload() == "one");
  line.root.mesh.advance(20ms);
  line.answers("two");
  CHECK(line.agent() == agent_id{0, 0, 1});
  CHECK(line.payload() == "two");
  CHECK_FALSE(line.result->has_value());
  line.answers("three");
  REQUIRE(line.result->has_value());
  const auto& done = **line.result;
  CHECK(done.failure.code == errc::none);
  CHECK(done.took_ms == Approx(30));
  REQUIRE(done.steps.size() == 3);
  CHECK(done.steps[0].value == "one");
  CHECK(done.steps[0].took_ms == Approx(10));
  CHECK(done.steps[2].agent == agent_id{0, 0, 1});
  CHECK(done.steps[2].value == "three");
}

TEST_CASE("M4 a step that fails or contradicts ends the pipeline, and is named") {
  pipeline_under_test line;
  line.answers("one");
  SECTION("failure") {
    line.root.all_except_then(1, exception_kind::refused, errc::work_failed, "no paper");
    REQUIRE(line.result->has_value());
    CHECK((*line.result)->failure.code == errc::work_failed);
    CHECK((*line.result)->steps.back().failure == errc::work_failed);
  }
  SECTION("conflict") {
    line.root.all_except_then(1, exception_kind::conflict, errc::none, "4");
    REQUIRE(line.result->has_value());
    CHECK((*line.result)->failure.code == errc::work_failed);
    CHECK((*line.result)->steps.back().state == trinary::conflict);
  }
  SECTION("no answer") {
    line.root.all_except_then(1, exception_kind::straggler, errc::timeout);
    REQUIRE(line.result->has_value());
    CHECK((*line.result)->failure.code == errc::timeout);
  }
  CHECK((*line.result)->failure.detail.find("s01.c01.a02") == 0);
  CHECK((*line.result)->steps.size() == 2);
  CHECK(line.root.sectors[0].count() == 0);
}

TEST_CASE("M4 a result too large for a payload ends the pipeline by name") {
  pipeline_under_test line;
  line.answers(std::string(65'537, 'x'));
  REQUIRE(line.result->has_value());
  CHECK((*line.result)->failure.code == errc::payload_too_large);
  CHECK((*line.result)->steps.size() == 1);
}

TEST_CASE("M4 the timeout is that of the whole pipeline") {
  pipeline_under_test line(2'000);
  line.root.mesh.advance(1'500ms);
  line.answers("one");
  CHECK(to_ms(line.root.orders(1).back().window) == Approx(500));
  line.root.mesh.advance(500ms);
  line.answers("two");
  REQUIRE(line.result->has_value());
  CHECK((*line.result)->failure.code == errc::timeout);
  CHECK((*line.result)->steps.size() == 2);
}

TEST_CASE("a cancelled pipeline says so, and goes no further") {
  pipeline_under_test line;
  line.root.mesh.tell(line.root.handle, cancel_request{4});
  CHECK(line.root.sectors[0].count<cancel_gather>() == 1);
  SECTION("before the agent has answered") {
    line.root.all_except_then(0, exception_kind::straggler, errc::timeout);
  }
  SECTION("while its answer was on its way") {
    line.answers("one");
  }
  REQUIRE(line.result->has_value());
  CHECK((*line.result)->cancelled);
  CHECK((*line.result)->failure.code == errc::cancelled);
  CHECK(line.root.sectors[1].count() == 0);
}
