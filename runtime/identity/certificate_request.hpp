#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "runtime/identity/certificate.hpp"

namespace mesh::identity {

/// A public key whose holder asks for a certificate, with a proof that they hold it (PKCS#10).
/// It says nothing else: the name is the authority's to give. Copies share it.
class certificate_request {
public:
  /// Of a key; `unsupported` when OpenSSL fails.
  static tl::expected<certificate_request, error> make(const private_key& of);
  /// `certificate_invalid`: it is none, its signature is not of its key, or the key is not
  /// P-256.
  static tl::expected<certificate_request, error> from_pem(std::string_view pem);
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] EVP_PKEY* key() const { return X509_REQ_get0_pubkey(native_.get()); }

  /// The longest text that from_pem() looks at, in bytes.
  static constexpr std::size_t longest = 4'096;

private:
  explicit certificate_request(x509_req_ptr native) : native_(std::move(native)) {}
  std::shared_ptr<X509_REQ> native_;
};

} // namespace mesh::identity
