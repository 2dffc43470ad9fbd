// The test of somebody's first chain, in virtual time.
#include "examples/chains/first_chain.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/tested_chain.hpp"

using namespace mesh::testing;

TEST_CASE("nobody waits for the facts, and nobody checks what he wrote") {
  tested_chain t(answer);
  auto chain = t.run(first_chain().value());
  CHECK(chain.phase == mesh::chain_phase::complete);
  CHECK(chain.counts.ahead == 1); // the headline began before the facts were checked
  auto writers = t.asked_for("write about tides");
  REQUIRE(writers.size() == 1);
  for (auto checker : t.asked_for("check [write about tides]"))
    CHECK(checker != writers[0]);
}

TEST_CASE("a text whose facts are wrong is written again, by somebody else") {
  auto refusals = 2; // of three checks
  tested_chain t([&](const mesh::job& what) {
    return what.payload.starts_with("check") && refusals-- > 0
               ? mesh::work_result::conflict("right", "wrong")
               : answer(what);
  });
  auto chain = t.run(first_chain().value());
  CHECK(chain.phase == mesh::chain_phase::complete);
  CHECK(chain.counts.refuted == 1);
  auto writers = t.asked_for("write about tides");
  REQUIRE(writers.size() == 2);
  CHECK(writers[0] != writers[1]);
}
