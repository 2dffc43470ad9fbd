#include "runtime/records/head_file.hpp"

#include <cstring>
#include <fcntl.h>

#include "runtime/base/file_io.hpp"
#include "runtime/records/little_endian.hpp"

namespace mesh::storage {

namespace {

constexpr std::size_t place = 4'096; // apart, so that no sector holds both
constexpr std::size_t number_size = 8;
constexpr std::string_view head_magic = "MESHHEAD1\n";

struct entry {
  std::string store_id;
  std::uint64_t generation = 0;
  chain_heads heads{};
};

std::string to_bytes(const entry& e) {
  std::string bytes(head_magic);
  bytes += e.store_id;
  bytes += little_endian(e.generation, number_size);
  for (const auto& head : e.heads)
    bytes += little_endian(head.count, number_size) + std::string(bytes_of(head.hash));
  return bytes + std::string(bytes_of(sha256({bytes})));
}

constexpr std::size_t id_size = 32;
constexpr std::size_t head_size = 8 + sizeof(digest);
constexpr std::size_t body_size = head_magic.size() + id_size + 8 + 2 * head_size;
constexpr std::size_t entry_size = body_size + sizeof(digest);

std::optional<entry> from_bytes(std::string_view bytes) {
  if (bytes.size() < entry_size || !bytes.starts_with(head_magic)
      || bytes.substr(body_size, sizeof(digest))
             != bytes_of(sha256({bytes.substr(0, body_size)})))
    return std::nullopt;
  bytes.remove_prefix(head_magic.size());
  entry e;
  e.store_id = bytes.substr(0, id_size);
  e.generation = number_in(bytes.substr(id_size, number_size));
  bytes.remove_prefix(id_size + 8);
  for (auto& head : e.heads) {
    head.count = number_in(bytes.substr(0, number_size));
    std::memcpy(head.hash.data(), bytes.data() + 8, sizeof(digest));
    bytes.remove_prefix(head_size);
  }
  return e;
}

fs::path path_in(const fs::path& folder) {
  return folder / "mesh.head";
}

tl::expected<std::optional<entry>, error> newest(const fs::path& folder,
                                                 std::string_view store_id) {
  const auto path = path_in(folder);
  std::error_code ignored;
  if (!fs::exists(path, ignored) && !ignored)
    return std::nullopt;
  auto bytes = read_file(path, 16 * place);
  if (!bytes)
    return tl::unexpected(bytes.error());
  std::string_view all(*bytes);
  auto found = from_bytes(all);
  if (auto second = all.size() > place ? from_bytes(all.substr(place)) : std::nullopt;
      second && (!found || second->generation > found->generation))
    found = second;
  constexpr auto remedy = "restore the folder from a backup, with all its files";
  if (!found)
    return tl::unexpected(error{errc::store_corrupt,
                                path.string()
                                    + " is damaged: whether the newest records "
                                      "were removed cannot be told",
                                remedy});
  if (found->store_id != store_id)
    return tl::unexpected(error{errc::store_corrupt,
                                path.string() + " belongs to another store than mesh.sqlite",
                                remedy});
  return found;
}

} // namespace

tl::expected<std::optional<chain_heads>, error> head_file::read(const fs::path& folder,
                                                                std::string_view store_id) {
  return newest(folder, store_id).map([](const std::optional<entry>& found) {
    return found ? std::optional(found->heads) : std::nullopt;
  });
}

tl::expected<head_file, error>
head_file::open(const fs::path& folder, std::string_view store_id, const chain_heads& first) {
  auto found = newest(folder, store_id);
  if (!found)
    return tl::unexpected(found.error());
  head_file file;
  file.path_ = path_in(folder);
  file.store_id_ = store_id;
  if (*found) {
    file.generation_ = (*found)->generation;
    file.heads_ = (*found)->heads;
  } else {
    auto bytes = to_bytes({file.store_id_, 0, first});
    bytes.resize(2 * place);
    if (auto made = replace_file(file.path_, bytes); !made)
      return tl::unexpected(made.error());
    file.heads_ = first;
  }
  auto fd = open_file(file.path_, O_RDWR);
  if (!fd)
    return tl::unexpected(fd.error());
  file.fd_ = std::move(*fd);
  return file;
}

tl::expected<void, error> head_file::write(const chain_heads& heads) {
  const entry fresh{store_id_, generation_ + 1, heads};
  return write_at(fd_.get(), to_bytes(fresh), fresh.generation % 2 * place, path_)
      .and_then([&] { return sync_file(fd_.get(), path_); })
      .map([&] {
        generation_ = fresh.generation;
        heads_ = heads;
      });
}

} // namespace mesh::storage
