#include "actors/work/simulated/simulated_conflict.hpp"

#include <array>
#include <string_view>

namespace mesh {

namespace {

struct pair_of_values {
  std::string_view expected;
  std::string_view received;
};

template <std::size_t Count>
conflict one_of(conflict_type type, const std::array<pair_of_values, Count>& values,
                random_source& random) {
  const auto& drawn = values[random.below(Count)];
  conflict what;
  what.type = type;
  what.expected = drawn.expected;
  what.received = drawn.received;
  return what;
}

constexpr std::array contradictions{pair_of_values{"stock of part 17 is 40", "it is 38"},
                                    pair_of_values{"price of order 9 is 12.40", "it is 12.90"},
                                    pair_of_values{"door 3 is closed", "it is open"},
                                    pair_of_values{"done", "something else"}};
constexpr std::array divergences{
    pair_of_values{"the plan of the morning", "the plan of the day before"},
    pair_of_values{"step 4 follows step 3", "step 4 came from another branch"}};
constexpr std::array mismatches{
    pair_of_values{"a model that reads images", "one for text only"}};
constexpr std::array paradoxes{
    pair_of_values{"the cause comes before its effect", "the effect came first"}};
constexpr std::array hashes{
    pair_of_values{"the hash of the known-good context", "the hash of another one"}};

/// Two plans contradict; steps of one plan can be put together.
void add_branches(conflict& what) {
  auto& known = what.evidence;
  if (what.expected == divergences.front().expected) {
    known.expected_branch = {"place=hall", "plan=morning"};
    known.received_branch = {"place=hall", "plan=the day before"};
  } else {
    known.expected_branch = {"place=hall", "plan=morning", "step 3"};
    known.received_branch = {"place=hall", "plan=morning", "step 4"};
  }
}

} // namespace

conflict draw_conflict(random_source& random) {
  constexpr std::uint64_t deepest = 20;
  constexpr std::uint64_t most_affected = 200;
  // Times of a hundred; the rest is a wrong hash.
  constexpr std::uint64_t contradicting = 50, diverging = 35, incapable = 10, paradoxical = 3;
  auto percent = random.below(100);
  if (percent < contradicting) {
    auto what = one_of(conflict_type::data_contradiction, contradictions, random);
    what.affected_agents = static_cast<std::uint32_t>(1 + random.below(most_affected));
    return what;
  }
  if (percent < contradicting + diverging) {
    auto what = one_of(conflict_type::context_divergence, divergences, random);
    what.depth = static_cast<std::uint32_t>(1 + random.below(deepest));
    add_branches(what);
    return what;
  }
  if (percent < contradicting + diverging + incapable)
    return one_of(conflict_type::capability_mismatch, mismatches, random);
  if (percent < contradicting + diverging + incapable + paradoxical)
    return one_of(conflict_type::temporal_paradox, paradoxes, random);
  return one_of(conflict_type::hash_mismatch, hashes, random);
}

} // namespace mesh
