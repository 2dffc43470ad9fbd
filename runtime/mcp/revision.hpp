#pragma once
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "runtime/mcp/message.hpp"

namespace mesh::mcp {

/// The revision of the protocol in which each request says all about itself.
inline constexpr std::string_view stateless_version = "2026-07-28";
/// The revisions that begin with `initialize`, the newest first.
std::span<const std::string_view> handshake_versions();

/// The fields of a header that begin with `mcp-`: names in lower case, values without the
/// blanks around them.
using header_fields = std::vector<std::pair<std::string, std::string>>;

enum class era { handshake, stateless };

/// An error, and the status of HTTP that goes with it.
struct refused_request {
  rpc_error why;
  unsigned status = 400;
};

/// The era that a message belongs to: its own `_meta` says so, and the header has to agree.
/// `header_mismatch` (-32020), `unsupported_version` (-32022), or `invalid_params` when a part
/// of
/// `_meta` is missing.
tl::expected<era, refused_request> era_of(const message& what, const header_fields& header);

/// The header that belongs to a message, for who sends it on.
header_fields header_of(const message& what);

/// The version that `initialize` is answered with: the one asked for when it is known here.
std::string_view agreed_version(const json& params);

} // namespace mesh::mcp
