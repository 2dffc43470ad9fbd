#include "messages/link_batch.hpp"

#include <functional>
#include <limits>

#include "messages/mesh.pb.h"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

namespace {

link_batch full_batch() {
  link_batch b{1, 2, 3, 4, 5, 6, 7, 8, 9, {}};
  b.entries.push_back({entry_kind::post, agent_id{7, 4, 12}, ~0ULL, 250ms, "body\xff"});
  b.entries.push_back({entry_kind::counters, {}, 0, {}, ""});
  b.entries.push_back({entry_kind::page, cluster_id{99, 99}, 1, 1us, std::string(300, 'x')});
  return b;
}

v1::LinkBatch as_protobuf(const link_batch& b) {
  v1::LinkBatch pb;
  pb.set_version(b.version);
  pb.set_from(b.from);
  pb.set_to(b.to);
  pb.set_first(b.first);
  pb.set_acknowledged(b.acknowledged);
  pb.set_credit(b.credit);
  pb.set_stamp_us(b.stamp_us);
  pb.set_echo_us(b.echo_us);
  pb.set_held_us(static_cast<std::uint64_t>(b.held_us));
  pb.set_slice_at(b.slice_at);
  pb.set_slice_of(b.slice_of);
  for (const auto& e : b.entries) {
    auto& to = *pb.add_entries();
    to.set_kind(static_cast<std::uint32_t>(e.kind));
    if (e.where != scope{})
      to.set_where(to_string(e.where));
    to.set_number(e.number);
    to.set_waited_us(
        static_cast<std::uint64_t>(std::chrono::duration_cast<microseconds>(e.waited).count()));
    to.set_body(e.body);
  }
  return pb;
}

bool accepts_batch(const std::function<void(v1::LinkBatch&)>& change) {
  v1::LinkBatch pb;
  pb.set_first(1);
  pb.add_entries()->set_kind(1);
  change(pb);
  link_batch read;
  return decode(pb.SerializeAsString(), read);
}

bool accepts_entry(const std::function<void(v1::LinkEntry&)>& change) {
  return accepts_batch([&](auto& pb) { change(*pb.mutable_entries(0)); });
}

} // namespace

TEST_CASE("M4 a batch has the bytes that Protobuf gives it", "[link]") {
  for (const auto& b : {link_batch{}, full_batch()}) {
    CHECK(encode(b) == as_protobuf(b).SerializeAsString());
    link_batch read = full_batch();
    REQUIRE(decode(as_protobuf(b).SerializeAsString(), read));
    CHECK(read == b);
  }
}

TEST_CASE("M4 a slice of an entry is told with its place, and only when it can be one",
          "[link]") {
  auto b = link_batch{1, 2, 3, 4, 5, 6, 7, 8, 9, {}};
  b.entries.push_back({entry_kind::freeze_report, sector_id{7}, 0, 1ms, "slice"});
  b.slice_at = 300;
  b.slice_of = 305;
  CHECK(encode(b) == as_protobuf(b).SerializeAsString());
  link_batch read;
  REQUIRE(decode(encode(b), read));
  CHECK(read == b);
  auto refused = [&](const std::function<void(link_batch&)>& change) {
    auto bad = b;
    change(bad);
    return !decode(encode(bad), read);
  };
  CHECK(refused([](auto& bad) { bad.slice_at = 301; })); // beyond the end
  CHECK(refused([](auto& bad) { bad.slice_at = ~0ULL; }));
  CHECK(refused([](auto& bad) { bad.slice_of = 0; }));
  CHECK(refused([](auto& bad) { bad.slice_of = longest_body + 1; }));
  CHECK(refused([](auto& bad) { bad.entries.push_back(bad.entries.front()); }));
  CHECK(refused([](auto& bad) { bad.entries.clear(); }));
}

TEST_CASE("M4 entries of a kind that is not known yet are kept", "[link]") {
  link_batch b{1, 2, 3, 4, 5, 6, 7, 8, 9, {}};
  b.entries.push_back({static_cast<entry_kind>(255), sector_id{3}, 4, {}, "to come"});
  link_batch read;
  REQUIRE(decode(encode(b), read));
  CHECK(read == b);
}

