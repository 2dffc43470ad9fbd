#include "runtime/records/snapshot_file.hpp"

#include "runtime/base/file_io.hpp"
#include "runtime/records/digest.hpp"
#include "runtime/records/little_endian.hpp"

namespace mesh::storage {

namespace {

// magic, version (4 bytes), length (8), SHA-256 over these three and the bytes
constexpr std::string_view snapshot_magic = "MESHSNAP";
constexpr std::uint32_t version = 1;
constexpr std::size_t digest_at = snapshot_magic.size() + 4 + 8;
constexpr std::size_t header_size = digest_at + sizeof(digest);

tl::unexpected<error> refused(errc code, const fs::path& path, std::string_view why,
                              std::string_view remedy) {
  return tl::unexpected(
      error{code, path.string() + " " + std::string(why), std::string(remedy)});
}

constexpr std::string_view from_backup = "take the file from a backup, or start without it";

} // namespace

tl::expected<void, error> write_snapshot(const fs::path& path, std::string_view bytes) {
  if (bytes.size() > largest_snapshot - header_size)
    return refused(errc::payload_too_large, path,
                   "would have " + std::to_string(bytes.size()) + " bytes",
                   "freeze a smaller scope");
  auto file =
      std::string(snapshot_magic) + little_endian(version, 4) + little_endian(bytes.size(), 8);
  file += bytes_of(sha256({file, bytes}));
  file += bytes;
  return replace_file(path, file);
}

tl::expected<std::string, error> read_snapshot(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored) && !ignored)
    return refused(errc::unknown_target, path, "is not there",
                   "name the file that freeze named");
  auto file = read_file(path, largest_snapshot);
  if (!file)
    return tl::unexpected(file.error());
  const std::string_view all(*file);
  if (!all.starts_with(snapshot_magic.substr(0, all.size())) || all.empty())
    return all.empty() ? refused(errc::store_corrupt, path, "is empty", from_backup)
                       : refused(errc::store_foreign, path, "is no snapshot of a mesh",
                                 "name the file that freeze named");
  if (all.size() < snapshot_magic.size() + 4)
    return refused(errc::store_corrupt, path, "is cut off", from_backup);
  if (auto found = number_in(all.substr(snapshot_magic.size(), 4)); found > version)
    return refused(errc::unsupported, path,
                   "has format " + std::to_string(found) + "; this mesh knows formats up to "
                       + std::to_string(version),
                   "use the newer mesh that wrote it");
  const auto there = all.size() < header_size ? 0 : all.size() - header_size;
  const auto wanted =
      all.size() < header_size ? 1 : number_in(all.substr(snapshot_magic.size() + 4, 8));
  if (there != wanted)
    return refused(errc::store_corrupt, path,
                   there < wanted ? "is cut off" : "is longer than it was written",
                   from_backup);
  if (all.substr(digest_at, sizeof(digest))
      != bytes_of(sha256({all.substr(0, digest_at), all.substr(header_size)})))
    return refused(errc::hash_mismatch, path, "was changed after it was written", from_backup);
  return file->substr(header_size);
}

} // namespace mesh::storage
