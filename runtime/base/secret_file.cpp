#include "runtime/base/secret_file.hpp"

#include "runtime/base/file_io.hpp"

namespace mesh::storage {

tl::expected<void, error> create_secret_file(const fs::path& path, std::string_view bytes) {
  return create_file(path, bytes, for_owner_only);
}

} // namespace mesh::storage
