// X2: addresses of links, who has which node id, what is worth a line in the log.
#include "runtime/transport/frames/node_bindings.hpp"
#include "runtime/transport/links/link_address.hpp"
#include "runtime/transport/links/refusal_log.hpp"
#include "tests/support/catch.hpp"
#include "tests/transport/frames.hpp"

using namespace mesh::identity;
using namespace mesh::test;
using namespace mesh::transport;

TEST_CASE("X2 an address says who is expected at the other end", "[transport]") {
  auto dialled = read_dial_address("orchestrator/o1@mesh.example.org").value();
  CHECK(dialled.peer == peer_name{node_role::orchestrator, "o1"});
  CHECK(dialled.host == "mesh.example.org");
  CHECK(to_string(dialled) == "orchestrator/o1@mesh.example.org");
  auto listening = read_listen_address("sectors,orchestrator@::1").value();
  CHECK(listening.accepts({node_role::sectors, "n1"}));
  CHECK(listening.accepts({node_role::orchestrator, "o1"}));
  CHECK_FALSE(listening.accepts({node_role::operators, "ann"}));
  CHECK(to_string(listening) == "sectors,orchestrator@::1");
}

TEST_CASE("X2 an address without anybody expected is refused", "[transport]") {
  for (const auto* text :
       {"", "@", "localhost", "10.0.0.1", "@10.0.0.1", "sectors@10.0.0.1", "sectors/*@10.0.0.1",
        "sectors/n1@", "sectors/n1@a b", "sectors/n1@x@y"})
    CHECK(read_dial_address(text).error().code == mesh::errc::invalid_argument);
  for (const auto* text : {"", "@", "127.0.0.1", "@127.0.0.1", "sectors@", "sectors,@127.0.0.1",
                           "all@127.0.0.1", "sectors/n1@127.0.0.1", "sectors@localhost"})
    CHECK(read_listen_address(text).error().code == mesh::errc::invalid_argument);
}

TEST_CASE("X2 a node id belongs to one certificate while it is used", "[transport]") {
  const peer_name n1{node_role::sectors, "n1"}, n2{node_role::sectors, "n2"};
  node_bindings bindings;
  CHECK(bindings.claim(node(1), n1));
  CHECK_FALSE(bindings.claim(node(1), n2));
  CHECK(bindings.claim(node(1), n1)); // a second link of the same
  CHECK(bindings.claim(node(2), n2));
  bindings.release(node(1));
  CHECK_FALSE(bindings.claim(node(1), n2));
  bindings.release(node(1));
  CHECK(bindings.claim(node(1), n2));
  bindings.release(node(7)); // of nobody
}

TEST_CASE("X2 the same refusal is logged once in a period", "[transport]") {
  using std::chrono::seconds;
  const refusal_log::time start{};
  refusal_log log(seconds(10), 100);
  CHECK(log.note(link_end::untrusted, "10.0.0.1", start) == 0);
  for (int i = 1; i <= 9; ++i)
    CHECK_FALSE(log.note(link_end::untrusted, "10.0.0.1", start + seconds(i)));
  CHECK(log.note(link_end::untrusted, "10.0.0.2", start + seconds(1)) == 0);
  CHECK(log.note(link_end::not_tls, "10.0.0.1", start + seconds(1)) == 0);
  CHECK(log.note(link_end::untrusted, "10.0.0.1", start + seconds(10)) == 9);
  CHECK_FALSE(log.note(link_end::untrusted, "10.0.0.1", start + seconds(11)));
}

TEST_CASE("X2 knocking from many addresses fills neither log nor memory", "[transport]") {
  using std::chrono::seconds;
  const refusal_log::time start{};
  refusal_log log(seconds(10), 3);
  int logged = 0;
  for (int i = 0; i < 1'000; ++i)
    logged += log.note(link_end::not_tls, std::to_string(i), start) ? 1 : 0;
  CHECK(logged == 3);
  CHECK(log.note(link_end::not_tls, "new", start + seconds(10)) == 0); // old ones are forgotten
}

TEST_CASE("X2 each end of a link has a name and an explanation of its own", "[transport]") {
  std::set<std::string_view> names, explanations;
  for (std::size_t i = 0; i < link_ends; ++i) {
    names.insert(name_of(static_cast<link_end>(i)));
    explanations.insert(explanation_of(static_cast<link_end>(i)));
  }
  CHECK(names.size() == link_ends);
  CHECK(explanations.size() == link_ends);
  CHECK(is_refusal(link_end::wrong_peer));
  CHECK(is_refusal(link_end::idle));
  CHECK_FALSE(is_refusal(link_end::closed_by_peer));
}
