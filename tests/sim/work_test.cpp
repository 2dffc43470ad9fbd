// Work of one's own in a whole mesh: parts, pipelines, delegation, messages
// from agent to agent.
#include <set>
#include <stdexcept>

#include "actors/work/function_work.hpp"
#include "tests/sim/whole_mesh.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

work_override everywhere(const std::function<work_result(const job&)>& function) {
  return {{}, {"own"}, [=](const agent_identity&) {
            return make_function_work(function);
          }};
}

/// Work that takes its agent with it, as a bug would.
class fatal_work : public work {
public:
  std::optional<planned_result> start(const job&, const std::function<work_done()>&) override {
    throw std::runtime_error("a bug");
  }
};

} // namespace

TEST_CASE("the payload of a message is one for a whole mesh, and never copied", "[sim]") {
  auto seen = std::make_shared<std::set<const char*>>();
  auto mesh = in_virtual_time(sized(3, 3, 30), {everywhere([=](const job& what) {
                                seen->insert(what.payload.data());
                                return work_result::ready("");
                              })});
  scatter_request request;
  request.what.payload.assign(60'000, 'x');
  request.scheduled = false;
  CHECK(mesh->scatter(request).summary.ready == 270);
  CHECK(seen->size() == 1);
}

TEST_CASE("M4 a pipeline passes through agents of several sectors", "[sim]") {
  auto mesh = in_virtual_time(sized(3, 2, 5), {everywhere([](const job& what) {
                                return work_result::ready(std::string(what.payload) + ">"
                                                          + to_string(what.agent));
                              })});
  pipeline_request request;
  request.what.payload = "start";
  request.agents = {{2, 1, 4}, {0, 0, 0}, {2, 1, 4}};
  auto result = mesh->pipeline(request);
  CHECK(result.failure.code == errc::none);
  REQUIRE(result.steps.size() == 3);
  CHECK(result.steps[2].value == "start>s02.c01.a04>s00.c00.a00>s02.c01.a04");
}

TEST_CASE("M4 X4 a pipeline through an agent without the capability is refused there",
          "[sim]") {
  auto own = everywhere([](const job&) { return work_result::ready("on"); });
  own.where = cluster_id{0, 0};
  auto mesh = in_virtual_time(sized(1, 2, 5), {own});
  pipeline_request request;
  request.what.capabilities = {"own"};
  request.agents = {{0, 0, 1}, {0, 1, 1}, {0, 0, 2}};
  auto result = mesh->pipeline(request);
  CHECK(result.failure.code == errc::capability_denied);
  CHECK(result.steps.size() == 2);
}

TEST_CASE("O4 a task is done by somebody else when its agent dies of it", "[sim]") {
  work_override fatal{cluster_id{0, 0}, {"own"}, [](const agent_identity&) {
                        return std::make_shared<fatal_work>();
                      }};
  work_override good{cluster_id{0, 1}, {"own"}, [](const agent_identity&) {
                       return make_function_work(
                           [](const job&) { return work_result::ready("done"); });
                     }};
  auto cfg = sized(1, 2, 1); // one deadly agent, one good one
  auto mesh = in_virtual_time(cfg, {fatal, good});
  behaviour_change unused;
  delegate_request request;
  request.what.capabilities = {"own"};
  request.agent = agent_id{0, 0, 0};
  auto named = mesh->delegate(request);
  CHECK(named.failure.code == errc::agent_down);
  REQUIRE(named.attempts.size() == 1);

  request.agent.reset();
  auto best = mesh->delegate(request); // the deadly one was replaced and may be tried
  CHECK(best.failure.code == errc::none);
  CHECK(best.agent == agent_id{0, 1, 0});
  CHECK(best.value == "done");
  CHECK(best.attempts.size() <= 1);
  auto all = summarise(mesh->agents());
  CHECK(all.agents == 2);
  CHECK(all.active == 2); // F2: whoever died of it was replaced
}

TEST_CASE("O4 a task goes from agent to agent until one survives it", "[sim]") {
  auto deaths = std::make_shared<int>(0);
  struct deadly : work {
    explicit deadly(std::shared_ptr<int> d) : deaths(std::move(d)) {}
    std::optional<planned_result> start(const job&,
                                        const std::function<work_done()>&) override {
      if (++*deaths <= 4) // each agent is given it twice: once more after its crash
        throw std::runtime_error("a bug");
      return planned_result{work_result::ready("done")};
    }
    std::shared_ptr<int> deaths;
  };
  auto mesh = in_virtual_time(sized(2, 2, 5), {{{}, {}, [=](const agent_identity&) {
                                                  return std::make_shared<deadly>(deaths);
                                                }}});
  auto result = mesh->delegate({});
  CHECK(result.failure.code == errc::none);
  CHECK(result.value == "done");
  REQUIRE(result.attempts.size() == 2);
  for (const auto& attempt : result.attempts)
    CHECK(attempt.reason == errc::agent_down);
}

TEST_CASE("agents send each other messages through the mesh, within and between sectors",
          "[sim]") {
  auto got = std::make_shared<std::set<std::string>>();
  auto mesh = in_virtual_time(
      sized(3, 2, 5), {everywhere([=](const job& what) {
        auto result = work_result::ready("");
        if (what.payload == "greet")
          result.posts = {{{0, 0, 1}, "same cluster"}, {{0, 1, 1}, "same sector"},
                          {{2, 1, 1}, "other sector"}, {{0, 0, 9}, "nobody"},
                          {{2, 7, 0}, "no cluster"},   {{9, 9, 9}, "no sector"}};
        else
          got->insert(to_string(what.agent) + " " + std::string(what.payload));
        return result;
      })});
  delegate_request request;
  request.agent = agent_id{0, 0, 0};
  request.what.payload = "greet";
  CHECK(mesh->delegate(request).failure.code == errc::none);
  mesh->wait(1s);
  CHECK(*got
        == std::set<std::string>{"s00.c00.a01 same cluster", "s00.c01.a01 same sector",
                                 "s02.c01.a01 other sector"});
  CHECK(mesh->counters().posts_answered == 3);
  CHECK(mesh->counters().posts_undeliverable == 3);
  CHECK(mesh->report().posts_undeliverable == 3);
}
