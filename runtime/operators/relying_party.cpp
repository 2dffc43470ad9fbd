#include "runtime/operators/relying_party.hpp"

#include <array>
#include <memory>

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <nlohmann/json.hpp>

#include "runtime/base/base64url.hpp"
#include "runtime/operators/client_data.hpp"
#include "runtime/records/digest.hpp"

namespace mesh {

namespace {

constexpr std::size_t domain_hash_bytes = 32;
constexpr std::size_t flags_at = domain_hash_bytes;
constexpr std::size_t counter_at = flags_at + 1;
constexpr std::size_t shortest_authenticator_data = counter_at + 4;
constexpr unsigned char person_present = 0x01;
constexpr unsigned char person_verified = 0x04;
constexpr std::array algorithms{COSE_ES256, COSE_EDDSA, COSE_RS256};

template <class Native, void (*Free)(Native**)>
struct freed_by_address {
  void operator()(Native* native) const { Free(&native); }
};
using made_ptr = std::unique_ptr<fido_cred_t, freed_by_address<fido_cred_t, fido_cred_free>>;
using touched_ptr =
    std::unique_ptr<fido_assert_t, freed_by_address<fido_assert_t, fido_assert_free>>;
using es256_ptr = std::unique_ptr<es256_pk_t, freed_by_address<es256_pk_t, es256_pk_free>>;
using eddsa_ptr = std::unique_ptr<eddsa_pk_t, freed_by_address<eddsa_pk_t, eddsa_pk_free>>;
using rs256_ptr = std::unique_ptr<rs256_pk_t, freed_by_address<rs256_pk_t, rs256_pk_free>>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string bytes_at(const unsigned char* at, std::size_t size) {
  return {reinterpret_cast<const char*>(at), size};
}

tl::unexpected<error> refused(const std::string& detail) {
  return tl::unexpected(error{errc::denied, detail, "open the page again, and touch the key"});
}

tl::unexpected<error> unreadable_key(const std::string& detail) {
  return tl::unexpected(
      error{errc::parse_error, detail, "send what navigator.credentials has answered"});
}

/// Lets a small and flat object through alone: the parser that follows recurses.
class flat_object : public nlohmann::json::json_sax_t {
public:
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
    return true;
  }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool key(string_t& /*value*/) override { return true; }
  bool start_object(std::size_t elements) override { return begins(elements); }
  bool start_array(std::size_t elements) override { return begins(elements); }
  bool end_object() override { return ends(); }
  bool end_array() override { return ends(); }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    return false;
  }

private:
  static constexpr std::size_t most_elements = 64;
  static constexpr int deepest = 8; // map, statement, certificates
  bool begins(std::size_t elements) {
    return ++depth_ <= deepest && (elements == unknown || elements <= most_elements);
  }
  bool ends() {
    --depth_;
    return true;
  }
  static constexpr auto unknown = static_cast<std::size_t>(-1);
  int depth_ = 0;
};

/// No attestation is longer, in bytes; certificates of keys are a few thousand.
constexpr std::size_t longest_attestation = 65'536;

/// The authenticator data of an attestation object. What it says of the key's model is not
/// looked at.
tl::expected<std::string, error> authenticator_data_of(const std::string& attestation) {
  flat_object flat;
  if (attestation.size() > longest_attestation
      || !nlohmann::json::sax_parse(attestation, &flat, nlohmann::json::input_format_t::cbor))
    return unreadable_key("the attestation object is no small CBOR map");
  const auto read = nlohmann::json::from_cbor(attestation, true, false);
  if (!read.is_object())
    return unreadable_key("the attestation object is no CBOR map");
  const auto found = read.find("authData");
  if (found == read.end() || !found->is_binary())
    return unreadable_key("the attestation object has no authData");
  const auto& bytes = found->get_binary();
  return std::string(bytes.begin(), bytes.end());
}

/// Reads the key as one of this algorithm; null when it is not.
made_ptr key_of(int algorithm, const std::string& authenticator_data) {
  made_ptr made(fido_cred_new());
  if (made && fido_cred_set_type(made.get(), algorithm) == FIDO_OK
      && fido_cred_set_authdata_raw(made.get(), octets(authenticator_data),
                                    authenticator_data.size())
             == FIDO_OK)
    return made;
  return nullptr;
}

