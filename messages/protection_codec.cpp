#include <array>

#include "messages/codec_parts.hpp"
#include "messages/mesh.pb.h"
#include "messages/protection_messages.hpp"

namespace mesh {

namespace {

using namespace codec;

bool read_scope(const std::string& text, scope& to) {
  auto where = parse_scope(text);
  if (where)
    to = *where;
  return where.has_value();
}

} // namespace

std::string_view to_string(circuit_state state) {
  constexpr std::array<std::string_view, 3> names{"closed", "open", "half_open"};
  return names[static_cast<std::size_t>(state)];
}

std::string encode(const failure_event& e) {
  v1::FailureEvent pb;
  pb.set_failure_class(static_cast<std::uint32_t>(e.what));
  pb.set_where(to_string(e.where));
  pb.set_seen(e.seen);
  pb.set_escalation(static_cast<std::uint32_t>(e.to));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, failure_event& out) {
  v1::FailureEvent pb;
  if (!parse(bytes, pb))
    return false;
  out.at = {};
  out.seen = pb.seen();
  return read_enum(pb.failure_class(), failure_class::cascade_failure, out.what)
         && read_scope(pb.where(), out.where)
         && read_enum(pb.escalation(), escalation::orchestrator, out.to);
}

std::string encode(const circuit& c) {
  v1::Circuit pb;
  pb.set_where(to_string(c.where));
  pb.set_state(static_cast<std::uint32_t>(c.state));
  pb.set_reason(c.reason);
  pb.set_by_hand(c.by_hand);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, circuit& out) {
  v1::Circuit pb;
  if (!parse(bytes, pb))
    return false;
  out.reason = pb.reason();
  out.by_hand = pb.by_hand();
  return read_scope(pb.where(), out.where) && out.where.kind() != scope::level::agent
         && read_enum(pb.state(), circuit_state::half_open, out.state);
}

std::string encode(const quarantine_order& o) {
  v1::QuarantineOrder pb;
  pb.set_agent(o.who.packed());
  pb.set_reason(o.reason);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, quarantine_order& out) {
  v1::QuarantineOrder pb;
  if (!parse(bytes, pb))
    return false;
  out.reason = pb.reason();
  return read_agent(pb.agent(), out.who);
}

std::string encode(const conflict_notice& n) {
  v1::ConflictNotice pb;
  pb.set_conflict(n.conflict.value);
  pb.set_agent(n.agent.packed());
  pb.set_conflict_type(static_cast<std::uint32_t>(n.type));
  pb.set_priority(n.priority);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, conflict_notice& out) {
  constexpr std::uint32_t highest_priority = 4;
  v1::ConflictNotice pb;
  if (!parse(bytes, pb) || pb.priority() > highest_priority)
    return false;
  out.conflict = {pb.conflict()};
  out.priority = static_cast<std::uint8_t>(pb.priority());
  return read_agent(pb.agent(), out.agent)
         && read_enum(pb.conflict_type(), conflict_type::other, out.type);
}

} // namespace mesh
