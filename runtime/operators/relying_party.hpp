#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/operators/operator_record.hpp"

namespace mesh {

/// The answer of a browser about a key that was made: bytes, as navigator.credentials gave
/// them.
struct made_key {
  std::string client_data;
  std::string attestation_object;
};

/// The same of a key that was touched.
struct touched_key {
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
};

/// A side that keys register with and sign in to, as WebAuthn Level 3, sections 7.1 and 7.2,
/// has it; libfido2 reads keys and checks signatures (X3). The person is verified by the key
/// (PIN or biometric) each time. Attestation is not asked for: of the model of a key nothing is
/// known. Pure: whether the challenge is fresh, and whose key it is, its user knows.
class relying_party {
public:
  /// `id`: the domain, such as `localhost`; `origin`: that of its pages.
  relying_party(std::string id, std::string origin)
      : id_(std::move(id)), origin_(std::move(origin)) {}

  /// The new key. `denied`: for another challenge, origin or domain, or without the person;
  /// `unsupported`: of another algorithm than ES256, EdDSA and RS256; `parse_error`.
  [[nodiscard]] tl::expected<security_key, error> check(const made_key& what,
                                                        std::string_view challenge) const;
  /// The counter of the signature, which its user compares. As above; `denied` also when the
  /// signature is not of this key.
  [[nodiscard]] tl::expected<std::uint32_t, error>
  check(const touched_key& what, const security_key& key, std::string_view challenge) const;

private:
  [[nodiscard]] tl::expected<std::uint32_t, error>
  check_authenticator(std::string_view authenticator_data) const;

  std::string id_;
  std::string origin_;
};

} // namespace mesh
