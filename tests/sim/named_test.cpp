// Every target of every command is in one count, with the true reason, whatever is broken
// above it; and the exit codes say what happened.
#include <nlohmann/json.hpp>

#include "runtime/console/language/parser.hpp"
#include "runtime/console/session.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

namespace {

/// Three sectors of three clusters of five, and an operator at it.
class operated_mesh {
public:
  explicit operated_mesh(config cfg = quick()) : mesh(in_virtual_time(std::move(cfg))) {}

  json say(const std::string& line) {
    INFO(line);
    auto parsed = console::parse_line(line);
    REQUIRE(parsed);
    REQUIRE(*parsed);
    return at.execute(**parsed).data;
  }
  void say_all(const std::vector<std::string>& lines) {
    for (const auto& line : lines)
      say(line);
  }

  static config quick() {
    auto cfg = sized(3, 3, 5);
    cfg.impedance.heartbeat_period_ms = 1'000;
    cfg.impedance.offline_after_ms = 6'000;
    return cfg;
  }

  std::unique_ptr<local_mesh> mesh;
  console::session at{*mesh};
};

int accounted(const json& result) {
  int all = 0;
  for (const auto* kind : {"ready", "conflict", "straggler", "skipped", "expired", "refused"})
    all += result.at(kind).get<int>();
  return all;
}

/// Each target in one count, each that was not ready named once.
void check_accounted(const json& result, int targets) {
  INFO(result.dump(1));
  CHECK(result.at("targets") == targets);
  CHECK(accounted(result) == targets);
  int named = 0;
  for (const auto& group : result.at("exceptions")) {
    CHECK(group.at("count") == group.at("agents").size());
    named += group.at("count").get<int>();
  }
  CHECK(named == targets - result.at("ready").get<int>());
}

int count_of(const json& result, const std::string& kind, const std::string& reason) {
  int count = 0;
  for (const auto& group : result.at("exceptions"))
    if (group.at("kind") == kind && group.at("reason") == reason)
      count += group.at("count").get<int>();
  return count;
}

} // namespace

TEST_CASE("C1 a wave that ends at a sector which does not confirm names everybody", "[sim]") {
  operated_mesh here;
  here.say("cascade parallel");
  here.say("hang s01");
  auto done = here.say("cascade wave");
  CHECK(done["outcome"] == "FAILED_AT_SECTOR");
  CHECK(done["exit_code"] == 4);
  check_accounted(done, 45);
  CHECK(count_of(done, "refused", "sector_unreachable") == 15);
  CHECK(count_of(done, "refused", "failed_at_sector") == 30);
  CHECK(done["sent"] == 0);
  CHECK(done["ready_rate"].is_null());
  CHECK(done["recommendation"] == "look_at_the_refused");
  CHECK(done["arrivals"]["p50_ms"].is_null());
  CHECK(done["prediction_error_ms"]["p90"].is_null());
  REQUIRE(done["phases"].size() == 1);
  CHECK(done["phases"][0]["outcome"] == "PARTIAL");
  CHECK(done["phases"][0]["unreached"] == json({"s01"}));
}

TEST_CASE("C1 agents of leads that hang are missing for want of their leads", "[sim]") {
  operated_mesh here;
  here.say("cascade parallel");
  for (int s = 0; s < 3; ++s)
    for (int c = 0; c < 3; ++c)
      here.say("hang s0" + std::to_string(s) + ".c0" + std::to_string(c));
  auto done = here.say("cascade wave");
  INFO(done.dump(1));
  CHECK(done["outcome"] == "PARTIAL");
  CHECK(done["exit_code"] == 4);
  const auto& leads = done["phases"].at(1);
  CHECK(leads["outcome"] == "PARTIAL"); // 0 of 9
  CHECK(leads["ready"] == 0);
  CHECK(leads["unreached"].size() == 9);
  check_accounted(done, 45);
  CHECK(count_of(done, "straggler", "lead_unreachable") == 45);
  CHECK(count_of(done, "skipped", "insufficient_lead_time") == 0);
}

