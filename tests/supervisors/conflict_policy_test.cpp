#include "supervisors/conflict_policy.hpp"

#include <limits>

#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;

namespace {

conflict of(conflict_type type, std::uint32_t depth, std::uint32_t affected) {
  return {type, "", "", 0, depth, affected};
}

} // namespace

TEST_CASE("K2: the priority of every type at its limits", "[conflicts]") {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  struct row {
    conflict_type type;
    std::uint32_t depth, affected;
    int priority;
  };
  auto r = GENERATE_COPY(values<row>({
      {conflict_type::context_divergence, 0, most, 2},
      {conflict_type::context_divergence, 10, 0, 2},
      {conflict_type::context_divergence, 11, 0, 3},
      {conflict_type::context_divergence, most, 0, 3},
      {conflict_type::data_contradiction, most, 0, 2},
      {conflict_type::data_contradiction, 0, 100, 2},
      {conflict_type::data_contradiction, 0, 101, 3},
      {conflict_type::data_contradiction, 0, most, 3},
      {conflict_type::temporal_paradox, 0, 0, 4},
      {conflict_type::capability_mismatch, most, most, 1},
      {conflict_type::hash_mismatch, 0, 0, 4},
      {conflict_type::other, most, most, 2},
  }));
  CAPTURE(to_string(r.type), r.depth, r.affected);
  CHECK(conflict_priority(of(r.type, r.depth, r.affected), default_conflicts) == r.priority);
}

TEST_CASE("K2: deadlines are at once, a minute, ten, an hour and when convenient",
          "[conflicts]") {
  CHECK(time_to_resolve(4, default_conflicts) == std::chrono::seconds(0));
  CHECK(time_to_resolve(3, default_conflicts) == std::chrono::minutes(1));
  CHECK(time_to_resolve(2, default_conflicts) == std::chrono::minutes(10));
  CHECK(time_to_resolve(1, default_conflicts) == std::chrono::hours(1));
  CHECK(time_to_resolve(0, default_conflicts) == std::nullopt);
  CHECK(time_to_resolve(-1, default_conflicts) == std::nullopt);
  CHECK(time_to_resolve(99, default_conflicts) == time_to_resolve(4, default_conflicts));
}

TEST_CASE("K2: three and up goes to the sector and four to the orchestrator", "[conflicts]") {
  CHECK(level_of(0, default_conflicts) == conflict_level::lead);
  CHECK(level_of(2, default_conflicts) == conflict_level::lead);
  CHECK(level_of(3, default_conflicts) == conflict_level::sector);
  CHECK(level_of(4, default_conflicts) == conflict_level::orchestrator);
  CHECK(to_string(level_of(3, default_conflicts)) == "sector");
}

TEST_CASE("K2: limits are those of the configuration", "[conflicts]") {
  conflicts_config mine;
  mine.divergence_depth = 0;
  mine.contradiction_agents = 1'000;
  mine.priority_3_deadline_ms = 5;
  mine.sector_priority = 1;
  mine.orchestrator_priority = 5;
  CHECK(conflict_priority(of(conflict_type::context_divergence, 1, 0), mine) == 3);
  CHECK(conflict_priority(of(conflict_type::data_contradiction, 0, 1'000), mine) == 2);
  CHECK(time_to_resolve(3, mine) == from_ms(5));
  CHECK(level_of(1, mine) == conflict_level::sector);
  CHECK(level_of(4, mine) == conflict_level::sector);
}
