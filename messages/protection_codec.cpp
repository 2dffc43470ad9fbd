#include <array>

#include "messages/codec_parts.hpp"
#include "messages/mesh.pb.h"
#include "messages/protection_messages.hpp"

namespace mesh {

namespace {

using namespace codec;

void write(const failure_event& from, v1::FailureEvent& to) {
  to.set_failure_class(static_cast<std::uint32_t>(from.what));
  to.set_where(to_string(from.where));
  to.set_seen(from.seen);
  to.set_escalation(static_cast<std::uint32_t>(from.to));
}

bool read(v1::FailureEvent& from, failure_event& to) {
  to.seen = std::move(*from.mutable_seen());
  return read_enum(from.failure_class(), last_failure_class, to.what)
         && read_scope(from.where(), to.where)
         && read_enum(from.escalation(), escalation::orchestrator, to.to);
}

} // namespace

std::string_view to_string(circuit_state state) {
  constexpr std::array<std::string_view, 3> names{"closed", "open", "half_open"};
  return names[static_cast<std::size_t>(state)];
}

std::string encode(const failure_event& e) {
  v1::FailureEvent pb;
  write(e, pb);
  return pb.SerializeAsString();
}

std::string encode(const failure_event& e, time_point now) {
  v1::FailureEvent pb;
  write(e, pb);
  pb.set_age(age_of(e.at, now));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, failure_event& out) {
  v1::FailureEvent pb;
  out.at = {};
  return parse(bytes, pb) && read(pb, out);
}

bool decode(std::string_view bytes, time_point now, failure_event& out) {
  v1::FailureEvent pb;
  return parse(bytes, pb) && read(pb, out) && read_age(pb.age(), now, out.at);
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
