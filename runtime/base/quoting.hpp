#pragma once
#include <cstddef>

#include <nlohmann/json.hpp>

namespace mesh {

/// Of a text that is quoted, in bytes; and of a list inside a result.
inline constexpr std::size_t longest_quote = 500;
inline constexpr std::size_t longest_list = 50;

/// A result as data for a model: every text that is no plain word of the mesh becomes
/// `{"quoted": ..}`, so that nothing an agent has written stands where instructions could.
/// A long one is cut, with `bytes`; of a long list the first are there, and `NAME_of` beside it
/// says how many there are. `rows` is left whole: pages bound it.
nlohmann::ordered_json quoted(const nlohmann::ordered_json& result);

} // namespace mesh
