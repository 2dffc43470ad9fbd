#include "runtime/node/bodies/protection_bodies.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {
using namespace codec;
}

std::string encode(const breaker_note& n, time_point now) {
  v1::BreakerNote pb;
  pb.set_age(age_of(n.at, now));
  pb.set_keeper(n.keeper);
  pb.set_where(to_string(n.what.where));
  pb.set_state_from(static_cast<std::uint32_t>(n.what.change.from));
  pb.set_state_to(static_cast<std::uint32_t>(n.what.change.to));
  pb.set_reason(n.what.change.reason);
  pb.set_by_hand(n.by_hand);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, time_point now, breaker_note& out) {
  v1::BreakerNote pb;
  if (!parse(bytes, pb) || !read_scope(pb.where(), out.what.where)
      || out.what.where.kind() == scope::level::agent) // which has no breaker
    return false;
  auto& change = out.what.change;
  out.keeper = pb.keeper();
  out.by_hand = pb.by_hand();
  change.reason = std::move(*pb.mutable_reason());
  return read_age(pb.age(), now, out.at)
         && read_enum(pb.state_from(), circuit_state::half_open, change.from)
         && read_enum(pb.state_to(), circuit_state::half_open, change.to);
}

std::string encode(conflict_level level) {
  v1::ConflictTaken pb;
  pb.set_level(static_cast<std::uint32_t>(level));
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, conflict_level& out) {
  v1::ConflictTaken pb;
  return parse(bytes, pb) && read_enum(pb.level(), conflict_level::orchestrator, out);
}

} // namespace mesh
