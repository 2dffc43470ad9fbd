// X3: what keys have to say to be believed (WebAuthn Level 3, sections 7.1 and 7.2).
#include "runtime/operators/relying_party.hpp"

#include "runtime/base/base64url.hpp"
#include "runtime/operators/client_data.hpp"
#include "tests/operators/software_key.hpp"
#include "tests/support/catch.hpp"

using namespace mesh;
using mesh::test::software_key;

namespace {

const relying_party here("localhost", "http://localhost:7480");
const std::string asked("thirty-two bytes that nobody knew");
using how = software_key::answer;

software_key::page good_page() {
  return {asked};
}

/// A key that is registered here.
struct registered {
  software_key device;
  security_key key;
  explicit registered(software_key::algorithm of = software_key::algorithm::es256)
      : device(of) {
    const auto made = here.check(device.made(good_page()), asked);
    REQUIRE(made);
    key = *made;
  }
  [[nodiscard]] std::string refusal_of(const software_key::page& at,
                                       const how& answer = {}) const {
    const auto checked = here.check(device.touched(at, answer), key, asked);
    if (checked)
      return "none";
    return std::string(name_of(checked.error().code)) + ": " + checked.error().detail;
  }
};

software_key::page page_with(std::string software_key::page::*field, const std::string& value) {
  auto at = good_page();
  at.*field = value;
  return at;
}

std::string registration_refused(const software_key::page& at, const how& answer = {}) {
  const auto checked = here.check(software_key().made(at, answer), asked);
  return checked ? "none" : checked.error().detail;
}

} // namespace

TEST_CASE("X3 keys of ES256, EdDSA and RS256 register and sign in", "[operators]") {
  for (const auto of : {software_key::algorithm::es256, software_key::algorithm::eddsa,
                        software_key::algorithm::rs256}) {
    CAPTURE(int(of));
    const registered one(of);
    CHECK(one.key.id == to_base64url(one.device.id()));
    const auto counter = here.check(one.device.touched(good_page(), {0x05, 7}), one.key, asked);
    REQUIRE(counter);
    CHECK(*counter == 7);
  }
}

TEST_CASE("X3 a sign-in with another challenge, origin, domain or purpose is refused",
          "[operators]") {
  const registered one;
  using page = software_key::page;
  CHECK(one.refusal_of(good_page()) == "none");
  CHECK(one.refusal_of(page_with(&page::challenge, "another"))
        == "denied: the key has signed another challenge");
  CHECK(one.refusal_of(page_with(&page::origin, "https://localhost:7480"))
        == "denied: the key was touched on a page of \"https://localhost:7480\"");
  CHECK(one.refusal_of(page_with(&page::origin, "http://localhost:7480.evil.example"))
        == "denied: the key was touched on a page of \"http://localhost:7480.evil.example\"");
  CHECK(one.refusal_of(page_with(&page::domain, "evil.example"))
        == "denied: the key has signed for another domain than localhost");
  CHECK(one.refusal_of(page_with(&page::type, "webauthn.create"))
        == "denied: the key has signed for another purpose");
  auto crossed = good_page();
  crossed.crossed = true;
  CHECK(one.refusal_of(crossed)
        == "denied: the key was touched within a page of somebody else");
}

TEST_CASE("X3 a sign-in without the person, or without their verification, is refused",
          "[operators]") {
  const registered one;
  CHECK(one.refusal_of(good_page(), {0x04}) == "denied: nobody has touched the key");
  CHECK(one.refusal_of(good_page(), {0x01})
        == "denied: the key has not verified who touched it");
}

TEST_CASE("X3 a signature of another key, or over other bytes, is refused", "[operators]") {
  const registered one;
  const registered other;
  const auto refused = [&](const touched_key& what) {
    const auto checked = here.check(what, one.key, asked);
    return !checked && checked.error().code == errc::denied;
  };
  CHECK(refused(other.device.touched(good_page())));
  auto changed = one.device.touched(good_page());
  changed.signature.back() = static_cast<char>(changed.signature.back() ^ 1);
  CHECK(refused(changed));
  changed = one.device.touched(good_page());
  changed.authenticator_data.back() = 9; // a counter that was not signed
  CHECK(refused(changed));
  changed = one.device.touched(good_page());
  changed.client_data += " "; // the same to a JSON reader
  CHECK(refused(changed));
}

