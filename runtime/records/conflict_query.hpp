#pragma once
#include "runtime/records/conflict_log.hpp"

/// The reading half of conflict_log.
namespace mesh::storage {

tl::expected<conflict_page, error> query_conflicts(const store& where,
                                                   const conflict_filter& filter);
tl::expected<logged_conflict, error> find_conflict(const store& where, message_id id);

} // namespace mesh::storage
