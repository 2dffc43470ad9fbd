#include "runtime/node/hub/part_ways.hpp"

#include <utility>

#include "messages/link_bodies.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

bool part_ways::learn(session_id session, const link_entry& e, const part_news& news) {
  const auto part = placed_part::from(e.where);
  if (!part)
    return false;
  auto& at = places_.at(*part);
  if (e.number != table_.epoch(*part) || at.by != session)
    return true; // before it was given it again
  at.up = news.up;
  ledger_.begins(*part); // it may be another coordinator
  tell_frozen(*part);
  tell_above(*part, news);
  if (!at.up || part->is_cluster())
    return true;
  for (auto cluster : table_.detached(part->sector())) // its coordinator is to meet these
    if (places_.is_up(cluster))
      links_.offer(session, link_entry{entry_kind::sector_up, cluster, 0, {}, {}});
  return true;
}

void part_ways::tell_above(const placed_part& part, const part_news& news) {
  if (!part.is_cluster())
    return places_.tell(part, news);
  const bool failed = news.failed.code != errc::none;
  links_.offer(places_.holder(part.sector()),
               link_entry{news.up  ? entry_kind::sector_up
                          : failed ? entry_kind::sector_failed
                                   : entry_kind::sector_down,
                          part.where(),
                          0,
                          {},
                          failed ? encode(news.failed) : std::string()});
}

bool part_ways::relay(session_id session, const std::string& name, const link_entry& e) {
  if (e.where.kind() != scope::level::cluster)
    return false;
  placed_part from = e.where.cluster();
  placed_part to = e.where.sector();
  if (e.kind == entry_kind::to_cluster)
    std::swap(from, to);
  const auto receiver = places_.holder(to);
  if (links_.find(receiver) != nullptr && table_.serves(name, session, from))
    links_.offer(receiver, e);
  else if (is_post(e))
    count_undeliverable(around_.counters);
  return true;
}

void part_ways::hear_roster(const link_entry& e, const roster_changes& changes) {
  auto& who = around_.who;
  const auto sector = e.where.sector();
  for (int c = 0; c < who.clusters(sector); ++c) {
    const cluster_id cluster{sector.sector, static_cast<std::uint8_t>(c)};
    const bool detached = table_.part_of(cluster).is_cluster();
    if (e.where.touches(cluster) && detached == (e.where.kind() == scope::level::cluster))
      who.hear(cluster, changes);
  }
  if (e.where.kind() == scope::level::cluster)
    links_.offer(places_.holder(sector), e);
}

void part_ways::freeze(std::vector<freeze_order> standing) {
  ledger_.stand(std::move(standing));
  for (const auto& [part, at] : places_.all())
    tell_frozen(part);
}

void part_ways::tell_frozen(const placed_part& part) {
  const auto holder = places_.holder(part);
  if (!places_.is_up(part) || links_.find(holder) == nullptr)
    return;
  for (const auto& order : ledger_.due(part)) {
    link_entry e{entry_kind::freeze, part.where(), 0, {}, encode(order)};
    if (part.is_cluster())
      e = in_envelope(entry_kind::to_cluster, part.cluster(), std::move(e));
    links_.offer(holder, std::move(e));
  }
}

} // namespace mesh::node
