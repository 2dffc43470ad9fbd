#include "supervisors/mode_gate.hpp"

#include <limits>

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

using kind = gate_verdict::kind;
using purpose = command_profile::purpose;

constexpr auto full = degradation_mode::full;
constexpr auto emergency = degradation_mode::emergency;
constexpr std::array all_modes{full, light, moderate, severe, emergency};

/// What each mode says, best mode first: a(llow) q(ueue) ?(approve) r(efuse).
std::string verdicts(const command_profile& command) {
  std::string text;
  for (auto mode : all_modes)
    text += "aq?r"[static_cast<std::size_t>(gate(mode, command, default_degradation).what)];
  return text;
}

} // namespace

TEST_CASE("D1: each minimum belongs to the better mode", "[degradation]") {
  struct row {
    double rate;
    degradation_mode expected;
  };
  auto r = GENERATE(values<row>({
      {1.0, full},
      {0.95, full},
      {0.9499, light},
      {0.80, light},
      {0.7999, moderate},
      {0.60, moderate},
      {0.5999, severe},
      {0.30, severe},
      {0.2999, emergency},
      {0.0, emergency},
      {std::numeric_limits<double>::quiet_NaN(), emergency}, // nothing is known
  }));
  CAPTURE(r.rate);
  CHECK(mode_of(r.rate) == r.expected);
}

TEST_CASE("D1: the limits of the modes are configured", "[degradation]") {
  degradation_config mine;
  mine.full_minimum = 0.5;
  CHECK(mode_of(0.5, mine) == full);
}

TEST_CASE("D1: what each mode leaves to each kind of command", "[degradation]") {
  struct row {
    const char* what;
    command_profile command;
    const char* expected;
  };
  constexpr auto normal = priority::normal;
  constexpr auto high = priority::high;
  constexpr auto critical = priority::critical;
  auto r = GENERATE_COPY(values<row>({
      // name, purpose, urgency, background, automatic, mesh-wide, agents, approved
      {"status", {"", purpose::look, normal, false, false, true, 30'000, false}, "aaaaa"},
      {"work", {"", purpose::work, normal, false, false, false, 1, false}, "aaqrr"},
      {"urgent work", {"", purpose::work, high, false, false, false, 1, false}, "aaarr"},
      {"critical work", {"", purpose::work, critical, false, false, false, 1, false}, "aaaa?"},
      {"approved work", {"", purpose::work, critical, false, false, false, 1, true}, "aaaaa"},
      {"background", {"", purpose::work, normal, true, true, false, 1, false}, "arrrr"},
      {"urgent background", {"", purpose::work, high, true, false, false, 1, false}, "arrrr"},
      {"critical background",
       {"", purpose::work, critical, true, false, false, 1, false},
       "aaaa?"},
      {"automatic", {"", purpose::work, critical, false, true, false, 1, true}, "aaaar"},
      {"1,000 agents", {"", purpose::work, high, false, false, false, 1'000, false}, "aaarr"},
      {"1,001 agents", {"", purpose::work, high, false, false, false, 1'001, false}, "aarrr"},
      {"critical, 1,001",
       {"", purpose::work, critical, false, false, false, 1'001, false},
       "aar??"},
      {"approved, 1,001",
       {"", purpose::work, critical, false, false, false, 1'001, true},
       "aaraa"},
      {"mesh-wide, small",
       {"", purpose::work, critical, false, false, true, 45, false},
       "aaa??"},
      {"approval is no urgency",
       {"", purpose::work, normal, false, false, false, 1, true},
       "aaqrr"},
      {"heal", {"", purpose::protect, normal, false, false, false, 30, false}, "aaaaa"},
      {"freeze all",
       {"", purpose::protect, normal, false, false, true, 30'000, false},
       "aaa??"},
      {"freeze all --approve",
       {"", purpose::protect, normal, false, false, true, 30'000, true},
       "aaaaa"},
      {"the mesh freezes itself",
       {"", purpose::protect, normal, false, true, true, 0, false},
       "aaaaa"},
  }));
  CAPTURE(r.what);
  CHECK(verdicts(r.command) == r.expected);
}

TEST_CASE("D1: no command is freer in a worse mode, but that a person may approve it",
          "[degradation]") {
  for (int bits = 0; bits < 64; ++bits)
    for (int urgency = 0; urgency < 4; ++urgency) {
      command_profile c;
      c.urgency = static_cast<priority>(urgency);
      c.what = bits & 1 ? purpose::protect : purpose::work;
      c.background = bits & 2;
      c.automatic = bits & 4;
      c.mesh_wide = bits & 8;
      c.agents = bits & 16 ? 30'000 : 1;
      c.approved = bits & 32;
      auto text = verdicts(c);
      CAPTURE(bits, urgency, text);
      auto refused = text.find('r');
      if (refused != std::string::npos && c.agents == 1) // a wide one may be approved later
        CHECK(text.find_first_not_of('r', refused) == std::string::npos);
      if (c.approved)
        CHECK(text.find('?') == std::string::npos);
    }
}

TEST_CASE("D2: what is refused, queued or asked for says why and what helps", "[degradation]") {
  command_profile c;
  c.name = "cascade wave";
  c.agents = 30'000;
  c.mesh_wide = true;
  CHECK(gate(full, c, default_degradation).why == error{});
  CHECK(to_string(gate(moderate, c, default_degradation).why)
        == "mode_restricted: cascade wave in DEGRADED_MODERATE: no scatter over 1000 agents, "
           "this is 30000 (a smaller scope, or when more agents are active, or heal some)");
  CHECK(gate(severe, c, default_degradation).why.code == errc::mode_restricted);
  c.agents = 10;
  CHECK(to_string(gate(moderate, c, default_degradation).why)
        == "mode_restricted: cascade wave in DEGRADED_MODERATE: work that is not urgent waits "
           "(runs automatically when the mode allows; priority high runs now)");
  c.urgency = priority::critical;
  CHECK(to_string(gate(severe, c, default_degradation).why)
        == "approval_required: cascade wave in DEGRADED_SEVERE: an operator approves anything "
           "mesh-wide or over 1000 agents (--approve)");
  c.automatic = true;
  CHECK(gate(emergency, c, default_degradation).why.detail
        == "cascade wave in EMERGENCY: automatic work is halted");
}

TEST_CASE("D1: retry timeouts, healthy sectors and halted work follow from the mode",
          "[degradation]") {
  std::string text;
  for (auto mode : all_modes) {
    auto r = restrictions_of(mode, default_degradation);
    text += std::to_string(static_cast<int>(r.retry_timeout_factor));
    text += r.healthy_sectors_only ? "h" : "-";
    text += r.automatic_work_halted ? "x " : "- ";
  }
  CHECK(text == "1-- 2-- 2h- 2h- 2hx ");
}

TEST_CASE("D1 a mesh with a sector that nobody serves is not FULL", "[mode]") {
  mesh_summary mesh;
  mesh.agents = 30'000;
  mesh.active = 29'700;
  CHECK(mode_of(mesh, {}) == degradation_mode::full);
  mesh.unserved = {{7}};
  CHECK(mode_of(mesh, {}) == degradation_mode::degraded_light);
  mesh.active = 15'000; // what is worse stays worse
  CHECK(mode_of(mesh, {}) == degradation_mode::degraded_severe);
}
