#include "actors/parts/withdrawal.hpp"

#include "actors/parts/work_in_hand.hpp"

namespace mesh {

fate never_begun(const withdraw& order, std::uint8_t attempt) {
  if (order.attempt > 0 || attempt > 0)
    return {errc::unknown, "an earlier agent may have done it; this one will not",
            errc::expired};
  return {errc::expired, "was not started, and will not be", errc::expired};
}

fate of_held(const withdraw& order, const held_messages::dropped& what) {
  if (what.kept)
    return {errc::still_running, "is frozen, and continues after the thaw, as requested"};
  if (what.in_hand)
    return {order.why, "was interrupted by a freeze, and is not started again", order.why};
  return never_begun(order, what.attempt);
}

fate goes_on() {
  return {errc::still_running, "continues, as requested"};
}

fate stopped(const withdraw& order, duration after) {
  return {order.why, was_stopped(after), order.why};
}

} // namespace mesh
