#include "runtime/identity/ed25519.hpp"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/pem.h>

#include "runtime/base/hex.hpp"

namespace mesh::identity::ed25519 {

namespace {

using context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;

constexpr int type = EVP_PKEY_ED25519;
constexpr std::uint8_t without_sign = 0x7f; // the last byte's highest bit is x's sign

/// A number y in 32 bytes, the lowest first: `first`, 29 or 30 bytes of `middle`, `last`.
constexpr public_key of(std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
  public_key key{};
  key.fill(middle);
  key.front() = first;
  key.back() = last;
  return key;
}

/// The y of all points whose order divides 8, also in encodings that are not reduced:
/// with such a key one signature fits any text, or one text in a few.
constexpr std::array<public_key, 7> small_order{
    of(0, 0, 0), // order 4
    of(1, 0, 0), // order 1
    public_key{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
               0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
               0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05}, // order 8
    public_key{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
               0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
               0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}, // order 8
    of(0xec, 0xff, 0x7f),                                                   // p - 1: order 2
    of(0xed, 0xff, 0x7f),                                                   // p, which is 0
    of(0xee, 0xff, 0x7f),                                                   // p + 1, which is 1
};

const std::uint8_t* bytes_in(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

error invalid(std::string detail) {
  return {errc::certificate_invalid, std::move(detail), "name a file with an Ed25519 key"};
}

} // namespace

signing_key::signing_key(key_ptr native) : native_(std::move(native)) {
  auto size = shared_.size();
  EVP_PKEY_get_raw_public_key(native_.get(), shared_.data(), &size);
}

tl::expected<signing_key, error> signing_key::make() {
  if (key_ptr made(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); made)
    return signing_key(std::move(made));
  return tl::unexpected(
      error{errc::io_error, "no key can be made: OpenSSL has no randomness", "try again"});
}

tl::expected<signing_key, error> signing_key::from_seed(const seed& bytes) {
  if (key_ptr made(EVP_PKEY_new_raw_private_key(type, nullptr, bytes.data(), bytes.size()));
      made)
    return signing_key(std::move(made));
  return tl::unexpected(invalid("these bytes are no Ed25519 key"));
}

tl::expected<signing_key, error> signing_key::from_pem(std::string_view pem,
                                                       const std::string& where) {
  const bio_ptr text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // A key with a passphrase is refused: nobody is there to type one.
  auto no_passphrase = [](char*, int, int, void*) {
    return -1;
  };
  key_ptr found(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr));
  if (!found)
    return tl::unexpected(invalid(where + " holds no private key that can be read"));
  if (EVP_PKEY_get_id(found.get()) != type)
    return tl::unexpected(invalid(where + " holds a key of another kind than Ed25519"));
  return signing_key(std::move(found));
}

std::string signing_key::pem() const {
  const bio_ptr out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(out.get(), native_.get(), nullptr, nullptr, 0, nullptr,
                                nullptr);
  char* text = nullptr;
  auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

seed signing_key::secret() const {
  seed bytes{};
  auto size = bytes.size();
  EVP_PKEY_get_raw_private_key(native_.get(), bytes.data(), &size);
  return bytes;
}

signature signing_key::sign(std::string_view bytes) const {
  signature made{};
  auto size = made.size();
  const context_ptr context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, native_.get());
  EVP_DigestSign(context.get(), made.data(), &size, bytes_in(bytes), bytes.size());
  return made;
}

bool verify(const public_key& key, std::string_view bytes, const signature& said) {
  if (is_weak(key))
    return false;
  const key_ptr native(EVP_PKEY_new_raw_public_key(type, nullptr, key.data(), key.size()));
  const context_ptr context(EVP_MD_CTX_new());
  return native && context
         && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, native.get()) == 1
         && EVP_DigestVerify(context.get(), said.data(), said.size(), bytes_in(bytes),
                             bytes.size())
                == 1;
}

bool verify(std::string_view key, std::string_view bytes, std::string_view said) {
  const auto whose = key_in(key);
  signature proof{};
  if (!whose || said.size() != proof.size())
    return false;
  std::ranges::copy(said, proof.begin());
  return verify(*whose, bytes, proof);
}

bool is_weak(const public_key& key) {
  auto y = key;
  y.back() &= without_sign;
  return std::ranges::find(small_order, y) != small_order.end();
}

std::optional<public_key> key_in(std::string_view bytes) {
  public_key key{};
  if (bytes.size() != key.size())
    return std::nullopt;
  std::ranges::copy(bytes, key.begin());
  return is_weak(key) ? std::nullopt : std::optional(key);
}

std::string fingerprint(const public_key& key) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  EVP_Digest(key.data(), key.size(), hash.data(), &size, EVP_sha256(), nullptr);
  return to_hex({reinterpret_cast<const char*>(hash.data()), size});
}

} // namespace mesh::identity::ed25519
