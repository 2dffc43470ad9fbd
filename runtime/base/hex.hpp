#pragma once
#include <string>
#include <string_view>

namespace mesh {

/// Two small hexadecimal digits for each byte.
std::string to_hex(std::string_view bytes);

} // namespace mesh
