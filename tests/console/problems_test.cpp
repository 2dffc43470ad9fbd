#include "runtime/base/utf8.hpp"
#include "tests/console/parsing.hpp"

using namespace mesh::console;

namespace {

struct row {
  std::string text;
  int column, length;
  std::string message;
  std::string suggestion;
};

void check(const std::vector<row>& rows) {
  for (const auto& [text, column, length, message, suggestion] : rows) {
    auto problems = problems_of(text);
    INFO(text);
    CHECK(problems.size() == 1);
    CHECK(problems[0].column == column);
    CHECK(problems[0].length == length);
    CHECK(problems[0].message == message);
    CHECK(problems[0].suggestion == suggestion);
    CHECK_FALSE(problems[0].expected.empty());
  }
}

} // namespace

TEST_CASE("O7 a word that is no command names the nearest", "[console][problems]") {
  check({
      {"statsu", 1, 6, "there is no command \"statsu\"", "status"},
      {"Gather s07", 1, 6, "there is no command \"Gather\"", "gather"},
      {"sim s07 latency=x2", 1, 3, "there is no command \"sim\"", "simulate"},
      {"frobnicate", 1, 10, "there is no command \"frobnicate\"", ""},
      {"\"status\"", 1, 8, "there is no command \"status\"", "status"},
      {"x=1", 1, 3, "there is no command \"x=1\"", ""},
      {"route", 6, 1, "\"route\" alone is no command", ""},
      {"route arround s00.c00.a00", 7, 7, "there is no command \"route arround\"", "around"},
      {"on", 3, 1, "\"on\" alone is no command", ""},
      {"on succes stop", 4, 6, "there is no command \"on succes\"", ""},
  });
}

TEST_CASE("O7 what is missing or too much is said at its place", "[console][problems]") {
  check({
      {"agent", 6, 1, "AGENT is missing", ""},
      {"cluster", 8, 1, "CLUSTER is missing", ""},
      {"sector", 7, 1, "SECTOR is missing", ""},
      {"broadcast --in s07", 19, 1, "TEXT is missing", ""},
      {"ask", 4, 1, "QUESTION is missing", ""},
      {"delegate --to best", 19, 1, "TASK is missing", ""},
      {"pipeline", 9, 1, "AGENT is missing", ""},
      {"pipeline s00.c00.a00", 21, 1, "AGENT is missing: one alone is no pipeline", ""},
      {"cascade", 8, 1, "wave|parallel|priority_first is missing", ""},
      {"expect", 7, 1, "METRIC is missing", ""},
      {"expect m", 9, 1, "OP is missing", ""},
      {"expect m >=", 12, 1, "VALUE is missing", ""},
      {"wait", 5, 1, "DURATION is missing", ""},
      {"on failure", 11, 1, "stop|continue is missing", ""},
      {"route exclude A", 16, 1, "from is missing", ""},
      {"route exclude A from", 21, 1, "CAPABILITY is missing", ""},
      {"simulate", 9, 1, "TARGET is missing", ""},
      {"simulate s07", 13, 1, "nothing is changed", ""},
      {"simulate s07 --class A", 23, 1, "nothing is changed", ""},
      {"status now please", 8, 3, "unexpected \"now\"", ""},
      {"agent s00.c00.a00 s00.c00.a01", 19, 11, "unexpected \"s00.c00.a01\"", ""},
      {"gather s07 window 2s", 12, 6, "unexpected \"window\"", "--window"},
      {"gather s07 window=2s", 12, 9, "unexpected \"window=2s\"", "--window=2s"},
      {"gather window=2s", 8, 9, "\"window=2s\" is not a part of the mesh", "--window=2s"},
      {"broadcast a --in s07 b c", 22, 1, "unexpected \"b\"", ""},
      {"route exclude A form x", 17, 4, "unexpected \"form\"", ""},
      {"simulate s07 latncy=80ms", 14, 11, "unexpected \"latncy=80ms\"", "latency="},
      {"wait 1s 2s", 9, 2, "unexpected \"2s\"", ""},
      {"quit now", 6, 3, "unexpected \"now\"", ""},
  });
}

