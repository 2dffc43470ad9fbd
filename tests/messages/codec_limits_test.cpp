#include <functional>
#include <limits>

#include "messages/codec.hpp"
#include "messages/mesh.pb.h"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t no_agent = 1'000'000; // the first number that is no id

template <class T, class Pb>
bool accepts(const std::function<void(Pb&)>& change, Pb pb = {}) {
  change(pb);
  T value;
  return decode(pb.SerializeAsString(), value);
}

bool accepts_message(const std::function<void(v1::Message&)>& change) {
  v1::Message pb;
  pb.set_payload_hash(hash_of_payload(message{}));
  return accepts<message, v1::Message>(change, pb);
}

bool accepts_order(const std::function<void(v1::ScatterOrder&)>& change) {
  v1::ScatterOrder pb;
  pb.set_where("all");
  return accepts<scatter_order, v1::ScatterOrder>(change, pb);
}

bool accepts_summary(const std::function<void(v1::GatherSummary&)>& change) {
  v1::GatherSummary pb;
  pb.set_from("s00.c00");
  return accepts<gather_summary, v1::GatherSummary>(change, pb);
}

} // namespace

TEST_CASE("M1 a message keeps to its values", "[codec]") {
  CHECK(accepts_message([](auto&) {}));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_strategy(4); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_verb(6); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_verb(256); })); // 0 in one byte
  CHECK_FALSE(accepts_message([](auto& m) { m.set_priority(4); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_expectation(2); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_expectation(-2); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_expectation(257); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_payload_weight(-0.1); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_payload_weight(infinity); }));
  CHECK_FALSE(accepts_message([](auto& m) { m.set_payload_weight(not_a_number); }));
  CHECK(accepts_message([](auto& m) { m.set_payload_weight(1e300); }));
}

TEST_CASE("T1 an order names places and agents that can exist", "[codec]") {
  CHECK(accepts_order([](auto&) {}));
  for (const auto* where : {"", "s", "s100", "s07.c04.a12 ", "ALL", "s07.c04.a12.x"})
    CHECK_FALSE(accepts_order([&](auto& o) { o.set_where(where); }));
  auto with_target = [](std::uint32_t agent, int parts) {
    return accepts_order([&](auto& o) {
      o.add_targets(agent);
      for (int i = 0; i < parts; ++i)
        o.add_parts(0);
    });
  };
  CHECK(with_target(no_agent - 1, 1));
  CHECK_FALSE(with_target(no_agent, 1));
  CHECK_FALSE(with_target(0, 0));
  CHECK_FALSE(with_target(0, 2));
  CHECK(accepts_order([](auto& o) { o.set_agent_class(5); }));
  CHECK_FALSE(accepts_order([](auto& o) { o.set_agent_class(6); }));
  CHECK_FALSE(accepts_order([](auto& o) { o.set_depth(3); }));
}

TEST_CASE("S5 a span that no clock can hold is refused", "[codec]") {
  constexpr auto longest = std::chrono::duration_cast<microseconds>(longest_span).count();
  for (auto us : {longest, -longest}) {
    CHECK(accepts_order([&](auto& o) { o.mutable_arrive()->set_left_us(us); }));
    CHECK(accepts<cluster_summary, v1::ClusterSummary>([&](auto& s) { s.set_age_us(us); }));
  }
  for (auto us : {longest + 1, -longest - 1, std::numeric_limits<std::int64_t>::max(),
                  std::numeric_limits<std::int64_t>::min()}) {
    CHECK_FALSE(accepts_order([&](auto& o) { o.mutable_arrive()->set_left_us(us); }));
    CHECK_FALSE(accepts_order([&](auto& o) { o.mutable_expire()->set_left_us(us); }));
    CHECK_FALSE(accepts_order([&](auto& o) { o.set_window_us(us); }));
    CHECK_FALSE(accepts<post_order, v1::PostOrder>(
        [&](auto& o) { o.mutable_expire()->set_left_us(us); }));
    CHECK_FALSE(
        accepts<cluster_summary, v1::ClusterSummary>([&](auto& s) { s.set_age_us(us); }));
    CHECK_FALSE(accepts<sector_summary, v1::SectorSummary>([&](auto& s) { s.set_age_us(us); }));
  }
  CHECK_FALSE(accepts_order([](auto& o) { o.set_window_us(-1); }));
}

