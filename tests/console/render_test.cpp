// What people see, command by command. The drawings of a gather are in
// render_gather_test.cpp.
#include "tests/console/rendering.hpp"

using namespace mesh::console;

TEST_CASE("O1 status", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "status", "exit_code": 0, "agents": {"active": 29950, "total": 30000},
"sectors": {"healthy": 99, "degraded": 1, "total": 100}, "clusters": 1000, "impedance":
{"mean": 131.4, "p95": 412.2}, "conflicts_last_hour": 3, "mode": "FULL",
"since_last_cascade_s": 12.34})",
             {}, R"(
mesh FULL
  agents       29,950 of 30,000 active, 99.8 %     █████████████████████████████
  sectors      99 of 100 healthy, 99.0 %           ████████████████████████████▊
               1 degraded
  clusters     1,000
  impedance    mean 131 ms, p95 412 ms
  conflicts    3 in the last hour
  last cascade 12.3 s ago
)");
  // clang-format on
}

TEST_CASE("O1 status of a mesh that has done nothing yet, in ASCII", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "status", "exit_code": 0, "agents": {"active": 0, "total": 30}, "sectors":
{"healthy": 0, "degraded": 1, "total": 1}, "clusters": 1, "impedance": {"mean": null,
"p95": null}, "conflicts_last_hour": 0, "mode": "EMERGENCY", "since_last_cascade_s":
null})",
             {.unicode = false}, R"(
mesh EMERGENCY
  agents       0 of 30 active, 0.0 %
  sectors      0 of 1 healthy, 0.0 %
               1 degraded
  clusters     1
  impedance    mean -, p95 -
  conflicts    0 in the last hour
  last cascade none yet
)");
  // clang-format on
}

TEST_CASE("O1 O7 agents leave columns out when the width asks for it, and name them",
          "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agents", "exit_code": 0, "rows": [{"id": "s07.c04.a00", "class": "A_EDGE",
"state": "active", "score": 21.4, "latency_ms": 12.34, "processing_ms": 10, "queue": 0,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": []}, {"id":
"s07.c04.a01", "class": "B_SERVERLESS", "state": "active", "score": 131, "latency_ms":
101.2, "processing_ms": 50.2, "queue": 1, "reliability": 0.998, "drift": 0.104,
"heard_s": 2.12, "flags": []}, {"id": "s07.c04.a02", "class": "F_HUMAN", "state":
"active", "score": 1000, "latency_ms": 1804000.1, "processing_ms": 60000, "queue": 2,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": ["degraded", "spike"]}],
"shown": 3, "of": 30000})",
             {}, R"(
  agent        class         state   score_ms     lat_ms  flags
  s07.c04.a00  A_EDGE        active        21       12.3
  s07.c04.a01  B_SERVERLESS  active       131        101
  s07.c04.a02  F_HUMAN       active     1,000  1,804,000  degraded, spike
  -o wide also shows work_ms, queue, rel, drift, ago_s
  3 of 30,000 agents: --limit all shows every one
)");
  // clang-format on
}

TEST_CASE("O1 agents in a wide terminal", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agents", "exit_code": 0, "rows": [{"id": "s07.c04.a00", "class": "A_EDGE",
"state": "active", "score": 21.4, "latency_ms": 12.34, "processing_ms": 10, "queue": 0,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": []}, {"id":
"s07.c04.a01", "class": "B_SERVERLESS", "state": "active", "score": 131, "latency_ms":
101.2, "processing_ms": 50.2, "queue": 1, "reliability": 0.998, "drift": 0.104,
"heard_s": 2.12, "flags": []}], "shown": 2, "of": 2})",
             {.width = 120}, R"(
  agent        class         state   score_ms  lat_ms  work_ms  queue   rel  drift  ago_s  flags
  s07.c04.a00  A_EDGE        active        21    12.3     10.0      0  1.00   0.10    2.1
  s07.c04.a01  B_SERVERLESS  active       131     101     50.2      1  1.00   0.10    2.1
  2 of 2 agents
)");
  // clang-format on
}

