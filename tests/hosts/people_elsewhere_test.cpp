// Z1 class F over several hosts: a person's agent is on one host, the inbox on another.
#include "runtime/node/uplink/people_elsewhere.hpp"

#include "runtime/node/bodies/person_bodies.hpp"
#include "tests/hosts/several_hosts.hpp"
#include "tests/hosts/whole_hub.hpp"

using namespace mesh;
using namespace mesh::node;
using namespace mesh::testing;

namespace {

constexpr agent_id ada{1, 0, 2};

config with_ada(int agents = 3) {
  auto cfg = sized(2, 1, agents);
  cfg.agents.push_back({.where = scope(ada),
                        .cls = agent_class::f_human,
                        .person = person_config{.name = "ada"}});
  cfg.agents.back().processing_ms = 30'000;
  return cfg;
}

/// A host's way to the inbox, and what it has said.
struct way_to_the_inbox {
  config cfg = with_ada();
  time_point now{1h};
  people_elsewhere people{cfg,
                          {[this] { return now; },
                           [](time_point at) {
                             return static_cast<std::uint64_t>(to_ms(at.time_since_epoch()));
                           }}};
  std::vector<link_entry> said;
  std::vector<work_result> results;

  way_to_the_inbox() {
    people.speak([this](link_entry e) { said.push_back(std::move(e)); });
  }
  std::optional<work_result> ask(std::uint64_t id, std::string_view verb = "act") {
    job what;
    what.id = {id};
    what.agent = ada;
    what.source = "console";
    what.verb = verb;
    what.payload = "do we ship?";
    what.time_left = 60s;
    what.lead_time = 20s;
    return people.start(ada, what, [this] {
      return work_done([this](work_result r) { results.push_back(std::move(r)); });
    });
  }
  [[nodiscard]] person_question question(std::size_t i) const {
    person_question what;
    REQUIRE(said.at(i).kind == entry_kind::ask_person);
    REQUIRE(decode(said[i].body, what));
    return what;
  }
};

std::string ask_ada(std::uint64_t id) {
  return encode(person_question{ada, {id}, "console", "act", "do we ship?", 60s, 20s});
}

/// A hub with ada in its inbox; n1 has her cluster.
struct hub_with_ada : whole_hub {
  hub_with_ada() {
    people_inbox.add(ada, person_config{.name = "ada"}, 30'000);
    settle();
    greet(second_node, "n2");
    (void)told(first_node);
    (void)told(second_node);
  }
  void answer(std::uint64_t number) {
    people_inbox.answer(number, trinary::ready, "yes", "ada",
                        [](const tl::expected<inbox_item, error>& how) { CHECK(how); });
  }
  [[nodiscard]] std::size_t open() const { return people_inbox.items("ada", false).size(); }
};

std::vector<person_answer> answers_in(const std::vector<link_entry>& entries) {
  std::vector<person_answer> found;
  for (const auto& e : entries)
    if (e.kind == entry_kind::person_answer) {
      found.emplace_back();
      REQUIRE(decode(e.body, found.back()));
    }
  return found;
}

} // namespace

TEST_CASE("Z1 a message for a person goes to the inbox, and its answer back to the work",
          "[hosts]") {
  way_to_the_inbox host;
  CHECK_FALSE(host.ask(7));
  const auto asked = host.question(0);
  CHECK(asked == person_question{ada, {7}, "console", "act", "do we ship?", 60s, 20s});
  const person_answer yes{trinary::ready, "yes", errc::none, {}, 900};
  host.people.answered(host.said[0].number, yes);
  REQUIRE(host.results.size() == 1);
  CHECK(host.results[0].value == "yes");
  CHECK(host.results[0].processing_ms == 900);
  host.people.answered(host.said[0].number, yes); // a second copy
  CHECK(host.results.size() == 1);
}

TEST_CASE(
    "M3 Z1 a person's message that is open when its host joins again is asked again, with "
    "the time that is left",
    "[hosts]") {
  way_to_the_inbox host;
  (void)host.ask(7);
  host.now += 25s;
  host.people.joined();
  REQUIRE(host.said.size() == 2);
  CHECK(host.said[1].number == host.said[0].number);
  CHECK(host.question(1).time_left == 35s);
  CHECK(host.question(1).lead_time == 1ms); // late, and still not without haste

  host.people.withdraw(ada, {7});
  REQUIRE(host.said.size() == 3);
  CHECK(host.said[2].kind == entry_kind::person_withdrawal);
  host.people.joined();
  host.people.withdraw(ada, {7});
  CHECK(host.said.size() == 3); // nothing is open any more
}

TEST_CASE("Z1 a note for a person elsewhere is received at once, and whoever is no person is "
          "refused",
          "[hosts]") {
  way_to_the_inbox host;
  const auto note = host.ask(7, "record");
  REQUIRE(note);
  CHECK(note->state == trinary::ready);
  CHECK(host.said.size() == 1);
  host.people.joined();
  CHECK(host.said.size() == 1);

  CHECK(host.people.has(ada));
  CHECK_FALSE(host.people.has({0, 0, 0}));
  CHECK_FALSE(host.people.lead_time_ms({0, 0, 0}, "console", time_point{2h}));
  const auto nobody = host.people.start({0, 0, 0}, job{}, [] { return work_done(); });
  REQUIRE(nobody);
  CHECK(nobody->failure == errc::agent_offline);
}

TEST_CASE("Z1 a host whose actor of a person dies says so once, and forgets what was open",
          "[hosts]") {
  way_to_the_inbox host;
  (void)host.ask(7);
  (void)host.ask(8);
  host.people.orphan(ada);
  host.people.orphan(ada);
  REQUIRE(host.said.size() == 3);
  person_withdrawal gone;
  REQUIRE(decode(host.said[2].body, gone));
  CHECK(gone == person_withdrawal{ada, {}});
  host.people.answered(host.said[0].number, {});
  CHECK(host.results.empty());
}

TEST_CASE("S1 a host plans for a person elsewhere by what the inbox has learned", "[hosts]") {
  way_to_the_inbox host;
  const time_point noon{12h};
  CHECK(host.people.lead_time_ms(ada, "console", noon) == 30'000);
  people_paces learned{{{ada, {90'000, {}}}, {{0, 0, 0}, {1, {}}}}};
  for (auto& one : learned.people)
    one.pace.weights.fill(1);
  host.people.learned(learned);
  CHECK(host.people.lead_time_ms(ada, "console", noon) == 90'000);
}

TEST_CASE("Z1 R2 only the host that has a person's cluster asks them", "[hosts]") {
  hub_with_ada hub;
  hub.say(second_node, entry_kind::ask_person, {}, ask_ada(7), 1);
  CHECK(hub.open() == 0);
  CHECK(answers_in(hub.told(second_node)).empty());

  hub.say(first_node, entry_kind::ask_person, {}, ask_ada(7), 1);
  hub.say(first_node, entry_kind::ask_person, {}, ask_ada(7), 1); // it has joined again
  REQUIRE(hub.open() == 1);
  hub.answer(1);
  const auto got = answers_in(hub.told(first_node));
  REQUIRE(got.size() == 1);
  CHECK(got[0].value == "yes");
}

TEST_CASE("Z1 a person's answer waits for whoever asks again when its host is gone",
          "[hosts]") {
  hub_with_ada hub;
  hub.say(first_node, entry_kind::ask_person, {}, ask_ada(7), 1);
  hub.persons.forget(first_node);
  hub.say(first_node, entry_kind::person_withdrawal, {}, encode(person_withdrawal{ada, {7}}));
  CHECK(hub.open() == 1); // what that host says of her counts no more
  hub.answer(1);
  CHECK(answers_in(hub.told(first_node)).empty());
  hub.say(first_node, entry_kind::ask_person, {}, ask_ada(7), 2);
  const auto got = answers_in(hub.told(first_node));
  REQUIRE(got.size() == 1);
  CHECK(got[0].value == "yes");
}

TEST_CASE("M3 a message for a person elsewhere is taken back, and a full inbox says so",
          "[hosts]") {
  hub_with_ada hub;
  for (std::uint64_t id = 1; id <= 11; ++id)
    hub.say(first_node, entry_kind::ask_person, {}, ask_ada(id), id);
  const auto got = answers_in(hub.told(first_node));
  REQUIRE(got.size() == 1);
  CHECK(got[0].failure == errc::queue_full);
  hub.say(first_node, entry_kind::person_withdrawal, {}, encode(person_withdrawal{ada, {3}}));
  CHECK(hub.open() == 9);
}

TEST_CASE("S1 all hosts are told how fast people answer, and again when that has changed",
          "[hosts]") {
  hub_with_ada hub;
  const auto told = [&](session_id whom) {
    return whole_hub::count(hub.told(whom), entry_kind::people_paces);
  };
  hub.persons.spread();
  hub.persons.spread();
  CHECK(told(first_node) == 1);
  CHECK(told(second_node) == 1);
  hub.say(first_node, entry_kind::ask_person, {}, ask_ada(7), 1);
  hub.answer(1);
  hub.persons.spread();
  CHECK(told(second_node) == 1);
}

TEST_CASE("Z1 a person on another host answers in the orchestrator's inbox", "[hosts]") {
  several_hosts hosts(with_ada(), 2);
  REQUIRE(hosts.whole());
  auto& people = hosts.mesh().people();
  delegate_request request;
  request.what.payload = "do we ship?";
  request.agent = ada;
  request.timeout_ms = 60'000;
  hosts.later(20s, [&] {
    for (const auto& item : people.items("ada", false))
      people.answer(item.number, trinary::ready, "yes", "ada", [](const auto&) {});
  });
  const auto result = hosts.mesh().delegate(request);
  CHECK(result.value == "yes");
  CHECK(result.agent == ada);

  request.timeout_ms = 5'000;
  CHECK(hosts.mesh().delegate(request).failure.code != errc::none);
  hosts.mesh().wait(5s);
  CHECK(people.open() == 0); // nobody waits for it any more
  CHECK(people.items("ada", true).size() == 2);
}

TEST_CASE("T2 Z1 a restarted orchestrator has the questions for people that its hosts have",
          "[hosts]") {
  several_hosts hosts(with_ada(), 2);
  REQUIRE(hosts.whole());
  planned_gather plan;
  plan.at_ms = hosts.mesh().wall_ms() + 60'000;
  plan.cls = agent_class::f_human;
  plan.payload = "agreed?";
  plan.window_ms = 600'000;
  REQUIRE(hosts.mesh().plan(plan));
  REQUIRE(hosts.becomes(120s, [&] { return hosts.mesh().people().open() == 1; }));
  hosts.stop_orchestrator();
  hosts.wait(2s);
  hosts.start_orchestrator();
  CHECK(hosts.mesh().people().open() == 0); // it has no data
  CHECK(hosts.becomes(60s, [&] { return hosts.mesh().people().open() == 1; }));
}
