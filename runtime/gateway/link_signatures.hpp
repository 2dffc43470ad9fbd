#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/identity/ed25519.hpp"
#include "runtime/records/digest.hpp"

/// All that is signed on an agent link (X1): exactly the bytes of the table "Signatures" in
/// docs/reference/agent-link.md. Pure. Texts are bytes as they travelled; keys and
/// signatures that came from a peer may have any length, and then fit nothing.
namespace mesh::gateway {

/// A hello: this agent speaks on this link, and the link key signs its answers.
struct hello_proof {
  std::string_view nonce;        // of the link's challenge, 32 bytes
  std::string_view binding;      // tls-exporter, tls-server-end-point or none
  std::string_view binding_data; // as the mesh sees the link; empty with none
  std::string_view agent;
  std::string_view link_key; // as the hello has it: may be empty
};
std::string signed_bytes(const hello_proof& what);

/// The SHA-256 of one answer. `agent` is never empty: on a link of one agent the name of
/// that one. `state` is 1, 0 or -1.
struct answer_content {
  std::string_view agent;
  std::string_view id;
  std::int32_t state = 0;
  std::string_view value;
  std::string_view expected;
  std::string_view received;
  std::string_view failure;
  // Counts only when there is any of it.
  std::string_view conflict_type = {};
  std::uint32_t depth = 0;
  std::uint32_t affected_agents = 0;
  std::vector<std::string_view> needed_capabilities = {};
  std::vector<std::pair<std::string_view, std::string_view>> posts = {}; // to whom, and text
};
storage::digest digest_of(const answer_content& what);

/// The answers of one message, in order, and their number.
struct answers_proof {
  std::string_view nonce;
  std::uint32_t number = 0;
  std::vector<storage::digest> answers;
};
std::string signed_bytes(const answers_proof& what);

/// A new key for an agent; the old one and the new one sign the same.
struct rotate_proof {
  std::string_view nonce;
  std::string_view agent;
  std::string_view new_key;
};
std::string signed_bytes(const rotate_proof& what);

/// A delivery; signed by the mesh when the agent asked for it.
struct deliver_proof {
  std::string_view nonce;
  std::string_view agent;
  std::string_view id;
  std::string_view verb;
  std::string_view payload; // the text or the data
};
std::string signed_bytes(const deliver_proof& what);

/// Whether `key` signed it: a hello by the agent's key, answers by the link key, a delivery
/// by the mesh's.
template <class Proof>
bool is_signed(const Proof& what, std::string_view key, std::string_view said) {
  return identity::ed25519::verify(key, signed_bytes(what), said);
}

/// Whether the old key and the new one signed a rotation.
bool is_signed(const rotate_proof& what, std::string_view old_key, std::string_view said,
               std::string_view said_by_new);

} // namespace mesh::gateway
