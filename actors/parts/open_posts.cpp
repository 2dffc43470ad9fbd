#include "actors/parts/open_posts.hpp"

#include <utility>

namespace mesh {

bool open_posts::take(std::uint8_t slot, const deliver& what, shared_ticket ticket,
                      std::size_t most, time_point now) {
  if (slot >= by_slot_.size())
    by_slot_.resize(slot + std::size_t{1});
  auto& mine = by_slot_[slot];
  std::erase_if(mine, [&](const posted& p) { return p.what.expire_at < now; });
  if (mine.size() >= most)
    return false;
  mine.push_back({what, std::move(ticket)});
  return true;
}

shared_message open_posts::end(std::uint8_t slot, message_id what) {
  shared_message ended;
  if (slot < by_slot_.size())
    std::erase_if(by_slot_[slot], [&](const posted& p) {
      if (p.what.what->id != what)
        return false;
      p.ticket->answered();
      ended = p.what.what;
      return true;
    });
  return ended;
}

bool open_posts::any(std::uint8_t slot) const {
  return slot < by_slot_.size() && !by_slot_[slot].empty();
}

void open_posts::clear(std::uint8_t slot) {
  if (slot < by_slot_.size())
    by_slot_[slot].clear();
}

std::vector<deliver> open_posts::again(std::uint8_t slot, time_point now) {
  std::vector<deliver> given;
  if (slot >= by_slot_.size())
    return given;
  std::erase_if(by_slot_[slot], [&](posted& p) {
    if (p.what.attempt > 0 || p.what.expire_at < now)
      return true;
    p.what.attempt = 1;
    given.push_back(p.what);
    return false;
  });
  return given;
}

message message_of(post&& p, agent_id from, message_id id, std::uint64_t wall_ms,
                   const config& cfg) {
  message m;
  m.id = id;
  m.correlation = p.correlation;
  m.causation = p.causation;
  m.lamport = p.lamport;
  m.source = to_string(from);
  m.how = strategy::direct;
  m.created_at_ms = wall_ms;
  m.ttl_ms = static_cast<std::uint32_t>(cfg.coordination.message_ttl_ms);
  m.payload = std::move(p.payload);
  m.payload_hash = hash_of_payload(m);
  return m;
}

} // namespace mesh
