// K1-K3: conflicts that really occur in whole meshes, what the mesh does about
// each, and what stays for a person.
#include <algorithm>
#include <functional>
#include <sstream>

#include "tests/sim/reported_conflict.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("K1 what the -1 was about is kept with the conflict and is no answer", "[sim]") {
  auto mesh = mesh_of({reports(of(conflict_type::other))});
  scatter_request request;
  request.targets = {reporter, other};
  request.what.payload = "count";
  auto result = mesh->scatter(request);
  CHECK(result.summary.ready == 1);
  CHECK(result.summary.conflict == 1);
  auto held = only_conflict(*mesh).entry.record.held;
  REQUIRE(held);
  CHECK(held->payload == "count");
  CHECK(held->what == verb::act);
  CHECK(held->source == "console");
  CHECK(held->lamport > 0);
  mesh->wait(5s);
  CHECK(why_open(*mesh) == "there is no strategy for OTHER");
}

TEST_CASE("K3 the weaker source of a contradiction is told the value that holds", "[sim]") {
  auto seen = std::make_shared<told>();
  auto stubborn = GENERATE(false, true);
  auto mesh = mesh_of({reports(contradiction()), works(other, {}, [=](const job& j) {
                         seen->jobs.push_back(std::string(j.verb) + " " + std::string(j.payload)
                                              + " " + to_string(j.causation));
                         return stubborn ? work_result::conflict("38", std::string(j.payload))
                                         : work_result::ready("40 now");
                       })});
  ask_reporter(*mesh);
  mesh->wait(30s);
  CHECK(seen->jobs == std::vector<std::string>{"sync 40 000000000000004d"});
  if (stubborn) {
    CHECK_THAT(why_open(*mesh), Catch::Matchers::ContainsSubstring(
                                    "is the stronger, but s00.c01.a01 answered -1"));
  } else {
    auto one = only_conflict(*mesh);
    REQUIRE(one.resolution);
    CHECK(one.resolution->how == "provenance_trace");
    CHECK(one.resolution->note
          == "the value of s00.c00.a02 holds: 40; s00.c01.a01 was told, and answered: 40 now");
  }
}

TEST_CASE("K3 a source with a damaged context is the weaker, and is told when it is well again",
          "[sim]") {
  auto mesh =
      mesh_of({reports(contradiction(0)),
               works(other, {}, [](const job&) { return work_result::ready("40 now"); })});
  mesh->wait(6s); // everybody's context is known
  mesh->inject({fault_kind::corrupt, {other}});
  auto quarantined = [&] {
    return mesh->agents().read().find(other)->state == agent_state::quarantined;
  };
  for (int i = 0; i < 100 && !quarantined(); ++i)
    mesh->wait(100ms);
  REQUIRE(quarantined());
  ask_reporter(*mesh);
  mesh->wait(2s);
  auto id = only_conflict(*mesh).entry.record.id;
  auto stands = mesh->book().how_it_stands(id);
  REQUIRE(stands);
  REQUIRE(stands->what.attempts.size() == 1);
  CHECK(stands->what.attempts[0].failure == errc::quarantined);
  mesh->wait(20s);
  auto one = only_conflict(*mesh);
  REQUIRE(one.resolution);
  CHECK(one.resolution->how == "provenance_trace");
}

TEST_CASE("K3 contradictions of equals, or of sources nobody knows, stay for a person",
          "[sim]") {
  auto of_equals = contradiction(1);
  auto mesh = mesh_of({reports(of_equals)});
  mesh->wait(6s);
  ask_reporter(*mesh);
  mesh->wait(10s);
  CHECK_THAT(why_open(*mesh), Catch::Matchers::ContainsSubstring("equally strong"));
  auto unknown = mesh_of({reports(of(conflict_type::data_contradiction))});
  ask_reporter(*unknown);
  unknown->wait(10s);
  CHECK(why_open(*unknown) == "who said the two values is not known");
}

