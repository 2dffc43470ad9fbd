#include "actors/parts/conflict_report.hpp"

#include "supervisors/conflict_policy.hpp"
#include "supervisors/quarantine.hpp"

namespace mesh {

namespace {

conflict conflict_of(const ack& a) {
  if (a.found)
    return *a.found;
  conflict what;
  what.type = conflict_type::data_contradiction;
  what.expected = a.detail;
  what.received = a.value;
  return what;
}

} // namespace

void call_damaged(ack& a, std::uint64_t good_context) {
  conflict what;
  what.type = conflict_type::hash_mismatch;
  what.expected = "context " + to_string(message_id{good_context});
  what.received = "context " + to_string(message_id{a.context_hash});
  what.context_hash = a.context_hash;
  a.state = trinary::conflict;
  a.value = "worked from a damaged context";
  a.detail = "the context of the mesh";
  a.found = std::make_shared<const conflict>(std::move(what));
}

bool is_conflict(const ack& a) {
  return a.state == trinary::conflict && a.failure == errc::none;
}

conflict_record record_of(const agent_row& row, const ack& a, const conflict_origin& origin,
                          const conflicts_config& cfg) {
  conflict_record record;
  record.at_ms = origin.at_ms;
  record.id = origin.record;
  record.agent = row.id;
  record.message = a.what;
  record.what = conflict_of(a);
  if (record.what.context_hash == 0)
    record.what.context_hash = row.context_hash;
  record.resolves = origin.about.resolves;
  record.held = held_back(origin.about, origin.part, origin.given_to.value_or(row.id), cfg);
  bound_evidence(record.what.evidence, cfg);
  return record;
}

std::optional<conflict_notice> notice_of(const conflict_record& record,
                                         const conflicts_config& cfg) {
  auto priority = conflict_priority(record.what, cfg);
  if (record.resolves.value != 0 || level_of(priority, cfg) == conflict_level::lead)
    return std::nullopt;
  return conflict_notice{record.id, record.agent, record.what.type,
                         static_cast<std::uint8_t>(priority)};
}

} // namespace mesh
