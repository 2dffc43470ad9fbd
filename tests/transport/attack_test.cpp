// X2: attacks on a port. Each is refused for its reason, and nobody else
// notices.
#include <numeric>
#include <random>
#include <sstream>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/transport/frames.hpp"
#include "tests/transport/link_support.hpp"
#include "tests/transport/raw_peer.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace mesh::transport;
using op = basp_op;

namespace {

std::int64_t wall_now_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

struct attacked : linked {
  using linked::linked;

  [[nodiscard]] identity::credentials credentials_of(const identity::credential_files& files,
                                                     std::int64_t at = wall_now_s()) const {
    auto read = identity::read_credentials(files, at);
    REQUIRE(read);
    return *read;
  }
  /// What became of the attack, and of everybody else.
  void check_refused(raw_peer& attacker, link_end reason) {
    CHECK(attacker.is_closed());
    INFO(name_of(reason));
    CHECK(o1.saw(reason));
    check_others_untouched();
  }
};

struct impatient : attacked {
  impatient() : attacked(limits_of()) {}
  static transport_config limits_of() {
    auto limits = test_limits();
    limits.handshake_timeout_ms = 300;
    return limits;
  }
};

std::string random_bytes(std::size_t size, std::mt19937_64& random) {
  std::string bytes(size, '\0');
  for (auto& byte : bytes)
    byte = static_cast<char>(random());
  return bytes;
}

std::string random_bytes(std::size_t size) {
  std::mt19937_64 random(testing::first_seed());
  return random_bytes(size, random);
}

std::uint64_t ended(const link_counts& counts) {
  return std::accumulate(counts.over.begin(), counts.over.end(), std::uint64_t{0});
}

/// What is logged while it lives.
class heard_log {
public:
  heard_log() {
    auto to = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("heard", std::move(to)));
  }
  ~heard_log() {
    spdlog::set_default_logger(before_);
    spdlog::set_level(spdlog::level::off); // as other tests have it
  }
  heard_log(const heard_log&) = delete;
  heard_log& operator=(const heard_log&) = delete;
  /// Lines with this; call it when nobody logs any more.
  [[nodiscard]] int lines_with(const std::string& part) const {
    int found = 0;
    std::istringstream all(text_.str());
    for (std::string line; std::getline(all, line);)
      found += line.find(part) != std::string::npos ? 1 : 0;
    return found;
  }

private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
};

} // namespace

TEST_CASE("X2 a certified peer that knocks and says nothing sensible does not fill the log",
          "[transport]") {
  constexpr int times = 8;
  std::mt19937_64 random(testing::first_seed());
  heard_log log;
  {
    attacked both;
    spdlog::set_level(spdlog::level::info);
    const auto who = both.credentials_of(both.issue("sectors/n2"));
    for (int i = 0; i < times; ++i) {
      raw_peer attacker(both.port);
      REQUIRE(attacker.handshake({.who = &who}));
      if (i % 2 == 0)
        attacker.write(random_bytes(200, random)); // others just leave
    }
    CHECK(both.o1.has_up(1));
    both.check_others_untouched();
  }
  CHECK(log.lines_with("sectors/n2") <= 4); // one of each reason
  CHECK(log.lines_with("sectors/n2") >= 1);
  CHECK(log.lines_with("link from sectors/n1") >= 1); // an honest one is announced
}

TEST_CASE_METHOD(attacked, "X2 who has no good certificate is refused", "[transport]") {
  raw_peer attacker(port);
  SECTION("none") {
    attacker.handshake({});
    check_refused(attacker, link_end::no_certificate);
  }
  SECTION("of another authority, with a name of ours") {
    auto who = credentials_of(issue_in(others, "sectors/n1"));
    attacker.handshake({.who = &who});
    check_refused(attacker, link_end::untrusted);
  }
  SECTION("of a role that has no business here") {
    auto who = credentials_of(issue("operator/ann"));
    attacker.handshake({.who = &who});
    check_refused(attacker, link_end::wrong_peer);
  }
  SECTION("one that has ended") {
    auto ca = credentials_of(n1_files).authority;
    auto ca_key = identity::read_key(ours / "ca.key").value();
    auto old = identity::issue({ca, ca_key}, {{identity::node_role::sectors, "n9"}, 1, {}},
                               wall_now_s() - 2 * identity::seconds_a_day)
                   .value();
    const identity::credentials who{ca, old.cert, old.key, {}};
    attacker.handshake({.who = &who});
    check_refused(attacker, link_end::expired);
  }
  SECTION("one without role and name") {
    auto ca = identity::read_certificate(ours / "ca.crt").value();
    auto ca_key = identity::read_key(ours / "ca.key").value();
    const identity::credentials who{ca, ca, ca_key, {}}; // the authority itself
    attacker.handshake({.who = &who});
    CHECK(attacker.is_closed());
    CHECK(o1.record.eventually([&] {
      return o1.counts().of(link_end::no_name) + o1.counts().of(link_end::untrusted) == 1;
    }));
    check_others_untouched();
  }
}

