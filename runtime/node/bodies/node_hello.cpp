#include "runtime/node/bodies/node_hello.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace {

using namespace codec;

bool read_holds(const v1::NodeHello& from, std::vector<held_part>& to) {
  if (from.holds_size() > max_children * (max_children + 1))
    return false;
  to.clear();
  for (const auto& held : from.holds()) {
    if (held.sector() >= max_children || held.cluster() > max_children)
      return false;
    const sector_id sector{static_cast<std::uint8_t>(held.sector())};
    placed_part what = sector;
    if (held.cluster() > 0)
      what = cluster_id{sector.sector, static_cast<std::uint8_t>(held.cluster() - 1)};
    if (!to.empty() && what <= to.back().what)
      return false;
    to.push_back({what, held.epoch()});
  }
  return true;
}

} // namespace

std::string encode(const node_hello& h) {
  v1::NodeHello pb;
  pb.set_name(h.name);
  pb.set_capacity(h.capacity);
  pb.set_version(h.version);
  pb.set_build_version(h.build_version);
  pb.set_mesh_config(h.mesh_config);
  pb.set_leaving(h.leaving);
  for (const auto& held : h.holds) {
    auto& to = *pb.add_holds();
    to.set_sector(held.what.sector().sector);
    if (held.what.is_cluster())
      to.set_cluster(held.what.cluster().cluster + 1U);
    to.set_epoch(held.epoch);
  }
  pb.set_witness(h.witness);
  pb.set_host_id(h.host_id);
  pb.set_agents_url(h.agents_url);
  write(h.knows, *pb.mutable_knows());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, node_hello& out) {
  v1::NodeHello pb;
  if (!parse(bytes, pb, longest_node_config + listing_body)
      || pb.mesh_config().size() > longest_node_config)
    return false;
  if (!within(longest_node_text, pb.name(), pb.build_version(), pb.witness(), pb.host_id(),
              pb.agents_url()))
    return false;
  out.name = pb.name();
  out.capacity = pb.capacity();
  out.version = pb.version();
  out.build_version = pb.build_version();
  out.mesh_config = std::move(*pb.mutable_mesh_config());
  out.leaving = pb.leaving();
  out.witness = pb.witness();
  out.host_id = pb.host_id();
  out.agents_url = pb.agents_url();
  return finite(out.capacity) && out.capacity >= 0 && read_holds(pb, out.holds)
         && read(pb.knows(), out.knows);
}

} // namespace mesh
