#include "runtime/console/terminal/byte_source.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

#include "runtime/base/interrupt.hpp"

namespace mesh::console {

byte_source::status byte_source::next(char& byte) {
  while (used_ == buffer_.size()) {
    if (interrupt_pending())
      return status::interrupted;
    // A descriptor of -1 (no handler installed) is passed over by poll.
    std::array<pollfd, 2> watched{pollfd{descriptor_, POLLIN, 0},
                                  pollfd{interrupt_descriptor(), POLLIN, 0}};
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR)
      return status::end_of_file;
    if (watched[1].revents != 0) {
      if (interrupt_pending())
        return status::interrupted;
      consume_interrupt(); // woken for one that was consumed already
    }
    if (watched[0].revents == 0)
      continue;
    buffer_.resize(keep_);
    used_ = 0;
    auto got = ::read(descriptor_, buffer_.data(), buffer_.size());
    buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    bool again = got < 0 && (errno == EINTR || errno == EAGAIN);
    if (got <= 0 && !again)
      return status::end_of_file;
  }
  byte = buffer_[used_++];
  return status::byte;
}

} // namespace mesh::console
