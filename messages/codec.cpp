#include "messages/codec.hpp"

#include <algorithm>
#include <limits>

#include "messages/codec_parts.hpp"
#include "messages/mesh.pb.h"

namespace mesh {

namespace {

using namespace codec;

constexpr auto largest_count = std::uint64_t{std::numeric_limits<std::uint32_t>::max()};

void write(const sketch& from, v1::Sketch& to) {
  for (const auto& [bucket, count] : from.entries()) {
    to.add_bucket(bucket);
    to.add_count(std::min<std::uint64_t>(count, largest_count));
  }
}

bool read(const v1::Sketch& from, sketch& to) {
  if (from.bucket_size() != from.count_size())
    return false;
  std::vector<sketch::entry> entries;
  entries.reserve(static_cast<std::size_t>(from.bucket_size()));
  for (int i = 0; i < from.bucket_size(); ++i) {
    if (from.bucket(i) < -sketch::last_bucket || from.bucket(i) > sketch::last_bucket
        || from.count(i) > largest_count)
      return false;
    entries.emplace_back(from.bucket(i), from.count(i));
  }
  to = sketch::from(std::move(entries));
  return true;
}

} // namespace

std::string encode(const gather_summary& s) {
  v1::GatherSummary pb;
  pb.set_gather(s.gather);
  pb.set_from(to_string(s.from));
  pb.set_sectors(s.sectors);
  pb.set_clusters(s.clusters);
  pb.set_targets(s.targets);
  pb.set_sent(s.sent);
  pb.set_ready(s.ready);
  pb.set_conflict(s.conflict);
  pb.set_straggler(s.straggler);
  pb.set_skipped(s.skipped);
  pb.set_expired(s.expired);
  pb.set_refused(s.refused);
  for (const auto& group : s.exceptions) {
    auto& to = *pb.add_exceptions();
    to.set_kind(static_cast<std::uint32_t>(group.kind));
    to.set_reason(std::string(name_of(group.reason)));
    to.set_detail(group.detail);
    to.set_count(group.count);
    to.set_needed_min_ms(group.needed_min_ms);
    to.set_needed_max_ms(group.needed_max_ms);
    to.set_available_ms(group.available_ms);
    for (auto agent : group.agents)
      to.add_agents(agent.packed());
  }
  for (const auto& group : s.answers) {
    auto& to = *pb.add_answers();
    to.set_state(static_cast<std::int32_t>(group.state));
    to.set_value(group.value);
    to.set_count(group.count);
    for (auto agent : group.agents)
      to.add_agents(agent.packed());
    to.set_expected(group.expected);
    to.set_conflict_type(static_cast<std::uint32_t>(group.type));
    for (auto id : group.conflicts)
      to.add_conflicts(id.value);
  }
  pb.set_redelivered(s.redelivered);
  pb.set_attempt(s.attempt);
  pb.set_answers_unlisted(s.answers_unlisted);
  for (const auto& part : s.parts) {
    auto& to = *pb.add_parts();
    to.set_part(part.part);
    to.set_agent(part.agent.packed());
    to.set_value(part.value);
  }
  write(s.ready_offset, *pb.mutable_ready_offset());
  write(s.prediction_error, *pb.mutable_prediction_error());
  write(s.send_lateness, *pb.mutable_send_lateness());
  pb.set_lamport(s.lamport);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, gather_summary& s) {
  v1::GatherSummary pb;
  if (!parse(bytes, pb))
    return false;
  auto from = parse_scope(pb.from());
  if (!from)
    return false;
  s = {};
  s.from = *from;
  s.gather = pb.gather();
  s.sectors = pb.sectors();
  s.clusters = pb.clusters();
  s.targets = pb.targets();
  s.sent = pb.sent();
  s.ready = pb.ready();
  s.conflict = pb.conflict();
  s.straggler = pb.straggler();
  s.skipped = pb.skipped();
  s.expired = pb.expired();
  s.refused = pb.refused();
  s.answers_unlisted = pb.answers_unlisted();
  s.lamport = pb.lamport();
  s.redelivered = pb.redelivered();
  s.attempt = pb.attempt();
  bool good = true;
  for (const auto& group : pb.exceptions()) {
    auto& to = s.exceptions.emplace_back();
    good &= read_enum(group.kind(), exception_kind::refused, to.kind);
    to.reason = errc_of(group.reason()); // a newer version's reason reads as none
    to.detail = group.detail();
    to.count = group.count();
    to.needed_min_ms = group.needed_min_ms();
    to.needed_max_ms = group.needed_max_ms();
    to.available_ms = group.available_ms();
    good &= read_agents(group.agents(), to.agents)
            && finite(to.needed_min_ms, to.needed_max_ms, to.available_ms);
  }
  for (const auto& group : pb.answers()) {
    auto& to = s.answers.emplace_back();
    good &= read_state(group.state(), to.state);
    to.value = group.value();
    to.count = group.count();
    to.expected = group.expected();
    for (auto id : group.conflicts())
      to.conflicts.push_back({id});
    good &= read_agents(group.agents(), to.agents)
            && read_enum(group.conflict_type(), conflict_type::other, to.type);
  }
  for (const auto& part : pb.parts()) {
    auto& to = s.parts.emplace_back();
    to.part = part.part();
    to.value = part.value();
    good &= read_agent(part.agent(), to.agent);
  }
  return good && read(pb.ready_offset(), s.ready_offset)
         && read(pb.prediction_error(), s.prediction_error)
         && read(pb.send_lateness(), s.send_lateness);
}

std::string encode(const cluster_summary& s) {
  v1::ClusterSummary pb;
  pb.set_cluster(agent_id{s.cluster.sector, s.cluster.cluster, 0}.packed());
  pb.set_agents(s.agents);
  pb.set_active(s.active);
  pb.set_mean_score(s.mean_score);
  pb.set_p95_score(s.p95_score);
  pb.set_slowest(s.slowest.packed());
  pb.set_fastest(s.fastest.packed());
  pb.set_age_us(to_us(s.age));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, cluster_summary& s) {
  v1::ClusterSummary pb;
  agent_id cluster;
  if (!parse(bytes, pb) || !read_agent(pb.cluster(), cluster))
    return false;
  s.cluster = cluster.parent();
  s.agents = pb.agents();
  s.active = pb.active();
  s.mean_score = pb.mean_score();
  s.p95_score = pb.p95_score();
  return read_span(pb.age_us(), s.age) && finite(s.mean_score, s.p95_score)
         && s.active <= s.agents && read_agent(pb.slowest(), s.slowest)
         && read_agent(pb.fastest(), s.fastest);
}

std::string encode(const sector_summary& s) {
  v1::SectorSummary pb;
  pb.set_sector(agent_id{s.sector.sector, 0, 0}.packed());
  pb.set_clusters(s.clusters);
  pb.set_agents(s.agents);
  pb.set_active(s.active);
  pb.set_mean_score(s.mean_score);
  pb.set_p95_score(s.p95_score);
  pb.set_healthiest(agent_id{s.healthiest.sector, s.healthiest.cluster, 0}.packed());
  pb.set_sickest(agent_id{s.sickest.sector, s.sickest.cluster, 0}.packed());
  pb.set_age_us(to_us(s.age));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, sector_summary& s) {
  v1::SectorSummary pb;
  agent_id sector;
  agent_id healthiest;
  agent_id sickest;
  if (!parse(bytes, pb) || !read_agent(pb.sector(), sector)
      || !read_agent(pb.healthiest(), healthiest) || !read_agent(pb.sickest(), sickest))
    return false;
  s.sector = sector.parent().parent();
  s.clusters = pb.clusters();
  s.agents = pb.agents();
  s.active = pb.active();
  s.mean_score = pb.mean_score();
  s.p95_score = pb.p95_score();
  s.healthiest = healthiest.parent();
  s.sickest = sickest.parent();
  return read_span(pb.age_us(), s.age) && finite(s.mean_score, s.p95_score)
         && s.active <= s.agents;
}

std::string encode(const routing_rules& r) {
  v1::RoutingRules pb;
  for (const auto& [cls, capability] : r.exclusions()) {
    auto& to = *pb.add_exclusions();
    to.set_agent_class(static_cast<std::uint32_t>(cls));
    to.set_capability(static_cast<std::uint32_t>(capability));
  }
  for (auto agent : r.avoided_agents())
    pb.add_avoided(agent.packed());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, routing_rules& r) {
  v1::RoutingRules pb;
  if (!parse(bytes, pb))
    return false;
  r = {};
  for (const auto& rule : pb.exclusions()) {
    agent_class cls{};
    if (!read_enum(rule.agent_class(), agent_class::f_human, cls)
        || rule.capability() >= capability_set::max_size)
      return false;
    r.exclude(cls, static_cast<int>(rule.capability()));
  }
  for (auto packed : pb.avoided()) {
    agent_id agent;
    if (!read_agent(packed, agent))
      return false;
    r.avoid(agent);
  }
  return true;
}

} // namespace mesh
