#include "actors/coordination/turned_away.hpp"

namespace mesh {

error all_turned_away(const gather_summary& s) {
  if (s.targets == 0 || s.sent > 0 || s.refused != s.targets)
    return {};
  const exception_group* by_breaker = nullptr;
  const exception_group* frozen = nullptr;
  for (const auto& e : s.exceptions) {
    if (e.reason != errc::breaker_open && e.reason != errc::frozen)
      return {};
    (e.reason == errc::frozen ? frozen : by_breaker) = &e;
  }
  if (by_breaker != nullptr)
    return {errc::breaker_open, by_breaker->detail, "see 'breakers'"};
  if (frozen != nullptr)
    return {errc::frozen, "all of them are frozen", "thaw them, see 'status'"};
  return {};
}

} // namespace mesh
