#pragma once
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// The three streams that a process is given, which may be closed, full, or
/// read by nobody.
namespace mesh {

/// A closed stream would have its number taken by the next file that is
/// opened, and commands would be read from there. This opens the closed ones
/// so that their use fails.
void occupy_closed_streams();

/// Writes out what stdout still holds. An error when any of its data was lost.
tl::expected<void, error> flush_stdout();

} // namespace mesh
