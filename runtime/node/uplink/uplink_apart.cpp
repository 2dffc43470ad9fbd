// Clusters that are apart from their sectors (T1). Here is the sector, the cluster, or
// both; what they say to each other passes through the orchestrator's host if it must.
#include "messages/codec.hpp"
#include "messages/link_bodies.hpp"
#include "runtime/node/bodies/roster_body.hpp"
#include "runtime/node/protocol/envelope.hpp"
#include "runtime/node/protocol/hand_on.hpp"
#include "runtime/node/uplink/uplink.hpp"

namespace mesh::node {

// -- the sector is here -----------------------------------------------------------------

/// A proxy that replaces another one learns how its cluster is.
void uplink_state::meet(const proxy_is& news) {
  auto& c = apart_[news.what.cluster()];
  c.proxy = news.who;
  if (auto here = parts_.find(news.what); here != parts_.end())
    c.up = here->second.up();
  if (c.up)
    self_->send(c.proxy, part_news{true, {}});
}

void uplink_state::pass_on(for_part what) {
  const auto cluster = what.what.cluster();
  if (what.answer_to && !apart_[cluster].up) {
    error why{errc::lead_unreachable, to_string(cluster) + " is on no node at present",
              "see 'nodes'"};
    return self_->send(what.answer_to,
                       link_answer{entry_kind::refused, what.entry.number, encode(why)});
  }
  if (what.answer_to)
    requests_[what.entry.number] = {what.answer_to, cluster};
  if (what.entry.kind == entry_kind::join || what.entry.kind == entry_kind::leave)
    to_apart(cluster, {entry_kind::roster_changes,
                       cluster,
                       0,
                       {},
                       encode(setup_.around->who.changes())}); // who they are
  to_apart(cluster, std::move(what.entry));
  flush();
}

void uplink_state::to_apart(cluster_id cluster, link_entry e) {
  if (parts_.contains(cluster))
    return to_here(cluster, std::move(e));
  offer(in_envelope(entry_kind::to_cluster, cluster, std::move(e)));
}

/// The hub says how a cluster is that is on another host.
void uplink_state::about_apart(const link_entry& e) {
  part_news news{e.kind == entry_kind::sector_up, {}};
  if (e.where.kind() != scope::level::cluster
      || (e.kind == entry_kind::sector_failed && !decode(e.body, news.failed)))
    return unreadable(e);
  if (!parts_.contains(e.where.cluster()))
    tell_apart(e.where.cluster(), std::move(news));
}

void uplink_state::tell_apart(cluster_id cluster, part_news news) {
  auto& c = apart_[cluster];
  c.up = news.up;
  if (c.proxy)
    self_->send(c.proxy, std::move(news));
  if (c.up)
    return;
  error why{errc::lead_unreachable, to_string(cluster) + " went down meanwhile", "ask again"};
  std::erase_if(requests_, [&](const auto& r) {
    if (r.second.cluster != cluster)
      return false;
    self_->send(r.second.answer_to, link_answer{entry_kind::refused, r.first, encode(why)});
    return true;
  });
}

void uplink_state::forget_apart(sector_id sector) {
  std::erase_if(apart_, [&](const auto& c) { return c.first.parent() == sector; });
  std::erase_if(requests_, [&](const auto& r) { return r.second.cluster.parent() == sector; });
}

void uplink_state::answered(const link_entry& e) {
  auto found = requests_.find(e.number);
  if (found == requests_.end())
    return;
  self_->send(found->second.answer_to, link_answer{e.kind, e.number, e.body});
  requests_.erase(found);
}

/// What a lead says to its coordinator, as that would hear it.
void uplink_state::from_apart(cluster_id cluster, link_entry e) {
  if (e.kind == entry_kind::heal_report || e.kind == entry_kind::fault_report)
    return answered(e);
  auto found = parts_.find(cluster.parent());
  if (found == parts_.end() || !found->second.coordinator || found->second.dropping)
    return nobody_there(e);
  const auto& to = found->second.coordinator;
  auto good = true;
  switch (e.kind) {
  case entry_kind::gather_summary:
    good = hand_on_wired<gather_summary>(self_, to, e);
    break;
  case entry_kind::cluster_summary:
    good = hand_on_wired<cluster_summary>(self_, to, e);
    break;
  case entry_kind::freeze_report:
    good = hand_on<freeze_report>(self_, to, e);
    break;
  case entry_kind::failure:
    good = hand_on_wired<failure_event>(self_, to, e);
    break;
  case entry_kind::conflict_notice:
    good = hand_on_wired<conflict_notice>(self_, to, e);
    break;
  case entry_kind::post:
    return to_here(cluster.parent(), std::move(e));
  default:
    good = false;
  }
  if (!good)
    unreadable(e);
}

// -- the cluster is here ----------------------------------------------------------------

void uplink_state::take(to_coordinator what) {
  if (parts_.contains(what.from.parent()))
    from_apart(what.from, std::move(what.entry));
  else if (what.entry.kind == entry_kind::cluster_summary)
    offer(std::move(what.entry)); // only the newest counts
  else
    offer(in_envelope(entry_kind::from_cluster, what.from, std::move(what.entry)));
  flush();
}

} // namespace mesh::node
