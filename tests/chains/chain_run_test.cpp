#include "tests/chains/chain_under_test.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

constexpr auto two_in_a_row =
    R"({"name": "a", "payload": "p", "next": ["b"], "verify": [{"name": "v", "agents": 3,
        "sign_off": 2}]},
       {"name": "b", "payload": "after ${a}", "verify": [{"name": "v"}],
        "effects": [{"name": "e", "put_file": "f", "text": "${a}+${output}"}]})";

constexpr auto branching =
    R"({"name": "test", "verify": [{"name": "v"}], "branch": {"decided_by": "v",
        "predict": "pass", "ways": [{"when": "pass", "to": "pack"},
                                    {"when": "fail", "to": "fix"}]}},
       {"name": "pack", "next": ["tell"],
        "effects": [{"name": "e", "put_file": "package"}]},
       {"name": "fix", "next": ["tell"]},
       {"name": "tell", "payload": "${pack}${fix}"})";

std::set<agent_id> agents_of(const chain_under_test& t, const std::vector<give_job>& jobs) {
  std::set<agent_id> who;
  for (const auto& given : jobs)
    who.insert(t.who.at(given.job));
  return who;
}

} // namespace

TEST_CASE("V1 a task is verified when enough others have signed off", "[chains]") {
  chain_under_test t(plan_of(two_in_a_row), never());
  t.begin();
  REQUIRE(t.open("a").size() == 1);
  CHECK(t.open("a")[0].payload == "p");
  auto worker = t.who.at(t.open("a")[0].job);
  t.answer_all("a", "A");
  CHECK(t.phases() == "a:assumed b:waiting");
  auto checks = t.open("a", 0);
  REQUIRE(checks.size() == 3);
  CHECK(checks[0].payload == "A");
  CHECK(agents_of(t, checks).size() == 3);
  CHECK_FALSE(agents_of(t, checks).contains(worker));
  t.answer(checks[0].job, "good");
  CHECK(t.phase("a") == "assumed");
  t.answer(checks[1].job, "good");
  CHECK(t.phases() == "a:verified b:running");
  CHECK(t.open("a", 0).empty()); // the third is not needed any more
  CHECK(t.withdrawn.size() == 1);
  CHECK(t.open("b")[0].payload == "after A");
  t.answer_all("b", "B");
  CHECK(t.effects.empty());
  t.answer_all("b", "good", 0);
  REQUIRE(t.effects.size() == 1);
  CHECK(t.effects[0].what.text == "A+B");
  CHECK(t.run.phase() == chain_phase::running); // its effect is not there yet
  t.take(t.run.carried_out({1, 0, {}}));
  CHECK(t.run.phase() == chain_phase::complete);
  CHECK(t.ended == 1);
}

TEST_CASE("V2 agents go on before a task is verified, and nothing counts until it is",
          "[chains]") {
  chain_under_test t(plan_of(two_in_a_row));
  t.begin();
  t.answer_all("a", "A");
  CHECK(t.phases() == "a:assumed b:running");
  CHECK(t.run.map().depth(1) == 1);
  t.answer_all("b", "B");
  t.answer_all("b", "good", 0);
  CHECK(t.phases() == "a:assumed b:checked");
  CHECK(t.checkpoints.empty());
  CHECK(t.effects.empty());
  t.answer_all("a", "good", 0);
  CHECK(t.phases() == "a:verified b:verified");
  REQUIRE(t.checkpoints.size() == 2);
  CHECK(t.checkpoints[0].task == 0);
  CHECK(t.effects.size() == 1);
  CHECK(t.run.counts().ahead == 1);
}

