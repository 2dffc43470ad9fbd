// X2: attacks on the port of the control API. Each is refused for its reason,
// and operators are served as before.
#include <openssl/rand.h>

#include "tests/control/control_support.hpp"

using namespace mesh;
using namespace mesh::test;

namespace {

struct hasty : plain_server {
  hasty() : plain_server(limits_of()) {}
  static control_config limits_of() {
    auto limits = control_limits();
    limits.handshake_timeout_ms = 200;
    limits.request_timeout_ms = 200;
    limits.idle_timeout_ms = 200;
    limits.stall_timeout_ms = 200;
    return limits;
  }
};

struct narrow : plain_server {
  narrow() : plain_server(limits_of()) {}
  static control_config limits_of() {
    auto limits = control_limits();
    limits.connections = 2;
    limits.handshakes = 4;
    limits.header_bytes = 1'024;
    limits.request_bytes = 1'024;
    return limits;
  }
};

/// A connection that was answered, and waits.
std::unique_ptr<raw_peer> asked_once(const plain_server& at) {
  auto one = at.operators();
  one->write("GET /who HTTP/1.1\r\nHost: mesh\r\n\r\n");
  CHECK(one->read(8).starts_with("HTTP/1.1"));
  return one;
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
  return bytes;
}

std::string post_of(std::size_t size) {
  return "POST /echo HTTP/1.1\r\nHost: mesh\r\nContent-Length: " + std::to_string(size)
         + "\r\n\r\n";
}

constexpr std::size_t all = 1'000'000; // until the other side closes

} // namespace

TEST_CASE_METHOD(plain_server, "X2 who has no good certificate is not served", "[control]") {
  raw_peer attacker(port());
  SECTION("none") {
    attacker.handshake({});
    CHECK(attacker.is_closed());
    CHECK(saw("no_certificate"));
  }
  SECTION("of another authority, with a name of ours") {
    const auto who = credentials_of(issue_in(others, "operator/ann"));
    attacker.handshake({.who = &who});
    CHECK(attacker.is_closed());
    CHECK(saw("untrusted"));
  }
  SECTION("TLS 1.2") {
    const auto who = credentials_of(ann);
    CHECK_FALSE(attacker.handshake({.who = &who, .newest_version = TLS1_2_VERSION}));
    CHECK(saw("old_tls"));
  }
  SECTION("plain HTTP") {
    attacker.write("GET /who HTTP/1.1\r\nHost: mesh\r\n\r\n");
    CHECK(attacker.is_closed());
    CHECK(saw("not_tls"));
  }
  SECTION("random bytes") {
    auto bytes = random_bytes(10'000);
    bytes[0] &= 0x0f; // a TLS record begins with 20 to 24, an SSL 2 hello with 128 or more
    attacker.write(bytes);
    CHECK(attacker.is_closed());
    CHECK(saw("not_tls"));
  }
  check_honest();
}

TEST_CASE_METHOD(plain_server, "X2 a node may ask for what is for nodes, and for nothing else",
                 "[control]") {
  const auto allowed = ask(at(port(), n1), {"GET", "/who"});
  REQUIRE(allowed);
  CHECK(allowed->body == "sectors/n1");
  const auto denied = ask(at(port(), n1), {"POST", "/echo", "hello"});
  REQUIRE(denied);
  CHECK(denied->status == 403);
  CHECK(saw("denied"));
  check_honest();
}

TEST_CASE_METHOD(plain_server, "X2 what is no HTTP request is refused", "[control]") {
  auto attacker = operators();
  SECTION("garbage") {
    attacker->write(random_bytes(2'000) + "\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 400"));
    CHECK(saw("bad_request"));
  }
  SECTION("HTTP/1.0") {
    attacker->write("GET /who HTTP/1.0\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 505"));
  }
  SECTION("two lengths") {
    attacker->write(
        "POST /echo HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 400"));
  }
  SECTION("a length that is none") {
    attacker->write("POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 400"));
  }
  check_honest();
}

