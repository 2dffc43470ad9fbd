#include "runtime/operators/audit_share.hpp"

#include <utility>

namespace mesh {

std::optional<std::uint64_t> audit_share::enter(std::uint64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (now_ms < began_ms_ || now_ms >= began_ms_ + period_ms) { // the clock may go back
    began_ms_ = now_ms;
    noted_ = 0;
  }
  if (noted_ >= most) {
    ++silent_;
    return std::nullopt;
  }
  ++noted_;
  return std::exchange(silent_, 0);
}

} // namespace mesh
