#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/vocabulary.hpp"

namespace mesh {

/// The value of the header Retry-After (RFC 9110): seconds, or a moment as HTTP writes it,
/// of which `now_s` (since 1970) is taken away. A moment that is over is no wait. None: it is
/// neither.
std::optional<duration> read_retry_after(std::string_view value, std::int64_t now_s);

} // namespace mesh
