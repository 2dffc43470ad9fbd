// K1-K3: conflicts that really occur in whole meshes, what the mesh does about
// each, and what stays for a person.
#include <filesystem>
#include <sstream>

#include "actors/work/function_work.hpp"
#include "runtime/journal.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr agent_id reporter{0, 0, 0};
constexpr agent_id other{0, 1, 1};

work_override works(scope where, std::vector<std::string> capabilities,
                    std::function<work_result(const job&)> function) {
  return {where, std::move(capabilities), [=](const agent_identity&) {
            return make_function_work(function);
          }};
}

/// The reporter answers every question with this conflict, and says yes to what
/// it is told (`sync`).
work_override reports(conflict what) {
  return works(reporter, {}, [=](const job& j) {
    return j.verb == "sync" ? work_result::ready("agreed") : work_result::conflict(what);
  });
}

/// What an agent was told.
struct told {
  std::vector<std::string> jobs = {}; // verb and payload
};

std::unique_ptr<local_mesh> mesh_of(std::vector<work_override> work) {
  return in_virtual_time(sized(2, 2, 3), std::move(work));
}

void ask_reporter(local_mesh& mesh, verb what = verb::act) {
  delegate_request request;
  request.agent = reporter;
  request.what.what = what;
  request.what.payload = "picture 7";
  CHECK(mesh.delegate(request).state == trinary::conflict);
}

storage::logged_conflict only_conflict(local_mesh& mesh) {
  auto page = mesh.book().query({});
  REQUIRE(page);
  REQUIRE(page->records.size() == 1);
  return page->records.front();
}

/// Why the only conflict is still open.
std::string why_open(local_mesh& mesh) {
  auto one = only_conflict(mesh);
  CHECK_FALSE(one.resolution);
  auto stands = mesh.book().how_it_stands(one.entry.record.id);
  return stands ? stands->why : "";
}

conflict of(conflict_type type) {
  conflict what;
  what.type = type;
  what.expected = "40";
  what.received = "38";
  return what;
}

conflict needs_vision() {
  auto what = of(conflict_type::capability_mismatch);
  what.evidence.needed_capabilities = {"vision"};
  return what;
}

/// Both values with their origins; the reporter's side has more who agree.
conflict contradiction(std::uint32_t agreeing = 3) {
  auto what = of(conflict_type::data_contradiction);
  what.evidence.expected_by.agent = agent_id{0, 0, 2};
  what.evidence.expected_by.agreeing = agreeing;
  what.evidence.received_from.agent = other;
  what.evidence.received_from.message = {77};
  return what;
}

} // namespace

TEST_CASE("K3 work that an agent is not capable of is done by one that is, once", "[sim]") {
  auto seen = std::make_shared<told>();
  auto mesh = mesh_of({reports(needs_vision()), works(other, {"vision"}, [=](const job& j) {
                         seen->jobs.push_back(std::string(j.verb) + " "
                                              + std::string(j.payload));
                         return work_result::ready("a cat");
                       })});
  ask_reporter(*mesh);
  CHECK(seen->jobs.empty()); // not before the conflict is looked at
  mesh->wait(5s);
  CHECK(seen->jobs == std::vector<std::string>{"act picture 7"});
  auto one = only_conflict(*mesh);
  REQUIRE(one.resolution);
  CHECK(one.resolution->by == "mesh");
  CHECK(one.resolution->how == "rerouted");
  CHECK(one.resolution->note
        == "given to s00.c01.a01, which is capable and answered: a cat");
  CHECK(mesh->book().counts(mesh->now()).ended_by_mesh == 1);
  CHECK(mesh->report().conflicts_last_hour == 1);
  mesh->wait(60s);
  CHECK(seen->jobs.size() == 1);
}

TEST_CASE("K3 when nobody else is capable either, it stays for a person after some tries",
          "[sim]") {
  auto seen = std::make_shared<told>();
  auto refuse = works(sector_id{1}, {"vision"}, [=](const job& j) {
    seen->jobs.push_back(to_string(j.agent));
    return work_result::conflict(of(conflict_type::capability_mismatch));
  });
  auto mesh = mesh_of({reports(needs_vision()), refuse});
  ask_reporter(*mesh);
  mesh->wait(60s);
  CHECK(seen->jobs.size() == 3); // resolution_tries, each another one
  CHECK(std::set(seen->jobs.begin(), seen->jobs.end()).size() == 3);
  CHECK_THAT(why_open(*mesh), Catch::StartsWith("3 agents were asked; the last: s01."));
  CHECK(mesh->book().counts(mesh->now()).for_person == 1);
}

TEST_CASE("K3 without anybody of the capability that is needed nobody is asked", "[sim]") {
  auto mesh = mesh_of({reports(needs_vision())});
  ask_reporter(*mesh);
  mesh->wait(5s);
  CHECK(why_open(*mesh) == "there is no other active agent with vision");
}

TEST_CASE("K3 an act that was given to all is not done by somebody a second time", "[sim]") {
  auto seen = std::make_shared<told>();
  auto mesh = mesh_of({reports(needs_vision()), works(other, {"vision"}, [=](const job& j) {
                         seen->jobs.emplace_back(j.verb);
                         return work_result::ready("done");
                       })});
  mesh->scatter({});
  mesh->wait(30s);
  CHECK(seen->jobs.size() == 1);
  CHECK(why_open(*mesh)
        == "there is no other active agent with vision that was not given the act in all");
}

