#pragma once
#include <caf/atom.hpp>
#include <optional>
#include <string>

#include "runtime/transport/frames/basp.hpp"

/// Frames of BASP, good and bad ones, written byte for byte.
namespace mesh::test {

inline std::string big_endian(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i)
    text += static_cast<char>(number >> (8 * i));
  return text;
}

/// The node id of the process with this number.
inline std::string node_text(std::uint32_t process) {
  return big_endian(static_cast<std::uint64_t>(caf::atom("default")), 8)
         + big_endian(process, 4) + std::string(20, '\x07');
}
inline transport::basp_node node(std::uint32_t process) {
  return transport::read_basp_node(node_text(process)).value();
}

struct frame_text {
  transport::basp_op op = transport::basp_op::heartbeat;
  std::string payload = {};
  std::uint64_t data = 0, source = 0, target = 0;
  std::optional<std::uint32_t> announced = {}; // another length than the payload's
};

inline std::string frame(const frame_text& f) {
  return big_endian(static_cast<std::uint64_t>(f.op), 1) + std::string(3, '\0')
         + big_endian(f.announced.value_or(static_cast<std::uint32_t>(f.payload.size())), 4)
         + big_endian(f.data, 8) + big_endian(f.source, 8) + big_endian(f.target, 8)
         + f.payload;
}

inline std::string client_handshake(std::uint32_t process) {
  return frame({.op = transport::basp_op::client_handshake, .payload = node_text(process)});
}

} // namespace mesh::test
