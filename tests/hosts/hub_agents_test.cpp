// The hub's part for agents from outside: hosts' questions, and where each agent belongs.
#include "runtime/node/bodies/admission_bodies.hpp"
#include "tests/hosts/whole_hub.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace mesh::testing;

namespace {

/// Lets everybody in, but whom it is told to refuse; all have their place in s01.
struct fake_enrolments : enrolments {
  explicit fake_enrolments(enrolments_place& at) : place(at) { place.open(this); }
  ~fake_enrolments() override { place.open(nullptr); }
  fake_enrolments(const fake_enrolments&) = delete;
  fake_enrolments& operator=(const fake_enrolments&) = delete;

  void ask(admission_question question, std::function<void(admission_answer)> then) override {
    asked.push_back(question);
    admission_answer how;
    how.code = refuses;
    how.place = agent_id{1, 0, 2};
    how.said = "welcome " + question.agent;
    then(how);
  }
  void heard(const std::string& host, const agents_at_port& news) override {
    for (const auto& one : news.agents)
      said.push_back(host + " " + one.agent + " " + one.address);
    if (news.all)
      said.push_back(host + " all");
  }

  void heard(const std::string& host, const port_links& all) override {
    said.push_back(host + " has " + std::to_string(all.links.size()) + " links");
  }

  void heard(const std::string& host, const port_refusal& what) override {
    said.push_back(host + " refused " + what.address + ": " + what.seen);
  }

  enrolments_place& place;
  std::string refuses;
  std::vector<admission_question> asked;
  std::vector<std::string> said;
};

admission_answer answer_in(const std::vector<link_entry>& entries, std::uint64_t question) {
  admission_answer how;
  for (const auto& e : entries)
    if (e.kind == entry_kind::admission && e.number == question)
      REQUIRE(decode(e.body, how));
  return how;
}

} // namespace

TEST_CASE("X1 an agent outside is let in by the host of its cluster, and sent there by others",
          "[hosts]") {
  whole_hub hub;
  fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(first_node);
  (void)hub.told(second_node);

  hub.say(first_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 7);
  const auto here = answer_in(hub.told(first_node), 7);
  CHECK(here.code.empty());
  CHECK(here.said == "welcome store-1");

  hub.say(second_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 8);
  const auto there = answer_in(hub.told(second_node), 8);
  CHECK(there.code == "elsewhere");
  CHECK(there.url == "wss://n1:7443/v1/agent");
  CHECK(there.said.empty());

  enrolments.refuses = "revoked";
  hub.say(second_node, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}), 9);
  CHECK(answer_in(hub.told(second_node), 9).code == "revoked");
}

TEST_CASE("X1 a new key for an agent outside goes to the host that asked", "[hosts]") {
  whole_hub hub;
  const fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(second_node);
  hub.say(second_node, entry_kind::ask_admission, {},
          encode(admission_question{"store-1", "old", {}, "new"}), 3);
  const auto how = answer_in(hub.told(second_node), 3);
  CHECK(how.code.empty());
  CHECK(how.said == "welcome store-1");
  REQUIRE(enrolments.asked.size() == 1);
  CHECK(enrolments.asked[0].new_key == "new");
}

TEST_CASE("X1 an agent outside whose cluster is nowhere, or has no port, is told why",
          "[hosts]") {
  whole_hub hub;
  const auto ask = [&](session_id session, std::uint64_t number) {
    (void)hub.told(session);
    hub.say(session, entry_kind::ask_admission, {}, encode(admission_question{"store-1"}),
            number);
    return answer_in(hub.told(session), number);
  };
  hub.greet(first_node, "n3"); // which has no port
  hub.pass(1s);
  hub.greet(second_node, "n2");
  CHECK(ask(second_node, 1).detail == "the mesh's enrolments are not open yet");

  const fake_enrolments enrolments(*hub.setup.agents);
  const auto no_port = ask(second_node, 2);
  CHECK(no_port.code == "unavailable");
  CHECK(no_port.detail == "its cluster, s01.c00, is on n3, which has no port for agents");
  CHECK(no_port.remedy == "set gateway.listen on every host of sectors");

  hub.places.at(sector_id{1}).by = 0;
  const auto homeless = ask(second_node, 3);
  CHECK(homeless.code == "unavailable");
  CHECK(homeless.detail == "its cluster, s01.c00, is on no host at present");
}

TEST_CASE("X1 orders go to the ports of all hosts, and invites name all addresses", "[hosts]") {
  whole_hub hub;
  hub.settle();
  hub.greet(second_node, "n2");
  (void)hub.told(first_node);
  (void)hub.told(second_node);
  hub.agents.order({"store-1", "revoked", "an operator has revoked its enrolment", {}});
  for (auto session : {first_node, second_node})
    CHECK(whole_hub::count(hub.told(session), entry_kind::port_order) == 1);
  const std::vector<std::string> both{"wss://n1:7443/v1/agent", "wss://n2:7443/v1/agent"};
  CHECK(hub.agents.urls(sector_id{1}).all == both); // that of its host is the first
  CHECK(hub.agents.urls(cluster_id{1, 0}).all == both);
  CHECK(hub.agents.urls({}).all == both);
}

TEST_CASE("X1 whoever was on the port of a host that is gone is nowhere", "[hosts]") {
  whole_hub hub;
  fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.say(first_node, entry_kind::agents_at_port, {},
          encode(agents_at_port{true, {{"store-1", "10.0.0.9:4711"}}}));
  CHECK(enrolments.said == std::vector<std::string>{"n1 store-1 10.0.0.9:4711", "n1 all"});
  hub.say(first_node, entry_kind::port_links, {}, encode(port_links{{{"10.0.0.9:4711"}}}));
  CHECK(enrolments.said.back() == "n1 has 1 links");
  enrolments.said.clear();
  hub.agents.forget(first_node);
  CHECK(enrolments.said == std::vector<std::string>{"n1 all"});
}

TEST_CASE("X1 O6 what a host's port refuses is told to the orchestrator's host", "[hosts]") {
  whole_hub hub;
  const fake_enrolments enrolments(*hub.setup.agents);
  hub.settle();
  hub.say(first_node, entry_kind::port_refusal, {},
          encode(port_refusal{"10.0.0.9", "revoked: an operator has revoked it"}));
  CHECK(
      enrolments.said
      == std::vector<std::string>{"n1 refused 10.0.0.9: revoked: an operator has revoked it"});
}
