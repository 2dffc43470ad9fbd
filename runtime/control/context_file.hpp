#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::control {

/// An endpoint and credentials under a name.
struct context {
  std::string at;    // host[:port]; http://host[:port]: without TLS, on this machine
  std::string certs; // a folder, absolute
  std::string as;    // empty: the only operator there
  std::string server_name;
  std::string session = {}; // of `mesh login` on this machine: the file of its secret
  bool operator==(const context&) const = default;
};

/// The contexts that an operator has added with `mesh context add`.
struct contexts {
  std::string current; // empty: none
  std::map<std::string, context> all;
  bool operator==(const contexts&) const = default;
};

/// `$XDG_CONFIG_HOME/mesh/contexts.json`, else below `~/.config`.
/// `unknown_target` when neither variable is set.
tl::expected<std::filesystem::path, error> context_path();

/// None when there is no file. `parse_error` names the place of what is damaged.
tl::expected<contexts, error> load_contexts(const std::filesystem::path& file);
/// In place of what is there, whole or not at all; for its owner alone.
tl::expected<void, error> save_contexts(const std::filesystem::path& file,
                                        const contexts& what);

} // namespace mesh::control
