#pragma once
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::identity {

/// A secret that nobody can guess: 32 random bytes as 64 hexadecimal digits. `io_error` when
/// this machine gives no randomness.
tl::expected<std::string, error> secret_token();

} // namespace mesh::identity
