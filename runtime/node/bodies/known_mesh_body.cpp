#include "runtime/node/bodies/known_mesh_body.hpp"

#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/node_welcome.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace codec {

void write(const known_mesh& from, v1::KnownMesh& to) {
  to.set_id(from.id);
  to.set_term(from.term);
  to.set_list(from.members.number);
  for (const auto& one : from.members.members) {
    auto& m = *to.add_members();
    m.set_name(one.name);
    m.set_session(one.session);
  }
}

bool read(const v1::KnownMesh& from, known_mesh& to) {
  if (from.members_size() > static_cast<int>(most_nodes))
    return false;
  to = {from.id(), from.term(), {from.list(), {}}};
  for (const auto& m : from.members()) {
    if (m.name().size() > longest_node_text)
      return false;
    to.members.members.push_back({m.name(), m.session()});
  }
  return true;
}

} // namespace codec

std::string encode(const known_mesh& m) {
  v1::KnownMesh pb;
  codec::write(m, pb);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, known_mesh& out) {
  v1::KnownMesh pb;
  return codec::parse(bytes, pb, codec::listing_body) && codec::read(pb, out);
}

} // namespace mesh
