#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "messages/errors.hpp"
#include "runtime/identity/ed25519.hpp"

/// The agent's end of the agent link (docs/reference/agent-link.md), for agents in C++ and for
/// programs.
namespace mesh::agent_client {

namespace keys = identity::ed25519;

/// All that an agent needs to come back: its invite, or what it has made of it.
struct agent_credentials {
  std::string agent;
  std::string url;   // wss://HOST:PORT/v1/agent
  std::string ca;    // PEM
  std::string token; // of an invite, until the key is bound; else empty
  keys::signing_key key;
  std::optional<keys::signing_key> next_key = {}; // it was made, and the mesh may have it
  std::vector<std::string> urls = {};             // of other hosts; as `url`
};

/// Where the credentials of an invite lie: `store-1.agent.json` beside `store-1.invite.json`,
/// else the name with `.agent.json` behind it.
std::filesystem::path credentials_file_of(const std::filesystem::path& invite);

/// Reads an invite or credentials. Of an invite that was used before, the credentials beside
/// it; of a new one, a key is made and kept there before anybody hears of it. The path is that
/// of the credentials. Fails with
/// - `unknown_target`: no such file
/// - `parse_error`: neither an invite nor credentials; says what is missing
/// - `key_exposed`: others may read the key
/// - `io_error`, `store_read_only`: the credentials cannot be kept
struct kept_credentials {
  agent_credentials who;
  std::filesystem::path path;
};
tl::expected<kept_credentials, error> open_credentials(const std::filesystem::path& file);

/// Puts them in place of those that are there, for their owner only, whole or not at all.
tl::expected<void, error> keep_credentials(const kept_credentials& what);

} // namespace mesh::agent_client
