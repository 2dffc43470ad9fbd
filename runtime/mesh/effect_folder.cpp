#include "runtime/mesh/effect_folder.hpp"

#include <algorithm>

#include "actors/chains/file_reference.hpp"
#include "runtime/base/file_io.hpp"
#include "runtime/records/digest.hpp"

namespace mesh {

namespace fs = std::filesystem;

namespace {

tl::unexpected<error> no_folder(const fs::path& path, const std::error_code& why) {
  return tl::unexpected(error{errc::io_error,
                              "cannot make " + path.string() + ": " + why.message(),
                              "see that the folder can be written to"});
}

bool lies_below(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first
         == folder.end();
}

} // namespace

tl::expected<fs::path, error> effect_folder::make() const {
  std::error_code failed;
  fs::create_directories(folder_, failed);
  auto real = failed ? fs::path() : fs::canonical(folder_, failed);
  if (failed)
    return no_folder(folder_, failed);
  return real;
}

/// Makes the folders on the way, and follows no link out of the folder of effects.
tl::expected<fs::path, error> effect_folder::place_of(const std::string& below) const {
  auto root = make();
  if (!root)
    return root;
  auto at = *root;
  const fs::path relative(below);
  auto away = !relative.has_filename() || relative.is_absolute();
  for (const auto& part : relative.parent_path()) {
    std::error_code failed;
    at /= part;
    fs::create_directory(at, failed); // there already: no failure
    auto real = failed ? fs::path() : fs::canonical(at, failed);
    if (failed)
      return no_folder(at, failed);
    at = real;
    away = away || !lies_below(at, *root);
    if (away)
      break;
  }
  const auto name = relative.filename();
  if (away || name == "." || name == "..")
    return tl::unexpected(
        error{errc::invalid_argument,
              below + " lies outside of the folder of effects, " + root->string(),
              "name a file below it, and no link that leads out of it"});
  return at / name;
}

tl::expected<std::string, error> effect_folder::content_of(const task_effect& what) const {
  if (what.from_file.empty())
    return what.text;
  auto from = parse_file_reference(what.from_file);
  auto bytes = storage::read_file(folder_ / from.path, largest_file);
  if (!bytes || from.sha256.empty())
    return bytes;
  auto whole = storage::sha256({*bytes});
  if (storage::to_hex(storage::bytes_of(whole)) != from.sha256)
    return tl::unexpected(error{errc::hash_mismatch,
                                from.path + " has changed since it was verified",
                                "find out who writes to it; the task has to be done again"});
  return bytes;
}

tl::expected<void, error> effect_folder::put(const task_effect& what) const {
  auto content = content_of(what);
  if (!content)
    return tl::unexpected(content.error());
  auto place = place_of(what.put_file);
  if (!place)
    return tl::unexpected(place.error());
  return storage::replace_file(*place, *content);
}

} // namespace mesh
