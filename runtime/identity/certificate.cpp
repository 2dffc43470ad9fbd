#include "runtime/identity/certificate.hpp"

#include <arpa/inet.h>
#include <array>
#include <ctime>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace mesh::identity {

namespace {

bio_ptr reading(std::string_view text) {
  return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string written(BIO* bio) {
  char* bytes = nullptr;
  auto size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string text_of(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  auto family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16)
    return "?";
  ::inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size());
  return text.data();
}

names_ptr alternative_names(const X509* cert) {
  return names_ptr(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(cert, NID_subject_alt_name, nullptr, nullptr)));
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1)
    return 0;
  return ::timegm(&parts);
}

/// Nobody is asked for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

tl::unexpected<error> damaged(const std::string& where, const std::string& what) {
  ERR_clear_error();
  return tl::unexpected(error{errc::certificate_invalid, where + what,
                              "take it from a backup, or issue a new one"});
}

} // namespace

std::optional<peer_name> peer_of(const X509* cert) {
  const auto claim = claim_of(cert);
  return claim ? std::optional(claim->who) : std::nullopt;
}

std::optional<peer_claim> claim_of(const X509* cert) {
  auto names = alternative_names(cert);
  std::optional<peer_claim> found;
  int uris = 0;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI)
      continue;
    auto uri = text_of(name->d.uniformResourceIdentifier);
    if (!uri.starts_with("caf:"))
      continue;
    ++uris;
    found = peer_claim_of_uri(uri);
  }
  return uris == 1 ? found : std::nullopt;
}

std::string digest_of(const X509* cert) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (X509_digest(cert, EVP_sha256(), bytes.data(), &size) != 1)
    return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 15U];
  }
  return text;
}

tl::expected<certificate, error> certificate::from_pem(std::string_view pem,
                                                       const std::string& where) {
  auto bio = reading(pem);
  x509_ptr native(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (!native)
    return damaged(where, pem.find("BEGIN CERTIFICATE") == std::string_view::npos
                              ? " is not a certificate in PEM"
                              : " is a damaged certificate");
  return certificate(std::move(native));
}

std::string certificate::pem() const {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), native_.get());
  return written(bio.get());
}

std::string certificate::subject() const {
  auto* name = X509_get_subject_name(native_.get());
  auto at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  return at < 0 ? std::string()
                : text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
}

std::vector<std::string> certificate::hosts() const {
  std::vector<std::string> found;
  auto names = alternative_names(native_.get());
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS)
      found.push_back(text_of(name->d.dNSName));
    else if (name->type == GEN_IPADD)
      found.push_back(address_text(name->d.iPAddress));
  }
  return found;
}

bool certificate::is_authority() const {
  return X509_check_ca(native_.get()) == 1;
}

validity certificate::valid() const {
  return {seconds_of(X509_get0_notBefore(native_.get())),
          seconds_of(X509_get0_notAfter(native_.get()))};
}

bool certificate::signed_by(const certificate& authority) const {
  auto good = X509_check_issued(authority.native(), native()) == X509_V_OK
              && X509_verify(native(), X509_get0_pubkey(authority.native())) == 1;
  ERR_clear_error();
  return good;
}

tl::expected<private_key, error> private_key::make() {
  key_ptr native(EVP_EC_gen("P-256"));
  if (!native) {
    ERR_clear_error();
    return tl::unexpected(error{errc::unsupported, "OpenSSL cannot make a P-256 key",
                                "check this machine's OpenSSL"});
  }
  return private_key(std::move(native));
}

tl::expected<private_key, error> private_key::from_pem(std::string_view pem,
                                                       const std::string& where) {
  auto bio = reading(pem);
  key_ptr native(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (native)
    return private_key(std::move(native));
  if (pem.find("ENCRYPTED") != std::string_view::npos) {
    ERR_clear_error();
    return tl::unexpected(error{errc::certificate_invalid,
                                where + " is protected by a passphrase",
                                "decrypt it with openssl pkey; its file mode protects it"});
  }
  return damaged(where, pem.find("PRIVATE KEY") == std::string_view::npos
                            ? " is not a private key in PEM"
                            : " is a damaged private key");
}

std::string private_key::pem() const {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), native_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return written(bio.get());
}

bool private_key::fits(const certificate& cert) const {
  auto good = X509_check_private_key(cert.native(), native_.get()) == 1;
  ERR_clear_error();
  return good;
}

} // namespace mesh::identity
