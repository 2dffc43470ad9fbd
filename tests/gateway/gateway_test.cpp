// A mesh with agents outside, over real sockets.
#include "tests/gateway/gateway_under_test.hpp"

#include "messages/orchestration.hpp"

using namespace mesh;
using namespace mesh::gateway;
using namespace mesh::gateway::testing;

TEST_CASE("X1 an agent with an invite joins, does the mesh's work, and leaves in order") {
  gateway_under_test t;
  const auto before = t.mesh().who().agents();
  const echo says;
  {
    running_client store(t.invite("store-1"), says.body());
    REQUIRE(t.joins("store-1"));
    CHECK(t.mesh().who().agents() == before + 1);
    auto result = t.ask("store-1", "hello");
    CHECK(result.failure.code == errc::none);
    CHECK(result.value == "HELLO");
    CHECK(result.agent == t.id_of("store-1"));

    auto links = t.door().links();
    REQUIRE(links.size() == 1);
    CHECK(links[0].agents == 1);
    CHECK(links[0].client == "mesh-agent-cpp/0.1.0");
    CHECK(becomes([&] { return t.door().links().at(0).round_trip_ms > 0; }));
    CHECK(t.door().find("store-1")->state == enrolment_state::enrolled);
  }
  REQUIRE(becomes([&] {
    return t.mesh().agents().read().find(*t.id_of("store-1"))->state == agent_state::offline;
  }));
  CHECK(t.mesh().who().of(*t.id_of("store-1")) == membership::member); // its place stays
  CHECK(becomes([&] { return t.door().links().empty(); }));
}

TEST_CASE("X1 X4 an enrolment gives class and capabilities, whatever the agent says") {
  gateway_under_test t;
  const echo says;
  running_client store(t.invite("store-1", {"inference"}), says.body());
  REQUIRE(t.joins("store-1"));
  const auto who = t.mesh().who().identity(*t.id_of("store-1"));
  CHECK(who.cls == agent_class::b_serverless);
  CHECK(t.mesh().who().capabilities().names_in(who.capabilities)
        == std::vector<std::string>{"observe", "transform", "inference"});
  delegate_request beyond;
  beyond.what.payload = "sense this";
  beyond.what.capabilities = {"sense"};
  beyond.agent = t.id_of("store-1");
  auto refused = t.mesh().delegate(beyond);
  CHECK(refused.failure.code != errc::none);
  CHECK(*says.jobs == 0);
}

TEST_CASE("an agent comes back by itself when the mesh's door was closed for a while") {
  gateway_under_test t;
  const echo says;
  running_client store(t.invite("store-1"), says.body());
  REQUIRE(t.joins("store-1"));
  const auto id = t.id_of("store-1");
  t.close_door();
  REQUIRE(becomes(
      [&] { return t.mesh().agents().read().find(*id)->state == agent_state::offline; }));
  t.open_door();
  REQUIRE(t.joins("store-1"));
  CHECK(t.id_of("store-1") == id);
  CHECK(t.ask("store-1", "again").value == "AGAIN");
}

TEST_CASE("R1 an agent, its place and its key survive a restart of the mesh") {
  gateway_under_test t;
  const echo says;
  running_client store(t.invite("store-1"), says.body());
  REQUIRE(t.joins("store-1"));
  const auto id = t.id_of("store-1");
  t.stop();
  t.start();
  REQUIRE(t.joins("store-1"));
  CHECK(t.id_of("store-1") == id);
  CHECK(t.ask("store-1", "again").value == "AGAIN");
}

TEST_CASE("X1 an agent survives its own restart with the key that it has kept") {
  gateway_under_test t;
  const echo says;
  const auto invite = t.invite("store-1");
  {
    running_client first(invite, says.body());
    REQUIRE(t.joins("store-1"));
  }
  running_client second(invite, says.body()); // the token in it is used up
  REQUIRE(t.joins("store-1"));
  CHECK(t.ask("store-1", "again").value == "AGAIN");
}

TEST_CASE("X1 a token binds one key, and who comes with another is refused for good") {
  gateway_under_test t;
  const echo says;
  const auto invite = t.invite("store-1");
  const auto copied = t.data.path() / "copy.invite.json";
  std::filesystem::copy_file(invite, copied);
  running_client first(invite, says.body());
  REQUIRE(t.joins("store-1"));
  running_client thief(copied, says.body());
  REQUIRE(becomes([&] { return thief.over(); }));
  CHECK(thief.why().find("bad_token") != std::string::npos);
  CHECK_FALSE(first.over());
  CHECK(t.ask("store-1", "mine").value == "MINE");
}

