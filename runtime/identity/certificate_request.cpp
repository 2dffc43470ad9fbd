#include "runtime/identity/certificate_request.hpp"

#include <array>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace mesh::identity {

namespace {

constexpr std::string_view curve = "prime256v1"; // as OpenSSL calls P-256

int refuse_passphrase(char*, int, int, void*) {
  return 0;
}

tl::unexpected<error> bad(const std::string& what) {
  ERR_clear_error();
  return tl::unexpected(
      error{errc::certificate_invalid, what, "send a PKCS#10 request in PEM, of a P-256 key"});
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  return key != nullptr && EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) == 1
         && std::string_view(name.data(), size) == curve;
}

} // namespace

tl::expected<certificate_request, error> certificate_request::make(const private_key& of) {
  x509_req_ptr native(X509_REQ_new());
  const bool good = native && X509_REQ_set_version(native.get(), X509_REQ_VERSION_1) == 1
                    && X509_REQ_set_pubkey(native.get(), of.native()) == 1
                    && X509_REQ_sign(native.get(), of.native(), EVP_sha256()) > 0;
  if (good)
    return certificate_request(std::move(native));
  ERR_clear_error();
  return tl::unexpected(error{errc::unsupported, "OpenSSL cannot make a certificate request",
                              "check this machine's OpenSSL"});
}

tl::expected<certificate_request, error> certificate_request::from_pem(std::string_view pem) {
  if (pem.size() > longest)
    return bad("the certificate request is longer than " + std::to_string(longest) + " bytes");
  bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  x509_req_ptr native(PEM_read_bio_X509_REQ(bio.get(), nullptr, refuse_passphrase, nullptr));
  if (!native)
    return bad("this is no certificate request");
  auto* key = X509_REQ_get0_pubkey(native.get());
  if (!is_p256(key))
    return bad("the key of the certificate request is not P-256");
  if (X509_REQ_verify(native.get(), key) != 1)
    return bad("the certificate request was not signed with its key");
  return certificate_request(std::move(native));
}

std::string certificate_request::pem() const {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), native_.get());
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

} // namespace mesh::identity
