// G1, O1: the answers of a run as dashboards draw them.
#include "runtime/live/arrivals_json.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("G1 O1 a run's bins are distances from T, and only those with somebody in them",
          "[live]") {
  const time_point t{milliseconds(100'000)};
  run_arrivals run(0xfedcba9876543210, t, milliseconds(100), true);
  run.planned(5);
  run.sent();
  run.ready(t - milliseconds(12));
  run.ready(t - milliseconds(11));
  run.ready(t + milliseconds(3));
  const auto json = live::arrivals_json(run, t - milliseconds(250));
  CHECK(json["id"] == "18364758544493064720"); // whole, as text
  CHECK(json["to_t_ms"] == 250);
  CHECK(json["targets"] == 5);
  CHECK(json["ready"] == 3);
  REQUIRE(json["bins"].size() == 2);
  CHECK(json["bins"][0] == nlohmann::json::array({-15.0, 2}));
  CHECK(json["bins"][1] == nlohmann::json::array({0.0, 1}));
}