TEST_CASE("O7 options are known, once, and with a value", "[console][problems]") {
  check({
      {"agents --clas C", 8, 6, "\"agents\" has no option --clas", "--class"},
      {"gather --windw 500ms --class C", 8, 7, "\"gather\" has no option --windw", "--window"},
      {"status --all", 8, 5, "\"status\" has no option --all", ""},
      {"cascade wave --class A", 14, 7, "\"cascade\" has no option --class", ""},
      {"gather --window", 8, 8, "\"--window\" needs a value", ""},
      {"gather --window --class A", 8, 8, "\"--window\" needs a value", ""},
      {"gather --window 1s --window=2s", 20, 11, "\"--window\" is given twice", ""},
      {"gather --unscheduled --unscheduled", 22, 13, "\"--unscheduled\" is given twice", ""},
      {"gather --unscheduled=yes", 22, 3, "--unscheduled takes no value", ""},
      {"expect m > 1 within", 14, 6, "\"within\" needs a value", ""},
      {"simulate all jitter=1% jitter=2%", 24, 9, "\"jitter=\" is given twice", ""},
  });
}

TEST_CASE("O7 values are checked where the mesh is not needed for it", "[console][problems]") {
  check({
      {"agents s7", 8, 2, "\"s7\" is not a part of the mesh", "s07"},
      {"agent S7.C4.A1", 7, 8, "\"S7.C4.A1\" is not an id", "s07.c04.a01"},
      {"agent s07.c04", 7, 7, "s07.c04 is a cluster, not an agent", ""},
      {"cluster s07", 9, 3, "s07 is a sector, not a cluster", ""},
      {"sector all", 8, 3, "all is the whole mesh, not a sector", ""},
      {"sector s07.c04.a12", 8, 11, "s07.c04.a12 is an agent, not a sector", ""},
      {"agents --class D_GPUU", 16, 6, "there is no class \"D_GPUU\"", "D_GPU"},
      {"agents --state ofline", 16, 6, "there is no state \"ofline\"", "offline"},
      {"agents --limit 0", 16, 1, "0 is out of range", ""},
      {"agents --limit ten", 16, 3, "\"ten\" is not a number", ""},
      {"agents --limit 1.5", 16, 3, "\"1.5\" is not a whole number", ""},
      {"agents --capability \"\"", 21, 2, "the capability is empty", ""},
      {"agents --capability=", 21, 1, "the capability is empty", ""},
      {"agents --capability a/b", 21, 3, "\"a/b\" cannot name a capability", ""},
      {"broadcast \"\"", 11, 2, "the text is empty", ""},
      {"ask \"  \" ' '", 5, 8, "the text is empty", ""},
      {"ask x --sample 0", 16, 1, "0 is out of range", ""},
      {"delegate x --to C_GPU", 17, 5, "nothing can be delegated to \"C_GPU\"", "D_GPU"},
      {"delegate x --to s7.c4.a1", 17, 8, "nothing can be delegated to \"s7.c4.a1\"",
       "s07.c04.a01"},
      {"gather --window 500", 17, 3, "the duration \"500\" has no unit; add one", "500ms"},
      {"gather --window 0ms", 17, 3, "0ms is out of range", ""},
      {"gather --window 365h", 17, 4, "365h is out of range", ""},
      {"gather --window 61m", 17, 3, "61m is out of range", ""},
      {"gather --window -1s", 17, 3, "-1s is out of range", ""},
      {"gather --window 1y", 17, 2, "\"y\" is not a unit of time", ""},
      {"gather --window soon", 17, 4, "\"soon\" is not a duration", ""},
      {"gather --window nan", 17, 3, "\"nan\" is not a duration", ""},
      {"gather --window infs", 17, 4, "\"infs\" is not a duration", ""},
      {"gather --minimum 95", 18, 2, "95 is out of range", "95%"},
      {"gather --minimum 101%", 18, 4, "101% is out of range", ""},
      {"gather --minimum=x", 18, 1, "\"x\" is not a percentage", ""},
      {"gather --weight 11", 17, 2, "11 is out of range", ""},
      {"gather --weight -0.1", 17, 4, "-0.1 is out of range", ""},
      {"gather --payload ''", 18, 2, "the text is empty", ""},
      {"cascade prallel", 9, 7, "\"prallel\" is not a kind of cascade", "parallel"},
      {"expect m>=1", 8, 4, "\"m>=1\" cannot name a metric", ""},
      {"expect m => 1", 10, 2, "\"=>\" is not a comparison", ">="},
      {"expect m > high", 12, 4, "\"high\" is not a value", ""},
      {"expect m > 5kg", 12, 3, "\"kg\" is not a known unit", ""},
      {"expect m > 1 within 5", 21, 1, "the duration \"5\" has no unit; add one", "5ms"},
      {"wait 2d", 6, 2, "\"d\" is not a unit of time", ""},
      {"simulate all latency=80", 22, 2, "the duration \"80\" has no unit; add one", "80ms"},
      {"simulate all latency=3x", 22, 2, "\"x\" is not a unit of time", "x3"},
      {"simulate all latency=x1001", 22, 5, "\"x1001\" is not a factor", ""},
      {"simulate all latency=x-1", 22, 3, "\"x-1\" is not a factor", ""},
      {"simulate all jitter=2", 21, 1, "2 is out of range", "2%"},
      {"simulate all conflict=-1%", 23, 3, "-1% is out of range", ""},
      {"on failure go", 12, 2, "\"go\" is not a way to go on", ""},
      {"help gathr", 6, 5, "there is no help on \"gathr\"", "gather"},
      {"route exclude X from y", 15, 1, "there is no class \"X\"", ""},
  });
}

