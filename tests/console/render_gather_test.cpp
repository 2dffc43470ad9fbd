// What people see of a gather: counts, the drawing, names, answers.
#include "tests/console/rendering.hpp"

using namespace mesh::console;

namespace {

// clang-format off
const char* const both_ways = R"({"command": "gather", "exit_code": 3, "outcome": "SUCCESS", "recommendation": "none",
"quorum": {"decision": "PROCEED", "confidence": 0.996}, "targets": 320, "sent": 300,
"ready": 297, "conflict": 1, "straggler": 2, "skipped": 20, "expired": 0, "refused": 0,
"ready_rate": 0.99, "minimum": 0.95, "in_window": 297, "window_ms": 500, "horizon_ms": 1200,
"scheduled": true, "took_ms": 1713.2, "arrivals": {"p1_ms": -9.1, "p50_ms": 0.4, "p99_ms":
8.8, "spread_ms": 17.9, "bins": [{"from_ms": -12.5, "to_ms": -7.5, "count": 4}, {"from_ms":
-7.5, "to_ms": -2.5, "count": 60}, {"from_ms": -2.5, "to_ms": 2.5, "count": 170},
{"from_ms": 2.5, "to_ms": 7.5, "count": 55}, {"from_ms": 7.5, "to_ms": 12.5, "count": 8}]},
"prediction_error_ms": {"p50": 2.9, "p90": 7.2, "p95": 8.8}, "exceptions": [{"kind":
"straggler", "reason": "timeout", "detail": "", "count": 2, "agents": ["s07.c04.a12",
"s07.c05.a01"]}, {"kind": "conflict", "reason": "DATA_CONTRADICTION", "detail":
"expected 7, received 8", "count": 1, "agents": ["s07.c01.a02"]}, {"kind": "skipped",
"reason": "insufficient_lead_time", "detail": "", "count": 20, "agents": ["s07.c00.a28",
"s07.c00.a29", "s07.c01.a28", "s07.c01.a29", "s07.c02.a28", "s07.c02.a29", "s07.c03.a28",
"s07.c03.a29", "s07.c04.a28", "s07.c04.a29", "s07.c05.a28", "s07.c05.a29", "s07.c06.a28",
"s07.c06.a29", "s07.c07.a28", "s07.c07.a29", "s07.c08.a28", "s07.c08.a29", "s07.c09.a28",
"s07.c09.a29"], "needed_ms": {"min": 61013.2, "max": 3601000}, "available_ms": 1195}],
"answers": [{"state": "+1", "value": "pong", "count": 297, "agents": []}, {"state": "-1",
"value": "8", "count": 1, "agents": ["s07.c01.a02"]}], "more_answers": 4, "other":
{"scheduled": false, "arrivals": {"p1_ms": -280, "p50_ms": -150, "p99_ms": 20, "spread_ms":
300, "bins": [{"from_ms": -315.0, "to_ms": -285.0, "count": 2}, {"from_ms": -285.0, "to_ms":
-255.0, "count": 20}, {"from_ms": -255.0, "to_ms": -225.0, "count": 35}, {"from_ms": -225.0,
"to_ms": -195.0, "count": 45}, {"from_ms": -195.0, "to_ms": -165.0, "count": 60},
{"from_ms": -165.0, "to_ms": -135.0, "count": 50}, {"from_ms": -135.0, "to_ms": -105.0,
"count": 30}, {"from_ms": -105.0, "to_ms": -75.0, "count": 28}, {"from_ms": -75.0, "to_ms":
-45.0, "count": 20}, {"from_ms": -45.0, "to_ms": -15.0, "count": 8}, {"from_ms": -15.0,
"to_ms": 15.0, "count": 2}]}}})";

const char* const scheduled_alone = R"({"command": "gather", "exit_code": 3, "outcome": "PARTIAL", "recommendation":
"retry_with_larger_window", "quorum": {"decision": "PROCEED", "confidence": 0.996},
"targets": 300, "sent": 300, "ready": 297, "conflict": 1, "straggler": 2, "skipped": 0,
"expired": 0, "refused": 0, "ready_rate": 0.99, "minimum": 0.95, "in_window": 297,
"window_ms": 500, "horizon_ms": 1200, "scheduled": true, "took_ms": 1713.2, "arrivals":
{"p1_ms": -9.1, "p50_ms": 0.4, "p99_ms": 8.8, "spread_ms": 17.9, "bins": [{"from_ms": -12.5,
"to_ms": -7.5, "count": 4}, {"from_ms": -7.5, "to_ms": -2.5, "count": 60}, {"from_ms": -2.5,
"to_ms": 2.5, "count": 170}, {"from_ms": 2.5, "to_ms": 7.5, "count": 55}, {"from_ms": 7.5,
"to_ms": 12.5, "count": 8}]}, "prediction_error_ms": {"p50": 2.9, "p90": 7.2, "p95": 8.8},
"exceptions": [], "answers": [], "more_answers": 0})";
// clang-format on

} // namespace

