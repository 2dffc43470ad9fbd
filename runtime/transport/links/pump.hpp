#pragma once
#include <memory>
#include <optional>
#include <tl/expected.hpp>

#include "config/transport.hpp"
#include "runtime/identity/credential_files.hpp"
#include "runtime/transport/frames/basp.hpp"
#include "runtime/transport/links/inbox.hpp"
#include "runtime/transport/links/link_address.hpp"
#include "runtime/transport/links/link_event.hpp"

namespace mesh::transport {

struct pump_options {
  identity::credential_files files;
  transport_config limits;
  link_observer observer = {};
};

/// A port that was opened. `wake` becomes readable while there are accepted
/// links; closing it closes the port.
struct open_port {
  std::uint16_t port = 0;
  unique_fd wake;
  std::shared_ptr<inbox> accepted;
};

/// Links to other processes over mutual TLS (X2): one thread that knows no
/// actors. The actor system is given one end of a local socket for each link,
/// and sees nothing of a peer that was not verified.
class pump {
public:
  /// Reads the certificates first; their errors name file and remedy.
  static tl::expected<std::shared_ptr<pump>, error> start(pump_options options);
  /// Frames that were written by then are sent, for at most `linger_ms`.
  ~pump();
  pump(const pump&) = delete;
  pump& operator=(const pump&) = delete;

  /// Reads the certificates again, for links that are made from now on. When
  /// they are not good, those in use stay.
  tl::expected<void, error> reload();

  /// The actor system's end of a link that is being made. It is closed when
  /// that fails; the reason is logged and counted. `own_node` is this actor
  /// system's id.
  tl::expected<local_end, error> dial(const dial_address& where, std::uint16_t port,
                                      const basp_node& own_node);
  /// Port 0: the kernel chooses.
  tl::expected<open_port, error> listen(const listen_address& where, std::uint16_t port,
                                        bool reuse, const basp_node& own_node);

  /// The holder of the certificate behind a node id; nothing when no link has that.
  [[nodiscard]] std::optional<identity::peer_name> holder_of(const basp_node& node) const;
  [[nodiscard]] link_counts counts() const;
  [[nodiscard]] const transport_config& limits() const;
  /// Our name, as our certificate says it; until when it is good.
  [[nodiscard]] identity::peer_name who() const;
  [[nodiscard]] identity::validity valid() const;

private:
  struct machine;
  explicit pump(std::unique_ptr<machine> made);
  std::unique_ptr<machine> machine_;
};

} // namespace mesh::transport