TEST_CASE("V3 a refuted task is done again by somebody else, and all behind it is flushed",
          "[chains]") {
  chain_under_test t(plan_of(two_in_a_row));
  t.begin();
  auto first = t.who.at(t.open("a")[0].job);
  t.answer_all("a", "wrong");
  t.answer_all("b", "B");
  CHECK(t.open("b", 0).size() == 1);
  auto checks = t.open("a", 0);
  t.answer(checks[0].job, "no", true);
  t.answer(checks[1].job, "no", true);
  CHECK(t.phases() == "a:running b:waiting");
  CHECK(t.open("b", 0).empty()); // withdrawn
  CHECK(t.who.at(t.open("a")[0].job) != first);
  REQUIRE(t.run.flushes().size() == 1);
  CHECK(t.run.flushes()[0].flushed == 1);
  CHECK(t.run.flushes()[0].why.find("refuted it in the step v: no") != std::string::npos);
  t.answer_all("a", "right");
  CHECK(t.open("b")[0].payload == "after right");
  for (const auto& check : t.open("a", 0))
    CHECK(t.who.at(check.job) != first); // it worked on the task once
  t.take(t.run.answered(checks[2].job, agent_id{0, 0, 7}, "no", true)); // too late
  t.answer_all("b", "B2");
  t.answer_all("b", "good", 0);
  t.answer_all("a", "good", 0);
  REQUIRE(t.effects.size() == 1);
  CHECK(t.effects[0].what.text == "right+B2");
}

TEST_CASE("V3 a branch that was predicted wrongly is flushed and the right way taken",
          "[chains]") {
  chain_under_test t(plan_of(branching));
  t.begin();
  t.answer_all("test", "report");
  CHECK(t.phases() == "test:assumed pack:running fix:skipped tell:waiting");
  t.answer_all("pack", "P");
  CHECK(t.phases() == "test:assumed pack:checked fix:skipped tell:running");
  CHECK(t.open("tell")[0].payload == "P");
  t.answer_all("test", "fail", 0);
  CHECK(t.phases() == "test:verified pack:skipped fix:running tell:waiting");
  CHECK(t.run.counts().mispredicted == 1);
  CHECK(t.run.flushes().at(0).flushed == 2);
  t.answer_all("fix", "F");
  CHECK(t.open("tell")[0].payload == "F"); // nothing of the flushed way
  t.answer_all("tell", "T");
  CHECK(t.run.phase() == chain_phase::complete);
  CHECK(t.effects.empty()); // no package
}

TEST_CASE("V3 a branch that nothing fits is a refutation of its task", "[chains]") {
  chain_under_test t(plan_of(
      R"({"name": "a", "attempts": 2, "branch": {"ways": [{"when": "x", "to": "b"}]}},
         {"name": "b"})"));
  t.begin();
  t.answer_all("a", "y");
  CHECK(t.phases() == "a:running b:waiting");
  t.answer_all("a", "z");
  CHECK(t.phases() == "a:failed b:waiting");
  CHECK(t.run.phase() == chain_phase::stuck);
  CHECK(t.run.progress(0).failure.detail == R"(no way of its branch is for "z")");
}

TEST_CASE("V9 a failed task stops what builds on it and nothing else, until it is retried",
          "[chains]") {
  chain_under_test t(plan_of(
      R"({"name": "a", "attempts": 1, "next": ["c"], "verify": [{"name": "v"}]},
         {"name": "b", "next": ["d"]}, {"name": "c"}, {"name": "d"})"));
  t.begin();
  t.answer_all("a", "A");
  t.answer_all("a", "no", 0, true);
  CHECK(t.phases() == "a:failed b:running c:waiting d:waiting");
  CHECK(t.run.phase() == chain_phase::running);
  t.answer_all("b", "B");
  t.answer_all("d", "D");
  CHECK(t.run.phase() == chain_phase::stuck);
  t.take(t.run.retry());
  CHECK(t.phases() == "a:running b:verified c:waiting d:verified");
  t.answer_all("a", "A");
  t.answer_all("a", "yes", 0);
  t.answer_all("c", "C");
  CHECK(t.run.phase() == chain_phase::complete);
}

TEST_CASE("V9 another agent does what one failed at, and checks what one did not answer",
          "[chains]") {
  chain_under_test t(plan_of(R"({"name": "a", "attempts": 2, "verify": [{"name": "v"}]})"));
  t.begin();
  auto fail = [&](int step) {
    auto job = t.open("a", step).at(0).job;
    auto agent = t.who.at(job);
    t.jobs.erase(job);
    t.take(t.run.failed(job, agent, {errc::agent_down, "gone"}));
    return agent;
  };
  auto first = fail(-1);
  CHECK(t.who.at(t.open("a")[0].job) != first);
  t.answer_all("a", "A");
  auto checker = fail(0);
  CHECK(t.who.at(t.open("a", 0)[0].job) != checker);
  fail(0);
  CHECK(t.phase("a") == "failed"); // nobody is left to say whether it is right
  CHECK(t.run.progress(0).failure.code == errc::agent_down);
  CHECK(t.run.counts().refuted == 0);
}

TEST_CASE("V1 aspects are worked on by several, and each part is verified", "[chains]") {
  chain_under_test t(plan_of(
      R"({"name": "a", "attempts": 1, "aspects": [{"name": "x", "min": 1, "max": 2,
          "payload": "X"}, {"name": "y"}], "verify": [{"name": "v"}]})"));
  t.begin();
  auto jobs = t.open("a");
  REQUIRE(jobs.size() == 3);
  CHECK(agents_of(t, jobs).size() == 3);
  CHECK(jobs[0].payload == "X");
  t.jobs.erase(jobs[0].job);
  t.take(t.run.failed(jobs[0].job, t.who.at(jobs[0].job), {errc::agent_down, "gone"}));
  CHECK(t.phase("a") == "running"); // one of x is enough
  t.answer(jobs[1].job, "1");
  t.answer(jobs[2].job, "2");
  CHECK(t.open("a", 0).size() == 2);
  t.answer_all("a", "good", 0);
  CHECK(t.run.progress(0).output == "1\n2");
  CHECK(t.run.phase() == chain_phase::complete);
}

