// Supervision strategies of a whole mesh, the user's own among them.
#include "actors/coordination/registry.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

/// The example of docs/how-to/choose-a-strategy.md: what fails stays down.
class no_second_chance : public supervision_strategy {
public:
  [[nodiscard]] std::string_view name() const override { return "no_second_chance"; }
  [[nodiscard]] std::vector<std::size_t> affected(std::size_t failed,
                                                  std::size_t) const override {
    return {failed};
  }
  [[nodiscard]] verdict decide(const child_failure& what) const override {
    return is_failure(what.exit) ? verdict::give_up : verdict::leave;
  }
};

class faulty : public supervision_strategy {
public:
  [[nodiscard]] std::string_view name() const override { return "faulty"; }
  [[nodiscard]] std::vector<std::size_t> affected(std::size_t, std::size_t) const override {
    throw std::runtime_error("no idea");
  }
};

std::unique_ptr<local_mesh> with_strategy(strategy_ptr strategy) {
  mesh_options options;
  options.virtual_time = true;
  options.strategy = std::move(strategy);
  return std::make_unique<local_mesh>(sized(2, 2, 10), std::move(options));
}

std::uint32_t active(const local_mesh& mesh) {
  return summarise(mesh.agents()).active;
}

} // namespace

TEST_CASE("a strategy of one's own decides who is restarted", "[sim][supervision]") {
  auto mesh = with_strategy(std::make_shared<no_second_chance>());
  mesh->inject({fault_kind::crash, {agent_id{0, 0, 1}, agent_id{1, 1, 2}}});
  mesh->wait(60s);
  CHECK(mesh->counters().agents_replaced == 0);
  CHECK(mesh->counters().given_up == 2);
  CHECK(active(*mesh) == 38);
  CHECK(mesh->heal(scope()).lines.size() == 2);
  mesh->wait(1s);
  CHECK(active(*mesh) == 40);
}

TEST_CASE("one_for_all restarts a cluster for one of its agents", "[sim][supervision]") {
  auto mesh = with_strategy(one_for_all());
  mesh->inject({fault_kind::crash, {agent_id{0, 1, 3}}});
  mesh->wait(1s);
  CHECK(mesh->counters().agents_replaced == 10);
  CHECK(mesh->counters().leads_replaced == 1);
  CHECK(active(*mesh) == 40);
}

TEST_CASE("rest_for_one restarts an agent and those after it", "[sim][supervision]") {
  auto mesh = with_strategy(rest_for_one());
  mesh->inject({fault_kind::crash, {agent_id{0, 1, 7}}});
  mesh->wait(1s);
  CHECK(mesh->counters().agents_replaced == 3);
  CHECK(mesh->counters().leads_replaced == 0);
  CHECK(active(*mesh) == 40);
}

TEST_CASE("what a strategy throws is escalated, and does not spin", "[sim][supervision]") {
  auto mesh = with_strategy(std::make_shared<faulty>());
  mesh->inject({fault_kind::crash, {agent_id{0, 0, 1}}});
  mesh->wait(10s);
  CHECK(mesh->counters().escalations >= 1);
  CHECK(mesh->counters().escalations <= 3); // cluster, sector and mesh
}