TEST_CASE("O1 no agents", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agents", "exit_code": 0, "rows": [], "shown": 0, "of": 0})",
             {}, R"(
  no agents
  0 of 0 agents
)");
  // clang-format on
}

TEST_CASE("O1 an agent", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "agent", "exit_code": 0, "id": "s07.c04.a02", "class": "F_HUMAN", "state":
"degraded", "score": 1000, "latency_ms": 1804000.1, "processing_ms": 60000, "queue": 2,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": ["degraded", "spike"],
"capabilities": ["observe", "review"], "context_hash": "ab12", "samples": 100,
"confidence": 0.63, "simulated": {"latency_ms": 1000, "processing_ms": 60000, "jitter":
0.1, "heavy_tail": 0, "conflict": 0.01}})",
             {}, R"(
s07.c04.a02  F_HUMAN  degraded
  score        1,000 ms
  latency      30 min
  processing   60.0 s
  queue        2 waiting
  reliability  0.998
  drift        0.104
  confidence   0.630
  samples      100
  heard        2.1 s ago
  context      ab12
  can do       observe, review
  flags        degraded, spike
  simulated    latency 1,000 ms, processing 60.0 s
               jitter 10.0 %, tail 0.0 %, conflict 1.0 %
)");
  // clang-format on
}

TEST_CASE("Z7 a sector", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "sector", "exit_code": 0, "id": "s07", "clusters": 10, "agents": 300,
"active": 299, "mean_score": 131.3, "healthiest": "s07.c01", "sickest": "s07.c09",
"rows": [{"id": "s07.c00", "agents": 30, "active": 30, "mean_score": 130, "p95_score":
410, "slowest": "s07.c00.a29", "fastest": "s07.c00.a01", "age_s": 1.5}, {"id":
"s07.c01", "agents": 30, "active": 29, "mean_score": 131, "p95_score": 411, "slowest":
"s07.c01.a29", "fastest": "s07.c01.a01", "age_s": 1.5}], "shown": 2, "of": 10})",
             {}, R"(
s07  299 of 300 agents active, 10 clusters
  score        mean 131 ms
  healthiest   s07.c01
  sickest      s07.c09
  cluster    active  mean_ms  p95_ms  slowest      fastest      age_s
  s07.c00  30 of 30      130     410  s07.c00.a29  s07.c00.a01    1.5
  s07.c01  29 of 30      131     411  s07.c01.a29  s07.c01.a01    1.5
  2 of 10 clusters
)");
  // clang-format on
}

TEST_CASE("Z7 a cluster", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "cluster", "exit_code": 0, "id": "s07.c04", "agents": 30, "active": 29,
"mean_score": 131.3, "p95_score": 412, "slowest": "s07.c04.a29", "fastest":
"s07.c04.a01", "age_s": 2.25, "rows": [{"id": "s07.c04.a00", "class": "A_EDGE", "state":
"active", "score": 21.4, "latency_ms": 12.34, "processing_ms": 10, "queue": 0,
"reliability": 0.998, "drift": 0.104, "heard_s": 2.12, "flags": []}], "shown": 30, "of":
30})",
             {}, R"(
s07.c04  29 of 30 agents active
  score        mean 131 ms, p95 412 ms
  slowest      s07.c04.a29
  fastest      s07.c04.a01
  as of        2.2 s ago
  agent        class   state   score_ms  lat_ms  work_ms  queue   rel  flags
  s07.c04.a00  A_EDGE  active        21    12.3     10.0      0  1.00
  -o wide also shows drift, ago_s
  30 of 30 agents
)");
  // clang-format on
}

TEST_CASE("O3 ask shows folded answers first", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "ask", "exit_code": 0, "question": "which version?", "sample": 100,
"outcome": "SUCCESS", "ready": 99, "sent": 100, "targets": 100, "conflict": 1,
"straggler": 0, "skipped": 0, "expired": 0, "refused": 0, "ready_rate": 0.99, "minimum":
0.95, "answers": [{"state": "+1", "value": "1.4", "count": 90, "agents": []}, {"state":
"+1", "value": "1.3\nbeta", "count": 9, "agents": []}, {"state": "-1", "value": "none",
"count": 1, "agents": ["s01.c02.a03"]}], "more_answers": 0, "exceptions": []})",
             {}, R"(
