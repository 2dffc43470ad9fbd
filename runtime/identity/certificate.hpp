#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/identity/openssl.hpp"
#include "runtime/identity/peer_name.hpp"
#include "runtime/identity/validity.hpp"

namespace mesh::identity {

/// The certificate's holder: the one URI `caf://role/name` among its
/// alternative names. None when there is none, more than one `caf://`, or one
/// that is not allowed.
std::optional<peer_name> peer_of(const X509* certificate);
/// The same with the bounds that it has.
std::optional<peer_claim> claim_of(const X509* certificate);
/// The SHA-256 of all its bytes, in hexadecimal digits; empty when OpenSSL fails.
std::string digest_of(const X509* certificate);

/// An X.509 certificate. Copies share it.
class certificate {
public:
  explicit certificate(x509_ptr native) : native_(std::move(native)) {}
  /// The first one of a PEM text; `where` is named by the error
  /// (`certificate_invalid`).
  static tl::expected<certificate, error> from_pem(std::string_view pem,
                                                   const std::string& where);
  [[nodiscard]] std::string pem() const;

  [[nodiscard]] std::optional<peer_name> peer() const { return peer_of(native_.get()); }
  [[nodiscard]] std::optional<peer_claim> claim() const { return claim_of(native_.get()); }
  [[nodiscard]] std::string digest() const { return digest_of(native_.get()); }
  /// The common name of its subject.
  [[nodiscard]] std::string subject() const;
  /// DNS names and IP addresses, for HTTPS.
  [[nodiscard]] std::vector<std::string> hosts() const;
  [[nodiscard]] bool is_authority() const;
  [[nodiscard]] validity valid() const;
  /// Whether this authority signed it. Says nothing about time.
  [[nodiscard]] bool signed_by(const certificate& authority) const;
  [[nodiscard]] X509* native() const { return native_.get(); }

private:
  std::shared_ptr<X509> native_;
};

/// A private key. Copies share it.
class private_key {
public:
  explicit private_key(key_ptr native) : native_(std::move(native)) {}
  /// A new one: P-256. Ed25519 would do for links, but browsers and some TLS
  /// libraries that operators use do not take it.
  static tl::expected<private_key, error> make();
  /// `certificate_invalid` names `where`. A key with a passphrase is refused:
  /// a node must start without a person.
  static tl::expected<private_key, error> from_pem(std::string_view pem,
                                                   const std::string& where);
  /// PKCS#8, not encrypted.
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] bool fits(const certificate& cert) const;
  [[nodiscard]] EVP_PKEY* native() const { return native_.get(); }

private:
  std::shared_ptr<EVP_PKEY> native_;
};

} // namespace mesh::identity
