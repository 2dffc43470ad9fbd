#pragma once
#include <cstddef>
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::console {

/// The text of a script; `-` is stdin. Of one that is longer than `limit`
/// bytes one byte more is given, which the parser then refuses.
/// `errc::io_error` when it cannot be read.
tl::expected<std::string, error> read_script(const std::string& file, std::size_t limit);

} // namespace mesh::console
