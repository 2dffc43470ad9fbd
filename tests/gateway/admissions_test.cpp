// X1: many agents come in at once; what is theirs is kept together.
#include "runtime/gateway/admissions.hpp"

#include <future>
#include <map>

#include "tests/gateway/enrolling.hpp"
#include "tests/records/store_support.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::gateway;

namespace {

/// A mesh in real time with enrolments and no links.
struct admitting {
  test::data_folder data;
  std::unique_ptr<local_mesh> mesh;
  std::unique_ptr<enrolment_desk> desk;
  std::unique_ptr<admissions> door;

  admitting() { start(); }
  void start() {
    config cfg;
    cfg.topology = topology_config::of(1, 2, 3);
    cfg.runtime.log_level = "off";
    mesh = std::make_unique<local_mesh>(std::move(cfg), mesh_options{});
    auto opened = enrolment_desk::open(data.path(), mesh->cfg().gateway);
    REQUIRE(opened);
    desk = std::move(*opened);
    door = std::make_unique<admissions>(*mesh, *desk);
  }
  std::string token_for(const std::string& name, const scope& where = {}) {
    enroll_order what;
    what.name = name;
    what.cls = agent_class::b_serverless;
    what.where = where;
    const auto invite = desk->enroll(what, mesh->wall_ms());
    REQUIRE(invite);
    return invite->token;
  }
  std::future<admission_answer> hello(const std::string& name, std::uint16_t key,
                                      const std::string& token) {
    auto told = std::make_shared<std::promise<admission_answer>>();
    door->ask({name, std::string(identity::ed25519::bytes_of(test::key(key))), token, {}},
              [told](admission_answer how) { told->set_value(std::move(how)); });
    return told->get_future();
  }
};

} // namespace

TEST_CASE("X1 agents that come at once have a place each, and are known after a restart") {
  admitting a;
  constexpr std::uint16_t many = 60;
  std::map<std::string, std::string> tokens;
  for (std::uint16_t i = 0; i < many; ++i) {
    const auto name = "agent-" + std::to_string(i);
    tokens[name] = a.token_for(name, i % 2 == 0 ? scope() : scope(sector_id{0}));
  }
  std::vector<std::future<admission_answer>> answers;
  for (std::uint16_t i = 0; i < many; ++i) {
    const auto name = "agent-" + std::to_string(i);
    answers.push_back(a.hello(name, i, i == 7 ? "no such token" : tokens[name]));
  }
  std::map<agent_id, int> places;
  for (std::uint16_t i = 0; i < many; ++i) {
    const auto how = answers[i].get();
    CAPTURE(i, how.detail);
    CHECK(how.code == (i == 7 ? "bad_token" : ""));
    if (how.code.empty())
      ++places[how.place];
  }
  CHECK(places.size() == many - 1u);

  a.door.reset();
  a.desk.reset();
  a.start();
  CHECK(a.desk->find("agent-59", a.mesh->wall_ms())->id);
  CHECK(a.hello("agent-59", 59, {}).get().code.empty());
}

TEST_CASE("X1 an agent that says hello twice at once has one place") {
  admitting a;
  const auto token = a.token_for("twin");
  std::vector<std::future<admission_answer>> answers;
  for (int i = 0; i < 5; ++i)
    answers.push_back(a.hello("twin", 1, token));
  std::map<agent_id, int> places;
  for (auto& one : answers)
    ++places[one.get().place];
  CHECK(places.size() == 1);
  CHECK(a.mesh->who().agents() == 7);
}

TEST_CASE("X1 T5 agents that come at once get what room there is, and the others are told") {
  admitting a;
  constexpr int room = (max_children - 2) * 3; // in clusters of three
  std::vector<std::future<admission_answer>> answers;
  for (std::uint16_t i = 0; i < room + 3; ++i) {
    const auto name = "agent-" + std::to_string(i);
    answers.push_back(a.hello(name, i, a.token_for(name, sector_id{0})));
  }
  std::map<std::string, int> codes;
  for (auto& one : answers)
    ++codes[one.get().code];
  CHECK(codes == std::map<std::string, int>{{"", room}, {"unavailable", 3}});
}