TEST_CASE("K3 an act whose orchestrator is lost meanwhile is given to nobody else", "[sim]") {
  class slow : public work {
  public:
    explicit slow(std::shared_ptr<told> seen) : seen_(std::move(seen)) {}
    std::optional<planned_result> start(const job& j,
                                        const std::function<work_done()>&) override {
      seen_->jobs.push_back(to_string(j.agent));
      return planned_result{work_result::ready("done"), 5s};
    }

  private:
    std::shared_ptr<told> seen_;
  };
  auto seen = std::make_shared<told>();
  work_override able{sector_id{1}, {"vision"}, [=](const agent_identity&) {
                       return std::make_shared<slow>(seen);
                     }};
  auto mesh = mesh_of({reports(needs_vision()), able});
  ask_reporter(*mesh);
  mesh->wait(3s);
  REQUIRE(seen->jobs.size() == 1);
  mesh->inject({fault_kind::crash, {}});
  mesh->wait(60s);
  CHECK(seen->jobs.size() == 1);
  CHECK_THAT(why_open(*mesh), Catch::Contains("the orchestrator went down")
                                  && Catch::Contains("it may have begun the act"));
}

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
                         seen->jobs.push_back(std::string(j.verb) + " "
                                              + std::string(j.payload) + " "
                                              + to_string(j.causation));
                         return stubborn ? work_result::conflict("38", std::string(j.payload))
                                         : work_result::ready("40 now");
                       })});
  ask_reporter(*mesh);
  mesh->wait(30s);
  CHECK(seen->jobs == std::vector<std::string>{"sync 40 000000000000004d"});
  if (stubborn) {
    CHECK_THAT(why_open(*mesh), Catch::Contains("is the stronger, but s00.c01.a01 answered -1"));
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
  auto mesh = mesh_of({reports(contradiction(0)), works(other, {}, [](const job&) {
                         return work_result::ready("40 now");
                       })});
  mesh->wait(6s); // everybody's context is known
  mesh->inject({fault_kind::corrupt, {other}});
  mesh->wait(5s);
  ask_reporter(*mesh);
  mesh->wait(40s);
  auto one = only_conflict(*mesh);
  if (!one.resolution) // its context was restored before anybody looked
    CHECK_THAT(why_open(*mesh), Catch::Contains("equally strong"));
  else
    CHECK(one.resolution->how == "provenance_trace");
}

TEST_CASE("K3 contradictions of equals, or of sources nobody knows, stay for a person",
          "[sim]") {
  auto of_equals = contradiction(1);
  auto mesh = mesh_of({reports(of_equals)});
  mesh->wait(6s);
  ask_reporter(*mesh);
  mesh->wait(10s);
  CHECK_THAT(why_open(*mesh), Catch::Contains("equally strong"));
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
       works(second, {},
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
             Catch::StartsWith("in the order of causes: " + to_string(seen->at(2).message)));
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
  CHECK_THAT(why_open(*mesh), Catch::Contains("door: shut against open"));
  CHECK(only_conflict(*mesh).entry.record.what.evidence == what.evidence);
}

TEST_CASE("K2 a conflict is sent to the level that it goes to, and again to whoever is new there",
          "[sim]") {
  auto what = of(conflict_type::data_contradiction);
  auto level = GENERATE(conflict_level::lead, conflict_level::sector,
                        conflict_level::orchestrator);
  if (level == conflict_level::sector)
    what.affected_agents = 200;
  if (level == conflict_level::orchestrator)
    what.type = conflict_type::temporal_paradox;
  auto mesh = mesh_of({reports(what)});
  ask_reporter(*mesh);
  auto id = only_conflict(*mesh).entry.record.id;
  auto with = [&] { return mesh->book().how_it_stands(id)->with; };
  CHECK(with() == level); // at once, by a message up the tree
  auto told_sector = mesh->counters().conflicts_to_sectors.load();
  auto told_root = mesh->counters().conflicts_to_orchestrator.load();
  CHECK(told_sector == (level == conflict_level::lead ? 0 : 1));
  CHECK(told_root == (level == conflict_level::orchestrator ? 1 : 0));
  mesh->inject({fault_kind::crash, {sector_id{0}}});
  mesh->inject({fault_kind::crash, {}});
  mesh->wait(5s);
  CHECK(with() == level);
  CHECK(mesh->counters().conflicts_to_sectors
        == told_sector + (level == conflict_level::sector ? 1 : 0));
  CHECK(mesh->counters().conflicts_to_orchestrator
        == told_root + (level == conflict_level::orchestrator ? 1 : 0));
}

TEST_CASE("K1 K3 after a restart a conflict has its data, and its act is not tried again",
          "[sim]") {
  auto pattern = (std::filesystem::temp_directory_path() / "mesh-sim-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  auto seen = std::make_shared<told>();
  auto start = [&] {
    mesh_options options;
    options.virtual_time = true;
    options.data = pattern;
    options.work = {reports(needs_vision()), works(other, {"vision"}, [=](const job& j) {
                      seen->jobs.emplace_back(j.verb);
                      return work_result::ready("done");
                    })};
    return std::make_unique<local_mesh>(sized(2, 2, 3), std::move(options));
  };
  ask_reporter(*start()); // and it ends before anybody has looked at the conflict
  auto mesh = start();
  mesh->wait(10s);
  auto record = only_conflict(*mesh).entry.record;
  REQUIRE(record.held);
  CHECK(record.held->payload == "picture 7");
  CHECK(record.what.evidence == needs_vision().evidence);
  CHECK(seen->jobs.empty());
  CHECK_THAT(why_open(*mesh), Catch::Contains("from before the start"));
  mesh.reset();
  std::filesystem::remove_all(pattern);
}
