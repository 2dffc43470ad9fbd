#pragma once
#include <filesystem>
#include <mutex>
#include <optional>
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

/// The same key for all who ask, opened for the first of them. Any thread.
class shared_mesh_key {
public:
  explicit shared_mesh_key(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// As open_mesh_key(). After an error the next one who asks has it opened again.
  tl::expected<identity::ed25519::signing_key, error> get();
  /// True once somebody has asked for it and got it.
  [[nodiscard]] bool in_use() const;

private:
  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::optional<identity::ed25519::signing_key> key_;
};

} // namespace mesh::gateway
