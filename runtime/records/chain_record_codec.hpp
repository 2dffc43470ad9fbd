#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "actors/chains/chain_keeper.hpp"

namespace mesh {

/// The bytes of a record in the file of chains: CBOR. Outputs may hold any bytes.
std::string encode_chain_record(const chain_record& what);
/// `errc::store_corrupt` for anything else than encode_chain_record() makes.
tl::expected<chain_record, error> decode_chain_record(std::string_view bytes);

} // namespace mesh
