#include "runtime/base/secret_file.hpp"

#include <sys/stat.h>

#include "runtime/base/file_io.hpp"

namespace mesh::storage {

tl::expected<void, error> create_secret_file(const fs::path& path, std::string_view bytes) {
  return create_file(path, bytes, for_owner_only);
}

bool is_exposed(const fs::path& path) {
  constexpr mode_t others = S_IRWXG | S_IRWXO;
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && (about.st_mode & others) != 0;
}

} // namespace mesh::storage
