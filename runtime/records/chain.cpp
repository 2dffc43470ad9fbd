#include "runtime/records/chain.hpp"

namespace mesh::storage {

std::string_view to_string(chain which) {
  return which == chain::conflicts ? "conflicts" : "resolutions";
}

chain_head chain_start(chain which, std::string_view store_id) {
  return {0, sha256({"mesh ", to_string(which), " 1 ", store_id})};
}

chain_head next(const chain_head& head, std::string_view bytes) {
  return {head.count + 1, sha256({bytes_of(head.hash), bytes})};
}

} // namespace mesh::storage
