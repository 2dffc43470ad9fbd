#pragma once
#include <array>
#include <atomic>
#include <functional>
#include <list>
#include <set>

#include "config/transport.hpp"
#include "runtime/transport/frames/node_bindings.hpp"
#include "runtime/transport/links/link.hpp"
#include "runtime/transport/links/link_event.hpp"
#include "runtime/transport/links/refusal_log.hpp"

namespace mesh::transport {

/// State that all links of a process share; all of it lives on the pump's thread but
/// the counters.
class switchboard {
public:
  switchboard(asio::io_context& io, const transport_config& limits, link_observer observer);

  asio::io_context& io;
  const transport_config limits;
  node_bindings nodes;
  /// Of links that are made from now on.
  std::function<std::shared_ptr<ssl::context>()> context;

  [[nodiscard]] static steady::time_point after(double ms);
  void end(link& k, link_end reason) const { k.end(reason, after(limits.linger_ms)); }

  /// Called by the actor system to end it, from its own thread.
  std::function<void()> give_up(const std::weak_ptr<link>& k);

  /// A link whose handshake begins. One too many ends the oldest of those.
  void begin(const link_ptr& k);
  /// The handshake is over, well or not.
  void handshake_over(const link_ptr& k) { handshakes_.remove(k); }
  [[nodiscard]] bool has_room() const { return up_.size() < std::size_t(limits.links); }
  void count_dropped(std::uint64_t frames) { dropped_ += frames; }
  /// It is verified: both directions are to run.
  void up(const link_ptr& k);
  /// Its peer's handshake said which process it is.
  static void introduced(const link& k);
  /// Nothing of it is left: said, counted, and out of all lists.
  void gone(const link_ptr& k);
  /// Verified, also those that end and are not gone yet.
  [[nodiscard]] const std::set<link_ptr>& links_up() const { return up_; }

  /// Ends what is overdue.
  void sweep();
  /// Ends all.
  void end_all(link_end reason);
  [[nodiscard]] bool empty() const { return all_.empty(); }

  [[nodiscard]] link_counts counts() const; // from any thread

private:
  void say_over(const link& k);

  link_observer observer_;
  refusal_log log_;
  std::set<link_ptr> all_;
  std::set<link_ptr> up_;
  std::uint64_t begun_ = 0;
  std::list<link_ptr> handshakes_; // of those that came to us, the oldest first
  std::atomic<std::uint64_t> up_count_{0}, made_{0}, dropped_{0};
  std::array<std::atomic<std::uint64_t>, link_ends> over_{};
};

} // namespace mesh::transport
