#pragma once
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// Ctrl-C, for whoever wants to stop what is running and not the process.
namespace mesh::console {

/// From now on SIGINT is only noted. May be called more than once.
tl::expected<void, error> install_interrupt_handler();

/// Whether Ctrl-C was pressed since the last call; forgets it.
bool consume_interrupt();

/// Whether Ctrl-C was pressed and nobody consumed it yet.
bool interrupt_pending();

/// Readable while an interrupt is pending, for poll(2) beside other
/// descriptors; -1 before the handler is installed.
int interrupt_descriptor();

} // namespace mesh::console
