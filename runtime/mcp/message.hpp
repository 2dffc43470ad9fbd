#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

/// The mesh for language models: the Model Context Protocol, as values and without a transport
/// (N1).
namespace mesh::mcp {

using json = nlohmann::ordered_json;

/// Of one message, in bytes; and how deep its values may lie in each other.
inline constexpr std::size_t most_message_bytes = 1 << 20;
inline constexpr int deepest_value = 64;

/// The codes of JSON-RPC 2.0 and of MCP.
enum class rpc_code : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  header_mismatch = -32020,
  missing_capability = -32021,
  unsupported_version = -32022,
};

/// An error for a client: `data` has `place` and `remedy`, or what the protocol wants there.
struct rpc_error {
  rpc_code code = rpc_code::internal_error;
  std::string message;
  json data = nullptr;
};
/// With place and remedy in its data.
rpc_error wrong(rpc_code code, std::string message, std::string_view place,
                std::string_view remedy);

/// A client's text in an error: between quotes, the beginning of it.
std::string shown(std::string_view text);

/// A request, or a notification: it has no id, and gets no answer.
struct message {
  json id = nullptr; // text or a whole number
  std::string method;
  json params = json::object();
  [[nodiscard]] bool is_request() const { return !id.is_null(); }
};

/// A text that is no message, and the id that its answer carries.
struct unread_message {
  json id = nullptr;
  rpc_error why;
};

/// One message; a batch is none. Bounded in size and depth before anything is built of it.
tl::expected<message, unread_message> read_message(std::string_view text);

/// `{"jsonrpc": "2.0", "id": .., "result": ..}`
json result_message(const json& id, json result);
json error_message(const json& id, const rpc_error& why);

} // namespace mesh::mcp
