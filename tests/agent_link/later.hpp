#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "messages/ids.hpp"

namespace mesh::test {

/// Runs what agents outside answer later, on a thread of its own.
class later {
public:
  ~later() {
    on_.stop();
    thread_.join();
  }
  /// `what` runs after `wait`, unless the message is cancelled before.
  void in(duration wait, message_id id, std::function<void()> what) {
    const std::lock_guard lock(mutex_);
    auto timer = std::make_shared<boost::asio::steady_timer>(on_, wait);
    timers_[id] = timer;
    timer->async_wait([this, id, timer, what = std::move(what)](const auto& cancelled) {
      if (cancelled)
        return;
      {
        const std::lock_guard done(mutex_);
        timers_.erase(id);
      }
      what();
    });
  }
  void cancel(message_id id) {
    const std::lock_guard lock(mutex_);
    if (auto found = timers_.extract(id))
      boost::asio::post(on_, [timer = found.mapped()] { timer->cancel(); });
  }

private:
  boost::asio::io_context on_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
      on_.get_executor()};
  std::mutex mutex_;
  std::map<message_id, std::shared_ptr<boost::asio::steady_timer>> timers_;
  std::thread thread_{[this] {
    on_.run();
  }};
};

} // namespace mesh::test
