#include "runtime/mesh/effect_folder.hpp"

#include "runtime/base/file_io.hpp"

namespace mesh {

error effect_folder::put(const task_effect& what, const std::string& text,
                         const std::string& key) const {
  if (folder_.empty())
    return {errc::unsupported,
            key + " puts a file in place, and this mesh has no folder for that",
            "start it with --effects DIR"};
  const auto path = folder_ / what.put_file;
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  if (failed)
    return {errc::io_error,
            key + ": cannot make " + path.parent_path().string() + ": " + failed.message(),
            "see that the folder can be written to, then 'chain retry'"};
  auto put = storage::replace_file(path, text);
  return put ? error{} : put.error();
}

} // namespace mesh
