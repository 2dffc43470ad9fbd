#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace mesh::console {

/// A line of `width` characters at most that shows how values went: the lowest
/// as the lowest block, the highest as a full one (Z4). More values than
/// characters are drawn as the means of equal parts; values that are not
/// finite leave a gap. Where nothing changes the line is flat and low.
std::string sparkline(std::span<const double> values, std::size_t width, bool unicode);

} // namespace mesh::console
