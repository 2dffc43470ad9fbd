#include "runtime/mcp/message.hpp"

#include <algorithm>

namespace mesh::mcp {

namespace {

constexpr std::size_t longest_id = 256; // bytes
constexpr std::size_t longest_method = 128;

/// The deepest value in a text that may be JSON: brackets outside of its strings.
int depth_of(std::string_view text) {
  int now = 0;
  int most = 0;
  bool within = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (within) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        within = false;
    } else if (c == '"') {
      within = true;
    } else if (c == '[' || c == '{') {
      most = std::max(most, ++now);
    } else if (c == ']' || c == '}') {
      --now;
    }
  }
  return most;
}

tl::unexpected<unread_message> bad(rpc_code code, std::string what, std::string_view place,
                                   std::string_view remedy, json id = nullptr) {
  return tl::unexpected(
      unread_message{std::move(id), wrong(code, std::move(what), place, remedy)});
}

bool is_id(const json& id) {
  return id.is_number_integer()
         || (id.is_string() && id.get_ref<const std::string&>().size() <= longest_id);
}

} // namespace

rpc_error wrong(rpc_code code, std::string message, std::string_view place,
                std::string_view remedy) {
  return {code, std::move(message), {{"place", place}, {"remedy", remedy}}};
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 64;
  return '"' + std::string(text.substr(0, longest)) + '"';
}

tl::expected<message, unread_message> read_message(std::string_view text) {
  if (text.size() > most_message_bytes)
    return bad(rpc_code::invalid_request,
               "the message has more than " + std::to_string(most_message_bytes) + " bytes",
               "the message", "send less at once");
  if (depth_of(text) > deepest_value)
    return bad(rpc_code::invalid_request,
               "its values lie more than " + std::to_string(deepest_value) + " deep",
               "the message", "send values that lie less deep in each other");
  const auto whole = json::parse(text, nullptr, false);
  if (whole.is_discarded())
    return bad(rpc_code::parse_error, "this is not JSON in UTF-8", "the message",
               "send one JSON object");
  if (whole.is_array())
    return bad(rpc_code::invalid_request, "batches are not taken", "the message",
               "send each message alone");
  if (!whole.is_object())
    return bad(rpc_code::invalid_request, "the message is no object", "the message",
               R"(send {"jsonrpc": "2.0", "id": 1, "method": "ping"})");
  const auto given = whole.find("id");
  const auto has_id = given != whole.end();
  if (has_id && !is_id(*given))
    return bad(rpc_code::invalid_request, "this cannot be an id", "id",
               "send a text of at most 256 bytes or a whole number");
  const auto id = has_id ? *given : json(nullptr);
  if (whole.value("jsonrpc", json()) != "2.0")
    return bad(rpc_code::invalid_request, "this is not JSON-RPC 2.0", "jsonrpc",
               R"(send "jsonrpc": "2.0")", id);
  const auto method = whole.value("method", json());
  if (!method.is_string() || method.get_ref<const std::string&>().empty()
      || method.get_ref<const std::string&>().size() > longest_method)
    return bad(rpc_code::invalid_request,
               whole.contains("result") || whole.contains("error")
                   ? "nothing was asked of this client"
                   : "there is no method",
               "method", "send a request or a notification", id);
  auto params = whole.value("params", json::object());
  if (!params.is_object())
    return bad(rpc_code::invalid_params, "params is no object", "params", "send an object", id);
  return message{id, method.get<std::string>(), std::move(params)};
}

json result_message(const json& id, json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

json error_message(const json& id, const rpc_error& why) {
  json told{{"code", static_cast<int>(why.code)}, {"message", why.message}};
  if (!why.data.is_null())
    told["data"] = why.data;
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(told)}};
}

} // namespace mesh::mcp
