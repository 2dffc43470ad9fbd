#pragma once
#include <cstddef>
#include <vector>

#include "actors/chains/chain_book.hpp"

namespace mesh {

/// Whether nothing is left to do of it: complete or cancelled, with all its effects.
bool has_ended(const kept_chain& chain);

/// V8: the records without those of ended chains, but for the newest `keep` of these. The
/// others move up; new ids go on where they were. The same records when there are no more
/// ended chains than that, or when the records do not fit together.
std::vector<chain_record> without_ended(std::vector<chain_record> records, std::size_t keep);

} // namespace mesh
