#include <array>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "actors/work/process/spawn.hpp"

namespace mesh {

tl::expected<std::string, error> find_reaper() {
  std::error_code unreadable;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", unreadable).parent_path();
  const std::array places{
      folder / "mesh-reaper",
      folder.parent_path() / MESH_LIBEXEC_FOLDER / "mesh-reaper",
      std::filesystem::path{MESH_LIBEXEC_PATH} / "mesh-reaper",
  };
  std::string sought;
  for (const auto& place : places) {
    if (::access(place.c_str(), X_OK) == 0)
      return place.string();
    sought += (sought.empty() ? "" : ", ") + place.string();
  }
  return tl::unexpected(error{errc::io_error, "mesh-reaper is not at " + sought,
                              "it is installed with mesh; external programs need it"});
}

} // namespace mesh
