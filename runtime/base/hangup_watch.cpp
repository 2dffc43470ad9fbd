#include "runtime/base/hangup_watch.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace mesh {

namespace {

// The handler writes the number of hangups, and a number that ends the thread.
std::atomic<int> hangup_pipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);
constexpr std::uint64_t the_end = std::uint64_t{1} << 32;

void write_number(std::uint64_t number) {
  [[maybe_unused]] auto written = ::write(hangup_pipe.load(), &number, sizeof number);
}

// Only what POSIX allows in a handler: a lock-free atomic and write(2).
extern "C" void note_hangup(int) {
  auto saved = errno;
  write_number(1);
  errno = saved;
}

void handle_hangup(void (*how)(int)) {
  struct sigaction action {};
  action.sa_handler = how;
  action.sa_flags = SA_RESTART; // nothing else in the process is disturbed
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGHUP, &action, nullptr);
}

void serve(int from, const std::function<void()>& what) {
  std::uint64_t count = 0;
  while (::read(from, &count, sizeof count) == sizeof count && count < the_end)
    what();
}

} // namespace

hangup_watch::hangup_watch(std::function<void()> what) {
  const auto made = ::eventfd(0, EFD_CLOEXEC);
  if (made < 0)
    return;
  hangup_pipe = made;
  thread_ = std::thread([made, what = std::move(what)] { serve(made, what); });
  handle_hangup(note_hangup);
}

hangup_watch::~hangup_watch() {
  if (!thread_.joinable())
    return;
  handle_hangup(SIG_DFL);
  write_number(the_end);
  thread_.join();
  ::close(hangup_pipe.exchange(-1));
}

} // namespace mesh