TEST_CASE("an answer signs off when it is what the step expects", "[chains]") {
  chain_under_test t(plan_of(
      R"({"name": "a", "attempts": 2, "verify": [{"name": "v", "expect": "sum ${output}"}]})"));
  t.begin();
  t.answer_all("a", "4");
  t.answer_all("a", "sum 5", 0);
  CHECK(t.run.counts().refuted == 1);
  t.answer_all("a", "5");
  t.answer_all("a", "sum 5", 0);
  CHECK(t.run.phase() == chain_phase::complete);
}

TEST_CASE("V2 the dial bounds how far agents go on", "[chains]") {
  const auto row = plan_of(
      R"({"name": "a", "next": ["b"], "verify": [{"name": "v"}]},
         {"name": "b", "next": ["c"], "verify": [{"name": "v"}]},
         {"name": "c", "next": ["d"], "verify": [{"name": "v"}]}, {"name": "d"})");
  chain_under_test t(row, up_to(2));
  t.begin();
  for (const char* task : {"a", "b", "c"})
    t.answer_all(task, "x");
  CHECK(t.phases() == "a:assumed b:assumed c:assumed d:waiting");
  t.answer_all("a", "good", 0);
  CHECK(t.phases() == "a:verified b:assumed c:assumed d:running");
}

TEST_CASE("V8 a chain goes on from what was verified, and does nothing of that again",
          "[chains]") {
  chain_under_test before(plan_of(two_in_a_row));
  before.begin();
  before.answer_all("a", "A");
  before.answer_all("a", "good", 0);
  before.answer_all("b", "B");
  before.answer_all("b", "good", 0);
  REQUIRE(before.checkpoints.size() == 2);

  chain_under_test t(plan_of(two_in_a_row));
  t.run.restore(before.checkpoints[0]);
  t.begin();
  CHECK(t.phases() == "a:verified b:running");
  CHECK(t.open("b")[0].payload == "after A");

  chain_under_test later(plan_of(two_in_a_row));
  for (const auto& one : before.checkpoints)
    later.run.restore(one);
  SECTION("with its effect due") {
    later.begin();
    CHECK(later.effects.size() == 1);
  }
  SECTION("with its effect carried out") {
    later.run.restore(effect_outcome{1, 0, {}});
    later.begin();
    CHECK(later.effects.empty());
    CHECK(later.run.phase() == chain_phase::complete);
  }
}

