// O7: scripts in; results, remarks and exit codes out.
#include "tests/process/mesh_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/work/process_support.hpp"

using namespace mesh::test;

namespace {

// Three people of 45 agents do not answer in time: quorum met, somebody missing.
const std::string somebody_missing = "gather --unscheduled --minimum 90%\n";

/// What the commands that ran were.
words commands_of(const std::vector<nlohmann::json>& results) {
  words names;
  for (const auto& result : results)
    names.push_back(result.at("command"));
  return names;
}

} // namespace

TEST_CASE("O7 nothing runs of a script with problems, and all of them are named", "[process]") {
  auto run = run_script("status\n  stats\ngather --window 0ms\nexpect last.redy > 1\n"
                        "agent s00\n\"open\n");
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK_FALSE(has(run.err, "agents in")); // no mesh was started
  CHECK(has(run.err, "stdin:2:3: error: there is no command \"stats\"\n"
                     "    stats\n"
                     "    ^~~~~\n"));
  CHECK(has(run.err, "did you mean: status?"));
  CHECK(has(run.err, "stdin:3:17: error: 0ms is out of range"));
  CHECK(has(run.err, "stdin:5:7: error: s00 is a sector, not an agent"));
  CHECK(has(run.err, "stdin:6:1: error:"));
  CHECK(has(run.err, "problems; nothing was run"));
}

TEST_CASE("O7 a metric that is none is found before anything runs", "[process]") {
  auto run = run_script("status\nexpect \\\n  last.redy > 1\n");
  CHECK(run.code == 2);
  CHECK(run.out.empty());
  CHECK(has(run.err, "stdin:3:3: error: there is no metric \"last.redy\"\n"
                     "    last.redy > 1\n"
                     "    ^~~~~~~~~\n"));
  CHECK(has(run.err, "did you mean: last.ready?"));
}

TEST_CASE("O7 an empty script is done at once", "[process]") {
  for (const auto* script : {"", "\n\n", "# a comment", "\xef\xbb\xbf", "  \r\n# a\r\n"}) {
    auto run = run_script(script);
    CHECK(run.code == 0);
    CHECK(run.out.empty());
  }
}

TEST_CASE("O7 a script may come from elsewhere: byte order mark and CRLF", "[process]") {
  auto plain = run_script("# first\nwait 1s\n  # last\n");
  auto foreign = run_script("\xef\xbb\xbf# first\r\nwait 1s\r\n  # last\r\n");
  CHECK(plain.code == 0);
  CHECK(foreign.code == 0);
  CHECK(foreign.out == plain.out);
  CHECK(has(plain.err, "\n# first\nmesh> wait 1s\n\n# last\n"));
  CHECK(has(foreign.err, "\n# first\nmesh> wait 1s\n\n# last\n"));
}

