#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "runtime/mcp/mesh_port.hpp"
#include "runtime/mcp/revision.hpp"

namespace mesh::mcp {

/// The answer to a message: a status of HTTP, and one line of JSON unless it was a
/// notification.
struct reply {
  unsigned status = 200;
  std::string body; // without a line end; empty: none
};

/// Answers one message of a client (N1): of either era, with nothing kept between two. With
/// `read_only` the tools that send or propose are not there.
reply answer(std::string_view text, const header_fields& header, mesh_port& mesh,
             bool read_only);

} // namespace mesh::mcp
