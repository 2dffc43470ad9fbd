// X1: the keys of agents from outside.
#include "runtime/identity/ed25519.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace mesh;
using namespace mesh::identity::ed25519;
using mesh::testing::from_hex;

namespace {

template <class Array>
Array array_of(const std::string& hex) {
  const auto bytes = from_hex(hex);
  Array made{};
  REQUIRE(bytes.size() == made.size());
  std::copy(bytes.begin(), bytes.end(), made.begin());
  return made;
}

signing_key must_make() {
  auto made = signing_key::make();
  REQUIRE(made);
  return *made;
}

std::string text_of(const signature& said) {
  return std::string(bytes_of(said));
}

} // namespace

TEST_CASE("X1 keys and signatures are those of RFC 8032", "[identity]") {
  struct vector {
    std::string secret, shared, message, said;
  };
  // Section 7.1, tests 1 to 3.
  const auto one = GENERATE(
      vector{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
             "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      vector{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
             "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
             "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      vector{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
             "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
             "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"});
  const auto key = signing_key::from_seed(array_of<seed>(one.secret));
  REQUIRE(key);
  CHECK(key->secret() == array_of<seed>(one.secret));
  CHECK(key->shared() == array_of<public_key>(one.shared));
  CHECK(key->sign(from_hex(one.message)) == array_of<signature>(one.said));
  CHECK(verify(key->shared(), from_hex(one.message), array_of<signature>(one.said)));
}

TEST_CASE("X1 a signature fits one key and one text", "[identity]") {
  const auto key = must_make();
  const auto said = key.sign("text");
  REQUIRE(verify(key.shared(), "text", said));
  CHECK_FALSE(verify(key.shared(), "Text", said));
  CHECK_FALSE(verify(key.shared(), "", said));
  CHECK_FALSE(verify(must_make().shared(), "text", said));
  for (std::size_t i = 0; i < said.size(); i += 7) {
    auto changed = said;
    changed[i] ^= 1;
    CHECK_FALSE(verify(key.shared(), "text", changed));
  }
  CHECK_FALSE(verify(key.shared(), "text", signature{}));
}

TEST_CASE("X1 keys and signatures of another length are refused, not read", "[identity]") {
  const auto key = must_make();
  const auto said = text_of(key.sign("text"));
  const std::string whose(bytes_of(key.shared()));
  REQUIRE(verify(whose, "text", said));
  CHECK_FALSE(verify(whose, "text", said + "x"));
  CHECK_FALSE(verify(whose, "text", said.substr(1)));
  CHECK_FALSE(verify(whose, "text", ""));
  CHECK_FALSE(verify(whose + "x", "text", said));
  CHECK_FALSE(verify(whose.substr(1), "text", said));
  CHECK_FALSE(verify("", "text", said));
  CHECK_FALSE(key_in(whose + "x"));
  CHECK(key_in(whose) == key.shared());
}

TEST_CASE("X1 a key of small order has signed nothing, though the sum would come out",
          "[identity]") {
  // With the neutral element as key and as R, and 0 as S, the equation holds for any text.
  auto neutral = public_key{1};
  auto forged = signature{1};
  CHECK(is_weak(neutral));
  CHECK_FALSE(verify(neutral, "text", forged));
  neutral.back() |= 0x80; // the sign of x, which is 0
  CHECK(is_weak(neutral));
  CHECK(is_weak(public_key{}));
  CHECK_FALSE(verify(public_key{}, "text", signature{}));
  CHECK_FALSE(key_in(std::string(32, '\0')));
  const auto weak = GENERATE(
      as<std::string>{}, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
  CHECK(is_weak(array_of<public_key>(weak)));
  CHECK_FALSE(is_weak(must_make().shared()));
}

TEST_CASE("X1 a key goes through a PEM text, and nothing else comes out of one", "[identity]") {
  const auto key = must_make();
  const auto pem = key.pem();
  CHECK(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
  const auto again = signing_key::from_pem(pem, "mesh.key");
  REQUIRE(again);
  CHECK(again->secret() == key.secret());

  const auto none = signing_key::from_pem("nonsense", "mesh.key");
  REQUIRE_FALSE(none);
  CHECK(to_string(none.error())
        == "certificate_invalid: mesh.key holds no private key that can be read (name a file "
           "with an Ed25519 key)");
  // A P-256 key, made for this test.
  const auto other = signing_key::from_pem(R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghAcSVKlahAi1KhJO
T2BBJuhouyeAYfbFS5iToxHz4KihRANCAAS8eLomxQTOXjKbV2BSCg2GuvW51lJl
A66WDnbf8lW52/Sb0S46hU1wkvXuC+EK+YLlonpT4LkdxqpUQZ68WwwX
-----END PRIVATE KEY-----
)",
                                           "mesh.key");
  REQUIRE_FALSE(other);
  CHECK(other.error().detail == "mesh.key holds a key of another kind than Ed25519");
}

TEST_CASE("X1 people tell keys apart by the SHA-256", "[identity]") {
  CHECK(fingerprint(public_key{})
        == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
}
