#pragma once
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/identity/credential_files.hpp"
#include "runtime/transport/frames/link_end.hpp"
#include "runtime/transport/tls/asio.hpp"

namespace mesh::transport {

/// Both ends of a link (X2): TLS 1.3, nothing older; a certificate of our
/// authority from either side; no tickets, so each link is verified in full.
tl::expected<std::shared_ptr<ssl::context>, error>
make_tls_context(const identity::credentials& who);

/// The client's end for one without a certificate (X3), who verifies the other side all the
/// same.
tl::expected<std::shared_ptr<ssl::context>, error>
make_nameless_context(const identity::certificate& authority);

/// The reason of a failed handshake.
link_end reason_of(const io_error& failure, const SSL* tls);
/// The same for a link that was up.
link_end reason_of_end(const io_error& failure);

/// Until when the peer's certificate is good, in seconds since 1970.
std::int64_t peer_until_s(const SSL* tls);
/// The name in the peer's certificate.
std::optional<identity::peer_name> peer_of(const SSL* tls);

} // namespace mesh::transport