TEST_CASE("M4 a field of another type than it has here is passed over", "[link]") {
  // Field 1 as eight bytes, field 10 as a number, then an entry of kind 1.
  std::string bytes("\x09"
                    "12345678"
                    "\x50\x05"
                    "\x20\x01"
                    "\x52\x02\x08\x01",
                    17);
  link_batch read;
  REQUIRE(decode(bytes, read));
  CHECK(read.version == link_batch{}.version);
  CHECK(read.entries.size() == 1);
}

TEST_CASE("M4 an older node's batch reads with defaults", "[link]") {
  link_batch read = full_batch();
  REQUIRE(decode("", read));
  CHECK(read == link_batch{});
}

TEST_CASE("M4 a batch of no version is of the first", "[link]") {
  link_batch read;
  REQUIRE(decode(std::string("\x08\x00", 2), read)); // found by fuzzing
  CHECK(read.version == 1);
}

TEST_CASE("M4 an entry keeps to its values", "[link]") {
  CHECK(accepts_entry([](auto&) {}));
  CHECK_FALSE(accepts_entry([](auto& e) { e.set_kind(0); }));
  CHECK_FALSE(accepts_entry([](auto& e) { e.set_kind(256); }));
  CHECK_FALSE(accepts_entry([](auto& e) { e.set_kind(257); })); // 1 in one byte
  CHECK(accepts_entry([](auto& e) { e.set_where("all"); }));
  for (const auto* where : {"s", "s100", "s07.c04.a12 ", "ALL", "s07.c04.a12.a00.a00.a00"})
    CHECK_FALSE(accepts_entry([&](auto& e) { e.set_where(where); }));
  const auto longest = std::chrono::duration_cast<microseconds>(longest_span).count();
  CHECK(accepts_entry([&](auto& e) { e.set_waited_us(std::uint64_t(longest)); }));
  CHECK_FALSE(accepts_entry([&](auto& e) { e.set_waited_us(std::uint64_t(longest) + 1); }));
  CHECK_FALSE(accepts_entry([](auto& e) { e.set_waited_us(~0ULL); }));
}

TEST_CASE("S5 a stamp that no clock can show is refused", "[link]") {
  const auto longest = std::chrono::duration_cast<microseconds>(longest_span).count();
  CHECK(accepts_batch([&](auto& b) { b.set_stamp_us(longest); }));
  for (auto us : {longest + 1, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
                  std::numeric_limits<std::int64_t>::min()}) {
    CHECK_FALSE(accepts_batch([&](auto& b) { b.set_stamp_us(us); }));
    CHECK_FALSE(accepts_batch([&](auto& b) { b.set_echo_us(us); }));
    CHECK_FALSE(accepts_batch([&](auto& b) { b.set_held_us(static_cast<std::uint64_t>(us)); }));
  }
}

TEST_CASE("M4 the entries of a batch can be counted", "[link]") {
  CHECK_FALSE(accepts_batch([](auto& b) { b.set_first(0); }));
  CHECK_FALSE(accepts_batch([](auto& b) { b.set_first(~0ULL); }));
  CHECK(accepts_batch([](auto& b) { b.set_first(1ULL << 63); }));
  CHECK(accepts_batch([](auto& b) {
    b.set_first(0);
    b.clear_entries();
  }));
}

TEST_CASE("M4 a batch of more entries than there may be is refused", "[link]") {
  std::string bytes("\x20\x01", 2);
  for (std::size_t i = 0; i < most_entries; ++i)
    bytes += "\x52\x02\x08\x01";
  link_batch read;
  REQUIRE(decode(bytes, read));
  CHECK(read.entries.size() == most_entries);
  CHECK_FALSE(decode(bytes + "\x52\x02\x08\x01", read));
}

TEST_CASE("M4 a length beyond the end is refused before it takes memory", "[link]") {
  link_batch read;
  for (const auto* length :
       {"\xff\xff\xff\xff\x07", "\xff\xff\xff\xff\x0f", "\x80\x80\x80\x80\x01"}) {
    CHECK_FALSE(decode(std::string("\x20\x01\x52") + length, read));
    CHECK_FALSE(decode(std::string("\x20\x01\x52\x0a\x08\x01\x2a") + length, read)); // a body
  }
}

TEST_CASE("S5 what waited for less than nothing waited for nothing", "[link]") {
  link_batch b{1, 0, 0, 1, 0, 0, 0, 0, 0, {}};
  b.entries.push_back({entry_kind::post, {}, 0, -1s, ""});
  link_batch read;
  REQUIRE(decode(encode(b), read));
  CHECK(read.entries.at(0).waited == 0s);
}
