#pragma once
#include <nlohmann/json.hpp>

#include "actors/coordination/arrival_board.hpp"

namespace mesh::live {

/// One run as dashboards draw it: counts, and READY agents by bins from T. `now` says how
/// long it is to T.
nlohmann::ordered_json arrivals_json(const run_arrivals& run, time_point now);

} // namespace mesh::live
