#pragma once
#include <filesystem>
#include <tl/expected.hpp>

#include "messages/errors.hpp"
#include "runtime/identity/ed25519.hpp"

namespace mesh::gateway {

/// The mesh's own key towards agents from outside (X1): signs what it delivers, so that an
/// agent can tell which mesh asked it for something. `FOLDER/mesh.key`, PKCS#8 in PEM, for
/// its owner only.
inline std::filesystem::path mesh_key_file(const std::filesystem::path& folder) {
  return folder / "mesh.key";
}

/// The key of a folder, made at random when there is none; an empty folder: one for this
/// process. `key_exposed`: others may read it; `certificate_invalid`: it is none;
/// `io_error`, `store_read_only`.
tl::expected<identity::ed25519::signing_key, error>
open_mesh_key(const std::filesystem::path& folder);

} // namespace mesh::gateway
