#pragma once
#include <atomic>
#include <memory>
#include <string>

#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "runtime/gateway/agent_session.hpp"
#include "runtime/gateway/gateway_house.hpp"
#include "runtime/gateway/link_outbox.hpp"
#include "runtime/http/beast.hpp"
#include "runtime/mesh/agent_door.hpp"

namespace mesh::gateway {

namespace asio = control::asio;
namespace beast = control::beast;
namespace http = control::http;
namespace websocket = beast::websocket;
using control::io_error;
using control::or_error;
using control::tcp;
using control::tls_stream;

/// One WebSocket over TLS, from the TCP handshake to its end. It lives on the gateway's thread;
/// deliver, withdraw, pause, round_trip_ms and view may be called from any.
class agent_link final : public agent_line,
                         public session_ways,
                         public std::enable_shared_from_this<agent_link> {
public:
  agent_link(tcp::socket socket, std::shared_ptr<asio::ssl::context> context,
             gateway_house& house);

  /// Everything from the handshakes to the end.
  asio::awaitable<void> run();
  /// Once in a while: a pulse is due, or too many were not given back.
  void tick(time_point now);
  /// Says goodbye and closes.
  void close(const refusal& why) { end(why); }
  /// Ends it without a word: its handshake takes too long, or the process ends.
  void cut();
  /// It may be time for another key of this agent.
  void look_at_key(const std::string& agent) { session_->look_at_keys(agent); }
  /// Asks anew whether the agents of a part of the mesh may be here.
  void look_at_keys_in(const scope& part) { session_->look_at_keys_in(part); }
  /// This agent is not on it any more.
  void drop(const std::string& agent, const refusal& why) {
    session_->drop(agent, why);
    note_agents();
  }
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] std::size_t agents() const { return agents_; } // on it now; from any thread
  [[nodiscard]] std::vector<std::string> names() const;        // of them
  /// Whether the agent is on it now; from any thread.
  [[nodiscard]] bool has(const std::string& agent) const;
  [[nodiscard]] agent_link_view view(time_point now) const;

  // -- agent_line ---------------------------------------------------------------------
  void deliver(const std::string& agent, const job& what, duration time_left,
               std::uint8_t attempt) override;
  void withdraw(const std::string& agent, message_id what) override;
  void pause(const std::string& agent, bool frozen) override;
  [[nodiscard]] double round_trip_ms() const override { return round_trip_ms_; }
  [[nodiscard]] std::uint32_t round_trips() const override { return round_trips_; }

private:
  // -- session_ways -------------------------------------------------------------------
  void say(const pb::FromMesh& part) override { outbox_->say(part); }
  void admit(const hello_claim& whom, admitted then) override;
  void rotate(const std::string& agent, const keys::public_key& old_key,
              const keys::public_key& new_key, rotated then) override;
  [[nodiscard]] std::optional<std::string>
  binding_data(const std::string& binding) const override;
  std::shared_ptr<agent_line> line() override { return shared_from_this(); }
  void pulse_came_back(std::uint32_t number) override;
  void note_client(const std::string& program) override;
  void end(const refusal& why) override;
  void note_refusal(const std::string& agent, std::string_view about,
                    const refusal& why) override;

  void note_agents();
  asio::awaitable<bool> open();
  asio::awaitable<bool> upgrade();
  asio::awaitable<void> turn_away(http::status status, std::string why);
  asio::awaitable<bool> say_no_more();
  asio::awaitable<void> read_all();
  asio::awaitable<void> write_all();
  asio::awaitable<bool> write_waiting();
  [[nodiscard]] beast::tcp_stream& lowest() { return beast::get_lowest_layer(socket_); }

  const std::shared_ptr<asio::ssl::context> context_;
  gateway_house& house_;
  websocket::stream<tls_stream> socket_;
  asio::steady_timer ready_; // cancelled when something waits to be said
  std::shared_ptr<link_outbox> outbox_;
  std::string address_;
  std::string certificate_digest_;
  link_format format_ = link_format::json;
  std::unique_ptr<agent_session> session_;
  bool ending_ = false;
  bool ended_ = false;
  std::uint32_t pulse_ = 0;
  int pulses_out_ = 0;
  time_point pulse_sent_{};
  time_point next_pulse_{};
  time_point next_look_at_keys_{};
  time_point since_{};
  std::atomic<double> round_trip_ms_{0};
  std::atomic<std::uint32_t> round_trips_{0};
  std::atomic<std::size_t> agents_{0};
  std::atomic<std::uint64_t> bytes_in_{0}, bytes_out_{0}, delivered_{0}, answered_{0};
  mutable std::mutex mutex_; // for what follows
  std::string client_;
  std::vector<std::string> names_; // of the agents on it
  std::uint64_t noted_ = 0;        // the version of the session that they are of
};
using link_ptr = std::shared_ptr<agent_link>;

} // namespace mesh::gateway
