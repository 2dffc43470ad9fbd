#include "runtime/records/frozen_file.hpp"

#include "runtime/records/snapshot_file.hpp"

namespace mesh::storage {

tl::expected<void, error> write_frozen(const std::filesystem::path& path,
                                       const frozen_state& state) {
  auto bytes = encode(state);
  if (bytes.empty()) // never so for a state: Protobuf gave up on its size
    return tl::unexpected(error{errc::payload_too_large,
                                path.string() + " would have more than "
                                    + std::to_string(largest_snapshot) + " bytes",
                                "freeze a smaller scope"});
  return write_snapshot(path, bytes);
}

tl::expected<frozen_state, error> read_frozen(const std::filesystem::path& path,
                                              const topology_config& here) {
  return read_snapshot(path).and_then([&](const std::string& bytes)
                                          -> tl::expected<frozen_state, error> {
    frozen_state state;
    if (!decode(bytes, state))
      return tl::unexpected(error{errc::store_corrupt, path.string() + " holds no frozen state",
                                  "name the file that freeze named"});
    if (auto fits = check_topology(state, here); !fits)
      return tl::unexpected(error{fits.error().code, path.string() + ": " + fits.error().detail,
                                  fits.error().remedy});
    return state;
  });
}

} // namespace mesh::storage
