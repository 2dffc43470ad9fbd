#include "runtime/transport/caf/link_multiplexer.hpp"

#include <algorithm>
#include <stdexcept>

#include <caf/all.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/io/all.hpp>

#include "runtime/transport/caf/link_doorman.hpp"
#include "runtime/transport/caf/link_scribe.hpp"

namespace mesh::transport {

namespace {

caf::error as_caf_error(caf::sec code, const error& what) {
  return caf::make_error(code, to_string(what));
}

caf::error no_udp() {
  return caf::make_error(caf::sec::invalid_argument, "a mesh has no links over UDP");
}

[[noreturn]] void refuse_descriptor(int fd) {
  throw std::logic_error("descriptor " + std::to_string(fd)
                         + " is no link; dial or publish instead");
}

std::shared_ptr<pump> links_of(caf::actor_system& system) {
  const auto* config = dynamic_cast<const with_links*>(&system.config());
  if (config == nullptr || !config->links())
    throw std::logic_error("the actor system's configuration has no links (with_links)");
  return config->links();
}

} // namespace

with_links::~with_links() = default;

void use_links(caf::actor_system_config& config, const transport_config& limits) {
  config.load<caf::io::middleman, link_multiplexer>();
  const std::chrono::duration<double, std::milli> heartbeat(limits.heartbeat_ms);
  config.set("middleman.heartbeat-interval",
             std::chrono::duration_cast<caf::timespan>(heartbeat));
  // CAF's own timeout takes a link that has just been dialled for one that was
  // silent since 1970; `idle_timeout_ms` does this work.
  config.set("middleman.connection-timeout", caf::timespan{0});
}

basp_node bytes_of(const caf::node_id& node) {
  std::vector<char> bytes;
  caf::binary_serializer sink(nullptr, bytes);
  if (auto failed = sink(node))
    return {};
  return read_basp_node({bytes.data(), bytes.size()}).value_or(basp_node{});
}

link_multiplexer::link_multiplexer(caf::actor_system* system)
    : default_multiplexer(system), links_(links_of(*system)) {}

std::size_t link_multiplexer::output_bytes() const {
  return static_cast<std::size_t>(links_->limits().output_bytes);
}

caf::expected<caf::io::scribe_ptr> link_multiplexer::new_tcp_scribe(const std::string& host,
                                                                    std::uint16_t port) {
  auto where = read_dial_address(host);
  if (!where)
    return as_caf_error(caf::sec::invalid_argument, where.error());
  auto end = links_->dial(*where, port, bytes_of(system().node()));
  if (!end)
    return as_caf_error(caf::sec::cannot_connect_to_node, end.error());
  return caf::io::scribe_ptr(caf::make_counted<link_scribe>(
      *this, std::move(*end), link_peer{host, port}, output_bytes()));
}

caf::expected<caf::io::doorman_ptr>
link_multiplexer::new_tcp_doorman(std::uint16_t port, const char* in, bool reuse) {
  auto where = read_listen_address(in == nullptr ? "" : in);
  if (!where)
    return as_caf_error(caf::sec::invalid_argument, where.error());
  auto opened = links_->listen(*where, port, reuse, bytes_of(system().node()));
  if (!opened)
    return as_caf_error(caf::sec::cannot_open_port, opened.error());
  return caf::io::doorman_ptr(
      caf::make_counted<link_doorman>(*this, std::move(*opened), where->host, output_bytes()));
}

caf::expected<caf::io::datagram_servant_ptr>
link_multiplexer::new_remote_udp_endpoint(const std::string&, std::uint16_t) {
  return no_udp();
}

caf::expected<caf::io::datagram_servant_ptr>
link_multiplexer::new_local_udp_endpoint(std::uint16_t, const char*, bool) {
  return no_udp();
}

caf::io::scribe_ptr link_multiplexer::new_scribe(int fd) {
  refuse_descriptor(fd);
}

caf::io::doorman_ptr link_multiplexer::new_doorman(int fd) {
  refuse_descriptor(fd);
}

caf::io::datagram_servant_ptr link_multiplexer::new_datagram_servant(int fd) {
  refuse_descriptor(fd);
}

caf::io::datagram_servant_ptr
link_multiplexer::new_datagram_servant_for_endpoint(int fd,
                                                    const caf::io::network::ip_endpoint&) {
  refuse_descriptor(fd);
}

} // namespace mesh::transport
