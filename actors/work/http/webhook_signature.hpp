#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Signatures of calls as Standard Webhooks 1.0.0 write them, with Ed25519 (X1).
namespace mesh {

/// The text that is signed: `id.timestamp.body`, the timestamp in seconds since 1970.
std::string webhook_signed_text(std::string_view id, std::int64_t now_s, std::string_view body);

/// The value of `webhook-signature`, of the 64 bytes of a signature.
std::string webhook_signature(std::string_view signature);

/// The public key of 32 bytes, as functions are told it: `whpk_` and its base64.
std::string webhook_public_key(std::string_view key);

} // namespace mesh
