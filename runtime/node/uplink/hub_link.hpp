#pragma once
#include <functional>
#include <string>

#include <caf/actor.hpp>

#include "actors/parts/mesh_counters.hpp"
#include "actors/parts/wake_times.hpp"
#include "config/config.hpp"
#include "messages/caf_link_batch.hpp"
#include "runtime/channel/channel.hpp"
#include "runtime/node/protocol/parcel.hpp"

namespace mesh::node {

/// A node's end of its link to the hub: what is for the hub waits here until that has it,
/// also while there is no link (T2). A link that is gone is dialled again.
class hub_link {
public:
  /// The actor's services to this part.
  struct ports {
    std::function<time_point()> now;
    std::function<void(const caf::actor& to, link_batch batch)> send;
    std::function<void(time_point at)> wake;    // woken(), at that time
    std::function<void(time_point at)> dial_at; // dial(), at that time
    std::function<void()> dial;
  };
  hub_link(const config& cfg, session_id mine, mesh_counters& counters, ports out)
      : cfg_(cfg), counters_(counters), out_(std::move(out)), channel_(cfg.links, mine) {}

  /// False: there was one already.
  bool found(const caf::actor& hub);
  void missing(const error& why);
  /// False: it was not the hub's.
  bool lost(const caf::actor_addr& handle);
  void dial() {
    if (!hub_)
      out_.dial();
  }

  received receive(const link_batch& batch);
  void offer(link_entry e);
  void offer(entry_kind kind, const scope& where, std::string body, std::uint64_t number = 0) {
    offer(link_entry{kind, where, number, {}, std::move(body)});
  }
  /// Sends what is to be sent now.
  void flush();
  void woken() { timers_.woken(out_.now()); }

  /// As channel::reached_at().
  [[nodiscard]] std::optional<time_point> reached_at() const { return channel_.reached_at(); }
  /// The hub has all that was offered.
  [[nodiscard]] bool is_idle() const { return channel_.size() == 0; }

private:
  void dial_later() const;

  const config& cfg_;
  mesh_counters& counters_;
  ports out_;
  channel channel_;
  caf::actor hub_; // none: no link
  wake_times timers_;
  bool said_missing_ = false;
  std::uint64_t refused_entries_ = 0;
};

} // namespace mesh::node
