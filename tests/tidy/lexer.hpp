#pragma once
#include <string>
#include <string_view>

namespace mesh::tidy {

/// C++ with its comments turned into spaces; lines and columns stay.
std::string without_comments(std::string_view cpp);

/// The same, and nothing left between the quotes of literals.
std::string without_comments_and_literals(std::string_view cpp);

} // namespace mesh::tidy
