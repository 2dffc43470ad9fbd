#include "messages/conflict_codec.hpp"

#include "messages/codec_parts.hpp"
#include "messages/link_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

void write(const value_origin& from, v1::ValueOrigin& to) {
  if (from.agent)
    to.set_agent(from.agent->packed());
  to.set_message(from.message.value);
  to.set_causation(from.causation.value);
  to.set_lamport(from.lamport);
  to.set_agreeing(from.agreeing);
}

bool read(const v1::ValueOrigin& from, value_origin& to) {
  to.message = {from.message()};
  to.causation = {from.causation()};
  to.lamport = from.lamport();
  to.agreeing = from.agreeing();
  return !from.has_agent() || read_agent(from.agent(), to.agent.emplace());
}

void write(const causal_event& from, v1::CausalEvent& to) {
  to.set_message(from.message.value);
  to.set_causation(from.causation.value);
  to.set_lamport(from.lamport);
  to.set_agent(from.agent.packed());
}

bool read(const v1::CausalEvent& from, causal_event& to) {
  to.message = {from.message()};
  to.causation = {from.causation()};
  to.lamport = from.lamport();
  return read_agent(from.agent(), to.agent);
}

void write(const conflict_evidence& from, v1::ConflictEvidence& to) {
  write(from.expected_by, *to.mutable_expected_by());
  write(from.received_from, *to.mutable_received_from());
  for (const auto& event : from.events)
    write(event, *to.add_events());
  write_texts(from.needed_capabilities, *to.mutable_needed_capabilities());
  write_texts(from.expected_branch, *to.mutable_expected_branch());
  write_texts(from.received_branch, *to.mutable_received_branch());
}

/// Takes the texts out of `from`, as do all below.
bool read(v1::ConflictEvidence& from, conflict_evidence& to) {
  bool good =
      read(from.expected_by(), to.expected_by) && read(from.received_from(), to.received_from);
  to.events.reserve(static_cast<std::size_t>(from.events_size()));
  for (const auto& event : from.events())
    good = good && read(event, to.events.emplace_back());
  take_texts(*from.mutable_needed_capabilities(), to.needed_capabilities);
  take_texts(*from.mutable_expected_branch(), to.expected_branch);
  take_texts(*from.mutable_received_branch(), to.received_branch);
  return good;
}

void write(const quarantined_message& from, v1::QuarantinedMessage& to) {
  to.set_verb(static_cast<std::uint32_t>(from.what));
  to.set_source(from.source);
  to.set_correlation(from.correlation.value);
  to.set_causation(from.causation.value);
  to.set_lamport(from.lamport);
  to.set_payload_weight(from.payload_weight);
  write_texts(from.capabilities, *to.mutable_capabilities());
  to.set_payload(from.payload);
  to.set_payload_bytes(from.payload_bytes);
  to.set_given_to(to_string(from.given_to));
}

bool read(v1::QuarantinedMessage& from, quarantined_message& to) {
  to.source = std::move(*from.mutable_source());
  to.correlation = {from.correlation()};
  to.causation = {from.causation()};
  to.lamport = from.lamport();
  to.payload_weight = from.payload_weight();
  take_texts(*from.mutable_capabilities(), to.capabilities);
  to.payload = std::move(*from.mutable_payload());
  to.payload_bytes = from.payload_bytes();
  return read_enum(from.verb(), verb::sync, to.what) && finite(to.payload_weight)
         && to.payload_weight >= 0 && read_scope(from.given_to(), to.given_to);
}

bool read(v1::ConflictRecord& from, conflict& to) {
  to.expected = std::move(*from.mutable_expected());
  to.received = std::move(*from.mutable_received());
  to.context_hash = from.context_hash();
  to.depth = from.depth();
  to.affected_agents = from.affected_agents();
  return read_enum(from.conflict_type(), conflict_type::other, to.type)
         && (!from.has_evidence() || read(*from.mutable_evidence(), to.evidence));
}

} // namespace

std::string encode(const conflict_record& r, duration age) {
  v1::ConflictRecord pb;
  pb.set_id(r.id.value);
  pb.set_at_ms(r.at_ms);
  pb.set_agent(r.agent.packed());
  pb.set_message(r.message.value);
  pb.set_conflict_type(static_cast<std::uint32_t>(r.what.type));
  pb.set_expected(r.what.expected);
  pb.set_received(r.what.received);
  pb.set_context_hash(r.what.context_hash);
  pb.set_depth(r.what.depth);
  pb.set_affected_agents(r.what.affected_agents);
  if (r.what.evidence != conflict_evidence{})
    write(r.what.evidence, *pb.mutable_evidence());
  if (r.held)
    write(*r.held, *pb.mutable_held());
  pb.set_resolves(r.resolves.value);
  pb.set_age_us(static_cast<std::uint64_t>(std::max<std::int64_t>(to_us(age), 0)));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, aged_conflict& out) {
  v1::ConflictRecord pb;
  out = {};
  auto& r = out.record;
  if (!parse(bytes, pb) || pb.age_us() > static_cast<std::uint64_t>(longest_us))
    return false;
  r.id = {pb.id()};
  r.at_ms = pb.at_ms();
  r.message = {pb.message()};
  r.resolves = {pb.resolves()};
  out.age = microseconds(static_cast<std::int64_t>(pb.age_us()));
  return read_agent(pb.agent(), r.agent) && read(pb, r.what)
         && (!pb.has_held() || read(*pb.mutable_held(), r.held.emplace()));
}

} // namespace mesh