TEST_CASE("K3 the order of causes is rebuilt from stamps that messages really carry", "[sim]") {
  // a00 tells a01 first and a02 then; a01 tells a02 what came of it; a02 is told
  // by a01 before it looks at what a00 said: it saw the effect before its cause.
  const agent_id first{0, 1, 0}, second{0, 1, 1}, watcher{0, 1, 2};
  auto line = [](const job& j, agent_id from) {
    return to_string(j.id) + " " + to_string(j.causation) + " " + std::to_string(j.lamport)
           + " " + to_string(from);
  };
  auto seen = std::make_shared<std::vector<causal_event>>();
  auto mesh = mesh_of(
      {works(first, {},
             [=](const job& j) {
               auto result = work_result::ready("passed on");
               result.posts.push_back({second, line(j, first)});
               return result;
             }),
       works(
           second, {},
           [=](const job& j) {
             auto result = work_result::ready("passed on");
             result.posts.push_back({watcher, line(j, second) + "\n" + std::string(j.payload)});
             return result;
           }),
       works(watcher, {}, [=](const job& j) {
         seen->push_back({j.id, j.causation, j.lamport, watcher});
         std::istringstream told{std::string(j.payload)};
         std::string id, cause, agent;
         for (std::uint64_t stamp = 0; told >> id >> cause >> stamp >> agent;)
           seen->push_back({{std::stoull(id, nullptr, 16)},
                            {std::stoull(cause, nullptr, 16)},
                            stamp,
                            *parse_agent_id(agent)});
         auto what = of(conflict_type::temporal_paradox);
         what.evidence.events = *seen;
         return work_result::conflict(what);
       })});
  delegate_request request;
  request.agent = first;
  CHECK(mesh->delegate(request).state == trinary::ready);
  mesh->wait(5s);
  REQUIRE(seen->size() == 3);
  CHECK(seen->at(0).lamport > seen->at(1).lamport); // each later than what caused it
  CHECK(seen->at(1).lamport > seen->at(2).lamport);
  auto one = only_conflict(*mesh);
  CHECK(one.entry.priority == 4);
  REQUIRE(one.resolution);
  CHECK(one.resolution->how == "clock_reconciliation");
  CHECK_THAT(one.resolution->note,
             Catch::Matchers::StartsWith("in causal order: " + to_string(seen->at(2).message)));
}

TEST_CASE("K3 a command has a later stamp than all answers that were there before it",
          "[sim]") {
  auto stamps = std::make_shared<std::vector<std::uint64_t>>();
  auto mesh = mesh_of({works({}, {}, [=](const job& j) {
    stamps->push_back(j.lamport);
    return work_result::ready("");
  })});
  for (auto agent : {other, reporter, agent_id{1, 1, 2}, other}) {
    delegate_request request;
    request.agent = agent;
    mesh->delegate(request);
  }
  REQUIRE(stamps->size() == 4);
  CHECK(std::ranges::adjacent_find(*stamps, std::greater_equal<>()) == stamps->end());
}

TEST_CASE("K3 contexts that grew apart without contradiction are merged", "[sim]") {
  auto what = of(conflict_type::context_divergence);
  what.evidence.expected_branch = {"plan=a", "door=shut"};
  what.evidence.received_branch = {"plan=a", "light=on"};
  auto seen = std::make_shared<told>();
  auto works_from = works(reporter, {}, [=](const job& j) {
    if (j.verb != "sync")
      return work_result::conflict(what);
    seen->jobs.emplace_back(j.payload);
    return work_result::ready("3 entries");
  });
  auto mesh = mesh_of({works_from});
  ask_reporter(*mesh);
  mesh->wait(5s);
  CHECK(seen->jobs == std::vector<std::string>{"plan=a\ndoor=shut\nlight=on\n"});
  auto one = only_conflict(*mesh);
  REQUIRE(one.resolution);
  CHECK(one.resolution->how == "branch_and_reconcile");
}

TEST_CASE("K3 contexts that contradict stay for a person, with both branches", "[sim]") {
  auto what = of(conflict_type::context_divergence);
  what.evidence.expected_branch = {"plan=a", "door=shut"};
  what.evidence.received_branch = {"plan=a", "door=open"};
  auto mesh = mesh_of({reports(what)});
  ask_reporter(*mesh);
  mesh->wait(5s);
  CHECK_THAT(why_open(*mesh), Catch::Matchers::ContainsSubstring("door: shut against open"));
  CHECK(only_conflict(*mesh).entry.record.what.evidence == what.evidence);
}

TEST_CASE(
    "K2 a conflict is sent to the level that it goes to, and again to whoever is new there",
    "[sim]") {
  auto what = of(conflict_type::data_contradiction);
  auto level =
      GENERATE(conflict_level::lead, conflict_level::sector, conflict_level::orchestrator);
  if (level == conflict_level::sector)
    what.affected_agents = 200;
  if (level == conflict_level::orchestrator)
    what.type = conflict_type::temporal_paradox;
  auto mesh = mesh_of({reports(what)});
  ask_reporter(*mesh);
  auto id = only_conflict(*mesh).entry.record.id;
  auto with = [&] {
    return mesh->book().how_it_stands(id)->with;
  };
  CHECK(with() == level); // at once, by a message up the tree
  auto told_sector = mesh->counters().conflicts_to_sectors.load();
  auto told_root = mesh->counters().conflicts_to_orchestrator.load();
  CHECK(told_sector == (level == conflict_level::lead ? 0 : 1));
  CHECK(told_root == (level == conflict_level::orchestrator ? 1 : 0));
  mesh->inject({fault_kind::crash, {sector_id{0}}});
  mesh->inject({fault_kind::crash, {scope()}});
  mesh->wait(5s);
  CHECK(with() == level);
  CHECK(mesh->counters().conflicts_to_sectors
        == told_sector + (level == conflict_level::sector ? 1 : 0));
  CHECK(mesh->counters().conflicts_to_orchestrator
        == told_root + (level == conflict_level::orchestrator ? 1 : 0));
}
