#pragma once
#include <string>
#include <string_view>

#include "actors/coordination/registry.hpp"

/// Body of a `page` entry: one cluster as its lead last published it (Z2, Z4).
namespace mesh {

/// Moments travel as ages at `now` of who encodes (S5), and are rebuilt from
/// `now` of who decodes: the moment at which the page was sent, on its own
/// clock. A cluster of 30 takes about 1.5 KB.
std::string encode(const cluster_page& page, time_point now);
/// False for what is no page, for agents of another cluster, out of order or
/// twice, and for numbers that are not finite.
bool decode(std::string_view bytes, time_point now, cluster_page& out);

} // namespace mesh
