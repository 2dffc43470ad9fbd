// What a cluster lead reports of its agents' conflicts.
#include "actors/cluster_lead.hpp"
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

/// F4, K1: whatever an agent with a damaged context says, it says of something else.
void lead_state::make_conflict(ack& a) const {
  conflict what;
  what.type = conflict_type::hash_mismatch;
  what.expected = "context " + to_string(message_id{setup_.around->context->hash});
  what.received = "context " + to_string(message_id{a.context_hash});
  what.context_hash = a.context_hash;
  a.state = trinary::conflict;
  a.value = "worked from a damaged context";
  a.detail = "the context of the mesh";
  a.found = std::make_shared<const conflict>(std::move(what));
}

/// The id of the record that comes next; 0 where nobody keeps any.
message_id lead_state::next_conflict(time_point moment) {
  const auto& around = *setup_.around;
  return around.conflicts == nullptr ? message_id{} : ids_.next(around.wall_ms(moment));
}

/// K1: an answer of -1 that counts becomes a record, with the message it was
/// about. K2: those above hear of it when it is theirs.
void lead_state::report_conflict(const child& c, const ack& a, const message& m,
                                 std::uint32_t part, std::optional<scope> given_to,
                                 message_id id, time_point moment) {
  const auto& around = *setup_.around;
  if (a.state != trinary::conflict || a.failure != errc::none || around.conflicts == nullptr)
    return;
  conflict_record record;
  record.at_ms = around.wall_ms(moment);
  record.id = id;
  record.agent = c.row.id;
  record.message = a.what;
  record.what = conflict_of(a);
  if (record.what.context_hash == 0)
    record.what.context_hash = c.row.context_hash;
  record.resolves = m.resolves;
  record.held = held_back(m, part, given_to.value_or(c.row.id), cfg().conflicts);
  bound_evidence(record.what.evidence, cfg().conflicts);
  auto priority = conflict_priority(record.what, cfg().conflicts);
  conflict_notice news{record.id, record.agent, record.what.type,
                       static_cast<std::uint8_t>(priority)};
  auto theirs =
      record.resolves.value == 0 && level_of(priority, cfg().conflicts) != conflict_level::lead;
  around.conflicts->report(std::move(record), moment);
  if (theirs)
    self_->send(setup_.coordinator, wire<conflict_notice>(news));
}

} // namespace mesh
