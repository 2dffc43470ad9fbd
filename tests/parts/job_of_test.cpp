#include "actors/parts/job_of.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;
using namespace std::chrono_literals;

TEST_CASE("work sees its part of a message, which the job keeps alive") {
  auto text = [](std::uint32_t part) {
    message m;
    m.parts = {"first", "second"};
    m.what = verb::decide;
    m.source = "console";
    deliver d;
    d.what = std::make_shared<const message>(std::move(m));
    d.part = part;
    d.attempt = 2;
    auto j = job_of(d, {1, 2, 3}, 40);
    d = {};
    CHECK(j.agent == agent_id{1, 2, 3});
    CHECK(j.source == "console");
    CHECK(j.verb == "decide");
    CHECK(j.lamport == 40);
    CHECK(j.attempt == 2);
    return std::string(j.payload);
  };
  CHECK(text(0) == "first");
  CHECK(text(1) == "second");
  CHECK(text(2) == "first"); // there is always a part
}

TEST_CASE("what work came to is the answer to its message") {
  auto a = ack_of(work_result::conflict("expected", "received"), {5}, time_point(3s));
  CHECK(a.what == message_id{5});
  CHECK(a.state == trinary::conflict);
  CHECK(a.detail == "expected");
  CHECK(a.value == "received");
  CHECK(a.failure == errc::none);
  CHECK(a.ready_at == time_point(3s));
  CHECK(ack_of(work_result::failed(errc::timeout, "late"), {5}, {}).failure == errc::timeout);
}
