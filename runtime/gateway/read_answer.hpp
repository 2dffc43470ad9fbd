#pragma once
#include <tl/expected.hpp>

#include "actors/work/work.hpp"
#include "runtime/gateway/link_message.hpp"

namespace mesh::gateway {

/// An answer as the mesh takes it.
struct read_answer {
  message_id id;
  work_result result;
};

/// The result that an agent tells. `invalid_id`: that is no id of a message. What else is wrong
/// with it makes it a failure of the work, which says so.
tl::expected<read_answer, error> read(const pb::Answer& what);

} // namespace mesh::gateway
