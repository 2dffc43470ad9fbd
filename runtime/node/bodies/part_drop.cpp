#include "runtime/node/bodies/part_drop.hpp"

#include "messages/channel.pb.h"
#include "messages/codec_parts.hpp"

namespace mesh {

std::string encode(const part_drop& d) {
  v1::PartDrop pb;
  pb.set_drain_ms(d.drain_ms);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, part_drop& out) {
  v1::PartDrop pb;
  if (!codec::parse(bytes, pb))
    return false;
  out.drain_ms = pb.drain_ms();
  return codec::finite(out.drain_ms) && out.drain_ms >= 0
         && out.drain_ms <= to_ms(longest_span);
}

} // namespace mesh