TEST_CASE("O7 a script has a bound in bytes and in commands", "[process]") {
  std::string many;
  for (int i = 0; i < 10'000; ++i)
    many += "wait 0s\n";
  CHECK(run_script(many, {"-q"}).code == 0);
  auto too_many = run_script(many + "wait 0s\n");
  CHECK(too_many.code == 2);
  CHECK(has(too_many.err, "stdin:10001:1: error: more than 10000 commands"));
  CHECK(has(too_many.err, "limits.script_commands"));
  auto too_long = run_script("#" + std::string(1'048'576, 'x') + "\nstatus\n");
  CHECK(too_long.code == 2);
  CHECK(has(too_long.err, "limits.script_bytes"));
  CHECK(too_long.out.empty());
}

TEST_CASE("O7 text that is no text is refused", "[process]") {
  using namespace std::string_literals;
  for (const auto& script : {"status\0\n"s, "wait \x1b[31m1s\n"s, "\xff\xfe\x00s"s}) {
    auto run = run_script(script);
    CHECK(run.code == 2);
    CHECK_FALSE(has(run.err, "\x1b"));
  }
}

TEST_CASE("O7 a script stops at the first failure, with its code", "[process]") {
  auto [command, code] = GENERATE(table<std::string, int>({
      {"agents s09", 1},
      {"expect agents.total = 46", 1},
      {"gather --unscheduled", 4},
  }));
  auto run = run_script("wait 1s\n" + command + "\nwait 2s\n", {"-o", "json"});
  CHECK(run.code == code);
  CHECK(results_of(run).size() == 2);
  CHECK(has(run.err, "stdin:2: " + command + ": failed with exit code " + std::to_string(code)
                         + "; the script stops here"));
}

TEST_CASE("O7 a script goes on when told, and ends with the worst failure", "[process]") {
  auto script = std::string("gather --unscheduled\nagents s09\n") + somebody_missing;
  auto by_option = run_script(script, {"--keep-going", "-o", "json"});
  auto by_command = run_script("on failure continue\n" + script, {"-o", "json"});
  for (const auto* run : {&by_option, &by_command}) {
    CHECK(run->code == 1);
    CHECK(has(run->err, "2 failed; agents were missing in 1"));
  }
  CHECK(results_of(by_option).size() == 3);
  CHECK(results_of(by_command).size() == 4);
  auto stopped = run_script("on failure continue\nagents s09\non failure stop\nagents s09\n"
                            "wait 1s\n",
                            {"-o", "json"});
  CHECK(stopped.code == 1);
  CHECK(commands_of(results_of(stopped))
        == words{"on failure", "agents", "on failure", "agents"});
}

TEST_CASE("O7 a script goes on without some, names them, and ends with 0", "[process]") {
  auto script = somebody_missing + "expect last.exit_code = 3\nexpect last.missing = 3\n";
  auto run = run_script(script, {"-o", "json"});
  CHECK(run.code == 0);
  auto results = results_of(run);
  REQUIRE(results.size() == 3);
  CHECK(results[0]["exit_code"] == 3);
  CHECK(has(run.err, "stdin:1: gather --unscheduled --minimum 90%: 3 of 45 missing: s"));
  for (const auto& agent : results[0]["exceptions"][0]["agents"])
    CHECK(has(run.err, " " + agent.get<std::string>()));
  CHECK(run_script(script, {"--strict"}).code == 3);
  CHECK(run_script("status\n", {"--strict"}).code == 0);
}

TEST_CASE("O7 agents skipped for want of lead time are named, and not missing", "[process]") {
  auto results = run_json("gather\nexpect last.exit_code = 0\nexpect last.missing = 0\n");
  REQUIRE(results.size() == 3);
  CHECK(results[0]["skipped"] == 3);
  CHECK(results[0]["exceptions"][0]["reason"] == "insufficient_lead_time");
  CHECK(results[0]["exceptions"][0]["agents"].size() == 3);
}

TEST_CASE("O7 quit ends a script in the middle", "[process]") {
  auto run = run_script("wait 1s\nquit\nagents s09\n", {"-o", "json"});
  CHECK(run.code == 0);
  CHECK(results_of(run).size() == 1);
}

TEST_CASE("O7 expect waits until it holds, and no longer than it may", "[process]") {
  auto results = run_json("on failure continue\nexpect agents.total = 46 within 10s\n"
                          "expect agents.total = 45 within 10s\n"
                          "expect map.age > 200 within 1h\n");
  REQUIRE(results.size() == 4);
  CHECK(results[1]["held"] == false);
  CHECK(results[1]["exit_code"] == 1);
  CHECK(results[1]["waited_ms"].get<double>() == Approx(10'000).margin(50));
  CHECK(results[2]["held"] == true);
  CHECK(results[2]["waited_ms"] == 0.0);
  CHECK(results[3]["held"] == true);
  CHECK(results[3]["waited_ms"].get<double>() < 3'600'000);
}

TEST_CASE("O7 commands on the command line are a script", "[process]") {
  auto run = run_mesh(small_mesh({"-o", "json", "-c", "wait 1s", "-c", "agents s09"}));
  CHECK(run.code == 1);
  CHECK(results_of(run).size() == 2);
  CHECK(has(run.err, "command:2: agents s09: failed with exit code 1"));
  auto bad = run_mesh(small_mesh({"-c", "wait 1s", "-c", "agnts"}));
  CHECK(bad.code == 2);
  CHECK(bad.out.empty());
  CHECK(has(bad.err, "command:2:1: error: there is no command \"agnts\""));
}

TEST_CASE("O7 remarks do not repeat a very long command in full", "[process]") {
  auto run = run_script("broadcast \"" + std::string(100'000, 'x') + "\"\n");
  CHECK(run.code == 1);
  CHECK(has(run.err, "payload_too_large"));
  CHECK(run.err.size() < 2'000);
}

TEST_CASE("O7 a piped console goes on after a bad line, and ends with the worst code",
          "[process]") {
  auto run = run_mesh(small_mesh({"-q", "-o", "json"}), "wait 1s\nstats\nwait 2s");
  CHECK(run.code == 2);
  CHECK(results_of(run).size() == 2);
  CHECK(has(run.err, "there is no command \"stats\"")); // -q does not silence errors
  CHECK(run_mesh(small_mesh(), somebody_missing).code == 0);
  CHECK(run_mesh(small_mesh({"--strict"}), somebody_missing).code == 3);
  CHECK(run_mesh(small_mesh(), "wait 1s\nquit\nnonsense\n").code == 0);
}
