#pragma once
#include <string>
#include <string_view>

#include "actors/coordination/roster.hpp"

/// Body of a `roster_changes` entry: who has joined or left (T5).
namespace mesh {

/// As in messages/codec.hpp. Refused are also more sectors than there can be and
/// agents that are not in the order of their ids. Whether it fits a mesh is for
/// roster::restore() to say.
std::string encode(const roster_changes& c);
bool decode(std::string_view bytes, roster_changes& out);

} // namespace mesh
