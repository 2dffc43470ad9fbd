#include "actors/coordination/routing.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "actors/coordination/candidates.hpp"
#include "actors/work/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;

namespace {

constexpr double no_limit = 1'000;

capability_set set_of(std::initializer_list<int> indices) {
  capability_set set;
  for (auto i : indices)
    set.add(i);
  return set;
}

agent_row row_of(std::uint8_t slot, float score, agent_state state = agent_state::active) {
  agent_row row;
  row.id = {1, 2, slot};
  row.score = score;
  row.state = state;
  row.capabilities = set_of({0, 1});
  return row;
}

agent_row random_row(random_source& random, std::uint32_t number) {
  agent_row row;
  row.id = agent_id::unpack(number);
  row.cls = all_classes[random.below(6)];
  row.state =
      random.below(4) == 0 ? static_cast<agent_state>(random.below(4)) : agent_state::active;
  row.score = static_cast<float>(random.below(50)); // many ties
  for (int i = 0; i < 3; ++i)
    if (random.below(2) == 0)
      row.capabilities.add(i);
  return row;
}

std::vector<agent_id> ids_of(const std::vector<agent_row>& rows) {
  std::vector<agent_id> ids;
  for (const auto& row : rows)
    ids.push_back(row.id);
  return ids;
}

} // namespace

TEST_CASE("X4 Z8 an agent is routable or the reason why not is named", "[routing]") {
  routing_rules rules;
  rules.exclude(agent_class::a_edge, 1);
  rules.avoid({1, 2, 3});
  auto reason = [&](const agent_row& row, capability_set wanted) {
    return why_not_routable(row, {wanted, {}}, rules);
  };
  CHECK(reason(row_of(0, 5), {}) == errc::none);
  CHECK(reason(row_of(0, 5), set_of({0})) == errc::none);
  CHECK(reason(row_of(0, 5), set_of({1})) == errc::capability_denied); // excluded
  CHECK(reason(row_of(0, 5), set_of({0, 1})) == errc::capability_denied);
  CHECK(reason(row_of(0, 5), set_of({2})) == errc::capability_denied); // does not have it
  CHECK(reason(row_of(3, 5), {}) == errc::routed_around);
  CHECK(reason(row_of(0, 5, agent_state::degraded), {}) == errc::none);
  CHECK(reason(row_of(0, 5, agent_state::offline), {}) == errc::agent_offline);
  CHECK(reason(row_of(0, 5, agent_state::quarantined), {}) == errc::quarantined);
}

TEST_CASE("D1 nobody in an avoided sector is chosen", "[routing]") {
  routing_request wanted;
  wanted.avoided_sectors.set(1);
  auto elsewhere = row_of(0, 9);
  elsewhere.id.sector = 2;
  CHECK(why_not_routable(row_of(0, 5), wanted, {}) == errc::routed_around);
  CHECK(why_not_routable(elsewhere, wanted, {}) == errc::none);
  best_agents best(10, no_limit);
  best.offer(row_of(0, 5), wanted, {});
  best.offer(elsewhere, wanted, {});
  CHECK(ids_of(best.take()) == std::vector<agent_id>{elsewhere.id});
}

TEST_CASE("Z8 offline and quarantined agents are never the best of any", "[routing]") {
  best_agents best(10, no_limit);
  for (auto state : {agent_state::active, agent_state::degraded, agent_state::offline,
                     agent_state::quarantined})
    best.offer(row_of(static_cast<std::uint8_t>(state), 1, state), {}, {});
  CHECK(ids_of(best.take()) == std::vector<agent_id>{{1, 2, 0}, {1, 2, 1}});
}

TEST_CASE("Z8 F3 who is not well is used when nobody better is capable", "[routing]") {
  auto well = row_of(5, 900), degraded = row_of(4, 10, agent_state::degraded);
  auto spikes = row_of(3, 20), overdue = row_of(2, 5), worse = row_of(1, 30);
  spikes.flags.spike = worse.flags.spike = true;
  overdue.holds = {{7}, {}, 10, usual_from::history, true};
  best_agents best(10, any_score);
  for (const auto& row : {overdue, worse, spikes, degraded, well})
    best.offer(row, {}, {});
  CHECK(ids_of(best.take())
        == std::vector<agent_id>{{1, 2, 5}, {1, 2, 4}, {1, 2, 3}, {1, 2, 1}, {1, 2, 2}});
  best_agents only(1, any_score);
  only.offer(overdue, {}, {});
  CHECK(only.take().size() == 1);
}

TEST_CASE("Z3 Z8 the cap of the score decides nothing", "[routing]") {
  auto minute = row_of(1, 1'000), hour = row_of(0, 1'000);
  minute.lead_ms = 60'000;
  hour.lead_ms = 3'600'000;
  best_agents best(2, any_score);
  best.offer(hour, {}, {});
  best.offer(minute, {}, {});
  CHECK(ids_of(best.take()) == std::vector<agent_id>{{1, 2, 1}, {1, 2, 0}});
}

TEST_CASE("Z8 the score limit itself is under the limit", "[routing]") {
  best_agents best(10, 100);
  best.offer(row_of(1, 100), {}, {});
  best.offer(row_of(2, 100.01F), {}, {});
  best.offer(row_of(3, std::numeric_limits<float>::quiet_NaN()), {}, {});
  best.offer(row_of(4, std::numeric_limits<float>::infinity()), {}, {});
  CHECK(ids_of(best.take()) == std::vector<agent_id>{{1, 2, 1}});
}

