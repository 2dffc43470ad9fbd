// X2: who somebody is, as certificates say it.
#include "runtime/identity/peer_name.hpp"

#include "tests/support/catch.hpp"

using namespace mesh::identity;

TEST_CASE("X2 role and name read back from text and URI", "[identity]") {
  for (auto role : all_roles) {
    CHECK(role_of(to_string(role)) == role);
    for (const auto* name : {"n1", "a", "node-7.rack_2", "0"}) {
      const peer_name who{role, name};
      CHECK(peer_name_of(to_string(who)) == who);
      CHECK(peer_name_of_uri(to_uri(who)) == who);
    }
  }
  CHECK(to_uri(peer_name{node_role::operators, "ann"}) == "caf://operator/ann");
}

TEST_CASE("X2 what is no role and name is none", "[identity]") {
  for (const auto* text :
       {"", "/", "sectors", "sectors/", "/n1", "sectors/n1/x", "Sectors/n1", "sectors/N1",
        "sectors/-n1", "sectors/ca", "agents/n1", "sectors/n 1", "sectors/n1\n"})
    CHECK_FALSE(peer_name_of(text));
  for (const auto* uri : {"", "caf:", "caf://", "caf:sectors/n1", "http://sectors/n1",
                          "CAF://sectors/n1", "caf://caf://sectors/n1"})
    CHECK_FALSE(peer_name_of_uri(uri));
}

TEST_CASE("X2 a name that could leave its folder or its field is refused", "[identity]") {
  for (const std::string name :
       {"", ".", "..", "../n1", "a/b", "a,b", "a:b", "a b", "\xc3\xa4", "-x", "A"})
    CHECK_FALSE(check_node_name(name));
  CHECK(check_node_name(std::string(63, 'a')));
  CHECK_FALSE(check_node_name(std::string(64, 'a')));
  CHECK(check_node_name("ca").error().detail.find("authority") != std::string::npos);
}

TEST_CASE("X2 hosts are DNS names or IP addresses", "[identity]") {
  for (const auto* host :
       {"localhost", "Node1.example.org", "10.0.0.7", "::1", "fd00::7", "a-b.c", "7up.example"})
    CHECK(check_host(host));
  for (const auto* host : {"", "a..b", ".a", "a.", "-a", "a-", "a_b", "10.0.0", "10.0.0.256",
                           "a,DNS:b", "a b", "*.example.org", "::g"})
    CHECK_FALSE(check_host(host));
}

TEST_CASE("X3 the bounds of an operator read back from the URI", "[identity][sign-in]") {
  for (const auto may : all_mays)
    for (const auto by_login : {false, true}) {
      const peer_claim claim{{node_role::operators, "ann"}, may, by_login};
      CHECK(peer_claim_of_uri(to_uri(claim)) == claim);
      CHECK(peer_name_of_uri(to_uri(claim)) == claim.who);
    }
  CHECK(to_uri(peer_claim{{node_role::operators, "ann"}}) == "caf://operator/ann");
  CHECK(to_uri(peer_claim{{node_role::operators, "ann"}, operator_may::look})
        == "caf://operator/ann?may=look");
}

TEST_CASE("X3 bounds that are not understood make nobody of their holder",
          "[identity][sign-in]") {
  for (const auto* uri :
       {"caf://operator/ann?", "caf://operator/ann?may=", "caf://operator/ann?may=all",
        "caf://operator/ann?may=look&may=admin", "caf://operator/ann?by=login",
        "caf://operator/ann?may=look&by=login&by=login", "caf://operator/ann?may=look&",
        "caf://operator/ann?x=1&may=look", "caf://sectors/n1?may=look",
        "caf://orchestrator/hub?may=admin", "caf://operator/ann?may=look?may=admin"}) {
    INFO(uri);
    CHECK_FALSE(peer_claim_of_uri(uri));
    CHECK_FALSE(peer_name_of_uri(uri));
  }
}
