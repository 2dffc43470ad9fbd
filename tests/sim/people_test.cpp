// Z1 class F, G1, S1: gathers over days, with people who work, sleep and answer, in virtual
// time.
#include "actors/work/person/inbox.hpp"
#include "runtime/plans/gather_plans.hpp"
#include "tests/records/store_support.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t minute = 60'000;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour;

working_hours office() {
  auto hours = parse_hours("09:00-17:00").value();
  hours.days = parse_days("mon-fri").value();
  return hours;
}

/// A person of the test: at the office by day, and answers a message some of their working time
/// after they were asked.
struct simulated_person {
  std::string name;
  std::uint64_t least_ms = 10 * minute;
  std::uint64_t most_ms = 40 * minute;
  std::map<std::uint64_t, std::uint64_t> left; // of the work, by item
};

/// A mesh of two clusters with two people in it: ada, who declares her hours, and bob.
struct office_world {
  explicit office_world(std::uint64_t seed = 1, const std::filesystem::path& folder = {})
      : random(seed) {
    auto cfg = sized(1, 2, 4, 0.1, seed);
    cfg.impedance.heartbeat_period_ms = 60'000; // days are long
    cfg.impedance.heard_within_ms = 120'000;
    cfg.impedance.offline_after_ms = 600'000;
    cfg.impedance.summary_period_ms = 60'000;
    cfg.impedance.publish_period_ms = 10'000;
    cfg.storage.tick_ms = 10'000;
    person_config ada{.name = "ada", .hours = "09:00-17:00"};
    person_config bob{.name = "bob"};
    cfg.agents.push_back({.where = scope(ada_id), .person = ada});
    cfg.agents.push_back({.where = scope(bob_id), .person = bob});
    mesh_options options;
    options.virtual_time = true;
    options.data = folder.string();
    mesh = std::make_unique<local_mesh>(std::move(cfg), std::move(options));
  }
  /// Lets time pass, in which people who are at work answer.
  void live_until(std::uint64_t until_ms) {
    constexpr auto step = 5min;
    const auto hours = office();
    while (mesh->wall_ms() < until_ms) {
      mesh->wait(std::min<duration>(step, milliseconds(until_ms - mesh->wall_ms())));
      if (!hours.contain(mesh->wall_ms()))
        continue;
      for (auto& one : people)
        work_on(one, 5 * minute);
    }
  }
  void work_on(simulated_person& one, std::uint64_t spent_ms) {
    for (const auto& item : mesh->people().items(one.name, false)) {
      auto [left, fresh] = one.left.try_emplace(item.number, 0);
      if (fresh)
        left->second = one.least_ms + random.below(one.most_ms - one.least_ms);
      left->second -= std::min(left->second, spent_ms);
      if (left->second == 0)
        CHECK(mesh->answer_item(item.number, trinary::ready, one.name + " agrees", one.name));
    }
  }
  /// A gather that is to be ready then; its number.
  std::uint64_t plan(std::uint64_t at_ms,
                     std::optional<agent_class> cls = agent_class::f_human) {
    planned_gather what;
    what.at_ms = at_ms;
    what.cls = cls;
    what.payload = "agreed?";
    what.window_ms = 60'000;
    return mesh->plan(what).value().number;
  }
  [[nodiscard]] planned_gather found(std::uint64_t number) const {
    return mesh->plans().find(number).value();
  }
  /// The time at which a plan has asked this person; 0: not yet.
  [[nodiscard]] std::uint64_t asked(const std::string& person, std::uint64_t number) const {
    for (const auto& item : mesh->people().items(person, true))
      if (item.source == "plan-" + std::to_string(number))
        return item.asked_ms;
    return 0;
  }
  /// The next Wednesday at that hour.
  [[nodiscard]] std::uint64_t wednesday(std::uint64_t at_hour) const {
    auto at = mesh->wall_ms() / day * day + 2 * day + at_hour * hour;
    while (minute_of_week(at) / (24 * 60) != 2)
      at += day;
    return at;
  }