TEST_CASE("V11 a paused chain begins nothing, a cancelled one withdraws all", "[chains]") {
  chain_under_test t(plan_of(two_in_a_row));
  t.begin();
  t.run.pause();
  t.answer_all("a", "A");
  CHECK(t.phases() == "a:assumed b:waiting");
  CHECK(t.run.phase() == chain_phase::running);
  t.take(t.run.resume());
  CHECK(t.phases() == "a:assumed b:running");
  t.take(t.run.cancel());
  CHECK(t.jobs.empty());
  CHECK(t.run.phase() == chain_phase::cancelled);
  CHECK(t.ended == 1);
  t.take(t.run.cancel());
  CHECK(t.ended == 1);
}

TEST_CASE("V3 an effect that fails holds back those behind it until it is retried",
          "[chains]") {
  chain_under_test t(plan_of(two_in_a_row), never());
  t.begin();
  t.answer_all("a", "A");
  t.answer_all("a", "good", 0);
  t.answer_all("b", "B");
  t.answer_all("b", "good", 0);
  t.take(t.run.carried_out({1, 0, {errc::io_error, "disk full"}}));
  CHECK(t.run.phase() == chain_phase::stuck);
  t.take(t.run.retry());
  CHECK(t.effects.size() == 2);
  t.take(t.run.carried_out({1, 0, {}}));
  CHECK(t.run.phase() == chain_phase::complete);
}

TEST_CASE("V8 an effect that an earlier life began is repeated where that is safe",
          "[chains]") {
  struct row {
    const char* effect;
    error outcome; // none: nothing is known
    bool begun_only;
    const char* phase;
  };
  const error failed{errc::command_exit_status, "status 1"};
  const std::vector<row> table{
      {R"("put_file": "f")", {}, true, "running"},
      {R"("put_file": "f")", failed, false, "running"},
      {R"("command": ["x"])", {}, true, "stuck"},
      {R"("command": ["x"])", failed, false, "stuck"},
      {R"("command": ["x"])", {}, false, "complete"},
      {R"("command": ["x"], "repeat": "safe")", {}, true, "running"},
      {R"("command": ["x"], "repeat": "safe")", failed, false, "running"},
      {R"("command": ["x"], "repeat": "safe")", {}, false, "complete"}};
  for (const auto& row : table) {
    CAPTURE(row.effect, row.outcome.detail, row.begun_only);
    chain_under_test t(plan_of(R"({"name": "a", "effects": [{"name": "e", )"
                               + std::string(row.effect) + "}]}"));
    t.run.restore(chain_checkpoint{0, "A", "A", {}, {}});
    if (row.begun_only)
      t.run.restore(effect_intent{0, 0});
    else
      t.run.restore(effect_outcome{0, 0, row.outcome});
    t.begin();
    CHECK(to_string(t.run.phase()) == row.phase);
    CHECK(t.effects.size() == (t.run.phase() == chain_phase::running ? 1 : 0));
    if (t.run.phase() != chain_phase::stuck)
      continue;
    CHECK(t.run.effects().failed()->failure.code
          == (row.begun_only ? errc::unknown : errc::command_exit_status));
    t.take(t.run.retry());
    REQUIRE(t.effects.size() == 1);
    t.take(t.run.carried_out({0, 0, {}}));
    CHECK(t.run.phase() == chain_phase::complete);
  }
}

TEST_CASE("V3 a cancelled chain lets no effect out any more", "[chains]") {
  chain_under_test t(plan_of(
      R"({"name": "a", "effects": [{"name": "e", "command": ["x", "${output}"]},
                                   {"name": "f", "put_file": "f", "from_file": "${output}"}],
          "next": ["b"]}, {"name": "b"})"));
  t.begin();
  t.answer_all("a", "A");
  REQUIRE(t.effects.size() == 1);
  CHECK(t.effects[0].what.command == std::vector<std::string>{"x", "A"});
  SECTION("the second one follows the first") {
    t.take(t.run.carried_out({0, 0, {}}));
    REQUIRE(t.effects.size() == 2);
    CHECK(t.effects[1].what.from_file == "A");
  }
  SECTION("unless the chain was cancelled meanwhile") {
    t.take(t.run.cancel());
    t.take(t.run.carried_out({0, 0, {}}));
    CHECK(t.effects.size() == 1);
    CHECK(t.run.phase() == chain_phase::cancelled);
  }
}
