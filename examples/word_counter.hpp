#pragma once
#include <cstdint>
#include <iosfwd>
#include <tl/expected.hpp>

#include "runtime/mesh/local_mesh.hpp"

/// Gives all agents in `where` the work of counting, as the capability `count`.
mesh::work_override counting_agents(mesh::scope where = {});

/// Counts the words of a text of any length with the agents of a mesh that can
/// `count`: a round takes as many pieces of it as there are such agents, sends
/// each to one of them and adds up what they answer. A piece whose agent does
/// not answer +1 goes to another one, `attempts` times in all; then it is an
/// error, as is a text that cannot be read. Only one round is held in memory.
tl::expected<std::uint64_t, mesh::error> count_words(mesh::local_mesh& mesh, std::istream& text,
                                                     int attempts = 3);