TEST_CASE_METHOD(narrow, "X2 too large a header or body is refused before it is read",
                 "[control]") {
  auto attacker = operators();
  SECTION("a header") {
    attacker->write("GET /who HTTP/1.1\r\nX: " + std::string(8'000, 'x') + "\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 431"));
    CHECK(saw("header_too_large"));
  }
  SECTION("a body that says so") {
    attacker->write(post_of(4'000'000'000));
    CHECK(attacker->read(all).starts_with("HTTP/1.1 413"));
    CHECK(saw("body_too_large"));
  }
  SECTION("a body in chunks") {
    attacker->write("POST /echo HTTP/1.1\r\nHost: mesh\r\nTransfer-Encoding: chunked\r\n\r\n");
    attacker->write("2000\r\n" + std::string(0x2000, 'x') + "\r\n0\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 413"));
  }
  check_honest();
}

TEST_CASE_METHOD(hasty, "X2 who takes too long is cut off", "[control]") {
  SECTION("before TLS") {
    raw_peer attacker(port());
    CHECK(attacker.is_closed());
    CHECK(saw("handshake_timeout"));
  }
  SECTION("in the middle of a header") {
    auto attacker = operators();
    attacker->write("GET /who HTTP/1.1\r\nX: ");
    CHECK(attacker->is_closed());
    CHECK(saw("slow_request"));
  }
  SECTION("in the middle of a body") {
    auto attacker = operators();
    attacker->write(post_of(100) + "hello");
    CHECK(attacker->is_closed());
    CHECK(saw("slow_request"));
  }
  SECTION("without a request") {
    CHECK(operators()->is_closed());
  }
  check_honest();
}

TEST_CASE_METHOD(narrow, "X2 too many connections are refused, and idle ones crowd out nobody",
                 "[control]") {
  SECTION("200 that say nothing") {
    std::vector<std::unique_ptr<raw_peer>> idle;
    for (int i = 0; i < 200; ++i)
      idle.push_back(std::make_unique<raw_peer>(port()));
    CHECK(saw("crowded_out", 150));
    check_honest();
    CHECK(server().counts().handshakes <= 4);
  }
  SECTION("three connections of one operator where two have room") {
    const auto one = asked_once(*this);
    const auto two = asked_once(*this);
    const auto three = asked_once(*this);
    CHECK(saw("made_room"));
    CHECK(one->is_closed()); // it was idle longest
    CHECK(server().counts().connections == 2);
    check_honest();
  }
}

TEST_CASE("X2 one certificate that holds connections keeps operators out of none",
          "[control]") {
  auto limits = control_limits();
  limits.connections = 12;
  limits.connections_per_identity = 6;
  limits.connections_reserved = 2;
  const plain_server served(limits);
  const auto half_sent = GENERATE(false, true);
  const auto who = served.credentials_of(served.n1);
  std::vector<std::unique_ptr<raw_peer>> held;
  for (int i = 0; i < 40; ++i) {
    held.push_back(std::make_unique<raw_peer>(served.port()));
    REQUIRE(held.back()->handshake({.who = &who}));
    held.back()->write("GET /who HTTP/1.1\r\nHost: mesh\r\n");
    if (half_sent)
      continue;
    held.back()->write("\r\n");
    CHECK(held.back()->read(8).starts_with("HTTP/1.1"));
  }
  CHECK(served.saw("made_room", 40 - 6));
  for (int i = 0; i < 5; ++i)
    served.check_honest();
  CHECK(served.server().counts().connections <= 12);
}

TEST_CASE_METHOD(plain_server,
                 "X2 a request without a Host, or of an unknown coding, ends there",
                 "[control]") {
  auto attacker = operators();
  SECTION("no Host") {
    attacker->write("GET /who HTTP/1.1\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 400"));
  }
  SECTION("two") {
    attacker->write("GET /who HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    CHECK(attacker->read(all).starts_with("HTTP/1.1 400"));
  }
  SECTION("a coding that would hide a second request") {
    attacker->write("POST /echo HTTP/1.1\r\nHost: mesh\r\nTransfer-Encoding: gzip\r\n\r\n"
                    "GET /who HTTP/1.1\r\nHost: mesh\r\n\r\n");
    const auto answered = attacker->read(all);
    CHECK(answered.starts_with("HTTP/1.1 501"));
    CHECK(answered.find("HTTP/1.1", 1) == std::string::npos);
  }
  check_honest();
}

TEST_CASE("X2 who does not read an answer is cut off, and costs no memory", "[control]") {
  auto limits = control_limits();
  limits.stall_timeout_ms = 300;
  limits.output_bytes = 1'000'000;
  const plain_server served(limits);
#ifdef __SANITIZE_ADDRESS__ // keeps what was freed for a while
  constexpr std::uint64_t room = 600'000'000;
#else
  constexpr std::uint64_t room = 100'000'000;
#endif
  const auto before = resident_bytes();
  std::vector<std::unique_ptr<raw_peer>> readers;
  for (int i = 0; i < 8; ++i) {
    readers.push_back(served.operators());
    readers.back()->write("GET /flood HTTP/1.1\r\nHost: mesh\r\n\r\n");
  }
  CHECK(served.saw("stalled", 8));
  CHECK(resident_bytes() < before + room);
  CHECK(eventually([&] { return served.server().counts().connections == 0; }));
  served.check_honest();
}

TEST_CASE_METHOD(plain_server, "X2 requests of random bytes never end the server",
                 "[control]") {
  constexpr int attempts = 60;
  const std::string good =
      "POST /echo HTTP/1.1\r\nHost: mesh\r\nContent-Length: 5\r\n\r\nhello";
  for (int i = 0; i < attempts; ++i) {
    auto bytes = good;
    const auto noise = random_bytes(8);
    for (char c : noise)
      bytes[static_cast<unsigned char>(c) % bytes.size()] = static_cast<char>(c * 7 + i);
    auto attacker = operators();
    attacker->write(bytes);
  }
  check_honest();
}
