#include "tests/channel/bodies.hpp"

#include "tests/messages/random_parts.hpp"

namespace mesh::testing {

namespace {

shared_message any_message(random_source& random) {
  return std::make_shared<message>(random_value<message>(random));
}

error any_error(random_source& random) {
  return {any_of<errc>(random, static_cast<int>(last_errc) + 1), any_text(random),
          any_text(random)};
}

/// To the microsecond, some minutes before it was sent; or never.
time_point any_moment(random_source& random) {
  return random.below(5) == 0 ? time_point{}
                              : sent_at - microseconds(random.below(600'000'000));
}

scope with_breaker(random_source& random) {
  auto where = any_scope(random);
  return where.kind() == scope::level::agent ? scope{where.cluster()} : where;
}

frozen_agent any_frozen(random_source& random, const std::vector<shared_message>& messages,
                        agent_id id) {
  auto delivery = [&] {
    const auto& what = messages[random.below(messages.size())];
    auto parts = std::max<std::size_t>(what->parts.size(), 1);
    return frozen_delivery{what, random.next(), any_span(random),
                           static_cast<std::uint32_t>(random.below(parts)),
                           static_cast<std::uint8_t>(random.next())};
  };
  auto outcome = [&] {
    return remembered_outcome{
        {random.next()}, testing::any_state(random), any_of<errc>(random, 20)};
  };
  frozen_agent a{id, random.next(), std::nullopt, some(random, 3, delivery),
                 some(random, 3, outcome)};
  if (any_bool(random))
    a.in_hand = delivery();
  return a;
}

std::vector<frozen_breaker> any_breakers(random_source& random) {
  return some(random, 3, [&] {
    return frozen_breaker{sector_id{static_cast<std::uint8_t>(random.below(3))},
                          any_of<frozen_breaker::position>(random, 3), any_text(random),
                          microseconds(random.below(1'000'000)), any_bool(random)};
  });
}

std::vector<shared_message> any_messages(random_source& random) {
  return {any_message(random), any_message(random), any_message(random)};
}

value_origin any_origin(random_source& random) {
  value_origin o{
      std::nullopt, {random.next()}, {random.next()}, random.next(), any_count(random)};
  if (any_bool(random))
    o.agent = any_agent(random);
  return o;
}

std::vector<std::string> any_texts(random_source& random) {
  return some(random, 3, [&] { return any_text(random); });
}

agent_row any_row(random_source& random, agent_id id) {
  auto small = [&] {
    return static_cast<std::uint16_t>(random.next());
  };
  auto number = [&] {
    return static_cast<float>(random.uniform(0, 1'000));
  };
  agent_row row;
  row.id = id;
  row.cls = any_of<agent_class>(random, 6);
  row.state = any_of<agent_state>(random, 4);
  row.flags = {any_bool(random), any_bool(random), any_bool(random)};
  row.frozen = any_bool(random);
  row.standing = any_of<membership>(random, 4);
  row.latency_samples = row.processing_samples = small();
  row.queue_depth = small();
  for (auto* field : {&row.latency_ms, &row.processing_ms, &row.drift, &row.score,
                      &row.mean_score, &row.reliability, &row.lead_ms, &row.holds.usual_ms})
    *field = number();
  row.last_heard = any_moment(random);
  row.context_hash = random.below(3);
  row.holds.what = {random.next()};
  row.capabilities = capability_set::of_bits(random.next() >> random.below(64));
  return row;
}

cluster_page any_page(random_source& random, cluster_id cluster) {
  cluster_page page;
  page.summary = random_value<cluster_summary>(random);
  page.summary.cluster = cluster;
  page.published_at = any_moment(random);
  for (auto& ms : page.longest_lead_ms)
    ms = static_cast<float>(random.uniform(0, 3'000));
  page.turned_away = any_bool(random);
  for (std::uint8_t slot = 0; slot < max_children; ++slot)
    if (random.below(20) == 0)
      page.rows.push_back(any_row(random, {cluster.sector, cluster.cluster, slot}));
  return page;
}

template <class Order>
Order to_agents(random_source& random) {
  return {some_agents(random)};
}

} // namespace

template <>
link_batch random_body<link_batch>(random_source& random) {
  auto stamp = [&] {
    return static_cast<std::int64_t>(random.below(1'000'000'000'000));
  };
  link_batch b{1 + any_count(random) / 2,
               random.next(),
               random.next(),
               1 + any_count(random),
               random.next(),
               any_count(random),
               stamp(),
               stamp(),
               stamp(),
               {}};
  b.entries = some(random, 4, [&] {
    return link_entry{static_cast<entry_kind>(1 + random.below(255)), any_scope(random),
                      random.next() >> random.below(64), microseconds(random.below(10'000'000)),
                      any_text(random)};
  });
  return b;
}

template <>
link_scatter random_body<link_scatter>(random_source& random) {
  return {any_message(random), random_value<scatter_order>(random)};
}

template <>
link_post random_body<link_post>(random_source& random) {
  return {any_message(random), random_value<post_order>(random)};
}

template <>
freeze_order random_body<freeze_order>(random_source& random) {
  freeze_order o{random.next(), any_of<freeze_act>(random, 2), any_scope(random),
                 any_text(random)};
  if (any_bool(random))
    return o;
  auto messages = any_messages(random);
  auto kept = std::make_shared<frozen_state>();
  kept->topology = topology_config::of(3, 2, 2);
  for (std::uint8_t sector = 0; sector < 3; ++sector)
    kept->agents.push_back(any_frozen(random, messages, {sector, 1, 1}));
  kept->breakers = any_breakers(random);
  o.preserved = std::move(kept);
  return o;
}

template <>
freeze_report random_body<freeze_report>(random_source& random) {
  freeze_report r{any_error(random),
                  random.next(),
                  any_scope(random),
                  random_value<gather_summary>(random),
                  {},
                  any_breakers(random)};
  auto messages = any_messages(random);
  auto page = [&] {
    auto agent = [&] {
      return any_frozen(random, messages, any_agent(random));
    };
    return std::make_shared<const std::vector<frozen_agent>>(some(random, 2, agent));
  };
  for (auto count = random.below(3); count > 0; --count)
    r.pages.push_back(page());
  return r;
}

template <>
heal_order random_body<heal_order>(random_source& random) {
  return {any_scope(random)};
}

template <>
heal_report random_body<heal_report>(random_source& random) {
  return {any_error(random), any_texts(random)};
}

template <>
fault_order random_body<fault_order>(random_source& random) {
  return {any_of<fault_kind>(random, 5), some(random, 4, [&] { return any_scope(random); }),
          random.uniform(0, 1'000)};
}

template <>
fault_report random_body<fault_report>(random_source& random) {
  return {any_error(random), any_count(random)};
}

template <>
join_order random_body<join_order>(random_source& random) {
  return to_agents<join_order>(random);
}

template <>
leave_order random_body<leave_order>(random_source& random) {
  return to_agents<leave_order>(random);
}

template <>
unresponsive random_body<unresponsive>(random_source& random) {
  return {any_scope(random), any_text(random)};
}

template <>
error random_body<error>(random_source& random) {
  return any_error(random);
}

template <>
aged_conflict random_body<aged_conflict>(random_source& random) {
  aged_conflict c;
  auto& r = c.record;
  r.id = {random.next()};
  r.at_ms = random.next();
  r.agent = any_agent(random);
  r.message = {random.next()};
  r.what.type = any_of<conflict_type>(random, 6);
  r.what.expected = any_text(random);
  r.what.received = any_text(random);
  r.what.context_hash = random.next();
  r.what.depth = any_count(random);
  r.what.affected_agents = any_count(random);
  r.resolves = {random.next()};
  c.age = microseconds(random.below(10'000'000));
  if (any_bool(random))
    r.what.evidence = {any_origin(random),
                       any_origin(random),
                       some(random, 3,
                            [&] {
                              return causal_event{{random.next()},
                                                  {random.next()},
                                                  random.next(),
                                                  any_agent(random)};
                            }),
                       any_texts(random),
                       any_texts(random),
                       any_texts(random)};
  if (any_bool(random))
    r.held = {any_of<verb>(random, 6), any_text(random), {random.next()},
              {random.next()},         random.next(),    random.uniform(0, 9),
              any_texts(random),       any_text(random), random.next(),
              any_scope(random)};
  return c;
}

template <>
failure_event random_body<failure_event>(random_source& random) {
  return {any_moment(random), any_of<failure_class>(random, 6), any_scope(random),
          any_text(random), any_of<escalation>(random, 3)};
}

template <>
cluster_page random_body<cluster_page>(random_source& random) {
  return any_page(random, any_agent(random).parent());
}

template <>
roster_changes random_body<roster_changes>(random_source& random) {
  roster_changes c;
  c.clusters = some(random, 5, [&] { return static_cast<int>(random.below(101)); });
  auto agents = some_agents(random);
  std::sort(agents.begin(), agents.end());
  agents.erase(std::unique(agents.begin(), agents.end()), agents.end());
  for (auto id : agents)
    c.agents.push_back({id, any_of<membership>(random, 4), any_of<agent_class>(random, 6)});
  for (auto& one : c.agents)
    if (one.linked = any_bool(random); one.linked)
      one.capabilities = some(random, 3, [&] { return any_text(random); });
  return c;
}

template <>
breaker_note random_body<breaker_note>(random_source& random) {
  return {
      any_moment(random),
      random.next(),
      {with_breaker(random),
       {any_of<circuit_state>(random, 3), any_of<circuit_state>(random, 3), any_text(random)}},
      any_bool(random)};
}

template <>
conflict_level random_body<conflict_level>(random_source& random) {
  return any_of<conflict_level>(random, 3);
}

template <>
node_counters random_body<node_counters>(random_source& random) {
  node_counters c;
  c.posts_sent = any_count(random);
  c.posts_undeliverable = random.next();
  c.agents_replaced = any_count(random);
  c.thawed_answers = random.next();
  return c;
}

template <>
world_change random_body<world_change>(random_source& random) {
  world_change c{any_scope(random), some_agents(random), {}};
  for (auto* field :
       {&c.what.latency_ms, &c.what.latency_factor, &c.what.processing_ms,
        &c.what.processing_factor, &c.what.jitter, &c.what.heavy_tail, &c.what.conflict})
    if (any_bool(random))
      *field = random.uniform(0, 100);
  return c;
}

template <>
known_mesh random_body<known_mesh>(random_source& random) {
  known_mesh m{random.next(), any_count(random), {any_count(random), {}}};
  m.members.members.resize(random.below(4), {any_text(random), random.next()});
  return m;
}

template <>
node_hello random_body<node_hello>(random_source& random) {
  node_hello h{any_text(random),
               random.uniform(0, 9),
               any_count(random),
               any_text(random),
               any_text(random),
               any_bool(random),
               {},
               any_text(random),
               any_text(random),
               random_body<known_mesh>(random),
               any_text(random)};
  for (std::uint8_t sector = 0; sector < max_children; ++sector)
    for (std::uint8_t cluster = 0; cluster <= max_children; ++cluster)
      if (random.below(cluster == 0 ? 30 : 3'000) == 0)
        h.holds.push_back({cluster == 0 ? placed_part(sector_id{sector})
                                        : placed_part(cluster_id{
                                            sector, static_cast<std::uint8_t>(cluster - 1)}),
                           random.next()});
  return h;
}

template <>
node_welcome random_body<node_welcome>(random_source& random) {
  return {any_text(random),
          random_value<routing_rules>(random),
          random_body<roster_changes>(random),
          any_text(random),
          some(random, 3,
               [&] {
                 return node_peer{any_text(random), any_text(random), random.next()};
               }),
          random.uniform(0, 60'000),
          random.uniform(0, 60'000),
          random_body<known_mesh>(random)};
}

template <>
sector_handover random_body<sector_handover>(random_source& random) {
  sector_handover h;
  h.epoch = random.next();
  h.roster = random_body<roster_changes>(random);
  const auto sector = any_agent(random).sector;
  for (std::uint8_t cluster = 0; cluster < 3; ++cluster)
    if (any_bool(random))
      h.pages.push_back(any_page(random, {sector, cluster}));
  h.detached = some(random, 3, [&] { return any_agent(random).parent(); });
  h.circuits = some(random, 3, [&] {
    return circuit{with_breaker(random), any_of<circuit_state>(random, 3), any_text(random),
                   any_bool(random)};
  });
  return h;
}

} // namespace mesh::testing
