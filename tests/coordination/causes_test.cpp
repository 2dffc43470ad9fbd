#include "actors/coordination/causes.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

agent_facts local_agent_with(const std::string& capability, double in_hand_ms) {
  agent_facts facts;
  facts.row.id = {7, 4, 12};
  facts.row.cls = agent_class::e_local;
  facts.row.processing_ms = 150;
  facts.row.holds = {{1}, {}, 150, usual_from::declared, true};
  facts.task = known_task{"embed", {capability}, "console", verb::act};
  facts.in_hand_ms = in_hand_ms;
  facts.waits_for = "its program";
  return facts;
}

void give(agent_facts& to, agent_class cls, double work_ms) {
  to.able.at(static_cast<std::size_t>(cls)) = {3, work_ms};
}

std::vector<std::string> names_of(const agent_facts& facts) {
  std::vector<std::string> names;
  for (const auto& one : causes_of(facts))
    names.emplace_back(one.name);
  return names;
}

} // namespace

TEST_CASE("N1 the root cause of a task that another class does much faster is the class",
          "[causes]") {
  auto facts = local_agent_with("inference", 8'000);
  give(facts, agent_class::d_gpu, 100);
  give(facts, agent_class::c_persistent, 900);
  CHECK(fitter_class(facts) == agent_class::d_gpu);
  const auto causes = causes_of(facts);
  REQUIRE_FALSE(causes.empty());
  CHECK(causes.front().name == "class");
  CHECK(
      causes.front().text
      == "the task needs inference, which agents of D_GPU do in 100 ms; this one is of E_LOCAL "
         "and has had it for 8.0 s");
}

TEST_CASE("N1 no class is fitter when none is much faster, has no agents, or is of people",
          "[causes]") {
  auto facts = local_agent_with("inference", 250);
  give(facts, agent_class::d_gpu, 100); // not three times as fast
  CHECK_FALSE(fitter_class(facts));
  facts = local_agent_with("inference", 8'000);
  CHECK_FALSE(fitter_class(facts));
  give(facts, agent_class::f_human, 1);
  CHECK_FALSE(fitter_class(facts));
  give(facts, agent_class::d_gpu, 100);
  facts.task.reset(); // it is not known what it has in hand
  CHECK_FALSE(fitter_class(facts));
}

TEST_CASE("N1 what keeps an agent from all work comes first, a routing rule last", "[causes]") {
  auto facts = local_agent_with("observe", 8'000);
  facts.breaker_open = true;
  facts.breaker = "the breaker of s07.c04 is open";
  facts.avoided = true;
  facts.neighbours = 4;
  CHECK(names_of(facts) == std::vector<std::string>{"breaker", "work", "neighbours", "rule"});
}

TEST_CASE("N1 queue, link, context and state are causes, and a healthy agent has none",
          "[causes]") {
  agent_facts facts;
  facts.row.usual_latency_ms = 10;
  facts.row.latency_ms = 10;
  facts.row.context_hash = facts.good_context = 7;
  CHECK(causes_of(facts).empty());
  facts.row.queue_depth = 5;
  CHECK(names_of(facts) == std::vector<std::string>{"queue"});
  facts.row.queue_depth = 0;
  facts.row.latency_ms = 50;
  CHECK(names_of(facts) == std::vector<std::string>{"link"});
  facts.row.latency_ms = 10;
  facts.row.context_hash = 8;
  CHECK(names_of(facts) == std::vector<std::string>{"context"});
  facts.row.context_hash = 7;
  facts.row.state = agent_state::quarantined;
  CHECK(names_of(facts) == std::vector<std::string>{"state"});
}

TEST_CASE("N1 neighbours tell whether it is the agent or its place", "[causes]") {
  auto facts = local_agent_with("observe", 8'000);
  facts.neighbours = 4;
  facts.neighbours_alike = 4;
  CHECK(causes_of(facts).back().text.find("look at the cluster") != std::string::npos);
  facts.neighbours_alike = 0;
  CHECK(causes_of(facts).back().text.find("this agent alone") != std::string::npos);
}

TEST_CASE("N1 the newest tasks are known by their message, with their text cut whole",
          "[causes]") {
  task_book book(2);
  message sent;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    sent.id = {i};
    sent.payload = "task " + std::to_string(i);
    sent.required_capabilities = {"inference"};
    book.note(sent);
  }
  CHECK_FALSE(book.find({1})); // made room
  REQUIRE(book.find({3}));
  CHECK(book.find({3})->text == "task 3");
  CHECK(book.find({3})->capabilities == std::vector<std::string>{"inference"});
  sent.id = {4};
  sent.payload = std::string(1'999, 'x') + "\xc3\xa4\xc3\xa4"; // would be cut within a letter
  book.note(sent);
  CHECK(book.find({4})->text == std::string(1'999, 'x') + " ...");
}
