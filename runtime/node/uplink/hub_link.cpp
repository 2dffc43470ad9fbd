#include "runtime/node/uplink/hub_link.hpp"

#include <spdlog/spdlog.h>

#include "runtime/node/protocol/envelope.hpp"

namespace mesh::node {

bool hub_link::found(const caf::actor& hub) {
  if (hub_)
    return false;
  hub_ = hub;
  said_missing_ = false;
  channel_.link_up(out_.now());
  return true;
}

void hub_link::missing(const error& why) {
  if (!said_missing_)
    spdlog::warn("the orchestrator is not reached, dialling again: {}", to_string(why));
  said_missing_ = true;
  dial_later();
}

void hub_link::dial_later() const {
  out_.dial_at(out_.now() + from_ms(cfg_.node.redial_ms));
}

bool hub_link::lost(const caf::actor_addr& handle) {
  if (!hub_ || handle != hub_.address())
    return false;
  spdlog::warn("the link to the orchestrator is lost; sectors continue (T2)");
  hub_ = nullptr;
  channel_.link_down();
  dial_later();
  return true;
}

received hub_link::receive(const link_batch& batch) {
  return channel_.receive(link_batch(batch), out_.now());
}

void hub_link::offer(link_entry e) {
  const auto kind = e.kind;
  const auto where = e.where;
  const auto post = is_post(e);
  const auto taken = channel_.offer(std::move(e), out_.now());
  if (taken)
    return;
  if (refused_entries_++ == 0)
    spdlog::error("a message for the orchestrator was not queued ({} of {}): {}", name_of(kind),
                  to_string(where), to_string(taken.error()));
  if (post) { // it goes no further, and counts here after all
    ++counters_.posts_sent;
    ++counters_.posts_undeliverable;
  }
}

void hub_link::flush() {
  const auto moment = out_.now();
  while (auto batch = channel_.next(moment))
    if (hub_)
      out_.send(hub_, std::move(*batch));
  const auto next = channel_.next_wake(moment);
  if (next && timers_.must_set(*next))
    out_.wake(*next);
}

} // namespace mesh::node
