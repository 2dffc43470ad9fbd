#pragma once
#include <string>
#include <string_view>

#include "supervisors/conflict_policy.hpp"
#include "supervisors/event_log.hpp"

/// Bodies of `breaker_note` (B2) and `conflict_taken` (K2) entries.
namespace mesh {

/// The moment travels as an age, as in registry_page.hpp.
std::string encode(const breaker_note& n, time_point now);
bool decode(std::string_view bytes, time_point now, breaker_note& out);

std::string encode(conflict_level level);
bool decode(std::string_view bytes, conflict_level& out);

} // namespace mesh
