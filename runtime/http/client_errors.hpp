#pragma once
#include <optional>

#include "runtime/http/beast.hpp"
#include "runtime/http/client.hpp"

/// Errors on the way to a mesh, in words for people.
namespace mesh::control {

error not_resolved(const host_port& where, const io_error& why);
error not_connected(const host_port& where, const io_error& why);
/// The handshake failed.
error not_trusted(const endpoint& whom, const io_error& why, const SSL* tls);
/// It has a certificate of ours, but is none that commands a mesh.
std::optional<error> wrong_server(const endpoint& whom,
                                  const std::optional<identity::peer_name>& who);
/// No answer came; the other side may have refused our certificate.
error no_answer(const endpoint& whom, const io_error& why);
/// An answer broke off.
error cut_off(const endpoint& whom, const io_error& why);

} // namespace mesh::control
