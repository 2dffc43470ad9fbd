#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "actors/work/process/unique_fd.hpp"

namespace mesh::transport {

/// The actor system's end of a link.
struct local_end {
  unique_fd socket;
  /// Ends the link because too much waits for its peer. From any thread.
  std::function<void()> give_up;
};

/// A verified link, on its way to the actor system.
struct accepted_link {
  local_end local;
  std::string peer;    // role/name
  std::string address; // host:port
};

/// Links that were accepted: the pump's thread puts them in, the actor
/// system's takes them out when the socket beside it wakes it. As many at most
/// as there may be links.
class inbox {
public:
  void put(accepted_link link) {
    const std::lock_guard lock(mutex_);
    links_.push_back(std::move(link));
  }
  std::optional<accepted_link> take() {
    const std::lock_guard lock(mutex_);
    if (links_.empty())
      return std::nullopt;
    auto link = std::move(links_.front());
    links_.pop_front();
    return link;
  }

private:
  std::mutex mutex_;
  std::deque<accepted_link> links_;
};

} // namespace mesh::transport
