#include "supervisors/contradiction.hpp"

#include "tests/support/catch.hpp"

using namespace mesh;

namespace {

agent_id agent(int number) {
  return {7, 4, static_cast<std::uint8_t>(number)};
}

/// Agent 0 says the first letter, agent 1 the second ...
std::vector<redundant_answer> said(std::string_view letters) {
  std::vector<redundant_answer> answers;
  for (char letter : letters)
    answers.push_back({agent(static_cast<int>(answers.size())), std::string(1, letter)});
  return answers;
}

/// The numbers of those that are named.
std::string named(const std::vector<contradiction>& found) {
  std::string numbers;
  for (const auto& one : found)
    numbers += std::to_string(one.agent.agent) + " ";
  return numbers;
}

} // namespace

TEST_CASE("F5: who contradicts a majority of several others is named", "[failures]") {
  struct row {
    const char* answers;
    const char* expected;
  };
  auto r = GENERATE(values<row>({
      {"", ""},
      {"A", ""},
      {"AB", ""},
      {"AAB", ""}, // two are not several
      {"AAAA", ""},
      {"AAAB", "3 "},
      {"BAAA", "0 "},
      {"AAABC", "3 4 "},
      {"AABB", ""}, // a tie names nobody
      {"AAABBB", ""},
      {"AAABBC", ""}, // the largest group, and no majority
      {"AAAABBC", "4 5 6 "},
      {"ABCDEFG", ""},
  }));
  CAPTURE(r.answers);
  CHECK(named(contradictions(said(r.answers), {})) == r.expected);
}

TEST_CASE("F5: an agent that answers twice counts once", "[failures]") {
  auto answers = said("AAB");
  for (int i = 0; i < 5; ++i)
    answers.push_back({agent(2), "B"});
  CHECK(contradictions(answers, {}).empty());
  answers.push_back({agent(3), "A"});
  CHECK(named(contradictions(answers, {})) == "2 ");
}

TEST_CASE("F5: how many must agree is configured", "[failures]") {
  failures_config cfg;
  cfg.contradicted_agents = 2;
  CHECK(named(contradictions(said("AAB"), cfg)) == "2 ");
  cfg.contradicted_agents = 4;
  CHECK(contradictions(said("AAAB"), cfg).empty());
}

TEST_CASE("F5: the evidence is kept whole and escalates at once", "[failures]") {
  auto answers = said("AAA");
  answers.push_back(said("Z").front());
  answers.back().agent = agent(9);
  answers.back().value.assign(100, 'z');
  auto found = contradictions(answers, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0] == contradiction{agent(9), std::string(100, 'z'), "A", 3, 4});
  CHECK(to_string(event_of(found[0], time_point{}), time_point{})
        == "+0.000 s BYZANTINE_BEHAVIOR s07.c04.a09: said \"" + std::string(60, 'z')
               + "...\", 3 of 4 said \"A\"; quarantined, evidence kept, escalated to "
                 "orchestrator");
}

TEST_CASE("F5: a quote is never cut within a character", "[failures]") {
  auto answers = said("AAA");
  answers.push_back(said("Z").front());
  answers.back().agent = agent(9);
  answers.back().value = std::string(59, 'z') + "\u00e9\u00e9";
  auto seen = event_of(contradictions(answers, {}).at(0), {}).seen;
  CHECK(seen == "said \"" + std::string(59, 'z') + "...\", 3 of 4 said \"A\"");
}
