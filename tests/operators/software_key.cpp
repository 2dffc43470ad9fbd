#include "tests/operators/software_key.hpp"

#include <nlohmann/json.hpp>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "runtime/base/base64url.hpp"
#include "runtime/records/digest.hpp"
#include "tests/support/catch.hpp"

namespace mesh::test {

namespace {

constexpr unsigned char holds_a_key = 0x40;

std::string hash_of(const std::string& bytes) {
  return std::string(storage::bytes_of(storage::sha256({bytes})));
}

std::string client_data_of(const software_key::page& at, const char* usual_type) {
  nlohmann::ordered_json said{{"type", at.type.empty() ? usual_type : at.type},
                              {"challenge", to_base64url(at.challenge)},
                              {"origin", at.origin},
                              {"crossOrigin", at.crossed}};
  return said.dump();
}

std::string authenticator_data_of(const software_key::page& at, const software_key::answer& how,
                                  unsigned char more_flags) {
  auto data = hash_of(at.domain);
  data += static_cast<char>(how.flags | more_flags);
  for (unsigned shift = 32; shift > 0; shift -= 8)
    data += static_cast<char>((how.counter >> (shift - 8)) & 0xffU);
  return data;
}

std::string number_of(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* read = nullptr;
  REQUIRE(EVP_PKEY_get_bn_param(key, name, &read) == 1);
  const identity::number_ptr number(read);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  REQUIRE(BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), size)
          == size);
  return bytes;
}

} // namespace

software_key::software_key(algorithm of, std::string id)
    : of_(of),
      id_(std::move(id)),
      key_(of == algorithm::es256   ? EVP_EC_gen("P-256")
           : of == algorithm::eddsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                    : EVP_RSA_gen(2048)) {
  REQUIRE(key_);
}

std::string software_key::public_cose() const {
  using namespace std::string_literals;
  constexpr int coordinate = 32;
  if (of_ == algorithm::es256)
    return "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s
           + number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, coordinate) + "\x22\x58\x20"
           + number_of(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, coordinate);
  if (of_ == algorithm::eddsa) {
    std::string raw(coordinate, '\0');
    auto size = raw.size();
    REQUIRE(EVP_PKEY_get_raw_public_key(key_.get(),
                                        reinterpret_cast<unsigned char*>(raw.data()), &size)
            == 1);
    return "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"s + raw;
  }
  return "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"s
         + number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N, 256) + "\x21\x43\x01\x00\x01"s;
}

std::string software_key::sign(const std::string& bytes) const {
  const std::unique_ptr<EVP_MD_CTX, identity::freed_by<EVP_MD_CTX_free>> at(EVP_MD_CTX_new());
  const auto* hash = of_ == algorithm::eddsa ? nullptr : EVP_sha256();
  REQUIRE(EVP_DigestSignInit(at.get(), nullptr, hash, nullptr, key_.get()) == 1);
  std::size_t size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  REQUIRE(EVP_DigestSign(at.get(), nullptr, &size, data, bytes.size()) == 1);
  std::string signature(size, '\0');
  REQUIRE(EVP_DigestSign(at.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         data, bytes.size())
          == 1);
  signature.resize(size);
  return signature;
}

made_key software_key::made(const page& at, const answer& how) const {
  auto data = authenticator_data_of(at, how, holds_a_key);
  data += std::string(16, '\0'); // the model: not said
  data += static_cast<char>(id_.size() >> 8U);
  data += static_cast<char>(id_.size() & 0xffU);
  data += id_ + public_cose();
  const nlohmann::json attestation{
      {"fmt", "none"},
      {"attStmt", nlohmann::json::object()},
      {"authData", nlohmann::json::binary({data.begin(), data.end()})}};
  const auto bytes = nlohmann::json::to_cbor(attestation);
  return {client_data_of(at, "webauthn.create"), {bytes.begin(), bytes.end()}};
}

touched_key software_key::touched(const page& at, const answer& how) const {
  const auto said = client_data_of(at, "webauthn.get");
  const auto data = authenticator_data_of(at, how, 0);
  return {said, data, sign(data + hash_of(said))};
}

} // namespace mesh::test
