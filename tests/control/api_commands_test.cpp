// O7: scripts, over HTTPS.
#include <atomic>
#include <thread>

#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "messages/control.pb.h"
#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;
using nlohmann::json;

namespace {

/// The results among the lines.
std::vector<json> results_in(const std::vector<json>& lines) {
  std::vector<json> results;
  for (const auto& line : lines)
    if (line.contains("result"))
      results.push_back(line["result"]);
  return results;
}

/// Whether a text is the JSON of a message of control.proto.
template <class Message>
bool fits(const std::string& text) {
  Message message;
  return google::protobuf::util::JsonStringToMessage(text, &message).ok();
}

} // namespace

TEST_CASE_METHOD(served_mesh, "O7 a script runs elsewhere, and its results come line by line",
                 "[control]") {
  const auto got = post("# first\nstatus\ncascade parallel\nexpect last.ready > 0");
  CHECK(got.status == 200);
  const auto lines = lines_of(got.body);
  CHECK(lines.front().contains("started"));
  CHECK(lines.back() == json{{"end", {{"exit_code", 0}}}});
  const auto results = results_in(lines);
  REQUIRE(results.size() == 3);
  CHECK(results[0]["command"] == "status");
  CHECK(results[1]["command"] == "cascade");
  CHECK(results[2]["held"] == true);
  CHECK(lines[1]["narration"].get<std::string>().find("# first") != std::string::npos);
}

TEST_CASE_METHOD(served_mesh, "O7 every line of an answer is a message of control.proto",
                 "[control]") {
  for (const auto* script :
       {"status\nask \"what?\"\nkpi\nconflicts\nbreakers\nhelp\nwait 100ms",
        "agents\ngather s09"}) {
    const auto got = post(script);
    for (const auto& line : lines_of(got.body)) {
      INFO(line.dump());
      CHECK(fits<control::CommandEvent>(line.dump()));
    }
  }
  CHECK(fits<control::Failure>(post("nosuch").body));
  CHECK(fits<control::Failure>(get("/nosuch").body));
  CHECK(fits<control::Readiness>(get("/readyz").body));
}

TEST_CASE_METHOD(served_mesh, "O7 a script with problems runs nothing and is answered with 422",
                 "[control]") {
  const auto got = post("inject everything\nbroadcast");
  CHECK(got.status == 422);
  const auto body = json::parse(got.body);
  CHECK(body["problems"].size() == 2);
  CHECK(json::parse(get("/v1/status").body)["since_last_cascade_s"].is_null());
  const auto none = ask(at(port()), {"POST", "/v1/commands", "not JSON"});
  REQUIRE(none);
  CHECK(none->status == 400);
}

TEST_CASE_METHOD(served_mesh, "O7 a script stops at a failure unless told otherwise",
                 "[control]") {
  const auto run = [&](const std::string& on_failure) {
    const json body{{"script", "gather s09\nstatus"}, {"on_failure", on_failure}};
    return lines_of(ask(at(port()), {"POST", "/v1/commands", body.dump()})->body);
  };
  const auto stopped = run("stop");
  CHECK(results_in(stopped).size() == 1);
  CHECK(stopped.back()["end"]["exit_code"] == 1);
  const auto went_on = run("continue");
  CHECK(results_in(went_on).size() == 2);
  CHECK(went_on.back()["end"]["exit_code"] == 1);
}

TEST_CASE_METHOD(served_mesh, "O7 results come as text when that is asked for", "[control]") {
  const json body{{"script", "status"}, {"text", {{"columns", 100}}}};
  const auto got = ask(at(port()), {"POST", "/v1/commands", body.dump()});
  REQUIRE(got);
  for (const auto& line : lines_of(got->body))
    if (line.contains("result"))
      CHECK(line["text"].get<std::string>().starts_with("mesh FULL\n"));
}

