#pragma once
#include <string>
#include <tl/expected.hpp>

#include "messages/errors.hpp"

namespace mesh::node {

/// Whether a process could listen there now: host:port, or a port. `io_error` names the
/// address and what helps.
tl::expected<void, error> can_listen(const std::string& where);

} // namespace mesh::node
