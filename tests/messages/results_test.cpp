#include <optional>
#include <set>

#include "messages/orchestration.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

scatter_result result_of(std::uint32_t sent, std::uint32_t ready) {
  scatter_result r;
  r.summary.sent = sent;
  r.summary.ready = ready;
  r.minimum = 0.95;
  return r;
}

} // namespace

TEST_CASE("G3 SUCCESS begins exactly at the minimum", "[results]") {
  CHECK(result_of(20, 19).success());
  CHECK(result_of(30'000, 28'500).success());
  CHECK_FALSE(result_of(30'000, 28'499).success());
  CHECK(result_of(1, 1).success());
}

TEST_CASE("G3 nobody sent to, a failure and a cancelled gather are no success", "[results]") {
  CHECK_FALSE(result_of(0, 0).success());
  auto failed = result_of(10, 10);
  failed.failure.code = errc::unknown_target;
  CHECK_FALSE(failed.success());
  CHECK(failed.recommendation().empty());
  auto cancelled = result_of(10, 10);
  cancelled.cancelled = true;
  CHECK_FALSE(cancelled.success());
  CHECK(cancelled.recommendation() == "run_again");
}

TEST_CASE("G3 a PARTIAL always recommends something, a SUCCESS nothing", "[results]") {
  CHECK(result_of(20, 20).recommendation().empty());
  for (auto decision : {quorum_decision::proceed, quorum_decision::wait,
                        quorum_decision::resolve_conflicts, quorum_decision::retry}) {
    auto partial = result_of(20, 10);
    partial.decision.decision = decision;
    CHECK_FALSE(partial.recommendation().empty());
  }
  auto partial = result_of(20, 10);
  partial.decision.decision = quorum_decision::wait;
  CHECK(partial.recommendation() == "retry_with_larger_window");
  partial.decision.decision = quorum_decision::resolve_conflicts;
  CHECK(partial.recommendation() == "resolve_conflicts");
  partial.decision.decision = quorum_decision::retry;
  partial.summary.skipped = 21;
  CHECK(partial.recommendation() == "retry_with_longer_horizon");
  partial.summary.skipped = 0;
  partial.summary.refused = 1;
  CHECK(partial.recommendation() == "look_at_the_refused");
}

TEST_CASE("S3 an agent skipped for want of lead time is not missing", "[results]") {
  auto r = result_of(20, 10);
  r.summary.skipped = 100;
  CHECK(r.missing() == 0);
  r.summary.straggler = 1;
  r.summary.expired = 2;
  r.summary.refused = 4;
  CHECK(r.missing() == 7);
}

TEST_CASE("KPI a row is met at its target, above or below it by kind", "[results]") {
  auto [value, at_most, met] = GENERATE(table<std::optional<double>, bool, std::optional<bool>>(
      {{std::nullopt, false, std::nullopt},
       {std::nullopt, true, std::nullopt},
       {95, false, true},
       {94.9, false, false},
       {95, true, true},
       {95.1, true, false}}));
  CHECK(kpi_row{"x", value, "%", 95, at_most}.met() == met);
}

TEST_CASE("Q1 C1 decisions and cascades have names of their own", "[results]") {
  std::set<std::string_view> names;
  for (auto d : {quorum_decision::proceed, quorum_decision::wait,
                 quorum_decision::resolve_conflicts, quorum_decision::retry})
    names.insert(to_string(d));
  for (auto kind : {cascade_kind::wave, cascade_kind::parallel, cascade_kind::priority_first})
    names.insert(to_string(kind));
  CHECK(names.size() == 7);
}
