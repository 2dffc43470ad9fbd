#include "runtime/node/bodies/node_welcome.hpp"

#include "messages/codec.hpp"
#include "messages/codec_parts.hpp"
#include "runtime/node/bodies/node_hello.hpp"
#include "runtime/node/bodies/parts.hpp"

namespace mesh {

namespace {

using namespace codec;

bool read_peers(const v1::NodeWelcome& from, std::vector<node_peer>& to) {
  if (from.peers_size() > static_cast<int>(most_nodes))
    return false;
  to.clear();
  for (const auto& peer : from.peers()) {
    if (peer.name().size() > longest_node_text || peer.witness().size() > longest_node_text)
      return false;
    to.push_back({peer.name(), peer.witness(), peer.session()});
  }
  return true;
}

bool is_span(double ms) {
  return finite(ms) && ms >= 0 && ms <= to_ms(longest_span);
}

} // namespace

std::string encode(const node_welcome& w) {
  v1::NodeWelcome pb;
  pb.set_mesh_name(w.mesh_name);
  pb.set_rules(encode(w.rules));
  write(w.roster, *pb.mutable_roster());
  pb.set_context(w.context);
  for (const auto& peer : w.peers) {
    auto& to = *pb.add_peers();
    to.set_name(peer.name);
    to.set_witness(peer.witness);
    to.set_session(peer.session);
  }
  pb.set_silence_ms(w.silence_ms);
  pb.set_rejoin_ms(w.rejoin_ms);
  write(w.knows, *pb.mutable_knows());
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, node_welcome& out) {
  v1::NodeWelcome pb;
  if (!parse(bytes, pb) || pb.mesh_name().size() > longest_node_text)
    return false;
  out.mesh_name = pb.mesh_name();
  out.context = std::move(*pb.mutable_context());
  out.silence_ms = pb.silence_ms();
  out.rejoin_ms = pb.rejoin_ms();
  return is_span(out.silence_ms) && is_span(out.rejoin_ms) && decode(pb.rules(), out.rules)
         && read(pb.roster(), out.roster) && read_peers(pb, out.peers)
         && read(pb.knows(), out.knows);
}

} // namespace mesh
