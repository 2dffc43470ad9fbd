#include "runtime/console/commands/agent.hpp"
#include "runtime/console/commands/agents.hpp"
#include "runtime/console/commands/ask.hpp"
#include "runtime/console/commands/breaker.hpp"
#include "runtime/console/commands/breakers.hpp"
#include "runtime/console/commands/broadcast.hpp"
#include "runtime/console/commands/cascade.hpp"
#include "runtime/console/commands/cluster.hpp"
#include "runtime/console/commands/conflict.hpp"
#include "runtime/console/commands/conflicts.hpp"
#include "runtime/console/commands/delegate.hpp"
#include "runtime/console/commands/drain.hpp"
#include "runtime/console/commands/events.hpp"
#include "runtime/console/commands/expect.hpp"
#include "runtime/console/commands/faults.hpp"
#include "runtime/console/commands/freeze.hpp"
#include "runtime/console/commands/gather.hpp"
#include "runtime/console/commands/grow.hpp"
#include "runtime/console/commands/heal.hpp"
#include "runtime/console/commands/held.hpp"
#include "runtime/console/commands/held_drop.hpp"
#include "runtime/console/commands/history.hpp"
#include "runtime/console/commands/kpi.hpp"
#include "runtime/console/commands/node_adopt.hpp"
#include "runtime/console/commands/node_drain.hpp"
#include "runtime/console/commands/node_forget.hpp"
#include "runtime/console/commands/node_join.hpp"
#include "runtime/console/commands/nodes.hpp"
#include "runtime/console/commands/on_failure.hpp"
#include "runtime/console/commands/pipeline.hpp"
#include "runtime/console/commands/quit.hpp"
#include "runtime/console/commands/resolve.hpp"
#include "runtime/console/commands/route_around.hpp"
#include "runtime/console/commands/route_clear.hpp"
#include "runtime/console/commands/route_exclude.hpp"
#include "runtime/console/commands/route_list.hpp"
#include "runtime/console/commands/sector.hpp"
#include "runtime/console/commands/simulate.hpp"
#include "runtime/console/commands/slow.hpp"
#include "runtime/console/commands/status.hpp"
#include "runtime/console/commands/thaw.hpp"
#include "runtime/console/commands/verify.hpp"
#include "runtime/console/commands/wait.hpp"
#include "runtime/console/language/asking_help.hpp"
#include "tests/console/parsing.hpp"

using namespace mesh;
using namespace mesh::console;

TEST_CASE("O1 commands that look at the mesh", "[console][parser]") {
  as<status_command>("status");
  as<kpi_command>("kpi");
  auto all = as<agents_command>("agents");
  CHECK(all.where == scope{});
  CHECK(all.limit == 20);
  auto some = as<agents_command>(
      "agents s07.c04 --class d --capability inference --state DEGRADED --limit 5");
  CHECK(some.where == scope(cluster_id{7, 4}));
  CHECK(some.cls == agent_class::d_gpu);
  CHECK(some.capability == "inference");
  CHECK(some.state == agent_state::degraded);
  CHECK(some.limit == 5);
  CHECK(as<agents_command>("agents --limit=all").limit == 0);
  CHECK(as<agent_command>("agent s07.c04.a12").id == agent_id{7, 4, 12});
  CHECK(as<cluster_command>("cluster s07.c04").id == cluster_id{7, 4});
  CHECK(as<sector_command>("sector s07").id == sector_id{7});
}

