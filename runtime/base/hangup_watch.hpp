#pragma once
#include <functional>
#include <thread>

namespace mesh {

/// While it lives, SIGHUP does not end the process: it has something done, on a thread
/// of this. One at a time in a process. Without a descriptor for it SIGHUP stays as it was.
class hangup_watch {
public:
  explicit hangup_watch(std::function<void()> what);
  ~hangup_watch();
  hangup_watch(const hangup_watch&) = delete;
  hangup_watch& operator=(const hangup_watch&) = delete;

private:
  std::thread thread_;
};

} // namespace mesh