TEST_CASE("G2 a summary of a gather keeps to its values", "[codec]") {
  CHECK(accepts_summary([](auto&) {}));
  CHECK_FALSE(accepts_summary([](auto& s) { s.set_from("nowhere"); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_exceptions()->set_kind(5); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_exceptions()->add_agents(no_agent); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_exceptions()->set_available_ms(infinity); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_answers()->set_state(2); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_answers()->add_agents(no_agent); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.add_parts()->set_agent(no_agent); }));
}

TEST_CASE("G2 a summary's sketch has as many counts as buckets, all in range", "[codec]") {
  auto with_entry = [](std::int32_t bucket, std::uint64_t count) {
    return accepts_summary([&](auto& s) {
      s.mutable_ready_offset()->add_bucket(bucket);
      s.mutable_ready_offset()->add_count(count);
    });
  };
  CHECK(with_entry(sketch::last_bucket, 0xffff'ffff));
  CHECK(with_entry(-sketch::last_bucket, 1));
  CHECK_FALSE(with_entry(sketch::last_bucket + 1, 1));
  CHECK_FALSE(with_entry(std::numeric_limits<std::int32_t>::min(), 1));
  CHECK_FALSE(with_entry(0, 0x1'0000'0000));
  CHECK_FALSE(accepts_summary([](auto& s) { s.mutable_send_lateness()->add_bucket(1); }));
  CHECK_FALSE(accepts_summary([](auto& s) { s.mutable_prediction_error()->add_count(1); }));
}

TEST_CASE("Z7 a summary of a cluster or sector keeps to its values", "[codec]") {
  using cluster = v1::ClusterSummary;
  using sector = v1::SectorSummary;
  CHECK_FALSE(accepts<cluster_summary, cluster>([](auto& s) { s.set_cluster(no_agent); }));
  CHECK_FALSE(accepts<cluster_summary, cluster>([](auto& s) { s.set_slowest(no_agent); }));
  CHECK_FALSE(accepts<cluster_summary, cluster>([](auto& s) { s.set_fastest(no_agent); }));
  CHECK_FALSE(accepts<cluster_summary, cluster>([](auto& s) { s.set_active(1); }));
  CHECK_FALSE(
      accepts<cluster_summary, cluster>([](auto& s) { s.set_mean_score(not_a_number); }));
  CHECK_FALSE(accepts<sector_summary, sector>([](auto& s) { s.set_sector(no_agent); }));
  CHECK_FALSE(accepts<sector_summary, sector>([](auto& s) { s.set_sickest(no_agent); }));
  CHECK_FALSE(accepts<sector_summary, sector>([](auto& s) { s.set_healthiest(no_agent); }));
  CHECK_FALSE(accepts<sector_summary, sector>([](auto& s) { s.set_active(1); }));
  CHECK_FALSE(accepts<sector_summary, sector>([](auto& s) { s.set_p95_score(infinity); }));
}

TEST_CASE("Z8 routing rules keep to their values", "[codec]") {
  using rules = v1::RoutingRules;
  auto excluding = [](std::uint32_t cls, std::uint32_t capability) {
    return accepts<routing_rules, rules>([&](auto& r) {
      r.add_exclusions()->set_agent_class(cls);
      r.mutable_exclusions(0)->set_capability(capability);
    });
  };
  CHECK(excluding(5, 63));
  CHECK_FALSE(excluding(6, 0));
  CHECK_FALSE(excluding(0, 64));
  CHECK_FALSE(accepts<routing_rules, rules>([](auto& r) { r.add_avoided(no_agent); }));
}