TEST_CASE("X1 a revoked agent is turned out at once, never comes back, and leaves the mesh") {
  gateway_under_test t;
  const echo says;
  const auto invite = t.invite("store-1");
  running_client store(invite, says.body());
  REQUIRE(t.joins("store-1"));
  const auto id = *t.id_of("store-1");
  REQUIRE(t.door().change("store-1", enrolment_act::revoke));
  REQUIRE(becomes([&] { return store.over(); }));
  CHECK(store.why().find("revoked") != std::string::npos);
  CHECK(becomes([&] { return t.mesh().who().of(id) == membership::absent; }));
  running_client again(invite, says.body());
  REQUIRE(becomes([&] { return again.over(); }));
  CHECK(again.why().find("revoked") != std::string::npos);
}

TEST_CASE("X1 a suspended agent has no link until it is resumed") {
  gateway_under_test t;
  const echo says;
  running_client store(t.invite("store-1"), says.body());
  REQUIRE(t.joins("store-1"));
  const auto id = *t.id_of("store-1");
  REQUIRE(t.door().change("store-1", enrolment_act::suspend));
  REQUIRE(becomes(
      [&] { return t.mesh().agents().read().find(id)->state == agent_state::offline; }));
  CHECK(t.ask("store-1", "there?", 1'000).failure.code != errc::none);
  CHECK_FALSE(store.over()); // it tries again
  REQUIRE(t.door().change("store-1", enrolment_act::resume));
  REQUIRE(t.joins("store-1"));
  CHECK(t.ask("store-1", "there?").value == "THERE?");
}

TEST_CASE("X1 an agent makes a new key when an operator wants it, and goes on") {
  gateway_under_test t;
  const echo says;
  const auto invite = t.invite("store-1");
  auto store = std::make_unique<running_client>(invite, says.body());
  REQUIRE(t.joins("store-1"));
  const auto first = t.door().find("store-1")->keys.at(0).fingerprint;
  REQUIRE(t.door().change("store-1", enrolment_act::rotate));
  REQUIRE(becomes([&] { return t.door().find("store-1")->keys.at(0).fingerprint != first; }));
  CHECK(t.door().find("store-1")->keys.size() == 2); // the old one for a while
  CHECK(t.ask("store-1", "on").value == "ON");
  store.reset();
  running_client again(invite, says.body()); // with the new key
  REQUIRE(t.joins("store-1"));
  CHECK(t.ask("store-1", "and on").value == "AND ON");
}

TEST_CASE(
    "M3 work of an agent that stays away fails in time: what acts is unknown, so that nobody "
    "does it again") {
  for (auto [what, outcome] :
       {std::pair{verb::decide, errc::agent_offline}, std::pair{verb::act, errc::unknown}}) {
    CAPTURE(to_string(what));
    gateway_under_test t;
    std::atomic<int> begun{0};
    auto never = make_async_work([&](const job&, const work_done&) { ++begun; });
    running_client gone(t.invite("gone"), std::move(never), 0s);
    REQUIRE(t.joins("gone"));
    delegate_request request;
    request.what.what = what;
    request.agent = t.id_of("gone");
    request.timeout_ms = 20'000;
    delegate_result result;
    std::thread asks([&] { result = t.mesh().delegate(request); });
    REQUIRE(becomes([&] { return begun > 0; }));
    t.close_door(); // it loses its link, with the work in hand
    asks.join();
    CHECK(result.failure.code == outcome);
  }
}

TEST_CASE(
    "G2 agents outside take part in a gather, and those that are away do not hold it up") {
  gateway_under_test t;
  const echo says;
  running_client a(t.invite("a"), says.body());
  auto b = std::make_unique<running_client>(t.invite("b"), says.body());
  REQUIRE(t.joins("a"));
  REQUIRE(t.joins("b"));
  scatter_request request;
  request.what.payload = "count";
  request.targets = {*t.id_of("a"), *t.id_of("b")};
  auto both = t.mesh().scatter(request);
  CHECK(both.summary.ready == 2);
  CHECK(*says.jobs == 2);
  b.reset();
  REQUIRE(becomes([&] {
    return t.mesh().agents().read().find(*t.id_of("b"))->state == agent_state::offline;
  }));
  auto one = t.mesh().scatter(request);
  CHECK(one.summary.ready == 1);
  CHECK(one.summary.straggler == 0);
  REQUIRE(one.summary.exceptions.size() == 1);
  CHECK(one.summary.exceptions[0].reason == errc::agent_offline);
}
