#pragma once
#include <cstdint>
#include <string_view>

/// From when to when a certificate is good (X2). Pure: the time is passed in,
/// as seconds since 1970 (UTC).
namespace mesh::identity {

inline constexpr std::int64_t seconds_a_day = 86'400;

struct validity {
  std::int64_t from_s = 0;
  std::int64_t until_s = 0;
  bool operator==(const validity&) const = default;
};

enum class validity_state : std::uint8_t { good, ends_soon, ended, not_yet };

/// `good`, `ends soon`, `ended`, `not yet valid`.
std::string_view to_string(validity_state state);

/// Days until its end; negative once that is over.
double days_left(const validity& v, std::int64_t now_s);
/// `ends_soon` from `warning_days` before the end on.
validity_state state_of(const validity& v, std::int64_t now_s, double warning_days);

} // namespace mesh::identity
