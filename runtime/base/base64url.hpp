#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mesh {

/// RFC 4648, section 5, without padding: as browsers and tokens write bytes.
std::string to_base64url(std::string_view bytes);
/// None when it is no such text, also when its last digit has bits that say nothing.
std::optional<std::string> from_base64url(std::string_view text);

} // namespace mesh
