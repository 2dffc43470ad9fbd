#include "runtime/transport/caf/link_doorman.hpp"

#include <array>
#include <sys/socket.h>

#include <caf/io/abstract_broker.hpp>
#include <caf/io/network/default_multiplexer.hpp>

#include "runtime/transport/caf/link_scribe.hpp"

namespace mesh::transport {

link_doorman::link_doorman(caf::io::network::default_multiplexer& multiplexer, open_port port,
                           std::string address, std::size_t output_bytes)
    : doorman(caf::io::network::accept_hdl_from_socket(port.wake.get())),
      accepted_(std::move(port.accepted)),
      address_(std::move(address)),
      port_(port.port),
      output_bytes_(output_bytes),
      acceptor_(multiplexer, port.wake.release(), *this) {}

void link_doorman::acceptor::handle_event(caf::io::network::operation op) {
  if (op != caf::io::network::operation::read)
    return;
  // first the bytes, then the links: what comes between wakes again
  std::array<char, 256> bytes{};
  while (::recv(fd(), bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) {
  }
  owner_.take_all();
}

void link_doorman::take_all() {
  const caf::intrusive_ptr<link_doorman> alive(this);
  while (!detached() && (next_ = accepted_->take()))
    new_connection();
}

bool link_doorman::new_connection() {
  auto link = std::exchange(next_, std::nullopt);
  if (!link || detached())
    return false; // the socket closes itself
  auto& multiplexer = acceptor_.backend();
  auto scribe = caf::make_counted<link_scribe>(multiplexer, std::move(link->local),
                                               link_peer{link->address, port_}, output_bytes_);
  auto handle = scribe->hdl();
  parent()->add_scribe(std::move(scribe));
  return doorman::new_connection(&multiplexer, handle);
}

void link_doorman::graceful_shutdown() {
  acceptor_.graceful_shutdown();
  detach(&acceptor_.backend(), false);
}

} // namespace mesh::transport
