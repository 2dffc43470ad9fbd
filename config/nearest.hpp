#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace mesh {

/// The candidate that `word` was most likely meant to be, if any is near
/// enough: at most a third of its letters are wrong, letter case aside.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates);

} // namespace mesh
