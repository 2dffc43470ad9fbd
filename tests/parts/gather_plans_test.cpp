// G1, S1: gathers that are planned for a moment.
#include "runtime/plans/gather_plans.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/noted_lines.hpp"

using namespace mesh;
using Catch::Matchers::ContainsSubstring;

namespace {

using lines = mesh::testing::noted_lines;

/// Plans of a mesh that the test plays.
struct planning {
  explicit planning(lines* disk = nullptr) {
    if (disk != nullptr) {
      for (const auto& line : disk->kept)
        REQUIRE(plans.restore(line));
      plans.keep_with(disk);
    }
  }
  std::uint64_t now_ms = 1'000'000;
  double lead_ms = 10'000;
  bool orchestrator = true;
  bool all_known = true;
  std::vector<scatter_request> asked;
  std::vector<std::function<void(scatter_result)>> answers;
  std::vector<std::uint64_t> cancelled;
  gather_plans plans{{[this] { return now_ms; },
                      [this](const planned_gather&) { return lead_ms; },
                      [this](scatter_request r, auto done) {
                        if (!orchestrator)
                          return false;
                        asked.push_back(std::move(r));
                        answers.push_back(std::move(done));
                        return true;
                      },
                      [this](std::uint64_t number) { cancelled.push_back(number); },
                      [](const planned_gather&) {
                        plan_outcome o;
                        o.why = "missed";
                        o.ready = 1;
                        return o;
                      },
                      [this](const planned_gather&) {
                        return all_known;
                      }}};

  tl::expected<planned_gather, error> plan(std::uint64_t at_ms) {
    tl::expected<planned_gather, error> result;
    planned_gather what;
    what.at_ms = at_ms;
    what.where = scope(sector_id{1});
    what.cls = agent_class::f_human;
    what.payload = "agreed?";
    what.window_ms = 500;
    plans.plan(what, [&](const auto& r) { result = r; });
    return result;
  }
  tl::expected<planned_gather, error> cancel(std::uint64_t number) {
    tl::expected<planned_gather, error> result;
    plans.cancel(number, [&](const auto& r) { result = r; });
    return result;
  }
  void at(std::uint64_t ms) {
    now_ms = ms;
    plans.tick();
  }
  [[nodiscard]] plan_state state(std::uint64_t number) const {
    return plans.find(number).value().state;
  }
};

scatter_result two_ready() {
  scatter_result r;
  r.minimum = 0.9;
  r.summary.targets = r.summary.sent = r.summary.ready = 2;
  r.summary.answers.push_back({trinary::ready, "yes", 2});
  return r;
}

} // namespace

