// X2, M5: CAF's remote actors over mutual TLS.
#include <caf/io/all.hpp>

#include "tests/support/catch.hpp"
#include "tests/transport/link_support.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace mesh::transport;

TEST_CASE_METHOD(linked, "X2 a remote actor answers over mutual TLS", "[transport]") {
  CHECK(ask(n1.system(), echo, 1) == 1);
  CHECK(ask(n1.system(), echo, std::string("hello")) == "hello");
  check_others_untouched();
}

TEST_CASE_METHOD(linked, "M5 large messages cross, one that is too large costs only itself",
                 "[transport]") {
  const std::string large(15 << 20, 'y');
  CHECK(ask(n1.system(), echo, large) == large);
  caf::anon_send(echo, std::string(17 << 20, 'z'));
  CHECK(n1.record.eventually([&] { return n1.counts().dropped_frames == 1; }));
  check_others_untouched();
}

TEST_CASE_METHOD(linked, "M5 many messages arrive in order", "[transport]") {
  caf::scoped_actor self(n1.system());
  constexpr int many = 20'000;
  for (int i = 0; i < many; ++i)
    self->send(echo, i);
  int next = 0;
  self->receive_while([&] { return next < many; })(
      [&](int value) { CHECK_FALSE(value != next++); },
      caf::after(std::chrono::seconds(20)) >> [&] { FAIL("only " << next); });
}

TEST_CASE_METHOD(linked, "X2 the end of a peer's process ends its actors here", "[transport]") {
  caf::scoped_actor self(o1.system());
  {
    link_node n2(issue("sectors/n2"));
    auto there = n2.must_reach("orchestrator/o1", port);
    // what n2 sends makes its actor known here
    caf::scoped_actor sender(n2.system());
    sender->send(there, 5);
    sender->receive([](int) {});
    REQUIRE(o1.has_up(2));
  }
  CHECK(o1.has_up(1));
  CHECK(o1.saw(link_end::closed_by_peer));
  check_others_untouched();
}

TEST_CASE_METHOD(linked, "X2 a dialler refuses whoever is not the peer that was meant",
                 "[transport]") {
  link_node n2(issue("sectors/n2"));
  SECTION("of another name") {
    CHECK_FALSE(n2.reach("orchestrator/o2", port));
    CHECK(n2.saw(link_end::wrong_peer));
  }
  SECTION("of another role") {
    CHECK_FALSE(n2.reach("sectors/o1", port));
    CHECK(n2.saw(link_end::wrong_peer));
  }
  SECTION("of another authority") {
    link_node impostor(issue_in(others, "orchestrator/o1"));
    auto there = impostor.publish();
    CHECK_FALSE(n2.reach("orchestrator/o1", there));
    CHECK(n2.saw(link_end::untrusted));
  }
  SECTION("nobody at all") {
    std::uint16_t free_port = 0;
    {
      link_node gone(issue("orchestrator/o3"));
      free_port = gone.publish();
    }
    CHECK_FALSE(n2.reach("orchestrator/o3", free_port));
    CHECK(n2.saw(link_end::unreachable));
  }
  CHECK(n2.counts().up == 0);
  check_others_untouched();
}

TEST_CASE_METHOD(linked, "X2 a node of the wrong role is refused at once", "[transport]") {
  link_node ann(issue("operator/ann"));
  auto reached = ann.reach("orchestrator/o1", port);
  CHECK_FALSE(reached);
  CHECK(o1.saw(link_end::wrong_peer));
  check_others_untouched();
}

TEST_CASE_METHOD(linked, "X2 what cannot be a link is refused", "[transport]") {
  auto& multiplexer = n1.system().middleman().backend();
  CHECK_FALSE(multiplexer.new_local_udp_endpoint(0, "127.0.0.1", false));
  CHECK_FALSE(multiplexer.new_remote_udp_endpoint("127.0.0.1", port));
  CHECK_THROWS(multiplexer.new_scribe(0));
  CHECK_THROWS(multiplexer.new_doorman(0));
  for (const auto* where : {"127.0.0.1", "sectors@", "", "everybody@127.0.0.1"})
    CHECK_FALSE(n1.system().middleman().publish(n1.echo(), 0, where));
  CHECK_FALSE(n1.system().middleman().publish(n1.echo(), 0)); // on all addresses, to anybody
  CHECK_FALSE(n1.system().middleman().remote_actor("127.0.0.1", port));
  CHECK_FALSE(n1.system().middleman().publish(n1.echo(), port, "sectors@127.0.0.1"));
  check_others_untouched();
}

TEST_CASE_METHOD(authorities, "X2 a pump without good certificates does not start",
                 "[transport]") {
  auto files = issue("sectors/n1");
  set_content(files.key, "no key");
  auto refused = pump::start({files, test_limits()});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::certificate_invalid);
  CHECK(refused.error().detail.find(files.key.string()) != std::string::npos);
}

TEST_CASE_METHOD(linked, "X2 new certificates are for new links, and bad ones for none",
                 "[transport]") {
  const auto before = o1.links().valid();
  auto key = content_of(o1_files.key);
  set_content(o1_files.key, key.substr(0, key.size() / 2));
  auto refused = o1.links().reload();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail.find(o1_files.key.string()) != std::string::npos);
  CHECK(o1.links().valid() == before);
  { // those in use still serve
    link_node n2(issue("sectors/n2"));
    CHECK(ask(n2.system(), n2.must_reach("orchestrator/o1", port), 2) == 2);
  }
  // another authority from now on: who has the old certificate stays out
  auto renewed = issue_in(others, "orchestrator/o1");
  for (auto member :
       {&identity::credential_files::authority, &identity::credential_files::certificate,
        &identity::credential_files::key})
    std::filesystem::copy_file(renewed.*member, o1_files.*member,
                               std::filesystem::copy_options::overwrite_existing);
  REQUIRE(o1.links().reload());
  link_node n3(issue_in(others, "sectors/n3"));
  CHECK(ask(n3.system(), n3.must_reach("orchestrator/o1", port), 3) == 3);
  REQUIRE(o1.has_up(2));
  CHECK(ask(n1.system(), echo, 4) == 4); // its link is from before
}

TEST_CASE("X2 a link as old as it may be is closed", "[transport]") {
  auto limits = test_limits();
  limits.link_age_hours = 0.3 / 3'600;
  authorities both;
  link_node o1(both.issue("orchestrator/o1"), limits), n1(both.issue("sectors/n1"));
  auto port = o1.publish();
  n1.reach("orchestrator/o1", port);
  CHECK(o1.saw(link_end::aged));
  CHECK(n1.has_up(0));
}
