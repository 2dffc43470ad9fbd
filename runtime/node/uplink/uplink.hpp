#pragma once
#include <memory>

#include "runtime/node/uplink/uplink_inbox.hpp"
#include "runtime/node/uplink/uplink_setup.hpp"

namespace mesh::node {

/// Its own timers.
enum class uplink_wake : std::uint8_t { channel, report, dial, greet, isolation };
struct uplink_tick {
  uplink_wake what = uplink_wake::channel;
};

/// A node's side of its link to the orchestrator's host. Wires its parts, which each have
/// a header of their own, and gives each message to the part that it is for; when all has
/// been done that a message asks for, the link sends what is to be sent.
class uplink_state {
public:
  void begin(caf::event_based_actor* self, uplink_setup setup);

  // The link
  void found(const caf::actor& hub);
  void missing(const error& why) { parts_->link.missing(why); }
  void receive(const wire<link_batch>& batch);
  void take(link_entry entry);
  void woken(uplink_wake what);
  void leave(); // in order; says so when the hub has taken everything back

  // From this host
  void meet(const caf::actor& supervisor);
  void meet(const orchestrator_actor& proxy) { parts_->inbox.meet(proxy); }
  template <class News>
  void learn(const News& news) {
    parts_->hosting.learn(news);
    flush();
  }
  void learn(const agent_idle& news) { parts_->drains.note_idle(news.who); }
  void take(const to_coordinator& said);
  void pass_on(for_part said);
  void meet(const proxy_is& news) { parts_->detached.meet(news); }
  void heard(const peer_said& answer);
  /// For a peer that asks: do you hear the hub?
  [[nodiscard]] hears_hub hub_heard() const;

private:
  struct parts {
    hosted_parts held;
    isolation cut_off;
    hub_link link;
    mesh_membership membership;
    node_reports reports;
    part_pauses pauses;
    part_drains drains;
    part_inbox inbox;
    detached_clusters detached;
    part_hosting hosting;
    uplink_inbox from_hub;
    parts(uplink_state& whole, caf::event_based_actor* self, const uplink_setup& setup);
  };
  [[nodiscard]] time_point now() const { return self_->clock().now(); }
  void wake_at(time_point at, uplink_wake what);
  void greet_later();
  void look_around();
  void flush();

  caf::event_based_actor* self_ = nullptr;
  uplink_setup setup_;
  caf::actor supervisor_;
  std::unique_ptr<parts> parts_;
  bool greets_later_ = false;
};

caf::behavior uplink(caf::stateful_actor<uplink_state>* self, uplink_setup setup);

} // namespace mesh::node

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mesh::node::uplink_tick)
