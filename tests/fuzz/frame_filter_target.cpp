// X2: whatever a peer sends to our actor system. The first byte of an input
// says which end we are and in what parts the rest arrives. Parts change nothing,
// and nothing is passed on that was not said.
#include "runtime/transport/frames/frame_filter.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace mesh::testing;
using namespace mesh::transport;

namespace {

struct passed {
  std::vector<char> out;
  std::optional<link_end> end;
  std::uint64_t dropped = 0;
  bool operator==(const passed&) const = default;
};

frame_rules rules(basp_op awaited) {
  basp_node own{};
  own[11] = 1;
  return {.payload_bytes = 1'000,
          .control_bytes = 100,
          .awaited = awaited,
          .own_node = own,
          .admit = [](const basp_node& n) {
            return n[11] != 3;
          }};
}

passed feed(std::string_view text, std::size_t part, basp_op awaited) {
  frame_filter filter(rules(awaited));
  passed result;
  while (!text.empty() && !result.end) {
    result.end = filter.feed(text.substr(0, part), result.out);
    text.remove_prefix(std::min(part, text.size()));
  }
  result.dropped = filter.dropped();
  return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto awaited = (data[0] & 1) != 0 ? basp_op::server_handshake : basp_op::client_handshake;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  auto whole = feed(text, text.size(), awaited);
  auto parts = feed(text, 1 + (data[0] >> 1), awaited);
  must_hold(whole.out.size() <= text.size(), "nothing is added");
  must_hold(whole == parts, "in parts as in one");
  return 0;
}
