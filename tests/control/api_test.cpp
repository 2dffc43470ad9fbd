// O1: figures of a mesh, over HTTPS.
#include <nlohmann/json.hpp>

#include "messages/control.pb.h"
#include "tests/control/control_support.hpp"
#include "tests/control/exposition.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

TEST_CASE_METHOD(served_mesh, "O1 status is answered as JSON", "[control]") {
  const auto got = get("/v1/status");
  CHECK(got.status == 200);
  const auto status = json::parse(got.body);
  CHECK(status["command"] == "status");
  CHECK(status["agents"]["total"] == 45);
  CHECK(status["mode"] == "FULL");
}

TEST_CASE_METHOD(served_mesh, "O1 a mesh is alive and ready, and says so to nodes, too",
                 "[control]") {
  CHECK(get("/healthz").status == 200);
  const auto ready = ask(at(port(), n1), {"GET", "/readyz"});
  REQUIRE(ready);
  CHECK(ready->status == 200);
  CHECK(json::parse(ready->body) == json{{"ready", true}, {"missing", json::array()}});
}

TEST_CASE_METHOD(served_mesh,
                 "O1 a mesh without a coordinator is not ready, and says what is missing",
                 "[control]") {
  // one that crashes again and again is given up, and its supervisor with it
  const auto down = [&] {
    mesh().inject({fault_kind::crash, {scope(sector_id{1})}, 0});
    return get("/readyz").status == 503;
  };
  REQUIRE(eventually(down));
  const auto got = get("/readyz");
  if (got.status == 503) { // unless it was replaced between the two
    const auto body = json::parse(got.body);
    CHECK(body["ready"] == false);
    CHECK(body["missing"].size() == 1);
  }
}

TEST_CASE_METHOD(served_mesh, "O1 metrics are what Prometheus reads", "[control]") {
  const auto got = get("/metrics");
  CHECK(got.status == 200);
  const auto read = read_exposition(got.body);
  CHECK(read.metrics.at("mesh_agents").samples.at("") == 45);
  CHECK(read.metrics.at("mesh_mode").samples.at(R"({mode="FULL"})") == 1);
  CHECK(read.metrics.contains("mesh_control_requests_total"));
}

TEST_CASE_METHOD(served_mesh, "O7 events are followed as they happen", "[control]") {
  std::vector<json> seen;
  control::listener during;
  during.on_line = [&](std::string_view line) {
    const auto event = json::parse(line);
    if (seen.empty() || seen.back()["kind"] != event["kind"])
      seen.push_back(event);
    return seen.size() < 2;
  };
  auto next = circuit_state::open;
  during.interrupted = [&] { // asked now and then, on this thread; also before it follows
    if (seen.empty())
      mesh().inject_meanwhile({fault_kind::crash, {scope(agent_id{1, 1, 1})}, 0});
    else
      mesh().set_circuit({scope(sector_id{2}), next, "by hand", true});
    next = next == circuit_state::open ? circuit_state::closed : circuit_state::open;
    return false;
  };
  const auto got = ask(at(port()), {"GET", "/v1/events"}, during);
  CHECK_FALSE(got); // this side has ended it
  REQUIRE(seen.size() == 2);
  CHECK(seen[0]["kind"] == "failure");
  CHECK(seen[0]["where"] == "s01.c01.a01");
  CHECK(seen[1]["kind"] == "breaker");
  CHECK(seen[1]["where"] == "s02");
}

TEST_CASE_METHOD(served_mesh, "O7 many operators ask at the same time", "[control]") {
  std::vector<std::thread> operators;
  std::atomic<int> good{0};
  for (int i = 0; i < 6; ++i)
    operators.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        const auto got =
            ask(at(port()),
                {"POST", "/v1/commands",
                 R"({"script": "route exclude D_GPU from transform\nstatus\nroute clear"})"});
        good += got && got->status == 200 && got->body.find("\"end\"") != std::string::npos;
      }
    });
  for (auto& one : operators)
    one.join();
  CHECK(good == 30);
}
