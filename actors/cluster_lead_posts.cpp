// The part of a cluster lead that passes messages on from agent to agent.
#include "actors/cluster_lead.hpp"
#include "actors/post_tickets.hpp"

namespace mesh {

/// Its ticket counts each post that is dropped anywhere here as undeliverable.
void lead_state::take_post(post p) {
  auto moment = now();
  const auto& around = *setup_.around;
  auto ticket = p.ticket ? std::move(p.ticket) : make_ticket(around.counters);
  if (p.slot >= children_.size() || p.incarnation != children_[p.slot].incarnation
      || p.payload.size() > static_cast<std::size_t>(cfg().limits.payload_bytes))
    return; // undeliverable, as its ticket says
  message m;
  m.id = ids_.next(around.wall_ms(moment));
  m.correlation = p.correlation;
  m.causation = p.causation;
  m.lamport = p.lamport;
  m.source = to_string(agent_id{setup_.cluster.sector, setup_.cluster.cluster, p.slot});
  m.how = strategy::direct;
  m.created_at_ms = around.wall_ms(moment);
  m.ttl_ms = static_cast<std::uint32_t>(cfg().coordination.message_ttl_ms);
  m.payload = std::move(p.payload);
  m.payload_hash = hash_of_payload(m);
  deadline expire(around.process, moment + milliseconds(m.ttl_ms), moment);
  wire<message> what(std::move(m));
  auto order = with_ticket(post_order{{setup_.cluster.sector, setup_.cluster.cluster, p.slot},
                                      p.to,
                                      expire,
                                      std::move(ticket)},
                           around.counters);
  if (p.to.parent() == setup_.cluster)
    deliver_post(what, order);
  else
    self_->send(setup_.coordinator, what, order);
}

void lead_state::deliver_post(const wire<message>& what, const wire<post_order>& order) {
  auto ticketed = with_ticket(order, setup_.around->counters);
  auto moment = now();
  auto expire_at = order->expire.local(setup_.around->process, moment);
  auto slot = order->to.agent;
  if (slot >= children_.size() || moment > expire_at)
    return;
  auto& c = children_[slot];
  const auto& row = c.row;
  if (row.frozen || row.state == agent_state::offline || row.standing != membership::member)
    return;
  deliver d;
  d.what = what.shared();
  d.expire_at = expire_at;
  std::erase_if(c.posts, [&](const posted& p) { return p.what.expire_at < moment; });
  if (c.posts.size() >= static_cast<std::size_t>(cfg().limits.agent_queue))
    return;
  c.posts.push_back({d, ticketed->ticket});
  hand_over(c, std::move(d), moment);
}

/// Whether the agent had a message from another one, which it has answered now.
/// What was posted and is answered now; null when that was not a post.
shared_message lead_state::end_post(child& c, message_id what) {
  shared_message ended;
  std::erase_if(c.posts, [&](const posted& p) {
    if (p.what.what->id != what)
      return false;
    p.ticket->answered();
    ended = p.what.what;
    return true;
  });
  return ended;
}

} // namespace mesh
