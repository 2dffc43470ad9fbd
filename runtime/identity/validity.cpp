#include "runtime/identity/validity.hpp"

namespace mesh::identity {

std::string_view to_string(validity_state state) {
  switch (state) {
  case validity_state::good:
    return "good";
  case validity_state::ends_soon:
    return "ends soon";
  case validity_state::ended:
    return "ended";
  case validity_state::not_yet:
    return "not yet valid";
  }
  return "unknown";
}

double days_left(const validity& v, std::int64_t now_s) {
  return static_cast<double>(v.until_s - now_s) / seconds_a_day;
}

validity_state state_of(const validity& v, std::int64_t now_s, double warning_days) {
  if (now_s < v.from_s)
    return validity_state::not_yet;
  if (now_s > v.until_s)
    return validity_state::ended;
  return days_left(v, now_s) <= warning_days ? validity_state::ends_soon : validity_state::good;
}

} // namespace mesh::identity
