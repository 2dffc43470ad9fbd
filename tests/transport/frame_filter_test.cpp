// X2: what a verified peer may say to our actor system.
#include "runtime/transport/frames/frame_filter.hpp"

#include <random>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/transport/frames.hpp"

using namespace mesh::test;
using namespace mesh::transport;
using op = basp_op;

namespace {

constexpr std::uint32_t us = 1, peer = 2, other = 3;

frame_rules rules(op awaited = op::client_handshake) {
  return {.payload_bytes = 1'000,
          .control_bytes = 100,
          .awaited = awaited,
          .own_node = node(us),
          .admit = [](const basp_node& n) {
            return n != node(other);
          }};
}

struct passed {
  std::string text; // what our actor system would see
  std::optional<link_end> end;
  std::uint64_t dropped = 0;
  bool operator==(const passed&) const = default;
};

/// Gives it the text in parts of these sizes, again and again.
passed feed(const std::string& text, const std::vector<std::size_t>& sizes,
            const frame_rules& with = rules()) {
  frame_filter filter(with);
  std::vector<char> out;
  passed result;
  std::size_t at = 0;
  for (std::size_t i = 0; at < text.size() && !result.end; ++i) {
    auto part = std::string_view(text).substr(at, sizes[i % sizes.size()]);
    result.end = filter.feed(part, out);
    at += part.size();
  }
  result.text.assign(out.begin(), out.end());
  result.dropped = filter.dropped();
  return result;
}

passed feed(const std::string& text) {
  return feed(text, {text.size()});
}

std::string message(const std::string& payload, std::uint64_t target = 9) {
  return frame({.op = op::direct_message, .payload = payload, .target = target});
}
std::string monitor(std::uint32_t from, std::uint32_t to) {
  return frame({.op = op::monitor, .payload = node_text(from) + node_text(to), .target = 9});
}
std::string down(std::uint32_t from, std::uint32_t to) {
  return frame({.op = op::down, .payload = node_text(from) + node_text(to) + "why"});
}

const std::string hello = client_handshake(peer);
const std::string beat = frame({});

} // namespace