TEST_CASE("S1 a planned gather begins when its slowest agents must be asked") {
  planning p;
  REQUIRE(p.plan(1'100'000));
  p.at(1'089'999);
  CHECK(p.asked.empty());
  CHECK(p.state(1) == plan_state::waiting);
  p.at(1'090'000);
  REQUIRE(p.asked.size() == 1);
  CHECK(p.asked[0].horizon_ms == 10'000);
  CHECK(p.asked[0].what.source == "plan-1");
  CHECK(p.asked[0].what.payload == "agreed?");
  CHECK(p.asked[0].cls == agent_class::f_human);
  CHECK(p.asked[0].attempt == 0);
  p.at(1'095'000);
  CHECK(p.asked.size() == 1);
  p.answers[0](two_ready());
  CHECK(p.state(1) == plan_state::ended);
  CHECK(p.plans.find(1)->outcome.ready == 2);
  CHECK(p.plans.find(1)->outcome.success);
  CHECK(p.plans.find(1)->outcome.answers.at(0).value == "yes");
}

TEST_CASE("S1 a gather that is planned late begins at once") {
  planning p;
  REQUIRE(p.plan(1'003'000));
  p.at(1'000'500);
  REQUIRE(p.asked.size() == 1);
  CHECK(p.asked[0].horizon_ms == 2'500);
}

TEST_CASE("a moment that has passed, or is too far ahead, is refused with the remedy") {
  planning p;
  for (const std::uint64_t at :
       std::initializer_list<std::uint64_t>{1'000'000, 1, 1'000'000 + 32ULL * 86'400'000}) {
    const auto refused = p.plan(at);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::invalid_argument);
    CHECK(refused.error().remedy != "");
  }
  CHECK(p.plans.all().empty());
}

TEST_CASE("O5 without an orchestrator a planned gather waits for one") {
  planning p;
  REQUIRE(p.plan(1'010'000));
  p.orchestrator = false;
  p.at(1'001'000);
  CHECK(p.state(1) == plan_state::waiting);
  p.orchestrator = true;
  p.at(1'002'000);
  CHECK(p.state(1) == plan_state::running);
}

TEST_CASE("M4 a planned gather whose orchestrator went down is asked again, and says so") {
  planning p;
  REQUIRE(p.plan(1'010'000));
  p.at(1'001'000);
  scatter_result down;
  down.failure = {errc::unknown, "went down"};
  p.answers[0](down);
  CHECK(p.state(1) == plan_state::waiting);
  p.at(1'002'000);
  REQUIRE(p.asked.size() == 2);
  CHECK(p.asked[1].attempt == 1);
  // Not once its moment has passed.
  p.now_ms = 1'020'000;
  p.answers[1](down);
  CHECK(p.state(1) == plan_state::ended);
  CHECK_FALSE(p.plans.find(1)->outcome.success);
  CHECK_THAT(p.plans.find(1)->outcome.why, ContainsSubstring("went down"));
}

TEST_CASE("M3 a planned gather that is cancelled ends so, whatever is answered after that") {
  planning p;
  REQUIRE(p.plan(1'010'000));
  REQUIRE(p.plan(1'900'000));
  p.at(1'001'000);
  REQUIRE(p.cancel(1));
  REQUIRE(p.cancel(2));
  CHECK(p.cancelled == std::vector<std::uint64_t>{1}); // nobody was asked the other one
  p.answers[0](two_ready());
  CHECK(p.state(1) == plan_state::cancelled);
  p.at(1'899'000);
  CHECK(p.asked.size() == 1);
  CHECK(p.cancel(1).error().code == errc::invalid_argument);
  CHECK(p.cancel(7).error().code == errc::unknown_target);
}

TEST_CASE("K4 plans outlive the process, and one that was running is asked again") {
  lines disk;
  {
    planning before(&disk);
    REQUIRE(before.plan(1'010'000));
    REQUIRE(before.plan(1'500'000));
    REQUIRE(before.plan(1'600'000));
    REQUIRE(before.cancel(3));
    before.at(1'001'000);
    CHECK(before.asked.size() == 1);
  }
  planning after(&disk);
  CHECK(after.state(1) == plan_state::waiting);
  CHECK(after.state(3) == plan_state::cancelled);
  after.at(1'002'000);
  REQUIRE(after.asked.size() == 1);
  CHECK(after.asked[0].attempt == 1);
  CHECK(after.asked[0].what.source == "plan-1");
  after.answers[0](two_ready());
  REQUIRE(after.plan(1'700'000));
  CHECK(after.plans.all().back().number == 4);
  planning last(&disk);
  CHECK(last.plans.find(1) == after.plans.find(1));
}

TEST_CASE("S3 a gather whose moment passed while the mesh was away is missed, with the answers "
          "that were there") {
  lines disk;
  {
    planning before(&disk);
    REQUIRE(before.plan(1'010'000));
    before.at(1'001'000);
  }
  planning after(&disk);
  after.at(1'010'400); // inside the window: who has answered counts
  CHECK(after.asked.size() == 1);
  CHECK(after.asked[0].horizon_ms == 0);
  planning later(&disk);
  later.at(1'010'501);
  CHECK(later.asked.empty());
  CHECK(later.state(1) == plan_state::missed);
  CHECK(later.plans.find(1)->outcome.ready == 1);
}

TEST_CASE("K4 a plan that the disk refuses does not count") {
  lines disk;
  planning p(&disk);
  disk.full = true;
  CHECK(p.plan(1'010'000).error().code == errc::io_error);
  CHECK(p.plans.all().empty());
}

TEST_CASE("a line of the file of plans that is damaged is refused with its fault") {
  planned_gather what;
  what.number = 3;
  what.at_ms = 5;
  what.where = scope(agent_id{1, 2, 3});
  what.minimum = 0.5;
  what.urgency = priority::high;
  what.capabilities = {"store"};
  CHECK(decode_plan(encode_plan(what)) == what);
  what.state = plan_state::ended;
  what.outcome.answers.push_back({trinary::conflict, "no", 3});
  what.outcome.refused = 4;
  CHECK(decode_plan(encode_plan(what)) == what);
  for (const auto* wrong :
       {"", "{}", "[]", R"({"plan":0})", "nothing", R"({"plan":1,"state":"odd"})"}) {
    CAPTURE(wrong);
    CHECK(decode_plan(wrong).error().code == errc::invalid_argument);
  }
  auto odd = encode_plan(what);
  odd.replace(odd.find("\"ended\""), 7, "\"extra\"");
  CHECK_FALSE(decode_plan(odd));
}

TEST_CASE(
    "G1 T2 a planned gather waits a minute for hosts that are not back yet, and no longer") {
  planning p;
  p.lead_ms = 600'000;
  REQUIRE(p.plan(1'500'000));
  p.all_known = false;
  p.at(1'000'000);
  p.at(1'030'000);
  CHECK(p.asked.empty());
  SECTION("they come") {
    p.all_known = true;
    p.at(1'031'000);
  }
  SECTION("they do not") {
    p.at(1'059'999);
    CHECK(p.asked.empty());
    p.at(1'060'000);
  }
  CHECK(p.asked.size() == 1);
}