TEST_CASE("B3 what open breakers turn away is counted, and the command ends with 6", "[sim]") {
  operated_mesh here;
  here.say_all(
      {"cascade parallel", "breaker open s00", "breaker open s01", "breaker open s02"});
  for (const auto* line : {"gather", "cascade parallel", "cascade priority_first"}) {
    auto done = here.say(line);
    INFO(line);
    CHECK(done["exit_code"] == 6);
    CHECK(done["error"]["code"] == "breaker_open");
    check_accounted(done, 45);
    CHECK(count_of(done, "refused", "breaker_open") == 45);
    CHECK(done["ready_rate"].is_null());
    for (const auto& phase : done.value("phases", json::array()))
      CHECK((phase["outcome"] == "PARTIAL" || phase["targets"] == 0));
  }
  for (const auto* line : {"delegate x", "ask q", "delegate x --to s00.c00.a01"}) {
    auto done = here.say(line);
    INFO(line);
    CHECK(done["exit_code"] == 6);
    CHECK(done["error"]["code"] == "breaker_open");
  }
  here.say_all({"breaker close s00", "breaker close s01", "breaker close s02"});
  here.say("breaker open all");
  CHECK(here.say("delegate x")["exit_code"] == 6);
  CHECK(here.say("ask q")["exit_code"] == 6);
  here.say("breaker close all");
  CHECK(here.say("delegate x")["exit_code"] == 0);
}

TEST_CASE("B3 one open breaker hides nobody from a cascade by classes", "[sim]") {
  operated_mesh here;
  here.say_all({"cascade parallel", "cascade parallel", "wait 10s", "breaker open s01"});
  auto done = here.say("cascade priority_first");
  check_accounted(done, 45);
  CHECK(count_of(done, "refused", "breaker_open") == 15);
  CHECK(done["exit_code"] == 3); // some are missing, and no class fell short
  for (const auto& phase : done["phases"])
    CHECK((phase["outcome"] == "SUCCESS" || phase["outcome"] == "SKIPPED"));
}

TEST_CASE("O6 agents that are frozen are counted in every phase", "[sim]") {
  operated_mesh here;
  here.say_all({"cascade parallel", "freeze s01"});
  auto some = here.say("cascade priority_first");
  check_accounted(some, 45);
  CHECK(count_of(some, "refused", "frozen") == 15);
  here.say_all({"freeze s00", "freeze s02"});
  CHECK(here.say("cascade parallel")["exit_code"] == 6);
  CHECK(here.say("delegate x")["exit_code"] == 6);
}

TEST_CASE("Z8 who can do it and is not there is counted, who cannot is no target", "[sim]") {
  auto cfg = operated_mesh::quick();
  cfg.supervision.cluster.child_restarts = 0;
  operated_mesh here(cfg);
  here.say("cascade parallel");
  here.say("crash s00 100%"); // each is given up at once
  here.mesh->wait(3s);
  auto capable = 0;
  for (auto agent : here.mesh->who().in({}))
    capable += here.mesh->who().identity(agent).capabilities.includes(
                   *here.mesh->who().capabilities().resolve({"inference"}))
                   ? 1
                   : 0;
  REQUIRE(capable > 0);
  auto done = here.say("gather --capability inference --priority high");
  check_accounted(done, capable);
}

TEST_CASE("G3 Q1 a success never stands beside a quorum that asks for another try", "[sim]") {
  operated_mesh here;
  here.say_all({"cascade parallel", "cascade parallel"});
  here.say("hang s01.c00.a00");
  auto done = here.say("gather --minimum 80%");
  INFO(done.dump(1));
  CHECK(done["outcome"] == "SUCCESS");
  CHECK(done["ready"] < done["sent"]);
  CHECK(done["quorum"]["decision"] == "PROCEED");
  CHECK(done["quorum"]["confidence"].get<double>() > 0.8);
  here.say("hang s01 100%");
  auto missed = here.say("gather s01");
  CHECK(missed["outcome"] == "PARTIAL");
  CHECK(missed["quorum"]["decision"] == "WAIT");
  CHECK(missed["quorum"]["confidence"].is_null());
  auto asked = here.say("ask q --in s01 --timeout 1s");
  CHECK(asked["outcome"] == "PARTIAL"); // nobody has answered
  CHECK(asked["exit_code"] == 4);
}

TEST_CASE("M4 agents of a pipeline whose turn never came are named", "[sim]") {
  operated_mesh here;
  here.say("hang s00.c00.a01");
  auto done = here.say("pipeline s00.c00.a00 s00.c00.a01 s00.c00.a02 --timeout 2s");
  INFO(done.dump(1));
  CHECK(done["steps"].size() + done["not_begun"].size() == 3);
}