which version?
  asked 100 agents
answers
  state  count  answer
  +1        90  1.4
  +1         9  1.3\nbeta
  -1         1  none       s01.c02.a03
  3 of 3 different answers

SUCCESS  99 of 100 ready: 99.0 %, 95.0 % needed
  ready      +1  99  █████████████████████████████████████████████████▌
  conflict   -1   1  ▌
  straggler   0   0
  skipped         0
  expired         0
  refused         0
  sent to 100 of 100 targets
)");
  // clang-format on
}

TEST_CASE("O2 a broadcast counts who acknowledged", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "broadcast", "exit_code": 0, "received": 28000, "acknowledged": 27940,
"outcome": "SUCCESS", "ready": 27940, "sent": 28000, "targets": 28000, "conflict": 0,
"straggler": 60, "skipped": 0, "expired": 0, "refused": 0, "ready_rate":
0.9978571428571429, "minimum": 0.95})",
             {}, R"(
SUCCESS  27,940 of 28,000 ready: 99.8 %, 95.0 % needed
  received by 28,000, acknowledged by 27,940
  ready      +1  27,940  █████████████████████████████████████████████████▉
  conflict   -1       0
  straggler   0      60  ▏
  skipped             0
  expired             0
  refused             0
  sent to 28,000 of 28,000 targets
)");
  // clang-format on
}

TEST_CASE("C1 a cascade that failed at the sectors", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "cascade", "kind": "wave", "exit_code": 4, "outcome": "FAILED_AT_SECTOR",
"recommendation": "check_sectors", "reached": {"sectors": 90, "clusters": 0, "agents":
0}, "total_ms": 201.4, "ready": 90, "sent": 100, "ready_rate": 0.9, "minimum": 0.98,
"conflict": 0, "straggler": 10, "skipped": 0, "expired": 0, "refused": 0, "phases":
[{"name": "sectors", "outcome": "PARTIAL", "ready": 90, "sent": 100, "minimum": 0.98,
"took_ms": 201.4}], "exceptions": [{"kind": "refused", "reason": "queue_full", "count":
1, "agents": ["s01.c01.a01"], "detail": "64 messages wait"}]})",
             {.unicode = false}, R"(
wave FAILED_AT_SECTOR  90 of 100 ready: 90.0 %, 98.0 % needed
  reached 90 sectors, 0 clusters, 0 agents in 201 ms
  recommended: check_sectors
  phase    outcome  ready  sent  ready_%  needed_%  took_ms
  sectors  PARTIAL     90   100     90.0      98.0      201
  ready      +1  90  #############################################
  conflict   -1   0
  straggler   0  10  #####
  skipped         0
  expired         0
  refused         0

exceptions
  1 refused: queue_full, 64 messages wait
      s01.c01.a01
)");
  // clang-format on
}

TEST_CASE("O4 a delegated task and its failed attempts", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "delegate", "exit_code": 0, "task": "count the words", "agent":
"s07.c04.a12", "class": "D_GPU", "state": "+1", "result": "1234\nwords", "took_ms":
1234.5, "attempts": [{"agent": "s01.c01.a01", "reason": "agent_down", "detail":
"its actor went down"}, {"agent": "s01.c01.a02", "reason": "timeout", "detail": ""}]})",
             {}, R"(
+1  s07.c04.a12 (D_GPU) in 1,234 ms
  task: count the words
  result: 1234\nwords
  attempt  agent        reason      detail
        1  s01.c01.a01  agent_down  its actor went down
        2  s01.c01.a02  timeout
)");
  // clang-format on
}