TEST_CASE("G2 a gather draws scheduled beside unscheduled", "[console][render]") {
  // clang-format off
  check_view(both_ways, {}, R"(
SUCCESS  297 of 300 ready: 99.0 %, 95.0 % needed
  scheduled, T 1,200 ms ahead, took 1,713 ms
  297 ready inside the window of 500 ms
  quorum PROCEED, confidence 0.99
  ready      +1  297  ██████████████████████████████████████████████▍
  conflict   -1    1  ▏
  straggler   0    2  ▍
  skipped         20  ███▏
  expired          0
  refused          0
  sent to 300 of 320 targets

arrivals relative to T (a column is 15 ms, full height 285 agents)
  scheduled, 297 ready           unscheduled, 300 ready
                         █                              ┊
                         █                              ┊
                         █                              ┊
                         █                              ┊
                         █                              ┊
                         █                              ┊
                         █                              ┊
                        ▁█▂        ▁▁▁▂▃▄▄▅▆▇▆▆▄▃▃▃▃▂▂▁▁▁▁
  ───────────────────────┼───    ───────────────────────┼───
  -345 ms                T       -345 ms                T
  ready - T    p1_ms  p50_ms  p99_ms  spread_ms
  scheduled     -9.1     0.4     8.8       17.9
  unscheduled   -280    -150    20.0        300
  prediction makes the spread 17 times smaller
  predicted against actual: p50 2.9 ms, p90 7.2 ms, p95 8.8 ms

exceptions
  2 stragglers: timeout
      s07.c04.a12 s07.c05.a01
  1 conflict: DATA_CONTRADICTION, expected 7, received 8
      s07.c01.a02
  20 skipped: insufficient_lead_time (needs 61.0 s to 60 min, has 1,195 ms)
      s07.c00.a28 s07.c00.a29 s07.c01.a28 s07.c01.a29 s07.c02.a28 s07.c02.a29
      s07.c03.a28 s07.c03.a29 s07.c04.a28 s07.c04.a29 s07.c05.a28 s07.c05.a29
      s07.c06.a28 s07.c06.a29 s07.c07.a28 s07.c07.a29 s07.c08.a28 s07.c08.a29
      s07.c09.a28 s07.c09.a29

answers
  state  count  answer
  +1       297  pong
  -1         1  8       s07.c01.a02
  2 of 6 different answers
)");
  // clang-format on
}

TEST_CASE("G2 a gather in ASCII", "[console][render]") {
  // clang-format off
  check_view(both_ways, {.unicode = false}, R"(
SUCCESS  297 of 300 ready: 99.0 %, 95.0 % needed
  scheduled, T 1,200 ms ahead, took 1,713 ms
  297 ready inside the window of 500 ms
  quorum PROCEED, confidence 0.99
  ready      +1  297  ##############################################
  conflict   -1    1  #
  straggler   0    2  #
  skipped         20  ###
  expired          0
  refused          0
  sent to 300 of 320 targets

arrivals relative to T (a column is 15 ms, full height 285 agents)
  scheduled, 297 ready           unscheduled, 300 ready
                         #                              |
                         #                              |
                         #                              |
                         #                              |
                         #                              |
                         #                              |
                         #                              |
                        .#.        ......***#***..........
  -----------------------+---    -----------------------+---
  -345 ms                T       -345 ms                T
  ready - T    p1_ms  p50_ms  p99_ms  spread_ms
  scheduled     -9.1     0.4     8.8       17.9
  unscheduled   -280    -150    20.0        300
  prediction makes the spread 17 times smaller
  predicted against actual: p50 2.9 ms, p90 7.2 ms, p95 8.8 ms

exceptions
  2 stragglers: timeout
      s07.c04.a12 s07.c05.a01
  1 conflict: DATA_CONTRADICTION, expected 7, received 8
      s07.c01.a02
  20 skipped: insufficient_lead_time (needs 61.0 s to 60 min, has 1,195 ms)
      s07.c00.a28 s07.c00.a29 s07.c01.a28 s07.c01.a29 s07.c02.a28 s07.c02.a29
      s07.c03.a28 s07.c03.a29 s07.c04.a28 s07.c04.a29 s07.c05.a28 s07.c05.a29
      s07.c06.a28 s07.c06.a29 s07.c07.a28 s07.c07.a29 s07.c08.a28 s07.c08.a29
      s07.c09.a28 s07.c09.a29

answers
  state  count  answer
  +1       297  pong
  -1         1  8       s07.c01.a02
  2 of 6 different answers
)");
  // clang-format on
}

