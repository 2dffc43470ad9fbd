#pragma once
#include "messages/errors.hpp"
#include "messages/gather_summary.hpp"

namespace mesh {

/// Why nobody was sent to, when breakers or freezes have turned all targets away;
/// `errc::none` when somebody was sent to, or anything else kept one of them out.
error all_turned_away(const gather_summary& s);

} // namespace mesh
