#include "actors/parts/withdrawal.hpp"

#include "actors/parts/work_in_hand.hpp"

namespace mesh {

fate never_begun(const withdraw& order, std::uint8_t attempt) {
  if (order.attempt > 0 || attempt > 0)
    return {errc::unknown, "an agent before this one may have done it; this one will not",
            errc::expired};
  return {errc::expired, "was not begun, and will not be", errc::expired};
}

fate of_held(const withdraw& order, const held_messages::dropped& what) {
  if (what.kept)
    return {errc::still_running, "is frozen, and goes on with it after thaw, as asked"};
  if (what.in_hand)
    return {order.why, "was interrupted by a freeze, and is not begun again", order.why};
  return never_begun(order, what.attempt);
}

fate goes_on() {
  return {errc::still_running, "goes on with it, as asked"};
}

fate stopped(const withdraw& order, duration after) {
  return {order.why, was_stopped(after), order.why};
}

} // namespace mesh
