// O1, C1: answers of gathers as hosts tell them to the orchestrator's host.
#include "runtime/node/bodies/seen_runs.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

const time_point t{milliseconds(1'000'000)};
const time_point later = t + milliseconds(40);

/// Two hosts on which a gather runs, and the board of a third, which is told.
struct told_board {
  arrival_board host;
  arrival_board board;
  seen_runs before;

  void tell(time_point now) {
    seen_runs said;
    REQUIRE(decode(encode(snapshot(host, now)), said));
    add_increase(board, said, before, now);
    before = said;
  }
};

std::uint32_t ready_on(const arrival_board& board) {
  return board.newest().front()->counts().ready;
}

} // namespace

TEST_CASE("O1 a host's answers come to the board once, however often they are told",
          "[arrivals]") {
  told_board one;
  auto run = one.host.join(7, t, milliseconds(100), true);
  run->planned(30);
  run->sent();
  run->ready(t + milliseconds(12));
  one.tell(later);
  one.tell(later + milliseconds(500));
  run->ready(t + milliseconds(60));
  run->conflict();
  one.tell(later + milliseconds(900));
  const auto told = one.board.newest();
  REQUIRE(told.size() == 1);
  CHECK(told[0]->gather == 7);
  CHECK(told[0]->scheduled);
  CHECK(told[0]->arrive == t);
  CHECK(told[0]->window == milliseconds(100));
  CHECK(told[0]->counts() == run->counts());
  CHECK(told[0]->histogram() == run->histogram());
}

TEST_CASE("O1 the parts of several hosts add up to one run", "[arrivals]") {
  told_board one;
  told_board other;
  one.host.join(7, t, milliseconds(100), true)->ready(t);
  one.tell(later);
  other.host.join(7, t, milliseconds(100), true)->ready(t + milliseconds(1));
  seen_runs said;
  REQUIRE(decode(encode(snapshot(other.host, later)), said));
  add_increase(one.board, said, {}, later);
  CHECK(one.board.newest().size() == 1);
  CHECK(ready_on(one.board) == 2);
}

TEST_CASE("O1 clusters that end are fewer, and those of a host that is lost run no more",
          "[arrivals]") {
  told_board one;
  auto run = one.host.join(7, t, {}, true);
  run->planned(30);
  run->planned(30);
  one.tell(later);
  CHECK(one.board.newest()[0]->counts().running == 2);
  gather_summary how;
  how.straggler = 3;
  run->ended(how);
  one.tell(later);
  CHECK(one.board.newest()[0]->counts().running == 1);
  CHECK(one.board.newest()[0]->counts().straggler == 3);
  end_running(one.board, one.before);
  CHECK(one.board.newest()[0]->counts().running == 0);
  CHECK(one.board.newest()[0]->counts().targets == 60);
}

TEST_CASE("O1 an old run that is told again pushes no new one off the board", "[arrivals]") {
  told_board one;
  one.host.join(1, t, {}, true)->ready(t);
  one.tell(later);
  for (std::uint64_t id = 2; id <= 1 + arrival_board::most; ++id)
    one.board.join(id, t, {}, true);
  one.tell(later);
  CHECK(one.board.find(1) == nullptr);
  end_running(one.board, one.before);
  CHECK(one.board.find(1) == nullptr);
}

TEST_CASE("O1 time that goes by is no news", "[arrivals]") {
  arrival_board host;
  auto run = host.join(7, t, {}, true);
  const auto at_first = snapshot(host, t);
  CHECK_FALSE(is_news(snapshot(host, later), at_first));
  run->ready(later);
  CHECK(is_news(snapshot(host, later), at_first));
  CHECK(is_news(at_first, {}));
}

TEST_CASE("O1 impossible runs are refused", "[arrivals]") {
  arrival_board host;
  host.join(7, t, {}, true)->ready(t);
  const auto good = snapshot(host, t);
  const auto refuses = [&](auto damage) {
    auto bad = good;
    damage(bad);
    seen_runs out;
    return !decode(encode(bad), out);
  };
  CHECK(refuses([](seen_runs& all) { all.runs[0].bins[0].first = run_arrivals::bins; }));
  CHECK(refuses([](seen_runs& all) { all.runs[0].bins[0].second = 0; }));
  CHECK(refuses([](seen_runs& all) { all.runs[0].bins.push_back(all.runs[0].bins[0]); }));
  CHECK(refuses([](seen_runs& all) { all.runs[0].to_t_ms = 1e300; }));
  CHECK(refuses([](seen_runs& all) { all.runs[0].counts.sent = 4'000'000'000; }));
  CHECK(refuses([](seen_runs& all) { all.runs.resize(arrival_board::most + 1); }));
}