  static constexpr agent_id ada_id{0, 0, 3};
  static constexpr agent_id bob_id{0, 1, 3};
  random_source random;
  std::vector<simulated_person> people{{.name = "ada"}, {.name = "bob"}};
  std::unique_ptr<local_mesh> mesh;
};

} // namespace

TEST_CASE("S1 G1 a gather days ahead asks each person when they are likely to be done by then",
          "[sim]") {
  office_world w;
  const auto noon = w.wednesday(12);
  const auto plan = w.plan(noon);
  w.live_until(noon - 6 * hour);
  CHECK(w.asked("ada", plan) == 0); // nobody is asked days before
  w.live_until(noon + 5 * minute);
  CHECK(w.asked("ada", plan) >= noon - 2 * hour);
  CHECK(w.asked("ada", plan) <= noon - 25 * minute);
  const auto what = w.found(plan);
  CHECK(what.state == plan_state::ended);
  CHECK(what.outcome.targets == 2);
  CHECK(what.outcome.ready == 2);
  CHECK(what.outcome.success);
}

TEST_CASE("Z5 S1 a mesh learns when its people work: after three weeks most are asked in the "
          "daytime for a T that lies at night, and most of those are done by then",
          "[sim]") {
  constexpr auto usual_seeds = 1;
  constexpr std::size_t most_seeds = 10; // each lives for five weeks
  auto seeds = seeds_to_run(usual_seeds);
  seeds.resize(std::min(seeds.size(), most_seeds));
  for (auto seed : seeds) {
    CAPTURE(seed);
    office_world w(seed);
    for (int i = 0; i < 21; ++i) { // questions for four in the morning, and for noon
      const auto today = w.mesh->wall_ms() / day * day;
      w.plan(today + 28 * hour);
      w.plan(today + 36 * hour);
      w.live_until(today + day + hour);
    }
    constexpr int nights = 10;
    int by_day = 0;
    std::uint32_t ready = 0;
    for (int i = 0; i < nights;) {
      const auto night = w.mesh->wall_ms() / day * day + 28 * hour;
      if (!office().contain(night - 16 * hour)) { // the day before is no working day
        w.live_until(night);
        continue;
      }
      ++i;
      const auto plan = w.plan(night);
      w.live_until(night + 5 * minute);
      for (const auto* person : {"ada", "bob"})
        by_day += office().contain(w.asked(person, plan)) ? 1 : 0;
      ready += w.found(plan).outcome.ready;
    }
    // Of 20 each; the mesh aims at four in five.
    CHECK(by_day >= 14);
    CHECK(ready >= 10);
  }
}

TEST_CASE("S3 a person who cannot be done by T is named, with the time that they need",
          "[sim]") {
  office_world w;
  const auto soon = w.wednesday(3); // hours before ada is at work
  w.live_until(soon - hour);
  const auto plan = w.plan(soon);
  w.live_until(soon + 5 * minute);
  const auto what = w.found(plan);
  CHECK(what.outcome.skipped >= 1);
  CHECK(w.asked("ada", plan) == 0);
  CHECK(what.outcome.targets == 2);
}

