// What people see of the modes: an alert, and commands that wait.
#include "tests/console/rendering.hpp"

using namespace mesh::console;

TEST_CASE("D1 status in an emergency says that a person is needed", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "status", "exit_code": 0, "agents": {"active": 10, "total": 50}, "sectors":
{"healthy": 0, "degraded": 1, "total": 1}, "clusters": 1, "impedance": {"mean": 10, "p95": 20},
"conflicts_last_hour": 0, "supervision": {"replaced": 0, "given_up": 40, "escalations": 0},
"mode": "EMERGENCY", "alert": "a person is needed", "since_last_cascade_s": null, "held": 2})",
             {.unicode = false}, R"(
mesh EMERGENCY
  ALERT: a person is needed
  agents       10 of 50 active, 20.0 %             ######
  sectors      0 of 1 healthy, 0.0 %
               1 degraded
  clusters     1
  impedance    mean 10.0 ms, p95 20.0 ms
  conflicts    0 in the last hour
  supervision  0 replaced, 40 given up
  held         2 wait for a better mode, see 'held'
  last cascade none yet
)");
  // clang-format on
}

TEST_CASE("D2 a command that waits says why and one that waited says that it did",
          "[console][render]") {
  // clang-format off
  check_view(R"({"command": "gather", "exit_code": 0, "held": {"number": 3, "reason": "work waits",
"remedy": "runs by itself"}})",
             {}, R"(
held as number 3: work waits
  runs by itself
)");
  check_view(R"({"command": "wait", "exit_code": 0, "waited_ms": 2000, "was_held": {"number": 3,
"text": "wait 2s"}})",
             {}, R"(
held command 3 has run: wait 2s
waited 2,000 ms
)");
  constexpr std::string_view failed =
      R"({"command": "ask", "exit_code": 1, "error": {"code": "unknown_target", "detail": "s09",
"remedy": ""}, "was_held": {"number": 3, "text": "ask x"}})";
  check_view(failed, {}, "held command 3 has run: ask x\n");
  check_complaint(failed, {}, "error: unknown_target: s09\n");
  check_view(R"({"command": "held", "exit_code": 0, "shown": 1, "of": 1, "rows": [{"number": 1,
"text": "ask x", "reason": "work waits"}]})",
             {}, R"(
  number  command  why_it_waits
       1  ask x    work waits
)");
  check_view(R"({"command": "held", "exit_code": 0, "shown": 0, "of": 0, "rows": []})", {},
             "no commands are held\n");
  check_view(R"({"command": "held drop", "exit_code": 0, "number": 1})", {},
             "held command 1 will not run\n");
  // clang-format on
}

TEST_CASE("Z2 agents show for how long they have had their work in hand", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agents", "exit_code": 0, "rows": [{"id": "s07.c04.a00", "class": "A_EDGE",
"state": "degraded", "score": 21.4, "latency_ms": 12.34, "processing_ms": 10, "queue": 0,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": ["overdue"], "usual_ms": 21.4,
"in_hand": {"message": "00000000000000ab", "since_s": 3.21, "usual_ms": 10, "usual_from":
"its history", "overdue": true}}, {"id": "s07.c04.a01", "class": "A_EDGE", "state": "active",
"score": 131, "latency_ms": 101.2, "processing_ms": 50.2, "queue": 1, "reliability": 0.998,
"drift": 0.104, "heard_s": 2.12, "flags": [], "in_hand": null}], "shown": 2, "of": 2})",
             {.width = 120}, R"(
  agent        class   state     score_ms  lat_ms  work_ms  queue   rel  drift  ago_s  in_hand  flags
  s07.c04.a00  A_EDGE  degraded        21    12.3     10.0      0  1.00   0.10    2.1    3.2 s  overdue
  s07.c04.a01  A_EDGE  active         131     101     50.2      1  1.00   0.10    2.1        -
  2 of 2 agents
)");
  // clang-format on
}

TEST_CASE("Z2 an agent shows what it has in hand, and how long that usually takes",
          "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agent", "exit_code": 0, "id": "s07.c04.a00", "class": "A_EDGE", "state":
"degraded", "score": 21.4, "latency_ms": 12.34, "processing_ms": 10, "queue": 2,
"reliability": 0.5, "drift": 0.104, "heard_s": 2.12, "flags": ["overdue"], "usual_ms": 21.4,
"in_hand": {"message": "00000000000000ab", "since_s": 3.21, "usual_ms": 10, "usual_from":
"its history", "overdue": true}, "capabilities": ["observe"], "context_hash": "ab12",
"samples": 100, "confidence": 0.63})",
             {}, R"(
s07.c04.a00  A_EDGE  degraded
  score        21.4 ms
  latency      12.3 ms
  processing   10.0 ms
  usual        21.4 ms
  in hand      00000000000000ab for 3.2 s; by its history such work takes 10.0
      ms
  queue        2 waiting
  reliability  0.500
  drift        0.104
  confidence   0.630
  samples      100
  heard        2.1 s ago
  context      ab12
  can do       observe
  flags        overdue
)");
  // clang-format on
}
