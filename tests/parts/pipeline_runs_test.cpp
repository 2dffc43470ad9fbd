#include "actors/parts/pipeline_runs.hpp"

#include "tests/parts/scripted_scatters.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

struct pipes {
  void start(std::vector<agent_id> agents) {
    pipeline_request request;
    request.what.payload = "in";
    request.agents = std::move(agents);
    runs.start(request, [this](pipeline_result r) { results.push_back(std::move(r)); });
  }
  scripted_scatters below;
  pipeline_runs runs{below.context()};
  std::vector<pipeline_result> results;
};

} // namespace

TEST_CASE("M4 each step of a pipeline begins with the result of the one before") {
  pipes p;
  p.start({{0, 0, 3}, {1, 1, 2}});
  CHECK(p.below.asked[0].what.payload == "in");
  p.below.ready("half");
  REQUIRE(p.below.asked.size() == 2);
  CHECK(p.below.asked[1].what.payload == "half");
  CHECK(p.below.asked[1].targets == std::vector{agent_id{1, 1, 2}});
  CHECK(p.below.asked[1].command == p.below.asked[0].command);
  CHECK(p.results.empty());
  p.below.ready("out");
  REQUIRE(p.results.size() == 1);
  CHECK(p.results[0].failure.code == errc::none);
  REQUIRE(p.results[0].steps.size() == 2);
  CHECK(p.results[0].steps[1].value == "out");
}

TEST_CASE("M4 a pipeline ends at the step that was not READY, and names it") {
  pipes p;
  p.start({{0, 0, 3}, {1, 1, 2}});
  p.below.except(exception_kind::refused, errc::queue_full, "full");
  CHECK(p.below.asked.size() == 1);
  REQUIRE(p.results.size() == 1);
  CHECK(p.results[0].failure.code == errc::queue_full);
  CHECK(p.results[0].failure.detail == "s00.c00.a03: full");
}

TEST_CASE("M4 a pipeline is checked whole before its first step") {
  pipes p;
  p.start({});
  p.start({{0, 0, 3}, {9, 9, 9}});
  p.below.publish([](agent_row& row) { row.frozen = row.id == agent_id{1, 1, 2}; });
  p.start({{0, 0, 3}, {1, 1, 2}});
  CHECK(p.below.asked.empty());
  REQUIRE(p.results.size() == 3);
  CHECK(p.results[0].failure.code == errc::invalid_argument);
  CHECK(p.results[1].failure.code == errc::unknown_target);
  CHECK(p.results[2].failure.code == errc::frozen);
}

TEST_CASE("M4 a pipeline whose time is up asks nobody else") {
  pipes p;
  p.start({{0, 0, 3}, {1, 1, 2}});
  p.below.now += 1h;
  p.below.ready("half");
  CHECK(p.below.asked.size() == 1);
  CHECK(p.results.at(0).failure.code == errc::timeout);
}
