#include "runtime/transport/caf/link_scribe.hpp"

#include <utility>

namespace mesh::transport {

link_scribe::link_scribe(caf::io::network::default_multiplexer& multiplexer, local_end end,
                         link_peer peer, std::size_t output_bytes)
    : scribe_impl(multiplexer, end.socket.release()),
      give_up_(std::move(end.give_up)),
      peer_(std::move(peer)),
      most_(output_bytes) {}

void link_scribe::flush() {
  if (!given_up_ && wr_buf().size() <= most_) {
    scribe_impl::flush();
    return;
  }
  std::vector<char>().swap(wr_buf());
  if (!std::exchange(given_up_, true))
    give_up_(); // the pump ends the link; CAF sees the end of the stream
}

} // namespace mesh::transport
