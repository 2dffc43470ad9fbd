#pragma once
#include "runtime/console/language/grammar.hpp"

/// Every command in its own file, as it stands in `rows.inc`.
namespace mesh::console::commands {

#define MESH_COMMAND(name) command_spec name();
#include "runtime/console/commands/rows.inc"
#undef MESH_COMMAND

} // namespace mesh::console::commands
