#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "messages/agent_link.pb.h"
#include "messages/errors.hpp"
#include "runtime/gateway/link_signatures.hpp"

/// Agents from outside: their links, who they are, and what they are told.
namespace mesh::gateway {

namespace pb = ::mesh::agents::v1;

/// The two subprotocols: the same schema, as ProtoJSON texts or as Protobuf.
enum class link_format : std::uint8_t { json, protobuf };
inline constexpr std::string_view json_subprotocol = "mesh.agent.v1.json";
inline constexpr std::string_view protobuf_subprotocol = "mesh.agent.v1.proto";
constexpr std::string_view subprotocol_of(link_format format) {
  return format == link_format::json ? json_subprotocol : protobuf_subprotocol;
}

/// A message of an agent. `parse_error` says what is wrong with it; fields of newer clients are
/// ignored.
tl::expected<pb::FromAgent, error> read_message(link_format format, std::string_view bytes);
/// The same for the other end.
tl::expected<pb::FromMesh, error> read_from_mesh(link_format format, std::string_view bytes);
/// A message of the mesh, or of an agent, as bytes.
std::string write_message(link_format format, const google::protobuf::Message& what);

/// An answer as it is signed; refers to the answer's own texts. `agent` is never empty.
answer_content content_of(std::string_view agent, const pb::Answer& what);

} // namespace mesh::gateway
