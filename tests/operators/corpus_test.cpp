// X3: a second verifier, python3-fido2, agrees about good and bad sign-ins (corpus.py).
#include <fstream>
#include <nlohmann/json.hpp>

#include "runtime/base/base64url.hpp"
#include "runtime/operators/relying_party.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;

TEST_CASE("X3 our verdict on each sign-in is that of python3-fido2", "[operators]") {
  const relying_party party("localhost", "http://localhost:7480");
  std::ifstream corpus(MESH_OPERATORS_CORPUS);
  int good = 0;
  int bad = 0;
  for (std::string line; std::getline(corpus, line);) {
    const auto one = nlohmann::json::parse(line);
    const auto bytes = [&](const char* name) {
      const auto read = from_base64url(one.at(name).get<std::string>());
      REQUIRE(read);
      return *read;
    };
    INFO(one.at("case").get<std::string>() << ", " << one.at("why").get<std::string>());
    const auto challenge = bytes("challenge");
    const auto key =
        party.check(made_key{bytes("registration"), bytes("attestation_object")}, challenge);
    REQUIRE(key);
    const auto counter = party.check(
        touched_key{bytes("client_data"), bytes("authenticator_data"), bytes("signature")},
        *key, challenge);
    const auto says_good = one.at("verdict") == "good";
    CHECK(counter.has_value() == says_good);
    (says_good ? good : bad) += 1;
  }
  CHECK(good == 15);
  CHECK(bad == 105);
}
