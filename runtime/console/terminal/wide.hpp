#pragma once
#include <string>
#include <string_view>

namespace mesh::console {

/// UTF-8 to wide characters (one code point each); what is no UTF-8 becomes
/// U+FFFD.
std::wstring to_wide(std::string_view text);
/// And back; what is no code point becomes U+FFFD.
std::string to_utf8(std::wstring_view text);

} // namespace mesh::console
