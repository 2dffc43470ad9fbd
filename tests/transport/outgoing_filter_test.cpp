// X2: one message that is too large does not cost the link.
#include "runtime/transport/frames/outgoing_filter.hpp"

#include "tests/support/catch.hpp"
#include "tests/transport/frames.hpp"

using namespace mesh::test;
using namespace mesh::transport;

TEST_CASE("X2 a message over the bound is dropped, those around it go", "[transport]") {
  auto message = [](std::size_t bytes, char letter) {
    return frame(
        {.op = basp_op::direct_message, .payload = std::string(bytes, letter), .target = 1});
  };
  const auto before = message(100, 'a') + frame({}), after = message(1, 'b') + frame({});
  const auto all = before + message(101, 'x') + after + message(5'000, 'y') + after;
  auto step = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{32}, std::size_t{100'000});
  outgoing_filter filter(100);
  std::vector<char> out;
  for (std::size_t at = 0; at < all.size(); at += step)
    filter.feed(std::string_view(all).substr(at, step), out);
  CHECK(std::string(out.begin(), out.end()) == before + after + after);
  CHECK(filter.dropped() == 2);
}
