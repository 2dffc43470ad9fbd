// X1: what is signed on an agent link. The bytes were made by another implementation
// (Python's struct, hashlib and cryptography) from the table in docs/reference/agent-link.md.
#include "runtime/gateway/link_signatures.hpp"

#include <numeric>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace mesh;
using namespace mesh::gateway;
using identity::ed25519::signing_key;
using mesh::testing::from_hex;

namespace {

/// The key whose 32 secret bytes are all `n`.
signing_key signer(std::uint8_t n) {
  identity::ed25519::seed bytes{};
  bytes.fill(n);
  return *signing_key::from_seed(bytes);
}

std::string public_of(std::uint8_t n) {
  return std::string(identity::ed25519::bytes_of(signer(n).shared()));
}

const std::string nonce = [] {
  std::string bytes(32, '\0');
  std::iota(bytes.begin(), bytes.end(), '\0');
  return bytes;
}();
const std::string the_agent = "store-\xc3\xbc";
const std::string certificate_hash =
    from_hex("03d66dd08835c1ca3f128cceacd1f31ac94163096b20f445ae84285bc0832d72");
const std::string payload("pay\0load", 8);

const std::string link_key = public_of(2);
const std::string new_key = public_of(3);

hello_proof some_hello() {
  return {nonce, "tls-server-end-point", certificate_hash, the_agent, link_key};
}
answers_proof some_answers() {
  return {nonce,
          0x01020304,
          {digest_of({the_agent, "0123456789abcdef", 1, "done"}),
           digest_of({"a", "id-2", -1, "", "x", "y"}),
           digest_of({"a", "id-3", 0, "", "", "", "no paper"})}};
}
rotate_proof some_rotation() {
  return {nonce, the_agent, new_key};
}
deliver_proof some_delivery() {
  return {nonce, the_agent, "0123456789abcdef", "act", payload};
}

} // namespace

TEST_CASE("X1 a hello is signed over nonce, binding, agent and link key", "[gateway]") {
  CHECK(storage::to_hex(signed_bytes(some_hello()))
        == "6d6573682e6167656e742e76312068656c6c6f00000102030405060708090a0b0c0d0e0f1011121314"
           "15161718191a1b1c1d1e1f00000014746c732d7365727665722d656e642d706f696e740000002003d6"
           "6dd08835c1ca3f128cceacd1f31ac94163096b20f445ae84285bc0832d720000000873746f72652dc3"
           "bc000000208139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394");
  const auto said = from_hex(
      "8576891e0265913614ce1fbe1640279073b89bc33ced0dbab5635be6ac7809294de268cbeb8a15f79e7ba9"
      "42683c792ff88ddb18cfb19f16a727e43938f4e109");
  CHECK(is_signed(some_hello(), public_of(1), said));
  CHECK_FALSE(is_signed(some_hello(), public_of(4), said));

  const hello_proof bare{nonce, "none", "", "a", ""};
  CHECK(storage::to_hex(signed_bytes(bare))
        == "6d6573682e6167656e742e76312068656c6c6f00000102030405060708090a0b0c0d0e0f1011121314"
           "15161718191a1b1c1d1e1f000000046e6f6e6500000000000000016100000000");
  CHECK(is_signed(bare, public_of(1),
                  from_hex("739476367baacb591f380eef8c8a561592185b3f2693b8145c387d7a0f3aac2286"
                           "ff88b1fe8a5c51e991e6ccfb606eaf8d21c4a94e6c672e2da99d6569c87301")));
}

TEST_CASE("X1 a hello's signature is good for nothing else", "[gateway]") {
  const auto said =
      std::string(identity::ed25519::bytes_of(signer(1).sign(signed_bytes(some_hello()))));
  REQUIRE(is_signed(some_hello(), public_of(1), said));
  const std::string other_nonce(32, 'n');
  auto changed = some_hello();
  SECTION("another link") {
    changed.nonce = other_nonce;
  }
  SECTION("another kind of binding") {
    changed.binding = "tls-exporter";
  }
  SECTION("another server") {
    changed.binding_data = link_key;
  }
  SECTION("another agent") {
    changed.agent = "store-2";
  }
  SECTION("another link key") {
    changed.link_key = new_key;
  }
  SECTION("no link key") {
    changed.link_key = "";
  }
  CHECK_FALSE(is_signed(changed, public_of(1), said));
}

TEST_CASE("X1 answers are signed together, in order, with their number", "[gateway]") {
  const auto what = some_answers();
  CHECK(storage::to_hex(storage::bytes_of(what.answers[0]))
        == "7e5209de84b2280002d1d25c3745c25636f37ae2e166a7b439aad301be3da5ac");
  CHECK(storage::to_hex(storage::bytes_of(what.answers[1]))
        == "52860a41fb5bdcbe8f7136483d61a39834b83c0cee35994c82ba00ec75f34aaf");
  CHECK(storage::to_hex(storage::bytes_of(what.answers[2]))
        == "4914a51d88ee773df94b5c350bcdd725c7d9a98d0fb4d9ff7fb37c241a38b3ff");
  CHECK(storage::to_hex(signed_bytes(what))
        == "6d6573682e6167656e742e763120616e737765727300000102030405060708090a0b0c0d0e0f101112"
           "131415161718191a1b1c1d1e1f010203047e5209de84b2280002d1d25c3745c25636f37ae2e166a7b4"
           "39aad301be3da5ac52860a41fb5bdcbe8f7136483d61a39834b83c0cee35994c82ba00ec75f34aaf49"
           "14a51d88ee773df94b5c350bcdd725c7d9a98d0fb4d9ff7fb37c241a38b3ff");
  const auto said = from_hex(
      "e947eb442a511816ba63110b64cb773f1eadf96790825ad38ef9d1228f5c0c3984941affdef46e69fd1846"
      "da9c511c50775a4adb089336554bf345cc13bdb705");
  REQUIRE(is_signed(what, link_key, said));

  auto changed = what;
  SECTION("another number") {
    ++changed.number;
  }
  SECTION("another order") {
    std::swap(changed.answers[0], changed.answers[1]);
  }
  SECTION("one less") {
    changed.answers.pop_back();
  }
  SECTION("one that says something else") {
    changed.answers[0] = digest_of({the_agent, "0123456789abcdef", 1, "done."});
  }
  CHECK_FALSE(is_signed(changed, link_key, said));
}

