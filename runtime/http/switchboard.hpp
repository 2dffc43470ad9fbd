#pragma once
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "config/control.hpp"
#include "runtime/http/connection.hpp"
#include "runtime/http/connection_shares.hpp"
#include "runtime/http/exchange.hpp"
#include "runtime/http/origin_rules.hpp"
#include "runtime/http/router.hpp"
#include "runtime/http/server.hpp"
#include "runtime/http/tally.hpp"
#include "runtime/transport/links/refusal_log.hpp"

namespace mesh::control {

/// State that all connections share; lives on the server's thread, but for the
/// counters.
class switchboard {
public:
  switchboard(asio::io_context& on, server_options& given);

  asio::io_context& io;
  const control_config limits;
  const router paths;
  origin_rules origins;
  const std::function<std::optional<response>(const route&, request&)> admit;
  const std::function<bool()> nameless;

  /// A connection whose handshake begins; one too many ends the oldest of those.
  void begin(const connection_ptr& c);
  void handshake_over(const connection_ptr& c);
  /// It is verified; false when there are too many, and it is refused. Another one
  /// that is idle may end for it.
  bool up(const connection_ptr& c);
  /// It is being answered: it is not idle until that is over.
  void begin_answer(const connection_ptr& c) { shares_.busy(c->key); }
  void end_answer(const connection_ptr& c) { shares_.idle(c->key); }
  void gone(const connection_ptr& c);
  /// Counts, and logs when it has not been logged lately.
  void refuse(const connection& c, std::string_view reason, std::string_view detail = {});
  /// A route has answered.
  void note_answer(const route& how, unsigned status, double seconds);
  /// Has a handler work on it, or answers that there are too many.
  void work(const route& how, request what, const std::shared_ptr<exchange>& x);
  /// One more WebSocket of this name; why not, when there are too many.
  std::optional<error> enter_socket(const std::string& name) { return sockets_.enter(name); }
  void leave_socket(const std::string& name) { sockets_.leave(name); }
  void end_all();
  /// Waits for all handlers.
  void join();
  [[nodiscard]] server_counts counts() const; // from any thread

private:
  /// Handlers of one pace, on threads of their own.
  struct pool {
    pool(int most, int most_of_one, std::size_t threads)
        : at_once(most, most_of_one), workers(threads) {}
    tally at_once;
    asio::thread_pool workers;
  };
  pool& pool_of(pace takes);

  transport::refusals_by<std::string> log_;
  std::list<connection_ptr> handshakes_; // the oldest first
  connection_shares shares_;
  std::map<connection_shares::key, connection_ptr> up_;
  connection_shares::key last_key_ = 0;
  pool quick_, commands_;
  std::shared_ptr<tally> streams_; // they cost no thread, and may outlive this
  tally sockets_;
  mutable std::mutex mutex_;
  server_counts counts_;
};

} // namespace mesh::control
