#include "runtime/gateway/link_signatures.hpp"

namespace mesh::gateway {

namespace {

/// 4 bytes, the most significant first.
std::string big_endian(std::size_t number) {
  constexpr std::size_t byte = 0xff;
  return {static_cast<char>(number >> 24U & byte), static_cast<char>(number >> 16U & byte),
          static_cast<char>(number >> 8U & byte), static_cast<char>(number & byte)};
}

/// The beginning of a signed text: no text of one kind is ever one of another.
std::string begun(std::string_view what, std::string_view nonce) {
  std::string bytes("mesh.agent.v1 ");
  return bytes.append(what).append(1, '\0').append(nonce);
}

/// lp(x): its length, then itself, so that no two lists of texts make the same bytes.
void add(std::string& bytes, std::string_view x) {
  bytes.append(big_endian(x.size())).append(x);
}

} // namespace

std::string signed_bytes(const hello_proof& what) {
  auto bytes = begun("hello", what.nonce);
  for (auto part : {what.binding, what.binding_data, what.agent, what.link_key})
    add(bytes, part);
  return bytes;
}

storage::digest digest_of(const answer_content& what) {
  std::string bytes;
  for (auto part : {what.agent, what.id})
    add(bytes, part);
  add(bytes, std::to_string(what.state));
  for (auto part : {what.value, what.expected, what.received, what.failure})
    add(bytes, part);
  if (what.conflict_type.empty() && what.depth == 0 && what.affected_agents == 0
      && what.needed_capabilities.empty() && what.posts.empty())
    return storage::sha256({bytes});
  add(bytes, what.conflict_type);
  add(bytes, std::to_string(what.depth));
  add(bytes, std::to_string(what.affected_agents));
  add(bytes, std::to_string(what.needed_capabilities.size()));
  for (auto one : what.needed_capabilities)
    add(bytes, one);
  add(bytes, std::to_string(what.posts.size()));
  for (const auto& [to, text] : what.posts) {
    add(bytes, to);
    add(bytes, text);
  }
  return storage::sha256({bytes});
}

std::string signed_bytes(const answers_proof& what) {
  auto bytes = begun("answers", what.nonce) + big_endian(what.number);
  for (const auto& one : what.answers)
    bytes.append(storage::bytes_of(one));
  return bytes;
}

std::string signed_bytes(const rotate_proof& what) {
  auto bytes = begun("rotate", what.nonce);
  add(bytes, what.agent);
  add(bytes, what.new_key);
  return bytes;
}

std::string signed_bytes(const deliver_proof& what) {
  auto bytes = begun("deliver", what.nonce);
  for (auto part : {what.agent, what.id, what.verb, what.payload})
    add(bytes, part);
  return bytes;
}

bool is_signed(const rotate_proof& what, std::string_view old_key, std::string_view said,
               std::string_view said_by_new) {
  const auto bytes = signed_bytes(what);
  return identity::ed25519::verify(old_key, bytes, said)
         && identity::ed25519::verify(what.new_key, bytes, said_by_new);
}

} // namespace mesh::gateway
