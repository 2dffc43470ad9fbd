#include "runtime/transport/frames/basp.hpp"

#include <algorithm>

namespace mesh::transport {

namespace {

/// CAF's atom("default"), six bits a letter, behind four set bits.
constexpr std::uint64_t default_kind = [] {
  constexpr unsigned first_letter = 38;
  std::uint64_t bits = 0xF;
  for (char c : std::string_view("default"))
    bits = (bits << 6U) | (first_letter + static_cast<unsigned>(c - 'a'));
  return bits;
}();

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (char c : bytes)
    value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

bool only_zeros(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

} // namespace

basp_header read_basp_header(std::string_view bytes) {
  return {static_cast<std::uint8_t>(bytes[0]),
          static_cast<std::uint32_t>(number(bytes.substr(4, 4)))};
}

std::optional<basp_node> read_basp_node(std::string_view bytes) {
  if (bytes.size() < basp_node_bytes)
    return std::nullopt;
  const auto process = bytes.substr(8, 4), host = bytes.substr(12, 20);
  if (number(bytes.substr(0, 8)) != default_kind || only_zeros(process) || only_zeros(host))
    return std::nullopt;
  basp_node node{};
  std::copy_n(bytes.begin(), node.size(), node.begin());
  return node;
}

} // namespace mesh::transport