TEST_CASE("Z8 agents of equal score go by id", "[routing]") {
  best_agents best(3, no_limit);
  for (int slot : {9, 2, 7, 1, 5})
    best.offer(row_of(static_cast<std::uint8_t>(slot), 10), {}, {});
  CHECK(ids_of(best.take()) == std::vector<agent_id>{{1, 2, 1}, {1, 2, 2}, {1, 2, 5}});
}

TEST_CASE("Z8 the best N of any rows are those a full sort finds", "[routing]") {
  auto wanted = static_cast<std::size_t>(GENERATE(0, 1, 2, 10, 100, 1'000, 100'000));
  random_source random(testing::first_seed());
  routing_rules rules;
  rules.exclude(agent_class::b_serverless, 0);
  for (std::uint32_t i = 0; i < 50; ++i)
    rules.avoid(agent_id::unpack(i * 17));
  for (const auto& request :
       {routing_request{}, routing_request{set_of({0}), {}},
        routing_request{set_of({1, 2}), {}}, routing_request{{}, agent_class::b_serverless},
        routing_request{set_of({0}), agent_class::b_serverless}}) {
    best_agents best(wanted, 40);
    std::vector<agent_row> expected;
    for (std::uint32_t i = 0; i < 1'000; ++i) {
      auto row = random_row(random, i);
      best.offer(row, request, rules);
      if (row.score <= 40 && (!request.cls || *request.cls == row.cls)
          && why_not_routable(row, request, rules) == errc::none)
        expected.push_back(row);
    }
    std::sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) {
      auto degraded = [](const auto& row) {
        return row.state == agent_state::degraded;
      };
      return std::tuple(degraded(a), a.score, a.id) < std::tuple(degraded(b), b.score, b.id);
    });
    expected.resize(std::min(expected.size(), wanted));
    CHECK(ids_of(best.take()) == ids_of(expected));
  }
}

namespace {

agent_row candidate(agent_id id, agent_state state = agent_state::active) {
  agent_row row;
  row.id = id;
  row.state = state;
  row.capabilities.add(0);
  return row;
}

void publish_page(registry& agents, cluster_id cluster, std::vector<agent_row> rows,
                  bool turned_away = false) {
  auto page = std::make_unique<cluster_page>();
  page->summary.cluster = cluster;
  page->turned_away = turned_away;
  page->rows = std::move(rows);
  agents.publish(cluster, std::move(page));
}

routing_request wanting(int capability) {
  routing_request wanted;
  wanted.capabilities.add(capability);
  return wanted;
}

} // namespace

TEST_CASE("Z8 each candidate is listed with the reason why it was not taken", "[routing]") {
  registry agents(2);
  auto frozen = candidate({0, 0, 2}), unable = candidate({0, 0, 5});
  frozen.frozen = true;
  unable.capabilities = {};
  publish_page(agents, {0, 0},
               {candidate({0, 0, 0}, agent_state::offline),
                candidate({0, 0, 1}, agent_state::quarantined), frozen, candidate({0, 0, 3}),
                candidate({0, 0, 4}), unable});
  publish_page(agents, {1, 0},
               {candidate({1, 0, 0}), candidate({1, 0, 1}, agent_state::suspect)}, true);
  routing_rules rules;
  rules.avoid({0, 0, 3});
  auto list = candidates_in(agents, {}, wanting(0), rules,
                            {{{0, 0, 4}, errc::agent_down, "the agent is down"}}, 10);
  CHECK(list.of == 7);
  CHECK(describe(list)
        == "7 agents have what is needed: s00.c00.a00 is offline; s00.c00.a01 is quarantined; "
           "s00.c00.a02 is frozen; s00.c00.a03 is routed around; s00.c00.a04 the agent is "
           "down; s01.c00.a00 is behind an open breaker; s01.c00.a01 is on a host that is "
           "silent");
  CHECK(list.named.at(5).reason == errc::breaker_open);
}

TEST_CASE("Z8 D1 a rule and an unhealthy sector are reasons, too", "[routing]") {
  registry agents(2);
  publish_page(agents, {0, 0}, {candidate({0, 0, 0})});
  publish_page(agents, {1, 0}, {candidate({1, 0, 0})});
  routing_rules rules;
  auto wanted = wanting(0);
  wanted.avoided_sectors.set(1);
  rules.exclude(agent_class::a_edge, 0);
  auto list = candidates_in(agents, {}, wanted, rules, {}, 10);
  REQUIRE(list.named.size() == 2);
  CHECK(list.named[0].detail == "is of class A_EDGE, which is excluded from the capability");
  CHECK(list.named[1].detail == list.named[0].detail);
  list = candidates_in(agents, {}, wanted, {}, {}, 10);
  CHECK(list.named[1].detail == "is in a sector that is not healthy");
}

TEST_CASE("Z8 the list of candidates is bounded, and nobody is a list as well", "[routing]") {
  registry agents(1);
  std::vector<agent_row> rows;
  for (std::uint8_t slot = 0; slot < 30; ++slot)
    rows.push_back(candidate({0, 0, slot}, agent_state::offline));
  publish_page(agents, {0, 0}, rows);
  auto list = candidates_in(agents, {}, wanting(0), {}, {}, 2);
  CHECK(list.named.size() == 2);
  CHECK(list.of == 30);
  CHECK(describe(list)
        == "30 agents have what is needed: s00.c00.a00 is offline; s00.c00.a01 is offline; and "
           "28 more");
  CHECK(describe(candidates_in(agents, sector_id{0}, wanting(1), {}, {}, 2))
        == "no agent there has the required capabilities");
}