TEST_CASE_METHOD(served_mesh, "O7 a script is cancelled by its id, and says how far it came",
                 "[control]") {
  std::vector<json> lines;
  std::string id;
  control::listener during;
  during.on_line = [&](std::string_view text) {
    lines.push_back(json::parse(text));
    if (lines.back().contains("started"))
      id = lines.back()["started"]["id"];
    return true;
  };
  during.interrupted = [told = false, &lines]() mutable {
    const auto runs = std::any_of(lines.begin(), lines.end(),
                                  [](const json& line) { return line.contains("progress"); });
    return runs && !std::exchange(told, true);
  };
  during.cancel_path = [&] {
    return "/v1/commands/" + id;
  };
  const json body{{"script", "wait 10m\nstatus"}};
  const auto got = ask(at(port()), {"POST", "/v1/commands", body.dump()}, during);
  if (!got)
    FAIL(to_string(got.error()));
  const auto results = results_in(lines);
  REQUIRE(results.size() == 1);
  CHECK(results[0]["error"]["code"] == "cancelled");
  CHECK(lines.back()["end"]["exit_code"] == 1);
  const auto again = ask(at(port()), {"DELETE", "/v1/commands/" + id});
  REQUIRE(again);
  CHECK(again->status == 404);
}

TEST_CASE("O7 closing the connection cancels a script", "[control]") {
  auto limits = control_limits();
  limits.commands = 1;
  const served_mesh served(limits);
  control::listener during;
  during.on_line = [](std::string_view line) {
    return line.find("progress") == std::string_view::npos;
  };
  const json body{{"script", "wait 10m"}};
  CHECK_FALSE(ask(served.at(served.port()), {"POST", "/v1/commands", body.dump()}, during));
  // there is room for one only: it has ended when another one runs
  CHECK(eventually([&] { return served.post("status").status == 200; }));
}

TEST_CASE("O7 a mesh that ends cancels what runs for operators elsewhere", "[control]") {
  auto served = std::make_unique<served_mesh>();
  control::listener during;
  during.on_line = [&](std::string_view line) {
    if (line.find("progress") != std::string_view::npos)
      served.reset();
    return true;
  };
  const json body{{"script", "wait 10m"}};
  const auto whom = served->at(served->port());
  const auto keep_certificates = control_world::credentials_of(whom.files);
  const auto got = ask(whom, {"POST", "/v1/commands", body.dump()}, during);
  REQUIRE_FALSE(got);
  CHECK(got.error().detail.find("broke before the end") != std::string::npos);
}

TEST_CASE_METHOD(served_mesh, "Z8 of rules that are changed at the same moment none is lost",
                 "[control]") {
  constexpr int operators = 4, each = 10;
  std::vector<std::thread> all;
  std::atomic<int> done{0};
  for (int o = 0; o < operators; ++o)
    all.emplace_back([&, o] {
      std::string script;
      for (int i = o * each; i < (o + 1) * each; ++i) // of 3 sectors of 3 clusters of 5
        script += "route around "
                  + to_string(agent_id{static_cast<std::uint8_t>(i / 15),
                                       static_cast<std::uint8_t>(i / 5 % 3),
                                       static_cast<std::uint8_t>(i % 5)})
                  + "\n";
      done +=
          ask(at(port()), {"POST", "/v1/commands", json{{"script", script}}.dump()}) ? 1 : 0;
    });
  for (auto& one : all)
    one.join();
  CHECK(done == operators);
  CHECK(mesh().rules().avoided_agents().size() == operators * each);
}

TEST_CASE_METHOD(served_mesh, "O7 a result comes in pieces and is the same", "[control]") {
  const auto results = results_in(lines_of(post("agents --limit all\nstatus\nkpi").body));
  REQUIRE(results.size() == 3);
  CHECK(results[0]["rows"].size() == 45);
  CHECK(results[0]["rows"][44]["id"] == "s02.c02.a04");
  CHECK(results[0]["shown"] == 45);
  CHECK(results[1]["agents"]["total"] == 45);
  CHECK_FALSE(results[2]["rows"].empty());
}

TEST_CASE_METHOD(served_mesh, "O7 what cannot be seen in a payload is escaped on its way",
                 "[control]") {
  const auto got = post("pipeline s00.c00.a00 \xe2\x80\xae-gnp.exe");
  CHECK(got.body.find("\xe2\x80\xae") == std::string::npos);
}
