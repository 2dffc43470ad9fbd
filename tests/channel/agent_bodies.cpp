// Bodies about agents from outside, people, and small ones.
#include "tests/channel/bodies.hpp"
#include "tests/messages/random_parts.hpp"

namespace mesh::testing {

template <>
admission_question random_body<admission_question>(random_source& random) {
  return {any_text(random), any_text(random), any_text(random), any_text(random)};
}

template <>
admission_answer random_body<admission_answer>(random_source& random) {
  return {any_text(random),  any_text(random), any_text(random), any_text(random),
          any_agent(random), any_bool(random), any_text(random)};
}

template <>
port_order random_body<port_order>(random_source& random) {
  return {any_text(random), any_text(random), any_text(random), any_text(random)};
}

template <>
port_refusal random_body<port_refusal>(random_source& random) {
  return {any_text(random), any_text(random)};
}

template <>
agents_at_port random_body<agents_at_port>(random_source& random) {
  agents_at_port news{any_bool(random), {}};
  for (auto left = random.below(5); left > 0; --left)
    news.agents.push_back({any_text(random), any_text(random)});
  return news;
}

template <>
port_links random_body<port_links>(random_source& random) {
  port_links all;
  for (auto left = random.below(4); left > 0; --left)
    all.links.push_back({any_text(random), any_text(random), any_text(random),
                         any_count(random), random.uniform(0, 9), random.uniform(0, 9),
                         any_count(random), random.next(), random.next(), random.next(),
                         random.next()});
  return all;
}

template <>
person_question random_body<person_question>(random_source& random) {
  const auto time_to_come = [&] {
    return duration(std::abs(any_span(random).count()));
  };
  return {any_agent(random), {random.next()}, any_text(random), any_text(random),
          any_text(random),  time_to_come(),  time_to_come()};
}

template <>
person_withdrawal random_body<person_withdrawal>(random_source& random) {
  return {any_agent(random), {random.next()}};
}

template <>
person_answer random_body<person_answer>(random_source& random) {
  return {any_state(random), any_text(random),
          any_of<errc>(random, static_cast<int>(last_errc) + 1), any_text(random),
          random.uniform(-1, 9)};
}

template <>
people_paces random_body<people_paces>(random_source& random) {
  people_paces all;
  for (auto left = random.below(4); left > 0; --left) {
    people_paces::one one{any_agent(random), {random.uniform(0, 9), {}}};
    for (auto& weight : one.pace.weights)
      weight = random.uniform(0, 1);
    all.people.push_back(one);
  }
  return all;
}

template <>
part_drop random_body<part_drop>(random_source& random) {
  return {random.uniform(0, 60'000)};
}

template <>
seen_runs random_body<seen_runs>(random_source& random) {
  seen_runs all;
  for (auto left = random.below(arrival_board::most + 1); left > 0; --left) {
    seen_run one;
    one.gather = random.next();
    one.to_t_ms = random.uniform(-9e5, 9e5);
    one.window_ms = random.uniform(0, 9e5);
    one.scheduled = any_bool(random);
    one.counts.targets = static_cast<std::uint32_t>(random.below(40'000));
    one.counts.running = static_cast<std::uint32_t>(random.below(1'000));
    for (std::uint32_t bin = 0; bin < run_arrivals::bins;
         bin += 1 + static_cast<std::uint32_t>(random.below(400))) {
      one.bins.emplace_back(bin, 1 + static_cast<std::uint32_t>(random.below(99)));
      one.counts.ready += one.bins.back().second;
    }
    all.runs.push_back(std::move(one));
  }
  return all;
}

} // namespace mesh::testing
