#pragma once
#include <functional>
#include <mutex>
#include <utility>

#include <caf/actor.hpp>

namespace mesh::node {

/// Nobody dials before all that this process needs is there.
class join_gate {
public:
  using dialler = std::function<void(const caf::actor&)>;
  explicit join_gate(dialler dial) : dial_(std::move(dial)) {}

  void dial(const caf::actor& uplink) {
    {
      std::lock_guard lock(mutex_);
      if (!open_) {
        waits_ = uplink;
        return;
      }
    }
    dial_(uplink);
  }
  void open() {
    caf::actor waits;
    {
      std::lock_guard lock(mutex_);
      open_ = true;
      waits = std::exchange(waits_, {});
    }
    if (waits)
      dial_(waits);
  }

private:
  dialler dial_;
  std::mutex mutex_;
  bool open_ = false;
  caf::actor waits_;
};

} // namespace mesh::node
