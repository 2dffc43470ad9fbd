#include "actors/parts/accepted_messages.hpp"

#include "tests/parts/deliveries.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// An agent's messages: 1 in hand, 2 waits, 3 is on its way, 9 has ended.
struct busy_agent {
  explicit busy_agent(bool goes_on = false) {
    take(9, false);
    messages.queue.ended({9}, trinary::transit, errc::queue_full);
    messages.hand.conclude(at);
    messages.hand.put_down(at);
    take(1, goes_on);
    auto waits = delivery_of(2);
    messages.queue.offer(waits, at);
    messages.on_the_way.put(delivery_of(3), at + 1s, 30);
  }
  void take(std::uint64_t id, bool goes_on) {
    auto d = delivery_of(id);
    d.goes_on = goes_on;
    messages.queue.offer(d, at);
    messages.hand.begin(*messages.queue.next(), id, 0, at);
  }
  accepted_messages::taken_back withdraw(std::uint64_t id) {
    return messages.take_back({{id}, 7, errc::timeout, 0}, {measured, who, cfg}, at + 2s);
  }

  time_point at{10s};
  config cfg;
  agent_identity who;
  profile measured{cfg.impedance};
  std::atomic<std::uint64_t> kept_bytes{0};
  std::atomic<std::uint64_t> not_kept{0};
  accepted_messages messages{cfg, kept_bytes, not_kept};
};

} // namespace

TEST_CASE("M3 a message that is withdrawn is taken from wherever it is") {
  for (std::uint64_t id : {2, 3, 4}) { // 4 is on its way to this agent's mailbox
    busy_agent agent;
    auto [answer, cancel] = agent.withdraw(id);
    CHECK(answer.failure == errc::expired);
    CHECK_FALSE(cancel);
    CHECK(agent.messages.queue.remembered({id})->failure == errc::expired);
    CHECK(agent.messages.hand.works_on(1));
  }
  busy_agent agent;
  auto [answer, cancel] = agent.withdraw(1);
  CHECK(answer.failure == errc::timeout);
  CHECK(cancel);
  CHECK_FALSE(agent.messages.hand.kept());
  CHECK(agent.messages.queue.remembered({1})->failure == errc::timeout);
}

TEST_CASE("M3 work that was asked to go on goes on, and what has ended says how") {
  busy_agent agent(true);
  CHECK(agent.withdraw(1).answer.failure == errc::still_running);
  CHECK_FALSE(agent.withdraw(1).cancel);
  CHECK(agent.messages.hand.works_on(1));
  auto known = agent.withdraw(9).answer;
  CHECK(known.second_copy);
  CHECK(known.failure == errc::queue_full);
}

TEST_CASE("M3 an end that was said already and is ahead does not come about") {
  busy_agent agent;
  agent.messages.queue.ended({1}, trinary::ready, errc::none);
  agent.messages.hand.conclude(agent.at + 5s);
  auto [answer, cancel] = agent.withdraw(1);
  CHECK(answer.failure == errc::timeout);
  CHECK_FALSE(cancel); // it was simulated
  CHECK(agent.messages.queue.remembered({1})->failure == errc::timeout);
  CHECK_FALSE(agent.messages.hand.busy(agent.at + 2s));
}

TEST_CASE("O6 a freeze holds all messages, and a thaw gives them back in order") {
  busy_agent agent;
  auto& messages = agent.messages;
  CHECK(messages.queue_depth() == 1);
  CHECK(messages.freeze({0, 0, 1}, 5, agent.at + 1s) == message_id{1});
  CHECK(messages.queue_depth() == 2);
  CHECK_FALSE(messages.idle(agent.at));
  CHECK_FALSE(messages.hand.kept());
  CHECK(messages.queue.depth() == 0);
  CHECK(messages.on_the_way.empty());
  std::vector<std::uint64_t> ids;
  for (const auto& d : messages.thaw(nullptr, agent.at + 2s))
    ids.push_back(d.what->id.value);
  CHECK(ids == std::vector<std::uint64_t>{1, 2, 3});
  CHECK(messages.idle(agent.at + 2s));
}

TEST_CASE("O6 a freeze cancels no work whose end was said already") {
  busy_agent agent;
  agent.messages.queue.ended({1}, trinary::ready, errc::none);
  agent.messages.hand.conclude(agent.at + 5s);
  CHECK_FALSE(agent.messages.freeze({0, 0, 1}, 5, agent.at + 1s));
  CHECK(agent.messages.held.has({1}));
  CHECK_FALSE(agent.messages.queue.remembered({1}));
}

TEST_CASE("M4 an answer is kept only where a lead may ask for it again") {
  busy_agent agent;
  agent.messages.queue.ended({1}, trinary::ready, errc::none);
  ack a;
  a.what = {1};
  a.value = "done";
  auto posted = delivery_of(1);
  posted.gather = 0;
  agent.messages.keep(posted, a, agent.at);
  CHECK(agent.kept_bytes == 0);
  agent.messages.keep(delivery_of(1), a, agent.at);
  CHECK(agent.kept_bytes > 0);
  CHECK(agent.messages.known_answer({1}, agent.at).value == "done");
}

TEST_CASE("M3 work that was asked to go on has longer than its caller waits") {
  busy_agent agent;
  auto d = delivery_of(5);
  CHECK(agent.messages.run_until(d) == d.expire_at);
  d.goes_on = true;
  CHECK(agent.messages.run_until(d)
        == d.expire_at + from_ms(agent.cfg.coordination.message_ttl_ms));
}
