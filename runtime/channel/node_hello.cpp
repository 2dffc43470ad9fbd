#include "runtime/channel/node_hello.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

namespace {

using namespace codec;

bool read_holds(const v1::NodeHello& from, std::vector<held_sector>& to) {
  if (from.holds_size() > max_children)
    return false;
  to.clear();
  for (const auto& held : from.holds()) {
    if (held.sector() >= max_children
        || (!to.empty() && held.sector() <= to.back().sector.sector))
      return false;
    to.push_back({{static_cast<std::uint8_t>(held.sector())}, held.epoch()});
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
    to.set_sector(held.sector.sector);
    to.set_epoch(held.epoch);
  }
  pb.set_witness(h.witness);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, node_hello& out) {
  v1::NodeHello pb;
  if (!parse(bytes, pb, longest_node_config + small_body)
      || pb.mesh_config().size() > longest_node_config)
    return false;
  for (const auto* text : {&pb.name(), &pb.build_version(), &pb.witness()})
    if (text->size() > longest_node_text)
      return false;
  out.name = pb.name();
  out.capacity = pb.capacity();
  out.version = pb.version();
  out.build_version = pb.build_version();
  out.mesh_config = std::move(*pb.mutable_mesh_config());
  out.leaving = pb.leaving();
  out.witness = pb.witness();
  return finite(out.capacity) && out.capacity >= 0 && read_holds(pb, out.holds);
}

} // namespace mesh
