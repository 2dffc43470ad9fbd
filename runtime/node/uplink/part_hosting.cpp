#include "runtime/node/uplink/part_hosting.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"

namespace mesh::node {

bool part_hosting::host(const scope& where, std::uint64_t epoch, sector_handover given) {
  auto& around = o_.around;
  const auto part = placed_part::from(where);
  if (!part || part->sector().sector >= around.cfg.topology.sectors)
    return false;
  if (const auto known = o_.held.find(*part); known != o_.held.end()) {
    auto& h = known->second; // told twice, or again with a new epoch
    h.epoch = std::max(h.epoch, epoch);
    if (h.up() && !h.dropping)
      o_.link.offer(entry_kind::sector_up, where, {}, h.epoch);
    return true;
  }
  if (const auto followed = around.who.follow(given.roster); !followed)
    spdlog::error("the roster of {} does not fit: {}", to_string(where),
                  to_string(followed.error()));
  publish(where, given);
  for (const auto& c : given.circuits)
    if (c.where.kind() != scope::level::all)
      around.events.add(breaker_note{
          now_(), 0, {c.where, {circuit_state::closed, c.state, c.reason}}, c.by_hand});
  spdlog::info("hosts {} (epoch {})", to_string(where), epoch);
  auto& h = o_.held[*part];
  h.epoch = epoch;
  h.detached = std::move(given.detached);
  begin_due();
  return true;
}

/// New leads go on from what is known of their agents: of when the part was here before,
/// then newer pages.
void part_hosting::publish(const scope& where, sector_handover& given) {
  auto& agents = o_.around.agents;
  std::vector<cluster_page> pages;
  agents.read().each_page(where, [&](const cluster_page& page) {
    if (std::ranges::count(given.detached, page.summary.cluster) == 0)
      pages.push_back(page);
  });
  std::ranges::move(given.pages, std::back_inserter(pages));
  for (auto& page : pages) {
    const auto cluster = page.summary.cluster;
    for (auto& row : page.rows)
      row.frozen = false; // the agents that start now are not, until they are told
    agents.publish(cluster, std::make_unique<cluster_page>(std::move(page)));
  }
}

void part_hosting::begin_due() {
  for (auto& [part, h] : o_.held)
    if (!h.begun && !h.dropping && o_.cut_off.may_begin()) {
      h.begun = true;
      begin_({part, h.detached});
    }
}

bool part_hosting::drop(const scope& where, std::uint64_t epoch, const part_drop& how) {
  const auto part = placed_part::from(where);
  if (!part)
    return false;
  const auto found = o_.held.find(*part);
  if (found == o_.held.end()) {
    o_.link.offer(entry_kind::sector_dropped, where, {}, epoch);
    return true;
  }
  auto& h = found->second;
  if (epoch < h.epoch)
    return true; // of an earlier placement
  h.epoch = epoch;
  if (how.drain_ms > 0)
    o_.drains.drain(*part, h, from_ms(how.drain_ms));
  else
    o_.drains.stop(*part, h);
  return true;
}

void part_hosting::learn(const sector_handles& news) {
  const auto found = o_.held.find(news.sector);
  if (found == o_.held.end())
    return;
  auto& h = found->second;
  const auto was_up = h.up();
  h.supervisor = news.supervisor;
  h.coordinator = news.coordinator;
  goes_up(found->first, h, was_up);
}

void part_hosting::learn(const cluster_handles& news) {
  const auto found = o_.held.find(news.cluster);
  if (found == o_.held.end())
    return;
  auto& h = found->second;
  const auto was_up = h.up();
  h.cluster_supervisor = news.supervisor;
  h.lead = news.lead;
  goes_up(found->first, h, was_up);
  if (o_.held.contains(news.cluster.parent())) // needs nobody to hear of it
    o_.detached.learn(news.cluster, {h.up(), {}});
}

/// Each that comes up is told of, also when there was one before.
void part_hosting::goes_up(const placed_part& part, hosted_part& h, bool was_up) {
  const bool stop = o_.cut_off.now_is() == isolation::state::paused;
  h.paused = !stop && h.paused_once; // its agents may be as the one before has left them
  o_.pauses.pause(part, h, stop);
  o_.drains.begin_again(part, h);
  if (h.up())
    o_.link.offer(entry_kind::sector_up, part.where(), {}, h.epoch);
  else if (was_up)
    o_.link.offer(entry_kind::sector_down, part.where(), {}, h.epoch);
}

void part_hosting::learn(const part_stopped& news) {
  const auto found = o_.held.find(news.what);
  if (found == o_.held.end())
    return;
  auto& h = found->second;
  const auto epoch = h.epoch;
  const auto where = news.what.where();
  if (news.what.is_cluster() && o_.held.contains(news.what.sector()))
    o_.detached.learn(news.what.cluster(), {false, news.why});
  if (news.why.code != errc::none) {
    h.coordinator = nullptr;
    h.lead = nullptr;
    return o_.link.offer(entry_kind::sector_failed, where, encode(news.why), epoch);
  }
  o_.held.erase(found);
  o_.reports.forget(where);
  if (!news.what.is_cluster())
    o_.detached.forget(news.what.sector());
  o_.link.offer(entry_kind::sector_dropped, where, {}, epoch);
  if (o_.agents != nullptr)
    o_.agents->moved_away(where);
}

} // namespace mesh::node
