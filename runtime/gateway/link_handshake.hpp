#pragma once
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "runtime/gateway/gateway_house.hpp"
#include "runtime/gateway/link_message.hpp"
#include "runtime/http/beast.hpp"

/// Steps of the way from a TLS connection to an agent link.
namespace mesh::gateway {

/// True when the other side has left, in order or not, or this one has.
bool is_usual_end(const control::io_error& why);
/// 32 random bytes. Throws std::runtime_error when this machine gives none.
std::string some_nonce();
/// The first message of a link.
pb::FromMesh challenge_of(const gateway_house& house, const std::string& nonce);
/// The first of the subprotocols that a client offers that is ours; none: none is.
std::optional<link_format> chosen_format(std::string_view offered);
/// The channel binding `tls-exporter` of RFC 9266.
std::optional<std::string> exported_binding(SSL* tls);
/// An answer to a request that becomes no link.
control::http::response<control::http::string_body> no_link(control::http::status status,
                                                            std::string why);

} // namespace mesh::gateway
