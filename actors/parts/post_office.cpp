#include "actors/parts/post_office.hpp"

#include <utility>

#include "actors/parts/post_tickets.hpp"

namespace mesh {

post_office::post_office(ways& out, const cluster_members& members, mesh_counters& counters,
                         process_id process, const config& cfg, capability_set posting)
    : out_(out),
      members_(members),
      counters_(counters),
      process_(process),
      cfg_(cfg),
      posting_(posting) {}

void post_office::take(post p, time_point moment) {
  auto ticket = p.ticket ? std::move(p.ticket) : make_ticket(counters_);
  if (!members_.has(p.slot) || p.incarnation != members_[p.slot].incarnation
      || p.payload.size() > static_cast<std::size_t>(cfg_.limits.payload_bytes))
    return; // undeliverable, as its ticket says
  const auto from = members_[p.slot].row.id;
  const auto to = p.to;
  if (!members_[p.slot].row.capabilities.includes(posting_)) {
    ++counters_.posts_denied;
    return out_.may_not_post(from, to);
  }
  auto m = message_of(std::move(p), from, out_.next_id(moment), out_.wall_ms(moment), cfg_);
  deadline expire(process_, moment + milliseconds(m.ttl_ms), moment);
  wire<message> what(std::move(m));
  auto order = with_ticket(post_order{from, to, expire, std::move(ticket)}, counters_);
  if (to.parent() == members_.cluster())
    deliver_to(what, order, moment);
  else
    out_.pass_on(what, order);
}

void post_office::deliver_to(const wire<message>& what, const wire<post_order>& order,
                             time_point moment) {
  auto ticketed = with_ticket(order, counters_);
  auto slot = order->to.agent;
  deliver d;
  d.what = what.shared();
  d.expire_at = order->expire.local(process_, moment);
  if (!members_.has(slot) || moment > d.expire_at)
    return;
  const auto& row = members_[slot].row;
  if (row.frozen || row.state == agent_state::offline || row.standing != membership::member)
    return;
  auto most = static_cast<std::size_t>(cfg_.limits.agent_queue);
  if (open.take(slot, d, ticketed->ticket, most, moment))
    out_.hand_over(slot, std::move(d), moment);
}

void post_office::redeliver(std::uint8_t slot, time_point moment) {
  for (auto& d : open.again(slot, moment)) {
    ++counters_.redeliveries;
    out_.hand_over(slot, std::move(d), moment);
  }
}

} // namespace mesh
