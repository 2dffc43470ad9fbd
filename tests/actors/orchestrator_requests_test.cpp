// What the orchestrator refuses, by name and before anything is sent.
#include <cmath>
#include <limits>

#include "tests/actors/orchestrator_under_test.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace std::chrono_literals;

namespace {

constexpr double year_ms = 365.0 * 24 * 3'600'000;
constexpr double nan_ms = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite_ms = std::numeric_limits<double>::infinity();

using break_request = std::function<void(scatter_request&)>;
struct bad_scatter {
  std::string name;
  errc expected;
  break_request apply;
};

std::vector<bad_scatter> bad_scatters() {
  auto bad = errc::invalid_argument;
  std::vector<bad_scatter> all{
      {"payload over the limit", errc::payload_too_large,
       [](auto& r) {
         r.what.payload.assign(65'537, 'x');
       }},
      {"part over the limit", errc::payload_too_large,
       [](auto& r) {
         r.what.parts = {"small", std::string(65'537, 'x')};
       }},
      {"more parts than the limit", bad,
       [](auto& r) {
         r.what.parts.resize(10'001);
       }},
      {"more parts than agents", bad,
       [](auto& r) {
         r.what.parts.resize(21);
       }},
      {"more parts than named agents", bad,
       [](auto& r) {
         r.what.parts = {"a", "b"};
         r.targets = {{0, 0, 0}};
       }},
      {"fewer parts than named agents", bad,
       [](auto& r) {
         r.what.parts = {"a"};
         r.targets = {{0, 0, 0}, {0, 0, 1}};
       }},
      {"two parts for one agent", bad,
       [](auto& r) {
         r.what.parts = {"a", "b"};
         r.targets = {{0, 0, 0}, {0, 0, 0}};
       }},
      {"a sample and parts that do not match", bad,
       [](auto& r) {
         r.what.parts = {"a", "b"};
         r.sample = 1;
       }},
      {"unknown sector", errc::unknown_target,
       [](auto& r) {
         r.where = sector_id{2};
       }},
      {"unknown cluster", errc::unknown_target,
       [](auto& r) {
         r.where = cluster_id{0, 2};
       }},
      {"unknown agent", errc::unknown_target,
       [](auto& r) {
         r.where = agent_id{0, 0, 5};
       }},
      {"unknown target", errc::unknown_target,
       [](auto& r) {
         r.targets = {{0, 0, 0}, {99, 99, 99}};
       }},
      {"unknown capability", errc::no_capable_agent,
       [](auto& r) {
         r.what.capabilities = {"telepathy"};
       }},
      {"empty capability", errc::no_capable_agent,
       [](auto& r) {
         r.what.capabilities = {""};
       }},
      {"capabilities that nobody combines", errc::no_capable_agent,
       [](auto& r) {
         r.what.capabilities = {"fetch", "review"};
       }},
  };
  for (double window : {0.0, -1.0, year_ms, nan_ms, infinite_ms})
    all.push_back({"window " + std::to_string(window), bad, [=](auto& r) {
                     r.window_ms = window;
                   }});
  for (double minimum : {-0.1, 1.1, nan_ms})
    all.push_back({"minimum " + std::to_string(minimum), bad, [=](auto& r) {
                     r.minimum = minimum;
                   }});
  for (double horizon : {-1.0, year_ms, nan_ms, infinite_ms})
    all.push_back({"horizon " + std::to_string(horizon), bad, [=](auto& r) {
                     r.horizon_ms = horizon;
                   }});
  for (double weight : {-1.0, 1e9, nan_ms, infinite_ms})
    all.push_back({"payload weight " + std::to_string(weight), bad, [=](auto& r) {
                     r.what.payload_weight = weight;
                   }});
  for (int sample : {0, -3})
    all.push_back({"sample " + std::to_string(sample), bad, [=](auto& r) {
                     r.sample = sample;
                   }});
  return all;
}

} // namespace

TEST_CASE("each bad request is answered with a named error, and nothing is sent") {
  for (const auto& [name, expected, apply] : bad_scatters()) {
    CAPTURE(name);
    orchestrator_under_test root;
    scatter_request request;
    apply(request);
    auto result = root.answer_to<scatter_result>(request);
    CHECK(name_of(result.failure.code) == name_of(expected));
    CHECK_FALSE(result.failure.detail.empty());
    CHECK_FALSE(result.success());
    for (const auto& sector : root.sectors)
      CHECK(sector.count() == 0);
    auto kpi = root.answer_to<orchestrator_report>(report_request{}).kpi;
    CHECK_FALSE(kpi.at(0).value); // it is no gather that missed its quorum
  }
}

TEST_CASE("a class with nobody in it is a named error") {
  auto cfg = small_config();
  cfg.classes[static_cast<std::size_t>(agent_class::d_gpu)].share = 0;
  orchestrator_under_test root(cfg);
  scatter_request request;
  request.cls = agent_class::d_gpu;
  CHECK(root.answer_to<scatter_result>(request).failure.code == errc::no_capable_agent);
  request.sample = 3;
  CHECK(root.answer_to<scatter_result>(request).failure.code == errc::no_capable_agent);
}

TEST_CASE("requests over the limit are refused by name until others have ended") {
  auto cfg = small_config();
  cfg.limits.gathers_in_flight = 2;
  orchestrator_under_test root(cfg);
  scatter_request request;
  request.where = sector_id{0};
  root.scatter(request);
  root.scatter(request);
  CHECK(root.answer_to<scatter_result>(request).failure.code == errc::too_many_in_flight);
  root.all_ready(0);
  auto again = root.scatter(request);
  root.all_ready(0);
  CHECK(again->value().success());
}

TEST_CASE("bad delegations and pipelines are answered with a named error, too") {
  orchestrator_under_test root;
  auto delegated = [&](auto change) {
    delegate_request request;
    change(request);
    return root.answer_to<delegate_result>(request).failure.code;
  };
  CHECK(delegated([](auto& r) { r.agent = agent_id{7, 0, 0}; }) == errc::unknown_target);
  CHECK(delegated([](auto& r) { r.what.capabilities = {"x"}; }) == errc::no_capable_agent);
  CHECK(delegated([](auto& r) { r.what.payload.assign(65'537, 'x'); })
        == errc::payload_too_large);
  CHECK(delegated([](auto& r) { r.what.parts = {"one"}; }) == errc::invalid_argument);
  for (double timeout : {0.0, -1.0, -1e300, year_ms, 1e300, nan_ms, infinite_ms})
    CHECK(delegated([=](auto& r) { r.timeout_ms = timeout; }) == errc::invalid_argument);

  auto piped = [&](auto change) {
    pipeline_request request;
    request.agents = {{0, 0, 0}};
    change(request);
    return root.answer_to<pipeline_result>(request).failure.code;
  };
  CHECK(piped([](auto& r) { r.agents.clear(); }) == errc::invalid_argument);
  CHECK(piped([](auto& r) { r.agents[0].cluster = 9; }) == errc::unknown_target);
  CHECK(piped([](auto& r) { r.agents.push_back({9, 9, 9}); }) == errc::unknown_target);
  CHECK(piped([](auto& r) { r.what.parts = {"one"}; }) == errc::invalid_argument);
  for (double timeout : {0.0, -1.0, -1e300, year_ms, 1e300, nan_ms, infinite_ms})
    CHECK(piped([=](auto& r) { r.timeout_ms = timeout; }) == errc::invalid_argument);
  for (const auto& sector : root.sectors)
    CHECK(sector.count() == 0);
}

TEST_CASE("bad cascades are answered with a named error, too") {
  orchestrator_under_test root;
  auto kind =
      GENERATE(cascade_kind::wave, cascade_kind::parallel, cascade_kind::priority_first);
  auto cascaded = [&](auto change) {
    cascade_request request;
    request.kind = kind;
    change(request);
    return root.answer_to<cascade_result>(request).total.failure.code;
  };
  CHECK(cascaded([](auto& r) { r.what.payload.assign(65'537, 'x'); })
        == errc::payload_too_large);
  CHECK(cascaded([](auto& r) { r.what.parts = {"one"}; }) == errc::invalid_argument);
  CHECK(cascaded([](auto& r) { r.what.payload_weight = nan_ms; }) == errc::invalid_argument);
  CHECK(cascaded([](auto& r) { r.horizon_ms = -1; }) == errc::invalid_argument);
  for (double window : {0.0, year_ms, nan_ms})
    CHECK(cascaded([=](auto& r) { r.window_ms = window; }) == errc::invalid_argument);
  for (const auto& sector : root.sectors)
    CHECK(sector.count() == 0);
  CHECK_FALSE(root.answer_to<orchestrator_report>(report_request{}).since_last_cascade_s);
}
