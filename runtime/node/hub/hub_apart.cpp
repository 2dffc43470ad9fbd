// Sectors, and the clusters that are apart from them (T1): how they are, and what they
// say to each other.
#include <spdlog/spdlog.h>

#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/hub/hub.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

void hub_state::about_part(session_id session, peer& p, const link_entry& e) {
  auto what = placed_part::from(e.where);
  part_news news{e.kind == entry_kind::sector_up, {}};
  if (!what || (e.kind == entry_kind::sector_failed && !decode(e.body, news.failed)))
    return unreadable(p, e);
  auto& at = places_[*what];
  if (e.number != table_->epoch(*what) || at.by != session)
    return; // before it was given it again
  at.up = news.up;
  at.frozen.clear(); // it may be another coordinator
  freeze_as_standing(*what, at);
  tell_above(*what, news);
  if (!at.up || what->is_cluster())
    return;
  for (auto cluster : table_->apart(what->sector())) { // whom its coordinator is to meet
    link_entry is{entry_kind::sector_up, cluster, 0, {}, {}};
    if (places_[cluster].up)
      offer(session, p, std::move(is));
  }
}

/// The orchestrator's process sees a sector, a sector's host its clusters.
void hub_state::tell_above(const placed_part& what, const part_news& news) {
  if (!what.is_cluster())
    return self_->send(places_[what].proxy, news);
  session_id session = 0;
  auto* to = holder(what.sector(), session);
  if (to == nullptr)
    return;
  const bool failed = news.failed.code != errc::none;
  offer(session, *to,
        {news.up  ? entry_kind::sector_up
         : failed ? entry_kind::sector_failed
                  : entry_kind::sector_down,
         what.where(),
         0,
         {},
         failed ? encode(news.failed) : std::string()});
}

/// Between the host of a sector and that of a cluster of it, as far as each has it.
void hub_state::relay(session_id session, peer& p, link_entry&& e) {
  if (e.where.kind() != scope::level::cluster)
    return unreadable(p, e);
  placed_part from = e.where.cluster();
  placed_part to = e.where.sector();
  if (e.kind == entry_kind::to_cluster)
    std::swap(from, to);
  session_id receiver = 0;
  if (auto* other = holder(to, receiver);
      other != nullptr && table_->serves(p.name, session, from))
    return void(offer(receiver, *other, std::move(e)));
  if (is_post(e))
    undeliverable_post();
}

/// T5. Who has joined or left a cluster its own host has seen.
void hub_state::hear_roster(const link_entry& e, const roster_changes& changes) {
  auto& who = setup_.around->who;
  const auto sector = e.where.sector();
  for (int c = 0; c < who.clusters(sector); ++c) {
    const cluster_id cluster{sector.sector, static_cast<std::uint8_t>(c)};
    const bool apart = table_->part_of(cluster).is_cluster();
    if (e.where.touches(cluster) && apart == (e.where.kind() == scope::level::cluster))
      who.hear(cluster, changes);
  }
  session_id session = 0;
  if (auto* to = holder(sector, session);
      to != nullptr && e.where.kind() == scope::level::cluster)
    offer(session, *to, e);
}

} // namespace mesh::node
