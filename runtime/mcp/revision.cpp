#include "runtime/mcp/revision.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mesh::mcp {

namespace {

constexpr std::array<std::string_view, 4> with_handshake{"2025-11-25", "2025-06-18",
                                                         "2025-03-26", "2024-11-05"};
constexpr auto version_key = "io.modelcontextprotocol/protocolVersion";
constexpr auto capabilities_key = "io.modelcontextprotocol/clientCapabilities";
constexpr auto version_field = "mcp-protocol-version";
constexpr auto method_field = "mcp-method";
constexpr auto name_field = "mcp-name";

tl::unexpected<refused_request> mismatch(std::string what, std::string_view field,
                                         std::string_view remedy) {
  return tl::unexpected(
      refused_request{wrong(rpc_code::header_mismatch, std::move(what), field, remedy)});
}

tl::unexpected<refused_request> unsupported(const std::string& version) {
  rpc_error why{rpc_code::unsupported_version,
                "the protocol version " + shown(version) + " is not spoken here",
                {{"supported", json::array({stateless_version})},
                 {"requested", version},
                 {"place", "io.modelcontextprotocol/protocolVersion"},
                 {"remedy", "use one of `supported`, or begin with initialize"}}};
  return tl::unexpected(refused_request{std::move(why)});
}

/// None: it is not there. More than one is as wrong as a wrong one.
tl::expected<std::optional<std::string>, refused_request> field(const header_fields& header,
                                                                std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [key, value] : header) {
    if (key != name)
      continue;
    if (found)
      return mismatch("there are several " + std::string(name) + " fields", name, "send one");
    found = value;
  }
  return found;
}

/// The member of params that `Mcp-Name` repeats; empty: the method has none.
std::string_view named_by(std::string_view method) {
  if (method == "tools/call" || method == "prompts/get")
    return "name";
  if (method == "resources/read")
    return "uri";
  if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel")
    return "taskId";
  return {};
}

std::optional<std::string> name_in(const message& what) {
  const auto key = named_by(what.method);
  const auto found = what.params.find(key);
  return key.empty() || found == what.params.end() || !found->is_string()
             ? std::nullopt
             : std::optional(found->get<std::string>());
}

std::optional<json> version_in(const message& what) {
  const auto meta = what.params.find("_meta");
  if (meta == what.params.end() || !meta->is_object() || !meta->contains(version_key))
    return std::nullopt;
  return (*meta)[version_key];
}

bool knows(std::string_view version) {
  return std::ranges::find(with_handshake, version) != with_handshake.end();
}

tl::expected<era, refused_request> incomplete(std::string_view key) {
  return tl::unexpected(refused_request{
      wrong(rpc_code::invalid_params, "params._meta lacks " + std::string(key), "params._meta",
            "say the version and the client's capabilities with each request")});
}

/// Of a request of the stateless revision; a notification need not have them.
tl::expected<era, refused_request> check_header(const message& what,
                                                const std::optional<std::string>& version,
                                                const header_fields& header) {
  if (!what.is_request())
    return era::stateless;
  if (!version)
    return mismatch("there is no MCP-Protocol-Version field", version_field,
                    "repeat the version of _meta in the header");
  const auto method = field(header, method_field);
  if (!method)
    return tl::unexpected(method.error());
  if (*method != what.method)
    return mismatch(*method ? "Mcp-Method is " + shown(**method) + ", and the method is "
                                  + shown(what.method)
                            : "there is no Mcp-Method field",
                    method_field, "repeat the method in the header");
  const auto name = field(header, name_field);
  if (!name)
    return tl::unexpected(name.error());
  const auto named = name_in(what);
  if (named && *name != named)
    return mismatch(*name ? "Mcp-Name is " + shown(**name) + ", and the body says "
                                + shown(*named)
                          : "there is no Mcp-Name field",
                    name_field, "repeat the name, URI or task of the body in the header");
  return era::stateless;
}

} // namespace

std::span<const std::string_view> handshake_versions() {
  return with_handshake;
}

std::string_view agreed_version(const json& params) {
  const auto asked = params.value("protocolVersion", json());
  const auto* found = with_handshake.begin();
  if (asked.is_string())
    found = std::ranges::find(with_handshake, asked.get_ref<const std::string&>());
  return found == with_handshake.end() ? with_handshake.front() : *found;
}

tl::expected<era, refused_request> era_of(const message& what, const header_fields& header) {
  const auto told = field(header, version_field);
  if (!told)
    return tl::unexpected(told.error());
  const auto claimed = version_in(what);
  if (!claimed) {
    if (!*told || knows(**told))
      return era::handshake;
    if (**told != stateless_version)
      return unsupported(**told);
    return what.is_request() ? incomplete(version_key) : era::stateless;
  }
  if (!claimed->is_string())
    return incomplete(version_key);
  const auto version = claimed->get<std::string>();
  if (*told && **told != version)
    return mismatch("MCP-Protocol-Version is " + shown(**told) + ", and _meta says "
                        + shown(version),
                    version_field, "say the same version in both");
  if (version != stateless_version)
    return unsupported(version);
  if (!what.params["_meta"].value(capabilities_key, json()).is_object() && what.is_request())
    return incomplete(capabilities_key);
  return check_header(what, *told, header);
}

header_fields header_of(const message& what) {
  header_fields header;
  const auto version = version_in(what);
  if (!version || !version->is_string())
    return header;
  header.emplace_back(version_field, version->get<std::string>());
  header.emplace_back(method_field, what.method);
  if (auto name = name_in(what))
    header.emplace_back(name_field, *std::move(name));
  return header;
}

} // namespace mesh::mcp
