#pragma once
#include <chrono>
#include <cstdint>

namespace mesh::identity {

/// Seconds since 1970, as certificates count them.
inline std::int64_t seconds_now() {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace mesh::identity
