#include "tests/messages/random_values.hpp"

#include "tests/messages/random_parts.hpp"

namespace mesh::testing {

namespace {

sketch any_sketch(random_source& random) {
  sketch s;
  for (auto ms : some(random, 20, [&] { return 1'000 * random.normal(); }))
    s.add(ms, 1 + any_count(random) / 2);
  return s;
}

} // namespace

std::string random_bytes(random_source& random, std::size_t longest) {
  std::string bytes(random.below(longest + 1), '\0');
  for (auto& c : bytes)
    c = static_cast<char>(random.next());
  return bytes;
}

template <>
message random_value<message>(random_source& random) {
  message m;
  m.id = {random.next()};
  m.correlation = {random.next()};
  m.causation = {random.next()};
  m.lamport = random.next();
  m.resolves = {random.next()};
  m.source = random_bytes(random, 12); // not necessarily UTF-8
  m.how = any_of<strategy>(random, 4);
  m.what = any_of<verb>(random, 6);
  m.created_at_ms = random.next();
  m.ttl_ms = any_count(random);
  m.urgency = any_of<priority>(random, 4);
  m.expectation = any_state(random);
  m.payload_weight = random.uniform(0, 1e6);
  m.required_capabilities =
      some(random, 3, [&] { return "c" + std::to_string(random.below(9)); });
  m.payload = random_bytes(random, 40);
  m.parts = some(random, 4, [&] { return random_bytes(random, 10); });
  m.payload_hash = hash_of_payload(m);
  return m;
}

template <>
scatter_order random_value<scatter_order>(random_source& random) {
  scatter_order o;
  o.gather = random.next();
  o.arrive = any_deadline(random);
  o.expire = any_deadline(random);
  o.window = microseconds(random.below(10'000'000'000));
  o.depth = any_of<reach>(random, 3);
  o.scheduled = random.below(2) == 0;
  o.every_answer = random.below(2) == 0;
  o.goes_on = random.below(2) == 0;
  o.attempt = static_cast<std::uint8_t>(random.next());
  o.where = any_scope(random);
  if (random.below(2) == 0)
    o.cls = any_of<agent_class>(random, 6);
  o.targets = some(random, 8, [&] { return target{any_agent(random), any_count(random)}; });
  return o;
}

template <>
post_order random_value<post_order>(random_source& random) {
  return {any_agent(random), any_agent(random), any_deadline(random)};
}

template <>
gather_summary random_value<gather_summary>(random_source& random) {
  gather_summary s;
  s.gather = random.next();
  s.from = any_scope(random);
  for (auto* count :
       {&s.sectors, &s.clusters, &s.targets, &s.sent, &s.ready, &s.conflict, &s.straggler,
        &s.skipped, &s.expired, &s.refused, &s.answers_unlisted, &s.redelivered, &s.attempt})
    *count = any_count(random);
  s.exceptions = some(random, 4, [&] {
    return exception_group{any_of<exception_kind>(random, 5),
                           any_of<errc>(random, static_cast<int>(last_errc) + 1),
                           random_bytes(random, 9),
                           any_count(random),
                           some_agents(random),
                           random.uniform(0, 1e7),
                           random.uniform(0, 1e7),
                           random.uniform(0, 1e7)};
  });
  s.answers = some(random, 4, [&] {
    return answer_group{any_state(random),
                        random_bytes(random, 9),
                        any_count(random),
                        some_agents(random),
                        random_bytes(random, 9),
                        any_of<conflict_type>(random, 6),
                        some(random, 4, [&] { return message_id{random.next()}; })};
  });
  s.parts = some(random, 4, [&] {
    return part_answer{any_count(random), any_agent(random), random_bytes(random, 9)};
  });
  s.ready_offset = any_sketch(random);
  s.prediction_error = any_sketch(random);
  s.send_lateness = any_sketch(random);
  s.lamport = random.next();
  return s;
}

template <>
cluster_summary random_value<cluster_summary>(random_source& random) {
  auto agents = any_count(random);
  auto active = static_cast<std::uint32_t>(random.below(std::uint64_t{agents} + 1));
  return {any_agent(random).parent(),
          agents,
          active,
          random.uniform(0, 1'000),
          random.uniform(0, 1'000),
          any_agent(random),
          any_agent(random),
          any_span(random)};
}

template <>
sector_summary random_value<sector_summary>(random_source& random) {
  auto agents = any_count(random);
  auto active = static_cast<std::uint32_t>(random.below(std::uint64_t{agents} + 1));
  return {any_agent(random).parent().parent(),
          any_count(random),
          agents,
          active,
          random.uniform(0, 1'000),
          random.uniform(0, 1'000),
          any_agent(random).parent(),
          any_agent(random).parent(),
          any_span(random)};
}

template <>
routing_rules random_value<routing_rules>(random_source& random) {
  routing_rules rules;
  for (auto count = random.below(5); count > 0; --count)
    rules.exclude(any_of<agent_class>(random, 6), static_cast<int>(random.below(64)));
  for (auto agent : some_agents(random))
    rules.avoid(agent);
  return rules;
}

} // namespace mesh::testing
