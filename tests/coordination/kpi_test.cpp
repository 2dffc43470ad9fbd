#include "actors/coordination/kpi.hpp"

#include <algorithm>
#include <string>

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

kpi_row row_of(const kpi_board& board, const std::string& name) {
  auto rows = board.rows();
  auto found =
      std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.name == name; });
  REQUIRE(found != rows.end());
  return *found;
}

gather_summary result_of(std::uint32_t sent, std::uint32_t ready, std::uint32_t conflict,
                         double error_ms = 1) {
  gather_summary s;
  s.sent = s.targets = sent;
  s.ready = ready;
  s.conflict = conflict;
  s.ready_offset.add(0, ready);
  s.prediction_error.add(error_ms, ready + conflict);
  s.send_lateness.add(0.1, sent);
  return s;
}

} // namespace

TEST_CASE("KPI a mesh that did nothing yet says so in every row", "[kpi]") {
  const kpi_board board;
  CHECK(board.rows().size() == 11);
  for (const auto& row : board.rows()) {
    CHECK_FALSE(row.value);
    CHECK_FALSE(row.met());
  }
}

TEST_CASE("KPI shares are counted over all gathers", "[kpi]") {
  kpi_board board;
  board.gathered(result_of(100, 90, 10), true, 500, true);
  board.gathered(result_of(100, 60, 0), false, 500, true);
  CHECK(row_of(board, "gathers_with_quorum").value == Approx(50));
  CHECK(row_of(board, "ready_in_window").value == Approx(75));
  CHECK(row_of(board, "conflict_rate").value == Approx(100.0 * 10 / 160));
  CHECK(row_of(board, "conflict_rate").met() == false);
}

TEST_CASE("KPI READY after the window is not READY inside it", "[kpi]") {
  auto late = result_of(10, 5, 0);
  late.ready += 5;
  late.ready_offset.add(2'000, 5);
  kpi_board board;
  board.gathered(late, true, 500, true);
  CHECK(row_of(board, "ready_in_window").value == Approx(50));
}

TEST_CASE("KPI without prediction nothing is said about predictions", "[kpi]") {
  kpi_board board;
  board.gathered(result_of(100, 100, 0, 900), true, 500, false);
  CHECK(row_of(board, "gathers_with_quorum").value == Approx(100));
  for (const auto* name : {"ready_in_window", "predicted_within_50ms", "prediction_error_p95",
                           "prediction_error_p95_last", "send_lateness_p99"})
    CHECK_FALSE(row_of(board, name).value);
}

TEST_CASE("KPI the newest gather shows what was learned meanwhile", "[kpi]") {
  kpi_board board;
  board.gathered(result_of(100, 100, 0, 400), true, 500, true);
  board.gathered(result_of(100, 100, 0, 5), true, 500, true);
  CHECK(row_of(board, "prediction_error_p95").value == Approx(400).epsilon(0.02));
  CHECK(row_of(board, "prediction_error_p95_last").value == Approx(5).epsilon(0.02));
  CHECK(row_of(board, "predicted_within_50ms").value == Approx(50));
}

TEST_CASE("KPI a scheduled gather of nobody measures nothing", "[kpi]") {
  kpi_board board;
  board.gathered({}, false, 0, true);
  CHECK(row_of(board, "gathers_with_quorum").value == Approx(0).margin(1e-9));
  for (const auto* name : {"ready_in_window", "prediction_error_p95",
                           "prediction_error_p95_last", "conflict_rate"})
    CHECK_FALSE(row_of(board, name).value);
}

TEST_CASE("KPI time with 95 % active counts exactly 95 % as good", "[kpi]") {
  kpi_board board;
  for (auto rate : {1.0, 0.95, 0.949, 0.0})
    board.observed_active_rate(rate);
  CHECK(row_of(board, "time_with_95_active").value == Approx(50));
}

TEST_CASE("KPI the p95 of cascades is met up to a second", "[kpi]") {
  kpi_board board;
  for (int i = 0; i < 100; ++i)
    board.cascaded(cascade_kind::parallel, i < 97 ? 100 : 5'000);
  CHECK(row_of(board, "cascade_parallel_p95").value == Approx(100).epsilon(0.02));
  CHECK(row_of(board, "cascade_parallel_p95").met() == true);
}

TEST_CASE("KPI each kind of cascade is compared with what it is about", "[kpi]") {
  kpi_board board;
  board.cascaded(cascade_kind::parallel, 600);
  board.cascaded(cascade_kind::priority_first, 2'000);
  CHECK(row_of(board, "cascade_parallel_p95").value == Approx(600).epsilon(0.02));
  CHECK(row_of(board, "cascade_priority_p95").met() == true); // five classes in a row
  CHECK_FALSE(row_of(board, "cascade_wave_p95").value);
  board.cascaded(cascade_kind::wave, 2'000);
  CHECK(row_of(board, "cascade_wave_p95").met() == false);
}
