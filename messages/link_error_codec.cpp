#include "messages/codec_parts.hpp"
#include "messages/link_bodies.hpp"
#include "messages/link_parts.hpp"

namespace mesh {

namespace codec {

void write(const error& from, v1::Error& to) {
  if (from.code != errc::none)
    to.set_code(std::string(name_of(from.code)));
  to.set_detail(from.detail);
  to.set_remedy(from.remedy);
}

void read(const v1::Error& from, error& to) {
  const auto& name = from.code();
  to = {errc_of(name), from.detail(), from.remedy()};
  if (to.code != errc::none || name.empty() || name == name_of(errc::none))
    return;
  to.code = errc::unsupported;
  to.detail = name + ": " + to.detail;
}

} // namespace codec

std::string encode(const error& e) {
  v1::Error pb;
  codec::write(e, pb);
  return pb.SerializeAsString();
}

bool decode(std::string_view bytes, error& out) {
  v1::Error pb;
  if (!codec::parse(bytes, pb))
    return false;
  codec::read(pb, out);
  return true;
}

} // namespace mesh