TEST_CASE_METHOD(attacked, "X2 who does not speak TLS 1.3 is refused", "[transport]") {
  raw_peer attacker(port);
  SECTION("TLS 1.2, with a good certificate") {
    auto who = credentials_of(n1_files);
    CHECK_FALSE(attacker.handshake({.who = &who, .newest_version = TLS1_2_VERSION}));
    check_refused(attacker, link_end::old_tls);
  }
  SECTION("plain text") {
    attacker.write("GET /v1/status HTTP/1.1\r\nHost: example\r\n\r\n");
    check_refused(attacker, link_end::not_tls);
  }
  SECTION("BASP without TLS") {
    attacker.write(client_handshake(4'711));
    check_refused(attacker, link_end::not_tls);
  }
}

TEST_CASE_METHOD(attacked, "X2 random bytes are refused", "[transport]") {
  constexpr std::uint64_t tries = 20;
  std::uint64_t refused = 0;
  for (auto seed : testing::seeds_to_run(2)) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (std::uint64_t i = 0; i < tries; ++i) {
      raw_peer attacker(port);
      attacker.write(random_bytes(2'000, random));
      CHECK(attacker.is_closed());
    }
    refused += tries;
    // Whatever they look like: not TLS, an old one, an alert, or the begin of something long.
    CHECK(o1.record.eventually([&] { return ended(o1.counts()) >= refused; }));
  }
  check_others_untouched();
}

TEST_CASE_METHOD(attacked, "X2 a node that breaks the protocol loses its link", "[transport]") {
  auto who = credentials_of(issue("sectors/n2"));
  const auto hello = client_handshake(4'711);
  auto [bytes, reason] = GENERATE_COPY(table<std::string, link_end>({
      {frame({.op = op::client_handshake, .announced = 0xffff'ffffU}), link_end::oversized},
      {hello + frame({.op = op::direct_message, .target = 1, .announced = 0xffff'ffffU}),
       link_end::oversized},
      {hello + frame({.op = static_cast<op>(9)}), link_end::bad_frame},
      {frame({.op = op::direct_message, .payload = "x", .target = 1}), link_end::no_handshake},
      {frame({.op = op::server_handshake, .payload = node_text(4'711), .data = 1}),
       link_end::wrong_handshake},
      {"GET / HTTP/1.1\r\nHost: some.example.org\r\n\r\n", link_end::bad_frame},
      {random_bytes(32).replace(0, 1, "\xff"), link_end::bad_frame},
  }));
  raw_peer attacker(port);
  REQUIRE(attacker.handshake({.who = &who}));
  attacker.write(bytes);
  check_refused(attacker, reason);
}

TEST_CASE_METHOD(attacked, "X2 who uses the node id of somebody else loses its link",
                 "[transport]") {
  auto who = credentials_of(issue("sectors/n2"));
  auto text = [](const caf::actor_system& system) {
    auto bytes = bytes_of(system.node());
    return std::string(bytes.begin(), bytes.end());
  };
  auto claim = [](const std::string& id) {
    return frame({.op = op::client_handshake, .payload = id});
  };
  raw_peer attacker(port);
  REQUIRE(attacker.handshake({.who = &who}));
  SECTION("of another node") {
    attacker.write(claim(text(n1.system())));
  }
  SECTION("of the node itself") {
    attacker.write(claim(text(o1.system())));
  }
  SECTION("in a down message") {
    attacker.write(client_handshake(4'711)
                   + frame({.op = op::down,
                            .payload = text(n1.system()) + text(o1.system()) + "why",
                            .source = 1}));
  }
  check_refused(attacker, link_end::foreign_node_id);
}

TEST_CASE_METHOD(impatient, "X2 who never finishes its handshake is cut off", "[transport]") {
  SECTION("saying nothing") {
    raw_peer attacker(port);
    check_refused(attacker, link_end::handshake_timeout);
  }
  SECTION("a byte now and then") {
    raw_peer attacker(port);
    const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    std::size_t sent = 0;
    // each event here is a deadline that has come nearer
    CHECK(o1.record.eventually([&] {
      if (sent < hello.size())
        attacker.write(hello.substr(sent++, 1));
      return o1.counts().of(link_end::handshake_timeout) == 1;
    }));
    check_refused(attacker, link_end::handshake_timeout);
  }
}

TEST_CASE("X2 a node that says nothing is cut off", "[transport]") {
  struct watchful : attacked {
    watchful() : attacked(limits_of()) {}
    static transport_config limits_of() {
      auto limits = test_limits();
      limits.idle_timeout_ms = 2'000; // n1 gives a sign of life each 100 ms
      return limits;
    }
  } both;
  auto who = both.credentials_of(both.issue("sectors/n2"));
  raw_peer attacker(both.port);
  REQUIRE(attacker.handshake({.who = &who}));
  SECTION("from the start") {}
  SECTION("after its handshake") {
    attacker.write(client_handshake(4'711));
  }
  both.check_refused(attacker, link_end::idle);
}

TEST_CASE("X2 idle connections keep no honest node out", "[transport]") {
  auto limits = test_limits();
  limits.handshakes = 16;
  attacked both(limits);
  std::vector<std::unique_ptr<raw_peer>> idle;
  for (int i = 0; i < 200; ++i)
    idle.push_back(std::make_unique<raw_peer>(both.port));
  link_node n2(both.issue("sectors/n2"));
  CHECK(ask(n2.system(), n2.must_reach("orchestrator/o1", both.port), 5) == 5);
  CHECK(both.o1.saw(link_end::crowded_out, 200 - 16));
  CHECK(both.o1.has_up(2));
}

TEST_CASE("X2 there are no more links than allowed", "[transport]") {
  auto limits = test_limits();
  limits.links = 2;
  attacked both(limits);
  link_node n2(both.issue("sectors/n2")), n3(both.issue("sectors/n3"));
  auto second = n2.must_reach("orchestrator/o1", both.port);
  CHECK_FALSE(n3.reach("orchestrator/o1", both.port));
  CHECK(both.o1.saw(link_end::too_many_links));
  CHECK(ask(n2.system(), second, 2) == 2);
  CHECK(ask(both.n1.system(), both.echo, 3) == 3);
}
