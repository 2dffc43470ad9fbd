// G1, O1: the answers of gathers as they come.
#include <numeric>
#include <thread>

#include "actors/coordination/arrival_board.hpp"
#include "actors/coordination/gather_number.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

const time_point t{milliseconds(1'000'000)};

std::uint32_t total(const run_arrivals& run) {
  const auto bins = run.histogram();
  return std::accumulate(bins.begin(), bins.end(), std::uint32_t{0});
}

} // namespace

TEST_CASE("G1 clusters of one gather join one run", "[arrivals]") {
  arrival_board board;
  const auto one = board.join(7, t, milliseconds(100), true);
  CHECK(board.join(7, t, milliseconds(100), true) == one);
  CHECK(board.join(8, t, milliseconds(100), false) != one);
  CHECK(board.newest().size() == 2);
  CHECK(board.newest().front()->scheduled);
}

TEST_CASE("G1 the oldest run makes room, and who is still in it goes on", "[arrivals]") {
  arrival_board board;
  const auto first = board.join(1, t, {}, true);
  for (std::uint64_t id = 2; id <= 1 + arrival_board::most; ++id)
    board.join(id, t, {}, true);
  CHECK(board.newest().size() == arrival_board::most);
  CHECK(board.newest().front()->gather == 2);
  first->ready(t);
  CHECK(first->counts().ready == 1);
}

TEST_CASE("B2 G1 probes of breakers push no gather away", "[arrivals]") {
  arrival_board board;
  board.join(1, t, {}, true);
  for (std::uint64_t id = 1; id <= 2 * arrival_board::most; ++id)
    board.join(probe_bit | id, t, {}, false)->planned(30);
  REQUIRE(board.newest().size() == 1);
  CHECK(board.newest().front()->gather == 1);
}

TEST_CASE("G1 each READY is in one bin, also far from T", "[arrivals]") {
  run_arrivals run(1, t, milliseconds(100), false);
  for (const auto offset : {-100'000, -5'000, -1, 0, 1, 2'499, 100'000})
    run.ready(t + milliseconds(offset));
  CHECK(total(run) == 7);
  const auto bins = run.histogram();
  CHECK(bins.front() == 2);
  CHECK(bins.back() == 2);
  CHECK(bins[1'000] == 2); // from T on
  CHECK(bins[999] == 1);   // just before
}

TEST_CASE("G1 what became of the others is added as clusters end", "[arrivals]") {
  run_arrivals run(1, t, {}, true);
  run.planned(30);
  run.planned(30);
  gather_summary how;
  how.straggler = 2;
  how.skipped = 3;
  how.refused = 1;
  run.ended(how);
  CHECK(run.counts().targets == 60);
  CHECK(run.counts().running == 1);
  CHECK(run.counts().straggler == 2);
  CHECK(run.counts().skipped == 3);
  CHECK(run.counts().refused == 1);
}

TEST_CASE("G1 no arrival is lost between threads", "[arrivals]") {
  constexpr int each = 20'000;
  arrival_board board;
  const auto lead = [&] {
    const auto run = board.join(1, t, {}, true);
    for (int i = 0; i < each; ++i)
      run->ready(t + microseconds(i));
  };
  std::thread other(lead);
  lead();
  other.join();
  CHECK(total(*board.newest().front()) == 2 * each);
}