TEST_CASE("F1 events are chosen by class, agent, host and time", "[console][parser]") {
  auto all = as<events_command>("events");
  CHECK(all.cls.empty());
  CHECK(all.host.empty());
  CHECK_FALSE(all.since_ms);
  CHECK(all.limit == 20);
  auto some =
      as<events_command>("events s07 --class host-lost --since 10m --host n1 --limit 5");
  CHECK(some.where == scope(sector_id{7}));
  CHECK(some.cls == "HOST_LOST");
  CHECK(some.since_ms == 600'000);
  CHECK(some.host == "n1");
  CHECK(some.limit == 5);
  CHECK(as<events_command>("events --agent s07.c04.a12").where == scope(agent_id{7, 4, 12}));
  CHECK(as<events_command>("events --class TRANSIENT_NETWORK").cls == "TRANSIENT_NETWORK");
  auto wrong = problems_of("events --class NOSUCH").front();
  CHECK(wrong.expected.find("AGENT_CRASH") != std::string::npos);
  problems_of("events --agent s07"); // no agent
  problems_of("events --since yesterday");
}

TEST_CASE("Z8 routing rules", "[console][parser]") {
  auto rule = as<route_exclude_command>("route exclude E_LOCAL from inference");
  CHECK(rule.cls == agent_class::e_local);
  CHECK(rule.capability == "inference");
  CHECK(as<route_around_command>("route around s01.c02.a03").id == agent_id{1, 2, 3});
  as<route_list_command>("route list");
  as<route_clear_command>("route clear");
}

TEST_CASE("O2 O3 texts may go without quotes up to the first option", "[console][parser]") {
  auto told = as<broadcast_command>("broadcast hello all  of you --in s07 --timeout 2s");
  CHECK(told.text == "hello all of you");
  CHECK(told.where == scope(sector_id{7}));
  CHECK(told.timeout_ms == 2'000);
  CHECK(as<broadcast_command>("broadcast --in s07 a=b what's up").text == "a=b what's up");
  CHECK(as<broadcast_command>("broadcast \"  --in s07\"").text == "  --in s07");
  CHECK_FALSE(as<broadcast_command>("broadcast x").timeout_ms);
  auto asked = as<ask_command>("ask \"which version?\" --sample 7 --capability store --class C "
                               "--in all --timeout 1.5s");
  CHECK(asked.question == "which version?");
  CHECK(asked.sample == 7);
  CHECK(asked.capability == "store");
  CHECK(asked.cls == agent_class::c_persistent);
  CHECK(asked.timeout_ms == 1'500);
}

TEST_CASE("O4 a task goes to an agent, a class or the best", "[console][parser]") {
  auto best = as<delegate_command>("delegate count words");
  CHECK(best.task == "count words");
  CHECK_FALSE(best.agent);
  CHECK_FALSE(best.cls);
  CHECK_FALSE(as<delegate_command>("delegate x --to best").agent);
  CHECK(as<delegate_command>("delegate x --to s01.c02.a03").agent == agent_id{1, 2, 3});
  auto classed =
      as<delegate_command>("delegate x --to D_GPU --capability inference --timeout 5m");
  CHECK(classed.cls == agent_class::d_gpu);
  CHECK(classed.capability == "inference");
  CHECK(classed.timeout_ms == 300'000);
}

TEST_CASE("M4 a pipeline names its agents in order", "[console][parser]") {
  auto what = as<pipeline_command>("pipeline s00.c00.a01 s00.c00.a00 --payload 'a b' "
                                   "--timeout 1h");
  CHECK(what.agents == std::vector<agent_id>{{0, 0, 1}, {0, 0, 0}});
  CHECK(what.payload == "a b");
  CHECK(what.timeout_ms == 3'600'000);
}

TEST_CASE("G1 a gather and its options", "[console][parser]") {
  auto plain = as<gather_command>("gather");
  CHECK((!plain.window_ms && !plain.minimum && !plain.horizon_ms && !plain.unscheduled));
  auto full = as<gather_command>("gather s07 --class B --capability fetch --window 500ms "
                                 "--minimum 95% --horizon 2s --payload x --weight 1.5 "
                                 "--unscheduled");
  CHECK(full.where == scope(sector_id{7}));
  CHECK(full.cls == agent_class::b_serverless);
  CHECK(full.capability == "fetch");
  CHECK(full.window_ms == 500);
  CHECK(full.minimum == Approx(0.95));
  CHECK(full.horizon_ms == 2'000);
  CHECK(full.payload == "x");
  CHECK(full.payload_weight == 1.5);
  CHECK(full.unscheduled);
  CHECK(as<gather_command>("gather --minimum 0.9").minimum == Approx(0.9));
  // An option may stand in front of the scope.
  CHECK(as<gather_command>("gather --unscheduled s07").where == scope(sector_id{7}));
}

TEST_CASE("C1 C2 C3 the three kinds of cascade", "[console][parser]") {
  CHECK(as<cascade_command>("cascade wave").kind == cascade_kind::wave);
  CHECK(as<cascade_command>("cascade priority_first").kind == cascade_kind::priority_first);
  auto what = as<cascade_command>("cascade parallel --window 1s --horizon 3s --payload go "
                                  "--weight 10 --unscheduled");
  CHECK(what.kind == cascade_kind::parallel);
  CHECK(what.window_ms == 1'000);
  CHECK(what.horizon_ms == 3'000);
  CHECK(what.payload == "go");
  CHECK(what.payload_weight == 10);
  CHECK(what.unscheduled);
}

TEST_CASE("D2 what is held is listed, and taken out by its number", "[console][parser]") {
  as<held_command>("held");
  CHECK(as<held_drop_command>("held drop 12").number == 12);
  CHECK(problems_of("held drop").front().message == "N is missing");
  CHECK(problems_of("held drop 0").front().message == "0 is out of range");
  CHECK(problems_of("held drop 1 2").front().message == "unexpected \"2\"");
  CHECK(problems_of("held drp").front().message == "unexpected \"drp\"");
}

TEST_CASE("D2 a priority is one of four words", "[console][parser]") {
  CHECK(as<ask_command>("ask x --priority background").urgency == priority::background);
  CHECK(as<broadcast_command>("broadcast x --priority normal").urgency == priority::normal);
  CHECK(as<gather_command>("gather --priority high").urgency == priority::high);
  CHECK(as<cascade_command>("cascade wave --priority=critical").urgency == priority::critical);
  auto wrong = problems_of("gather --priority critcal").front();
  CHECK(wrong.message == "\"critcal\" is not a priority");
  CHECK(wrong.suggestion == "critical");
  CHECK(as<heal_command>("heal all --approve").approve);
  CHECK_FALSE(as<heal_command>("heal all").approve);
  CHECK(problems_of("heal --approve=yes").front().message == "--approve takes no value");
}

TEST_CASE("O7 expect compares a metric with a value", "[console][parser]") {
  using enum comparison;
  for (auto [text, op] : {std::pair{"<", less},
                          {"<=", less_equal},
                          {"=", equal},
                          {"==", equal},
                          {"!=", not_equal},
                          {">=", greater_equal},
                          {">", greater}})
    CHECK(as<expect_command>(std::string("expect gather.ready_rate ") + text + " 1").op == op);
  auto what = as<expect_command>("expect cascade.p95_ms <= 1.5s within 10s");
  CHECK(what.metric == "cascade.p95_ms");
  CHECK(what.value == 1'500);
  CHECK(what.within_ms == 10'000);
  CHECK(as<expect_command>("expect m >= 99%").value == Approx(0.99));
  CHECK(as<expect_command>("expect m >= -1").value == -1);
  CHECK(as<expect_command>("expect m >= 1").within_ms == 0);
}

TEST_CASE("the simulated world changes by amount or by factor", "[console][parser]") {
  auto what =
      as<simulate_command>("simulate s07 --class E latency=80ms processing=x2 jitter=2% "
                           "tail=0.05 conflict=1%");
  CHECK(what.where == scope(sector_id{7}));
  CHECK(what.cls == agent_class::e_local);
  CHECK((what.latency_ms->value == 80 && !what.latency_ms->relative));
  CHECK((what.processing_ms->value == 2 && what.processing_ms->relative));
  CHECK(what.jitter == Approx(0.02));
  CHECK(what.heavy_tail == Approx(0.05));
  CHECK(what.conflict == Approx(0.01));
  CHECK_FALSE(as<simulate_command>("simulate all latency=x0.5").jitter);
}

TEST_CASE("O7 the frame of a script", "[console][parser]") {
  CHECK(as<wait_command>("wait 500ms").ms == 500);
  CHECK(as<wait_command>("wait 0ms").ms == 0);
  CHECK(as<on_failure_command>("on failure continue").continue_after);
  CHECK_FALSE(as<on_failure_command>("on failure stop").continue_after);
  CHECK(as<help_command>("help").topic.empty());
  CHECK(as<help_command>("help route exclude").topic == "route exclude");
  CHECK(as<help_command>("help exit-codes").topic == "exit-codes");
  as<quit_command>("quit");
  as<quit_command>("exit");
}

TEST_CASE("O7 a script is its commands with their lines", "[console][parser]") {
  auto lines =
      parse_script("# tour\n\nstatus\n  gather s07 \\\n  --window 1s # one second\nkpi");
  REQUIRE(lines);
  REQUIRE(lines->size() == 3);
  CHECK((*lines)[0].line == 3);
  CHECK((*lines)[1].line == 4);
  CHECK((*lines)[1].text == "gather s07 --window 1s");
  CHECK((*lines)[2].line == 6);
  CHECK(parse_script("")->empty());
}

TEST_CASE("O7 a console line is one command or nothing", "[console][parser]") {
  CHECK_FALSE(*parse_line(""));
  CHECK_FALSE(*parse_line("  # nothing"));
  auto two = parse_line("status\nkpi");
  REQUIRE_FALSE(two);
  CHECK(two.error()[0].message == "one command at a time");
  CHECK(two.error()[0].line == 2);
}

TEST_CASE("O7 the shell's words are the same grammar", "[console][parser]") {
  auto parse = [](std::vector<std::string> words) {
    auto line = parse_words(words);
    INFO(join_words(words));
    REQUIRE(line);
    return line->order;
  };
  auto broadcast = parse({"broadcast", "it's \"7\" # \\ \n\t", "--in=s07", "--timeout", "2s"})
                       .as<broadcast_command>();
  CHECK(broadcast.text == "it's \"7\" # \\ \n\t");
  CHECK(broadcast.where == scope(sector_id{7}));
  auto gather = parse({"gather", "--payload=two words", "s07"}).as<gather_command>();
  CHECK(gather.payload == "two words");
  auto none = parse_words({});
  REQUIRE_FALSE(none);
  CHECK(none.error()[0].message == "no command is given");
  auto bad = parse_words({"gather", "--windw", "2s"});
  REQUIRE_FALSE(bad);
  CHECK(bad.error()[0].column == 8);
}
