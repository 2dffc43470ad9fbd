#pragma once
#include <memory>

#include <caf/actor_system_config.hpp>
#include <caf/io/network/default_multiplexer.hpp>

#include "runtime/transport/links/pump.hpp"

/// CAF's remote actors over links. `middleman().publish(actor, port, where)`
/// and `remote_actor(where, port)` work as ever; `where` also says who may be
/// at the other end (runtime/transport/links/link_address.hpp).
namespace mesh::transport {

/// A second base of an actor system's configuration, beside
/// caf::actor_system_config: where its links come from.
class with_links {
public:
  explicit with_links(std::shared_ptr<pump> links) : links_(std::move(links)) {}
  virtual ~with_links();
  with_links(const with_links&) = delete;
  with_links& operator=(const with_links&) = delete;
  [[nodiscard]] const std::shared_ptr<pump>& links() const { return links_; }

private:
  std::shared_ptr<pump> links_;
};

/// Loads CAF's middleman onto links, with their heartbeat. `config` must also
/// be a `with_links`; without that the actor system does not start.
void use_links(caf::actor_system_config& config, const transport_config& limits);

/// A node id of CAF as it travels.
basp_node bytes_of(const caf::node_id& node);

/// Makes links where CAF would open sockets. Whatever cannot be a link is
/// refused: UDP, and descriptors that somebody else has opened.
class link_multiplexer : public caf::io::network::default_multiplexer {
public:
  explicit link_multiplexer(caf::actor_system* system);

  caf::expected<caf::io::scribe_ptr> new_tcp_scribe(const std::string& host,
                                                    std::uint16_t port) override;
  caf::expected<caf::io::doorman_ptr> new_tcp_doorman(std::uint16_t port, const char* in,
                                                      bool reuse) override;

  caf::expected<caf::io::datagram_servant_ptr>
  new_remote_udp_endpoint(const std::string& host, std::uint16_t port) override;
  caf::expected<caf::io::datagram_servant_ptr>
  new_local_udp_endpoint(std::uint16_t port, const char* in, bool reuse) override;
  /// These four throw std::logic_error: CAF takes no error from them.
  caf::io::scribe_ptr new_scribe(int fd) override;
  caf::io::doorman_ptr new_doorman(int fd) override;
  caf::io::datagram_servant_ptr new_datagram_servant(int fd) override;
  caf::io::datagram_servant_ptr
  new_datagram_servant_for_endpoint(int fd,
                                    const caf::io::network::ip_endpoint& where) override;

private:
  [[nodiscard]] std::size_t output_bytes() const;
  std::shared_ptr<pump> links_;
};

} // namespace mesh::transport
