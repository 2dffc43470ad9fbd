#include "runtime/gateway/mesh_key.hpp"

#include "runtime/base/file_io.hpp"
#include "runtime/base/secret_file.hpp"

namespace mesh::gateway {

namespace {

namespace fs = std::filesystem;
using identity::ed25519::signing_key;

constexpr std::size_t largest_file = 65'536;
constexpr auto new_key = "restore it from a backup; or move it away, and the mesh makes a new "
                         "one, which its agents have to be told";

tl::expected<signing_key, error> read_key(const fs::path& file) {
  if (storage::is_exposed(file))
    return tl::unexpected(
        error{errc::key_exposed, "others may read or write the mesh's key " + file.string(),
              "chmod 600 it; when somebody may have read it, move it away, and the mesh makes "
              "a new one"});
  return storage::read_file(file, largest_file).and_then([&](const std::string& pem) {
    return signing_key::from_pem(pem, file.string()).map_error([](error why) {
      why.remedy = new_key;
      return why;
    });
  });
}

} // namespace

tl::expected<signing_key, error> open_mesh_key(const fs::path& folder) {
  if (folder.empty())
    return signing_key::make();
  const auto file = mesh_key_file(folder);
  std::error_code why;
  if (fs::exists(file, why))
    return read_key(file);
  if (why)
    return tl::unexpected(storage::io_failure("cannot look for", file, why.value()));
  return signing_key::make().and_then([&](const signing_key& made) {
    return storage::create_secret_file(file, made.pem()).map([&] { return made; });
  });
}

tl::expected<signing_key, error> shared_mesh_key::get() {
  const std::lock_guard lock(mutex_);
  if (key_)
    return *key_;
  auto opened = open_mesh_key(folder_);
  if (opened)
    key_ = *opened;
  return opened;
}

bool shared_mesh_key::in_use() const {
  const std::lock_guard lock(mutex_);
  return key_.has_value();
}

} // namespace mesh::gateway
