#include <algorithm>
#include <functional>
#include <set>

#include "messages/frozen.pb.h"
#include "messages/frozen_state.hpp"
#include "tests/messages/random_values.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

const auto small = topology_config::of(3, 4, 5);

agent_id any_agent(random_source& random) {
  return {static_cast<std::uint8_t>(random.below(3)),
          static_cast<std::uint8_t>(random.below(4)),
          static_cast<std::uint8_t>(random.below(5))};
}

duration any_span(random_source& random) {
  return microseconds(random.below(10'000'000'000));
}

frozen_delivery any_delivery(random_source& random, const std::vector<shared_message>& all) {
  frozen_delivery d;
  d.what = all[random.below(all.size())];
  d.gather = random.next();
  d.expire_left = any_span(random) - std::chrono::seconds(5'000);
  d.part =
      static_cast<std::uint32_t>(random.below(std::max<std::size_t>(d.what->parts.size(), 1)));
  d.attempt = static_cast<std::uint8_t>(random.next());
  d.goes_on = random.below(2) == 0;
  return d;
}

frozen_state any_state(random_source& random, std::size_t agents = 6) {
  std::vector<shared_message> messages(4);
  for (auto& m : messages)
    m = std::make_shared<message>(random_value<message>(random));
  frozen_state s;
  s.topology = small;
  s.frozen_at_ms = random.next();
  std::set<agent_id> ids;
  for (std::size_t i = 0; i < agents; ++i)
    ids.insert(any_agent(random));
  for (auto id : ids) {
    auto& a = s.agents.emplace_back();
    a.id = id;
    a.context_hash = random.next();
    if (random.below(2) == 0)
      a.in_hand = any_delivery(random, messages);
    for (auto n = random.below(4); n > 0; --n)
      a.waiting.push_back(any_delivery(random, messages));
    for (auto n = random.below(4); n > 0; --n)
      a.remembered.push_back({{random.next()},
                              static_cast<trinary>(static_cast<int>(random.below(3)) - 1),
                              static_cast<errc>(random.below(20))});
  }
  for (auto where : {scope{}, scope{sector_id{2}}, scope{cluster_id{1, 3}}})
    s.breakers.push_back({where, static_cast<frozen_breaker::position>(random.below(3)),
                          random_bytes(random, 9), any_span(random), random.below(2) == 0});
  return s;
}

bool is_sound(const frozen_delivery& d) {
  return d.what && mesh::testing::is_sound(*d.what)
         && d.part < std::max<std::size_t>(d.what->parts.size(), 1)
         && d.expire_left <= longest_span && d.expire_left >= -longest_span;
}

bool is_sound(const frozen_state& s) {
  auto there = [&](agent_id id) {
    return id.sector < s.topology.sectors && id.cluster < max_children
           && id.agent < s.topology.agents_per_cluster;
  };
  std::set<agent_id> ids;
  for (const auto& a : s.agents) {
    bool good = there(a.id) && s.where.contains(a.id) && ids.insert(a.id).second
                && (!a.in_hand || is_sound(*a.in_hand));
    good = good && std::ranges::all_of(a.waiting, [](const auto& d) { return is_sound(d); });
    for (const auto& r : a.remembered)
      good = good && r.state >= trinary::conflict && r.state <= trinary::ready;
    if (!good)
      return false;
  }
  return std::ranges::all_of(s.breakers, [&](const auto& b) {
    return b.where.kind() != scope::level::agent && there(b.where.agent())
           && b.state <= frozen_breaker::position::open && b.for_how_long >= duration::zero()
           && b.for_how_long <= longest_span;
  });
}

void check_hostile(const std::string& bytes) {
  frozen_state s;
  if (!decode(bytes, s))
    return;
  REQUIRE(is_sound(s));
  frozen_state again;
  REQUIRE(decode(encode(s), again));
  REQUIRE(again == s);
}

/// Whether a state is let in after a change of its Protobuf form.
bool accepts(const std::function<void(v1::FrozenState&)>& change) {
  frozen_state s;
  s.topology = small;
  s.where = sector_id{1};
  message m;
  m.parts = {"one", "two"};
  m.payload_hash = hash_of_payload(m);
  s.agents.push_back(
      {{1, 2, 3}, 7, {}, {{std::make_shared<message>(m), 1, milliseconds(5)}}, {}});
  s.agents[0].remembered.push_back({{1}, trinary::ready, errc::none});
  s.breakers.push_back({sector_id{1}});
  v1::FrozenState pb;
  pb.ParseFromString(encode(s));
  change(pb);
  frozen_state read;
  return decode(pb.SerializeAsString(), read);
}

} // namespace

TEST_CASE("O6 a frozen state is read as it was written", "[frozen]") {
  random_source random(first_seed());
  for (int round = 0; round < 200; ++round) {
    auto state = any_state(random);
    auto read = any_state(random); // what was there is gone
    REQUIRE(decode(encode(state), read));
    REQUIRE(read == state);
    REQUIRE(encode(read) == encode(state));
  }
}

TEST_CASE("O6 a message that waits at all agents is written once", "[frozen]") {
  auto big = std::make_shared<message>();
  big->payload.assign(60'000, 'x');
  big->payload_hash = hash_of_payload(*big);
  frozen_state s;
  s.topology = topology_config::of(2, 10, 30);
  for (std::uint8_t sector = 0; sector < 2; ++sector)
    for (std::uint8_t cluster = 0; cluster < 10; ++cluster) {
      // Each cluster has it from its own link, as a copy of its own.
      shared_message copy = std::make_shared<message>(*big);
      for (std::uint8_t agent = 0; agent < 30; ++agent)
        s.agents.push_back({{sector, cluster, agent}, 0, {}, {{counted_apart(copy)}}, {}});
    }
  auto bytes = encode(s);
  CHECK(bytes.size() < 100'000);
  frozen_state read;
  REQUIRE(decode(bytes, read));
  CHECK(read == s);
  CHECK(read.agents.front().waiting[0].what == read.agents.back().waiting[0].what);
}

TEST_CASE("O6 two messages of one id are kept apart", "[frozen]") {
  frozen_state s;
  s.topology = small;
  for (const auto* text : {"one", "two"}) {
    auto m = std::make_shared<message>();
    m->payload = text;
    m->payload_hash = hash_of_payload(*m);
    s.agents.push_back({{0, 0, static_cast<std::uint8_t>(s.agents.size())}, 0, {}, {{m}}, {}});
  }
  frozen_state read;
  REQUIRE(decode(encode(s), read));
  CHECK(read == s);
}

TEST_CASE("O6 frozen bytes with one changed, or cut off, are refused or still sound",
          "[frozen]") {
  random_source random(first_seed());
  auto bytes = encode(any_state(random, 2));
  for (auto& byte : bytes) {
    const auto original = byte;
    for (int bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(original ^ (1 << bit));
      check_hostile(bytes);
    }
    byte = static_cast<char>(random.next());
    check_hostile(bytes);
    byte = original;
  }
  for (std::size_t size = 0; size < bytes.size(); ++size)
    check_hostile(bytes.substr(0, size));
  for (int round = 0; round < 5'000; ++round)
    check_hostile(random_bytes(random, 40));
}

TEST_CASE("O6 a frozen state keeps to its values", "[frozen]") {
  CHECK(accepts([](auto&) {}));
  CHECK_FALSE(accepts([](auto& s) { s.set_where("s1"); }));
  CHECK_FALSE(accepts([](auto& s) { s.set_where("s02"); })); // its agent is of s01
  CHECK_FALSE(accepts([](auto& s) { s.set_sectors(0); }));
  CHECK_FALSE(accepts([](auto& s) { s.set_sectors(101); }));
  CHECK_FALSE(accepts([](auto& s) { s.set_agents_in_all(61); }));
  CHECK_FALSE(accepts([](auto& s) { s.set_messages(0, "x"); }));
  CHECK_FALSE(accepts([](auto& s) { s.clear_messages(); }));
  CHECK_FALSE(accepts([](auto& s) { s.mutable_agents(0)->set_agent(1'000'000); }));
  CHECK(accepts([](auto& s) {
    s.mutable_agents(0)->set_agent(agent_id{1, 4, 0}.packed()); // of a cluster that was added
  }));
  CHECK_FALSE(accepts([](auto& s) {
    s.mutable_agents(0)->set_agent(agent_id{1, 2, 5}.packed()); // only five in a cluster
  }));
  CHECK_FALSE(accepts([](auto& s) { *s.add_agents() = s.agents(0); }));
  auto waiting = [](auto& s) {
    return s.mutable_agents(0)->mutable_waiting(0);
  };
  CHECK_FALSE(accepts([&](auto& s) { waiting(s)->set_message(1); }));
  CHECK(accepts([&](auto& s) { waiting(s)->set_part(1); }));
  CHECK_FALSE(accepts([&](auto& s) { waiting(s)->set_part(2); }));
  CHECK_FALSE(accepts([&](auto& s) { waiting(s)->set_attempt(256); }));
  CHECK_FALSE(accepts([&](auto& s) { waiting(s)->set_expire_left_us(INT64_MAX); }));
  CHECK_FALSE(accepts([&](auto& s) { waiting(s)->set_expire_left_us(INT64_MIN); }));
  CHECK_FALSE(accepts([](auto& s) { s.mutable_agents(0)->mutable_in_hand()->set_message(1); }));
  CHECK_FALSE(
      accepts([](auto& s) { s.mutable_agents(0)->mutable_remembered(0)->set_state(2); }));
  CHECK(accepts(
      [](auto& s) { s.mutable_agents(0)->mutable_remembered(0)->set_failure("newer"); }));
  auto breaker = [](auto& s) {
    return s.mutable_breakers(0);
  };
  CHECK(accepts([&](auto& s) { breaker(s)->set_where("all"); }));
  CHECK_FALSE(accepts([&](auto& s) { breaker(s)->set_where("s01.c02.a03"); }));
  CHECK_FALSE(accepts([&](auto& s) { breaker(s)->set_where("s03"); }));
  CHECK_FALSE(accepts([&](auto& s) { breaker(s)->set_state(3); }));
  CHECK_FALSE(accepts([&](auto& s) { breaker(s)->set_for_us(-1); }));
}

TEST_CASE("O6 T1 a state of another topology says both", "[frozen]") {
  frozen_state s;
  s.topology = small;
  CHECK(check_topology(s, small));
  for (auto other : {topology_config::of(4, 4, 5), topology_config::of(3, 5, 5),
                     topology_config::of(3, 4, 6)}) {
    auto refused = check_topology(s, other);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::config_invalid);
    CHECK_THAT(refused.error().detail,
               Catch::Matchers::ContainsSubstring("3 sectors x 4 clusters x 5 agents = 60"));
    CHECK_THAT(refused.error().detail,
               Catch::Matchers::ContainsSubstring(std::to_string(other.agents)));
    CHECK_FALSE(refused.error().remedy.empty());
  }
}
