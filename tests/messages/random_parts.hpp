#pragma once
#include <algorithm>
#include <vector>

#include "actors/work/random.hpp"
#include "messages/deadline.hpp"
#include "messages/ids.hpp"

/// What random values are made of.
namespace mesh::testing {

template <class Enum>
Enum any_of(random_source& random, int values) {
  return static_cast<Enum>(random.below(static_cast<std::uint64_t>(values)));
}

inline trinary any_state(random_source& random) {
  return static_cast<trinary>(static_cast<int>(random.below(3)) - 1);
}

inline agent_id any_agent(random_source& random) {
  return agent_id::unpack(static_cast<std::uint32_t>(random.below(1'000'000)));
}

inline bool any_bool(random_source& random) {
  return random.below(2) == 0;
}

inline std::uint32_t any_count(random_source& random) {
  return static_cast<std::uint32_t>(random.next() >> random.below(64));
}

inline duration any_span(random_source& random) {
  return microseconds(static_cast<std::int64_t>(random.next() % 10'000'000'000)
                      - 5'000'000'000);
}

inline deadline any_deadline(random_source& random) {
  return deadline::arrived(random.next(), any_span(random));
}

inline scope any_scope(random_source& random) {
  auto agent = any_agent(random);
  switch (random.below(4)) {
  case 0:
    return {};
  case 1:
    return agent.parent().parent();
  case 2:
    return agent.parent();
  default:
    return agent;
  }
}

template <class Make>
auto some(random_source& random, std::size_t most, Make make) {
  std::vector<decltype(make())> list(random.below(most + 1));
  std::generate(list.begin(), list.end(), make);
  return list;
}

inline std::vector<agent_id> some_agents(random_source& random) {
  return some(random, 5, [&] { return any_agent(random); });
}

} // namespace mesh::testing
