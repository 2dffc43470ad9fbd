#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// "Did you mean ...?"
namespace mesh {

/// Edits that make `b` of `a`: insert, delete, replace, or swap two neighbours
/// (Damerau-Levenshtein, restricted). Letters compare without case.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that was most likely meant; empty when none is near: more
/// than a third of the letters (and at least one) would have to change.
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

} // namespace mesh
