#include "config/dump.hpp"

#include <random>

#include "config/loader.hpp"
#include "config/validate.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

/// A valid configuration that differs from the defaults in fields of every
/// kind; the same one for the same seed.
config varied(unsigned seed) {
  std::mt19937_64 random(seed);
  auto whole = [&](int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
  };
  auto real = [&](double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(random);
  };
  config c;
  c.topology = topology_config::of(whole(1, 100), whole(1, 100), whole(1, 100));
  for (auto& one : c.classes) {
    one = {real(0.001, 1e6), real(0, 100), real(100, 1e7), real(0, 1e7), {}};
    for (int i = whole(0, 5); i > 0; --i)
      one.capabilities.push_back("skill-" + std::to_string(whole(0, 9)));
  }
  c.coordination.gather_window_ms = real(1, 5'000);
  for (auto& minimum : c.coordination.priority_first_minimum)
    minimum = real(0, 1);
  c.impedance.spike_factor = real(1, 10);
  c.limits.payload_bytes = whole(1, 1 << 20);
  c.simulation.seed = random();
  c.runtime.log_json = whole(0, 1) == 1;
  c.runtime.log_level = "error";
  for (std::uint8_t i = 0; i < c.topology.sectors && i < 3; ++i) {
    agent_override_config one{sector_id{i}, {}, {"only.here"}, {}};
    if (i > 0)
      one.cls = all_classes[static_cast<std::size_t>(whole(0, 5))];
    if (i > 1)
      one.command = command_work_config{
          {"echo", "\u00e4 \"quoted\"\n", ""}, {"MODEL=a=b", "KEY"}, real(1, 1e6)};
    c.agents.push_back(one);
  }
  c.agents.push_back({agent_id{0, 0, 0}, agent_class::f_human, {}, {}});
  c.exclusions = {{agent_class::f_human, "only.here"}};
  c.permissions = {{"only.here"}, {"only.here"}};
  return c;
}

} // namespace

TEST_CASE("what is dumped is loaded as it was", "[config]") {
  auto seed = GENERATE(range(1U, 51U));
  auto c = varied(seed);
  CAPTURE(seed, validate(c).size());
  auto loaded = load_config(to_json(c).dump());
  if (!loaded)
    FAIL(to_string(loaded.error()));
  CHECK(*loaded == c);
}

TEST_CASE("a dump states every section, and numbers without needless fractions", "[config]") {
  auto dumped = to_json(config{});
  CHECK(dumped["coordination"]["gather_window_ms"].dump() == "500");
  CHECK(dumped["coordination"]["priority_first_minimum"]["B_SERVERLESS"].dump() == "0.95");
  CHECK(dumped["topology"]["agents"] == 30'000);
  CHECK(dumped.size() == 27);
}
