#pragma once
#include "runtime/node/protocol/hub_messages.hpp"

/// The answer of another host, as a report of here; one that says why it
/// cannot, when that is what came.
namespace mesh::node {

heal_report heal_report_of(const link_answer& answer);
fault_report fault_report_of(const link_answer& answer);

} // namespace mesh::node
