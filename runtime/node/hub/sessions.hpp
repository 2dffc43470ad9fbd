#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <caf/actor.hpp>

#include "actors/parts/mesh_counters.hpp"
#include "config/config.hpp"
#include "messages/caf_link_batch.hpp"
#include "runtime/channel/channel.hpp"
#include "runtime/channel/lent_messages.hpp"
#include "runtime/node/protocol/parcel.hpp"

namespace mesh::node {

/// Of a post that has come as far as here, and goes no further.
inline void count_undeliverable(mesh_counters& counters) {
  ++counters.posts_sent; // its sender has passed it on
  ++counters.posts_undeliverable;
}

/// The processes of nodes that the hub has a link to, or waits for: one channel each.
///
/// There are at most twice as many as 'placement/nodes'. A process that does not belong
/// to the mesh is kept only while its link is there. What does not fit is counted and
/// said once; who missed what nobody says again is reset. A message that several scatters
/// refer to goes to each process once.
class sessions {
public:
  struct peer {
    channel link;
    lent_messages lent;
    caf::actor handle;         // none: no link
    std::string name;          // empty: it has not said hello
    std::string build_version; // for people
    bool takes_lent = false;   // its version knows lent messages
    bool joins = false;        // it is in the table; welcomed when that is on the disk
    bool welcomed = false;
    errc refused_for = errc::none; // since it was welcomed last
    bool refused = false;          // the newest that was for it: its link is full
    bool overrun = false;          // it was not told something, for want of room
    std::uint64_t fenced = 0;      // entries about sectors that are not its own
    std::optional<time_point> wake = {};
    peer(const links_config& cfg, session_id mine)
        : link(cfg, mine), lent(static_cast<std::size_t>(cfg.bytes)) {}
  };
  using peers = std::map<session_id, peer>;

  /// The actor's services to this part.
  struct ports {
    std::function<time_point()> now;
    std::function<void(const caf::actor& to, link_batch batch)> send;
    std::function<void(time_point at, session_id whose)> wake;
    std::function<session_id()> new_session;
  };

  sessions(const config& cfg, mesh_counters& counters, ports out)
      : cfg_(cfg), counters_(counters), out_(std::move(out)) {}
  sessions(const sessions&) = delete;
  sessions& operator=(const sessions&) = delete;
  /// Entries that wait for a process are lost: nobody else knows of it.
  ~sessions();

  [[nodiscard]] const peers& all() const { return peers_; }
  /// Null when there is none.
  [[nodiscard]] peer* find(session_id session);
  [[nodiscard]] const peer* find(session_id session) const;
  /// Null when there are too many already.
  peer* find_or_add(session_id session);
  /// A new link to it.
  void link_up(peer& p, const caf::actor& handle) const;
  /// The session whose link that was; nothing when there is none. A process that does not
  /// belong to the mesh is forgotten with it.
  std::optional<session_id> link_lost(const caf::actor_addr& handle);

  tl::expected<void, error> offer(session_id session, link_entry entry);
  /// The same for what actors say, encoded now.
  tl::expected<void, error> offer(session_id session, const parcel& said);
  /// Sends what is to be sent now.
  void flush(session_id session);
  void woken(session_id session);

  /// Entries that it never got are lost with it.
  void forget(session_id session);
  /// Forgets those that missed what nobody says again: each is told all that holds when
  /// it has said hello to a new session.
  void reset_overrun(const std::function<void(session_id)>& forgotten);
  /// Nodes forget messages that no scatter has referred to for a while.
  void reclaim_lent();

private:
  tl::expected<void, error> offer(peer& p, link_entry entry);
  tl::expected<void, error> offer_lent(session_id session, peer& p, const parcel& said);
  void count_posts(peer& p, time_point now) const;
  void flush(session_id session, peer& p) const;

  const config& cfg_;
  mesh_counters& counters_;
  ports out_;
  peers peers_;
};

} // namespace mesh::node