TEST_CASE("G2 a narrow terminal gets one panel above the other", "[console][render]") {
  // clang-format off
  check_view(both_ways, {.width = 50}, R"(
SUCCESS  297 of 300 ready: 99.0 %, 95.0 % needed
  scheduled, T 1,200 ms ahead, took 1,713 ms
  297 ready inside the window of 500 ms
  quorum PROCEED, confidence 0.99
  ready      +1  297  ██████████████████▋
  conflict   -1    1  ▏
  straggler   0    2  ▏
  skipped         20  █▎
  expired          0
  refused          0
  sent to 300 of 320 targets

arrivals relative to T (a column is 10 ms, full
    height 228 agents)
  scheduled, 297 ready
                                    █
                                    █
                                    █
                                    █
                                    █
                                    █
                                   ▂█▂
                                   ███
  ──────────────────────────────────┼────
  -340 ms                           T
  unscheduled, 300 ready
                                    ┊
                                    ┊
                                    ┊
                                    ┊
                                    ┊
                                    ┊
                                    ┊
     ▁▁▁▂▂▂▃▃▃▄▄▄▆▆▆▅▅▅▃▃▃▃▃▃▂▂▂▁▁▁▁▁▁
  ──────────────────────────────────┼────
  -340 ms                           T
  ready - T    p1_ms  p50_ms  p99_ms  spread_ms
  scheduled     -9.1     0.4     8.8       17.9
  unscheduled   -280    -150    20.0        300
  prediction makes the spread 17 times smaller
  predicted against actual: p50 2.9 ms, p90 7.2
      ms, p95 8.8 ms

exceptions
  2 stragglers: timeout
      s07.c04.a12 s07.c05.a01
  1 conflict: DATA_CONTRADICTION, expected 7,
      received 8
      s07.c01.a02
  20 skipped: insufficient_lead_time (needs 61.0 s
      to 60 min, has 1,195 ms)
      s07.c00.a28 s07.c00.a29 s07.c01.a28
      s07.c01.a29 s07.c02.a28 s07.c02.a29
      s07.c03.a28 s07.c03.a29 s07.c04.a28
      s07.c04.a29 s07.c05.a28 s07.c05.a29
      s07.c06.a28 s07.c06.a29 s07.c07.a28
      s07.c07.a29 s07.c08.a28 s07.c08.a29
      s07.c09.a28 s07.c09.a29

answers
  state  count  answer
  +1       297  pong
  -1         1  8       s07.c01.a02
  2 of 6 different answers
)");
  // clang-format on
}

TEST_CASE("G3 a gather that fell short, drawn alone", "[console][render]") {
  // clang-format off
  check_view(scheduled_alone, {}, R"(
PARTIAL  297 of 300 ready: 99.0 %, 95.0 % needed
  scheduled, T 1,200 ms ahead, took 1,713 ms
  297 ready inside the window of 500 ms
  quorum PROCEED, confidence 0.99
  recommended: retry_with_larger_window
  ready      +1  297  █████████████████████████████████████████████████▌
  conflict   -1    1  ▏
  straggler   0    2  ▍
  skipped          0
  expired          0
  refused          0
  sent to 300 of 300 targets

arrivals relative to T (a column is 5 ms, full height 170 agents)
  scheduled, 297 ready
                      ████
                      ████
                      ████
                      ████
                      ████
                  ▇▇▇▇████▅▅▅▅
                  ████████████
              ▂▂▂▂████████████▃▃▃▃
  ──────────────────────┼─────────────────────
  -25 ms                T               +25 ms
  ready - T  p1_ms  p50_ms  p99_ms  spread_ms
  scheduled   -9.1     0.4     8.8       17.9
  predicted against actual: p50 2.9 ms, p90 7.2 ms, p95 8.8 ms
)");
  // clang-format on
}

TEST_CASE("G2 a spread that prediction has not narrowed yet is called that",
          "[console][render]") {
  auto run = nlohmann::ordered_json::parse(both_ways);
  run["other"]["arrivals"]["spread_ms"] = 18;
  auto drawn = render(run, {});
  CHECK(drawn.find("no gain from prediction yet") != std::string::npos);
  CHECK(drawn.find("times smaller") == std::string::npos);
}
