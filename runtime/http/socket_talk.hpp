#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/vocabulary.hpp"

/// A WebSocket (RFC 6455) as who talks over it sees it: values, and no sockets.
namespace mesh::control {

/// One message to the other side; many may share its bytes.
struct socket_message {
  std::shared_ptr<const std::string> bytes;
  bool text = false; // else binary
};

/// The reason for which a WebSocket is closed.
struct socket_close {
  std::uint16_t code = 1'000;
  std::string reason;
  bool operator==(const socket_close&) const = default;
};

/// The bounds of the WebSockets of a path.
struct socket_rules {
  std::string subprotocol;       // that the other side has to offer
  std::size_t message_bytes = 0; // of the other side; a longer one closes it
  int messages_per_s = 0;        // of the other side, pings too; more close it
  duration period{};             // how often news is looked for
};

/// This end of one WebSocket. Its functions are called on the server's thread, so they
/// neither wait nor throw.
class socket_talk {
public:
  socket_talk() = default;
  socket_talk(const socket_talk&) = delete;
  socket_talk& operator=(const socket_talk&) = delete;
  virtual ~socket_talk() = default;
  /// The messages that are due; asked for only when the other side has taken those before.
  virtual std::vector<socket_message> next() = 0;
  /// A text has come, valid UTF-8. An answer closes the WebSocket.
  virtual std::optional<socket_close> hear(std::string_view text) = 0;
  /// Asked before each look for news. An answer closes the WebSocket.
  virtual std::optional<socket_close> over() { return std::nullopt; }
};

} // namespace mesh::control