TEST_CASE("X2 an honest peer is passed on unchanged", "[transport]") {
  const auto all = hello + message("one") + beat + monitor(peer, us) + down(peer, us) + hello
                   + message(std::string(1'000, 'x'));
  auto result = feed(all);
  CHECK_FALSE(result.end);
  CHECK(result.dropped == 0);
  CHECK(result.text == all);
}

TEST_CASE("X2 each frame that no honest peer sends ends the link", "[transport]") {
  auto [text, reason] = GENERATE(table<std::string, link_end>({
      // before the handshake
      {message("one"), link_end::no_handshake},
      {beat, link_end::no_handshake},
      {monitor(peer, us), link_end::no_handshake},
      {frame({.op = op::server_handshake, .payload = node_text(peer)}),
       link_end::wrong_handshake},
      // who it is
      {client_handshake(us), link_end::foreign_node_id},
      {client_handshake(other), link_end::foreign_node_id},
      {hello + client_handshake(4), link_end::foreign_node_id},
      {hello + monitor(other, us), link_end::foreign_node_id},
      {hello + down(other, us), link_end::foreign_node_id},
      {client_handshake(0), link_end::bad_node_id}, // no process has that id
      {frame({.op = op::client_handshake, .payload = node_text(peer).substr(1)}),
       link_end::bad_node_id},
      {frame({.op = op::client_handshake, .payload = std::string(40, '\0')}),
       link_end::bad_node_id},
      {hello + frame({.op = op::monitor, .payload = node_text(peer)}), link_end::bad_node_id},
      {hello + frame({.op = op::down, .payload = "x"}), link_end::bad_node_id},
      // sizes
      {frame({.op = op::client_handshake, .announced = 0xffff'ffffU}), link_end::oversized},
      {frame({.op = op::client_handshake, .announced = 101}), link_end::oversized},
      {hello + frame({.op = op::direct_message, .announced = 0xffff'ffffU}),
       link_end::oversized},
      {hello + frame({.op = op::direct_message, .announced = 1'001}), link_end::oversized},
      {hello + frame({.op = op::routed_message, .announced = 1'001}), link_end::oversized},
      {hello + frame({.op = op::monitor, .announced = 101}), link_end::oversized},
      // no frame at all
      {hello + frame({.op = static_cast<op>(7)}), link_end::bad_frame},
      {hello + frame({.op = static_cast<op>(255)}), link_end::bad_frame},
      {hello + frame({.op = op::heartbeat, .payload = "x"}), link_end::bad_frame},
      {hello + message(""), link_end::bad_frame},
      {frame({.op = op::client_handshake}), link_end::bad_frame},
      {"GET /v1/status HTTP/1.1\r\nHost: example\r\n\r\n", link_end::bad_frame},
  }));
  auto result = feed(text);
  REQUIRE(result.end);
  CHECK(name_of(*result.end) == name_of(reason));
  CHECK((result.text.empty() || result.text == hello));
}

TEST_CASE("X2 what is meant for other nodes is dropped and counted", "[transport]") {
  const auto routed = frame({.op = op::routed_message, .payload = std::string(900, 'r')});
  auto result =
      feed(hello + routed + monitor(peer, other) + down(peer, other) + message("one"));
  CHECK_FALSE(result.end);
  CHECK(result.dropped == 3);
  CHECK(result.text == hello + message("one"));
}

TEST_CASE("X2 who dialled awaits the other side's handshake, once", "[transport]") {
  const auto theirs =
      frame({.op = op::server_handshake, .payload = node_text(peer) + "more", .data = 4});
  auto with = rules(op::server_handshake);
  CHECK(feed(theirs + beat, {1'000}, with).text == theirs + beat);
  CHECK(feed(hello, {1'000}, with).end == link_end::wrong_handshake);
  CHECK(feed(theirs + theirs, {1'000}, with).end == link_end::wrong_handshake);
}

TEST_CASE("X2 the filter asks once whether a node id is allowed", "[transport]") {
  int asked = 0;
  auto with = rules();
  with.admit = [&](const basp_node&) {
    return ++asked > 0;
  };
  frame_filter filter(with);
  std::vector<char> out;
  CHECK_FALSE(filter.peer_node());
  CHECK_FALSE(filter.feed(hello + hello, out));
  CHECK(asked == 1);
  CHECK(filter.peer_node() == node(peer));
}

TEST_CASE("X2 how a stream is cut into parts makes no difference", "[transport]") {
  const auto seed = mesh::testing::first_seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  auto below = [&](std::size_t bound) {
    return std::size_t(random() % bound);
  };
  const std::vector<std::string> good{hello,
                                      beat,
                                      message("one"),
                                      message(std::string(1'000, 'y')),
                                      monitor(peer, us),
                                      monitor(peer, other),
                                      down(peer, us),
                                      frame({.op = op::routed_message, .payload = "r"})};
  int ended = 0;
  for (int round = 0; round < 3'000; ++round) {
    auto text = hello;
    for (auto i = below(8); i > 0; --i)
      text += good[below(good.size())];
    if (below(3) > 0) // and often one bit of it is wrong
      text[below(text.size())] ^= static_cast<char>(1U << below(8));
    std::vector<std::size_t> sizes;
    for (auto i = 1 + below(20); i > 0; --i)
      sizes.push_back(1 + below(below(2) == 0 ? 3 : 200));
    const auto whole = feed(text), parts = feed(text, sizes);
    REQUIRE(whole.end == parts.end);
    REQUIRE(whole.text == parts.text);
    REQUIRE(whole.dropped == parts.dropped);
    ended += whole.end ? 1 : 0;
  }
  CHECK(ended > 300); // else this test hardly tries anything
}