TEST_CASE("K4 M4 a planned gather survives restarts: who has answered is not asked again, and "
          "who was asked still is",
          "[sim]") {
  const test::data_folder folder;
  std::uint64_t plan = 0;
  std::uint64_t noon = 0;
  {
    office_world before(1, folder.path());
    before.live_until(before.mesh->wall_ms() + hour);
    noon = before.wednesday(12);
    plan = before.plan(noon);
  }
  {
    office_world during(2, folder.path());
    REQUIRE(during.found(plan).at_ms == noon);
    during.people.resize(1); // bob has not come yet
    during.people[0].most_ms = 11 * minute;
    during.live_until(noon - 10 * minute);
    REQUIRE(during.asked("ada", plan) != 0);
    REQUIRE(during.asked("bob", plan) != 0);
    CHECK(during.mesh->people().items("ada", false).empty());
    CHECK(during.mesh->people().items("bob", false).size() == 1);
    CHECK(during.found(plan).state == plan_state::running);
  }
  office_world after(3, folder.path());
  CHECK(after.mesh->wall_ms() < noon);
  const auto waiting = after.mesh->people().items("bob", false);
  REQUIRE(waiting.size() == 1);
  REQUIRE(after.mesh->answer_item(waiting[0].number, trinary::conflict, "not yet", "bob"));
  after.live_until(noon + 5 * minute);
  const auto what = after.found(plan);
  CHECK(what.state == plan_state::ended);
  CHECK(what.outcome.ready == 1);
  CHECK(what.outcome.conflict == 1);
  CHECK(after.mesh->people().items("", true).size() == 2);
}

TEST_CASE("O5 a planned gather outlives its orchestrator and its leads", "[sim]") {
  office_world w;
  const auto noon = w.wednesday(12);
  const auto plan = w.plan(noon);
  w.people[0].most_ms = w.people[1].most_ms = 25 * minute;
  w.live_until(noon - 28 * minute);
  REQUIRE(w.asked("bob", plan) != 0);
  fault_order crash;
  crash.whom = {scope()};
  w.mesh->inject(crash);
  w.mesh->wait(10s);
  crash.whom = {scope(cluster_id{0, 0}), scope(office_world::bob_id)};
  w.mesh->inject(crash);
  w.live_until(noon + 5 * minute);
  const auto what = w.found(plan);
  CHECK(what.state == plan_state::ended);
  CHECK(what.outcome.ready == 2);
  CHECK(what.outcome.targets == 2);
  CHECK(w.mesh->people().items("", true).size() == 2); // nobody was asked twice
}

TEST_CASE("M3 a planned gather that is cancelled leaves the inbox empty", "[sim]") {
  office_world w;
  w.people.clear();
  const auto noon = w.wednesday(12);
  const auto plan = w.plan(noon);
  w.live_until(noon - 15 * minute);
  REQUIRE(w.mesh->people().items("", false).size() == 2);
  REQUIRE(w.mesh->cancel_plan(plan));
  w.mesh->wait(10s);
  CHECK(w.mesh->people().items("", false).empty());
  CHECK(w.found(plan).state == plan_state::cancelled);
  CHECK_FALSE(w.mesh->cancel_plan(plan));
}

TEST_CASE("C3 a cascade does not ask people who cannot answer in its time", "[sim]") {
  office_world w;
  cascade_request request;
  request.kind = cascade_kind::priority_first;
  const auto result = w.mesh->cascade(request);
  CHECK(result.total.failure.code == errc::none);
  CHECK(w.mesh->people().items("", true).empty());
  CHECK(result.total.summary.straggler == 0);
}

TEST_CASE("O4 a task for a person waits for their answer beside others, and the first that is "
          "answered is the first that is done",
          "[sim]") {
  office_world w;
  w.people.clear();
  delegate_request first;
  first.agent = office_world::ada_id;
  first.what.payload = "first";
  first.timeout_ms = double(hour);
  auto second = first;
  second.what.payload = "second";
  w.mesh->delegate_meanwhile(first);
  w.mesh->delegate_meanwhile(second);
  w.mesh->wait(1s);
  const auto items = w.mesh->people().items("ada", false);
  REQUIRE(items.size() == 2);
  CHECK(w.mesh->answer_item(items[1].number, trinary::ready, "yes", "ada"));
  w.mesh->wait(2h);
  const auto all = w.mesh->people().items("ada", true);
  CHECK(all[0].state == inbox_state::expired); // M3: nobody waits for it
  CHECK(all[1].state == inbox_state::answered);
}
