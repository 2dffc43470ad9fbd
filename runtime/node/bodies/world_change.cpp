#include "runtime/node/bodies/world_change.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

/// False for a number that means nothing.
bool take(bool there, double value, std::optional<double>& to) {
  to.reset();
  if (there)
    to = value;
  return !there || (finite(value) && value >= 0);
}

} // namespace

std::string encode(const world_change& c) {
  v1::WorldChange pb;
  const auto& what = c.what;
  pb.set_where(to_string(c.where));
  for (auto agent : c.agents)
    pb.add_agents(agent.packed());
  if (what.latency_ms)
    pb.set_latency_ms(*what.latency_ms);
  if (what.latency_factor)
    pb.set_latency_factor(*what.latency_factor);
  if (what.processing_ms)
    pb.set_processing_ms(*what.processing_ms);
  if (what.processing_factor)
    pb.set_processing_factor(*what.processing_factor);
  if (what.jitter)
    pb.set_jitter(*what.jitter);
  if (what.heavy_tail)
    pb.set_heavy_tail(*what.heavy_tail);
  if (what.conflict)
    pb.set_conflict(*what.conflict);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, world_change& out) {
  v1::WorldChange pb;
  if (!parse(bytes, pb, listing_body) || !read_scope(pb.where(), out.where)
      || !read_agents(pb.agents(), out.agents))
    return false;
  auto& what = out.what;
  return take(pb.has_latency_ms(), pb.latency_ms(), what.latency_ms)
         && take(pb.has_latency_factor(), pb.latency_factor(), what.latency_factor)
         && take(pb.has_processing_ms(), pb.processing_ms(), what.processing_ms)
         && take(pb.has_processing_factor(), pb.processing_factor(), what.processing_factor)
         && take(pb.has_jitter(), pb.jitter(), what.jitter)
         && take(pb.has_heavy_tail(), pb.heavy_tail(), what.heavy_tail)
         && take(pb.has_conflict(), pb.conflict(), what.conflict);
}

} // namespace mesh
