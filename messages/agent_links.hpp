#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mesh {

/// A link of agents from outside, for people.
struct agent_link_view {
  std::string address;
  std::string client; // program and version, as it says
  std::string protocol;
  std::size_t agents = 0;
  double round_trip_ms = 0;
  double since_ms = 0;           // it is up for so long
  std::size_t waiting_bytes = 0; // that it has not taken yet
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t delivered = 0;
  std::uint64_t answered = 0;
  bool operator==(const agent_link_view&) const = default;
};

/// The links on a host's port, the oldest addresses first; of very many only some.
struct port_links {
  std::vector<agent_link_view> links;
  bool operator==(const port_links&) const = default;
};

} // namespace mesh
