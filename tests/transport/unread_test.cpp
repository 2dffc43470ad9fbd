// X2: a peer that does not read what it asked for; the newest link wins.
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

#include "tests/support/catch.hpp"
#include "tests/transport/frames.hpp"
#include "tests/transport/link_support.hpp"
#include "tests/transport/raw_peer.hpp"

using namespace mesh;
using namespace mesh::test;
using namespace mesh::transport;
using op = basp_op;

namespace {

constexpr std::uint32_t process = 4'711;

/// A node that writes its own frames, with a good certificate.
struct handmade_node {
  handmade_node(linked& both, const identity::credential_files& files, int receive_bytes = 0)
      : sets(both),
        who(identity::read_credentials(files, now()).value()),
        peer(both.port, receive_bytes) {
    REQUIRE(peer.handshake({.who = &who}));
    greeting = peer.read_frame(); // the server's handshake comes first
    REQUIRE(peer.write(client_handshake(process)));
  }
  static std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  /// A message to the published echo, from an actor of ours with this id.
  void send(const caf::message& content, std::uint64_t from = 77) {
    std::vector<char> payload;
    caf::binary_serializer sink(sets.n1.system(), payload);
    const std::vector<caf::strong_actor_ptr> nobody;
    REQUIRE_FALSE(sink(nobody, content));
    peer.write(frame({.op = op::direct_message,
                      .payload = {payload.begin(), payload.end()},
                      .data = caf::make_message_id().integer_value(),
                      .source = from,
                      .target = sets.o1.echo().id()}));
  }
  /// Reads frames until a message comes.
  std::string next_message() {
    for (auto text = peer.read_frame(); !text.empty(); text = peer.read_frame())
      if (read_basp_header(text).op == static_cast<std::uint8_t>(op::direct_message)
          && text.find("hello") != std::string::npos)
        return text;
    return {};
  }

  linked& sets;
  identity::credentials who;
  raw_peer peer;
  std::string greeting;
};

transport_config small_output() {
  auto limits = test_limits();
  limits.payload_bytes = 1 << 20;
  limits.output_bytes = 4 << 20;
  return limits;
}

transport_config short_patience() {
  auto limits = test_limits();
  limits.stall_timeout_ms = 500;
  return limits;
}

} // namespace

TEST_CASE("X2 a peer that stops reading costs bounded memory, and its link", "[transport]") {
  linked both(small_output());
  handmade_node greedy(both, both.issue("sectors/n2"), 4'096);
  constexpr int answer_bytes = 1'000'000;
  for (int i = 0; i < 60; ++i) // 60 MB, never read
    greedy.send(caf::make_message(answer_bytes, 0));
  CHECK(both.o1.saw(link_end::output_full));
  both.check_others_untouched();
}

TEST_CASE("X2 a peer that stops reading is cut off after a while", "[transport]") {
  linked both(short_patience());
  handmade_node greedy(both, both.issue("sectors/n2"), 4'096);
  for (int i = 0; i < 3; ++i) // more than the kernel takes, less than may wait
    greedy.send(caf::make_message(10'000'000, 0));
  CHECK(both.o1.saw(link_end::stalled));
  both.check_others_untouched();
}

TEST_CASE_METHOD(linked, "X2 the newest link of a peer wins, and works at once",
                 "[transport]") {
  const auto files = issue("sectors/n2");
  handmade_node first(*this, files);
  first.send(caf::make_message(std::string("hello")));
  REQUIRE(first.next_message().find("hello") != std::string::npos);
  // the same process again, as after a cut that o1 has not noticed
  handmade_node second(*this, files);
  CHECK(o1.saw(link_end::replaced));
  CHECK(first.peer.is_closed());
  second.send(caf::make_message(std::string("hello again")));
  CHECK(second.next_message().find("hello again") != std::string::npos);
  CHECK(o1.has_up(2));
  CHECK(ask(n1.system(), echo, 9) == 9);
}

TEST_CASE_METHOD(linked, "X2 of links made at once by one peer one is left", "[transport]") {
  const auto files = issue("sectors/n2");
  std::vector<std::unique_ptr<handmade_node>> nodes;
  for (int i = 0; i < 8; ++i)
    nodes.push_back(std::make_unique<handmade_node>(*this, files));
  CHECK(o1.saw(link_end::replaced, 7));
  nodes.back()->send(caf::make_message(std::string("hello")));
  CHECK(nodes.back()->next_message().find("hello") != std::string::npos);
  CHECK(o1.has_up(2));
}
