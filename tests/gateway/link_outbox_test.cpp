#include "runtime/gateway/link_outbox.hpp"

#include "runtime/gateway/read_answer.hpp"
#include "runtime/gateway/token_bucket.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::gateway;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t plenty = 1 << 20;

job job_of(std::uint64_t id, std::string_view payload) {
  return job{.id = {id}, .source = "console", .verb = "decide", .payload = payload};
}

} // namespace

TEST_CASE("what waits for a link goes as one message, and it is woken once") {
  int woken = 0;
  link_outbox out(plenty, [&] { ++woken; });
  out.deliver(job_of(1, "one"), 2s, 0, "a");
  out.deliver(job_of(2, "two"), 2s, 3, "b");
  out.withdraw({9}, "a");
  CHECK(woken == 1);
  auto messages = out.take(plenty);
  REQUIRE(messages.size() == 1);
  REQUIRE(messages[0].deliver_size() == 2);
  CHECK(messages[0].deliver(0).text() == "one");
  CHECK(messages[0].deliver(0).time_left_ms() == Approx(2'000));
  CHECK(messages[0].deliver(1).attempt() == 3);
  CHECK(messages[0].withdraw(0).id() == "0000000000000009");
  CHECK(out.empty());
  CHECK(out.bytes() == 0);
  out.withdraw({1}, "a");
  CHECK(woken == 2);
}

TEST_CASE("M3 a delivery that is withdrawn before it went does not go") {
  link_outbox out(plenty, [] {});
  out.deliver(job_of(1, "one"), 2s, 0, "a");
  out.withdraw({1}, "b"); // another agent's
  out.withdraw({1}, "a");
  auto messages = out.take(plenty);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].deliver_size() == 0);
  REQUIRE(messages[0].withdraw_size() == 1);
  CHECK(messages[0].withdraw(0).agent() == "b");
}

TEST_CASE("bytes that are no UTF-8 go as data") {
  link_outbox out(plenty, [] {});
  out.deliver(job_of(1, "\xff\xfe"), 2s, 0, "a");
  auto messages = out.take(plenty);
  CHECK(messages.at(0).deliver(0).data() == "\xff\xfe");
  CHECK(write_message(link_format::json, messages[0]).find("\"data\":\"//4=\"")
        != std::string::npos);
}

TEST_CASE("many deliveries are split into messages that clients can read, the goodbye last") {
  link_outbox out(plenty, [] {});
  const std::string payload(1'000, 'x');
  for (std::uint64_t i = 0; i < 100; ++i)
    out.deliver(job_of(i, payload), 2s, 0, "a");
  pb::FromMesh last;
  last.mutable_goodbye()->set_code("goodbye");
  out.say(last);
  auto messages = out.take(10'000);
  CHECK(messages.size() >= 10);
  std::uint64_t next = 0;
  for (const auto& m : messages) {
    CHECK(m.ByteSizeLong() < 12'000);
    for (const auto& d : m.deliver())
      CHECK(d.id() == to_string(message_id{next++})); // in order, each once
    CHECK(m.has_goodbye() == (&m == &messages.back()));
  }
  CHECK(next == 100);
}

TEST_CASE("a link that is not read fills its outbox, and one that has ended takes nothing") {
  link_outbox out(1'000, [] {});
  out.deliver(job_of(1, std::string(500, 'x')), 2s, 0, "a");
  CHECK_FALSE(out.overfull());
  out.deliver(job_of(2, std::string(500, 'x')), 2s, 0, "a");
  CHECK(out.overfull());
  out.close();
  out.deliver(job_of(3, "x"), 2s, 0, "a");
  CHECK(out.take(plenty).empty());
}

TEST_CASE("an answer is read as the result of the work") {
  pb::Answer a;
  a.set_id("0000000000000007");
  a.set_state(1);
  a.set_value("done");
  auto& post = *a.add_post();
  post.set_to("s00.c01.a02");
  post.set_text("hi");
  auto good = read(a);
  REQUIRE(good);
  CHECK(good->id == message_id{7});
  CHECK(good->result.state == trinary::ready);
  CHECK(good->result.value == "done");
  CHECK(good->result.posts.at(0).to == agent_id{0, 1, 2});

  a.set_state(-1);
  a.set_expected("4");
  a.set_received("5");
  a.set_conflict_type("temporal_paradox");
  auto conflict = read(a);
  CHECK(conflict->result.state == trinary::conflict);
  CHECK(conflict->result.found->type == conflict_type::temporal_paradox);
  CHECK(conflict->result.found->received == "5");

  a.set_failure("no disk");
  CHECK(read(a)->result.failure == errc::work_failed);
  CHECK(read(a)->result.detail == "no disk");
}

TEST_CASE("an answer that makes no sense is a failure that says so, or no answer at all") {
  pb::Answer a;
  a.set_id("7");
  CHECK(read(a).error().code == errc::invalid_id);
  a.set_id("0000000000000007");
  a.set_state(7);
  CHECK(read(a)->result.failure == errc::work_failed);
  CHECK(read(a)->result.detail.find('7') != std::string::npos);
  a.set_state(-1);
  a.set_conflict_type("MOOD");
  CHECK(read(a)->result.failure == errc::work_failed);
  a.set_state(1);
  a.add_post()->set_to("nobody");
  CHECK(read(a)->result.failure == errc::work_failed);
  CHECK(read(a)->result.posts.empty());
}

TEST_CASE("messages are read in both subprotocols, and what is none is said to be none") {
  pb::FromAgent said;
  said.add_hello()->set_agent("store-1");
  CHECK(read_message(link_format::protobuf, said.SerializeAsString())->hello(0).agent()
        == "store-1");
  auto json = read_message(link_format::json,
                           R"({"hello": [{"agent": "store-1", "newer": {"field": [1]}}]})");
  REQUIRE(json);
  CHECK(json->hello(0).agent() == "store-1");
  for (const auto* bad : {"", "[]", "{", "nonsense", R"({"hello": 7})", R"({"number": -1})",
                          R"({"hello": [{"key": "*"}]})", "{\"number\": 1e99}"}) {
    CAPTURE(bad);
    CHECK(read_message(link_format::json, bad).error().code == errc::parse_error);
  }
  CHECK_FALSE(read_message(link_format::protobuf, "\x0a\xff"));
  CHECK_FALSE(read_message(link_format::json, std::string(100'000, '[')));
  CHECK_FALSE(read_message(link_format::json, R"({"hello": )" + std::string(100'000, '[')));
}

TEST_CASE("a bucket lets so many through on average, and some seconds' worth at once") {
  time_point now{1h};
  token_bucket bucket(100, 2, now);
  for (int i = 0; i < 200; ++i)
    CHECK(bucket.take(1, now));
  CHECK_FALSE(bucket.take(1, now));
  CHECK(bucket.wait_for(1) == 10ms);
  CHECK(bucket.take(1, now + 10ms));
  CHECK_FALSE(bucket.take(1, now + 5ms)); // a clock that goes back gives nothing
  int later = 0;
  while (bucket.take(1, now + 1h))
    ++later;
  CHECK(later == 200);
}
