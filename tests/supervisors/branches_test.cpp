#include "supervisors/branches.hpp"

#include "supervisors/quarantine.hpp"
#include "tests/supervisors/resolution_cases.hpp"
#include "tests/supervisors/shorthand.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using namespace mesh::testing;
using namespace mesh::test;

namespace {

using branch = std::vector<std::string>;
resolution_case diverged(branch expected, branch received) {
  auto c = case_of(conflict_type::context_divergence);
  c.record.what.evidence.expected_branch = std::move(expected);
  c.record.what.evidence.received_branch = std::move(received);
  return c;
}

} // namespace

TEST_CASE("K3 branches are merged after their last common ancestor", "[conflicts]") {
  auto merged = merge_branches({"plan=a", "step 1", "door=shut", "light=on"},
                               {"plan=a", "step 1", "light=on", "step 2", "lamp=7"});
  CHECK(merged.ancestor == 2);
  CHECK(merged.converged == branch{"light=on"});
  CHECK(merged.all == branch{"plan=a", "step 1", "door=shut", "light=on", "step 2", "lamp=7"});
  CHECK(merged.contradictions.empty());
}

TEST_CASE("K3 a key with two values in the end contradicts, and one that was settled does not",
          "[conflicts]") {
  CHECK(merge_branches({"door=shut"}, {"door=open"}).contradictions
        == branch{"door: shut against open"});
  // It was open for a while, on one side.
  auto settled = merge_branches({"door=shut"}, {"door=open", "door=shut"});
  CHECK(settled.contradictions.empty());
  CHECK(settled.all == branch{"door=shut"});
  CHECK(merge_branches({"a", "b"}, {"a", "b"}).all == branch{"a", "b"});
  CHECK(merge_branches({}, {"b"}).all == branch{"b"});
}

TEST_CASE("K3 the agent is told the merged context, and it ends with its answer",
          "[conflicts]") {
  auto c = diverged({"a", "b"}, {"a", "c"});
  auto step = reconcile_branches(c, default_conflicts);
  const auto* ask = std::get_if<ask_agent>(&step);
  REQUIRE(ask != nullptr);
  CHECK(ask->whom == reporter);
  CHECK(ask->what.what == verb::sync);
  CHECK(ask->what.payload == "a\nb\nc\n");
  c.attempts = {ready(reporter)};
  auto over = reconcile_branches(c, default_conflicts);
  REQUIRE(how_settled(over) == "branch_and_reconcile");
  CHECK(std::get<settlement>(over).note
        == "1 entries before they diverge, 0 added on both sides; s07.c04.a12 works from the "
           "merged context of 3 entries, and answered: done");
  c.attempts = {contradicts(reporter, conflict_type::context_divergence)};
  CHECK_FALSE(why_left(reconcile_branches(c, default_conflicts)).empty());
}

TEST_CASE("K3 contexts that contradict, are not known or not whole are a person's",
          "[conflicts]") {
  CHECK(why_left(reconcile_branches(diverged({"a", "x=1"}, {"a", "x=2"}), default_conflicts))
        == "1 entries before they diverge, 0 added on both sides; contradictions: x: 1 against "
           "2");
  CHECK(why_left(reconcile_branches(diverged({}, {"a"}), default_conflicts))
        == "the two contexts are not known");
  auto c = diverged(branch(300, "a"), branch(300, "a"));
  bound_evidence(c.record.what.evidence, default_conflicts);
  CHECK_FALSE(why_left(reconcile_branches(c, default_conflicts)).empty());
}
