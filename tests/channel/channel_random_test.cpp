#include "tests/channel/lossy_link.hpp"
#include "tests/support/seed.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

links_config narrow_limits() {
  links_config c;
  c.entries = 120;
  c.bytes = 16'000;
  c.entry_bytes = 260; // larger ones go in slices
  c.batch_entries = 8;
  c.batch_bytes = 700;
  c.credit_entries = 24;
  c.ack_entries = 10;
  c.ack_ms = 3;
  c.keepalive_ms = 15;
  c.resend_ms = 90;
  return c;
}

} // namespace

// Checked all the time: second copies and wrong order at the reader, its room, the
// window's bounds, counts that add up, how long an entry says that it has waited.
TEST_CASE("M4 S5 T2: over any link what was accepted arrives once and in order, or is returned",
          "[channel]") {
  send_counts all;
  int restarts = 0;
  const auto seeds = mesh::testing::seeds_to_run(60);
  for (auto seed : seeds) {
    CAPTURE(seed); // replay: MESH_TEST_SEED, MESH_TEST_SIM_SEEDS=1
    lossy_link link(narrow_limits(), seed);
    link.play(400);
    restarts += link.restarts();
    for (std::size_t i : {0, 1}) {
      const auto& c = link.sent(i);
      all.acknowledged += c.acknowledged;
      all.resent += c.resent;
      all.replaced += c.replaced;
      all.displaced += c.displaced;
      all.returned += c.returned;
      all.refused += c.refused;
    }
  }
  if (seeds.size() < 60)
    return; // a replay
  // It was worth looking at.
  CHECK(restarts > 0);
  CHECK(all.acknowledged > 1'000);
  for (auto n : {all.resent, all.replaced, all.displaced, all.returned, all.refused})
    CHECK(n > 0);
}
