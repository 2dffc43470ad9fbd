#include "runtime/node/bodies/registry_page.hpp"

#include <functional>
#include <limits>

#include "messages/channel.pb.h"
#include "tests/channel/bodies.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

const time_point here{std::chrono::hours(30)};
const time_point there{std::chrono::minutes(7)}; // a clock that began later

cluster_page page_of(std::uint8_t rows) {
  cluster_page page;
  page.summary = {{7, 4}, rows, rows, 123.4, 234.5, {7, 4, 0}, {7, 4, 1}, 250ms};
  page.published_at = here - 400ms;
  page.longest_lead_ms = {10, 20, 30, 40, 50, 0};
  for (std::uint8_t slot = 0; slot < rows; ++slot) {
    agent_row row;
    row.id = {7, 4, slot};
    row.cls = static_cast<agent_class>(slot % 6);
    row.latency_samples = row.processing_samples = 100;
    row.queue_depth = slot;
    row.latency_ms = 12.5F + slot;
    row.processing_ms = 33.3F;
    row.drift = 0.1F;
    row.score = 100.0F / float(slot + 1);
    row.mean_score = 99;
    row.last_heard = here - 4'800ms;
    row.context_hash = 0x0123'4567'89ab'cdef;
    row.capabilities.add(slot % 12);
    page.rows.push_back(row);
  }
  return page;
}

bool accepts(const std::function<void(v1::RegistryPage&)>& change) {
  v1::RegistryPage pb;
  REQUIRE(pb.ParseFromString(encode(page_of(30), here)));
  change(pb);
  cluster_page read;
  return decode(pb.SerializeAsString(), there, read);
}

} // namespace

TEST_CASE("Z2 a page of 30 agents takes less than 2.5 KB", "[channel]") {
  auto bytes = encode(page_of(30), here);
  CAPTURE(bytes.size());
  CHECK(bytes.size() < 2'500);
  cluster_page read;
  REQUIRE(decode(bytes, here, read));
  CHECK(read == page_of(30));
}

TEST_CASE("S5 moments of a page arrive as ages on another clock", "[channel]") {
  auto page = page_of(2);
  page.rows[1].last_heard = {}; // never
  cluster_page read;
  REQUIRE(decode(encode(page, here), there, read));
  CHECK(read.published_at == there - 400ms);
  CHECK(read.rows.at(0).last_heard == there - 4'800ms);
  CHECK(read.rows.at(1).last_heard == time_point{});
  CHECK(read.summary.age == 250ms);
}

TEST_CASE("S5 a moment older than the clock that reads it was all the same", "[channel]") {
  auto page = page_of(1);
  page.rows[0].last_heard = here - 7min;
  cluster_page read;
  REQUIRE(decode(encode(page, here), there, read)); // at 0, which reads as never
  CHECK(read.rows.at(0).last_heard != time_point{});
  page.rows[0].last_heard = here - 20h;
  REQUIRE(decode(encode(page, here), there, read));
  CHECK(there - read.rows.at(0).last_heard == 20h);
}

TEST_CASE("S5 a moment to come arrives as now", "[channel]") {
  auto page = page_of(0);
  page.published_at = here + 1h;
  cluster_page read;
  REQUIRE(decode(encode(page, here), there, read));
  CHECK(read.published_at == there);
}

TEST_CASE("Z2 agents that work from other contexts keep theirs", "[channel]") {
  auto page = page_of(3);
  page.rows[1].context_hash = 5;
  cluster_page read;
  REQUIRE(decode(encode(page, here), here, read));
  CHECK(read == page);
}

TEST_CASE("Z4 a column that an older node does not know has defaults", "[channel]") {
  v1::RegistryPage pb;
  REQUIRE(pb.ParseFromString(encode(page_of(2), here)));
  pb.clear_drift();
  pb.clear_heard_age();
  pb.clear_context_hash();
  pb.clear_reliability();
  cluster_page read;
  REQUIRE(decode(pb.SerializeAsString(), here, read));
  CHECK(read.rows.at(1).drift == 0);
  CHECK(read.rows.at(1).last_heard == time_point{});
  CHECK(read.rows.at(1).context_hash == 0);
  CHECK(read.rows.at(1).reliability == 1);
  CHECK(read.rows.at(1).latency_ms == 13.5F);
}

TEST_CASE("Z2 a page keeps to its values", "[channel]") {
  constexpr auto infinity = std::numeric_limits<float>::infinity();
  constexpr auto not_a_number = std::numeric_limits<float>::quiet_NaN();
  CHECK(accepts([](auto&) {}));
  CHECK_FALSE(accepts([](auto& p) { p.set_slot(3, 2); })); // twice
  CHECK_FALSE(accepts([](auto& p) { p.set_slot(29, 100); }));
  CHECK_FALSE(accepts([](auto& p) { p.set_slot(29, 285); })); // 29 in one byte
  CHECK_FALSE(accepts([](auto& p) { p.add_slot(30); }));      // and nothing else of it
  CHECK_FALSE(accepts([](auto& p) { p.add_latency_ms(1); }));
  CHECK_FALSE(accepts([](auto& p) { p.add_context_hash(1); }));
  CHECK_FALSE(accepts([](auto& p) { p.set_traits(0, 6); })); // no such class
  CHECK_FALSE(accepts([](auto& p) { p.set_queue_depth(0, 65'536); }));
  CHECK_FALSE(accepts([](auto& p) { p.set_heard_age(0, ~0ULL); }));
  CHECK_FALSE(accepts([](auto& p) { p.set_published_age(~0ULL); }));
  CHECK_FALSE(accepts([](auto& p) { p.add_longest_lead_ms(1); })); // of a seventh class
  for (auto value : {infinity, -infinity, not_a_number}) {
    CHECK_FALSE(accepts([&](auto& p) { p.set_latency_ms(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_processing_ms(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_drift(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_score(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_mean_score(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_reliability(5, value); }));
    CHECK_FALSE(accepts([&](auto& p) { p.set_longest_lead_ms(0, value); }));
  }
}

TEST_CASE("Z2 a page of more agents than a cluster can have is refused", "[channel]") {
  cluster_page read;
  CHECK(decode(encode(page_of(100), here), here, read));
  CHECK(read.rows.size() == 100);
  v1::RegistryPage pb;
  for (std::uint32_t slot = 0; slot <= 100; ++slot)
    pb.add_slot(slot);
  CHECK_FALSE(decode(pb.SerializeAsString(), here, read));
  CHECK_FALSE(decode(std::string(2 << 20, '\0'), here, read));
}
