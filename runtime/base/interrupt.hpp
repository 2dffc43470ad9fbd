#pragma once
#include <csignal>
#include <functional>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

/// Ctrl-C, for whoever wants to stop what is running and not the process.
namespace mesh {

/// From now on the signal, SIGINT, is only noted. May be called more than once.
tl::expected<void, error> install_interrupt_handler(int signal = SIGINT);

/// Whether Ctrl-C was pressed since the last call; forgets it.
bool consume_interrupt();

/// Whether Ctrl-C was pressed and nobody consumed it yet.
bool interrupt_pending();

/// While it lives, what runs on this thread is interrupted by somebody else
/// than Ctrl-C: by the operator elsewhere for whom it runs. `asked` is called
/// often; who was interrupted once stays so.
class interrupted_by {
public:
  explicit interrupted_by(std::function<bool()> asked);
  ~interrupted_by();
  interrupted_by(const interrupted_by&) = delete;
  interrupted_by& operator=(const interrupted_by&) = delete;
};
/// Whether this thread runs something for somebody at the terminal: nobody
/// else interrupts it.
bool interrupted_by_terminal();

/// Readable while an interrupt is pending, for poll(2) beside other
/// descriptors; -1 before the handler is installed.
int interrupt_descriptor();

} // namespace mesh
