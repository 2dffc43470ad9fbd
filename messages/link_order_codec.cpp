#include "messages/codec_parts.hpp"
#include "messages/link_bodies.hpp"
#include "messages/link_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

std::string encode_agents(const std::vector<agent_id>& whom) {
  v1::AgentList pb;
  for (auto agent : whom)
    pb.add_whom(agent.packed());
  return pb.SerializeAsString();
}

bool decode_agents(std::string_view bytes, std::vector<agent_id>& to) {
  v1::AgentList pb;
  return parse(bytes, pb, listing_body) && read_agents(pb.whom(), to);
}

} // namespace

std::string encode(const heal_order& o) {
  v1::HealOrder pb;
  pb.set_where(to_string(o.where));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, heal_order& out) {
  v1::HealOrder pb;
  return parse(bytes, pb) && read_scope(pb.where(), out.where);
}

std::string encode(const heal_report& r) {
  v1::HealReport pb;
  write(r.failure, *pb.mutable_failure());
  write_texts(r.lines, *pb.mutable_lines());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, heal_report& out) {
  v1::HealReport pb;
  if (!parse(bytes, pb, listing_body))
    return false;
  read(pb.failure(), out.failure);
  take_texts(*pb.mutable_lines(), out.lines);
  return true;
}

std::string encode(const fault_order& o) {
  v1::FaultOrder pb;
  pb.set_kind(static_cast<std::uint32_t>(o.what));
  for (const auto& where : o.whom)
    pb.add_whom(to_string(where));
  pb.set_pause_ms(o.pause_ms);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, fault_order& out) {
  v1::FaultOrder pb;
  if (!parse(bytes, pb, listing_body))
    return false;
  out.pause_ms = pb.pause_ms();
  out.whom.clear();
  for (const auto& text : pb.whom())
    if (!read_scope(text, out.whom.emplace_back()))
      return false;
  return read_enum(pb.kind(), fault_kind::slow, out.what) && finite(out.pause_ms)
         && out.pause_ms >= 0;
}

std::string encode(const fault_report& r) {
  v1::FaultReport pb;
  write(r.failure, *pb.mutable_failure());
  pb.set_told(r.told);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, fault_report& out) {
  v1::FaultReport pb;
  if (!parse(bytes, pb))
    return false;
  read(pb.failure(), out.failure);
  out.told = pb.told();
  return true;
}

std::string encode(const join_order& o) {
  return encode_agents(o.whom);
}
std::string encode(const leave_order& o) {
  return encode_agents(o.whom);
}
bool decode(std::string_view bytes, join_order& out) {
  return decode_agents(bytes, out.whom);
}
bool decode(std::string_view bytes, leave_order& out) {
  return decode_agents(bytes, out.whom);
}

std::string encode(const unresponsive& u) {
  v1::Unresponsive pb;
  pb.set_who(to_string(u.who));
  pb.set_seen(u.seen);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, unresponsive& out) {
  v1::Unresponsive pb;
  if (!parse(bytes, pb) || !read_scope(pb.who(), out.who))
    return false;
  out.seen = std::move(*pb.mutable_seen());
  return true;
}

} // namespace mesh
