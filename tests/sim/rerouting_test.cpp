// K3: work that an agent is not capable of, in whole meshes.
#include <filesystem>
#include <set>

#include "tests/sim/reported_conflict.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

TEST_CASE("K3 work that an agent is not capable of is done by one that is, once", "[sim]") {
  auto seen = std::make_shared<told>();
  auto mesh =
      mesh_of({reports(needs_vision()), works(other, {"vision"}, [=](const job& j) {
                 seen->jobs.push_back(std::string(j.verb) + " " + std::string(j.payload));
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
  CHECK(one.resolution->note == "given to s00.c01.a01, which is capable and answered: a cat");
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
  CHECK_THAT(why_open(*mesh),
             Catch::Matchers::StartsWith("3 agents were asked; the last: s01."));
  CHECK(mesh->book().counts(mesh->now()).for_person == 1);
}

TEST_CASE("K3 without anybody of the capability that is needed nobody is asked", "[sim]") {
  auto mesh = mesh_of({reports(needs_vision())});
  ask_reporter(*mesh);
  mesh->wait(5s);
  CHECK(why_open(*mesh) == "there is no other active agent with vision");
}

TEST_CASE("K3 D1 in an emergency nobody is asked to end a conflict", "[sim]") {
  auto work = std::vector{reports(needs_vision()), works(other, {"vision"}, [](const job&) {
                            return work_result::ready("done");
                          })};
  auto cfg = sized(2, 2, 3);
  cfg.supervision.cluster.child_restarts = 0; // who crashes stays down
  auto mesh = in_virtual_time(cfg, work);
  ask_reporter(*mesh);
  for (std::uint8_t sector = 0; sector < 2; ++sector)
    for (std::uint8_t cluster = 0; cluster < 2; ++cluster)
      for (std::uint8_t slot = 0; slot < 3; ++slot)
        if (agent_id who{sector, cluster, slot}; who != reporter && who != other)
          mesh->inject({fault_kind::crash, {who}});
  mesh->wait(10s);
  CHECK(why_open(*mesh).empty());
  mesh->heal({});
  mesh->wait(10s);
  CHECK(only_conflict(*mesh).resolution);
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
        == "there is no other active agent with vision that was not given the task in all");
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
  mesh->inject({fault_kind::crash, {scope()}});
  mesh->wait(60s);
  CHECK(seen->jobs.size() == 1);
  CHECK_THAT(why_open(*mesh),
             Catch::Matchers::ContainsSubstring("the orchestrator went down")
                 && Catch::Matchers::ContainsSubstring("it may have started the task"));
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
  CHECK_THAT(why_open(*mesh), Catch::Matchers::ContainsSubstring("older than this start"));
  mesh.reset();
  std::filesystem::remove_all(pattern);
}