TEST_CASE("O7 a pipeline has a bound", "[console][problems]") {
  std::string text = "pipeline";
  for (int i = 0; i <= 1'000; ++i)
    text += " s00.c00.a00";
  CHECK(problems_of(text)[0].message == "the pipeline is too long");
}

TEST_CASE("O7 nothing is parsed unless all of it is, and all problems are told",
          "[console][problems]") {
  auto problems = problems_of("status\n"
                              "gather --window 2h --minimum 95 --clss A\n"
                              "ask \"open\n"
                              "kpi\n"
                              "wait 5\n");
  std::vector<std::pair<int, int>> places;
  for (const auto& problem : problems)
    places.emplace_back(problem.line, problem.column);
  CHECK(places == std::vector<std::pair<int, int>>{{2, 17}, {2, 30}, {2, 33}, {3, 5}, {5, 6}});
}

TEST_CASE("O7 a problem is shown with its line, a caret and the nearest thing",
          "[console][problems]") {
  std::string script = "status\r\n\tgather s07 --windw 500ms # größer\r\n";
  auto shown = format_problem(problems_of(script).front(), script, "tour.mesh");
  CHECK(shown == R"(tour.mesh:2:13: error: "gather" has no option --windw
   gather s07 --windw 500ms # größer
              ^~~~~~~
  expected: one of --class, --capability, --window, --at, --minimum, --horizon, --payload, --weight, --unscheduled, --priority, --go-on, --fail-on-conflict, --approve
  did you mean: --window?
)");
  std::string line = "ask größe --sample 0";
  CHECK(format_problem(problems_of(line).front(), line, "") == R"(error: 0 is out of range
  ask größe --sample 0
                     ^
  expected: a whole number from 1 to 1000000
)");
}

TEST_CASE("O7 a long or unprintable line is shown in part and harmless",
          "[console][problems]") {
  std::string line = "ask " + std::string(5'000, 'x') + " --sample 0 " + std::string(500, ' ')
                     + "# \x1b[31m\xff";
  auto shown = format_problem(problems_of(line).front(), line, "");
  CHECK(shown.size() < 400);
  auto caret_line = shown.substr(shown.find('\n', shown.find("...")) + 1);
  auto source_line = shown.substr(shown.find('\n') + 1);
  CHECK(source_line[caret_line.find('^')] == '0');
  std::string bad = "\x1b[31m \xff";
  CHECK(format_problem({1, 1, 4, "x\x1b", {}, {}}, bad, "")
        == "error: x\\x1b\n  ?[31m ?\n  ^~~~\n");
  CHECK(format_problem({9, 9, 9, "beyond the text", {}, {}}, bad, "f")
        == "f:9:9: error: beyond the text\n  \n          ^\n");
}
