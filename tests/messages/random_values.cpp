#include "tests/messages/random_values.hpp"

#include <algorithm>
#include <cmath>

namespace mesh::testing {

namespace {

template <class Enum>
Enum any_of(random_source& random, int values) {
  return static_cast<Enum>(random.below(static_cast<std::uint64_t>(values)));
}

trinary any_state(random_source& random) {
  return static_cast<trinary>(static_cast<int>(random.below(3)) - 1);
}

agent_id any_agent(random_source& random) {
  return agent_id::unpack(static_cast<std::uint32_t>(random.below(1'000'000)));
}

std::uint32_t any_count(random_source& random) {
  return static_cast<std::uint32_t>(random.next() >> random.below(64));
}

duration any_span(random_source& random) {
  return microseconds(static_cast<std::int64_t>(random.next() % 10'000'000'000)
                      - 5'000'000'000);
}

deadline any_deadline(random_source& random) {
  return deadline::arrived(random.next(), any_span(random));
}

scope any_scope(random_source& random) {
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

std::vector<agent_id> some_agents(random_source& random) {
  return some(random, 5, [&] { return any_agent(random); });
}

sketch any_sketch(random_source& random) {
  sketch s;
  for (auto ms : some(random, 20, [&] { return 1'000 * random.normal(); }))
    s.add(ms, 1 + any_count(random) / 2);
  return s;
}

bool in_range(agent_id id) {
  return id.sector < max_children && id.cluster < max_children && id.agent < max_children;
}

bool in_range(const std::vector<agent_id>& ids) {
  return std::all_of(ids.begin(), ids.end(), [](agent_id id) { return in_range(id); });
}

bool in_range(trinary state) {
  return state >= trinary::conflict && state <= trinary::ready;
}

bool in_range(duration span) {
  return span >= -longest_span && span <= longest_span;
}

bool is_sound(const sketch& s) {
  return std::all_of(s.entries().begin(), s.entries().end(),
                     [](const auto& e) {
                       return std::abs(e.first) <= sketch::last_bucket && e.second > 0;
                     })
         && std::is_sorted(s.entries().begin(), s.entries().end())
         && std::isfinite(s.quantile(0.5));
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
  for (auto* count : {&s.sectors, &s.clusters, &s.targets, &s.sent, &s.ready, &s.conflict,
                      &s.straggler, &s.skipped, &s.expired, &s.refused, &s.answers_unlisted})
    *count = any_count(random);
  s.exceptions = some(random, 4, [&] {
    return exception_group{any_of<exception_kind>(random, 5),
                           any_of<errc>(random, static_cast<int>(errc::io_error) + 1),
                           random_bytes(random, 9),
                           any_count(random),
                           some_agents(random),
                           random.uniform(0, 1e7),
                           random.uniform(0, 1e7),
                           random.uniform(0, 1e7)};
  });
  s.answers = some(random, 4, [&] {
    return answer_group{any_state(random), random_bytes(random, 9), any_count(random),
                        some_agents(random)};
  });
  s.parts = some(random, 4, [&] {
    return part_answer{any_count(random), any_agent(random), random_bytes(random, 9)};
  });
  s.ready_offset = any_sketch(random);
  s.prediction_error = any_sketch(random);
  s.send_lateness = any_sketch(random);
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

bool is_sound(const message& m) {
  return m.how <= strategy::pipeline && m.what <= verb::sync && m.urgency <= priority::critical
         && in_range(m.expectation) && m.payload_weight >= 0 && std::isfinite(m.payload_weight)
         && m.payload_hash == hash_of_payload(m);
}

bool is_sound(const scatter_order& o) {
  return in_range(o.arrive.left()) && in_range(o.expire.left()) && in_range(o.window)
         && o.window >= duration::zero() && o.depth <= reach::agents
         && in_range(o.where.agent()) && (!o.cls || *o.cls <= agent_class::f_human)
         && std::all_of(o.targets.begin(), o.targets.end(),
                        [](const target& t) { return in_range(t.agent); });
}

bool is_sound(const post_order& o) {
  return in_range(o.from) && in_range(o.to) && in_range(o.expire.left());
}

bool is_sound(const gather_summary& s) {
  return in_range(s.from.agent())
         && std::all_of(s.exceptions.begin(), s.exceptions.end(),
                        [](const exception_group& g) {
                          return g.kind <= exception_kind::refused && g.reason <= errc::io_error
                                 && in_range(g.agents) && std::isfinite(g.needed_min_ms)
                                 && std::isfinite(g.needed_max_ms)
                                 && std::isfinite(g.available_ms);
                        })
         && std::all_of(
             s.answers.begin(), s.answers.end(),
             [](const answer_group& g) { return in_range(g.state) && in_range(g.agents); })
         && std::all_of(s.parts.begin(), s.parts.end(),
                        [](const part_answer& p) { return in_range(p.agent); })
         && is_sound(s.ready_offset) && is_sound(s.prediction_error)
         && is_sound(s.send_lateness);
}

bool is_sound(const cluster_summary& s) {
  return in_range({s.cluster.sector, s.cluster.cluster, 0}) && in_range(s.slowest)
         && in_range(s.fastest) && std::isfinite(s.mean_score) && std::isfinite(s.p95_score)
         && s.active <= s.agents && in_range(s.age);
}

bool is_sound(const sector_summary& s) {
  return in_range({s.sector.sector, s.healthiest.cluster, 0})
         && in_range({s.healthiest.sector, s.sickest.cluster, 0})
         && in_range({s.sickest.sector, 0, 0}) && std::isfinite(s.mean_score)
         && std::isfinite(s.p95_score) && s.active <= s.agents && in_range(s.age);
}

bool is_sound(const routing_rules& r) {
  return std::all_of(r.exclusions().begin(), r.exclusions().end(),
                     [](const auto& rule) {
                       return rule.first <= agent_class::f_human && rule.second >= 0
                              && rule.second < capability_set::max_size;
                     })
         && in_range(r.avoided_agents());
}

} // namespace mesh::testing
