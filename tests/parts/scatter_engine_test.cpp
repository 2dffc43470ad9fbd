#include "actors/parts/scatter_engine.hpp"

#include "tests/parts/scripted_children.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/deterministic.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

config three_clusters_of_four() {
  config cfg;
  cfg.topology = topology_config::of(2, 3, 4);
  return cfg;
}

/// An engine over the three clusters of sector 1, or over the two sectors of the mesh.
struct engine_under_test {
  explicit engine_under_test(const scope& parent = sector_id{1})
      : below(parent, parent.kind() == scope::level::all ? 2 : 3),
        engine(mesh.around(), below,
               parent.kind() == scope::level::all ? errc::sector_unreachable
                                                  : errc::lead_unreachable,
               clock.make()) {
    clock.now = time_point{100s};
  }
  scatter_start order(std::uint64_t gather, reach depth = reach::agents) {
    const auto here = mesh.around().process;
    scatter_order o;
    o.gather = gather;
    o.depth = depth;
    o.arrive = {here, clock.now + 1s, clock.now};
    o.expire = {here, clock.now + 30s, clock.now};
    return {wire<message>(message{}), wire<scatter_order>(o), clock.now + 5s,
            [this](collected c) {
              ended.push_back(std::move(c));
            }};
  }
  void answer(std::uint8_t place, std::uint64_t gather, std::uint32_t ready = 4) {
    gather_summary s;
    s.gather = gather;
    s.from = below.at(place);
    s.targets = s.sent = s.ready = ready;
    engine.collect(s);
  }

  deterministic_system mesh{three_clusters_of_four()};
  scripted_children below;
  scripted_clock clock;
  scatter_engine engine;
  std::vector<collected> ended;
};

} // namespace

TEST_CASE("T3 a gather ends once, when every child has answered") {
  engine_under_test e;
  e.engine.begin(e.order(1));
  CHECK(e.below.asked.size() == 3);
  CHECK(e.engine.runs(1));
  e.answer(0, 1);
  e.answer(1, 1);
  e.answer(1, 1);
  CHECK(e.ended.empty());
  e.answer(2, 1);
  e.answer(2, 1);
  REQUIRE(e.ended.size() == 1);
  CHECK(e.ended[0].summary.ready == 12);
  CHECK(e.ended[0].unreached.empty());
  CHECK(e.engine.running() == 0);
}

TEST_CASE("G2 a child that is overdue is given up, told to take back, and its agents counted") {
  engine_under_test e;
  e.engine.begin(e.order(1));
  e.answer(0, 1);
  e.answer(2, 1);
  REQUIRE(e.clock.wakes == std::vector{e.clock.now + 5s});
  e.clock.now += 5s;
  e.engine.due();
  REQUIRE(e.ended.size() == 1);
  CHECK(e.ended[0].unreached == std::vector<std::uint8_t>{1});
  const auto& s = e.ended[0].summary;
  CHECK(s.straggler == 4);
  CHECK(s.accounted() == s.targets);
  CHECK(s.exceptions.at(0).reason == errc::lead_unreachable);
  CHECK(e.below.cancelled == std::vector<std::pair<std::uint8_t, std::uint64_t>>{{1, 1}});
}

TEST_CASE("C1 of what ends at leads, each that did not confirm is named, and no agent") {
  engine_under_test e{scope()};
  e.engine.begin(e.order(1, reach::leads));
  e.clock.now += 5s;
  e.engine.due();
  REQUIRE(e.ended.size() == 1);
  CHECK(e.ended[0].summary.targets == 0);
  CHECK(e.ended[0].summary.exceptions.at(0).count == 6); // the clusters of both sectors
}

TEST_CASE("a child that comes back is asked for what the one before has not answered") {
  engine_under_test e;
  e.below.away = {2};
  e.engine.begin(e.order(1));
  CHECK(e.below.asked.size() == 2);
  e.below.away.clear();
  e.engine.child_is_back(2); // it was never asked
  REQUIRE(e.below.asked.size() == 3);
  CHECK(e.below.asked[2].second.attempt == 0);
  e.engine.child_is_back(0); // replaced: M4, it may know of it already
  CHECK(e.below.asked[3].first == 0);
  CHECK(e.below.asked[3].second.attempt == 1);
  e.answer(1, 1);
  e.engine.child_is_back(1);
  CHECK(e.below.asked.size() == 4);
}

TEST_CASE("S4 a child that comes back after T is not asked any more") {
  engine_under_test e;
  e.engine.begin(e.order(1));
  e.answer(0, 1);
  e.answer(1, 1);
  e.clock.now += 2s;
  e.engine.child_is_back(2);
  CHECK(e.below.asked.size() == 3);
  REQUIRE(e.ended.size() == 1);
  CHECK(e.ended[0].unreached == std::vector<std::uint8_t>{2});
}

TEST_CASE("M3 what has expired goes no further, unless it was passed on before") {
  engine_under_test e;
  auto late = e.order(1);
  auto again = e.order(2);
  auto order = *again.order;
  order.attempt = 1;
  again.order = wire<scatter_order>(order);
  e.clock.now += 31s;
  e.engine.begin(std::move(late));
  e.engine.begin(std::move(again));
  CHECK(e.below.asked.empty());
  REQUIRE(e.ended.size() == 2);
  CHECK(e.ended[0].summary.expired == 12);
  CHECK(e.ended[1].summary.straggler == 12); // nobody knows
}

TEST_CASE("B3 a breaker turns away a child's part of new work, and of nothing else") {
  engine_under_test e;
  auto refused = [](std::uint8_t place) -> std::optional<error> {
    if (place != 1)
      return std::nullopt;
    return error{errc::breaker_open, "open"};
  };
  auto fresh = e.order(1);
  fresh.refusal = refused;
  e.engine.begin(std::move(fresh));
  CHECK(e.below.asked.size() == 2);
  CHECK(e.mesh.counters().turned_away == 4);
  e.answer(0, 1);
  e.answer(2, 1);
  REQUIRE(e.ended.size() == 1);
  CHECK(e.ended[0].summary.refused == 4);

  auto leads = e.order(2, reach::leads);
  leads.refusal = refused;
  e.engine.begin(std::move(leads));
  CHECK(e.below.asked.size() == 5);
}

TEST_CASE("a cancelled gather is waited for only as long as is said") {
  engine_under_test e;
  e.engine.begin(e.order(1));
  e.engine.begin(e.order(2));
  e.answer(1, 1);
  e.engine.cancel(1, e.clock.now + 500ms);
  CHECK(e.below.cancelled
        == std::vector<std::pair<std::uint8_t, std::uint64_t>>{{0, 1}, {2, 1}});
  CHECK(e.clock.wakes.back() == e.clock.now + 500ms);
  e.clock.now += 500ms;
  e.engine.due();
  CHECK(e.ended.size() == 1);
  CHECK(e.engine.runs(2));
  e.below.cancelled.clear();
  e.engine.cancel_if([](std::uint64_t gather) { return gather == 2; });
  CHECK(e.below.cancelled.size() == 3);
  CHECK(e.engine.runs(2)); // its children still answer
}

TEST_CASE("what a gather that ends begins is a gather of its own") {
  engine_under_test e;
  auto first = e.order(1);
  first.done = [&e](const collected&) {
    e.engine.begin(e.order(2));
  };
  e.engine.begin(std::move(first));
  e.clock.now += 5s;
  e.engine.due();
  CHECK(e.engine.running() == 1);
  CHECK(e.engine.runs(2));
}
