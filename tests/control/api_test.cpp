// O1: figures of a mesh, over HTTPS.
#include <nlohmann/json.hpp>

#include "messages/control.pb.h"
#include "runtime/control/event_stream.hpp"
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
  CHECK(read.metrics.contains("process_resident_memory_bytes"));
  const auto again = read_exposition(get("/metrics").body);
  const auto& times = again.metrics.at("mesh_control_request_duration_seconds");
  CHECK(times.samples.at(R"(_count{route="/metrics",code="200"})") == 1);
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

TEST_CASE_METHOD(served_mesh, "O7 who names the last event that it has seen goes on from there",
                 "[control]") {
  const auto crash = [&](int agent) {
    const agent_id who{1, 1, static_cast<std::uint8_t>(agent)};
    const auto before = mesh().events().newest_id();
    mesh().inject({fault_kind::crash, {scope(who)}, 0});
    REQUIRE(mesh::test::eventually([&] { return mesh().events().newest_id() > before; }));
  };
  const auto read = [&](const control::question& what, std::size_t count) {
    std::vector<json> seen;
    control::listener during;
    during.on_line = [&](std::string_view line) {
      seen.push_back(json::parse(line));
      return seen.size() < count;
    };
    (void)ask(at(port()), what, during);
    return seen;
  };
  crash(1);
  const auto start = mesh().wall_ms(mesh().started());
  const auto none = control::to_string(control::event_place{start, 0});
  const auto first = read({"GET", "/v1/events?after=" + none}, 1);
  REQUIRE(first.size() == 1);
  CHECK(first[0]["where"] == "s01.c01.a01");
  CHECK(first[0]["class"] == "AGENT_CRASH");
  CHECK(first[0]["at"].get<std::string>().starts_with("20"));
  CHECK(first[0]["count"] == 1);

  crash(2); // while nobody reads
  const auto id = first[0]["id"].get<std::string>();
  const auto next = read({"GET", "/v1/events", {}, {{"Last-Event-ID", id}}}, 1);
  REQUIRE(next.size() == 1);
  CHECK(next[0]["where"] == "s01.c01.a02");

  // an id of an earlier start: all that is kept, and a word about what is not
  const auto older = read({"GET", "/v1/events", {}, {{"Last-Event-ID", "1-17"}}}, 3);
  REQUIRE(older.size() == 3);
  CHECK(older[0]["kind"] == "gap");
  CHECK(older[1]["where"] == "s01.c01.a01");

  for (const auto* nonsense : {"x", "-", "1-", "-1", "1-2-3", "zz-1", "1--1"}) {
    INFO(nonsense);
    const auto refused =
        ask(at(port()), {"GET", "/v1/events", {}, {{"Last-Event-ID", nonsense}}});
    REQUIRE(refused);
    CHECK(refused->status == 400);
  }
}

TEST_CASE("O7 the stream speaks server-sent events to who asks for them", "[control]") {
  control::request asked{"GET", "/v1/events", {}, {}, {}};
  asked.accept = "text/event-stream";
  auto stream = control::event_stream::of(asked, 255, 4);
  REQUIRE(stream);
  CHECK(stream->type() == std::string("text/event-stream"));
  CHECK(stream->after() == 4);
  event_log log(10);
  for (int i = 0; i < 5; ++i)
    log.add(notice{{}, notice_kind::host_lost, {}, "n" + std::to_string(i), "silent"});
  const console::event_times times{{}, {}, [](time_point) {
                                     return std::uint64_t{0};
                                   }};
  const auto text = stream->write(log.after(4, 10), times);
  CHECK(text.starts_with("id: ff-5\ndata: {\"id\":\"ff-5\""));
  CHECK(text.ends_with("}\n\n"));
  CHECK(stream->write(log.after(stream->after(), 10), times).empty());

  // what had to make room is said, once
  event_log small(1);
  for (int i = 0; i < 3; ++i)
    small.add(notice{{}, notice_kind::host_lost, {}, "n" + std::to_string(i), "silent"});
  control::request from_first{"GET", "/v1/events", "after=ff-1", {}, {}};
  auto late = control::event_stream::of(from_first, 255, small.newest_id());
  REQUIRE(late);
  CHECK(late->write(small.after(late->after(), 10), times).find("EVENTS_MISSED")
        != std::string::npos);
  CHECK(late->write(small.after(late->after(), 10), times).empty());
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
