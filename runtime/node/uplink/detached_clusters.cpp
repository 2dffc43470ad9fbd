#include "runtime/node/uplink/detached_clusters.hpp"

#include <utility>

#include "messages/link_bodies.hpp"
#include "messages/type_ids.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

// -- the sector is here -----------------------------------------------------------------

void detached_clusters::meet(const proxy_is& news) {
  auto& c = detached_[news.what.cluster()];
  c.proxy = news.who;
  if (const auto here = parts_.find(news.what); here != parts_.end())
    c.up = here->second.up();
  if (c.up)
    self_->send(c.proxy, part_news{true, {}});
}

void detached_clusters::pass_on(for_part said) {
  const auto cluster = said.part.cluster();
  const auto kind = said.what.kind;
  if (said.answer_to)
    questions_.add(said.what.number, said.answer_to, cluster);
  if (said.answer_to && !detached_[cluster].up)
    return questions_.refuse(
        said.what.number,
        {errc::lead_unreachable, to_string(cluster) + " is on no node now", "see 'nodes'"});
  if (parts_.contains(cluster)) {
    inbox_.take(cluster, std::move(said.what));
    return;
  }
  if (kind == entry_kind::join || kind == entry_kind::leave) // who they are
    link_.offer(in_envelope(
        entry_kind::to_cluster, cluster,
        {entry_kind::roster_changes, cluster, 0, {}, encode(around_.who.changes())}));
  link_.offer(in_envelope(entry_kind::to_cluster, cluster, pack(said.what)));
}

void detached_clusters::learn(cluster_id cluster, const part_news& news) {
  auto& c = detached_[cluster];
  c.up = news.up;
  if (c.proxy)
    self_->send(c.proxy, news);
  if (!c.up)
    questions_.refuse_all(
        [&](const placed_part& asked) { return asked == placed_part(cluster); },
        {errc::lead_unreachable, to_string(cluster) + " went down meanwhile", "ask again"});
}

bool detached_clusters::from_cluster(cluster_id cluster, const parcel& said) {
  const auto& row = *row_of(said.kind);
  if (!includes(row.from, link_end::lead) || !includes(row.to, link_end::coordinator))
    return false;
  const auto sector = parts_.find(cluster.parent());
  if (sector == parts_.end() || !sector->second.coordinator || sector->second.dropping)
    inbox_.refuse(said);
  else
    self_->send(sector->second.parent(), said.content);
  return true;
}

void detached_clusters::forget(sector_id sector) {
  std::erase_if(detached_, [&](const auto& c) { return c.first.parent() == sector; });
  questions_.forget([&](const placed_part& asked) { return asked.sector() == sector; });
}

// -- the cluster is here ----------------------------------------------------------------

void detached_clusters::take(const to_coordinator& said) {
  if (parts_.contains(said.from.parent()))
    from_cluster(said.from, said.what);
  else if (said.what.kind == entry_kind::cluster_summary)
    link_.offer(pack(said.what)); // only the newest counts
  else
    link_.offer(in_envelope(entry_kind::from_cluster, said.from, pack(said.what)));
}

void detached_clusters::answer(link_entry e) {
  if (e.where.kind() != scope::level::cluster)
    return link_.offer(std::move(e));
  const auto cluster = e.where.cluster();
  if (parts_.contains(e.where.sector()))
    questions_.answer(e);
  else
    link_.offer(in_envelope(entry_kind::from_cluster, cluster, std::move(e)));
}

} // namespace mesh::node
