// O7: the server by itself.
#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;

TEST_CASE_METHOD(plain_server, "O7 several requests go over one connection", "[control]") {
  auto peer = operators();
  for (int i = 0; i < 3; ++i) {
    peer->write("POST /echo HTTP/1.1\r\nHost: mesh\r\nContent-Length: 5\r\n\r\nhello");
    std::string got;
    while (!got.ends_with("hello")) {
      const auto more = peer->read(1);
      REQUIRE(more.size() == 1);
      got += more;
    }
    CHECK(got.starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_CASE_METHOD(plain_server, "O7 a large body that asks first is told to go on",
                 "[control]") {
  auto peer = operators();
  peer->write(
      "POST /echo HTTP/1.1\r\nHost: mesh\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  CHECK(peer->read(12) == "HTTP/1.1 100");
}

TEST_CASE_METHOD(plain_server, "O7 a handler that throws is a 500, and the next one is served",
                 "[control]") {
  const auto got = ask(at(port()), {"GET", "/throw"});
  REQUIRE(got);
  CHECK(got->status == 500);
  CHECK(got->body.find("a slip") != std::string::npos);
  check_honest();
}

TEST_CASE_METHOD(plain_server, "O7 a reader that leaves ends the handler", "[control]") {
  {
    auto peer = operators();
    peer->write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
    CHECK(peer->read(15) == "HTTP/1.1 200 OK");
  }
  CHECK(eventually([&] { return server().counts().connections == 0; }));
}

TEST_CASE("O7 more streams than there may be are refused with 503", "[control]") {
  auto limits = control_limits();
  limits.event_streams = 1;
  const plain_server served(limits);
  auto first = served.operators();
  first->write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
  CHECK(first->read(15) == "HTTP/1.1 200 OK");
  const auto got = ask(served.at(served.port()), {"GET", "/flood"});
  REQUIRE(got);
  CHECK(got->status == 503);
  CHECK(got->body.find("too_many_in_flight") != std::string::npos);
}

TEST_CASE("O7 a server that ends ends its streams", "[control]") {
  auto served = std::make_unique<plain_server>();
  auto peer = served->operators();
  peer->write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
  CHECK(peer->read(15) == "HTTP/1.1 200 OK");
  served.reset();
  CHECK(peer->is_closed());
}

TEST_CASE("O7 what cannot be listened at is told with its remedy", "[control]") {
  const plain_server served;
  auto limits = control_limits();
  limits.listen = "127.0.0.1:" + std::to_string(served.port());
  const auto twice = control::server::start({served.hub, limits, {}});
  REQUIRE_FALSE(twice);
  CHECK(to_string(twice.error()).find("cannot listen at 127.0.0.1:") != std::string::npos);
  limits.listen = "somewhere";
  const auto nowhere = control::server::start({served.hub, limits, {}});
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == errc::invalid_argument);
}

TEST_CASE_METHOD(plain_server, "X2 certificates are exchanged while it runs", "[control]") {
  hub = issue("orchestrator/hub");
  CHECK(server().reload());
  check_honest();
  set_content(hub.key, "dear diary");
  const auto refused = server().reload();
  REQUIRE_FALSE(refused);
  check_honest();
}

// -- the other end --------------------------------------------------------------

TEST_CASE_METHOD(plain_server, "X2 the client tells what is wrong on the way to a mesh",
                 "[control]") {
  const auto failure = [&](const control::endpoint& whom) {
    const auto got = ask(whom, {"GET", "/who"});
    REQUIRE_FALSE(got);
    CHECK_FALSE(got.error().remedy.empty());
    return got.error();
  };
  SECTION("our certificate was issued by another authority") {
    auto foreign = issue_in(others, "operator/eve");
    foreign.authority = ann.authority; // so that the server's is believed
    auto wrong = ask(at(port(), foreign), {"GET", "/who"});
    REQUIRE_FALSE(wrong); // seen here already: it does not fit
    const auto whole = failure(at(port(), issue_in(others, "operator/eve")));
    CHECK(whole.code == errc::certificate_invalid);
    CHECK(whole.detail.find("was issued by another authority") != std::string::npos);
  }
  SECTION("no process listens") {
    const auto port_before = port();
    CHECK(failure({{"127.0.0.1", 1}, ann}).detail.find("no process listens")
          != std::string::npos);
    CHECK(port() == port_before);
  }
  SECTION("no such host") {
    CHECK(failure({{"nowhere.invalid", port()}, ann}).code == errc::unknown_target);
  }
  SECTION("another orchestrator than expected") {
    auto whom = at(port());
    whom.server_name = "hub2";
    CHECK(failure(whom).detail.find("expected orchestrator/hub2") != std::string::npos);
  }
  SECTION("no orchestrator at all") {
    auto limits = control_limits();
    const auto node = control::server::start({n1, limits, {}});
    REQUIRE(node);
    CHECK(failure(at((*node)->port())).detail.find("not of an orchestrator")
          != std::string::npos);
  }
}

TEST_CASE_METHOD(plain_server, "O7 HEAD is answered as GET is, without the body", "[control]") {
  const auto one = operators();
  one->write("HEAD /who HTTP/1.1\r\nHost: mesh\r\n\r\n"
             "HEAD /nothing HTTP/1.1\r\nHost: mesh\r\n\r\n");
  const auto answered = one->read(1'000'000);
  CHECK(answered.starts_with("HTTP/1.1 200"));
  CHECK(answered.find("Content-Length: 12\r\n") != std::string::npos); // of operator/ann
  CHECK(answered.find("\r\n\r\nHTTP/1.1 404") != std::string::npos);   // right behind it
  CHECK(answered.ends_with("\r\n\r\n"));
}

TEST_CASE("O7 X2 one operator's streams leave some for others", "[control]") {
  auto limits = control_limits();
  limits.event_streams = 3;
  const plain_server served(limits);
  const auto bob = served.issue("operator/bob");
  std::vector<std::unique_ptr<raw_peer>> anns;
  for (int i = 0; i < 3; ++i) {
    anns.push_back(served.operators());
    anns.back()->write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
    CHECK(anns.back()->read(12) == (i < 2 ? "HTTP/1.1 200" : "HTTP/1.1 503"));
  }
  raw_peer other(served.port());
  const auto who = control_world::credentials_of(bob);
  REQUIRE(other.handshake({.who = &who}));
  other.write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
  CHECK(other.read(12) == "HTTP/1.1 200");
}
