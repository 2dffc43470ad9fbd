#include "runtime/base/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <sys/eventfd.h>
#include <unistd.h>

namespace mesh {

namespace {

// A signal can arrive on any thread, so reading is woken by a descriptor and
// not by a system call that was cut short.
std::atomic<bool> pending{false};
std::atomic<int> descriptor{-1};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

/// The interrupter of this thread, when it is not Ctrl-C.
thread_local std::function<bool()> somebody_else;

// Only what POSIX allows in a handler: lock-free atomics and write(2).
extern "C" void note_interrupt(int) {
  auto saved = errno;
  pending.store(true);
  std::uint64_t one = 1;
  [[maybe_unused]] auto written = ::write(descriptor.load(), &one, sizeof(one));
  errno = saved;
}

error system_error(const char* what) {
  return {errc::io_error, std::string(what) + ": " + std::strerror(errno)};
}

} // namespace

tl::expected<void, error> install_interrupt_handler(int signal) {
  if (descriptor.load() < 0) {
    auto created = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (created < 0)
      return tl::unexpected(system_error("cannot watch for Ctrl-C"));
    descriptor.store(created);
  }
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  action.sa_flags = SA_RESTART; // nothing else in the process is disturbed
  sigemptyset(&action.sa_mask);
  if (::sigaction(signal, &action, nullptr) != 0)
    return tl::unexpected(system_error("cannot catch Ctrl-C"));
  return {};
}

interrupted_by::interrupted_by(std::function<bool()> asked) {
  somebody_else = std::move(asked);
}
interrupted_by::~interrupted_by() {
  somebody_else = nullptr;
}

bool interrupted_by_terminal() {
  return !somebody_else;
}

bool consume_interrupt() {
  if (somebody_else)
    return somebody_else();
  // The descriptor first: a Ctrl-C in between wakes somebody for nothing,
  // where the other order would lose the waking.
  std::uint64_t count = 0;
  [[maybe_unused]] auto got = ::read(descriptor.load(), &count, sizeof(count));
  return pending.exchange(false);
}

bool interrupt_pending() {
  return somebody_else ? somebody_else() : pending.load();
}

int interrupt_descriptor() {
  return descriptor.load();
}

} // namespace mesh