TEST_CASE("X3 a registration elsewhere, or without the person, is refused", "[operators]") {
  using page = software_key::page;
  CHECK(registration_refused(good_page()) == "none");
  CHECK(registration_refused(page_with(&page::challenge, "another"))
        == "the key has signed another challenge");
  CHECK(registration_refused(page_with(&page::origin, "http://evil.example"))
        == "the key was touched on a page of \"http://evil.example\"");
  CHECK(registration_refused(page_with(&page::domain, "evil.example"))
        == "the key has signed for another domain than localhost");
  CHECK(registration_refused(page_with(&page::type, "webauthn.get"))
        == "the key has signed for another purpose");
  CHECK(registration_refused(good_page(), {0x01}) == "the key has not verified who touched it");
}

TEST_CASE("X3 what is damaged anywhere is refused, and never believed", "[operators]") {
  const registered one;
  const auto touched = one.device.touched(good_page());
  for (auto part :
       {&touched_key::client_data, &touched_key::authenticator_data, &touched_key::signature})
    for (std::size_t at = 0; at < (touched.*part).size(); ++at) {
      auto cut = touched;
      (cut.*part).resize(at);
      CHECK_FALSE(here.check(cut, one.key, asked));
      auto changed = touched;
      (changed.*part)[at] = static_cast<char>((changed.*part)[at] ^ 0x20);
      CHECK_FALSE(here.check(changed, one.key, asked));
    }
  const auto made = one.device.made(good_page());
  for (std::size_t at = 0; at < made.attestation_object.size(); ++at)
    CHECK_FALSE(here.check({made.client_data, made.attestation_object.substr(0, at)}, asked));
  CHECK_FALSE(here.check({made.client_data, "{}"}, asked));
  CHECK_FALSE(here.check({"[]", made.attestation_object}, asked));
}

TEST_CASE("X3 an attestation that is deep, wide or long is refused", "[operators]") {
  const auto client_data = registered().device.made(good_page()).client_data;
  const auto refused = [&](const std::string& object) {
    const auto made = here.check({client_data, object}, asked);
    return !made && made.error().code == errc::parse_error;
  };
  CHECK(refused(std::string(60'000, '\x81'))); // lists in lists
  CHECK(refused(std::string(200'000, '\x81')));
  CHECK(refused("\x9b\xff\xff\xff\xff\xff\xff\xff\xf0")); // a list of 2^64 things
  CHECK(refused("\xbb\x7f\xff\xff\xff\xff\xff\xff\xff"));
  CHECK(refused("\x5b\x7f\xff\xff\xff\xff\xff\xff\xff"));
}

TEST_CASE("X3 a key whose record is damaged believes nothing", "[operators]") {
  const registered one;
  auto damaged = one.key;
  damaged.public_key = "%";
  CHECK_FALSE(here.check(one.device.touched(good_page()), damaged, asked));
  damaged = one.key;
  damaged.algorithm = 0;
  CHECK_FALSE(here.check(one.device.touched(good_page()), damaged, asked));
  damaged.algorithm = -8;
  CHECK_FALSE(here.check(one.device.touched(good_page()), damaged, asked));
}

TEST_CASE("X3 base64url reads what it has written, and nothing else", "[operators]") {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    CHECK(from_base64url(to_base64url(bytes)) == bytes);
    bytes += static_cast<char>(i * 37);
  }
  CHECK(to_base64url("\xfb\xff") == "-_8");
  for (const auto* bad : {"a", "ab=", "+/8=", "-_9", "a b", "AAAAA"}) {
    CAPTURE(bad);
    CHECK_FALSE(from_base64url(bad));
  }
}
