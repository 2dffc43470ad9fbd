#pragma once
#include <string>

#include <caf/io/network/scribe_impl.hpp>

#include "runtime/transport/links/inbox.hpp"

namespace mesh::transport {

/// The address that CAF talks to over a link, for its own records.
struct link_peer {
  std::string address;
  std::uint16_t port = 0;
};

/// CAF's end of a link. What waits for the peer is bounded: CAF itself would
/// go on buffering until memory ends.
class link_scribe : public caf::io::network::scribe_impl {
public:
  link_scribe(caf::io::network::default_multiplexer& multiplexer, local_end end, link_peer peer,
              std::size_t output_bytes);

  void flush() override;
  /// CAF's own ask the socket, and abort: this one is no TCP socket.
  std::string addr() const override { return peer_.address; }
  std::uint16_t port() const override { return peer_.port; }

private:
  std::function<void()> give_up_;
  link_peer peer_;
  std::size_t most_;
  bool given_up_ = false;
};

} // namespace mesh::transport