/// FIDO_OK, or how the signature does not fit.
int verify_by(const fido_assert_t* touched, int algorithm, const std::string& key) {
  if (algorithm == COSE_ES256) {
    const es256_ptr native(es256_pk_new());
    if (es256_pk_from_ptr(native.get(), key.data(), key.size()) == FIDO_OK)
      return fido_assert_verify(touched, 0, algorithm, native.get());
  } else if (algorithm == COSE_EDDSA) {
    const eddsa_ptr native(eddsa_pk_new());
    if (eddsa_pk_from_ptr(native.get(), key.data(), key.size()) == FIDO_OK)
      return fido_assert_verify(touched, 0, algorithm, native.get());
  } else if (algorithm == COSE_RS256) {
    const rs256_ptr native(rs256_pk_new());
    if (rs256_pk_from_ptr(native.get(), key.data(), key.size()) == FIDO_OK)
      return fido_assert_verify(touched, 0, algorithm, native.get());
  }
  return FIDO_ERR_INVALID_ARGUMENT;
}

void begin_libfido2() {
  static const bool begun = (fido_init(0), true);
  static_cast<void>(begun);
}

} // namespace

/// The domain and the person; answers with the counter.
tl::expected<std::uint32_t, error>
relying_party::check_authenticator(std::string_view authenticator_data) const {
  if (authenticator_data.size() < shortest_authenticator_data)
    return unreadable_key("the authenticator data are too short");
  if (authenticator_data.substr(0, domain_hash_bytes)
      != storage::bytes_of(storage::sha256({id_})))
    return refused("the key has signed for another domain than " + id_);
  const auto flags = static_cast<unsigned char>(authenticator_data[flags_at]);
  if ((flags & person_present) == 0)
    return refused("nobody has touched the key");
  if ((flags & person_verified) == 0)
    return tl::unexpected(error{errc::denied, "the key has not verified who touched it",
                                "set a PIN or a fingerprint on the key"});
  std::uint32_t counter = 0;
  for (auto at = counter_at; at < shortest_authenticator_data; ++at)
    counter = (counter << 8U) | static_cast<unsigned char>(authenticator_data[at]);
  return counter;
}

tl::expected<security_key, error> relying_party::check(const made_key& what,
                                                       std::string_view challenge) const {
  begin_libfido2();
  if (auto good = check_client_data(what.client_data, {"webauthn.create", challenge, origin_});
      !good)
    return tl::unexpected(good.error());
  const auto data = authenticator_data_of(what.attestation_object);
  if (!data)
    return tl::unexpected(data.error());
  const auto counter = check_authenticator(*data);
  if (!counter)
    return tl::unexpected(counter.error());
  for (const auto algorithm : algorithms)
    if (const auto made = key_of(algorithm, *data)) {
      security_key key;
      key.id =
          to_base64url(bytes_at(fido_cred_id_ptr(made.get()), fido_cred_id_len(made.get())));
      key.algorithm = algorithm;
      key.public_key = to_base64url(
          bytes_at(fido_cred_pubkey_ptr(made.get()), fido_cred_pubkey_len(made.get())));
      key.counter = *counter;
      return key;
    }
  return tl::unexpected(error{errc::unsupported,
                              "the key is none of ES256, EdDSA and RS256, or is damaged",
                              "use another security key or passkey"});
}

tl::expected<std::uint32_t, error> relying_party::check(const touched_key& what,
                                                        const security_key& key,
                                                        std::string_view challenge) const {
  begin_libfido2();
  if (auto good = check_client_data(what.client_data, {"webauthn.get", challenge, origin_});
      !good)
    return tl::unexpected(good.error());
  const auto counter = check_authenticator(what.authenticator_data);
  if (!counter)
    return tl::unexpected(counter.error());
  const auto public_key = from_base64url(key.public_key);
  const touched_ptr touched(fido_assert_new());
  auto* native = touched.get();
  const auto ready =
      public_key && native != nullptr && fido_assert_set_count(native, 1) == FIDO_OK
      && fido_assert_set_rp(native, id_.c_str()) == FIDO_OK
      && fido_assert_set_clientdata(native, octets(what.client_data), what.client_data.size())
             == FIDO_OK
      && fido_assert_set_up(native, FIDO_OPT_TRUE) == FIDO_OK
      && fido_assert_set_uv(native, FIDO_OPT_TRUE) == FIDO_OK
      && fido_assert_set_authdata_raw(native, 0, octets(what.authenticator_data),
                                      what.authenticator_data.size())
             == FIDO_OK
      && fido_assert_set_sig(native, 0, octets(what.signature), what.signature.size())
             == FIDO_OK;
  if (!ready)
    return unreadable_key("the key's answer cannot be read");
  if (verify_by(native, key.algorithm, *public_key) != FIDO_OK)
    return refused("the signature is not of this key");
  return *counter;
}

} // namespace mesh
