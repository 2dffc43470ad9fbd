#pragma once
#include <string>

#include <caf/io/doorman.hpp>
#include <caf/io/network/acceptor.hpp>

#include "runtime/transport/links/pump.hpp"

namespace mesh::transport {

/// Where CAF waits for links at a published port. It sees verified links only,
/// which come out of the pump's inbox.
class link_doorman : public caf::io::doorman {
public:
  link_doorman(caf::io::network::default_multiplexer& multiplexer, open_port port,
               std::string address, std::size_t output_bytes);

  bool new_connection() override;
  void graceful_shutdown() override;
  void launch() override { acceptor_.start(this); }
  std::string addr() const override { return address_; }
  std::uint16_t port() const override { return port_; }
  void add_to_loop() override { acceptor_.activate(this); }
  void remove_from_loop() override { acceptor_.passivate(); }

private:
  /// Woken when there is something in the inbox.
  class acceptor : public caf::io::network::acceptor {
  public:
    acceptor(caf::io::network::default_multiplexer& multiplexer, int wake, link_doorman& owner)
        : caf::io::network::acceptor(multiplexer, wake), owner_(owner) {}
    void handle_event(caf::io::network::operation op) override;

  private:
    link_doorman& owner_;
  };

  void take_all();

  std::shared_ptr<inbox> accepted_;
  std::optional<accepted_link> next_;
  std::string address_;
  std::uint16_t port_;
  std::size_t output_bytes_;
  acceptor acceptor_;
};

} // namespace mesh::transport