TEST_CASE("M4 a pipeline", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "pipeline", "exit_code": 1, "steps": [{"agent": "s00.c00.a01", "state":
"+1", "value": "a", "took_ms": 12, "error": null}, {"agent": "s00.c00.a02", "state":
"0", "value": null, "took_ms": 5000, "error": "timeout: no answer"}], "result": null,
"took_ms": 5012})",
             {}, R"(
  step  agent        state  took_ms  value
     1  s00.c00.a01  +1        12.0  a
     2  s00.c00.a02  0        5,000  error: timeout: no answer
  took 5,012 ms
)");
  // clang-format on
}

TEST_CASE("KPI", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "kpi", "exit_code": 0, "rows": [{"name": "gathers that reach quorum",
"value": 0.997, "unit": "ratio", "target": 0.99, "comparison": ">=", "met": true},
{"name": "cascade p95", "value": 1204.21, "unit": "ms", "target": 1000, "comparison":
"<=", "met": false}, {"name": "recovery of a cluster", "value": null, "unit": "min",
"target": 5, "comparison": "<=", "met": null}]})",
             {}, R"(
     figure                     value      target  unit
  ✓  gathers that reach quorum   99.7  >=      99  %     met
  ✗  cascade p95                1,204  <=   1,000  ms    missed
     recovery of a cluster          -  <=       5  min   not measured
  1 of 2 measured figures met
)");
  // clang-format on
}

TEST_CASE("KPI in ASCII", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "kpi", "exit_code": 0, "rows": [{"name": "a", "value": 1, "unit": "ms",
"target": 2, "comparison": "<=", "met": true}, {"name": "b", "value": 3, "unit": "ms",
"target": 2, "comparison": "<=", "met": false}]})",
             {.unicode = false}, R"(
     figure  value      target  unit
  *  a           1  <=       2  ms    met
  !  b           3  <=       2  ms    missed
  1 of 2 measured figures met
)");
  // clang-format on
}

TEST_CASE("O7 expect that did not hold", "[console][render]") {
  // clang-format off
  constexpr std::string_view result =
      R"({"command": "expect", "exit_code": 1, "metric": "gather.ready_rate", "op": ">=",
"value": 0.99, "actual": 0.98995, "met": false, "waited_ms": 10000})";
  check_view(result, {}, "");
  check_complaint(
      result, {},
      "expectation failed: gather.ready_rate is 0.98995, expected >= 0.99 (waited 10.0 s)\n");
  check_view(R"({"command": "expect", "exit_code": 0, "metric": "agents.total", "op": "==",
"value": 45, "actual": 45, "met": true, "waited_ms": 0})",
             {}, "as expected: agents.total is 45, expected == 45\n");
  // clang-format on
}

TEST_CASE("Z8 routes", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "route list", "exit_code": 0, "rules": [{"kind": "exclude", "class":
"E_LOCAL", "capability": "inference"}, {"kind": "around", "agent": "s07.c04.a12"}],
"changed": false})",
             {}, R"(
2 of 2 rules
  no E_LOCAL for inference
  around s07.c04.a12
)");
  // clang-format on
}

TEST_CASE("Z8 no routes", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "route clear", "exit_code": 0, "rules": [], "changed": true})",
             {}, R"(
changed; no routing rules
)");
  // clang-format on
}

TEST_CASE("what simulate changed", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "simulate", "exit_code": 0, "agents": 300, "changed": {"latency": "x3",
"jitter": 0.02}})",
             {}, R"(
changed the world of 300 agents
  latency x3
  jitter 0.02
)");
  // clang-format on
}

TEST_CASE("O7 wait", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "wait", "exit_code": 0, "waited_ms": 2000})",
             {}, R"(
waited 2,000 ms
)");
  // clang-format on
}

TEST_CASE("O7 on failure", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "on failure", "exit_code": 0, "continue_after": true})",
             {}, R"(
goes on after a failed command
)");
  // clang-format on
}

TEST_CASE("something without a view of its own", "[console][render]") {
  // clang-format off
  check_view(R"({"command": "new", "exit_code": 0, "a": 1, "b": "two"})",
             {}, R"(
  a: 1
  b: two
)");
  // clang-format on
}
