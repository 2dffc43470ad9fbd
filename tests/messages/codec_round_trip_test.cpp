#include "messages/mesh.pb.h"
#include "tests/messages/random_values.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
bool same(const routing_rules& a, const routing_rules& b) {
  return a.exclusions() == b.exclusions() && a.avoided_agents() == b.avoided_agents();
}

/// A field of a version to come: the number 19'000 less one is ours to use.
std::string from_a_newer_version() {
  v1::Deadline empty;
  auto* unknown = empty.GetReflection()->MutableUnknownFields(&empty);
  unknown->AddVarint(18'999, 7);
  unknown->AddLengthDelimited(18'998, "what nobody knows yet");
  unknown->AddFixed64(18'997, ~0ULL);
  return empty.SerializeAsString();
}

} // namespace

TEMPLATE_TEST_CASE("M1 M2 what is encoded is decoded as it was", "[codec]", message,
                   scatter_order, post_order, gather_summary, cluster_summary, sector_summary,
                   routing_rules) {
  random_source random(first_seed());
  for (int round = 0; round < 500; ++round) {
    auto value = random_value<TestType>(random);
    TestType read = random_value<TestType>(random); // what was there is gone
    REQUIRE(decode(encode(value), read));
    REQUIRE(same(read, value));
    REQUIRE(is_sound(read));
    REQUIRE(encode(read) == encode(value));
  }
}

TEMPLATE_TEST_CASE("M1 M2 fields of a newer version are passed over", "[codec]", message,
                   scatter_order, post_order, gather_summary, cluster_summary, sector_summary,
                   routing_rules) {
  random_source random(first_seed());
  for (int round = 0; round < 50; ++round) {
    auto value = random_value<TestType>(random);
    for (const auto& bytes :
         {encode(value) + from_a_newer_version(), from_a_newer_version() + encode(value)}) {
      TestType read;
      REQUIRE(decode(bytes, read));
      REQUIRE(same(read, value));
    }
  }
}

TEST_CASE("G2 a reason of a newer version reads as none", "[codec]") {
  v1::GatherSummary pb;
  pb.set_from("all");
  pb.add_exceptions()->set_reason("struck_by_lightning");
  gather_summary read;
  REQUIRE(decode(pb.SerializeAsString(), read));
  CHECK(read.exceptions.at(0).reason == errc::none);
}

TEST_CASE("G2 what a program printed need not be UTF-8 to be reported", "[codec]") {
  gather_summary s;
  s.add_exception(exception_kind::refused, errc::work_failed, "\xff\xfe broken", {}, {});
  s.add_answer(trinary::ready, "\x80", {}, {});
  gather_summary read;
  REQUIRE(decode(encode(s), read));
  CHECK(read == s);
}

TEST_CASE("S5 only the time left of a deadline travels", "[codec]") {
  const time_point now{std::chrono::hours(5)};
  post_order order{{1, 2, 3}, {4, 5, 6}, deadline(9, now + milliseconds(250), now)};
  post_order read;
  REQUIRE(decode(encode(order), read));
  CHECK(read.expire.home() == 9);
  CHECK(read.expire.left() == milliseconds(250));
  CHECK(read.expire.local(9, now + milliseconds(40)) == now + milliseconds(290));
}

TEST_CASE("KPI a count beyond 32 bits travels as the largest one", "[codec]") {
  gather_summary s;
  s.send_lateness.add(0, std::uint64_t{1} << 40);
  gather_summary read;
  REQUIRE(decode(encode(s), read));
  CHECK(read.send_lateness.count() == 0xffff'ffff);
}
