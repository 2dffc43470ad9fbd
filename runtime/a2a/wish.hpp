#pragma once
#include <map>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/mcp/message.hpp"

/// The mesh as an agent of A2A 1.0 (https://a2a-protocol.org): one task is one gather, one
/// delegate or one chain (N1). Values, and no transport.
namespace mesh::a2a::inward {

using json = nlohmann::ordered_json;

/// The work that a message asks for, as a command of the mesh.
struct wish {
  std::string skill;                        // gather, delegate or chain
  std::string line;                         // the command
  std::map<std::string, std::string> files; // that it names, with their text
};

/// Of a message's parts: an object in `data` with `skill` and its arguments, or a text alone,
/// which is a task to delegate. `invalid_argument` names what is wrong, and the remedy.
tl::expected<wish, error> read_wish(const json& message);

/// The skills as an agent card lists them.
json skills();

} // namespace mesh::a2a::inward