TEST_CASE("X1 each field of an answer counts, and none runs into the next", "[gateway]") {
  const answer_content one{"a", "b", 1, "c", "d", "e", "f"};
  std::vector<answer_content> others(9, one);
  others[0].agent = "A";
  others[1].id = "B";
  others[2].state = -1;
  others[3].value = "C";
  others[4].expected = "D";
  others[5].received = "E";
  others[6].failure = "F";
  others[7].value = "cd";
  others[7].expected = "";
  others[8].agent = "ab";
  others[8].id = "";
  for (const auto& other : others)
    CHECK(digest_of(other) != digest_of(one));
}

TEST_CASE("X1 posts and evidence of an answer count, and none runs into the next",
          "[gateway]") {
  answer_content one{"a", "b", -1, "c", "d", "e", "f"};
  const auto without = digest_of(one);
  one.conflict_type = "OTHER";
  one.depth = 2;
  one.affected_agents = 3;
  one.needed_capabilities = {"g", "h"};
  one.posts = {{"i", "j"}, {"k", "l"}};
  CHECK(digest_of(one) != without);
  std::vector<answer_content> others(8, one);
  others[0].conflict_type = "";
  others[1].depth = 3;
  others[2].affected_agents = 2;
  others[3].needed_capabilities = {"gh"};
  others[4].needed_capabilities = {"g", "h", "i"};
  others[5].posts = {{"i", "j"}};
  others[6].posts = {{"i", "jk"}, {"", "l"}};
  others[7].posts = {{"k", "l"}, {"i", "j"}};
  for (const auto& other : others)
    CHECK(digest_of(other) != digest_of(one));
  // Made with another implementation.
  const auto digest = digest_of(one);
  CHECK(storage::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()})
        == "288973a1a88ce58bd02d5580b2a6fc6c352d193f7aa83850cf099fc3871ef4a0");
}

TEST_CASE("X1 a rotation is signed by the old key and by the new one", "[gateway]") {
  CHECK(storage::to_hex(signed_bytes(some_rotation()))
        == "6d6573682e6167656e742e763120726f7461746500000102030405060708090a0b0c0d0e0f10111213"
           "1415161718191a1b1c1d1e1f0000000873746f72652dc3bc00000020ed4928c628d1c2c6eae9033890"
           "5995612959273a5c63f93636c14614ac8737d1");
  const auto by_old = from_hex(
      "c719d0234e96bcb4850cced30ca7e0dac05a08320fa3568f94df03c67f0128463d8fb51d2cf5bbb9abd682"
      "b3034ba6a4606d1c42e4954fb5b122385509bde70b");
  const auto by_new = from_hex(
      "23f0b234775ce2cd39569eb2a11ae77b551c53c0223a42efee905dc2cf3b34d1bdfcb5a6138894ff3d6ec5"
      "6a86a3706f7863261d23fe880044e1c9a1cdbc430b");
  CHECK(is_signed(some_rotation(), public_of(1), by_old, by_new));
  CHECK_FALSE(is_signed(some_rotation(), public_of(1), by_old, by_old));
  CHECK_FALSE(is_signed(some_rotation(), public_of(1), by_new, by_new));
  CHECK_FALSE(is_signed(some_rotation(), public_of(1), by_old, ""));
  CHECK_FALSE(is_signed({nonce, the_agent, public_of(4)}, public_of(1), by_old, by_new));
  CHECK_FALSE(is_signed({nonce, the_agent, "short"}, public_of(1), by_old, by_new));
}

TEST_CASE("X1 a delivery is signed by the mesh", "[gateway]") {
  CHECK(storage::to_hex(signed_bytes(some_delivery()))
        == "6d6573682e6167656e742e76312064656c6976657200000102030405060708090a0b0c0d0e0f101112"
           "131415161718191a1b1c1d1e1f0000000873746f72652dc3bc00000010303132333435363738396162"
           "636465660000000361637400000008706179006c6f6164");
  const auto said = from_hex(
      "18b9d8093c4770d97d69954dc67f36bea0ec724ad0a50cb64ddc6a3fbf411d8e509177145642b34bb99497"
      "3346dcb346d3accc3c822889c0976c886c3d538f07");
  CHECK(is_signed(some_delivery(), public_of(4), said));
  auto changed = some_delivery();
  changed.verb = "observe";
  CHECK_FALSE(is_signed(changed, public_of(4), said));
}

TEST_CASE("X1 what was signed as one thing is never another", "[gateway]") {
  // The same nonce and fields, where the kinds have the same number of them.
  const hello_proof hello{nonce, "a", "b", "c", "d"};
  const deliver_proof delivery{nonce, "a", "b", "c", "d"};
  const auto said =
      std::string(identity::ed25519::bytes_of(signer(1).sign(signed_bytes(hello))));
  CHECK(is_signed(hello, public_of(1), said));
  CHECK_FALSE(is_signed(delivery, public_of(1), said));
}
