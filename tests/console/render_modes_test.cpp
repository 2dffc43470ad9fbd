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
  check_view(R"({"command": "ask", "exit_code": 1, "error": {"code": "unknown_target", "detail": "s09",
"remedy": ""}, "was_held": {"number": 3, "text": "ask x"}})",
             {}, R"(
held command 3 has run: ask x
error: unknown_target: s09
)");
  check_view(R"({"command": "held", "exit_code": 0, "shown": 1, "of": 1, "rows": [{"number": 1,
"text": "ask x", "reason": "work waits"}]})",
             {}, R"(
     command  why it waits
  1  ask x    work waits
)");
  check_view(R"({"command": "held", "exit_code": 0, "shown": 0, "of": 0, "rows": []})", {},
             "no commands are held\n");
  check_view(R"({"command": "held drop", "exit_code": 0, "number": 1})", {},
             "held command 1 will not run\n");
  // clang-format on
}
