#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "runtime/identity/peer_name.hpp"
#include "runtime/transport/frames/basp.hpp"
#include "runtime/transport/frames/link_end.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::transport {

/// When a link has to be over with what it is doing. `never` where it is not.
struct deadlines {
  static constexpr auto never = steady::time_point::max();
  steady::time_point handshake = never;
  steady::time_point idle = never;   // for the peer to say something
  steady::time_point stall = never;  // for the peer to read
  steady::time_point age = never;    // of the whole link
  steady::time_point linger = never; // for our actor system to notice the end
};

/// One connection: TLS to the peer on one side, a socket to our actor system
/// on the other. Lives on the pump's thread.
///
/// An end goes like this: the reason is noted and the connection closed; the
/// actor system reads what had arrived, then the end of the stream, and closes
/// its socket; the link is gone. `linger` bounds that.
class link {
public:
  link(asio::io_context& io, std::shared_ptr<ssl::context> made_with, bool is_incoming)
      : link(io, tcp::socket(io), std::move(made_with), is_incoming) {}
  link(asio::io_context& io, tcp::socket connection, std::shared_ptr<ssl::context> made_with,
       bool is_incoming)
      : context(std::move(made_with)),
        tls(std::move(connection), *context),
        local(io),
        gone(io, steady::time_point::max()),
        incoming(is_incoming) {}

  /// Ends it for this reason; the first one counts.
  void end(link_end reason, steady::time_point linger_until);
  /// Ends it from our side. The peer gets what was written, and closes, too:
  /// closing at once would make the kernel throw away what is on its way.
  void begin_closing(steady::time_point linger_until);
  /// Closes both sides at once.
  void close();

  [[nodiscard]] bool has_ended() const { return reason_.has_value(); }
  [[nodiscard]] link_end reason() const { return reason_.value_or(link_end::lost); }
  [[nodiscard]] tcp::socket& connection() { return tls.next_layer(); }
  [[nodiscard]] std::string peer_text() const {
    return peer ? identity::to_string(*peer) : "unknown";
  }

  const std::shared_ptr<ssl::context> context; // stays the same after a reload
  ssl::stream<tcp::socket> tls;
  local_socket local;
  asio::steady_timer gone; // cancelled when the link is gone
  const bool incoming;
  deadlines due;
  std::optional<identity::peer_name> peer;
  std::optional<basp_node> node; // claimed by its handshake
  std::string address;           // host and port of the peer
  std::uint64_t number = 0;      // of those of this process, in the order they began
  int loops = 0;                 // directions that still run

private:
  std::optional<link_end> reason_;
};
using link_ptr = std::shared_ptr<link>;

} // namespace mesh::transport
