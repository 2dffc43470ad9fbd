#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/identity/openssl.hpp"

/// Ed25519 (RFC 8032): the keys of agents from outside, and of the mesh towards them (X1).
/// Keys and signatures are raw bytes, as they travel.
namespace mesh::identity::ed25519 {

using public_key = std::array<std::uint8_t, 32>;
using seed = std::array<std::uint8_t, 32>; // the private key, as the RFC calls it
using signature = std::array<std::uint8_t, 64>;

/// A key that signs. Copies share it; any thread.
class signing_key {
public:
  /// A new one, at random; `io_error` when this machine gives no randomness.
  static tl::expected<signing_key, error> make();
  /// The key of these 32 bytes; `certificate_invalid` when OpenSSL takes none.
  static tl::expected<signing_key, error> from_seed(const seed& bytes);
  /// PKCS#8 in PEM, not encrypted; `certificate_invalid` names `where`.
  static tl::expected<signing_key, error> from_pem(std::string_view pem,
                                                   const std::string& where);
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] seed secret() const;
  [[nodiscard]] const public_key& shared() const { return shared_; }
  [[nodiscard]] signature sign(std::string_view bytes) const;

private:
  explicit signing_key(key_ptr native);
  std::shared_ptr<EVP_PKEY> native_;
  public_key shared_{};
};

/// Whether the holder of `key` signed these bytes. A weak key has signed nothing.
bool verify(const public_key& key, std::string_view bytes, const signature& said);
/// The same of what came from a peer: false when a length is wrong.
bool verify(std::string_view key, std::string_view bytes, std::string_view said);

/// Whether a key is one of the few points of small order: anybody can sign for those.
bool is_weak(const public_key& key);

/// The key in what came from a peer; none when its length is wrong or it is weak.
std::optional<public_key> key_in(std::string_view bytes);

/// The SHA-256 of a key as 64 hexadecimal digits, for people.
std::string fingerprint(const public_key& key);

inline std::string_view bytes_of(const public_key& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}
inline std::string_view bytes_of(const signature& said) {
  return {reinterpret_cast<const char*>(said.data()), said.size()};
}

} // namespace mesh::identity::ed25519
